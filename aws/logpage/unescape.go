package logpage

import (
	"encoding/binary"
	"encoding/hex"
	"math/bits"
	"slices"
	"unicode/utf16"
	"unicode/utf8"
)

// word is how many bytes are looked at together.
const word = 8

// unescape takes the rest of a string and its closing quote. Every event goes
// through here, so it copies a word at a time, of which only that counts which
// stands before the next quote, escape or control character.
func (s *scanner) unescape() bool {
	in, at := s.in, s.at // locals, which the collector's barriers leave alone
	n, out := len(s.text), s.text[:cap(s.text)]
	var all uint64 // of it, a word over the other
	for at < len(in) {
		for at+2*word <= len(in) && n+2*word <= len(out) {
			eight := binary.LittleEndian.Uint64(in[at:])
			binary.LittleEndian.PutUint64(out[n:], eight)
			all |= eight
			k := ordinary(eight)
			at, n = at+k, n+k
			if k == word {
				continue
			}
			if in[at] != '\\' || in[at+1] != '"' {
				break
			}
			out[n] = '"' // which most escapes in a record are
			at, n = at+2, n+1
			if c := in[at]; (c == ':' || c == ',') && in[at+1] == '\\' && in[at+2] == '"' { // and so they mostly go on
				out[n], out[n+1] = c, '"'
				at, n = at+3, n+2
			}
		}
		if at == len(in) {
			return false
		}
		if n+2*word > len(out) {
			out = slices.Grow(out[:n], max(n, 1<<10))
			out = out[:cap(out)]
		}
		switch c := in[at]; {
		case c == '"':
			valid := all&highs == 0 || utf8.Valid(in[s.at:at])
			s.text, s.at = out[:n], at+1
			return valid
		case c == '\\':
			text, size := escape(out[:n], in[at:])
			if size == 0 {
				return false
			}
			at, n, out = at+size, len(text), text[:cap(text)]
		case c < ' ':
			return false
		default:
			all |= uint64(c)
			out[n] = c
			at, n = at+1, n+1
		}
	}
	return false
}

const (
	ones  = 0x0101010101010101
	highs = 0x80 * ones
)

// ordinary is how many of eight bytes stand before the first quote, backslash or
// control character.
func ordinary(eight uint64) int {
	quote, escape := eight^'"'*ones, eight^'\\'*ones
	found := ((quote-ones)&^quote | (escape-ones)&^escape | (eight-' '*ones)&^eight) & highs
	return bits.TrailingZeros64(found) / 8 // 64 where there is none
}

// escape appends to text what an escape at the beginning of in means, and gives
// its length, 0 for one that does not exist.
func escape(text, in []byte) ([]byte, int) {
	if len(in) < 2 {
		return text, 0
	}
	c := in[1]
	switch c {
	case '"', '\\', '/':
	case 'b':
		c = '\b'
	case 'f':
		c = '\f'
	case 'n':
		c = '\n'
	case 'r':
		c = '\r'
	case 't':
		c = '\t'
	case 'u':
		return unicode(text, in)
	default:
		return text, 0
	}
	return append(text, c), 2
}

const unicodeSize = len(`\u0000`)

// unicode is an escape of four digits, or two of them for one character.
func unicode(text, in []byte) ([]byte, int) {
	r, ok := codeUnit(in)
	if !ok {
		return text, 0
	}
	if !utf16.IsSurrogate(r) {
		return utf8.AppendRune(text, r), unicodeSize
	}
	if low, ok := codeUnit(in[unicodeSize:]); ok {
		if whole := utf16.DecodeRune(r, low); whole != utf8.RuneError {
			return utf8.AppendRune(text, whole), 2 * unicodeSize
		}
	}
	return utf8.AppendRune(text, utf8.RuneError), unicodeSize
}

func codeUnit(in []byte) (rune, bool) {
	if len(in) < unicodeSize || in[0] != '\\' || in[1] != 'u' {
		return 0, false
	}
	var b [2]byte
	if _, err := hex.Decode(b[:], in[2:unicodeSize]); err != nil {
		return 0, false
	}
	return rune(binary.BigEndian.Uint16(b[:])), true
}
