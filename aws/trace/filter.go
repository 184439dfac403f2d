package trace

import (
	"secretwatch/aws/filter"
	"secretwatch/aws/foreign"
	"secretwatch/aws/monitor"
	"secretwatch/aws/record"
)

// filter judges what the metric filter made of the record.
func (t *tracer) filter() {
	if h, held := t.held(monitor.HopFilter); held {
		t.add(h)
		return
	}
	if t.Closely != nil {
		t.add(t.filterClosely())
		return
	}
	h := Hop{Hop: monitor.HopFilter, Status: OK, At: t.Read.InLogs}
	switch {
	case t.NoPattern:
		h = Hop{Hop: monitor.HopFilter, Status: Unknown, Evidence: []Pair{{EvidenceWhy, "the filter's pattern is not known"}}}
	case t.Read.Matched:
		h.Evidence = []Pair{{EvidencePattern, "matches the record"}}
	default:
		h.Status = Broken
		h.Evidence = []Pair{{EvidenceWhy, t.noMatch()}}
	}
	t.add(h)
}

func (t *tracer) noMatch() string {
	if t.NoFilter {
		return "there was no metric filter that could match the record"
	}
	if t.Read.Result != record.ResultOK {
		return "the pattern does not match the record of this failed read"
	}
	return "the pattern does not match the record"
}

// filterClosely looks at the filter that is there, and at the record itself.
func (t *tracer) filterClosely() Hop {
	unknown := func(why string) Hop {
		return Hop{Hop: monitor.HopFilter, Status: Unknown, Evidence: []Pair{{EvidenceWhy, why}}}
	}
	broken := func(code, why string) Hop {
		return Hop{Hop: monitor.HopFilter, Status: Broken, At: t.Read.InLogs, Code: code, Evidence: []Pair{{EvidenceWhy, why}}}
	}
	c := t.Closely
	f := c.Chain.Filter.Value
	switch {
	case t.Read.InLogs.IsZero():
		return unknown("the record was not seen")
	case f == nil && c.Chain.Filter.Unseen != nil:
		return unknown("the metric filter cannot be seen: " + c.Chain.Filter.Unseen.Message.Safe())
	case f == nil:
		return broken("no-metric-filter", "no metric filter counts the reads")
	case c.Chain.LogGroup.There() && f.LogGroup != "" && f.LogGroup != c.Chain.LogGroup.Value.Name:
		return broken("filter-on-other-group", "metric filter "+safe(f.Name)+" is on log group "+safe(f.LogGroup))
	case f.Created.After(t.Read.InLogs):
		return broken("filter-newer-than-read", "metric filter "+safe(f.Name)+" was made after the record was delivered; filters do not look back")
	case c.Match == nil:
		return unknown("the pattern of metric filter " + safe(f.Name) + " cannot be read")
	}
	h := Hop{Hop: monitor.HopFilter, Status: OK, At: t.Read.InLogs, Evidence: []Pair{{"metric filter", safe(f.Name)}}}
	if !c.Match.Matches {
		h.Status = Broken
		h.Evidence = append(h.Evidence, Pair{EvidenceWhy, t.noMatch()})
		if t.Read.Result != record.ResultOK {
			h.Code = "read-failed"
		}
	}
	h.Evidence = append(h.Evidence, Pair{EvidencePattern, f.Pattern.Safe()})
	for _, x := range c.Match.Failed {
		got := "the record has nothing there"
		if x.Got != "" {
			got = "the record has " + x.Got
		}
		h.Evidence = append(h.Evidence, Pair{"does not hold", x.Text + ": " + got})
	}
	said := map[bool]string{true: "1 match", false: "no match"}[c.Match.Matches]
	if c.Match.Tested {
		h.Evidence = append(h.Evidence, Pair{"TestMetricFilter on this record", said})
	} else {
		h.Evidence = append(h.Evidence, Pair{"our own reading of the pattern", said})
		if c.Match.Note != "" {
			h.Evidence = append(h.Evidence, Pair{EvidenceNote, c.Match.Note})
		}
	}
	return h
}

// matchOf is what our own engine makes of a record; nil where it cannot read the
// pattern.
func matchOf(pattern, message string) *Match {
	p, err := filter.Parse(pattern)
	if err != nil {
		return nil
	}
	m := &Match{Matches: p.Match(message)}
	if !m.Matches {
		m.Failed = failed(p, message)
	}
	return m
}

// failed are the parts of a pattern that a record does not fulfil. Of several
// alternatives for one field none is named where another holds.
func failed(p *filter.Pattern, message string) []Clause {
	clauses, comparisons := p.Explain(message), p.Comparisons()
	holds := map[string]bool{}
	for i, c := range comparisons {
		if c.Op == "=" && clauses[i].Held {
			holds[c.Selector] = true
		}
	}
	var list []Clause
	for i, c := range clauses {
		alternative := i < len(comparisons) && comparisons[i].Op == "=" && holds[comparisons[i].Selector]
		if !c.Held && !alternative {
			list = append(list, Clause{Text: foreign.Safe(c.Text), Got: foreign.Safe(c.Got)})
		}
	}
	return list
}
