package logs

import (
	"slices"
	"strconv"
	"strings"
)

// insight is a query of CloudWatch Logs Insights that has been understood: its
// commands, in their order.
type insight struct {
	steps   []step
	fields  []column // what a row shows where nothing is counted
	counted bool     // a stats has been
	sorted  bool
}

// step is one command on all rows.
type step struct {
	do     func([]*row) []*row
	chosen bool // it chooses among events: what is left has matched
}

// column is an expression with the name that its value has in the results.
type column struct {
	name string
	of   expression
}

// parser reads a query word by word. It knows a part of the language and
// refuses all else: a query whose unknown part was left out would get a wrong
// answer.
type parser struct {
	query string
	words []word
	at    int
	made  insight
}

func parseInsight(query string) (*insight, error) {
	all, err := words(query)
	if err != nil {
		return nil, err
	}
	p := &parser{query: query, words: all}
	for {
		if err := p.command(); err != nil {
			return nil, err
		}
		switch next := p.peek(); {
		case next.kind == wordEnd:
			return &p.made, nil
		case next.text != "|":
			return nil, p.unexpected()
		}
		p.at++
	}
}

func (p *parser) peek() word { return p.words[p.at] }

// take goes on where the next word is this one; commands and operators are the
// same in capitals.
func (p *parser) take(text string) bool {
	w := p.peek()
	if (w.kind == wordName || w.kind == wordSign) && strings.EqualFold(w.text, text) {
		p.at++
		return true
	}
	return false
}

func (p *parser) need(text string) error {
	if !p.take(text) {
		return p.unexpected()
	}
	return nil
}

func (p *parser) unexpected() error {
	w := p.peek()
	if w.kind == wordEnd {
		return &malformed{"unexpected end of the query", w.start, w.end}
	}
	before := p.query[:w.start]
	line := strings.Count(before, "\n") + 1
	return &malformed{
		"unexpected symbol found " + p.query[w.start:w.end] + " at line " + strconv.Itoa(line) + " and position " +
			strconv.Itoa(w.start-strings.LastIndexByte(before, '\n')),
		w.start, w.end,
	}
}

func (p *parser) then(do func([]*row) []*row) { p.made.steps = append(p.made.steps, step{do: do}) }

func (p *parser) command() error {
	switch {
	case p.take("fields"), p.take("display"):
		return p.fieldsCommand()
	case p.take("filter"), p.take("where"):
		return p.filterCommand()
	case !p.made.counted && p.take("stats"):
		return p.statsCommand()
	case p.take("sort"), p.take("order"):
		return p.sortCommand()
	case p.take("limit"), p.take("head"):
		return p.limitCommand()
	}
	return p.unexpected()
}

func (p *parser) fieldsCommand() error {
	if p.made.counted {
		p.at--
		return p.unexpected()
	}
	columns, err := p.columns()
	if err != nil {
		return err
	}
	p.made.fields = append(p.made.fields, columns...)
	p.then(func(rows []*row) []*row {
		for _, r := range rows {
			for _, c := range columns {
				r.set(c.name, c.of(r))
			}
		}
		return rows
	})
	return nil
}

// columns are expressions with commas between them, each with a name of its own
// or the one that it has in the query.
func (p *parser) columns() ([]column, error) {
	var list []column
	for {
		start := p.peek()
		of, err := p.value()
		if err != nil {
			return nil, err
		}
		c := column{name: p.query[start.start:p.words[p.at-1].end], of: of}
		if start.kind == wordName && p.words[p.at-1] == start {
			c.name = start.text // without its backticks
		}
		if c.name, err = p.alias(c.name); err != nil {
			return nil, err
		}
		if list = append(list, c); !p.take(",") {
			return list, nil
		}
	}
}

func (p *parser) alias(otherwise string) (string, error) {
	if !p.take("as") {
		return otherwise, nil
	}
	w := p.peek()
	if w.kind != wordName {
		return "", p.unexpected()
	}
	p.at++
	return w.text, nil
}

func (p *parser) filterCommand() error {
	holds, err := p.or()
	if err != nil {
		return err
	}
	p.then(func(rows []*row) []*row {
		return slices.DeleteFunc(rows, func(r *row) bool { return !holds(r) })
	})
	p.made.steps[len(p.made.steps)-1].chosen = !p.made.counted
	return nil
}

func (p *parser) sortCommand() error {
	p.take("by")
	var keys []sortKey
	for {
		of, err := p.value()
		if err != nil {
			return err
		}
		k := sortKey{of: of}
		if p.take("desc") {
			k.down = true
		} else {
			p.take("asc")
		}
		if keys = append(keys, k); !p.take(",") {
			break
		}
	}
	p.made.sorted = true
	p.then(func(rows []*row) []*row { return sortRows(rows, keys) })
	return nil
}

func (p *parser) limitCommand() error {
	n, err := strconv.Atoi(p.peek().text)
	if err != nil || n < 1 || n > maxInsightRows {
		return p.unexpected()
	}
	p.at++
	if !p.made.counted && !p.made.sorted {
		p.newestFirst()
	}
	p.then(func(rows []*row) []*row { return rows[:min(n, len(rows))] })
	return nil
}

// newestFirst is the order of events that nothing else orders.
func (p *parser) newestFirst() {
	p.made.sorted = true
	keys := []sortKey{{of: func(r *row) cell { return r.get("@timestamp") }, down: true}}
	p.then(func(rows []*row) []*row { return sortRows(rows, keys) })
}
