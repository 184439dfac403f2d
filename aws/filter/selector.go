package filter

import (
	"strconv"
	"strings"
)

// step is one part of a selector: a key, an index, or a wildcard of either.
type step struct {
	key      string
	index    int
	isIndex  bool
	wildcard bool
}

// selector parses $.a.b, $.a[0].c, $.['a.b'], $.* and $.a[*].b.
func (l *lexer) selector() (string, []step, error) {
	l.blanks()
	start := l.pos
	if !l.take("$") {
		if word := l.bare("-"); word != "" {
			return "", nil, &SyntaxError{Message: "Invalid filter pattern: a field begins with $., such as $." + word, Vague: true}
		}
		return "", nil, l.unexpected()
	}
	// AWS names everything from the dollar sign to the wrong character.
	bad := func() error { return badTerm(l.src[start:min(l.pos+1, len(l.src))]) }
	var steps []step
	wildcards := 0
	for !l.done() {
		var s step
		var ok bool
		switch l.src[l.pos] {
		case '.':
			l.pos++
			s, ok = l.keyStep()
		case '[':
			s, ok = l.bracketStep()
		default:
			ok = true
		}
		if !ok {
			return "", nil, bad()
		}
		if s == (step{}) {
			break
		}
		if s.wildcard {
			wildcards++
		}
		steps = append(steps, s)
	}
	if len(steps) == 0 {
		return "", nil, bad()
	}
	if wildcards > 1 {
		return "", nil, refuse("Your filter pattern has a JSON path selector that exceeds the maximum of 1 wildcard allowed per json selector.")
	}
	return l.src[start:l.pos], steps, nil
}

func (l *lexer) keyStep() (step, bool) {
	switch {
	case l.done():
		return step{}, false
	case l.src[l.pos] == '*':
		l.pos++
		return step{wildcard: true}, true
	case l.src[l.pos] == '[':
		s, ok := l.bracketStep()
		return s, ok && !s.isIndex
	}
	key := l.bare("-")
	return step{key: key}, key != ""
}

// bracketStep parses [0], [*], ['key'] and ["key"].
func (l *lexer) bracketStep() (step, bool) {
	rest := l.src[l.pos+1:]
	if rest == "" {
		return step{}, false
	}
	if quote := rest[:1]; quote == "'" || quote == `"` {
		key, after, found := strings.Cut(rest[1:], quote+"]")
		if !found || key == "" {
			return step{}, false
		}
		l.pos = len(l.src) - len(after)
		return step{key: key}, true
	}
	text, after, found := strings.Cut(rest, "]")
	if !found {
		return step{}, false
	}
	s := step{isIndex: true, wildcard: text == "*"}
	if !s.wildcard {
		var err error
		if s.index, err = strconv.Atoi(text); err != nil || !isDigit(text[0]) {
			return step{}, false
		}
	}
	l.pos = len(l.src) - len(after)
	return s, true
}

func isDigit(c byte) bool { return c >= '0' && c <= '9' }
