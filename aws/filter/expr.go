package filter

import "strings"

// maxClauses is more than a pattern of the greatest length can hold.
const maxClauses = 192

// bitset is a set of clauses.
type bitset [maxClauses / 64]uint64

func (b *bitset) set(i int)      { b[i/64] |= 1 << (i % 64) }
func (b *bitset) unset(i int)    { b[i/64] &^= 1 << (i % 64) }
func (b *bitset) has(i int) bool { return b[i/64]&(1<<(i%64)) != 0 }

// replace gives the bits of mask the values that they have in with.
func (b *bitset) replace(mask, with *bitset) {
	for i := range b {
		b[i] = b[i]&^mask[i] | with[i]&mask[i]
	}
}

// expr joins clauses: any of the lists of which all parts hold.
type expr [][]part

// part is one clause, or an expression in parentheses.
type part struct {
	clause int
	group  expr // nil: the clause
}

func (e expr) holds(held *bitset) bool {
	for _, all := range e {
		ok := true
		for _, p := range all {
			if p.group != nil {
				ok = p.group.holds(held)
			} else {
				ok = held.has(p.clause)
			}
			if !ok {
				break
			}
		}
		if ok {
			return true
		}
	}
	return false
}

// expr parses what one places between || and &&; && binds closer.
func (l *lexer) expr(one func() (int, error)) (expr, error) {
	var e expr
	for {
		var all []part
		for {
			p, err := l.part(one)
			if err != nil {
				return nil, err
			}
			all = append(all, p)
			if !l.take("&&") {
				break
			}
		}
		e = append(e, all)
		if !l.take("||") {
			return e, nil
		}
	}
}

func (l *lexer) part(one func() (int, error)) (part, error) {
	if !l.take("(") {
		i, err := one()
		return part{clause: i}, err
	}
	group, err := l.expr(one)
	if err != nil {
		return part{}, err
	}
	if !l.take(")") {
		return part{}, l.unexpected()
	}
	return part{group: group}, nil
}

// add takes a clause in that began at start in the pattern.
func (p *Pattern) add(l *lexer, start int, c clause) (int, error) {
	if len(p.clauses) == maxClauses {
		return 0, refuse("Invalid filter pattern: it has too many conditions")
	}
	c.text = strings.TrimSpace(l.src[start:l.pos])
	p.clauses = append(p.clauses, c)
	return len(p.clauses) - 1, nil
}

// comparison parses an operator and its value.
func (l *lexer) comparison() (op, operand, error) {
	var o op
	switch {
	case l.take("!="):
		o = notEqual
	case l.take("<="):
		o = lessOrEqual
	case l.take(">="):
		o = greaterOrEqual
	case l.take("="):
		o = equal
	case l.take("<"):
		o = less
	case l.take(">"):
		o = greater
	default:
		return 0, operand{}, l.unexpected()
	}
	l.blanks()
	start := l.pos
	v, err := l.operand()
	if err != nil {
		return 0, operand{}, err
	}
	if o != equal && o != notEqual && !v.isNumber {
		return 0, operand{}, badTerm(l.src[start:l.pos])
	}
	return o, v, nil
}

func (l *lexer) operand() (operand, error) {
	if l.done() {
		return operand{}, l.unexpected()
	}
	var v operand
	var err error
	switch l.src[l.pos] {
	case '%':
		if v.text, err = l.percent(); err == nil {
			v.re, err = compileRegex(v.text)
		}
		return v, err
	case '"':
		v.quoted = true
		if v.text, err = l.quoted(); err != nil {
			return v, err
		}
	default:
		if v.text = l.bare(bareValue); v.text == "" {
			return v, l.unexpected()
		}
		v.number, v.isNumber = parseNumber(v.text)
	}
	if strings.Contains(v.text, "*") {
		v.parts = strings.Split(v.text, "*")
	}
	return v, nil
}
