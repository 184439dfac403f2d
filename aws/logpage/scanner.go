package logpage

import "math"

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

// string takes a string into the text, or null, which leaves what was there, as
// the SDK does.
func (s *scanner) string(to *span) bool {
	if s.null() {
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

// integer takes a whole number, or null, which leaves what was there. Other forms of numbers are left to the
// SDK.
func (s *scanner) integer(to *int64, flag fields, has *fields) bool {
	if s.null() {
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
