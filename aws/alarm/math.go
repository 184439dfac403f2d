package alarm

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"unicode"
)

// Math is a metric math expression such as 100*(m1/m2) or SUM([m1,FILL(m2,0)]).
// It knows numbers, the ids of queries, lists, + - * / ^, and the functions
// SUM, AVG, MIN, MAX, ABS, CEIL, FLOOR and FILL with a number.
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/using-metric-math.html
type Math struct {
	root term
	ids  []string
}

// term is a part of an expression. Its value is a list of series; a number is a
// series that is the same at every time. Missing is not a number.
type term func(series map[string][]float64, n int) [][]float64

// ParseMath reads an expression.
func ParseMath(text string) (Math, error) {
	p := &mathParser{tokens: mathTokens(text)}
	root, err := p.sum()
	if err == nil && p.next < len(p.tokens) {
		err = fmt.Errorf("unexpected %q", p.tokens[p.next])
	}
	return Math{root, p.ids}, err
}

// IDs are the queries that the expression refers to, each once.
func (m Math) IDs() []string { return slices.Clone(m.ids) }

// Values computes the expression for n times; series has the values of each
// query, not a number where one is missing. It is an error where the result is
// a list of several series.
func (m Math) Values(series map[string][]float64, n int) ([]float64, error) {
	result := m.root(series, n)
	if len(result) != 1 {
		return nil, fmt.Errorf("the expression gives %d time series, not one", len(result))
	}
	return result[0], nil
}

func mathTokens(text string) []string {
	var tokens []string
	for i := 0; i < len(text); {
		start := i
		inWord := func() bool {
			c := rune(text[i])
			return c == '_' || c == '.' || unicode.IsDigit(c) || unicode.IsLetter(c) && c < unicode.MaxASCII
		}
		if strings.ContainsRune(" \t\r\n", rune(text[i])) {
			i++
			continue
		}
		for i < len(text) && inWord() {
			i++
		}
		i = max(i, start+1)
		tokens = append(tokens, text[start:i])
	}
	return tokens
}

// maxNesting bounds how deep parentheses and signs may be nested.
const maxNesting = 100

type mathParser struct {
	tokens []string
	next   int
	depth  int
	ids    []string
}

func (p *mathParser) peek() string {
	if p.next < len(p.tokens) {
		return p.tokens[p.next]
	}
	return ""
}

func (p *mathParser) is(marks string) (string, bool) {
	t := p.peek()
	if len(t) != 1 || !strings.Contains(marks, t) {
		return "", false
	}
	p.next++
	return t, true
}

func (p *mathParser) need(mark string) error {
	if _, ok := p.is(mark); ok {
		return nil
	}
	return fmt.Errorf("expected %q, not %q", mark, p.peek())
}

func (p *mathParser) sum() (term, error)     { return p.chain("+-", p.product) }
func (p *mathParser) product() (term, error) { return p.chain("*/", p.power) }

// chain joins operands from the left.
func (p *mathParser) chain(operators string, operand func() (term, error)) (term, error) {
	left, err := operand()
	for err == nil {
		operator, ok := p.is(operators)
		if !ok {
			return left, nil
		}
		var right term
		if right, err = operand(); err == nil {
			left = combine(operator, left, right)
		}
	}
	return nil, err
}

func (p *mathParser) power() (term, error) {
	base, err := p.signed()
	if err != nil {
		return nil, err
	}
	if _, ok := p.is("^"); !ok {
		return base, nil
	}
	exponent, err := p.nested(p.power)
	return combine("^", base, exponent), err
}

func (p *mathParser) nested(inner func() (term, error)) (term, error) {
	if p.depth++; p.depth > maxNesting {
		return nil, fmt.Errorf("more than %d parts are nested", maxNesting)
	}
	defer func() { p.depth-- }()
	return inner()
}

func (p *mathParser) signed() (term, error) {
	if _, ok := p.is("-"); !ok {
		return p.nested(p.single)
	}
	of, err := p.nested(p.signed)
	return each(of, func(v float64) float64 { return -v }), err
}

func (p *mathParser) single() (term, error) {
	if _, ok := p.is("("); ok {
		inner, err := p.sum()
		if err == nil {
			err = p.need(")")
		}
		return inner, err
	}
	if _, ok := p.is("["); ok {
		items, err := p.list("]")
		return joined(items), err
	}
	word := p.peek()
	if number, err := strconv.ParseFloat(word, 64); err == nil {
		p.next++
		return constantOf(number), nil
	}
	if word == "" || !unicode.IsLetter(rune(word[0])) {
		return nil, fmt.Errorf("unexpected %q", word)
	}
	p.next++
	if _, ok := p.is("("); ok {
		return p.call(word)
	}
	if !slices.Contains(p.ids, word) {
		p.ids = append(p.ids, word)
	}
	return func(series map[string][]float64, n int) [][]float64 {
		values := make([]float64, n)
		for i := range n {
			values[i] = at(series[word], i)
		}
		return [][]float64{values}
	}, nil
}

func (p *mathParser) list(end string) ([]term, error) {
	var items []term
	for {
		one, err := p.sum()
		if err != nil {
			return nil, err
		}
		items = append(items, one)
		if _, more := p.is(","); !more {
			return items, p.need(end)
		}
	}
}

func (p *mathParser) call(name string) (term, error) {
	arguments, err := p.list(")")
	if err != nil {
		return nil, err
	}
	simple := map[string]func(float64) float64{"ABS": math.Abs, "CEIL": math.Ceil, "FLOOR": math.Floor}
	folds := map[string]func([]float64) float64{
		"SUM": total, "MIN": slices.Min[[]float64], "MAX": slices.Max[[]float64],
		"AVG": func(v []float64) float64 { return total(v) / float64(len(v)) },
	}
	switch name = strings.ToUpper(name); {
	case len(arguments) == 1 && simple[name] != nil:
		return each(arguments[0], simple[name]), nil
	case len(arguments) == 1 && folds[name] != nil:
		return fold(arguments[0], folds[name]), nil
	case len(arguments) == 2 && name == "FILL":
		return fill(arguments[0], arguments[1]), nil
	}
	return nil, fmt.Errorf("the function %s with %d arguments is not known here", name, len(arguments))
}

func total(values []float64) float64 {
	sum := 0.0
	for _, v := range values {
		sum += v
	}
	return sum
}
