package eventpattern

import (
	"encoding/json"
	"slices"
	"strings"
)

// parser reads a pattern in one pass, so that of several mistakes the first is
// the one that is told.
type parser struct{ scanner }

const (
	or          = "$or"
	maxBranches = 1000
	onlyOne     = "Only one key allowed in match expression"
)

// group is what an object of a pattern asks for: all of its fields, and one
// branch of each of its alternatives.
type group struct {
	fields       []field
	alternatives [][]group
}

// object reads the members of an object, up to its end.
func (p *parser) object(path string) (group, error) {
	var g group
	for {
		t, err := p.next()
		if err != nil {
			return g, err
		}
		if t == objectEnd {
			if len(g.fields) == 0 && len(g.alternatives) == 0 {
				return g, p.fail("Empty objects are not allowed")
			}
			return g, nil
		}
		if err := p.member(path, &g); err != nil {
			return g, err
		}
	}
}

// member reads what is behind a name.
func (p *parser) member(path string, g *group) error {
	step := p.named
	if step == or && p.startsAlternatives() {
		branches, err := p.alternatives(path)
		g.alternatives = append(g.alternatives, branches)
		return err
	}
	if path != "" {
		path += "."
	}
	path += step
	t, err := p.next()
	if err != nil {
		return err
	}
	switch t {
	case objectStart:
		inner, err := p.object(path)
		g.fields = append(g.fields, inner.fields...)
		g.alternatives = append(g.alternatives, inner.alternatives...)
		return err
	case arrayStart:
		f, err := p.values(path)
		g.fields = append(g.fields, f)
		return err
	default:
		return p.fail("\"%s\" must be an object or an array", step)
	}
}

// startsAlternatives reports whether the list behind $or is one of objects of
// their own; otherwise $or is a name like any other.
func (p *parser) startsAlternatives() bool {
	if *p.ahead != arrayStart {
		return false
	}
	var list []map[string]json.RawMessage
	if json.NewDecoder(strings.NewReader(p.text[p.at-1:])).Decode(&list) != nil || len(list) < 2 {
		return false
	}
	return !slices.ContainsFunc(list, func(o map[string]json.RawMessage) bool {
		if len(o) == 0 {
			return true
		}
		for key := range o {
			if operators[key] == nil {
				return false
			}
		}
		return true
	})
}

func (p *parser) alternatives(path string) ([]group, error) {
	if _, err := p.next(); err != nil { // the list's start, which was looked at
		return nil, err
	}
	var branches []group
	for {
		t, err := p.next()
		switch {
		case err != nil:
			return nil, err
		case t == arrayEnd:
			return branches, nil
		case t != objectStart:
			return nil, p.fail("Only objects are allowed in $or")
		}
		g, err := p.object(path)
		if err != nil {
			return nil, err
		}
		branches = append(branches, g)
	}
}

// values reads the alternatives for a value, up to the list's end.
func (p *parser) values(path string) (field, error) {
	f := field{path: path}
	start := p.at - 1 // the bracket that was just read
	for {
		t, err := p.next()
		if err != nil {
			return f, err
		}
		switch t {
		case arrayEnd:
			if len(f.values) == 0 && !f.absent {
				return f, p.fail("Empty arrays are not allowed")
			}
			f.wanted = compact(p.text[start:p.at])
			return f, nil
		case objectStart:
			err = p.operator(&f)
		default:
			var v any
			if v, err = p.literal(t); err == nil {
				f.values = append(f.values, equal(v))
			}
		}
		if err != nil {
			return f, err
		}
	}
}

// literal is the value of a token that is one.
func (p *parser) literal(t token) (any, error) {
	switch t {
	case text:
		return p.value()
	case number:
		return json.Number(p.digits), nil
	case truth:
		return true, nil
	case falsehood:
		return false, nil
	case null:
		return nil, nil
	default:
		return nil, p.fail("Match value must be String, number, true, false, or null")
	}
}

// end reads the end of an object that holds one member.
func (p *parser) end() error {
	t, err := p.next()
	if err == nil && t != objectEnd {
		err = p.fail(onlyOne)
	}
	return err
}

// branches are the ways to fulfil a group, each a list of fields.
func (g group) branches() ([][]field, error) {
	all := [][]field{g.fields}
	for _, alternatives := range g.alternatives {
		var next [][]field
		for _, inner := range alternatives {
			ways, err := inner.branches()
			if err != nil {
				return nil, err
			}
			if len(next)+len(ways)*len(all) > maxBranches {
				return nil, &Error{"Too many combinations of $or"}
			}
			for _, before := range all {
				for _, way := range ways {
					next = append(next, slices.Concat(before, way))
				}
			}
		}
		all = next
	}
	return all, nil
}
