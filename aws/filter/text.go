package filter

import (
	"regexp"
	"strings"
)

// textPattern is a pattern of terms. Terms with a question mark count only
// where there are no others.
type textPattern struct {
	all, any, none []term
}

// term is a word or phrase, or a regular expression.
type term struct {
	text string
	re   *regexp.Regexp
}

func (t term) in(message string) bool {
	if t.re != nil {
		return t.re.MatchString(message)
	}
	return strings.Contains(message, t.text)
}

func (t textPattern) match(message string) bool {
	for _, term := range t.all {
		if !term.in(message) {
			return false
		}
	}
	for _, term := range t.none {
		if term.in(message) {
			return false
		}
	}
	if len(t.all)+len(t.none) > 0 {
		return true
	}
	for _, term := range t.any {
		if term.in(message) {
			return true
		}
	}
	return false
}

// wanted are the terms that can make a message match.
func (t textPattern) wanted() []term {
	if len(t.all)+len(t.none) > 0 {
		return t.all
	}
	return t.any
}

func (t textPattern) terms(list []term) []string {
	var words []string
	for _, term := range list {
		if term.re == nil {
			words = append(words, term.text)
		}
	}
	return words
}

func (p *Pattern) parseText(l *lexer) error {
	for l.blanks(); !l.done(); l.blanks() {
		list := &p.text.all
		switch l.src[l.pos] {
		case '?':
			list = &p.text.any
			l.pos++
		case '-':
			list = &p.text.none
			l.pos++
		}
		term, err := l.term()
		if err != nil {
			return err
		}
		*list = append(*list, term)
	}
	return nil
}

func (l *lexer) term() (term, error) {
	if l.done() {
		return term{}, badTerm(l.src[l.pos-1:])
	}
	switch l.src[l.pos] {
	case '"':
		text, err := l.quoted()
		if err == nil && text == "" {
			err = badTerm(`""`)
		}
		return term{text: text}, err
	case '%':
		source, err := l.percent()
		if err != nil {
			return term{}, err
		}
		re, err := compileRegex(source)
		return term{text: source, re: re}, err
	}
	text := l.bare(".-")
	if text == "" || !l.done() && !isBlank(l.src[l.pos]) {
		return term{}, l.here()
	}
	return term{text: text}, nil
}
