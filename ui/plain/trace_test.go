package plain_test

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/x/ansi"

	"secretwatch/aws/doctor"
	"secretwatch/aws/foreign"
	"secretwatch/aws/monitor"
	"secretwatch/aws/record"
	"secretwatch/aws/trace"
	"secretwatch/aws/watch"
	"secretwatch/ui/plain"
)

func after(seconds int) time.Time { return at.Add(time.Duration(seconds) * time.Second) }

// hop is one that was passed so many seconds after the read.
func hop(name monitor.Hop, seconds, took int, facts ...trace.Pair) trace.Hop {
	return trace.Hop{
		Hop: name, Status: trace.OK, At: after(seconds), After: time.Duration(seconds) * time.Second, Took: time.Duration(took) * time.Second, Evidence: facts,
	}
}

// way is a read that the alarm's average has swallowed.
func way() trace.Path {
	return trace.Path{
		Read: watch.Read{Read: record.Read{Time: at, RequestID: "r-1", Secret: foreign.New("prod/db"), Test: true}},
		Hops: []trace.Hop{
			hop(monitor.HopRead, 0, 0), hop(monitor.HopHistory, 180, 180), hop(monitor.HopDelivery, 240, 240, trace.Pair{Name: "log stream", Value: "s"}),
			{Hop: monitor.HopAlarm, Status: trace.Broken, Code: "alarm-average", Evidence: []trace.Pair{{Name: trace.EvidenceWhy, Value: "0.02 is not >= 1"}}},
			{Hop: monitor.HopMail, Status: trace.Unknown, Evidence: []trace.Pair{{Name: trace.EvidenceAfter, Value: "alarm"}}},
		},
	}
}

func TestWaterfall(t *testing.T) {
	verdict := doctor.Finding{Code: "alarm-average", Status: doctor.Broken, Summary: "it averages"}
	want := `Read of prod/db at 13:00:00, request id r-1  [test read]

  read      [ok]            +0 s  =
  history   [ok]       +3 m 00 s  -----------------------
  delivery  [ok]       +4 m 00 s  ==============================
  alarm     [BROKEN]                                           x
  mail      [unknown]

DELIVERY
  log stream: s
ALARM
  why: 0.02 is not >= 1

Total: 4 m 00 s from the read to the delivery
Verdict: it averages (alarm-average)
`
	got := printed(func(p plain.Printer) { p.Trace(way(), verdict, after(300), 64) })
	if got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

// Whatever the width, no line of the waterfall is wider; bars that no longer fit
// are left out, and colours do not move anything.
func TestWaterfallFitsItsWidth(t *testing.T) {
	for _, width := range []int{24, 40, 50, 64, 80, 132, 300} {
		var bare, colored bytes.Buffer
		plain.Printer{W: &bare}.Trace(way(), doctor.Finding{}, after(300), width)
		plain.Printer{W: &colored, Styles: plain.Colors()}.Trace(way(), doctor.Finding{}, after(300), width)
		if ansi.Strip(colored.String()) != bare.String() {
			t.Errorf("%d: with colours it says\n%s\nwithout\n%s", width, colored.String(), bare.String())
		}
		bars := 0
		for line := range strings.Lines(bare.String()) {
			if strings.Contains(line, "[ok]") && strings.Contains(line, "==") {
				bars++
			}
			if w := ansi.StringWidth(strings.TrimSuffix(line, "\n")); strings.HasPrefix(line, "  ") && strings.Contains(line, "[") && w > width {
				t.Errorf("%d: %d cells: %s", width, w, line)
			}
		}
		if (width >= 50) != (bars > 0) {
			t.Errorf("%d: %d bars\n%s", width, bars, bare.String())
		}
	}
}

// A waiting hop's bar is dotted up to now, also where nothing was passed yet.
func TestWaterfallOfAReadUnderWay(t *testing.T) {
	p := trace.Path{Read: way().Read, Hops: []trace.Hop{
		hop(monitor.HopRead, 0, 0),
		{Hop: monitor.HopDelivery, Status: trace.Waiting, Due: after(360), Late: after(900)},
		{Hop: monitor.HopFilter, Status: trace.Waiting},
	}}
	got := printed(func(out plain.Printer) { out.Trace(p, doctor.Finding{}, after(60), 60) })
	if !strings.Contains(got, "  ....................") {
		t.Errorf("nothing is dotted:\n%s", got)
	}
	if !strings.Contains(got, "from the read to nowhere yet") {
		t.Errorf("the total is of something:\n%s", got)
	}
}

func TestFollowerSaysEachThingOnce(t *testing.T) {
	waiting := trace.Hop{
		Hop: monitor.HopDelivery, Status: trace.Waiting, Due: after(360), Late: after(900), Evidence: []trace.Pair{{Name: trace.EvidenceUsual, Value: "about 5 minutes"}},
	}
	behind := trace.Hop{Hop: monitor.HopFilter, Status: trace.Waiting, Evidence: []trace.Pair{{Name: trace.EvidenceAfter, Value: "delivery"}}}
	way := func(hops ...trace.Hop) trace.Path {
		return trace.Path{Hops: append([]trace.Hop{hop(monitor.HopRead, 0, 0)}, hops...)}
	}
	got := printed(func(p plain.Printer) {
		f := p.Follow()
		for _, u := range []trace.Update{
			{At: after(1), Path: way(waiting, behind)},
			{At: after(10), Path: way(waiting, behind)},
			{At: after(20), Path: way(waiting, behind), Trouble: map[watch.Source]string{watch.SourceHistory: "no way there", watch.SourceLogGroup: "no way there"}},
			{At: after(81), Path: way(waiting, behind)}, // a minute after the last line
			{At: after(90), Path: way(waiting, behind), Trouble: map[watch.Source]string{watch.SourceHistory: "", watch.SourceLogGroup: ""}},
			{At: after(901), Path: way(waiting, behind)},
			{At: after(905), Path: way(hop(monitor.HopDelivery, 903, 903), hop(monitor.HopFilter, 903, 0))},
		} {
			f.Update(u)
		}
	})
	want := `13:00:00  [ok] read
13:00:01  next: the record in the log group, expected by 13:06:00, late from 13:15:00 (usual: about 5 minutes)
13:00:20  warning: Event history, log group: no way there (going on; what is known stays known)
13:01:21  next: the record in the log group, expected by 13:06:00, late from 13:15:00 (usual: about 5 minutes)
13:01:30  Event history, log group: can be seen again
13:15:01  late: the record in the log group, expected by 13:06:00 (usual: about 5 minutes)
13:15:03  [ok] delivery 15 m 03 s after the read
13:15:03  [ok] filter 15 m 03 s after the read
`
	if got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}
