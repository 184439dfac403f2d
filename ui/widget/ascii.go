package widget

import (
	"strings"
	"unicode"

	"github.com/charmbracelet/x/ansi"
)

// asciiSigns stand for those of our own signs that no theme changes.
var asciiSigns = map[string]byte{"…": '~', "↑": '^', "↓": 'v', "←": '<', "→": '>'}

// ASCII puts signs of the same width in the place of every one that is not ASCII:
// what a terminal without UTF-8 would make of it has no width that is known. It
// keeps colours. What several runes draw together is one sign, as everywhere.
func ASCII(s string) string {
	var b strings.Builder
	b.Grow(len(s))
	state := byte(0)
	for len(s) > 0 {
		sign, width, n, next := ansi.DecodeSequence(s, state, nil)
		s, state = s[n:], next
		switch own, known := asciiSigns[sign]; {
		case known:
			b.WriteByte(own)
		case strings.IndexFunc(sign, func(r rune) bool { return r > unicode.MaxASCII }) < 0:
			b.WriteString(sign)
		default:
			for range width {
				b.WriteByte('?')
			}
		}
	}
	return b.String()
}
