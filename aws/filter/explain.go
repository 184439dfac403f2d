package filter

import (
	"strconv"
	"strings"
)

// Clause is one part of a pattern and whether a message fulfils it. Text and
// Got are as the pattern and the message have them.
type Clause struct {
	Text string
	Held bool
	Got  string // what the message has there; "" where it has nothing
	// Why says in a sentence why the message does not fulfil the clause, or why
	// the clause does not count; what it quotes of the message is escaped.
	Why string
}

// Explain says of every part of the pattern whether the message fulfils it,
// whatever the other parts say: of a JSON pattern in the order of Comparisons,
// of a space-delimited one with a part of its own in front where the number of
// fields does not fit.
func (p *Pattern) Explain(message string) []Clause {
	switch p.kind {
	case Text:
		return p.text.explain(message)
	case JSON:
		list, _ := p.explainJSON(message)
		return list
	case Space:
		return p.explainSpace(message)
	default:
		return nil
	}
}

// WhyNot gives the clauses that keep the message from matching, none where it
// matches. Where any of several alternatives would do, they are those of the
// one that lacks fewest.
func (p *Pattern) WhyNot(message string) []Clause {
	if p.Match(message) {
		return nil
	}
	list, fits := p.Explain(message), true
	switch p.kind {
	case JSON:
		list, fits = p.explainJSON(message)
	case Space:
		fits = len(list) == len(p.clauses)
	default:
	}
	if !fits {
		return list[:1]
	}
	var held bitset
	var failed []Clause
	for i, c := range list {
		switch {
		case p.kind == Text && !c.Held:
			failed = append(failed, c)
		case p.kind != Text && c.Held:
			held.set(i)
		}
	}
	for _, i := range p.where.lacking(&held) {
		failed = append(failed, list[i])
	}
	return failed
}

// lacking are the clauses that would have to hold in addition, of the
// alternative that needs fewest.
func (e expr) lacking(held *bitset) []int {
	var best []int
	for i, all := range e {
		var list []int
		for _, p := range all {
			switch {
			case p.group != nil && !p.group.holds(held):
				list = append(list, p.group.lacking(held)...)
			case p.group == nil && !held.has(p.clause):
				list = append(list, p.clause)
			}
		}
		if i == 0 || len(list) < len(best) {
			best = list
		}
	}
	return best
}

func (t textPattern) explain(message string) []Clause {
	var list []Clause
	lower := strings.ToLower(message) // once: a pattern may have hundreds of terms
	add := func(prefix string, terms []term) {
		for _, term := range terms {
			c := Clause{Text: prefix + term.String(), Held: term.in(message) != (prefix == "-")}
			switch {
			case c.Held:
			case prefix == "-":
				c.Why = "the event contains " + term.shown() + ", which the pattern rules out"
			default:
				c.Why = term.missing(lower)
			}
			list = append(list, c)
		}
	}
	add("", t.all)
	add("-", t.none)
	if len(list) == 0 {
		add("?", t.any)
		return list
	}
	for _, term := range t.any {
		list = append(list, Clause{
			Text: "?" + term.String(), Held: true,
			Why: "it does not count: a term with a question mark is ignored beside one without",
		})
	}
	return list
}

func (t term) String() string {
	if t.re != nil {
		return "%" + t.text + "%"
	}
	return strconv.Quote(t.text)
}

// shown is the term for a sentence.
func (t term) shown() string { return operand{text: t.text, quoted: true, re: t.re}.shown() }

// missing says that the message, here in lower case, does not contain the term.
func (t term) missing(lower string) string {
	if t.re != nil {
		return "nothing in the event matches " + t.shown()
	}
	if strings.Contains(lower, strings.ToLower(t.text)) {
		return "the event contains " + t.shown() + " in other letters only: upper and lower case differ"
	}
	return "the event does not contain " + t.shown()
}

// explainJSON tells also whether the message is JSON.
func (p *Pattern) explainJSON(message string) ([]Clause, bool) {
	list := p.unexplained()
	places := make([]place, len(p.clauses))
	s := scanner{text: message, clauses: p.clauses}
	s.seen = func(clause int, k kind, text string) {
		if !p.clauses[clause].wildcard {
			places[clause] = place{} // of a repeated key, the last counts
		}
		if places[clause].add(k, text); list[clause].Got == "" || p.clauses[clause].holds(k, text) {
			list[clause].Got = text
		}
	}
	if !s.message(p.json) {
		list = p.unexplained() // nothing holds
		for i := range list {
			list[i].Why = "the event is not one JSON object, and a pattern in braces matches nothing else"
		}
		return list, false
	}
	for i := range list {
		if list[i].Held = s.held.has(i); !list[i].Held {
			list[i].Why = p.clauses[i].why(places[i])
		}
	}
	return list, true
}

func (p *Pattern) explainSpace(message string) []Clause {
	list := p.unexplained()
	tokens := split(nil, message)
	if len(tokens) < len(p.space.names) {
		need := counted(len(p.space.names), "field")
		for i := range list {
			list[i].Why = "the event has too few fields to have this one"
		}
		return append([]Clause{{
			Text: "[" + strings.Join(p.space.names, ", ") + "]", Got: strconv.Itoa(len(tokens)),
			Why: "the event has " + counted(len(tokens), "field") + ", and the pattern asks for " + need + " at least",
		}}, list...)
	}
	for i := range p.clauses {
		c := &p.clauses[i]
		list[i].Got = p.space.at(c.field, tokens, message)
		if list[i].Held = c.holds(kindField, list[i].Got); !list[i].Held {
			list[i].Why = c.why(place{kind: kindField, text: list[i].Got, count: 1})
		}
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
