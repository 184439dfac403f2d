// Package plain is the line-by-line face: for pipes, logs and screen readers.
// It draws nothing, moves no cursor and repaints nothing; every line makes
// sense alone. It may import contract, wizard and aws, and writes to the writer
// it is given.
package plain

import (
	"fmt"
	"io"
	"strings"
	"time"

	"secretwatch/aws/build"
	"secretwatch/aws/doctor"
	"secretwatch/aws/foreign"
	"secretwatch/aws/monitor"
	"secretwatch/aws/record"
	"secretwatch/aws/watch"
	"secretwatch/ui/contract"
)

// Printer writes lines. Times are shown in Zone.
type Printer struct {
	W      io.Writer
	Zone   *time.Location
	Styles Styles
	// Spoken makes every line a sentence, with no columns and no drawing, for
	// those who hear it.
	Spoken bool
	// Dates has moments shown with their day, where the lines are of several days.
	Dates bool
}

func (p Printer) line(format string, args ...any) {
	if p.Spoken {
		format = Sentences(format) // not what is filled in: a stranger's text makes no line of its own
	}
	text := fmt.Sprintf(format+"\n", args...)
	if p.Spoken {
		text = Heard(text)
	}
	_, _ = io.WriteString(p.W, text)
}

func (p Printer) clock(t time.Time) string {
	if t.IsZero() {
		return "--:--:--"
	}
	zone := p.Zone
	if zone == nil {
		zone = time.UTC
	}
	if p.Dates {
		return t.In(zone).Format(time.DateTime)
	}
	return t.In(zone).Format(time.TimeOnly)
}

// Plan prints what would change, and the price.
func (p Printer) Plan(changes []monitor.Change, cost build.Cost) {
	if p.Spoken {
		p.spokenPlan(changes, cost)
		return
	}
	wide := KindWidth(changes)
	for _, c := range changes {
		p.line("%s %-*s %s%s", p.sign(c.Action), wide, c.Kind.Word(), foreign.Safe(c.Name), because(c.Why))
		for _, s := range c.Settings {
			p.line("                  %s: %s -> %s", foreign.Safe(s.Name), foreign.Safe(s.Have), foreign.Safe(s.Want))
		}
	}
	p.line("About $%.2f a month (list prices as of %s, estimated):", cost.MonthlyUSD, cost.PricesAsOf)
	for _, l := range cost.Lines {
		p.line("  %-16s $%5.2f  %s", l.Item, l.USD, l.Why)
	}
}

// KindWidth is the width of a column with the kinds of these changes, in cells.
// It is the same for all lists without the parts of an EventBridge rule.
func KindWidth(changes []monitor.Change) int {
	wide := len("metric filter")
	for _, c := range changes {
		wide = max(wide, len(c.Kind.Word()))
	}
	return wide
}

func (p Printer) sign(a monitor.Action) string {
	switch a {
	case monitor.ActionCreate:
		return p.Styles.Good.Styled("+ create ")
	case monitor.ActionUpdate:
		return p.Styles.Warn.Styled("~ update ")
	case monitor.ActionDelete:
		return p.Styles.Bad.Styled("- delete ")
	case monitor.ActionAdopt:
		return "= use    "
	case monitor.ActionBlocked:
		return p.Styles.Bad.Styled("! blocked")
	default:
		return "= keep   "
	}
}

func because(why string) string {
	if why == "" {
		return ""
	}
	return "  (" + foreign.Safe(why) + ")"
}

// Progress prints one step of a build; what is merely queued is not worth a
// line.
func (p Printer) Progress(g build.Progress) {
	if p.Spoken {
		p.spokenProgress(g)
		return
	}
	what, note := g.Change.Kind.Word()+" "+foreign.Safe(g.Change.Name), foreign.Safe(g.Note)
	switch g.State {
	case build.Done:
		p.line("%-9s %s  %s%s", contract.Done(g.Change.Action), what, Took(g.Took), changed(g.Change))
	case build.Retrying:
		p.line("%s   %s  %s (gives up after %s)", p.Styles.Wait.Styled("waiting"), what, note, Took(time.Until(g.RetryUntil)))
	case build.Failed:
		p.line("%s    %s  %s", p.Styles.Bad.Styled("FAILED"), what, note)
	case build.Held:
		p.line("not tried %s  %s", what, note)
	default:
	}
}

// changed says what an update has changed.
func changed(c monitor.Change) string {
	if c.Action != monitor.ActionUpdate || len(c.Settings) == 0 {
		return ""
	}
	words := make([]string, 0, len(c.Settings))
	for _, s := range c.Settings {
		words = append(words, fmt.Sprintf("%s: %s, was %s", foreign.Safe(s.Name), shortly(s.Want), shortly(s.Have)))
	}
	return "  (" + strings.Join(words, "; ") + ")"
}

// Read prints one read of a secret.
func (p Printer) Read(r watch.Read) {
	if p.Spoken {
		p.spokenRead(r)
		return
	}
	note := ""
	if r.Test {
		note = "  [test read]"
	}
	p.line("%s  read of %s by %s, how: %s, from %s, result: %s%s", p.clock(r.Time), safeOr(r.Secret.Safe(), "an unnamed secret"), WhoText(r), howText(r.Read), safeOr(r.From.Safe(), "unknown"), ResultText(r), note)
}

// howText is the contract's word for how, and which service it was.
func howText(r record.Read) string {
	if r.How != record.HowService {
		return string(r.How)
	}
	return string(r.How) + ", by " + r.ServiceWords()
}

// WhoText names the reader as a person says it, safe for a terminal.
func WhoText(r watch.Read) string {
	name := safeOr(r.Who.Name.Safe(), "unknown")
	if s := r.Who.Session.Safe(); s != "" {
		return fmt.Sprintf("%s %s (%s)", r.Who.Kind, name, s)
	}
	if string(r.Who.Kind) == name {
		return name
	}
	return fmt.Sprintf("%s %s", r.Who.Kind, name)
}

// ResultText is the result with its error, safe for a terminal.
func ResultText(r watch.Read) string {
	if e := r.Error.Safe(); e != "" {
		return string(r.Result) + " (" + e + ")"
	}
	return string(r.Result)
}

func safeOr(s, otherwise string) string {
	if s == "" {
		return otherwise
	}
	return s
}

// Transition prints one change of the alarm's state, and what its actions did.
func (p Printer) Transition(t watch.Transition) {
	if p.Spoken {
		p.spokenTransition(t)
		return
	}
	if !t.Update {
		p.line("%s  alarm %s: %s -> %s (%s)", p.clock(t.At), foreign.Safe(t.Alarm), foreign.Safe(t.From), foreign.Safe(t.To), t.Reason.Safe())
	}
	for _, a := range t.Actions {
		target := foreign.Safe(a.Target)
		if a.OK {
			p.line("%s  alarm action sent to %s", p.clock(a.At), target)
		} else {
			p.line("%s  alarm action to %s %s: %s", p.clock(a.At), target, p.Styles.Bad.Styled("FAILED"), a.Error.Safe())
		}
	}
}

// Report prints the checklist, the verdict and its remedy.
func (p Printer) Report(r doctor.Report) {
	if p.Spoken {
		p.spokenReport(r)
		return
	}
	var hop monitor.Hop
	for _, f := range r.Findings {
		if f.Hop != hop {
			hop = f.Hop
			p.line("%s", strings.ToUpper(string(hop)))
		}
		p.line("  [%s] %s%s", p.Status(f.Status), foreign.Safe(f.Summary), via(f))
		for _, e := range f.Evidence {
			p.line("         %s: %s", foreign.Safe(e.Name), foreign.Safe(e.Value))
		}
	}
	p.line("")
	if remedy := r.Verdict.Remedy; remedy != nil {
		p.whatToDo(*remedy)
	}
	if r.Verdict.Status != doctor.OK {
		p.line("More about it: secretwatch explain %s", foreign.Safe(r.Verdict.Code))
	}
	p.line("Verdict: %s (%s)", foreign.Safe(r.Verdict.Summary), foreign.Safe(r.Verdict.Code))
}

func (p Printer) whatToDo(r doctor.Remedy) {
	p.line("What to do: %s", foreign.Safe(r.Summary))
	for _, c := range r.Commands {
		p.line("  %s", foreign.Safe(c))
	}
}

func via(f doctor.Finding) string {
	if f.BecauseOf != "" {
		return " [" + foreign.Safe(f.Code) + ", because of " + foreign.Safe(f.BecauseOf) + "]"
	}
	if f.Status == doctor.OK {
		return ""
	}
	return " [" + foreign.Safe(f.Code) + "]"
}
