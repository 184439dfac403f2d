package plain_test

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"secretwatch/aws/monitor"
	"secretwatch/aws/trace"
	"secretwatch/ui/plain"
)

func TestSentences(t *testing.T) {
	for text, want := range map[string]string{
		"":                                   "",
		"One.":                               "One.",
		"One. Two? Three! Four":              "One.\nTwo?\nThree!\nFour",
		"From US East (N. Virginia). It is.": "From US East (N. Virginia).\nIt is.",
		"It costs 0.40 a month. aws is not":  "It costs 0.40 a month. aws is not",
		"Its subject. \"AWS\" it is":         "Its subject.\n\"AWS\" it is",
	} {
		if got := plain.Sentences(text); got != want {
			t.Errorf("%q becomes %q, want %q", text, got, want)
		}
	}
}

// A stranger's text makes no line of its own: it could say that all is well.
func TestAStrangerMakesNoLine(t *testing.T) {
	var b bytes.Buffer
	plain.Printer{W: &b, Spoken: true}.Say("Seen: %s. It goes on.", "x. Verdict, ok: all is well")
	if got, want := b.String(), "Seen: x. Verdict, ok: all is well.\nIt goes on.\n"; got != want {
		t.Errorf("said %q, want %q", got, want)
	}
}

func TestLinesAreBrokenAtBlanks(t *testing.T) {
	for _, c := range []struct {
		name, text string
		width      int
		want       string
	}{
		{"short", "one two\n", 20, "one two\n"},
		{"long", "one two three four\n", 10, "one two\nthree\nfour\n"},
		{"the last column stays free", "one two 34\n", 10, "one two\n34\n"},
		{"a word that is longer", "to secretwatch-TopSecretInfo it\n", 10, "to\nsecretwatch-TopSecretInfo\nit\n"},
		{"a hyphen is no blank", "a top-secret-x\n", 10, "a\ntop-secret-x\n"},
		{"each line for itself", "one two three\nfour\n", 10, "one two\nthree\nfour\n"},
		{"a prompt", "Make all of it? ", 10, "Make all\nof it? "},
		{"wide runes", "日本 日本 日本\n", 9, "日本\n日本\n日本\n"},
		{"no terminal", "one two three four\n", 0, "one two three four\n"},
	} {
		t.Run(c.name, func(t *testing.T) {
			var b bytes.Buffer
			n, err := plain.Wrapped{W: &b, Width: func() int { return c.width }}.Write([]byte(c.text))
			if n != len(c.text) || err != nil {
				t.Errorf("wrote %d bytes, %v", n, err)
			}
			if b.String() != c.want {
				t.Errorf("got %q, want %q", b.String(), c.want)
			}
		})
	}
}

// A shell would take the pieces of a command for commands.
func TestACommandIsNotBroken(t *testing.T) {
	var b bytes.Buffer
	p := plain.Printer{W: plain.Wrapped{W: &b, Width: func() int { return 10 }}, Spoken: true}
	p.Say("By this command:")
	p.Whole("aws sns list-topics --region eu-west-1")
	if got, want := b.String(), "By this\ncommand:\naws sns list-topics --region eu-west-1\n"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

// Lateness is said of what has been waited for already, and only where nothing
// explains it.
func TestLatenessIsHeard(t *testing.T) {
	awaits := func(h monitor.Hop, note string, after time.Duration) trace.Update {
		hop := trace.Hop{Hop: h, Status: trace.Waiting, Due: at.Add(15 * time.Second), Late: at.Add(20 * time.Second)}
		if note != "" {
			hop.Evidence = []trace.Pair{{Name: trace.EvidenceNote, Value: note}}
		}
		return trace.Update{At: at.Add(after), Path: trace.Path{Hops: []trace.Hop{hop}}}
	}
	const already = "the alarm is in ALARM already; it would have to fall back and rise again for this read"
	for _, c := range []struct {
		name   string
		rounds []trace.Update
		want   string
	}{
		{"in time, then late", []trace.Update{awaits(monitor.HopAlarm, "", 0), awaits(monitor.HopAlarm, "", 21*time.Second)}, "Waiting for the alarm, expected by 12:00:15.\nLate: still waiting for the alarm, and expected by 12:00:15.\n"},
		{"over before it could be heard", []trace.Update{awaits(monitor.HopAlarm, "", 8*time.Second)}, ""},
		{"reached late, and passed at once", []trace.Update{awaits(monitor.HopMetric, "", 21*time.Second)}, ""},
		{"reached late, and not passed", []trace.Update{awaits(monitor.HopMetric, "", 21*time.Second), awaits(monitor.HopMetric, "", 22*time.Second)}, "Late: still waiting for the metric, and expected by 12:00:15.\n"},
		{"in ALARM already", []trace.Update{awaits(monitor.HopAlarm, already, 0), awaits(monitor.HopAlarm, already, 21*time.Second)}, "Waiting for the alarm: " + already + ".\n"},
	} {
		t.Run(c.name, func(t *testing.T) {
			var b bytes.Buffer
			f := plain.Printer{W: &b, Zone: time.UTC, Spoken: true}.Follow()
			for _, u := range c.rounds {
				f.Update(u)
			}
			if got := b.String(); got != c.want {
				t.Errorf("said %q, want %q", strings.TrimSpace(got), c.want)
			}
		})
	}
}
