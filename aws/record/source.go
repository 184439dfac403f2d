package record

import (
	"math/bits"

	"github.com/tidwall/gjson"
)

// source is JSON that is walked, and does not change.
type source struct {
	in string
	// quoted says that it stands within a JSON string, as a record does in an
	// answer of CloudWatch Logs: each of its quotes and backslashes has a backslash
	// before it. Other escapes, and what is not ASCII, count as unusual there.
	quoted bool
}

// opened is behind the quote that begins a string at in[at], 0 where none does.
func (s source) opened(at int) int {
	if s.quoted {
		if at == len(s.in) || s.in[at] != '\\' {
			return 0
		}
		at++
	}
	if at == len(s.in) || s.in[at] != '"' {
		return 0
	}
	return at + 1
}

// name is the name at in[at] and where its value begins, 0 where there is none.
func (s source) name(at int) (name string, value int) {
	from := s.opened(at)
	if from == 0 {
		return "", 0
	}
	end, next, plain := s.quote(from)
	if next == 0 || !plain {
		return "", 0
	}
	colon := s.blanks(next)
	if colon == len(s.in) || s.in[colon] != ':' {
		return "", 0
	}
	return s.in[from:end], s.blanks(colon + 1)
}

// value is the value at in[at] and where it ends, 0 where there is none.
func (s source) value(at int) (value, int) {
	if at == len(s.in) {
		return value{}, 0
	}
	var kind gjson.Type
	var end int
	switch s.in[at] {
	case '"', '\\':
		return s.text(at)
	case '{', '[':
		kind, end = gjson.JSON, s.closing(at)
	case 't':
		kind, end = gjson.True, s.literal(at, "true")
	case 'f':
		kind, end = gjson.False, s.literal(at, "false")
	case 'n':
		kind, end = gjson.Null, s.literal(at, "null")
	default:
		kind, end = gjson.Number, s.number(at)
	}
	if end == 0 {
		return value{}, 0
	}
	return value{kind: kind, raw: s.in[at:end], quoted: s.quoted}, end
}

func (s source) text(at int) (value, int) {
	from := s.opened(at)
	if from == 0 {
		return value{}, 0
	}
	end, next, plain := s.quote(from)
	if next == 0 {
		return value{}, 0
	}
	v := value{kind: gjson.String, raw: s.in[at:next], quoted: s.quoted}
	if plain {
		v.text = s.in[from:end]
	} else {
		v.text = gjson.Parse(v.unquoted()).Str
	}
	return v, next
}

// quote is where a string ends that has begun before at, what is behind its
// closing quote, 0 where there is none, and whether it has no escapes.
func (s source) quote(at int) (end, next int, plain bool) {
	plain = true
	for at = s.stop(at); at < len(s.in); at = s.stop(at) {
		switch {
		case !s.quoted && s.in[at] == '"':
			return at, at + 1, plain
		case !s.quoted:
			at += 2
		case s.has(at, `\"`):
			return at, at + 2, plain
		case s.has(at, `\\`):
			if at = s.escaped(at + 2); at == 0 {
				return 0, 0, false
			}
		default:
			return 0, 0, false
		}
		plain = false
	}
	return 0, 0, false
}

func (s source) has(at int, two string) bool { return at+2 <= len(s.in) && s.in[at:at+2] == two }

// escaped is behind what a quoted backslash before at escapes, 0 where that is
// unusual.
func (s source) escaped(at int) int {
	switch {
	case s.has(at, `\"`), s.has(at, `\\`):
		return at + 2
	case at == len(s.in) || s.in[at] < ' ' || s.in[at] > '~' || s.in[at] == '"' || s.in[at] == '\\':
		return 0
	default:
		return at + 1
	}
}

// closing is behind the bracket that closes the one at in[at], 0 where none
// does. What stands within is looked at only so far.
func (s source) closing(at int) int {
	for depth := 0; at < len(s.in); at++ {
		switch c := s.in[at]; {
		case c == '"' && !s.quoted || c == '\\' && s.quoted:
			from := s.opened(at)
			if from == 0 {
				return 0
			}
			_, next, _ := s.quote(from)
			if next == 0 {
				return 0
			}
			at = next - 1
		case c == '{' || c == '[':
			depth++
		case c == '}' || c == ']':
			if depth--; depth == 0 {
				return at + 1
			}
		case c == '(' || c == ')': // which gjson counts
			return 0
		case s.quoted && (c == '"' || c < ' ' || c > '~'):
			return 0
		}
	}
	return 0
}

func (s source) literal(at int, word string) int {
	if end := at + len(word); end <= len(s.in) && s.in[at:end] == word {
		return end
	}
	return 0
}

// number is behind the number at in[at], 0 where there is none.
func (s source) number(at int) int {
	in, from := s.in, at
	for at < len(in) && (in[at] >= '0' && in[at] <= '9' || in[at] == '.' || in[at] == '-' || in[at] == '+' || in[at] == 'e' || in[at] == 'E') {
		at++
	}
	if at == from || in[from] != '-' && (in[from] < '0' || in[from] > '9') {
		return 0
	}
	return at
}

func (s source) blanks(at int) int {
	for at < len(s.in) && (s.in[at] == ' ' || !s.quoted && (s.in[at] == '\t' || s.in[at] == '\n' || s.in[at] == '\r')) {
		at++
	}
	return at
}

const (
	ones  = 0x0101010101010101
	highs = 0x80 * ones
)

// stop is where the first quote or backslash stands from at on, and of a quoted
// source also what may not stand in it; len(in) where there is none. It looks at
// eight bytes at a time.
func (s source) stop(at int) int {
	in := s.in
	var strict uint64
	if s.quoted {
		strict = highs
	}
	for ; at+8 <= len(in); at += 8 {
		eight := in[at : at+8]
		x := uint64(eight[0]) | uint64(eight[1])<<8 | uint64(eight[2])<<16 | uint64(eight[3])<<24 |
			uint64(eight[4])<<32 | uint64(eight[5])<<40 | uint64(eight[6])<<48 | uint64(eight[7])<<56
		q, b := x^('"'*ones), x^('\\'*ones)
		found := ((q-ones)&^q|(b-ones)&^b)&highs | ((x-' '*ones)&^x|x)&strict
		if found != 0 {
			return at + bits.TrailingZeros64(found)/8
		}
	}
	for ; at < len(in); at++ {
		if c := in[at]; c == '"' || c == '\\' || s.quoted && (c < ' ' || c >= 0x80) {
			return at
		}
	}
	return len(in)
}
