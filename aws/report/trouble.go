package report

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"secretwatch/aws/doctor"
	"secretwatch/aws/monitor"
)

func (p *page) troubleshooting() {
	p.testResult()
	p.checked()
	p.whyNone()
	p.solution()
}

func (p *page) testResult() {
	p.b.WriteString("**The test.** ")
	if u := p.Snapshot.Reads.Unseen; u != nil {
		p.unseen("The reads", why(u))
		p.ask("what happened when you read the secret and waited for the mail?")
		return
	}
	if len(p.reads) == 0 {
		p.line("The secret was not read yet, as far as Event history tells.")
		p.ask("what happened when you read the secret and waited for the mail?")
		return
	}
	if u := p.Snapshot.AlarmHistory.Unseen; u != nil {
		p.unseen("What the alarm made of the reads", why(u))
	}
	shown := p.reads[max(len(p.reads)-mostReads, 0):]
	p.line("The reads, oldest first, and what the alarm made of each before the next one%s:", left(len(p.reads)-len(shown)))
	rows := make([][]string, len(shown))
	for i, r := range shown {
		rows[i] = []string{p.when(r.Time), howText(r.Read), p.alarmOf(r), p.mailOf(r)}
	}
	p.table([]string{"Read", "How", "Alarm", "Mail"}, rows)
	p.line("Reads that lie close together share one ALARM and one mail; the last of them has it here. CloudWatch keeps an alarm's history for two weeks.")
	for _, h := range slices.Backward(valueOf(p.Snapshot.AlarmHistory)) {
		if wentOff(h) && byHand(h) {
			p.line("At %s somebody set the alarm's state to ALARM by hand (%s). That tests the mail alone, not the way of a read to the alarm.", p.when(h.At), p.code(callSetState))
		}
	}
	p.ask("did the mails arrive in your mailbox? AWS tells only that they were sent.")
}

// checked is the checklist.
func (p *page) checked() {
	p.line("**What was checked.** From the read to the mail, with the state at %s:", p.when(p.Snapshot.At))
	for _, f := range p.Report.Findings {
		code := ""
		if f.Status != doctor.OK && f.Code != string(f.Hop) {
			code = " (" + p.code(f.Code) + ")"
		}
		p.item("%s, %s: %s%s", f.Hop, f.Status, p.text(f.Summary), code)
		if f.Status == doctor.OK || f.Code == "cannot-see" { // whose summary says all
			continue
		}
		for _, e := range f.Evidence {
			p.b.WriteString("  ")
			p.item("%s: %s", p.text(e.Name), p.code(e.Value))
		}
	}
	p.end()
}

// whyNone says what was wrong, and what still is.
func (p *page) whyNone() {
	p.b.WriteString("**Why no mail came.** ")
	told := false
	for _, e := range p.edits {
		for _, was := range wrong(p.Facts, e) {
			told = true
			p.line("Until %s: %s (%s).%s", p.when(e.at), p.text(was.Summary), p.code(was.Code), p.arithmetic(was))
		}
	}
	for _, g := range p.gaps() {
		told = true
		p.line("From %s to %s the trail was switched off (%s): nothing in between was delivered.", p.when(g.from), p.when(g.to), p.code("trail-not-logging"))
	}
	for _, c := range p.lateConfirmations() {
		told = true
		p.line("Until %s nobody had confirmed the e-mail (%s): what the topic was sent before went to nobody.", p.when(c.At), p.code(doctor.CodePending))
	}
	v := p.Report.Verdict
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
type gap struct{ from, to time.Time }

func (p *page) gaps() []gap {
	var gaps []gap
	var off time.Time
	for _, c := range p.changes {
		switch c.Event {
		case callStop:
			off = c.At
		case callStart:
			if !off.IsZero() {
				gaps = append(gaps, gap{off, c.At})
			}
			off = time.Time{}
		}
	}
	return gaps
}

// lateConfirmations are those before which the secret had been read already.
func (p *page) lateConfirmations() []monitor.Changed {
	confirmed := p.at(callConfirm)
	worked := p.worked()
	if len(confirmed) == 0 || len(worked) == 0 || !worked[0].Time.Before(confirmed[0].At) {
		return nil
	}
	return confirmed[:1]
}

// solution says what mended it.
func (p *page) solution() {
	p.b.WriteString("**The key solution.** ")
	v := p.Report.Verdict
	if r := v.Remedy; r != nil && (v.Status == doctor.Broken || v.Status == doctor.Waiting && v.Code != doctor.CodeTooSoon) {
		p.line("Not done yet. What would mend it: %s.", p.text(r.Summary))
		p.historyOfChanges()
		return
	}
	mailed, ok := p.firstMailed()
	silent := p.silent()
	if u := p.blind(); u != nil {
		p.unseen("What came of the reads", why(u))
	} else if ok && len(silent) > 0 {
		last := silent[len(silent)-1]
		between := p.changedIn(last.Time, mailed.Time, func(c monitor.Changed) bool { return c.Event != callSetState }) // a test mends nothing
		p.line("The read at %s brought no mail, the one at %s did. In between:", p.when(last.Time), p.when(mailed.Time))
		for _, line := range between {
			p.item("%s", line)
		}
		if len(between) == 0 {
			p.item("nothing that AWS's histories tell of")
		}
		p.end()
	} else {
		p.line("AWS's histories have no read without a mail that was followed by one with a mail, so they do not tell.")
	}
	p.historyOfChanges()
	p.ask("what made you find it?")
}

// changedIn are the changes between two moments that count, in words, oldest
// first.
func (p *page) changedIn(from, to time.Time, counts func(monitor.Changed) bool) []string {
	type line struct {
		at   time.Time
		text string
	}
	var lines []line
	within := func(t time.Time) bool { return !t.Before(from) && t.Before(to) }
	for _, c := range p.changes {
		if within(c.At) && counts(c) {
			lines = append(lines, line{c.At, p.code(c.Event) + " by " + p.who(c.Who.Raw()) + p.edited(c)})
		}
	}
	for _, e := range p.edits {
		if within(e.at) && !p.known(e) {
			lines = append(lines, line{e.at, "the alarm " + e.verb() + p.settingsOf(e)})
		}
	}
	slices.SortStableFunc(lines, func(a, b line) int { return a.at.Compare(b.at) })
	texts := make([]string, len(lines))
	for i, l := range lines {
		texts[i] = p.when(l.at) + ": " + l.text
	}
	return texts
}

// historyOfChanges is every change of the chain that is known.
func (p *page) historyOfChanges() {
	lines := p.changedIn(time.Time{}, p.Snapshot.At.Add(time.Minute), func(monitor.Changed) bool { return true })
	if len(lines) == 0 {
		if u := p.Snapshot.Changes.Unseen; u != nil {
			p.unseen("Who changed what, in Event history,", why(u))
		}
		return
	}
	p.line("Every change of the chain in Event history and in the alarm's history, of the calls %s:", join(Events()))
	for _, l := range lines {
		p.item("%s", l)
	}
	p.end()
}

// sameMoment is how far the histories of CloudTrail, in whole seconds, and of
// CloudWatch may be apart for the same call.
const sameMoment = 5 * time.Second

// known reports that Event history has the call behind an edit.
func (p *page) known(e edit) bool {
	for _, c := range p.at(callPutAlarm) {
		if c.At.Sub(e.at).Abs() <= sameMoment {
			return true
		}
	}
	return false
}

// edited are the settings that a call changed, where the alarm's history tells.
func (p *page) edited(c monitor.Changed) string {
	if c.Event != callPutAlarm {
		return ""
	}
	for _, e := range p.edits {
		if c.At.Sub(e.at).Abs() <= sameMoment {
			return p.settingsOf(e)
		}
	}
	return ""
}

func (e edit) verb() string {
	if e.created {
		return "was made"
	}
	return "was changed"
}

func (p *page) settingsOf(e edit) string {
	if e.created {
		d := e.after
		return fmt.Sprintf(", which made the alarm: %s", p.code(strings.Join([]string{
			cmp.Or(d.text("extendedStatistic"), d.text("statistic")), "of", d.text("metricName"), "in", d.text("period") + " s", comparison(d.text("comparisonOperator")), d.text("threshold"),
		}, " ")))
	}
	var list []string
	for _, s := range e.differences() {
		list = append(list, fmt.Sprintf("%s %s → %s", s.Name, p.code(s.Have), p.code(s.Want)))
	}
	return ": " + strings.Join(list, ", ")
}
