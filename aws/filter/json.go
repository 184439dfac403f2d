package filter

// parseJSON parses { clauses }. AWS reads all the words of a pattern before it
// makes sense of them, so a wrong character comes before all other errors.
func (p *Pattern) parseJSON(l *lexer) error {
	if err := (&lexer{src: l.src}).words(); err != nil {
		return err
	}
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
		return l.unexpected()
	}
	if wildcards > maxWildcards {
		return refuse("Your input has exceeded the maximum of %d JSON wildcard selectors allowed per filter pattern.", maxWildcards)
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
		case l.word("NOT") && (l.word("NULL") || l.word("TRUE") || l.word("FALSE")):
			return &SyntaxError{Message: badTerm("NOT").Error(), VagueInSearch: true}
		default:
			return l.unexpected()
		}
		return nil
	case l.word("NOT"):
		c.op = notExists
		if !l.word("EXISTS") {
			return l.unexpected()
		}
		return nil
	}
	var err error
	if c.op, c.value, err = l.comparison(); err != nil {
		return err
	}
	if !c.value.quoted && (c.value.text == "null" || c.value.text == "NULL") {
		return &SyntaxError{Message: "Invalid filter pattern: null cannot be compared; IS NULL asks for it", Vague: true}
	}
	return nil
}

func (p *Pattern) matchJSON(message string) bool {
	s := scanner{text: message, clauses: p.clauses}
	return s.message(p.json) && p.where.holds(&s.held)
}
