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

// solution says what mended it.
func (p *page) solution() {
	p.b.WriteString("**The key solution.** ")
	v := p.Report.Verdict
	if r := v.Remedy; r != nil && (v.Status == doctor.Broken || v.Status == doctor.Waiting && v.Code != doctor.CodeTooSoon) {
		p.line("Not done yet. What would mend it: %s.", p.text(r.Summary))
		p.historyOfChanges()
		return
	}
	repairs := p.repairs()
	shown, more := newest(repairs, mostTold)
	if more > 0 {
		p.line("What mended it the newest %d times; it was mended %s before these.", len(shown), plural(more, "time"))
	}
	for _, m := range shown {
		p.line("%s", m.text)
		p.firstAfter(m.at)
	}
	last, mailed, ok := p.turned()
	if u := p.blind(); u != nil {
		p.unseen("What came of the reads", why(u))
	} else if ok {
		between := p.changedIn(last.Time, mailed.Time, func(c monitor.Changed) bool { return c.Event != callSetState }) // a test mends nothing
		p.line("The read at %s brought no mail, the one at %s did. In between:", p.when(last.Time), p.when(mailed.Time))
		shown, more := newest(between, mostReads)
		for _, line := range shown {
			p.item("%s", line)
		}
		if more > 0 {
			p.item("and %s before these", plural(more, "change"))
		}
		if len(between) == 0 {
			p.item("nothing that AWS's histories tell of")
		}
		p.end()
	} else if len(repairs) == 0 {
		p.line("AWS's histories have no read without a mail that was followed by one with a mail, so they do not tell.")
	}
	p.historyOfChanges()
	p.ask("what made you find it?")
}

// repairs are what ended the causes that are over, oldest first.
func (p *page) repairs() []cause {
	var list []cause
	add := func(at time.Time, format string, args ...any) {
		list = append(list, cause{at, fmt.Sprintf(format, args...)})
	}
	for _, m := range p.mended {
		var codes []string
		for _, was := range m.was {
			codes = append(codes, was.Code)
		}
		add(m.at, "At %s the alarm was changed%s%s. That ended %s.", p.when(m.at), p.editor(m.at), p.settingsOf(m.edit), p.codes(codes))
	}
	for _, d := range p.deaf {
		if codes := d.codes(); len(codes) > 0 {
			add(d.to, "At %s %s wrote the metric filter anew%s. That ended %s.", p.when(d.to), p.who(d.ended.Who.Raw()), p.filtered(d.ended), p.codes(codes))
		}
	}
	for _, d := range p.nobody() {
		switch {
		case !d.sure:
		case d.ended.Event == callConfirm:
			add(d.to, "At %s a new subscription was confirmed. That ended %s.", p.when(d.to), p.code(codeRemoved))
		default:
			add(d.to, "At %s %s subscribed an address. That, once it was confirmed, ended %s.", p.when(d.to), p.who(d.ended.Who.Raw()), p.code(codeRemoved))
		}
	}
	slices.SortStableFunc(list, func(a, b cause) int { return a.at.Compare(b.at) })
	return list
}

// firstAfter says which mail was the first after something had been mended.
func (p *page) firstAfter(at time.Time) {
	if p.cut() && (len(p.reads) == 0 || p.reads[0].Time.After(at)) {
		return // which read came next is not known
	}
	for _, r := range p.worked() {
		if !r.mailed.IsZero() && !r.alarm.Before(at) {
			of := "the read at " + p.when(r.Time)
			if len(r.among) > 0 {
				of = p.oneOf(r.among)
			}
			p.line("The first mail after that was sent %s later, for %s.", between(at, r.mailed), of)
			return
		}
	}
	p.line("No mail was sent after that yet.")
}

// mendedFor is the edit between a read and the ALARM that came of it.
func (p *page) mendedFor(r readOutcome) (mended, bool) {
	for _, m := range p.mended {
		if m.at.After(r.Time) && !m.at.After(r.alarm.Add(time.Second)) {
			return m, true
		}
	}
	return mended{}, false
}

// turned is the newest read without a mail, though none was on its way, that was
// followed by one with a mail.
func (p *page) turned() (last, mailed readOutcome, ok bool) {
	reads := p.worked()
	for _, r := range slices.Backward(reads) {
		switch {
		case !r.mailed.IsZero():
			mailed, ok = r, true
		case r.silent() && ok:
			return r, mailed, true
		case r.silent() || !r.known:
			ok = false
		}
	}
	return last, mailed, false
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
	for _, c := range slices.Concat(p.changes, p.ruleChanges) {
		if within(c.At) && counts(c) {
			lines = append(lines, line{c.At, p.code(c.Event) + " by " + p.who(c.Who.Raw()) + p.edited(c) + p.filtered(c) + p.switched(c)})
		}
	}
	for n, e := range p.edits {
		if within(e.at) && !p.known(n) {
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
	shown, more := newest(lines, mostChanges)
	p.line("Every change of the chain in Event history and in the alarm's history, of the calls %s%s:", join(p.asked()), before(more, "change"))
	for _, l := range shown {
		p.item("%s", l)
	}
	p.end()
}

// asked are the calls that were asked for.
func (p *page) asked() []string {
	if p.Snapshot.ByRule() {
		return slices.Concat(Events(), RuleEvents())
	}
	return Events()
}

// sameMoment is how far the histories of CloudTrail, in whole seconds, and of
// CloudWatch may be apart for the same call.
const sameMoment = 5 * time.Second

// alarmCalls are the calls that change an alarm's definition, oldest first.
func (p *page) alarmCalls() []monitor.Changed {
	var list []monitor.Changed
	for _, c := range p.changes {
		if editsAlarm(c) {
			list = append(list, c)
		}
	}
	return list
}

func editsAlarm(c monitor.Changed) bool {
	return c.Event == callPutAlarm || c.Event == callActionsOn || c.Event == callActionsOff
}

// callOf is the place, among the alarmCalls, of the one behind each edit, -1 where
// Event history has none. No call is behind two.
func (p *page) callOf() []int {
	calls, taken := p.alarmCalls(), map[int]bool{}
	places := make([]int, len(p.edits))
	for n, e := range p.edits {
		best, least := -1, 2*sameMoment
		for i, c := range calls {
			apart := e.at.Sub(c.At)
			if apart.Abs() > sameMoment || taken[i] {
				continue
			}
			if apart < 0 { // a call comes before what it does
				apart = -apart + sameMoment
			}
			if apart < least || best < 0 {
				best, least = i, apart
			}
		}
		places[n] = best
		taken[best] = true
	}
	return places
}

// editor says by whom the edit of a moment was made, "" where that is not known.
func (p *page) editor(at time.Time) string {
	calls := p.alarmCalls()
	for n, i := range p.callOf() {
		if i >= 0 && p.edits[n].at.Equal(at) {
			return " by " + p.who(calls[i].Who.Raw())
		}
	}
	return ""
}

// known reports that Event history has the call behind an edit.
func (p *page) known(n int) bool { return p.callOf()[n] >= 0 }

// edited are the settings that a call changed, where the alarm's history tells.
func (p *page) edited(c monitor.Changed) string {
	if !editsAlarm(c) {
		return ""
	}
	calls := p.alarmCalls()
	for n, i := range p.callOf() {
		if i >= 0 && calls[i].EventID == c.EventID && calls[i].At.Equal(c.At) {
			return p.settingsOf(p.edits[n])
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
		list = append(list, fmt.Sprintf("%s %s → %s", s.Name, p.setting(s.Have), p.setting(s.Want)))
	}
	return ": " + strings.Join(list, ", ")
}

// setting is a value of one, which may not be given.
func (p *page) setting(value string) string {
	if value == "" {
		return "not set"
	}
	return p.code(value)
}
