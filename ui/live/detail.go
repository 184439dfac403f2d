package live

import (
	"strings"
	"time"

	"github.com/charmbracelet/x/ansi"

	"secretwatch/aws/foreign"
	"secretwatch/aws/monitor"
	"secretwatch/aws/record"
	"secretwatch/ui/widget"
)

// detailView is the chosen read in a few lines, the most telling first.
func (l *Live) detailView(w, h int) string {
	if h <= 0 {
		return ""
	}
	r := l.reads.newest(l.list.Selected)
	if r == nil {
		return widget.Fit("", w, h)
	}
	return widget.Fit(strings.Join(l.detailLines(r, w), "\n"), w, h)
}

func (l *Live) detailLines(r *row, w int) []string {
	t := l.theme
	line := func(name, value string) string {
		return " " + t.Dim.Render(widget.FitLine(name, 8)) + widget.FitLine(value, w-9)
	}
	if r.waiting {
		return []string{
			line("result", "AWS answered; the value was thrown away unread"),
			line("request", foreign.Safe(r.RequestID)),
			line("record", "CloudTrail has not shown it yet"),
		}
	}
	lines := make([]string, 0, 8)
	if r.failure != "" {
		lines = append(lines, line("error", t.Bad.Render(r.failure)))
	}
	who := short(r.Who.ARN)
	if who == "" {
		who = r.who
	}
	mfa := "no MFA"
	if r.MFA {
		mfa = "MFA"
	}
	lines = append(lines,
		" "+t.Dim.Render(widget.FitLine("who", 8))+widget.FitTail(who, w-9),
		line("how", string(r.How)+"  "+t.Dim.Render(r.agent)),
		line("from", r.from+"  "+t.Dim.Render(mfa+"  key "+foreign.Safe(r.KeyID))),
		line("secret", r.secret),
		line("seen in", l.seenIn(r)))
	return append(lines,
		line("event", foreign.Safe(r.EventID)),
		line("request", foreign.Safe(r.RequestID)))
}

// seenIn says where the record was seen, and when.
func (l *Live) seenIn(r *row) string {
	t := l.theme
	var parts []string
	if !r.InHistory.IsZero() {
		at := r.InHistory.In(l.zone).Format(time.TimeOnly)
		if r.CatchUp || r.Unlooked { // it was there when we looked
			at = "by " + at
		}
		parts = append(parts, "Event history "+at)
	}
	if !r.InLogs.IsZero() {
		parts = append(parts, "log group "+r.InLogs.In(l.zone).Format(time.TimeOnly))
		if r.Matched {
			parts = append(parts, t.Good.Render("the filter matches"))
		} else {
			parts = append(parts, t.Warn.Render("the filter does not match"))
		}
	}
	return strings.Join(parts, ", ")
}

// wordLines are the open read as a person tells of it.
func (l *Live) wordLines() []field {
	t, r := l.theme, l.detail
	if r.waiting {
		return []field{
			{style: t.Text, head: "You read " + l.secretName(r) + " from here, and AWS answered. The value was thrown away unread."},
			{style: t.Text, head: "CloudTrail has not shown the record yet. Event history usually has it within " + l.usually(monitor.HopHistory) + ", the log group within " + l.usually(monitor.HopDelivery) + "."},
			{},
			{style: t.Dim, head: "request  ", value: foreign.Safe(r.RequestID)},
		}
	}
	lines := []field{{style: t.Text, head: l.sentence(r)}}
	if r.failure != "" {
		lines = append(lines, field{style: t.Bad, head: "AWS answered: " + r.failure})
	}
	lines = append(lines, field{})
	add := func(name, value string) {
		if value != "" {
			lines = append(lines, field{style: t.Dim, head: widget.FitLine(name, 10), value: value})
		}
	}
	add("who", r.who)
	add("ARN", short(r.Who.ARN))
	add("session", short(r.Who.Session))
	add("account", foreign.Safe(r.Who.Account))
	add("key", foreign.Safe(r.KeyID)+keyWord(r.KeyID))
	add("MFA", map[bool]string{true: "yes", false: "no"}[r.MFA])
	add("how", howWord(r.How, r.By))
	add("agent", r.agent)
	add("from", r.from)
	add("region", foreign.Safe(r.Region))
	add("secret", r.secret)
	add("seen in", ansiPlain(l.seenIn(r)))
	add("event", foreign.Safe(r.EventID))
	add("request", foreign.Safe(r.RequestID))
	return append(lines, l.nearLines()...)
}

func (l *Live) secretName(r *row) string {
	if r.secret != "" {
		return r.secret
	}
	return "the secret"
}

func (l *Live) usually(h monitor.Hop) string {
	if l.feed.Fast {
		return about(waits[h].fast)
	}
	return about(waits[h].usual)
}

// sentence tells of a read in one sentence.
func (l *Live) sentence(r *row) string {
	verb, end := tried(r.Result)
	text := r.who + " " + verb + " " + l.secretName(r) + " with " + howWord(r.How, r.By) + " from " + r.from +
		" on " + r.Time.In(l.zone).Format("2 January 2006 at 15:04:05 MST")
	if r.Test {
		text += " (a test read by secretwatch)"
	}
	return text + end + "."
}

// tried is what a reader did, and how it ended where it did not end well.
func tried(r record.Result) (verb, end string) {
	switch r {
	case record.ResultOK:
		return "read", ""
	case record.ResultDenied:
		return "tried to read", ", and was denied"
	case record.ResultNotFound:
		return "tried to read", ", and it was not found"
	default:
		return "tried to read", ", and it failed"
	}
}

func howWord(h record.How, by foreign.String) string {
	if h == record.HowService {
		return record.Read{By: by}.ServiceWords()
	}
	if word, ok := map[record.How]string{
		record.HowConsole: "AWS's console", record.HowCLI: "the AWS CLI", record.HowSDK: "an SDK", record.HowTerraform: "Terraform",
		record.HowLambda: "a Lambda function", record.HowSecretwatch: "secretwatch",
	}[h]; ok {
		return word
	}
	return "another program"
}

// keyWord says of what kind an access key is.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-unique-ids
func keyWord(id string) string {
	switch {
	case strings.HasPrefix(id, "ASIA"):
		return " (temporary)"
	case strings.HasPrefix(id, "AKIA"):
		return " (long-term)"
	default:
		return ""
	}
}

// ansiPlain is a text of our own without its colours.
func ansiPlain(s string) string { return ansi.Strip(s) }

func split(s string) []string { return strings.Split(s, "\n") }

// titledRecord is the open record in h lines, below its name and which part of it
// is in view.
func (l *Live) titledRecord(w, h int) string {
	view := l.recordView(w, h-1, false)
	name := "record in words"
	if l.record.json {
		name = "record as JSON"
	}
	return widget.Stack(widget.Rule(l.theme, name, l.record.note(), true, w), view)
}
