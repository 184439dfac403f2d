package filter

// parseJSON parses { clauses }.
func (p *Pattern) parseJSON(l *lexer) error {
	l.take("{")
	root := &node{}
	wildcards := 0
	one := func() (int, error) {
		l.blanks()
		start := l.pos
		c := clause{}
		var steps []step
		var err error
		if c.selector, steps, err = l.selector(); err != nil {
			return 0, err
		}
		for _, s := range steps {
			if s.wildcard {
				c.wildcard = true
				wildcards++
			}
		}
		if err := l.predicate(&c); err != nil {
			return 0, err
		}
		i, err := p.add(l, start, c)
		if err == nil {
			root.plant(steps, i)
		}
		return i, err
	}
	var err error
	if p.where, err = l.expr(one); err != nil {
		return err
	}
	if !l.take("}") || !l.atEnd() {
		return l.here()
	}
	if wildcards > maxWildcards {
		return refuse("Invalid filter pattern: it can hold at most %d wildcards in selectors", maxWildcards)
	}
	p.json = root.settle(p.clauses)
	return nil
}

// predicate parses what stands behind a selector.
func (l *lexer) predicate(c *clause) error {
	switch {
	case l.word("IS"):
		switch {
		case l.word("NULL"):
			c.op = isNull
		case l.word("TRUE"):
			c.op = isTrue
		case l.word("FALSE"):
			c.op = isFalse
		default:
			return l.here()
		}
		return nil
	case l.word("NOT"):
		c.op = notExists
		if !l.word("EXISTS") {
			return l.here()
		}
		return nil
	}
	var err error
	c.op, c.value, err = l.comparison()
	return err
}

func (p *Pattern) matchJSON(message string) bool {
	s := scanner{text: message, clauses: p.clauses}
	return s.message(p.json) && p.where.holds(&s.held)
}
