package widget

import (
	"strings"
	"unicode"

	"github.com/charmbracelet/x/ansi"
)

// ASCII puts a sign of the same width in the place of every one that is not
// ASCII: what a terminal without UTF-8 would make of it has no width that is
// known.
func ASCII(s string) string {
	var b strings.Builder
	b.Grow(len(s))
	for _, r := range s {
		switch {
		case r <= unicode.MaxASCII:
			b.WriteRune(r)
		case r == '…':
			b.WriteByte('~')
		case r == '↑':
			b.WriteByte('^')
		case r == '↓':
			b.WriteByte('v')
		case r == '←':
			b.WriteByte('<')
		case r == '→':
			b.WriteByte('>')
		default:
			for range ansi.StringWidth(string(r)) {
				b.WriteByte('?')
			}
		}
	}
	return b.String()
}
