package photo

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"runtime"
	"slices"
)

// version stands for this package in Key. Raise it with any change that gives
// other bytes for a picture, or refuses one that was taken.
const version = 1

// Key names what Make makes of a picture, for a cache. Reuse is right because
// that depends on these alone: the picture's bytes, what it is used for, the
// widths and qualities, this package (its version is raised when it
// changes) and the decoders and encoders of the Go that the program was built
// with.
func Key(data []byte, use Use) string {
	h := sha256.New()
	fmt.Fprintf(h, "%d %s %v %d %d %d\n", version, runtime.Version(), widths, quality, qualityWhole, use)
	h.Write(data)
	return hex.EncodeToString(h.Sum(nil))
}

// head is what stands before the files of a packed picture.
type head struct {
	Picture
	Sizes []int // of the files, in bytes
}

// Pack is a picture as bytes that tell whether they are whole.
func (p *Picture) Pack() ([]byte, error) {
	h := head{Picture: *p}
	for _, f := range p.Files {
		h.Sizes = append(h.Sizes, len(f.Data))
	}
	line, err := json.Marshal(h)
	if err != nil {
		return nil, fmt.Errorf("pack a picture: %w", err)
	}
	body := append(line, '\n')
	for _, f := range p.Files {
		body = append(body, f.Data...)
	}
	sum := sha256.Sum256(body)
	return slices.Concat(sum[:], body), nil
}

// Unpack reads what Pack made; ok is false when it is not that, or not all of it.
func Unpack(packed []byte) (p *Picture, ok bool) {
	if len(packed) < sha256.Size {
		return nil, false
	}
	body := packed[sha256.Size:]
	if sum := sha256.Sum256(body); !bytes.Equal(sum[:], packed[:sha256.Size]) {
		return nil, false
	}
	line, rest, ok := bytes.Cut(body, []byte("\n"))
	var h head
	if !ok || json.Unmarshal(line, &h) != nil || len(h.Sizes) != len(h.Files) || len(h.Files) == 0 {
		return nil, false
	}
	for i, n := range h.Sizes {
		if n < 0 || n > len(rest) {
			return nil, false
		}
		h.Files[i].Data, rest = rest[:n:n], rest[n:]
	}
	return &h.Picture, len(rest) == 0
}
