package filter

import (
	"regexp"
	"strconv"
	"strings"
)

// op is what a clause compares.
type op int

const (
	equal op = iota
	notEqual
	less
	lessOrEqual
	greater
	greaterOrEqual
	isNull
	isTrue
	isFalse
	notExists
)

func (o op) String() string {
	return [...]string{"=", "!=", "<", "<=", ">", ">=", "IS NULL", "IS TRUE", "IS FALSE", "NOT EXISTS"}[o]
}

// clause is one comparison.
type clause struct {
	selector string
	op       op
	value    operand
	// wildcard says that the selector may find several values, of which one
	// has to fulfil the clause.
	wildcard bool
	field    int // of a space-delimited pattern: which one
	text     string
}

// kind is what a message has at a place.
type kind int

const (
	kindNone kind = iota
	kindString
	kindNumber
	kindNull
	kindTrue
	kindFalse
	kindComposite // an object or an array
	kindField     // of a space-delimited message
)

// holds reports whether a value fulfils the clause. Only text and numbers can
// be compared: null, true, false, objects and arrays are neither equal nor
// unequal to anything.
func (c *clause) holds(k kind, text string) bool {
	switch c.op {
	case equal, notEqual:
		if k != kindString && k != kindNumber && k != kindField {
			return false
		}
		return c.value.equals(k, text) == (c.op == equal)
	case isNull:
		return k == kindNull
	case isTrue:
		return k == kindTrue
	case isFalse:
		return k == kindFalse
	case notExists:
		return k == kindNone
	default:
		return c.exceeds(k, text)
	}
}

// exceeds is the comparison of numbers by size.
func (c *clause) exceeds(k kind, text string) bool {
	if k != kindNumber && k != kindField {
		return false
	}
	n, ok := parseNumber(text)
	if !ok {
		return false
	}
	switch c.op {
	case less:
		return n < c.value.number
	case lessOrEqual:
		return n <= c.value.number
	case greater:
		return n > c.value.number
	default:
		return n >= c.value.number
	}
}

// operand is the value of a comparison.
type operand struct {
	text     string
	quoted   bool
	isNumber bool
	number   float64
	parts    []string // of a text with wildcards: what stands between them
	re       *regexp.Regexp
}

func (o operand) String() string {
	if o.re != nil {
		return "%" + o.text + "%"
	}
	return o.text
}

// equals compares numbers as numbers and everything else by its spelling.
func (o *operand) equals(k kind, text string) bool {
	switch {
	case o.re != nil:
		return o.re.MatchString(text)
	case o.parts != nil:
		return globParts(o.parts, text)
	case text == o.text:
		return true
	case o.isNumber && k != kindString:
		n, ok := parseNumber(text)
		return ok && n == o.number
	default:
		return false
	}
}

// globParts matches a text against the parts between the wildcards; there are
// always at least two.
func globParts(parts []string, text string) bool {
	first, last := parts[0], parts[len(parts)-1]
	if len(text) < len(first)+len(last) || !strings.HasPrefix(text, first) || !strings.HasSuffix(text, last) {
		return false
	}
	text = text[len(first) : len(text)-len(last)]
	for _, part := range parts[1 : len(parts)-1] {
		i := strings.Index(text, part)
		if i < 0 {
			return false
		}
		text = text[i+len(part):]
	}
	return true
}

// parseNumber reads a number as the pattern language and JSON write it; it
// takes none of the other forms that Go knows, such as 0x10 or infinity.
func parseNumber(text string) (float64, bool) {
	i := 0
	if text != "" && (text[0] == '-' || text[0] == '+') {
		i++
	}
	whole := skipDigits(text, i)
	end := whole
	if end < len(text) && text[end] == '.' {
		end = skipDigits(text, end+1)
		if end == whole+1 && whole == i {
			return 0, false // a dot alone
		}
	} else if whole == i {
		return 0, false
	}
	if end, ok := skipExponent(text, end); !ok || end != len(text) {
		return 0, false
	}
	n, err := strconv.ParseFloat(text, 64)
	return n, err == nil
}

// skipDigits is where the digits that begin at i end.
func skipDigits(s string, i int) int {
	for i < len(s) && s[i] >= '0' && s[i] <= '9' {
		i++
	}
	return i
}

// skipExponent is where the exponent at i ends, i where none begins there;
// false where it has no digits.
func skipExponent(s string, i int) (int, bool) {
	if i >= len(s) || s[i] != 'e' && s[i] != 'E' {
		return i, true
	}
	i++
	if i < len(s) && (s[i] == '+' || s[i] == '-') {
		i++
	}
	end := skipDigits(s, i)
	return end, end > i
}
