package filter

import (
	"math"
	"strconv"
	"strings"
)

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
