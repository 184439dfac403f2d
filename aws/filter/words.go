package filter

import (
	"strings"
	"unicode/utf8"
)

// bareValue is what a value without quotes may hold beside letters and digits.
const bareValue = ".*+-"

// words goes over a JSON pattern as AWS does before it looks for any meaning,
// and gives the first word that has a wrong character. AWS names the word up to
// that character, as recorded from TestMetricFilter.
func (l *lexer) words() error {
	for l.blanks(); !l.done(); l.blanks() {
		if err := l.oneWord(); err != nil {
			return err
		}
	}
	return nil
}

func (l *lexer) oneWord() error {
	start := l.pos
	switch c := l.src[start]; c {
	case '"':
		_, err := l.quoted()
		return err
	case '%':
		_, err := l.percent()
		return err
	case '$':
		return l.selectorWord()
	case '!', '&', '|':
		l.pos++
		second := c
		if c == '!' {
			second = '='
		}
		if l.done() || l.src[l.pos] != second {
			return badTerm(l.src[start:l.next()])
		}
		l.pos++
		return nil
	case '{', '}', '(', ')', '=', '<', '>', '[', ']', '\'':
		l.pos++
		return nil
	}
	if l.bare(bareValue) == "" {
		return l.here()
	}
	return nil
}

// selectorWord goes over a selector. Each of its brackets is a word by itself.
func (l *lexer) selectorWord() error {
	start := l.pos
	l.pos++
	for !l.done() {
		switch {
		case l.src[l.pos] == '[':
			from := l.pos
			if _, ok := l.bracketStep(); !ok {
				l.pos = from
				return l.bracketWord()
			}
		case l.src[l.pos] == '.':
			l.pos++
			switch {
			case !l.done() && l.src[l.pos] == '*':
				l.pos++
			case l.bare("-") == "" && (l.done() || l.src[l.pos] != '['):
				return badTerm(l.src[start:l.next()])
			}
		case l.pos == start+1:
			return badTerm(l.src[start:l.next()])
		default:
			return nil
		}
	}
	return nil
}

// bracketWord names a wrong bracket up to the character that makes it wrong.
func (l *lexer) bracketWord() error {
	start := l.pos
	l.pos++
	switch {
	case !l.done() && (l.src[l.pos] == '\'' || l.src[l.pos] == '"'):
		return badTerm(l.src[start:])
	case !l.done() && l.src[l.pos] == '*':
		l.pos++
	default:
		l.pos = skipDigits(l.src, l.pos)
	}
	return badTerm(l.src[start:l.next()])
}

// unexpected is a word that is well formed and stands where it must not. AWS
// says of a JSON pattern that it is invalid and no more.
func (l *lexer) unexpected() error {
	if !strings.HasPrefix(l.src, "{") {
		return l.here()
	}
	return &SyntaxError{Message: "Invalid filter pattern: " + l.hint(), Vague: true}
}

// hint says what is wrong at the position, for people.
func (l *lexer) hint() string {
	l.blanks()
	rest := l.src[l.pos:]
	word := rest
	if i := strings.IndexAny(rest, " \t\r\n"); i > 0 {
		word = rest[:i]
	}
	switch {
	case rest == "":
		return "it ends too soon"
	case word == "EXISTS":
		return `there is no EXISTS, only NOT EXISTS; = "*" asks for a field that is there`
	case strings.HasPrefix(rest, "="):
		return "there is no ==; = compares"
	case word == "AND" || word == "and":
		return "there is no AND; && joins conditions"
	case word == "OR" || word == "or":
		return "there is no OR; || joins conditions"
	case rest[0] == '\'':
		return "a value stands in double quotes, not in single ones"
	}
	_, size := utf8.DecodeRuneInString(rest)
	return "it is wrong at '" + rest[:size] + "'"
}
