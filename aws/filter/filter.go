// Package filter is the CloudWatch Logs filter pattern language: it parses a
// pattern and says whether a log message matches it, as a metric filter does.
//
// It is a leaf: no I/O, no clock, no SDK. It imports the standard library only.
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html
package filter

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"
)

// Kind is the language that a pattern's shape decides.
type Kind string

// The kinds of pattern.
const (
	Everything Kind = "everything" // empty: every message matches
	Text       Kind = "text"       // words, phrases and regular expressions
	JSON       Kind = "json"       // { ... }
	Space      Kind = "space"      // [ ... ]
)

// SyntaxError says why a pattern is not one. AWS answers with the code
// InvalidParameterException.
type SyntaxError struct {
	Message string // AWS's words, where it has any
	// Vague says that AWS tells no more than that the pattern is invalid, and
	// that the message is ours. A search (FilterLogEvents) is vague about more.
	Vague, VagueInSearch bool
}

func (e *SyntaxError) Error() string { return e.Message }

func refuse(format string, args ...any) error {
	return &SyntaxError{Message: fmt.Sprintf(format, args...)}
}

// badTerm is AWS's answer to a character that would have needed quotes.
func badTerm(term string) error { return refuse("Invalid character(s) in term '%s'", term) }

// Limits of a pattern.
// https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutMetricFilter.html
const (
	maxLength    = 1024 // characters
	maxRegexes   = 2
	maxWildcards = 3 // in the selectors of a JSON pattern
)

// Pattern is a parsed filter pattern. It is safe for concurrent use.
type Pattern struct {
	source  string
	kind    Kind
	regexes int

	text    textPattern
	clauses []clause // of a JSON or space-delimited pattern
	where   expr     // how the clauses join; nil where there are none
	json    *node    // where in a message the clauses' values stand
	space   spacePattern
}

// Comparison is one clause of a JSON pattern, or one condition on a field of a
// space-delimited one.
type Comparison struct {
	Selector string // such as $.eventName, or the field's name
	Op       string // = != < <= > >= IS NULL, IS TRUE, IS FALSE, NOT EXISTS
	Value    string // without quotes; a regular expression with its %; "" where the operator takes none
}

// LooksForText reports whether a pattern is one for text, which finds its words
// in any record that mentions them, also in that of a call that asks for them.
func LooksForText(pattern string) bool {
	p, err := Parse(pattern)
	return err == nil && p.Kind() == Text
}

// Parse reads a filter pattern. The error is a *SyntaxError.
func Parse(pattern string) (*Pattern, error) {
	if utf8.RuneCountInString(pattern) > maxLength {
		return nil, refuse("1 validation error detected: Value at 'filterPattern' failed to satisfy constraint: "+
			"Member must have length less than or equal to %d", maxLength)
	}
	p := &Pattern{source: pattern}
	l := &lexer{src: strings.TrimSpace(pattern)}
	if err := l.ends(); err != nil {
		return nil, err
	}
	var err error
	switch {
	case l.src == "":
		p.kind = Everything
	case l.src[0] == '{':
		p.kind = JSON
		err = p.parseJSON(l)
	case l.src[0] == '[':
		p.kind = Space
		err = p.parseSpace(l)
	default:
		p.kind = Text
		err = p.parseText(l)
	}
	if err != nil {
		return nil, err
	}
	if l.regexes > maxRegexes {
		return nil, refuse("Your input has exceeded the maximum of %d regular expressions per filter pattern.", maxRegexes)
	}
	p.regexes = l.regexes
	return p, nil
}

// Match reports whether the message matches.
func (p *Pattern) Match(message string) bool {
	switch p.kind {
	case Text:
		return p.text.match(message)
	case JSON:
		return p.matchJSON(message)
	case Space:
		return p.matchSpace(message)
	default:
		return true
	}
}

// String is the pattern as it was given.
func (p *Pattern) String() string { return p.source }

// Kind says which language the pattern is in.
func (p *Pattern) Kind() Kind { return p.kind }

// Regexes is how many regular expressions the pattern holds: a log group may
// have five filters with any.
func (p *Pattern) Regexes() int { return p.regexes }

// Comparisons lists the clauses of a JSON pattern, or the conditions of a
// space-delimited one, in the order in which they stand.
func (p *Pattern) Comparisons() []Comparison {
	list := make([]Comparison, len(p.clauses))
	for i, c := range p.clauses {
		list[i] = Comparison{Selector: c.selector, Op: c.op.String(), Value: c.value.String()}
	}
	return list
}

// Fields lists the selectors of a JSON pattern ($.eventName) or the field
// names of a space-delimited one, in order, each once.
func (p *Pattern) Fields() []string {
	var fields []string
	add := func(name string) {
		if name != "" && !slices.Contains(fields, name) {
			fields = append(fields, name)
		}
	}
	for _, name := range p.space.names {
		add(name)
	}
	for _, c := range p.clauses {
		add(c.selector)
	}
	return fields
}

// Terms lists the terms and phrases that a text pattern asks for, unquoted:
// all of them, or any of them where they are written with a question mark.
func (p *Pattern) Terms() []string { return p.text.terms(p.text.wanted()) }

// Excluded lists the terms and phrases that a text pattern rules out.
func (p *Pattern) Excluded() []string { return p.text.terms(p.text.none) }
