package logs

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// cell is one value. A field that an event does not have is no cell: there is
// false, and the result leaves it out.
type cell struct {
	text  string
	there bool
	at    int64 // of a point in time, in milliseconds; the text says it in words
	timed bool
}

func textCell(s string) cell { return cell{text: s, there: true} }

func timeCell(ms int64) cell {
	return cell{text: time.UnixMilli(ms).UTC().Format("2006-01-02 15:04:05.000"), there: true, at: ms, timed: true}
}

// number is the value as a number; a point in time is its milliseconds.
func (c cell) number() (float64, bool) {
	if c.timed {
		return float64(c.at), true
	}
	n, err := strconv.ParseFloat(c.text, 64)
	return n, err == nil && c.there
}

// compare orders numbers as numbers and all else as text; what is not there is
// the least.
func (c cell) compare(other cell) int {
	x, isX := c.number()
	y, isY := other.number()
	switch {
	case isX && isY && x < y:
		return -1
	case isX && isY && x > y:
		return 1
	case isX && isY:
		return 0
	}
	return strings.Compare(c.text, other.text)
}

type (
	expression func(*row) cell
	condition  func(*row) bool
)

func (p *parser) or() (condition, error) {
	left, err := p.and()
	for err == nil && p.take("or") {
		var right condition
		before := left
		if right, err = p.and(); err == nil {
			left = func(r *row) bool { return before(r) || right(r) }
		}
	}
	return left, err
}

func (p *parser) and() (condition, error) {
	left, err := p.not()
	for err == nil && p.take("and") {
		var right condition
		before := left
		if right, err = p.not(); err == nil {
			left = func(r *row) bool { return before(r) && right(r) }
		}
	}
	return left, err
}

func (p *parser) not() (condition, error) {
	switch {
	case p.take("not"):
		inner, err := p.not()
		return func(r *row) bool { return !inner(r) }, err
	case p.take("("):
		inner, err := p.or()
		if err != nil {
			return nil, err
		}
		return inner, p.need(")")
	case p.take("ispresent"):
		if err := p.need("("); err != nil {
			return nil, err
		}
		of, err := p.value()
		if err != nil {
			return nil, err
		}
		return func(r *row) bool { return of(r).there }, p.need(")")
	}
	return p.comparison()
}

// comparison is of a value with another, a list or a pattern. What is not there
// meets none, not even "is not".
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_QuerySyntax-Filter.html
func (p *parser) comparison() (condition, error) {
	left, err := p.value()
	if err != nil {
		return nil, err
	}
	negated := p.take("not")
	var holds func(cell, *row) bool
	switch sign := p.peek().text; {
	case p.take("in"):
		holds, err = p.list()
	case p.take("like"), !negated && p.take("=~"):
		holds, err = p.pattern()
	case !negated && slices.Contains([]string{"=", "!=", "<", "<=", ">", ">="}, sign):
		p.at++
		var right expression
		right, err = p.value()
		holds = func(c cell, r *row) bool {
			other := right(r)
			return other.there && meets(sign, c.compare(other))
		}
	default:
		return nil, p.unexpected()
	}
	if err != nil {
		return nil, err
	}
	return func(r *row) bool {
		c := left(r)
		return c.there && holds(c, r) != negated
	}, nil
}

func meets(sign string, order int) bool {
	switch sign {
	case "=":
		return order == 0
	case "!=":
		return order != 0
	case "<":
		return order < 0
	case "<=":
		return order <= 0
	case ">":
		return order > 0
	default:
		return order >= 0
	}
}

func (p *parser) list() (func(cell, *row) bool, error) {
	if err := p.need("["); err != nil {
		return nil, err
	}
	var items []string
	for {
		w := p.peek()
		if w.kind != wordString && w.kind != wordNumber {
			return nil, p.unexpected()
		}
		p.at++
		if items = append(items, w.text); !p.take(",") {
			break
		}
	}
	holds := func(c cell, _ *row) bool {
		return slices.ContainsFunc(items, func(item string) bool { return c.compare(textCell(item)) == 0 })
	}
	return holds, p.need("]")
}

// pattern is a text that is to be found in the value, or a regular expression.
func (p *parser) pattern() (func(cell, *row) bool, error) {
	w := p.peek()
	switch w.kind {
	case wordString:
		p.at++
		return func(c cell, _ *row) bool { return strings.Contains(c.text, w.text) }, nil
	case wordRegex:
		re, err := regexp.Compile(w.text)
		if err != nil {
			return nil, &malformed{fmt.Sprintf("invalid regular expression %q", w.text), w.start, w.end}
		}
		p.at++
		return func(c cell, _ *row) bool { return re.MatchString(c.text) }, nil
	default:
		return nil, p.unexpected()
	}
}

// value is a field, a literal, or a call of one of the functions that are known
// here.
func (p *parser) value() (expression, error) {
	w := p.peek()
	switch w.kind {
	case wordString, wordNumber:
		p.at++
		return func(*row) cell { return textCell(w.text) }, nil
	case wordName:
		p.at++
		if !p.take("(") {
			return func(r *row) cell { return r.get(w.text) }, nil
		}
		switch strings.ToLower(w.text) {
		case "bin":
			return p.bin()
		case "substr":
			return p.substr()
		}
		p.at -= 2
	default:
	}
	return nil, p.unexpected()
}

// bin is the event's time, rounded down.
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_QuerySyntax-Stats.html
func (p *parser) bin() (expression, error) {
	period := bins[strings.TrimLeft(p.peek().text, "0123456789")]
	n, err := strconv.ParseInt(strings.TrimRight(p.peek().text, "abcdefghijklmnopqrstuvwxyz"), 10, 32)
	if err != nil || n < 1 || period == 0 {
		return nil, p.unexpected()
	}
	p.at++
	wide := n * period.Milliseconds()
	return func(r *row) cell {
		at := r.get("@timestamp").at
		return timeCell(at - at%wide)
	}, p.need(")")
}

var bins = map[string]time.Duration{
	"s": time.Second, "sec": time.Second, "m": time.Minute, "min": time.Minute, "h": time.Hour, "hr": time.Hour, "d": 24 * time.Hour, "day": 24 * time.Hour,
}

// substr counts from 0: where it begins and, where that is said, how long it is.
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_QuerySyntax-operations-functions.html
func (p *parser) substr() (expression, error) {
	of, err := p.value()
	if err != nil {
		return nil, err
	}
	numbers := []int{}
	for p.take(",") {
		n, err := strconv.Atoi(p.peek().text)
		if err != nil || n < 0 || len(numbers) == 2 {
			return nil, p.unexpected()
		}
		numbers = append(numbers, n)
		p.at++
	}
	if len(numbers) == 0 {
		return nil, p.unexpected()
	}
	return func(r *row) cell {
		c := of(r)
		from := min(numbers[0], len(c.text))
		to := len(c.text)
		if len(numbers) == 2 {
			to = min(from+numbers[1], to)
		}
		return cell{text: c.text[from:to], there: c.there}
	}, p.need(")")
}
