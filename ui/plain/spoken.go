package plain

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"secretwatch/aws/build"
	"secretwatch/aws/doctor"
	"secretwatch/aws/foreign"
	"secretwatch/aws/monitor"
	"secretwatch/aws/record"
	"secretwatch/aws/watch"
)

// Say prints one line. What comes from outside has to be safe in it.
func (p Printer) Say(format string, args ...any) { p.line(format, args...) }

// Heard leaves out what is drawn and says nothing, also where a name or an error
// text holds it: lines of boxes, blocks and braille.
func Heard(text string) string {
	return strings.Map(func(r rune) rune {
		if r >= 0x2500 && r <= 0x259f || r >= 0x2800 && r <= 0x28ff {
			return unicode.ReplacementChar
		}
		return r
	}, text)
}

// Sentence gives a text its full stop, so that a reader pauses there, and says
// its signs in words. It is safe for a terminal.
func Sentence(s string) string {
	s = InWords(foreign.Safe(s))
	if s == "" || strings.HasSuffix(s, ".") || strings.HasSuffix(s, "?") || strings.HasSuffix(s, "!") {
		return s
	}
	return s + "."
}

// capital makes a text begin a sentence. An address or a name with a dot stays as
// it is.
func capital(s string) string {
	if first, _, _ := strings.Cut(s, " "); strings.ContainsAny(strings.TrimRight(first, ".,:;"), "@./:") {
		return s
	}
	r, size := utf8.DecodeRuneInString(s)
	if size == 0 {
		return s
	}
	return string(unicode.ToUpper(r)) + s[size:]
}

// Lasted says a duration in words: 0.3 seconds, 1 minute 5 seconds.
func Lasted(d time.Duration) string {
	if d < time.Minute {
		tenths := max(int((d+50*time.Millisecond)/(100*time.Millisecond)), 0)
		switch {
		case tenths < 1:
			return "no time"
		case tenths == 10:
			return "1 second"
		case tenths%10 == 0:
			return fmt.Sprintf("%d seconds", tenths/10)
		default:
			return fmt.Sprintf("%d.%d seconds", tenths/10, tenths%10)
		}
	}
	text := plural(int(d/time.Minute), "minute")
	if s := int(d/time.Second) % 60; s > 0 {
		text += " " + plural(s, "second")
	}
	return text
}

// Clock is a moment's time of day in the printer's zone.
func (p Printer) Clock(t time.Time) string { return p.clock(t) }

// heardAt is a clock's time, or that it is not known.
func (p Printer) heardAt(t time.Time) string {
	if t.IsZero() {
		return "At an unknown time"
	}
	return p.clock(t)
}

// howWords are the tools with which a secret is read.
var howWords = map[record.How]string{
	record.HowConsole: "in the console", record.HowCLI: "with the AWS CLI", record.HowSDK: "with an SDK", record.HowTerraform: "with Terraform",
	record.HowLambda: "from Lambda", record.HowService: "as a service", record.HowSecretwatch: "with secretwatch", record.HowOther: "with another program",
}

// heardHow is how a read was made, as it is said.
func heardHow(r record.Read) string {
	if r.How == record.HowService {
		return "through " + r.ServiceWords() + ","
	}
	return safeOr(howWords[r.How], "with another program")
}

// spokenRead is a read as one sentence.
func (p Printer) spokenRead(r watch.Read) {
	does, ends := "read", ""
	switch r.Result {
	case record.ResultOK:
	case record.ResultDenied:
		does, ends = "tried to read", " and was denied"
	case record.ResultNotFound:
		does, ends = "tried to read", ", which was not found"
	default:
		does, ends = "tried to read", ", which failed"
	}
	if e, _, _ := strings.Cut(r.Error.Safe(), ": "); e != "" { // the rest is long, and mostly ARNs
		ends += ": " + e
	}
	test := ""
	if r.Test {
		test = ", as a test"
	}
	p.line("%s, %s %s %s %s from %s%s%s", p.heardAt(r.Time), WhoText(r), does, safeOr(secretOf(r.Read), "an unnamed secret"),
		heardHow(r.Read), safeOr(r.From.Safe(), "an unknown address"), test, Sentence(orStop(ends)))
}

// refused is how AWS's message about a denied read names the secret: as it was
// asked for, which is by its name or its ARN.
var refused = regexp.MustCompile(`secretsmanager:GetSecretValue on resource: (?:arn:\S+:secret:)?(\S+)`)

// secretOf names the secret of a read. The record of a denied one may do so in
// its message only.
func secretOf(r record.Read) string {
	if s := r.Secret.Safe(); s != "" {
		return s
	}
	if m := refused.FindStringSubmatch(r.Error.Safe()); m != nil {
		return strings.TrimRight(m[1], ".,")
	}
	return ""
}

// orStop keeps a sentence's end where nothing else ends it.
func orStop(s string) string {
	if s == "" {
		return "."
	}
	return s
}

// StateWords is an alarm's state as it is said.
func StateWords(state string) string {
	if state == "INSUFFICIENT_DATA" {
		return "insufficient data"
	}
	return foreign.Safe(state)
}

// NameOf is what an ARN names; the rest of it is long and says little aloud.
func NameOf(arn string) string { return foreign.Safe(arn[strings.LastIndexAny(arn, ":/")+1:]) }

// arithmetic is how the reason begins that AWS gives for each change of its own:
// its numbers say no more than the new state does.
const arithmetic = "Threshold Crossed: "

func (p Printer) spokenTransition(t watch.Transition) {
	if !t.Update {
		why := ""
		if reason := t.Reason.Safe(); reason != "" && !strings.HasPrefix(reason, arithmetic) {
			why = " " + Sentence(reason)
		}
		p.line("%s, the alarm %s went from %s to %s.%s", p.heardAt(t.At), foreign.Safe(t.Alarm), StateWords(t.From), StateWords(t.To), why)
	}
	for _, a := range t.Actions {
		if a.OK {
			p.line("%s, the alarm sent its message to %s.", p.heardAt(a.At), NameOf(a.Target))
		} else {
			p.line("%s, the alarm's message to %s %s: %s", p.heardAt(a.At), NameOf(a.Target), p.Styles.Bad.Styled("FAILED"), Sentence(a.Error.Safe()))
		}
	}
}

// spokenReport prints what is well in a line each, and of all else what was seen.
func (p Printer) spokenReport(r doctor.Report) {
	for _, f := range r.Findings {
		if f.Code == r.Verdict.Code && setsPattern(r.Verdict) {
			f.Evidence = slices.DeleteFunc(slices.Clone(f.Evidence), func(e doctor.Evidence) bool { return e.Name == "pattern" })
		}
		p.Finding(f, f.Status != doctor.OK)
	}
	p.Remedy(r.Verdict)
	p.VerdictOf(r)
}

// setsPattern reports that a command of a finding's remedy has a filter pattern:
// to hear two of them makes nobody wiser.
func setsPattern(f doctor.Finding) bool {
	return f.Remedy != nil && slices.ContainsFunc(f.Remedy.Commands, func(c string) bool { return strings.Contains(c, "--filter-pattern") })
}

// Finding is a finding as a sentence, on asking with what was seen.
func (p Printer) Finding(f doctor.Finding, evidence bool) {
	code := ""
	switch {
	case f.BecauseOf != "":
		code = fmt.Sprintf(" Code %s, because of %s.", foreign.Safe(f.Code), foreign.Safe(f.BecauseOf))
	case f.Status != doctor.OK:
		code = fmt.Sprintf(" Code %s.", foreign.Safe(f.Code))
	}
	p.line("%s, %s: %s%s", capital(string(f.Hop)), p.Status(f.Status), Sentence(f.Summary), code)
	if !evidence {
		return
	}
	for _, e := range f.Evidence {
		p.line("%s", Sentence(capital(e.Name)+": "+e.Value))
	}
}

// Remedy says what mends a finding, and by which commands.
func (p Printer) Remedy(f doctor.Finding) {
	if f.Remedy != nil {
		p.line("What to do: %s", Sentence(f.Remedy.Summary))
		p.commands(f.Remedy.Commands)
	}
	if f.Status != doctor.OK {
		p.line("More about it: secretwatch explain %s", foreign.Safe(f.Code))
	}
}

// commands are for copying: each stands alone on its line.
func (p Printer) commands(list []string) {
	for i, c := range list {
		if len(list) == 1 {
			p.line("By this command:")
		} else {
			p.line("Command %d of %d:", i+1, len(list))
		}
		p.Whole(c)
	}
}

// VerdictOf is the last word of a report.
func (p Printer) VerdictOf(r doctor.Report) {
	p.line("Verdict, %s: %s", p.Status(r.Verdict.Status), Sentence(r.Verdict.Summary))
}

// spokenProgress says what a step of a build has come to.
func (p Printer) spokenProgress(g build.Progress) {
	what := g.Change.Kind.Word() + " " + foreign.Safe(g.Change.Name)
	switch g.State {
	case build.Done:
		switch g.Change.Action {
		case monitor.ActionCreate:
			p.line("Created the %s%s.", what, within(g.Took))
		case monitor.ActionUpdate:
			p.line("Changed the %s%s.", what, within(g.Took))
			p.Settings(g.Change.Settings)
		case monitor.ActionDelete:
			p.line("Deleted the %s%s.", what, within(g.Took))
		case monitor.ActionAdopt:
			p.line("The %s is used as it is.", what)
		default:
			p.line("The %s is there already as it should be.", what)
		}
	case build.Retrying:
		p.line("The %s has to wait: %s It is tried again, for %s at most.", what, Sentence(g.Note), Lasted(time.Until(g.RetryUntil).Round(time.Second)))
	case build.Failed:
		p.line("The %s %s: %s", what, p.Styles.Bad.Styled("FAILED"), Sentence(g.Note))
	case build.Held:
		p.line("The %s was not tried: %s", what, Sentence(g.Note))
	default:
	}
}

// within is how long something took, where that is worth a word.
func within(d time.Duration) string {
	if d < time.Second {
		return ""
	}
	return " in " + Lasted(d)
}
