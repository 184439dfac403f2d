package report

import (
	"slices"
	"strings"
	"time"

	"secretwatch/aws/doctor"
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
	rows := make([][]string, len(p.reads))
	for i, r := range p.reads {
		rows[i] = []string{p.when(r.Time), p.howText(r.Read), p.alarmOf(r), p.mailOf(r)}
	}
	shown, more := p.folded(rows)
	p.line("The reads, oldest first, and what the alarm made of each%s:", p.leftOut(more))
	p.table([]string{"Read", "How", "Alarm", "Mail"}, shown)
	p.line("An alarm sends once for each change to ALARM, so that reads that lie close together share one ALARM and one mail. CloudWatch keeps an alarm's history for two weeks.")
	p.setByHand()
	p.withoutRead()
	p.ask("did the mails arrive in your mailbox? AWS tells only that they were sent.")
}

// setByHand tells of the tests of the mail alone.
func (p *page) setByHand() {
	var times []string
	for _, h := range slices.Backward(valueOf(p.Snapshot.AlarmHistory)) {
		if wentOff(h) && byHand(h) {
			times = append(times, p.when(h.At))
		}
	}
	if len(times) > 0 {
		shown, rest := newest(times, mostTold)
		p.line("Somebody set the alarm's state to ALARM by hand (%s) at %s%s. That tests the mail alone, not the way of a read to the alarm.", p.code(callSetState), join(shown), before(rest, "time"))
	}
}

// quiet is for how long nobody has read the secret before an ALARM that no read
// of it explains.
const quiet = 10 * time.Minute

// withoutRead tells of ALARMs that no read of this secret explains.
func (p *page) withoutRead() {
	if len(p.reads) == 0 {
		return
	}
	var times []string
	for _, h := range slices.Backward(valueOf(p.Snapshot.AlarmHistory)) {
		explained := func(r readOutcome) bool {
			return r.alarm.Equal(h.At) || r.shared.Equal(h.At) || !r.Time.After(h.At) && h.At.Sub(r.Time) < quiet
		}
		unknown := p.cut() && h.At.Add(-quiet).Before(p.reads[0].Time) // there may have been one
		if wentOff(h) && !byHand(h) && !unknown && !slices.ContainsFunc(p.reads, explained) {
			times = append(times, p.when(h.At))
		}
	}
	if len(times) == 0 {
		return
	}
	shown, rest := newest(times, mostTold)
	p.line("Without a read of this secret in the %s before, the alarm also went off at %s%s.", round(quiet), join(shown), before(rest, "time"))
	if f := p.Snapshot.Filter.Value; f != nil && !strings.HasPrefix(strings.TrimSpace(f.Pattern.Raw()), "{") {
		p.line("The filter's pattern %s is text: it counts every record that has it in it, also a read of another secret and a question to Event history about such reads.", p.code(f.Pattern.Raw()))
	}
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
	p.ask("which of these did you look at yourself, and in which order?")
}
