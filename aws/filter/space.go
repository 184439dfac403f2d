package filter

import (
	"slices"
	"strings"
)

// spacePattern is the shape of a space-delimited message: fields in a row, or
// some at the start and some at the end with any number between.
type spacePattern struct {
	names  []string // of the fields; "" for one without a name
	dots   bool     // the pattern has ...
	before int      // fields in front of the dots; all where there are none
}

// parseSpace parses [ip, user = frank, ..., bytes > 1000], and [] for fields
// without a name.
func (p *Pattern) parseSpace(l *lexer) error {
	l.take("[")
	if l.take("]") {
		p.space.dots = true
		if !l.atEnd() {
			return l.here()
		}
		return nil
	}
	for {
		if l.take("...") {
			if p.space.dots {
				return duplicate("...")
			}
			p.space.dots = true
			p.space.before = len(p.space.names)
		} else if err := p.spaceField(l); err != nil {
			return err
		}
		if l.take(",") {
			continue
		}
		if !l.take("]") || !l.atEnd() {
			return l.here()
		}
		break
	}
	if !p.space.dots {
		p.space.before = len(p.space.names)
	}
	return nil
}

func duplicate(field string) error { return refuse("Duplicate field '%s'", field) }

// spaceField parses a name, or conditions that all begin with the same name.
func (p *Pattern) spaceField(l *lexer) error {
	field := len(p.space.names)
	start := l.pos
	l.blanks()
	name := l.bare("-")
	if name == "" {
		// Parentheses around the conditions hide the name.
		for l.take("(") {
			l.blanks()
		}
		if name = l.bare("-"); name == "" {
			return l.here()
		}
	}
	if slices.Contains(p.space.names, name) {
		return duplicate(name)
	}
	p.space.names = append(p.space.names, name)
	if l.blanks(); !l.done() && (l.src[l.pos] == ',' || l.src[l.pos] == ']') {
		return nil
	}
	l.pos = start
	e, err := l.expr(func() (int, error) {
		l.blanks()
		from := l.pos
		if again := l.bare("-"); again != name {
			return 0, badTerm(again)
		}
		c := clause{selector: name, field: field}
		var err error
		if c.op, c.value, err = l.comparison(); err != nil {
			return 0, err
		}
		return p.add(l, from, c)
	})
	if err != nil {
		return err
	}
	if p.where == nil {
		p.where = expr{nil}
	}
	p.where[0] = append(p.where[0], part{group: e})
	return nil
}

func (p *Pattern) matchSpace(message string) bool {
	var room [64]token
	tokens := split(room[:0], message)
	if len(tokens) < len(p.space.names) {
		return false
	}
	var held bitset
	for i := range p.clauses {
		c := &p.clauses[i]
		if c.holds(kindField, p.space.at(c.field, tokens, message)) {
			held.set(i)
		}
	}
	return p.where == nil || p.where.holds(&held)
}

// at is the text of a field of the pattern. Without dots the last field takes
// all that is left of the message.
func (s *spacePattern) at(field int, tokens []token, message string) string {
	i := field
	if field >= s.before {
		i = len(tokens) - (len(s.names) - field)
	}
	if !s.dots && field == len(s.names)-1 && len(tokens) > len(s.names) {
		return strings.TrimRight(message[tokens[i].start:], blanks)
	}
	return tokens[i].text
}

const blanks = " \t\r\n"

// token is one field of a message.
type token struct {
	start int // with its quote or bracket
	text  string
}

// split cuts a message at blanks. What stands in brackets or double quotes is
// one field, without them.
func split(tokens []token, message string) []token {
	for i := 0; ; {
		for i < len(message) && isBlank(message[i]) {
			i++
		}
		if i == len(message) {
			return tokens
		}
		start := i
		if end := closing(message[i:]); end > 0 {
			tokens = append(tokens, token{start, message[i+1 : i+end]})
			i += end + 1
			continue
		}
		for i < len(message) && !isBlank(message[i]) {
			i++
		}
		tokens = append(tokens, token{start, message[start:i]})
	}
}

// closing is where the bracket or quote that begins s is closed, 0 where none
// begins or it is not closed.
func closing(s string) int {
	switch s[0] {
	case '[':
		return strings.IndexByte(s[1:], ']') + 1
	case '"':
		return strings.IndexByte(s[1:], '"') + 1
	default:
		return 0
	}
}
