package eventpattern

import "encoding/json"

// span is a range of numbers.
type span struct {
	low, high         float64
	hasLow, hasHigh   bool
	openLow, openHigh bool // the bound itself is not in it
}

func (s span) holds(v float64) bool {
	switch {
	case s.hasLow && (v < s.low || s.openLow && v == s.low):
		return false
	case s.hasHigh && (v > s.high || s.openHigh && v == s.high):
		return false
	}
	return true
}

// numeric reads a comparison such as [">", 0, "<=", 5].
func (p *parser) numeric(f *field) error {
	t, err := p.next()
	if err != nil {
		return err
	}
	if t != arrayStart {
		return p.fail("Value of numeric must be an array.")
	}
	var s span
	operator, err := p.comparison("Invalid member in numeric match: ")
	if err != nil {
		return err
	}
	switch operator {
	case "=":
		err = p.bound("equals", &s.low)
		s.high, s.hasLow, s.hasHigh = s.low, true, true
		if err == nil {
			err = p.endOfRange("Too many elements in numeric expression")
		}
	case "<", "<=":
		err = p.upper(operator, &s)
		if err == nil {
			err = p.endOfRange("Too many elements in numeric expression")
		}
	case ">", ">=":
		err = p.lower(operator, &s)
	default:
		return p.fail("Unrecognized numeric range operator: %s", operator)
	}
	if err != nil {
		return err
	}
	f.values = append(f.values, func(value any) bool {
		n, ok := value.(json.Number)
		if !ok {
			return false
		}
		v, err := n.Float64()
		return err == nil && s.holds(v)
	})
	return nil
}

// lower reads the bound of > or >=, and the other one if there is one.
func (p *parser) lower(operator string, s *span) error {
	s.hasLow, s.openLow = true, operator == ">"
	if err := p.bound(operator, &s.low); err != nil {
		return err
	}
	t, err := p.next()
	if err != nil || t == arrayEnd {
		return err
	}
	second, err := p.operatorOf(t, "Bad value in numeric range: ")
	if err != nil {
		return err
	}
	if second != "<" && second != "<=" {
		return p.fail("Bad numeric range operator: %s", second)
	}
	if err := p.upper(second, s); err != nil {
		return err
	}
	if s.low >= s.high {
		return p.fail("Bottom must be less than top")
	}
	return p.endOfRange("Too many terms in numeric range expression")
}

func (p *parser) upper(operator string, s *span) error {
	s.hasHigh, s.openHigh = true, operator == "<"
	return p.bound(operator, &s.high)
}

func (p *parser) comparison(otherwise string) (string, error) {
	t, err := p.next()
	if err != nil {
		return "", err
	}
	return p.operatorOf(t, otherwise)
}

func (p *parser) operatorOf(t token, otherwise string) (string, error) {
	switch t {
	case text:
		return p.value()
	case number:
		return "", p.fail("%s%s", otherwise, p.digits)
	default:
		return "", p.fail("%s%s", otherwise, spelling[t])
	}
}

// spelling is how the tokens without a value of their own are written.
var spelling = map[token]string{
	objectStart: "{", objectEnd: "}", arrayStart: "[", arrayEnd: "]", truth: "true", falsehood: "false", null: "null",
}

func (p *parser) bound(operator string, to *float64) error {
	t, err := p.next()
	if err != nil {
		return err
	}
	if t != number {
		return p.fail("Value of %s must be numeric", operator)
	}
	v, err := json.Number(p.digits).Float64()
	if err != nil {
		return p.fail("Value of %s must be numeric", operator)
	}
	*to = v
	return nil
}

func (p *parser) endOfRange(otherwise string) error {
	t, err := p.next()
	if err == nil && t != arrayEnd {
		err = p.fail("%s", otherwise)
	}
	return err
}
