package eventpattern

import (
	"encoding/json"
	"slices"
	"strings"
)

const (
	needsValue = "Value of anything-but must be an array or single string/number value."
	noMix      = "Inside anything but list, either all values are number or string, mixed type is not supported"
)

// anythingBut reads the operator that turns others around: any value at the
// path fulfils it but those named. Nothing at the path does not.
func (p *parser) anythingBut(f *field) error {
	t, err := p.next()
	if err != nil {
		return err
	}
	switch t {
	case objectStart:
		return p.anythingButOperator(f)
	case arrayStart:
		unwanted, err := p.list("Inside anything but list, start|null|boolean is not supported.", text, number)
		if err != nil {
			return err
		}
		f.values = append(f.values, none(unwanted, equal))
	case text, number:
		v, err := p.literal(t)
		if err != nil {
			return err
		}
		f.values = append(f.values, none([]any{v}, equal))
	default:
		return p.fail(needsValue)
	}
	return nil
}

// none is fulfilled where no test of an unwanted value is.
func none(unwanted []any, test func(any) condition) condition {
	tests := make([]condition, len(unwanted))
	for i, v := range unwanted {
		tests[i] = test(v)
	}
	return func(value any) bool {
		return !slices.ContainsFunc(tests, func(c condition) bool { return c(value) })
	}
}

// list reads the values of a list, up to its end.
func (p *parser) list(otherwise string, allowed ...token) ([]any, error) {
	var all []any
	var first token
	for {
		t, err := p.next()
		switch {
		case err != nil:
			return nil, err
		case t == arrayEnd && len(all) == 0:
			return nil, p.failInList("Empty arrays are not allowed")
		case t == arrayEnd:
			return all, nil
		case !slices.Contains(allowed, t):
			return nil, p.failInList(otherwise)
		case len(all) > 0 && t != first:
			return nil, p.failInList(noMix)
		}
		v, err := p.literal(t)
		if err != nil {
			return nil, err
		}
		first, all = t, append(all, v)
	}
}

// failInList is fail with the place told twice, as AWS does here.
func (p *parser) failInList(reason string) error { return p.fail("%s%s", reason, p.place()) }

// turned are the operators that anything-but can turn around: what is said of
// an operand of another kind, and how a text becomes a test.
var turned = map[string]struct {
	otherwise string
	build     func(string) (func(string) bool, error)
}{
	"prefix": {"prefix/suffix match pattern must be a string", func(part string) (func(string) bool, error) {
		return func(s string) bool { return strings.HasPrefix(s, part) }, nil
	}},
	"suffix": {"prefix/suffix match pattern must be a string", func(part string) (func(string) bool, error) {
		return func(s string) bool { return strings.HasSuffix(s, part) }, nil
	}},
	"equals-ignore-case": {
		"Inside anything-but/equals-ignore-case list, number|start|null|boolean is not supported.",
		func(want string) (func(string) bool, error) { return folded(want), nil },
	},
	"wildcard": {"wildcard match pattern must be a string", wildcard},
}

func (p *parser) anythingButOperator(f *field) error {
	t, err := p.next()
	if err != nil {
		return err
	}
	if t != name {
		return p.fail("Anything-But expression name not found")
	}
	kind := p.named
	operator, ok := turned[kind]
	if !ok {
		return p.fail("Unsupported anything-but pattern: %s", kind)
	}
	unwanted, err := p.operands(operator.otherwise)
	if err != nil {
		return err
	}
	var tests []any
	for _, v := range unwanted {
		operand, _ := v.(string)
		if operand == "" && (kind == "prefix" || kind == "suffix") {
			return p.fail("Null prefix/suffix not allowed")
		}
		test, err := operator.build(operand)
		if err != nil {
			return p.placed(err)
		}
		tests = append(tests, onText(test))
	}
	f.values = append(f.values, none(tests, func(v any) condition { return v.(condition) }))
	return p.end()
}

// operands reads one text or a list of them.
func (p *parser) operands(otherwise string) ([]any, error) {
	t, err := p.next()
	switch {
	case err != nil:
		return nil, err
	case t == arrayStart:
		return p.list(otherwise, text)
	case t == objectStart:
		return nil, p.fail(needsValue)
	case t != text:
		return nil, p.fail("%s", otherwise)
	}
	v, err := p.value()
	return []any{v}, err
}

// equal is fulfilled by the same value. Numbers are the same by their value,
// however they are written.
func equal(want any) condition {
	n, isNumber := want.(json.Number)
	if !isNumber {
		return func(value any) bool { return value == want }
	}
	wanted, err := n.Float64()
	return func(value any) bool {
		have, ok := value.(json.Number)
		if !ok {
			return false
		}
		if v, failed := have.Float64(); err == nil && failed == nil {
			return v == wanted
		}
		return have == n
	}
}
