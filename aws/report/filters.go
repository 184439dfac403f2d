package report

import (
	"fmt"
	"slices"
	"strings"

	"secretwatch/aws/doctor"
	"secretwatch/aws/foreign"
	"secretwatch/aws/monitor"
	"secretwatch/aws/record"
)

// What the metric filter was before, as Event history tells: the record of a
// PutMetricFilter has the filter's pattern in it.

// filterPuts are the calls that wrote the monitor's metric filter, oldest first.
// Those of other filters name the same log group.
func (p *page) filterPuts() []monitor.Changed {
	return slices.DeleteFunc(p.at(callPutFilter), func(c monitor.Changed) bool {
		return len(c.Resources) > 0 && !names(c, p.Snapshot.Names.Filter)
	})
}

func names(c monitor.Changed, name string) bool {
	return slices.ContainsFunc(c.Resources, func(r foreign.String) bool { return r.Raw() == name })
}

// patternOf is the pattern that a call wrote, "" where that is not known: the one
// text of the call that looks like a pattern, or is that of now.
func (p *page) patternOf(c monitor.Changed) string {
	var found []string
	now := ""
	if f := p.Snapshot.Filter.Value; f != nil {
		now = f.Pattern.Raw()
	}
	for _, r := range c.Resources {
		text := r.Raw()
		if text != "" && (text == now || strings.ContainsRune(`{["?%`, rune(strings.TrimSpace(text + " ")[0]))) {
			found = append(found, text)
		}
	}
	if len(found) != 1 {
		return ""
	}
	return found[0]
}

// wroteElsewhere reports that a call made the filter write another metric than the
// alarm watches, and watched then already.
func (p *page) wroteElsewhere(c monitor.Changed) bool {
	a := p.Snapshot.Alarm.Value
	if a == nil || a.Metric == "" || !p.Snapshot.AlarmHistory.There() || !names(c, p.Snapshot.Names.Filter) || names(c, a.Metric) && names(c, a.Namespace) {
		return false
	}
	return !slices.ContainsFunc(p.edits, func(e edit) bool {
		return e.at.After(c.At) && (e.created || e.before.text("metricName") != a.Metric || e.before.text("namespace") != a.Namespace)
	})
}

// deaf is a time, over by now, in which the metric filter did not count reads.
type deaf struct {
	gap
	began, ended  monitor.Changed // the calls that wrote the filter
	before, after string          // its patterns, "" where they are not known
	was           []doctor.Finding
	elsewhere     bool // it wrote another metric
	reads         int  // that did not set the alarm off
}

// otherFilters are the times between two changes of the metric filter in which it
// did not count reads, oldest first: as its pattern tells, or what it wrote, or else
// the reads that did not set the alarm off.
func (p *page) otherFilters() []deaf {
	var list []deaf
	puts := p.filterPuts()
	for i := 1; i < len(puts); i++ {
		from, to := puts[i-1], puts[i]
		d := deaf{gap: gap{from.At, to.At, callPutFilter}, began: from, ended: to, before: p.patternOf(from), after: p.patternOf(to)}
		d.elsewhere = p.wroteElsewhere(from) && !p.wroteElsewhere(to)
		d.was = p.wrongPattern(d)
		for _, r := range p.worked() {
			if !r.Time.Before(from.At) && r.Time.Before(to.At) && r.silent() && r.alarm.IsZero() {
				d.reads++
			}
		}
		if last := len(list) - 1; last >= 0 && list[last].ended.EventID == from.EventID && list[last].before == d.before && len(list[last].was) > 0 && len(d.was) > 0 {
			list[last].ended, list[last].to, list[last].after = to, to.At, d.after // the same pattern was written twice
			list[last].reads += d.reads
			continue
		}
		if d.from.Before(d.to) && (d.elsewhere || len(d.was) > 0 || d.reads > 0) {
			list = append(list, d)
		}
	}
	return list
}

// wrongPattern are the findings about the pattern of then that do not hold now.
func (p *page) wrongPattern(d deaf) []doctor.Finding {
	s := p.Snapshot
	if s.Filter.Value == nil || d.before == "" || d.before == s.Filter.Value.Pattern.Raw() {
		return nil
	}
	f := *s.Filter.Value
	f.Pattern = foreign.New(d.before)
	s.Filter, s.At = monitor.Found(f), d.to
	s.Reads = until(s.Reads, func(r record.Read) bool { return r.Time.Before(d.to) })
	s.Logged = monitor.Seen[[]monitor.LoggedRead]{} // which were tried on the pattern of now
	s.Mails, s.Changes = monitor.Seen[monitor.MailCounts]{}, monitor.Seen[[]monitor.Changed]{}
	return slices.DeleteFunc(doctor.Check(s, p.Judging).Findings, func(was doctor.Finding) bool {
		still := slices.ContainsFunc(p.Report.Findings, func(now doctor.Finding) bool { return now.Code == was.Code })
		return still || was.Status != doctor.Broken || was.Hop != monitor.HopFilter || !slices.Contains(doctor.ChangedBy(was.Code), callPutFilter)
	})
}

// deafText says from when to when the filter did not count reads, and who wrote it.
func (p *page) deafText(d deaf) string {
	begun, ended := p.when(d.from), p.when(d.to)
	unheard := p.notAll(d.gap)
	if d.reads > 0 {
		unheard = " " + sentence(plural(d.reads, "read")) + " in between did not set the alarm off." + unheard
	}
	switch {
	case len(d.was) > 0:
		return fmt.Sprintf("From %s to %s: %s (%s); %s had written the metric filter with the pattern %s.%s",
			begun, ended, p.text(d.was[0].Summary), p.code(d.was[0].Code), p.who(d.began.Who.Raw()), p.code(d.before), unheard)
	case d.elsewhere:
		return fmt.Sprintf("From %s to %s the metric filter, as %s had written it, did not write the metric that the alarm watches (%s).%s",
			begun, ended, p.who(d.began.Who.Raw()), p.code(codeMismatch), unheard)
	default:
		return fmt.Sprintf("The metric filter was written at %s by %s and anew at %s by %s: %s in between did not set the alarm off.",
			begun, p.who(d.began.Who.Raw()), ended, p.who(d.ended.Who.Raw()), plural(d.reads, "read"))
	}
}

// codeMismatch is the doctor's code of names that differ between filter and alarm.
const codeMismatch = "alarm-metric-mismatch"

// codes are those of what was wrong, none where that is not known.
func (d deaf) codes() []string {
	var list []string
	for _, was := range d.was {
		list = append(list, was.Code)
	}
	if d.elsewhere {
		list = append(list, codeMismatch)
	}
	return list
}

// filtered says of a call that wrote the filter which pattern it wrote, and in the
// place of which.
func (p *page) filtered(c monitor.Changed) string {
	if c.Event != callPutFilter {
		return ""
	}
	puts := p.filterPuts()
	i := slices.IndexFunc(puts, func(o monitor.Changed) bool { return o.EventID == c.EventID && o.At.Equal(c.At) })
	if i < 0 {
		return ""
	}
	now := p.patternOf(c)
	switch {
	case now == "":
		return ""
	case i == 0:
		return ": the pattern " + p.code(now)
	}
	switch was := p.patternOf(puts[i-1]); was {
	case now:
		return ": the pattern as it was"
	case "":
		return ": the pattern " + p.code(now)
	default:
		return ": the pattern " + p.code(was) + " → " + p.code(now)
	}
}
