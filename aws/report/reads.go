package report

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"secretwatch/aws/record"
)

func (p *page) readOrWrite() {
	p.line("CloudTrail sorts management events by what they do to the resource, not by how much they matter. What changes nothing is a read, and that is so of %s too, although it hands the value out: "+
		"its records say %s. %s and %s change something and are writes.", "`GetSecretValue`", "`\"readOnly\":true`", "`PutSecretValue`", "`DeleteSecret`")
	p.line("So a trail that takes writes only never sees that somebody read the secret. This one takes: %s.", p.eventTypes())
}

func (p *page) verifying() {
	if u := p.Snapshot.Reads.Unseen; u != nil {
		p.unseen("Event history", why(u))
		p.ask("in which two ways did you read the secret, and what did Event history show?")
		return
	}
	if len(p.reads) == 0 {
		p.line("Event history has no read of this secret yet.")
	}
	p.way("In the console, or by a program", "read the secret in the console (Retrieve secret value), or with a program; Event history shows it some minutes later",
		func(r record.Read) bool { return r.How != record.HowCLI && r.How != record.HowService && !r.Test })
	p.way("With the AWS CLI", "read the secret with `aws secretsmanager get-secret-value --secret-id NAME`; Event history shows it some minutes later",
		func(r record.Read) bool { return r.How == record.HowCLI })
	p.way("By an AWS service, for somebody or for itself", "", func(r record.Read) bool { return r.How == record.HowService && !r.Test })
	if len(p.reads) == 0 {
		return
	}
	if tests := len(p.reads) - len(p.notTests()); tests > 0 {
		p.line("%s besides made by secretwatch itself, as a test.", sentence(were(tests, "read")))
	}
	p.byReader()
	rows := make([][]string, len(p.reads))
	for i, r := range p.reads {
		rows[i] = []string{p.when(r.Time), p.reader(r.Read), p.howText(r.Read), p.code(p.mask.from(r.From.Raw())), p.resultOf(r.Read)}
	}
	shown, more := p.folded(rows)
	p.line("What Event history showed, oldest first%s:", p.leftOut(more))
	p.table([]string{"Time", "Who", "How", "From", "Result"}, shown)
	if p.cut() {
		p.line("Event history was asked for the newest %d reads of any secret and no further. It may have older ones, also of readers and refusals that are nowhere in this report: `secretwatch history` looks at all of them.", mostSeen)
	}
	p.line("The value itself is in none of these records: CloudTrail leaves it out.")
}

// notTests are the reads that secretwatch did not make.
func (p *page) notTests() []readOutcome {
	return slices.DeleteFunc(slices.Clone(p.reads), func(r readOutcome) bool { return r.Test })
}

func were(n int, noun string) string {
	if n == 1 {
		return "1 " + noun + " was"
	}
	return plural(n, noun) + " were"
}

// failedOf says how many of the reads brought nothing.
func failedOf(reads []readOutcome) string {
	failed := 0
	for _, r := range reads {
		if r.Result != record.ResultOK {
			failed++
		}
	}
	switch {
	case failed == 0:
		return ""
	case failed == len(reads) && failed == 1:
		return ", which failed"
	case failed == len(reads):
		return ", all of which failed"
	default:
		return fmt.Sprintf(", %d of which failed", failed)
	}
}

// way tells of the reads that were made in one way.
func (p *page) way(title, todo string, is func(record.Read) bool) {
	var own []readOutcome
	for _, r := range p.reads {
		if is(r.Read) {
			own = append(own, r)
		}
	}
	if len(own) == 0 && todo == "" {
		return
	}
	p.b.WriteString("**" + title + ".** ")
	if len(own) == 0 {
		if p.cut() {
			p.line("No such read is among the newest %d in Event history; `secretwatch history` looks at all of them.", len(p.reads))
		} else {
			p.line("No such read is in Event history.")
		}
		p.ask("%s. Did you, and what did you see?", todo)
		return
	}
	var tools []string
	for _, r := range own {
		if h := p.howText(r.Read); !slices.Contains(tools, h) {
			tools = append(tools, h)
		}
	}
	last := own[len(own)-1]
	p.line("%s%s (%s), the first at %s, the newest at %s by %s. Its user agent: %s.", p.among(), sentence(plural(len(own), "read")+failedOf(own)), join(tools),
		p.when(own[0].Time), p.when(last.Time), p.reader(last.Read), p.code(shorter(p.mask.text(last.Agent.Safe()), mostAgent)))
}

// mostSeen is how many reads the snapshot has at most of those that Event history
// gave in one answer.
const mostSeen = 50

// cut reports that there may be older reads than were looked at.
func (p *page) cut() bool { return len(valueOf(p.Snapshot.Reads)) >= mostSeen }

func (p *page) among() string {
	if !p.cut() {
		return ""
	}
	return fmt.Sprintf("Of the newest %d reads: ", len(p.reads))
}

func join(list []string) string {
	text := ""
	for i, s := range list {
		switch {
		case i == 0:
		case i == len(list)-1:
			text += " and "
		default:
			text += ", "
		}
		text += s
	}
	return text
}

// How much of a user agent and of an error is worth showing, in letters.
const (
	mostAgent = 120
	mostError = 300
)

func shorter(s string, most int) string {
	if r := []rune(s); len(r) > most {
		return string(r[:most]) + "…"
	}
	return s
}

func (p *page) howText(r record.Read) string {
	if r.Test {
		return "a test read of secretwatch"
	}
	switch r.How {
	case record.HowConsole:
		return "the console"
	case record.HowCLI:
		return "the AWS CLI"
	case record.HowSDK:
		return "a program with an SDK"
	case record.HowTerraform:
		return "Terraform"
	case record.HowLambda:
		return "Lambda"
	case record.HowService:
		return p.text(r.ServiceWords())
	case record.HowSecretwatch:
		return "secretwatch"
	default:
		return "another program"
	}
}

// reader names who read it.
func (p *page) reader(r record.Read) string {
	name := p.code(p.mask.named(r.Who.Name.Raw(), r.Who.Kind))
	if session := r.Who.Session.Raw(); session != "" {
		name += ", session " + p.code(p.mask.called(session))
	}
	if string(r.Who.Kind) == r.Who.Name.Raw() {
		return name
	}
	return string(r.Who.Kind) + " " + name
}

func (p *page) resultOf(r record.Read) string {
	if r.Error.Empty() {
		return string(r.Result)
	}
	return string(r.Result) + ": " + p.code(shorter(p.mask.text(r.Error.Safe()), mostError))
}

// alarmOf says what the alarm made of a read.
func (p *page) alarmOf(r readOutcome) string {
	switch {
	case r.Result != record.ResultOK:
		return "not counted: the read failed"
	case r.early:
		return "was not made yet"
	case !r.known:
		return "not known"
	case len(r.among) > 0:
		return "ALARM at " + p.when(cmp.Or(r.alarm, r.shared)) + ", for " + p.oneOf(r.among)
	case !r.shared.IsZero():
		return "ALARM at " + p.when(r.shared) + ", that of the read at " + strings.Join(p.whens(r.with), " or ")
	case !r.in.IsZero() && r.logged.After(r.in) && r.Time.Before(r.in):
		return "its record came at " + p.when(r.logged) + ", into the ALARM since " + p.when(r.in)
	case !r.in.IsZero():
		return "was in ALARM already, since " + p.when(r.in)
	case r.alarm.IsZero():
		return "stayed as it was"
	}
	text := "ALARM at " + p.when(r.alarm) + ", " + after(r.Time, r.alarm)
	if m, ok := p.mendedFor(r); ok {
		text += ", once the alarm had been changed at " + p.when(m.at)
	}
	return text
}

// mailAmong says what is known of the one mail of several reads.
func (p *page) mailAmong(r readOutcome) string {
	for _, o := range p.reads {
		switch {
		case o.alarm.IsZero() || !slices.Equal(o.among, r.among):
		case !o.mailed.IsZero():
			return "one for these, sent to the topic at " + p.when(o.mailed)
		case !o.lost.IsZero():
			return "one for these, sent to the topic, where " + o.nobody()
		case o.refused != nil:
			return "no: the topic did not take the message"
		}
	}
	return "no"
}

// nobody says why a message that was lost went to nobody.
func (o readOutcome) nobody() string {
	if o.gone {
		return "nobody was subscribed"
	}
	return "nobody had confirmed"
}

// oneOf names reads of which an ALARM tells of one, and it is not known which.
func (p *page) oneOf(reads []time.Time) string {
	first, last := reads[0], reads[len(reads)-1]
	if len(reads) > 3 {
		if p.when(first) == p.when(last) {
			return fmt.Sprintf("one of the %d reads of %s", len(reads), p.when(first))
		}
		return fmt.Sprintf("one of the %d reads of %s to %s", len(reads), p.when(first), p.when(last))
	}
	return "one of the reads of " + join(p.whens(reads))
}

// whens are the first moments of a list.
func (p *page) whens(list []time.Time) []string {
	const most = 3
	var names []string
	for _, at := range list[:min(len(list), most)] {
		names = append(names, p.when(at))
	}
	if more := len(list) - most; more > 0 {
		names = append(names, fmt.Sprintf("%d more", more))
	}
	return names
}

func after(read, at time.Time) string { return between(read, at) + " after the read" }

// mailOf says whether a mail was sent for a read.
func (p *page) mailOf(r readOutcome) string {
	switch {
	case r.Result != record.ResultOK:
		return "none is due"
	case r.early:
		return "none is due"
	case !r.known:
		return "not known"
	case !r.lost.IsZero() && len(r.among) == 0:
		return "sent to the topic, where " + r.nobody()
	case len(r.among) > 0:
		return p.mailAmong(r)
	case (!r.shared.IsZero() || !r.in.IsZero()) && p.Snapshot.ByRule():
		return "none of its own by the alarm; the EventBridge rule mails each read"
	case !r.shared.IsZero(), !r.in.IsZero():
		return "none of its own"
	case r.mailed.IsZero() && r.refused != nil:
		return "no: the topic did not take the message"
	case r.mailed.IsZero():
		return "no"
	default:
		return "sent to the topic, " + after(r.Time, r.mailed)
	}
}
