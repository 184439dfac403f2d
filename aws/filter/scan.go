package filter

import (
	"math/bits"
	"strings"
)

// maxDepth is how deep objects and arrays may nest; deeper messages count as
// broken.
const maxDepth = 1000

// scanner goes over a JSON message once, checks that it is well formed, and
// notes which clauses hold on the way. It allocates nothing, but for texts
// with escapes that a clause has to see.
type scanner struct {
	text    string
	pos     int
	clauses []clause
	held    bitset
	// seen is told every value that a clause asks for; nil when matching.
	seen func(clause int, k kind, text string)
}

// message scans the whole text, which must be one JSON object.
func (s *scanner) message(root *node) bool {
	s.held = root.absent
	s.blanks()
	if s.pos >= len(s.text) || s.text[s.pos] != '{' || !s.value(root, 0) {
		return false
	}
	s.blanks()
	return s.pos == len(s.text)
}

func (s *scanner) blanks() {
	for s.pos < len(s.text) && isBlank(s.text[s.pos]) {
		s.pos++
	}
}

// next skips blanks and takes one character.
func (s *scanner) next() byte {
	s.blanks()
	if s.pos >= len(s.text) {
		return 0
	}
	c := s.text[s.pos]
	s.pos++
	return c
}

// value scans the value at the position. n is nil where nothing asks for it.
func (s *scanner) value(n *node, depth int) bool {
	s.blanks()
	if s.pos >= len(s.text) || depth > maxDepth {
		return false
	}
	start := s.pos
	switch c := s.text[start]; c {
	case '{':
		s.note(n, kindComposite, "")
		return s.object(n, depth+1)
	case '[':
		s.note(n, kindComposite, "")
		return s.array(n, depth+1)
	case '"':
		raw, escaped, ok := s.quoted()
		if ok && n != nil {
			if escaped {
				raw = unescape(raw)
			}
			s.note(n, kindString, raw)
		}
		return ok
	case 't':
		return s.literal(n, "true", kindTrue)
	case 'f':
		return s.literal(n, "false", kindFalse)
	case 'n':
		return s.literal(n, "null", kindNull)
	default:
		if !s.number() {
			return false
		}
		s.note(n, kindNumber, s.text[start:s.pos])
		return true
	}
}

func (s *scanner) literal(n *node, word string, k kind) bool {
	if !strings.HasPrefix(s.text[s.pos:], word) {
		return false
	}
	s.pos += len(word)
	s.note(n, k, word)
	return true
}

// note lets the clauses at a node see a value.
func (s *scanner) note(n *node, k kind, text string) {
	if n == nil {
		return
	}
	for _, i := range n.clauses {
		switch c := &s.clauses[i]; {
		case c.op == notExists:
			s.held.unset(i)
		case c.holds(k, text):
			s.held.set(i)
		}
		if s.seen != nil {
			s.seen(i, k, text)
		}
	}
}

func (s *scanner) object(n *node, depth int) bool {
	s.pos++
	if s.blanks(); s.pos < len(s.text) && s.text[s.pos] == '}' {
		s.pos++
		return true
	}
	for {
		if s.blanks(); s.pos >= len(s.text) || s.text[s.pos] != '"' {
			return false
		}
		key, escaped, ok := s.quoted()
		if !ok || s.next() != ':' {
			return false
		}
		var to *node
		if n != nil {
			if escaped {
				key = unescape(key)
			}
			if to = n.key(key); to != nil {
				s.held.replace(&to.under, &to.absent)
			}
		}
		if !s.value(to, depth) {
			return false
		}
		switch s.next() {
		case ',':
		case '}':
			return true
		default:
			return false
		}
	}
}

func (s *scanner) array(n *node, depth int) bool {
	s.pos++
	if s.blanks(); s.pos < len(s.text) && s.text[s.pos] == ']' {
		s.pos++
		return true
	}
	for index := 0; ; index++ {
		var to *node
		if n != nil {
			to = n.index(index)
			s.nullMember(n)
		}
		if !s.value(to, depth) {
			return false
		}
		switch s.next() {
		case ',':
		case ']':
			return true
		default:
			return false
		}
	}
}

// nullMember lets the array's own IS NULL hold where its next member is null:
// so AWS was seen to do, though it compares no array with anything.
func (s *scanner) nullMember(n *node) {
	if s.blanks(); !strings.HasPrefix(s.text[s.pos:], "null") {
		return
	}
	for _, i := range n.clauses {
		if s.clauses[i].op == isNull {
			s.held.set(i)
			if s.seen != nil {
				s.seen(i, kindNull, "null")
			}
		}
	}
}

// quoted scans the string at the position and gives what stands between the
// quotes, escapes and all.
func (s *scanner) quoted() (raw string, escaped, ok bool) {
	start := s.pos + 1
	for i := start; ; {
		for i+8 <= len(s.text) {
			if m := special(load(s.text[i : i+8])); m != 0 {
				i += bits.TrailingZeros64(m) / 8
				break
			}
			i += 8
		}
		if i >= len(s.text) {
			return "", false, false
		}
		switch c := s.text[i]; {
		case c == '"':
			s.pos = i + 1
			return s.text[start:i], escaped, true
		case c == '\\':
			size := jsonEscape(s.text[i:])
			if size == 0 {
				return "", false, false
			}
			escaped = true
			i += size
		case c < 0x20:
			return "", false, false
		default:
			i++
		}
	}
}

// load reads eight bytes; the compiler makes one load of it.
func load(s string) uint64 {
	_ = s[7]
	return uint64(s[0]) | uint64(s[1])<<8 | uint64(s[2])<<16 | uint64(s[3])<<24 |
		uint64(s[4])<<32 | uint64(s[5])<<40 | uint64(s[6])<<48 | uint64(s[7])<<56
}

// special has the high bit set of the first of eight bytes that is a quote, a
// backslash or a control character; of those after it, some may be wrong.
func special(w uint64) uint64 {
	const ones, highs = 0x0101010101010101, 0x8080808080808080
	quote, backslash := w^(ones*'"'), w^(ones*'\\')
	return ((quote-ones)&^quote | (backslash-ones)&^backslash | (w-ones*0x20)&^w) & highs
}

// number scans a JSON number.
func (s *scanner) number() bool {
	start := s.pos
	if s.text[start] == '-' {
		start++
	}
	end := skipDigits(s.text, start)
	if end == start || end > start+1 && s.text[start] == '0' {
		return false
	}
	if end < len(s.text) && s.text[end] == '.' {
		point := end
		if end = skipDigits(s.text, point+1); end == point+1 {
			return false
		}
	}
	end, ok := skipExponent(s.text, end)
	s.pos = end
	return ok
}
