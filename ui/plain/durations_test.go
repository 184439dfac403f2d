package plain_test

import (
	"strings"
	"testing"
	"time"

	"secretwatch/aws/doctor"
	"secretwatch/aws/monitor"
	"secretwatch/aws/record"
	"secretwatch/aws/trace"
	"secretwatch/aws/watch"
	"secretwatch/ui/plain"
)

func TestWhole(t *testing.T) {
	for d, want := range map[time.Duration][2]string{
		0:                        {"under 1 s", "less than a second"},
		999 * time.Millisecond:   {"under 1 s", "less than a second"},
		1001 * time.Millisecond:  {"1 s", "1 second"},
		3950 * time.Millisecond:  {"3 s", "3 seconds"},
		60500 * time.Millisecond: {"1 m 00 s", "1 minute"},
		125 * time.Second:        {"2 m 05 s", "2 minutes 5 seconds"},
	} {
		if got := [2]string{plain.Whole(d), plain.LastedWhole(d)}; got != want {
			t.Errorf("%s: %q, want %q", d, got, want)
		}
	}
}

// CloudTrail writes a read's time without its fraction, so that no tenth of a
// second after it is known; between moments of finer clocks it is.
func TestTenthsOnlyWhereTheyAreKnown(t *testing.T) {
	for _, c := range []struct {
		read            time.Time
		line, row, last string
		spoken          string
	}{
		{
			at, "[ok] alarm 3 s after the read, took 1.2 s: transition OK -> ALARM",
			"alarm     [ok]            +3 s", "Total: 3 s from the read to the action", "The alarm, ok, 3 seconds after the read.",
		},
		{
			at.Add(100 * time.Millisecond), "[ok] alarm 3.5 s after the read, took 1.2 s: transition OK -> ALARM",
			"alarm     [ok]        +3.5 s", "Total: 3.8 s from the read to the action", "The alarm, ok, 3.5 seconds after the read.",
		},
	} {
		in := trace.Input{
			Read: watch.Read{
				Read: record.Read{Time: c.read, RequestID: "r-1", Result: record.ResultOK}, InHistory: at.Add(700 * time.Millisecond),
				InLogs: at.Add(2400 * time.Millisecond), Matched: true,
			},
			Transitions: []watch.Transition{{
				At: at.Add(3600 * time.Millisecond), Alarm: "a", From: "OK", To: "ALARM",
				Actions: []watch.ActionResult{{At: at.Add(3900 * time.Millisecond), Target: "t", OK: true}},
			}},
			Now: after(1),
		}
		path := trace.Follow(in)
		said := printed(func(p plain.Printer) { p.Follow().Update(trace.Update{At: after(1), Path: path}) })
		if !strings.Contains(said, c.line) {
			t.Errorf("no %q in\n%s", c.line, said)
		}
		whole := printed(func(p plain.Printer) { p.Trace(path, doctor.Finding{}, after(1), 80) })
		for _, want := range []string{c.row, c.last} {
			if !strings.Contains(whole, want) {
				t.Errorf("no %q in\n%s", want, whole)
			}
		}
		if got := (plain.Printer{}).HopSentence(path.Of(monitor.HopAlarm)); !strings.HasPrefix(got, c.spoken) {
			t.Errorf("%q, want %q", got, c.spoken)
		}
	}
}
