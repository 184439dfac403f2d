package logs

import (
	"slices"
	"strconv"
	"strings"
)

// sortKey is what rows are ordered by.
type sortKey struct {
	of   expression
	down bool
}

func sortRows(rows []*row, keys []sortKey) []*row {
	slices.SortStableFunc(rows, func(x, y *row) int {
		for _, k := range keys {
			order := k.of(x).compare(k.of(y))
			if k.down {
				order = -order
			}
			if order != 0 {
				return order
			}
		}
		return 0
	})
	return rows
}

// aggregate sums up the values of a group, one after the other.
type aggregate func(before cell, r *row) cell

// aggregates are the functions of stats that are known here. Of a point in time
// they give its milliseconds, as others saw AWS do it.
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_QuerySyntax-Stats.html
var aggregates = map[string]func(of expression) aggregate{
	"count": func(of expression) aggregate {
		return func(before cell, r *row) cell {
			n, _ := strconv.Atoi(before.text)
			if of == nil || of(r).there {
				n++
			}
			return textCell(strconv.Itoa(n))
		}
	},
	"min": func(of expression) aggregate {
		return outermost(of, func(order int) bool { return order < 0 })
	},
	"max": func(of expression) aggregate {
		return outermost(of, func(order int) bool { return order > 0 })
	},
}

func outermost(of expression, better func(order int) bool) aggregate {
	return func(before cell, r *row) cell {
		c := of(r)
		if c.timed {
			c = textCell(strconv.FormatInt(c.at, 10))
		}
		if !c.there || before.there && !better(c.compare(before)) {
			return before
		}
		return c
	}
}

type tally struct {
	name string
	add  aggregate
}

func (p *parser) statsCommand() error {
	var tallies []tally
	for {
		t, err := p.tally()
		if err != nil {
			return err
		}
		if tallies = append(tallies, t); !p.take(",") {
			break
		}
	}
	var by []column
	if p.take("by") {
		var err error
		if by, err = p.columns(); err != nil {
			return err
		}
	}
	p.made.counted, p.made.sorted = true, false
	p.made.fields = slices.Clone(by)
	for _, t := range tallies {
		p.made.fields = append(p.made.fields, column{name: t.name})
	}
	p.then(func(rows []*row) []*row { return count(rows, tallies, by) })
	return nil
}

func (p *parser) tally() (tally, error) {
	start := p.peek()
	known := aggregates[strings.ToLower(start.text)]
	if start.kind != wordName || known == nil {
		return tally{}, p.unexpected()
	}
	p.at++
	if err := p.need("("); err != nil {
		return tally{}, err
	}
	var of expression
	counts := strings.EqualFold(start.text, "count")
	if !counts || !p.take("*") && p.peek().text != ")" {
		var err error
		if of, err = p.value(); err != nil {
			return tally{}, err
		}
	}
	if err := p.need(")"); err != nil {
		return tally{}, err
	}
	name, err := p.alias(p.query[start.start:p.words[p.at-1].end])
	return tally{name, known(of)}, err
}

// count makes one row for every group of rows that agree in by, in the order in
// which the groups begin.
func count(rows []*row, tallies []tally, by []column) []*row {
	groups := map[string]*row{}
	var made []*row
	var key strings.Builder
	for _, r := range rows {
		key.Reset()
		cells := make([]cell, len(by))
		for i, c := range by {
			cells[i] = c.of(r)
			key.WriteString(strconv.FormatBool(cells[i].there) + strconv.Itoa(len(cells[i].text)) + ":" + cells[i].text)
		}
		g := groups[key.String()]
		if g == nil {
			g = &row{made: map[string]cell{}}
			for i, c := range by {
				g.set(c.name, cells[i])
			}
			groups[key.String()] = g
			made = append(made, g)
		}
		for _, t := range tallies {
			g.set(t.name, t.add(g.made[t.name], r))
		}
	}
	return made
}
