package draw

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"

	"gongbao/generator/cache"
)

// A sealed file begins with the digest of what follows. What stands on a page
// comes from such files, so one that was cut short or changed must not be taken
// for what was drawn.
const sealPrefix = "//sha256 "

const sealLen = len(sealPrefix) + 2*sha256.Size + len("\n")

// sealOf is the first line of a sealed file.
func sealOf(data []byte) []byte {
	sum := sha256.Sum256(data)
	return []byte(sealPrefix + hex.EncodeToString(sum[:]) + "\n")
}

// seal is the whole file.
func seal(data []byte) []byte { return append(sealOf(data), data...) }

// readSealed reads a sealed file of a cache; nil when there is none. One that is
// broken is as good as absent.
func readSealed(in *cache.Folder, name string) []byte {
	file, _ := in.Read(name)
	return unseal(file)
}

// unseal is what a sealed file holds; nil when it is broken.
func unseal(file []byte) []byte {
	if len(file) < sealLen || !bytes.Equal(sealOf(file[sealLen:]), file[:sealLen]) {
		return nil
	}
	return file[sealLen:]
}
