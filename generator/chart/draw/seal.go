package draw

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"io/fs"

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

// readSealed reads a sealed file of a cache; one that is broken is as good as
// absent, and the error of both is fs.ErrNotExist.
func readSealed(in *cache.Folder, name string) ([]byte, error) {
	file, err := in.Read(name)
	if err != nil {
		return nil, err
	}
	return unseal(file)
}

// unseal is what a sealed file holds.
func unseal(file []byte) ([]byte, error) {
	if len(file) < sealLen || !bytes.Equal(sealOf(file[sealLen:]), file[:sealLen]) {
		return nil, fs.ErrNotExist
	}
	return file[sealLen:], nil
}
