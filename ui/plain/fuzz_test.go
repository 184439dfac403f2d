package plain_test

import (
	"bytes"
	"regexp"
	"strings"
	"testing"
	"time"
	"unicode"

	"github.com/charmbracelet/x/ansi"

	"secretwatch/aws/build"
	"secretwatch/aws/compare"
	"secretwatch/aws/doctor"
	"secretwatch/aws/foreign"
	"secretwatch/aws/history"
	"secretwatch/aws/monitor"
	"secretwatch/aws/record"
	"secretwatch/aws/trace"
	"secretwatch/aws/watch"
	"secretwatch/ui/plain"
)

// FuzzForeignText prints all there is to print with the same text wherever
// others may write one: no line holds what a terminal would obey, and no text
// makes lines of its own.
func FuzzForeignText(f *testing.F) {
	for _, text := range []string{
		"plain", "evil\rALL OK\x1b]52;c;aGk=\x07", "\x1b[2J\x1b[8m", "秘密の読者", "\u202egnp.exe", "e\u0301", "\u0300\u0300", "👩‍👩‍👧", "\xff\xfe",
		"arn:aws:secretsmanager:::", "\u00ad\ufeff", "מישהו", "ﷺﷺ", "\u2028\u2029", "\x9b31m", "\x1b]0;", "a\tb\nVerdict: well", "%s%d%!", "🇬🇧🇯🇵", "\u200d",
	} {
		f.Add(text, uint16(100))
		f.Add(text, uint16(40))
	}
	f.Fuzz(func(t *testing.T, text string, width uint16) {
		if len(text) > 1000 || width < 20 {
			return
		}
		for _, p := range []plain.Printer{{}, {Styles: plain.Colors()}, {Spoken: true}} {
			got := everything(p, "x"+text, int(width))
			inert(t, got)
			if want := everything(p, "x", int(width)); strings.Count(got, "\n") != strings.Count(want, "\n") {
				t.Errorf("%q makes %d lines out of %d:\n%s", text, strings.Count(got, "\n"), strings.Count(want, "\n"), got)
			}
		}
	})
}

// everything is all that a printer prints of texts that others wrote.
func everything(p plain.Printer, text string, width int) string {
	var b bytes.Buffer
	p.W, p.Zone = &b, time.UTC
	evil := foreign.New(text)
	change := monitor.Change{Kind: monitor.KindTrail, Name: text, Action: monitor.ActionUpdate, Why: text, Settings: []monitor.Setting{{Name: text, Have: text, Want: text}}}
	p.Plan([]monitor.Change{change}, build.Cost{})
	for _, s := range []build.State{build.Done, build.Retrying, build.Failed, build.Held} {
		p.Progress(build.Progress{Change: change, State: s, Note: text})
	}
	read := watch.Read{Read: record.Read{
		Time: at, RequestID: text, Secret: evil, From: evil, Agent: evil, Error: evil, Result: record.ResultDenied,
		Who: record.Who{Kind: record.WhoRole, Name: evil, Session: evil, ARN: evil},
	}}
	p.Read(read)
	p.Transition(watch.Transition{At: at, Alarm: text, From: text, To: text, Reason: evil, Actions: []watch.ActionResult{
		{At: at, Target: text, OK: true}, {At: at, Target: text, Error: evil},
	}})
	verdict := doctor.Finding{
		Hop: monitor.HopAlarm, Code: text, Status: doctor.Broken, Summary: text, BecauseOf: text, Evidence: []doctor.Evidence{{Name: text, Value: text}},
		Remedy: &doctor.Remedy{Summary: text, Commands: []string{text}},
	}
	p.Report(doctor.Report{Findings: []doctor.Finding{verdict}, Verdict: verdict})
	path := trace.Path{Read: read, Hops: []trace.Hop{
		{Hop: monitor.HopRead, Status: trace.OK, At: at, Evidence: []trace.Pair{{Name: text, Value: text}}},
		{Hop: monitor.HopAlarm, Status: trace.Broken, Code: text, Evidence: []trace.Pair{{Name: trace.EvidenceWhy, Value: text}}},
	}}
	p.Follow().Update(trace.Update{At: at, Path: path, Trouble: map[watch.Source]string{watch.SourceAlarm: text}})
	p.Trace(path, verdict, after(60), width)
	p.History(history.Summary{
		Secret: history.Secret{Name: text}, From: at, To: at, Source: history.EventHistory, Why: text, Reads: 1,
		Readers: []history.Reader{{Who: read.Who, From: evil, Result: record.ResultDenied, Count: 1, First: at, Last: at}},
	}, 120, false)
	p.CompareEvent(compare.Event{At: at, Kind: compare.EventMail, Text: text})
	p.Compare(compare.Result{
		Reads: []compare.Read{{At: at}}, Flood: &compare.Flood{Trail: text, MailsADay: 1, From: text},
		Left: []compare.Left{{Thing: compare.Thing{Kind: compare.ThingTopic, Name: text}, Why: text}},
		Ways: []compare.Outcome{
			{Way: compare.WayTrail, Skipped: text, Published: -1},
			{Way: compare.WayAlarm, Published: -1, Trouble: text, Mails: []compare.Mail{{At: at, Subject: evil, Lines: []foreign.String{evil}, Reads: []int{0}}}},
		},
	})
	return b.String()
}

// coloured are the sequences of plain.Colors.
var coloured = regexp.MustCompile(`\x1b\[(|0|1|2|3[0-7]|1;3[0-7])m`)

// inert wants no sign in a text that a terminal would obey, but its colours.
func inert(t *testing.T, text string) {
	t.Helper()
	for _, line := range strings.Split(text, "\n") {
		for _, c := range ansi.Strip(line) {
			if unicode.IsControl(c) || unicode.Is(unicode.Cf, c) || c == '\u2028' || c == '\u2029' {
				t.Errorf("%U in %q", c, line)
				return
			}
		}
		if rest := coloured.ReplaceAllString(line, ""); strings.ContainsRune(rest, '\x1b') {
			t.Errorf("a sequence that is no colour in %q", line)
		}
	}
}
