package alarm

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// Limits of a composite alarm's rule.
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutCompositeAlarm.html
const (
	MaxRule     = 10_240 // characters
	MaxChildren = 100
	maxElements = 500 // alarms, TRUE, FALSE and parentheses
)

// Expression is a composite alarm's rule, such as ALARM(a) AND NOT OK("b c").
type Expression struct {
	root  condition
	names []string
}

// condition is a part of a rule.
type condition interface {
	holds(state func(name string) State) bool
}

type (
	constant bool
	inState  struct {
		name string
		want State
	}
	not   struct{ of condition }
	allOf []condition
	anyOf []condition
	// atLeast asks for a number of the alarms, or for a percentage of them.
	atLeast struct {
		number  int
		percent bool
		of      []condition
	}
)

func (c constant) holds(func(string) State) bool      { return bool(c) }
func (c inState) holds(state func(string) State) bool { return state(c.name) == c.want }
func (c not) holds(state func(string) State) bool     { return !c.of.holds(state) }
func (c anyOf) holds(state func(string) State) bool   { return count(c, state) > 0 }
func (c allOf) holds(state func(string) State) bool   { return count(c, state) == len(c) }
func (c atLeast) holds(state func(name string) State) bool {
	held := count(c.of, state)
	if c.percent {
		return held*100 >= c.number*len(c.of)
	}
	return held >= c.number
}

func count(of []condition, state func(string) State) int {
	n := 0
	for _, c := range of {
		if c.holds(state) {
			n++
		}
	}
	return n
}

// ParseExpression reads a rule. The error is CloudWatch's words without what
// precedes them: Unsupported token ')' at char 1.
func ParseExpression(rule string) (Expression, error) {
	p := &ruleParser{tokens: ruleTokens(rule)}
	root, err := p.either()
	if err == nil && p.next < len(p.tokens)-1 {
		err = p.unsupported("")
	}
	switch {
	case err != nil:
		return Expression{}, err
	case p.elements > maxElements:
		return Expression{}, fmt.Errorf("the rule has more than %d elements", maxElements)
	case len(p.names) > MaxChildren:
		return Expression{}, fmt.Errorf("the rule has more than %d alarms", MaxChildren)
	}
	return Expression{root, p.names}, nil
}

// Names are the alarms that the rule names, by name or by ARN as written, in
// their order, each once.
func (e Expression) Names() []string { return slices.Clone(e.names) }

// Holds reports whether the rule is true of the alarms' states. The zero
// expression is false.
func (e Expression) Holds(state func(name string) State) bool {
	return e.root != nil && e.root.holds(state)
}

// ruleToken is a word, a quoted string or a mark; its text is "" at the end.
type ruleToken struct {
	text   string
	quoted bool
	at     int // in characters
}

func ruleTokens(rule string) []ruleToken {
	var tokens []ruleToken
	chars := []rune(rule)
	for i := 0; i < len(chars); {
		start := i
		switch c := chars[i]; {
		case strings.ContainsRune(" \t\r\n", c):
			i++
			continue
		case strings.ContainsRune("(),", c):
			i++
		case c == '"':
			i++
			for i < len(chars) && chars[i] != '"' {
				i++
			}
			tokens = append(tokens, ruleToken{string(chars[start+1 : i]), true, start})
			i = min(i+1, len(chars))
			continue
		default:
			for i < len(chars) && !strings.ContainsRune(" \t\r\n(),\"", chars[i]) {
				i++
			}
		}
		tokens = append(tokens, ruleToken{string(chars[start:i]), false, start})
	}
	return append(tokens, ruleToken{at: len(chars)})
}

type ruleParser struct {
	tokens   []ruleToken
	next     int
	names    []string
	elements int
}

func (p *ruleParser) peek() ruleToken { return p.tokens[p.next] }

func (p *ruleParser) take() {
	if p.next < len(p.tokens)-1 {
		p.next++
	}
}

// is takes the next token where it is this word or mark.
func (p *ruleParser) is(text string) bool {
	t := p.peek()
	if t.quoted || t.text != text {
		return false
	}
	p.take()
	return true
}

func (p *ruleParser) need(text string) error {
	if p.is(text) {
		return nil
	}
	return p.unsupported(text)
}

func (p *ruleParser) unsupported(must string) error {
	t := p.peek()
	if must == "" {
		//lint:ignore ST1005 AWS's words
		return fmt.Errorf("Unsupported token '%s' at char %d", t.text, t.at) //nolint:staticcheck // AWS's words
	}
	//lint:ignore ST1005 AWS's words
	return fmt.Errorf("Unsupported token '%s' at char %d, must be: '%s'", t.text, t.at, must) //nolint:staticcheck // AWS's words
}

func (p *ruleParser) either() (condition, error) {
	parts, err := p.joined("OR", func() (condition, error) {
		parts, err := p.joined("AND", p.single)
		return allOf(parts), err
	})
	return anyOf(parts), err
}

func (p *ruleParser) joined(word string, part func() (condition, error)) ([]condition, error) {
	var parts []condition
	for {
		one, err := part()
		if err != nil {
			return nil, err
		}
		parts = append(parts, one)
		if !p.is(word) {
			return parts, nil
		}
	}
}

func (p *ruleParser) single() (condition, error) {
	switch {
	case p.is("NOT"):
		of, err := p.single()
		return not{of}, err
	case p.is("("):
		p.elements += 2
		inner, err := p.either()
		if err == nil {
			err = p.need(")")
		}
		return inner, err
	case p.is("TRUE"), p.is("FALSE"):
		p.elements++
		return constant(p.tokens[p.next-1].text == "TRUE"), nil
	case p.is("AT_LEAST"):
		return p.some()
	}
	state, ok := p.state()
	if !ok {
		return nil, p.unsupported("")
	}
	if err := p.need("("); err != nil {
		return nil, err
	}
	of, err := p.named(state)
	if err == nil {
		err = p.need(")")
	}
	return of, err
}

func (p *ruleParser) state() (State, bool) {
	for _, state := range []State{Alarm, OK, InsufficientData} {
		if p.is(string(state)) {
			return state, true
		}
	}
	return "", false
}

// named is one alarm, by name or ARN, quoted or not.
func (p *ruleParser) named(want State) (condition, error) {
	t := p.peek()
	if t.text == "" || !t.quoted && strings.ContainsAny(t.text, "(),") {
		return nil, p.unsupported("")
	}
	p.take()
	p.elements++
	if !slices.Contains(p.names, t.text) {
		p.names = append(p.names, t.text)
	}
	return inState{t.text, want}, nil
}

// some reads what follows AT_LEAST: (2, ALARM, (a, b, c)) or (50%, NOT OK, (a, b)).
func (p *ruleParser) some() (condition, error) {
	if err := p.need("("); err != nil {
		return nil, err
	}
	digits, percent := strings.CutSuffix(p.peek().text, "%")
	number, err := strconv.Atoi(digits)
	if err != nil || number < 1 {
		return nil, p.unsupported("")
	}
	p.take()
	if err := p.need(","); err != nil {
		return nil, err
	}
	negated := p.is("NOT")
	state, ok := p.state()
	if !ok {
		return nil, p.unsupported("")
	}
	if err := p.need(","); err != nil {
		return nil, err
	}
	if err := p.need("("); err != nil {
		return nil, err
	}
	of, err := p.joined(",", func() (condition, error) {
		one, err := p.named(state)
		if negated {
			one = not{one}
		}
		return one, err
	})
	for range 2 {
		if err == nil {
			err = p.need(")")
		}
	}
	return atLeast{number, percent, of}, err
}
