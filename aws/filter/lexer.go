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

// ends reports a pattern that begins like one of JSON or of fields and does
// not end so.
func (l *lexer) ends() error {
	for _, pair := range []string{"{}", "[]"} {
		if strings.HasPrefix(l.src, pair[:1]) && !strings.HasSuffix(l.src, pair[1:]) {
			return refuse("If a filter pattern starts with '%s' it must end with '%s'", pair[:1], pair[1:])
		}
	}
	return nil
}

// here is the character at which the lexer stands, for an error.
func (l *lexer) here() error { return badTerm(l.src[l.pos:l.next()]) }

// next is behind that character.
func (l *lexer) next() int {
	_, size := utf8.DecodeRuneInString(l.src[l.pos:])
	return l.pos + size
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
	return "", badTerm(l.src[start:])
}

// percent takes a regular expression between percent signs. AWS names it up to
// the first character that its dialect does not have.
func (l *lexer) percent() (string, error) {
	start := l.pos
	for l.pos++; !l.done(); {
		size := regexSize(l.src[l.pos:])
		switch {
		case l.src[l.pos] == '%':
			l.pos++
			l.regexes++
			return l.src[start+1 : l.pos-1], nil
		case size == 0:
			if l.src[l.pos] == '\\' && l.pos+1 < len(l.src) {
				l.pos++
			}
			return "", badTerm(l.src[start:l.next()])
		}
		l.pos += size
	}
	return "", badTerm(l.src[start:])
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
