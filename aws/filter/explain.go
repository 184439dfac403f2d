package filter

import (
	"math"
	"strconv"
	"strings"
)

// Clause is one part of a pattern and whether a message fulfils it. Its texts
// are as the pattern and the message have them.
type Clause struct {
	Text string
	Held bool
	Got  string // what the message has there; "" where it has nothing
}

// Explain says of every part of the pattern whether the message fulfils it,
// whatever the other parts say.
func (p *Pattern) Explain(message string) []Clause {
	switch p.kind {
	case Text:
		return p.text.explain(message)
	case JSON:
		return p.explainJSON(message)
	case Space:
		return p.explainSpace(message)
	default:
		return nil
	}
}

func (t textPattern) explain(message string) []Clause {
	var list []Clause
	add := func(prefix string, terms []term) {
		for _, term := range terms {
			text := strconv.Quote(term.text)
			if term.re != nil {
				text = "%" + term.text + "%"
			}
			list = append(list, Clause{Text: prefix + text, Held: term.in(message) != (prefix == "-")})
		}
	}
	add("", t.all)
	add("-", t.none)
	if len(list) == 0 {
		add("?", t.any)
	}
	return list
}

func (p *Pattern) explainJSON(message string) []Clause {
	list := p.unexplained()
	s := scanner{text: message, clauses: p.clauses}
	s.seen = func(clause int, k kind, text string) {
		if list[clause].Got == "" || p.clauses[clause].holds(k, text) {
			list[clause].Got = text
		}
	}
	if !s.message(p.json) {
		return p.unexplained() // not one JSON object: nothing holds
	}
	for i := range list {
		list[i].Held = s.held.has(i)
	}
	return list
}

func (p *Pattern) explainSpace(message string) []Clause {
	list := p.unexplained()
	tokens := split(nil, message)
	if len(tokens) < len(p.space.names) {
		return list
	}
	for i := range p.clauses {
		list[i].Got = p.space.at(p.clauses[i].field, tokens, message)
		list[i].Held = p.clauses[i].holds(kindField, list[i].Got)
	}
	return list
}

func (p *Pattern) unexplained() []Clause {
	list := make([]Clause, len(p.clauses))
	for i, c := range p.clauses {
		list[i].Text = c.text
	}
	return list
}

// Extract gives the fields of a matching message as TestMetricFilter does:
// $name, or $1 and so on, of a space-delimited pattern; nothing for the other
// kinds.
func (p *Pattern) Extract(message string) map[string]string {
	fields := map[string]string{}
	if p.kind != Space {
		return fields
	}
	tokens := split(nil, message)
	if len(tokens) < len(p.space.names) {
		return fields
	}
	if p.space.dots {
		after := len(tokens) - (len(p.space.names) - p.space.before)
		for i := p.space.before; i < after; i++ {
			fields["$"+strconv.Itoa(i+1)] = tokens[i].text
		}
	}
	for field, name := range p.space.names {
		fields["$"+name] = p.space.at(field, tokens, message)
	}
	return fields
}

// Field gives the text of one field of the message: $.path of a JSON message,
// or $name where the pattern is space-delimited. It is false where there is no
// text, number or boolean. Metric values and dimensions are taken so.
func (p *Pattern) Field(message, selector string) (string, bool) {
	if p.kind == Space {
		text, ok := p.Extract(message)[selector]
		return text, ok
	}
	l := &lexer{src: selector}
	_, steps, err := l.selector()
	if err != nil || !l.done() {
		return "", false
	}
	for _, s := range steps {
		if s.wildcard {
			return "", false
		}
	}
	clauses := []clause{{op: equal}}
	root := &node{}
	root.plant(steps, 0)
	var text string
	var found bool
	s := scanner{text: message, clauses: clauses}
	s.seen = func(_ int, k kind, value string) {
		text, found = value, k == kindString || k == kindNumber || k == kindTrue || k == kindFalse
	}
	return text, s.message(root.settle(clauses)) && found
}

// Value is the number that a metric filter publishes for a matching message:
// metricValue is a number, $.path or $name. It is false where that is no
// number, and then nothing is published.
func (p *Pattern) Value(message, metricValue string) (float64, bool) {
	text := strings.TrimSpace(metricValue)
	if strings.HasPrefix(text, "$") {
		var ok bool
		if text, ok = p.Field(message, text); !ok {
			return 0, false
		}
	}
	n, ok := parseNumber(text)
	return n, ok && !math.IsInf(n, 0)
}
