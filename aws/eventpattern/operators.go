package eventpattern

import (
	"errors"
	"strings"
)

// operators are the match types, by their names.
var operators = map[string]func(*parser, *field) error{
	"prefix":             affix("prefix", strings.HasPrefix),
	"suffix":             affix("suffix", strings.HasSuffix),
	"equals-ignore-case": plain("equals-ignore-case match pattern must be a string", func(want string) (func(string) bool, error) { return folded(want), nil }),
	"wildcard":           plain("wildcard match pattern must be a string", wildcard),
	// AWS's own words are those of prefix.
	"cidr":         plain("prefix match pattern must be a string", network),
	"exists":       (*parser).exists,
	"numeric":      (*parser).numeric,
	"anything-but": (*parser).anythingBut,
}

// operator reads an object in a list of values.
func (p *parser) operator(f *field) error {
	t, err := p.next()
	if err != nil {
		return err
	}
	if t != name {
		return p.fail("Match expression name not found")
	}
	read := operators[p.named]
	if read == nil {
		return p.fail("Unrecognized match type %s", p.named)
	}
	if err := read(p, f); err != nil {
		return err
	}
	return p.end()
}

// onText makes a test of texts a condition; other values never fulfil it.
func onText(test func(string) bool) condition {
	return func(value any) bool {
		s, ok := value.(string)
		return ok && test(s)
	}
}

func folded(want string) func(string) bool {
	return func(have string) bool { return strings.EqualFold(want, have) }
}

// plain reads an operator whose operand is one text.
func plain(otherwise string, build func(string) (func(string) bool, error)) func(*parser, *field) error {
	return func(p *parser, f *field) error {
		t, err := p.next()
		if err != nil {
			return err
		}
		return p.one(t, f, otherwise, build)
	}
}

// one adds the test of a text.
func (p *parser) one(t token, f *field, otherwise string, build func(string) (func(string) bool, error)) error {
	if t != text {
		return p.fail("%s", otherwise)
	}
	operand, err := p.value()
	if err != nil {
		return err
	}
	test, err := build(operand)
	if err != nil {
		return p.placed(err)
	}
	f.values = append(f.values, onText(test))
	return nil
}

// placed says where an operand is wrong, but for the errors that AWS does not
// place.
func (p *parser) placed(err error) error {
	var m mistake
	if errors.As(err, &m) {
		return p.fail("%s", m)
	}
	return err
}

// always makes a test of any operand: none is wrong.
func always(build func(part string) func(string) bool) func(string) (func(string) bool, error) {
	return func(part string) (func(string) bool, error) { return build(part), nil }
}

// affix reads prefix or suffix, whose operand may ignore the case.
func affix(kind string, test func(s, part string) bool) func(*parser, *field) error {
	otherwise := kind + " match pattern must be a string"
	exact := always(func(part string) func(string) bool {
		return func(s string) bool { return test(s, part) }
	})
	fold := always(func(part string) func(string) bool {
		part = strings.ToLower(part)
		return func(s string) bool { return test(strings.ToLower(s), part) }
	})
	return func(p *parser, f *field) error {
		t, err := p.next()
		if err != nil || t != objectStart {
			if err != nil {
				return err
			}
			return p.one(t, f, otherwise, exact)
		}
		if t, err = p.next(); err != nil {
			return err
		}
		if t != name || p.named != "equals-ignore-case" {
			return p.fail("Unsupported %s pattern: %s", kind, p.named)
		}
		if t, err = p.next(); err != nil {
			return err
		}
		if err := p.one(t, f, "equals-ignore-case match pattern must be a string", fold); err != nil {
			return err
		}
		return p.end()
	}
}

func (p *parser) exists(f *field) error {
	t, err := p.next()
	switch {
	case err != nil:
		return err
	case t == truth:
		f.values = append(f.values, func(any) bool { return true })
	case t == falsehood:
		f.absent = true
	default:
		return p.fail("exists match pattern must be either true or false.")
	}
	return nil
}
