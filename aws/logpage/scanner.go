package logpage

import (
	"encoding/binary"
	"encoding/hex"
	"math"
	"unicode/utf16"
	"unicode/utf8"
)

// maxDepth bounds what is skipped: deeper values are left to the SDK.
const maxDepth = 100

// scanner walks once over a JSON document, unescaping strings into one text.
// Its methods report false where the document is not what was expected.
type scanner struct {
	in   []byte
	at   int
	text []byte
}

func (s *scanner) space() {
	for s.at < len(s.in) {
		switch s.in[s.at] {
		case ' ', '\t', '\n', '\r':
			s.at++
		default:
			return
		}
	}
}

// take takes one byte, after blanks.
func (s *scanner) take(c byte) bool {
	s.space()
	if s.at < len(s.in) && s.in[s.at] == c {
		s.at++
		return true
	}
	return false
}

func (s *scanner) end() bool {
	s.space()
	return s.at == len(s.in)
}

func (s *scanner) word(w string) bool {
	if len(s.in)-s.at < len(w) || string(s.in[s.at:s.at+len(w)]) != w {
		return false
	}
	s.at += len(w)
	return true
}

// null takes null.
func (s *scanner) null() bool {
	s.space()
	return s.word("null")
}

// object takes an object and has value take the value of every name. A name is
// good until the next is read.
func (s *scanner) object(value func(name []byte) bool) bool {
	if !s.take('{') {
		return false
	}
	if s.take('}') {
		return true
	}
	for {
		var p span
		mark := len(s.text)
		if !s.string(&p) || p.from == 0 || !s.take(':') {
			return false
		}
		name := s.text[mark:]
		s.text = s.text[:mark]
		if !value(name) {
			return false
		}
		if !s.take(',') {
			return s.take('}')
		}
	}
}

func (s *scanner) array(value func() bool) bool {
	if !s.take('[') {
		return false
	}
	if s.take(']') {
		return true
	}
	for {
		if !value() {
			return false
		}
		if !s.take(',') {
			return s.take(']')
		}
	}
}

// string takes a string into the text, or null.
func (s *scanner) string(to *span) bool {
	if s.null() {
		*to = span{}
		return true
	}
	if !s.take('"') {
		return false
	}
	from := len(s.text) + 1
	if !s.unescape() {
		return false
	}
	*to = span{from, len(s.text) + 1}
	return true
}

// unescape takes the rest of a string and its closing quote.
func (s *scanner) unescape() bool {
	in, text, begun := s.in, s.text, s.at // locals, which the collector's barriers leave alone
	for i := s.at; i < len(in); {
		switch c := in[i]; {
		case c == '"':
			text = append(text, in[begun:i]...)
			s.text, s.at = text, i+1
			return true
		case c == '\\':
			text = append(text, in[begun:i]...)
			var n int
			if text, n = escape(text, in[i:]); n == 0 {
				return false
			}
			i += n
			begun = i
		case c < ' ':
			return false
		default:
			i++
		}
	}
	return false
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

// integer takes a whole number, or null. Other forms of numbers are left to the
// SDK.
func (s *scanner) integer(to *int64, flag fields, has *fields) bool {
	if s.null() {
		*has &^= flag
		return true
	}
	negative := s.take('-')
	digits, n := 0, int64(0)
	for s.at < len(s.in) && s.in[s.at] >= '0' && s.in[s.at] <= '9' {
		d := int64(s.in[s.at] - '0')
		if n > (math.MaxInt64-d)/10 || digits > 0 && n == 0 {
			return false
		}
		n = n*10 + d
		digits++
		s.at++
	}
	if digits == 0 {
		return false
	}
	if negative {
		n = -n
	}
	*to = n
	*has |= flag
	return true
}

// skip takes a value of any kind.
func (s *scanner) skip(depth int) bool {
	s.space()
	if depth > maxDepth || s.at == len(s.in) {
		return false
	}
	switch s.in[s.at] {
	case '{':
		return s.object(func([]byte) bool { return s.skip(depth + 1) })
	case '[':
		return s.array(func() bool { return s.skip(depth + 1) })
	case '"':
		mark := len(s.text)
		var p span
		ok := s.string(&p)
		s.text = s.text[:mark]
		return ok
	case 't':
		return s.word("true")
	case 'f':
		return s.word("false")
	case 'n':
		return s.word("null")
	default:
		var n int64
		var has fields
		return s.integer(&n, hasAt, &has)
	}
}
