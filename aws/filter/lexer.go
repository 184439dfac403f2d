package filter

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// lexer walks over a pattern.
type lexer struct {
	src     string
	pos     int
	regexes int
}

func (l *lexer) done() bool { return l.pos >= len(l.src) }

func (l *lexer) blanks() {
	for !l.done() && isBlank(l.src[l.pos]) {
		l.pos++
	}
}

// atEnd skips blanks, too.
func (l *lexer) atEnd() bool {
	l.blanks()
	return l.done()
}

// take skips blanks and then the token, if it stands there.
func (l *lexer) take(token string) bool {
	l.blanks()
	if !strings.HasPrefix(l.src[l.pos:], token) {
		return false
	}
	l.pos += len(token)
	return true
}

// word takes a keyword that ends where a word ends.
func (l *lexer) word(keyword string) bool {
	start := l.pos
	if !l.take(keyword) {
		return false
	}
	if r, _ := utf8.DecodeRuneInString(l.src[l.pos:]); l.done() || !isPlain(r) {
		return true
	}
	l.pos = start
	return false
}

// here is the character at which the lexer stands, for an error.
func (l *lexer) here() error {
	if l.done() {
		return refuse("Invalid filter pattern: it ends too soon")
	}
	r, size := utf8.DecodeRuneInString(l.src[l.pos:])
	if r == utf8.RuneError {
		return badTerm(l.src[l.pos : l.pos+size])
	}
	return badTerm(string(r))
}

// quoted takes a text in double quotes; \" and \\ stand for " and \.
func (l *lexer) quoted() (string, error) {
	start := l.pos
	l.pos++
	var b strings.Builder
	for !l.done() {
		c := l.src[l.pos]
		l.pos++
		switch {
		case c == '"':
			return b.String(), nil
		case c == '\\' && !l.done() && (l.src[l.pos] == '"' || l.src[l.pos] == '\\'):
			b.WriteByte(l.src[l.pos])
			l.pos++
		default:
			b.WriteByte(c)
		}
	}
	l.pos = start
	return "", badTerm(`"`)
}

// percent takes a regular expression between percent signs.
func (l *lexer) percent() (string, error) {
	start := l.pos + 1
	for i := start; i < len(l.src); i++ {
		switch l.src[i] {
		case '\\':
			i++
		case '%':
			l.pos = i + 1
			l.regexes++
			return l.src[start:i], nil
		}
	}
	return "", badTerm("%")
}

// bare takes what needs no quotes: letters, digits, underscores and what also
// says allows.
func (l *lexer) bare(also string) string {
	start := l.pos
	for !l.done() {
		r, size := utf8.DecodeRuneInString(l.src[l.pos:])
		if !isPlain(r) && !strings.ContainsRune(also, r) {
			break
		}
		l.pos += size
	}
	return l.src[start:l.pos]
}

func isBlank(c byte) bool { return c == ' ' || c == '\t' || c == '\n' || c == '\r' }

func isPlain(r rune) bool {
	switch {
	case r == utf8.RuneError:
		return false
	case r < utf8.RuneSelf:
		return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || r == '_'
	default:
		return unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r)
	}
}
