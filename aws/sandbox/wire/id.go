package wire

import (
	"crypto/rand"
	"encoding/hex"
)

// NewID is a random UUID, the form of most services' request, event and
// version ids.
func NewID() string {
	var b [16]byte
	_, _ = rand.Read(b[:]) // never fails: the documentation of crypto/rand.Read
	b[6], b[8] = b[6]&0x0f|0x40, b[8]&0x3f|0x80
	h := hex.EncodeToString(b[:])
	return h[:8] + "-" + h[8:12] + "-" + h[12:16] + "-" + h[16:20] + "-" + h[20:]
}
