package report

import (
	"slices"
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
	p.line("An alarm sends once for each change to ALARM, so that reads that lie close together share one ALARM and one mail. CloudWatch keeps an alarm's history for two weeks.")
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
	for _, m := range p.mended {
		from := "Until"
		if !m.since.IsZero() {
			from = "From " + p.when(m.since) + " to"
		}
		for _, was := range m.was {
			told = true
			p.line("%s %s: %s (%s).%s", from, p.when(m.at), p.text(was.Summary), p.code(was.Code), p.arithmetic(was))
		}
	}
	for _, g := range p.gaps() {
		told = true
		p.line("From %s to %s the trail was switched off (%s): nothing in between was delivered.", p.when(g.from), p.when(g.to), p.code("trail-not-logging"))
	}
	for _, g := range p.ruleGaps() {
		told = true
		p.line("From %s to %s the EventBridge rule told nobody (%s): its mail did not come, whatever the alarm did.", p.when(g.from), p.when(g.to), p.code(g.by))
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
	confirmed := p.at(callConfirm)
	worked := p.worked()
	if len(confirmed) == 0 || len(worked) == 0 || !worked[0].Time.Before(confirmed[0].At) {
		return nil
	}
	return confirmed[:1]
}
