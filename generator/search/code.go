package search

import (
	"encoding/base64"
	"encoding/binary"
	"math/bits"
)

// Lists of ascending numbers are written in Golomb–Rice code: the gaps between
// the numbers, each in as many bits as the gaps of its list need, which is within
// a few percent of the least for texts of any kind; sparse lists and dense ones
// need no code of their own.
//
//	list = gamma(n) gap…           n numbers, n > 0
//	gap  = 1…10 low:k              as many ones as gap>>k; k follows from n and the limit of the numbers
//	gamma(n) = 0…01 low            one zero less than n has bits, then n without its first bit
//
// search.js reads them.

// bitWriter writes bits, the highest first.
type bitWriter struct {
	buf  []byte
	acc  uint64
	free uint // bits of acc that are not taken yet, of 64; more than 32
}

func newBitWriter() *bitWriter { return &bitWriter{free: 64} }

// put writes the low n bits of v, n ≤ 32.
func (w *bitWriter) put(v uint64, n uint) {
	w.free -= n
	w.acc |= v << w.free
	if w.free <= 32 {
		w.buf = binary.BigEndian.AppendUint32(w.buf, uint32(w.acc>>32))
		w.acc <<= 32
		w.free += 32
	}
}

// list writes ascending numbers that are below a limit.
func (w *bitWriter) list(numbers []uint32, below int) {
	n := uint64(len(numbers))
	size := uint(bits.Len64(n))
	w.put(0, size-1)
	w.put(n, size)
	k := lowBits(len(numbers), below)
	next := uint32(0)
	low, most := uint32(1)<<k-1, uint32(8)<<k
	for _, x := range numbers {
		gap := x - next
		next = x + 1
		if gap >= most {
			w.gap(uint64(gap), k)
			continue
		}
		ones := uint(gap >> k)
		w.put((1<<(ones+1)-2)<<k|uint64(gap&low), ones+1+k)
	}
}

// gap writes a gap with k low bits, k < 24.
func (w *bitWriter) gap(gap uint64, k uint) {
	ones := gap >> k
	for ; ones >= 8; ones -= 8 {
		w.put(1<<8-1, 8)
	}
	w.put((1<<(ones+1)-2)<<k|gap&(1<<k-1), uint(ones+1)+k)
}

// listBits is about how many bits a list of n numbers below a limit takes.
func listBits(n, below int) int { return n*(int(lowBits(n, below))+2) + 8 }

// lowBits is how many bits of a gap are written as they are, for n numbers below a
// limit: about the logarithm of 0.69 of the mean gap, which is the best when the
// numbers are strewn evenly.
func lowBits(n, below int) uint {
	return uint(max(bits.Len(uint(69*below/(100*n)))-1, 0))
}

// size is how many bytes base64 has.
func (w *bitWriter) size() int { return (len(w.buf) + int(64-w.free)/8 + 1) * 4 / 3 }

func (w *bitWriter) appendBase64(dst []byte) []byte {
	buf := w.buf
	for acc, left := w.acc, int(64-w.free); left > 0; left -= 8 {
		buf = append(buf, byte(acc>>56))
		acc <<= 8
	}
	return base64.RawStdEncoding.AppendEncode(dst, buf)
}
