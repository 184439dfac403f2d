package filter

import (
	"strconv"
	"strings"
)

// place is what a message has where a clause looks.
type place struct {
	kind  kind
	text  string // of the first value
	count int    // of the values: more than one under a wildcard
}

func (p *place) add(k kind, text string) {
	if p.count == 0 {
		p.kind, p.text = k, text
	}
	p.count++
}

// what says what stands there.
func (p place) what() string {
	switch p.kind {
	case kindString, kindField:
		return strconv.Quote(short(p.text))
	case kindComposite:
		return "an object or an array"
	default: // a number, null, true, false
		return plain(short(p.text))
	}
}

// why says why a clause does not hold of a place.
func (c *clause) why(p place) string {
	name := plain(short(c.selector))
	if c.op == notExists {
		return name + " is in the event"
	}
	if p.count == 0 {
		switch c.op {
		case isNull:
			return name + " is not in the event, and IS NULL asks for a field that is there and null"
		case isTrue, isFalse:
			return name + " is not in the event"
		default:
			return name + " is not in the event, and a comparison with what is missing is never true, not even !="
		}
	}
	if p.count > 1 {
		return "none of the " + strconv.Itoa(p.count) + " values at " + name + " fulfils it; the first is " + p.what()
	}
	is := name + " is " + p.what()
	switch c.op {
	case isNull:
		return is + ", not null"
	case isTrue:
		return is + ", not the boolean true"
	case isFalse:
		return is + ", not the boolean false"
	case equal, notEqual:
		return is + c.unequal(p)
	default:
		return is + c.unordered(p)
	}
}

// unequal goes on behind "$.name is value".
func (c *clause) unequal(p place) string {
	value := c.value.shown()
	switch p.kind {
	case kindNull:
		return ", which = and != never match; IS NULL does"
	case kindTrue, kindFalse:
		return ", a boolean, which = and != never match; IS " + strings.ToUpper(p.text) + " does"
	case kindComposite:
		return ", which = and != never match"
	default:
		return c.unequalText(p.text, value)
	}
}

func (c *clause) unequalText(text, value string) string {
	switch {
	case c.op == notEqual:
		return ", which != " + value + " rules out"
	case c.value.re != nil:
		return ", which does not match " + value
	case c.value.parts != nil:
		return ", which does not fit " + value
	case strings.EqualFold(text, c.value.text):
		return ", not " + value + ": upper and lower case differ"
	case strings.TrimSpace(text) == strings.TrimSpace(c.value.text):
		return ", not " + value + ": the blanks differ"
	case c.value.text != "" && strings.Contains(text, c.value.text):
		return ", not " + value + ": = compares the whole value, and * stands for the rest"
	default:
		return ", not " + value
	}
}

// unordered goes on behind "$.name is value" where sizes are compared.
func (c *clause) unordered(p place) string {
	n, ok := parseNumber(p.text)
	switch {
	case p.kind != kindNumber && p.kind != kindField:
		return ", and " + c.op.String() + " compares numbers only"
	case !ok:
		return ", which is not a number"
	case n == c.value.number:
		return ", exactly " + c.value.text
	case n > c.value.number:
		return ", more than " + c.value.text
	default:
		return ", less than " + c.value.text
	}
}

// shown is the value of a comparison for a sentence.
func (o operand) shown() string {
	if o.re != nil || !o.quoted && o.isNumber {
		return plain(short(o.String()))
	}
	return strconv.Quote(short(o.text))
}

// plain escapes what a terminal would take for more than text.
func plain(text string) string {
	quoted := strconv.Quote(text)
	return strings.ReplaceAll(strings.ReplaceAll(quoted[1:len(quoted)-1], `\"`, `"`), `\\`, `\`)
}

// short cuts what is too long for a sentence.
func short(text string) string {
	const limit = 120
	if runes := []rune(text); len(runes) > limit {
		return string(runes[:limit]) + "…"
	}
	return text
}

func counted(n int, noun string) string {
	if n != 1 {
		noun += "s"
	}
	return strconv.Itoa(n) + " " + noun
}
