package record

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"secretwatch/aws/foreign"
)

// maxText is how much of one field is kept, in bytes. Whoever reads a secret
// chooses the user agent, which may be hundreds of kilobytes long.
const maxText = 8 << 10

// text is a field as foreign text, cut with a mark where it is too long.
func text(v value) foreign.String { return foreign.New(bounded(v.string())) }

// word is a field that AWS writes itself and that is short: a name, a number,
// an id. It is made safe at once, for nothing else can be in it.
func word(v value) string { return foreign.Safe(bounded(v.string())) }

func bounded(s string) string {
	if len(s) <= maxText {
		return s
	}
	cut := maxText
	for cut > maxText-utf8.UTFMax && !utf8.RuneStart(s[cut]) {
		cut--
	}
	return fmt.Sprintf("%s... (%d bytes more)", s[:cut], len(s)-cut)
}

// keep copies texts into one block of memory, so that keeping them does not
// keep the whole record that they were cut from.
func keep(texts ...*string) {
	size := 0
	for _, t := range texts {
		size += len(*t)
	}
	var b strings.Builder
	b.Grow(size)
	for _, t := range texts {
		b.WriteString(*t)
	}
	block := b.String()
	for _, t := range texts {
		n := len(*t)
		*t, block = block[:n], block[n:]
	}
}
