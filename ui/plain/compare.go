package plain

import (
	"fmt"
	"strings"

	"secretwatch/aws/compare"
	"secretwatch/aws/foreign"
)

// CompareEvent prints one step of a comparison.
func (p Printer) CompareEvent(e compare.Event) {
	if p.Spoken {
		p.spokenEvent(e)
		return
	}
	word := fmt.Sprintf("%-8s", e.Kind)
	switch e.Kind {
	case compare.EventMail, compare.EventRemoved, compare.EventKept:
		word = p.Styles.Good.Styled(word)
	case compare.EventWaiting, compare.EventSkipped, compare.EventWarning:
		word = p.Styles.Wait.Styled(word)
	case compare.EventFailed:
		word = p.Styles.Bad.Styled(word)
	}
	p.line("%s  %s  %s", p.clock(e.At), word, foreign.Safe(e.Text))
}

// Compare prints the ways side by side, what their mails say, and the verdict.
func (p Printer) Compare(r compare.Result) {
	if len(r.Reads) > 0 {
		p.measured(r)
	}
	if f := r.Flood; f != nil {
		p.line("")
		many := "How many mails a day that makes cannot be told."
		if f.MailsADay >= 0 {
			many = fmt.Sprintf("That makes about %d mails a day (%s).", f.MailsADay, foreign.Safe(f.From))
		}
		p.line("The trail %s notifies the alarm's own topic of every file, and the alarm's mails drown among them. %s", foreign.Safe(f.Trail), many)
	}
	p.line("")
	for _, left := range r.Left {
		p.line("Still there: %s: %s", foreign.Safe(left.Text()), foreign.Safe(left.Why))
	}
	if r.Kept {
		p.line("EventBridge's rule and its topic are part of the monitor; secretwatch destroy removes them with it.")
	}
	switch {
	case len(r.Left) > 0 || len(r.Removed) == 0:
	case r.Kept:
		p.line("Everything else that the comparison had switched on is off again.")
	default:
		p.line("All that the comparison had switched on is off again, and what it had made is gone.")
	}
	if r.Cut() {
		p.line("No verdict: the comparison was stopped before every mail had come.")
		return
	}
	p.line("Verdict: %s", strings.Join(compare.Verdict(r), " "))
}

// measured prints what the reads have shown.
func (p Printer) measured(r compare.Result) {
	if p.Spoken {
		p.spokenWays(r)
	} else {
		p.compareTable(r)
	}
	for _, o := range r.Ways {
		p.compareMail(r, o)
	}
	p.compareCost(r)
}

func (p Printer) compareTable(r compare.Result) {
	head := fmt.Sprintf("%-26s %5s %5s %4s", "", "mails", "noise", "own")
	for i := range r.Reads {
		head += fmt.Sprintf(" %10s", fmt.Sprintf("read %d", i+1))
	}
	p.line("%s %9s", head, "a month")
	for _, o := range r.Ways {
		name := upper(o.Way.Word())
		if o.Skipped != "" {
			p.line("%-26s left out: %s", name, foreign.Safe(o.Skipped))
			continue
		}
		noise := fmt.Sprint(o.Of(compare.AboutOther))
		if o.Of(compare.AboutUnknown) > 0 {
			noise += "+?"
		}
		row := fmt.Sprintf("%-26s %5d %5s %4d", name, o.Count(), noise, o.OwnCalls())
		for i := range r.Reads {
			cell := "-"
			if after, ok := r.After(o, i); ok {
				cell = Took(after)
				if !o.Exact() {
					cell = "<" + cell
				}
			}
			row += fmt.Sprintf(" %10s", cell)
		}
		p.line("%s %9s", row, fmt.Sprintf("$%.2f", o.MonthlyUSD))
	}
	seen := "Mails were seen in the inbox; times are from the read until the mail was sent."
	if !r.Inbox {
		seen = "Mails are those that AWS says it sent, whether they arrived it does not say; times are from the read until then."
	}
	p.line("%s", seen)
	p.line("Noise is not about this secret. Of it own is what only this program's own calls have caused, which ends with them; the rest comes in daily life too.")
}

// compareMail shows the first mail that tells of a read, else the first.
func (p Printer) compareMail(r compare.Result, o compare.Outcome) {
	if o.Trouble != "" {
		p.line("")
		p.line("%s: %s", upper(o.Way.Word()), foreign.Safe(o.Trouble))
	}
	for _, note := range notesOf(o) {
		p.line("")
		p.line("%s", note)
	}
	if o.Skipped != "" || len(o.Mails) == 0 {
		return
	}
	shown := o.Mails[0]
	for _, m := range o.Mails {
		if len(m.Reads) > 0 {
			shown = m
			break
		}
	}
	p.line("")
	how := ""
	if !r.Inbox {
		how = ", as far as it is known from here"
	}
	p.line("What a mail by %s says%s:", o.Way.Word(), how)
	p.line("  Subject: %s", shown.Subject.Safe())
	for _, l := range shown.Lines {
		p.line("  %s", l.Safe())
	}
}

func (p Printer) compareCost(r compare.Result) {
	p.line("")
	p.line("What it costs a month beside the trail (list prices as of %s, estimated):", compare.PricesAsOf)
	for _, o := range r.Ways {
		p.line("  %-26s $%5.2f  %s", upper(o.Way.Word()), o.MonthlyUSD, o.CostWhy)
	}
}

// notesOf say what was on before, and how mails are counted that share a topic.
func notesOf(o compare.Outcome) []string {
	var list []string
	if o.OnAlready && o.Way == compare.WayTrail {
		list = append(list, "CloudTrail's notification was on before the comparison, to the topic "+foreign.Safe(o.Topic)+", and stays on.")
	}
	if o.Note != "" {
		list = append(list, upper(o.Note)+".")
	}
	return list
}

func upper(s string) string { return strings.ToUpper(s[:1]) + s[1:] }
