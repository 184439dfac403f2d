package plain

import (
	"fmt"
	"strings"

	"secretwatch/aws/compare"
	"secretwatch/aws/history"
)

// spokenReaders is the table of readers as a sentence for each.
func (p Printer) spokenReaders(list []history.Reader) {
	for _, r := range list {
		p.line("%s: %s %s from %s, result %s. First %s, last %s.", capital(readerText(r)), plural(r.Count, "read"),
			safeOr(howWords[r.How], "with another program"), safeOr(r.From.Safe(), "an unknown address"), r.Result, p.stamp(r.First), p.stamp(r.Last))
		if r.Test {
			p.line("These were test reads of secretwatch.")
		}
		if r.InMessage {
			p.line("The record does not name the secret, only the message of the refusal does.")
		}
	}
}

// spokenDays names the days that have reads.
func (p Printer) spokenDays(s history.Summary) {
	what := "read"
	if daysHead(s.Readers) == daysOfTries {
		what = "try"
		p.line("Days with reads or tries that failed, in UTC, both counted as tries:")
	} else {
		p.line("Days with reads, in UTC:")
	}
	for _, d := range s.Days {
		if d.Count > 0 {
			p.line("%s: %s.", d.Day.Format("2006-01-02"), strings.Replace(plural(d.Count, what), "trys", "tries", 1))
		}
	}
}

// spokenEvent is one step of a comparison.
func (p Printer) spokenEvent(e compare.Event) {
	p.line("%s, %s: %s", p.clock(e.At), e.Kind, Sentence(e.Text))
}

// spokenWays is a comparison's table as sentences.
func (p Printer) spokenWays(r compare.Result) {
	for _, o := range r.Ways {
		name := capital(o.Way.Word())
		if o.Skipped != "" {
			p.line("%s: left out. %s", name, Sentence(capital(o.Skipped)))
			continue
		}
		noise := plural(o.Of(compare.AboutOther), "mail") + " about something else"
		if n := o.Of(compare.AboutUnknown); n > 0 {
			noise += fmt.Sprintf(" and %d that cannot be told", n)
		}
		if n := o.OwnCalls(); n > 0 {
			noise += fmt.Sprintf("; %d of the mails about something else came only because of this program's own calls", n)
		}
		p.line("%s: %s, of these %s. $%.2f a month.", name, plural(o.Count(), "mail"), noise, o.MonthlyUSD)
		for i := range r.Reads {
			after, ok := r.After(o, i)
			switch {
			case !ok:
				p.line("%s, read %d: no mail.", name, i+1)
			case o.Exact():
				p.line("%s, read %d: a mail after %s.", name, i+1, Lasted(after))
			default:
				p.line("%s, read %d: a mail after less than %s.", name, i+1, Lasted(after))
			}
		}
	}
}
