package record

import (
	"math/bits"

	"github.com/tidwall/gjson"
)

// place is an object within a record that has members worth reading.
type place uint8

const (
	nowhere place = iota
	inRecord
	inIdentity
	inSession
	inIssuer
)

// within is the place that a member of this name is, nowhere for a plain value.
func (p place) within(name string) place {
	switch {
	case p == inRecord && name == "userIdentity":
		return inIdentity
	case p == inIdentity && name == "sessionContext":
		return inSession
	case p == inSession && name == "sessionIssuer":
		return inIssuer
	default:
		return nowhere
	}
}

// walk reads the object that begins at in[at] and gives where it ends, 0 where it
// is damaged or only unusual: its names have no escapes, and each bracket is
// closed. Then some of it may have been read, and gjson, which takes what it can,
// has to read it all. Of what is walked whole, gjson gives the same members.
func (r *Record) walk(in string, at int, p place) (end int) {
	if at = blanks(in, at); at == len(in) || in[at] != '{' {
		return 0
	}
	if at = blanks(in, at+1); at < len(in) && in[at] == '}' {
		return at + 1
	}
	for {
		name, end := nameAt(in, at)
		if end == 0 {
			return 0
		}
		if at = r.walkMember(in, end, p, name); at == 0 {
			return 0
		}
		if at = blanks(in, at); at == len(in) {
			return 0
		}
		switch in[at] {
		case '}':
			return at + 1
		case ',':
			at = blanks(in, at+1)
		default:
			return 0
		}
	}
}

// walkMember reads the value at in[at] and gives where it ends, 0 where there is
// none.
func (r *Record) walkMember(in string, at int, p place, name string) (end int) {
	if sub := p.within(name); sub != nowhere && at < len(in) && in[at] == '{' {
		return r.walk(in, at, sub)
	}
	v, end := valueAt(in, at)
	if end != 0 {
		r.member(p, name, v)
	}
	return end
}

// nameAt is the name at in[at] and where its value begins, 0 where there is none.
func nameAt(in string, at int) (name string, value int) {
	if at == len(in) || in[at] != '"' {
		return "", 0
	}
	end := stop(in, at+1)
	if end == len(in) || in[end] != '"' {
		return "", 0
	}
	colon := blanks(in, end+1)
	if colon == len(in) || in[colon] != ':' {
		return "", 0
	}
	return in[at+1 : end], blanks(in, colon+1)
}

// valueAt is the value at in[at] and where it ends, 0 where there is none.
func valueAt(in string, at int) (value, int) {
	if at == len(in) {
		return value{}, 0
	}
	var kind gjson.Type
	var end int
	switch in[at] {
	case '"':
		return textAt(in, at)
	case '{', '[':
		kind, end = gjson.JSON, closing(in, at)
	case 't':
		kind, end = gjson.True, literal(in, at, "true")
	case 'f':
		kind, end = gjson.False, literal(in, at, "false")
	case 'n':
		kind, end = gjson.Null, literal(in, at, "null")
	default:
		kind, end = gjson.Number, number(in, at)
	}
	if end == 0 {
		return value{}, 0
	}
	return value{kind: kind, raw: in[at:end]}, end
}

func textAt(in string, at int) (value, int) {
	end, plain := quote(in, at+1)
	if end == len(in) {
		return value{}, 0
	}
	v := value{kind: gjson.String, raw: in[at : end+1]}
	if plain {
		v.text = in[at+1 : end]
	} else {
		v.text = gjson.Parse(v.raw).Str
	}
	return v, end + 1
}

// quote is where a string ends that has begun before at, len(in) where it does
// not, and whether it has no escapes.
func quote(in string, at int) (end int, plain bool) {
	plain = true
	for at < len(in) {
		at = stop(in, at)
		if at == len(in) || in[at] == '"' {
			return at, plain
		}
		at, plain = at+2, false
	}
	return len(in), false
}

// closing is behind the bracket that closes the one at in[at], 0 where none
// does. What stands within is looked at only so far.
func closing(in string, at int) int {
	depth := 0
	for ; at < len(in); at++ {
		switch in[at] {
		case '"':
			if at, _ = quote(in, at+1); at == len(in) {
				return 0
			}
		case '{', '[':
			depth++
		case '}', ']':
			if depth--; depth == 0 {
				return at + 1
			}
		case '(', ')': // which gjson counts
			return 0
		}
	}
	return 0
}

func literal(in string, at int, word string) int {
	if end := at + len(word); end <= len(in) && in[at:end] == word {
		return end
	}
	return 0
}

// number is behind the number at in[at], 0 where there is none.
func number(in string, at int) int {
	from := at
	for at < len(in) && (in[at] >= '0' && in[at] <= '9' || in[at] == '.' || in[at] == '-' || in[at] == '+' || in[at] == 'e' || in[at] == 'E') {
		at++
	}
	if at == from || in[from] != '-' && (in[from] < '0' || in[from] > '9') {
		return 0
	}
	return at
}

func blanks(in string, at int) int {
	for at < len(in) && (in[at] == ' ' || in[at] == '\t' || in[at] == '\n' || in[at] == '\r') {
		at++
	}
	return at
}

const (
	ones  = 0x0101010101010101
	highs = 0x80 * ones
)

// stop is where the first quote or backslash stands from at on, len(in) where
// none does. It looks at eight bytes at a time.
func stop(in string, at int) int {
	for ; at+8 <= len(in); at += 8 {
		eight := in[at : at+8]
		x := uint64(eight[0]) | uint64(eight[1])<<8 | uint64(eight[2])<<16 | uint64(eight[3])<<24 |
			uint64(eight[4])<<32 | uint64(eight[5])<<40 | uint64(eight[6])<<48 | uint64(eight[7])<<56
		q, b := x^('"'*ones), x^('\\'*ones)
		if found := ((q-ones)&^q | (b-ones)&^b) & highs; found != 0 {
			return at + bits.TrailingZeros64(found)/8
		}
	}
	for ; at < len(in); at++ {
		if in[at] == '"' || in[at] == '\\' {
			return at
		}
	}
	return len(in)
}
