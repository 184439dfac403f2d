package doctor

import (
	"cmp"
	"slices"

	"secretwatch/aws/filter"
	"secretwatch/aws/monitor"
	"secretwatch/aws/record"
)

// onRecords tries the pattern on the reads as they lie in the log group, and
// puts what comes of it beside the finding x about the pattern, nil where the
// pattern looks well.
func (j *judge) onRecords(f monitor.MetricFilter, p *filter.Pattern, x *Finding) {
	r, l, ok := j.newestLogged()
	if !ok {
		return
	}
	ours := p.Match(l.Message.Raw())
	if l.Tested && l.Matched != ours {
		j.disagree(f, r, l, ours, x)
		return
	}
	if x == nil || ours {
		return
	}
	j.failedClause(x, p, r)
	if l.Tested {
		x.seen("TestMetricFilter", "does not match the record of the read %s", j.clock(r.Time))
	}
}

// newestLogged is the newest read of this secret that worked and whose record
// is known.
func (j *judge) newestLogged() (record.Read, monitor.LoggedRead, bool) {
	for _, r := range j.reads {
		if l, ok := j.logged[r.EventID]; ok {
			return r, l, true
		}
	}
	return record.Read{}, monitor.LoggedRead{}, false
}

// failedClause says which part of the pattern failed on which value of a real
// read.
func (j *judge) failedClause(x *Finding, p *filter.Pattern, r record.Read) {
	for _, c := range p.WhyNot(j.recordOf(r)) {
		says := c.Why
		if c.Got != "" && c.Got != c.Text {
			says = "the record says " + c.Got
			if c.Why != "" {
				says += "; " + c.Why
			}
		}
		x.seen(c.Text, "%s (the read %s)", cmp.Or(says, "does not hold"), j.clock(r.Time))
	}
}

// disagree shows that AWS and the engine here judge a record differently: then
// nothing is claimed.
func (j *judge) disagree(f monitor.MetricFilter, r record.Read, l monitor.LoggedRead, ours bool, x *Finding) {
	if x != nil && l.Matched {
		// AWS's word counts, and by it the pattern finds the read.
		j.findings = slices.DeleteFunc(j.findings, func(have *Finding) bool { return have == x })
	}
	j.note(codeUnverified, Unknown, "TestMetricFilter says that the pattern of metric filter %s %s the read of %s, and secretwatch reads it the other way: unverified",
		f.Name, verbOf(l.Matched), j.clock(r.Time)).
		seen("pattern", "%s", f.Pattern.Safe()).seen("TestMetricFilter", "%s", verb(l.Matched)).seen("secretwatch", "%s", verb(ours)).
		seen("event id", "%s", r.EventID).seen("log stream", "%s", l.Stream).
		mend("what counts is AWS's answer: look whether the metric has a point for that read", j.lookAtMetric(f, r))
}

func verbOf(matches bool) string {
	if matches {
		return "matches"
	}
	return "misses"
}

// untestable notes that TestMetricFilter could not be asked, where there was a
// record to ask about.
func (j *judge) untestable() {
	if u := j.s.Untested; u != nil && u.Reason != monitor.ReasonUnsupported {
		j.cannotSee(monitor.HopFilter, "whether the pattern matches the records", u)
	}
	missing(j, monitor.HopFilter, "the records in log group "+j.group(), j.s.Logged)
}
