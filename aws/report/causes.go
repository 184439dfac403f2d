package report

import (
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"secretwatch/aws/doctor"
	"secretwatch/aws/monitor"
)

// cause is something that kept mails back, and since when.
type cause struct {
	at   time.Time // when it began, or ended where its beginning is not known
	text string
}

// whyNone says what was wrong, and what still is.
func (p *page) whyNone() {
	p.b.WriteString("**Why no mail came.** ")
	causes := p.past()
	slices.SortStableFunc(causes, func(a, b cause) int { return a.at.Compare(b.at) })
	shown, more := newest(causes, mostCauses)
	if more > 0 {
		p.line("The newest %d of %d causes:", len(shown), len(causes))
	}
	for _, c := range shown {
		p.line("%s", c.text)
	}
	v := p.Report.Verdict
	told := len(shown) > 0
	switch {
	case v.Status == doctor.Broken || v.Status == doctor.Waiting && v.Code != doctor.CodeTooSoon:
		told = true
		p.line("At %s it is: %s (%s).%s", p.when(p.Snapshot.At), p.text(v.Summary), p.code(v.Code), p.arithmetic(v))
	case v.Status == doctor.Unknown:
		told = true
		p.line("What there is to see does not tell: %s.", p.text(v.Summary))
	}
	if told {
		return
	}
	if len(p.silent()) > 0 {
		p.line("No cause is known to AWS's histories: the chain is well now, and what is known of its past does not tell why the first reads brought no mail.")
		p.ask("what was it?")
		return
	}
	p.line("Nothing is known that kept a mail back.")
}

// past are the causes that are over, as far as AWS's histories tell.
func (p *page) past() []cause {
	var causes []cause
	add := func(at time.Time, format string, args ...any) {
		causes = append(causes, cause{at, fmt.Sprintf(format, args...)})
	}
	for _, m := range p.mended {
		from, at, by := "Until", m.at, ""
		if !m.since.IsZero() {
			from, at = "From "+p.when(m.since)+" to", m.since
			if who := p.editor(m.since); who != "" {
				by = " It had been set so" + who + "."
			}
		}
		for _, was := range m.was {
			add(at, "%s %s: %s (%s).%s%s", from, p.when(m.at), p.text(was.Summary), p.code(was.Code), p.arithmetic(was), by)
		}
	}
	for _, g := range p.gaps() {
		add(g.from, "From %s to %s the trail was switched off (%s): nothing in between was delivered.", p.when(g.from), p.when(g.to), p.code("trail-not-logging"))
	}
	for _, g := range p.ruleGaps() {
		add(g.from, "From %s to %s the EventBridge rule told nobody (%s): its mail did not come, whatever the alarm did.", p.when(g.from), p.when(g.to), p.code(g.by))
	}
	for _, c := range p.lateConfirmations() {
		add(c.At, "Until %s nobody had confirmed the e-mail (%s): what the topic was sent before went to nobody.", p.when(c.At), p.code(doctor.CodePending))
	}
	for _, g := range p.nobody() {
		add(g.from, "%s", p.desertedText(g))
	}
	for _, g := range p.deaf {
		add(g.from, "%s", p.deafText(g))
	}
	for _, r := range p.reads {
		if r.refused != nil && r.mailed.IsZero() {
			add(r.refused.At, "At %s the alarm went off, and the topic did not take its message: %s", p.when(r.refused.At), p.code(shorter(p.mask.text(refusal(*r.refused)), mostError)))
		}
	}
	return causes
}

// refusal is what CloudWatch says of an action that failed.
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_AlarmHistoryItem.html
func refusal(h monitor.HistoryItem) string {
	var d struct {
		Error string `json:"error"`
	}
	_ = json.Unmarshal([]byte(h.Data.Raw()), &d) // the summary says it too
	_, said, _ := strings.Cut(h.Summary.Safe(), "Received error: ")
	return cmp.Or(d.Error, strings.Trim(said, `"`), h.Summary.Safe())
}

// arithmetic is the evidence of a finding that a reader can check.
func (p *page) arithmetic(f doctor.Finding) string {
	for _, e := range f.Evidence {
		if e.Name == "arithmetic" {
			return " In numbers: " + p.code(e.Value) + "."
		}
	}
	return ""
}

// gap is a time in which the trail was off.
type gap struct {
	from, to time.Time
	by       string // the call that began it
}

func (p *page) gaps() []gap {
	var gaps []gap
	var off time.Time
	for _, c := range p.changes {
		switch c.Event {
		case callStop:
			off = c.At
		case callStart:
			if !off.IsZero() {
				gaps = append(gaps, gap{off, c.At, callStop})
			}
			off = time.Time{}
		}
	}
	return gaps
}

// lateConfirmations are those before which the secret had been read already.
func (p *page) lateConfirmations() []monitor.Changed {
	confirmed, first := p.firstConfirmed()
	worked := p.worked()
	if !first || len(worked) == 0 || !worked[0].Time.Before(confirmed.At) {
		return nil
	}
	return []monitor.Changed{confirmed}
}
