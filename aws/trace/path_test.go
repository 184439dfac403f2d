package trace_test

import (
	"strings"
	"testing"
	"time"

	"secretwatch/aws/foreign"
	"secretwatch/aws/monitor"
	"secretwatch/aws/record"
	"secretwatch/aws/trace"
	"secretwatch/aws/watch"
)

const (
	topic = "arn:aws:sns:us-east-1:123456789012:secretwatch-db"
	// AWS's words for a topic whose policy has no place for CloudWatch.
	policyDenies = "CloudWatch Alarms is not authorized to perform: SNS:Publish on resource:" + topic
)

// at is a moment of the story, in seconds after the read.
func at(seconds int) time.Time {
	return time.Date(2026, 11, 22, 13, 42, 10, 0, time.UTC).Add(time.Duration(seconds) * time.Second)
}

func read(change ...func(*watch.Read)) watch.Read {
	r := watch.Read{
		Read:      record.Read{Time: at(0), EventID: "e-1", RequestID: "r-1", Result: record.ResultOK},
		InHistory: at(200), InLogs: at(240), Matched: true,
	}
	for _, c := range change {
		c(&r)
	}
	return r
}

func toAlarm(seconds int, actions ...watch.ActionResult) watch.Transition {
	return watch.Transition{At: at(seconds), Alarm: "secretwatch-db", From: "OK", To: "ALARM", Reason: foreign.New("Threshold Crossed"), Actions: actions}
}

func toOK(seconds int) watch.Transition {
	return watch.Transition{At: at(seconds), Alarm: "secretwatch-db", From: "ALARM", To: "OK"}
}

func told(seconds int) watch.ActionResult {
	return watch.ActionResult{At: at(seconds), Target: topic, OK: true}
}

// point is the minute that the delivery after 240 seconds falls into, 13:46.
func point(value float64) watch.Datapoint {
	return watch.Datapoint{At: at(230), Value: value, Count: 3}
}

func TestStories(t *testing.T) {
	nothing := func(r *watch.Read) { r.InHistory, r.InLogs, r.Matched = time.Time{}, time.Time{}, false }
	mail := []trace.Mail{
		{At: at(100), Subject: `ALARM: "secretwatch-db" in US East (N. Virginia)`}, // of an earlier read
		{At: at(282), Subject: `OK: "secretwatch-db" in US East (N. Virginia)`},
		{At: at(283), Subject: `ALARM: "other" in US East (N. Virginia)`},
		{At: at(284), Subject: `ALARM: "secretwatch-db" in US East (N. Virginia)`},
	}
	for _, c := range []struct {
		name string
		in   trace.Input
		// want is one letter a hop: read history delivery filter metric alarm
		// action mail; o ok, b broken, w waiting, u unknown.
		want string
		says string // in the evidence of the first broken hop, or of any where none is
	}{
		{"just read", trace.Input{Read: read(nothing), Now: at(5)}, "owwwwwww", "about 5 minutes"},
		{"late", trace.Input{Read: read(nothing), Now: at(16 * 60)}, "owwwwwww", "late 16 minutes"},
		{"never delivered", trace.Input{Read: read(nothing), Now: at(31 * 60)}, "oubuuuuu", "no record in the log group after 31 minutes"},
		{
			"in the history only",
			trace.Input{Read: read(func(r *watch.Read) { r.InLogs, r.Matched = time.Time{}, false }), Now: at(210)},
			"oowwwwww", "about 5 minutes",
		},
		{
			"delivered before the history had it",
			trace.Input{Read: read(func(r *watch.Read) { r.InHistory = time.Time{} }), Alarm: &watch.AlarmState{State: "OK"}, Now: at(241)},
			"owoowwww", "within 2 minutes",
		},
		{
			"the pattern does not match",
			trace.Input{Read: read(func(r *watch.Read) { r.Matched = false }), Now: at(250)},
			"ooobuuuu", "the pattern does not match the record",
		},
		{
			"denied, and the pattern wants success",
			trace.Input{Read: read(func(r *watch.Read) { r.Matched, r.Result = false, record.ResultDenied }), Now: at(250)},
			"ooobuuuu", "failed read",
		},
		{
			"counted, the alarm not evaluated yet",
			trace.Input{Read: read(), Datapoints: []watch.Datapoint{point(1)}, Alarm: &watch.AlarmState{State: "OK", Since: at(-900)}, Now: at(260)},
			"ooooowww", "state OK",
		},
		{
			"matched, but no value",
			trace.Input{Read: read(), Datapoints: []watch.Datapoint{point(0)}, Alarm: &watch.AlarmState{State: "OK"}, Now: at(240 + 301)},
			"oooobuuu", "no value for that minute",
		},
		{
			"the alarm on an average never goes off",
			trace.Input{Read: read(), Datapoints: []watch.Datapoint{point(1)}, Alarm: &watch.AlarmState{State: "OK", Since: at(-900)}, Now: at(240 + 16*60)},
			"ooooobuu", "the alarm has not gone off after 16 minutes",
		},
		{
			"went off, no action yet",
			trace.Input{Read: read(), Datapoints: []watch.Datapoint{point(1)}, Transitions: []watch.Transition{toAlarm(280)}, Mails: mail[:0], Now: at(281)},
			"ooooooww", "OK -> ALARM",
		},
		{
			"went off before the metric was asked for",
			trace.Input{Read: read(), Transitions: []watch.Transition{toAlarm(280, told(281))}, Mails: []trace.Mail{}, Now: at(282)},
			"ooooooow", "by the alarm",
		},
		{
			"no action at all",
			trace.Input{Read: read(), Transitions: []watch.Transition{toAlarm(280)}, Now: at(400)},
			"oooooouu", "shows no action",
		},
		{
			"the topic refuses",
			trace.Input{
				Read: read(), Datapoints: []watch.Datapoint{point(1)}, Mails: mail, Now: at(300),
				Transitions: []watch.Transition{toAlarm(280, watch.ActionResult{At: at(281), Target: topic, Error: foreign.New(policyDenies)})},
			},
			"oooooobu", policyDenies,
		},
		{
			"the whole way",
			trace.Input{Read: read(), Datapoints: []watch.Datapoint{point(1)}, Transitions: []watch.Transition{toAlarm(280, told(281))}, Mails: mail, Now: at(300)},
			"oooooooo", "sum 1",
		},
		{
			"the whole way, at AWS",
			trace.Input{Read: read(), Datapoints: []watch.Datapoint{point(1)}, Transitions: []watch.Transition{toAlarm(280, told(281))}, Now: at(300)},
			"ooooooou", `ALARM: "secretwatch-db"`,
		},
		{
			"nothing arrived",
			trace.Input{Read: read(), Datapoints: []watch.Datapoint{point(1)}, Transitions: []watch.Transition{toAlarm(280, told(281))}, Mails: mail[:3], Now: at(280 + 301)},
			"ooooooob", "nothing has arrived",
		},
		{
			"nothing arrived, and a later ALARM mailed",
			trace.Input{
				Read: read(), Datapoints: []watch.Datapoint{point(1)}, Transitions: []watch.Transition{toAlarm(280, told(281)), toOK(340), toAlarm(900, told(901))},
				Mails: []trace.Mail{{At: at(902), Subject: mail[0].Subject}}, Now: at(960),
			},
			"ooooooob", "nothing has arrived",
		},
		{
			"no action, and a later ALARM mailed",
			trace.Input{
				Read: read(), Datapoints: []watch.Datapoint{point(1)}, Transitions: []watch.Transition{toAlarm(280), toOK(340), toAlarm(900, told(901))},
				Mails: []trace.Mail{{At: at(902), Subject: mail[0].Subject}}, Now: at(960),
			},
			"ooooooub", "nothing has arrived",
		},
		{
			"in ALARM already, by a transition",
			trace.Input{Read: read(), Datapoints: []watch.Datapoint{point(2)}, Transitions: []watch.Transition{toAlarm(100, told(101))}, Now: at(300)},
			"ooooobuu", "in ALARM since 2026-11-22T13:43:50Z",
		},
		{
			"in ALARM already, by its state",
			trace.Input{Read: read(), Datapoints: []watch.Datapoint{point(2)}, Alarm: &watch.AlarmState{State: "ALARM", Since: at(-3600)}, Now: at(300)},
			"ooooobuu", "in ALARM already",
		},
		{
			"in ALARM already, and a later read set it off again",
			trace.Input{Read: read(), Datapoints: []watch.Datapoint{point(2)}, Transitions: []watch.Transition{toAlarm(100), toOK(500), toAlarm(900, told(901))}, Now: at(950)},
			"ooooobuu", "in ALARM already",
		},
		{
			"in ALARM still, and again for this read",
			trace.Input{Read: read(), Transitions: []watch.Transition{toAlarm(100), toOK(260), toAlarm(310, told(311))}, Now: at(320)},
			"ooooooou", "OK -> ALARM",
		},
		{
			"in ALARM still, and soon again for a later read",
			trace.Input{
				Read: read(), Datapoints: []watch.Datapoint{point(2)}, Transitions: []watch.Transition{toAlarm(100), toOK(260), toAlarm(310, told(311))},
				Later: []time.Time{at(308)}, Now: at(320),
			},
			"ooooobuu", "in ALARM already",
		},
		{
			"in ALARM still, and again before a later read came",
			trace.Input{
				Read: read(), Transitions: []watch.Transition{toAlarm(100), toOK(260), toAlarm(310, told(311))}, Later: []time.Time{at(250), at(315)}, Now: at(320),
			},
			"ooooooou", "OK -> ALARM",
		},
		{
			"an earlier transition is not this read's",
			trace.Input{Read: read(), Datapoints: []watch.Datapoint{point(1)}, Transitions: []watch.Transition{toAlarm(-900, told(-899)), toOK(-600)}, Now: at(250)},
			"ooooowww", "1 to 2 minutes",
		},
		{
			"the log group only",
			trace.Input{Read: read(func(r *watch.Read) { r.Matched = false }), NoPattern: true, Datapoints: []watch.Datapoint{point(1)}, Now: at(300)},
			"ooououuu", "the alarm was not seen",
		},
		{
			"found on the first look",
			trace.Input{Read: read(func(r *watch.Read) { r.CatchUp = true }), Transitions: []watch.Transition{toAlarm(280, told(281))}, Now: at(4000)},
			"ooooooou", "its time is not known",
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			path := trace.Follow(c.in)
			got, evidence := "", ""
			for _, h := range path.Hops {
				got += string(h.Status[0])
				if strings.Contains(got[:len(got)-1], "b") {
					continue
				}
				if h.Status == trace.Broken {
					evidence = ""
				}
				for _, p := range h.Evidence {
					evidence += p.Name + " " + p.Value + "\n"
				}
			}
			if got != c.want {
				t.Errorf("got %s, want %s\n%s", got, c.want, evidence)
			}
			if !strings.Contains(evidence, c.says) {
				t.Errorf("the evidence does not say %q:\n%s", c.says, evidence)
			}
		})
	}
}

// A read that falls into an ALARM whose own mail went out has none of its own,
// and nothing need be wrong.
func TestCoveredByTheALARM(t *testing.T) {
	sent := []trace.Mail{{At: at(103), Subject: `ALARM: "secretwatch-db" in US East (N. Virginia)`}}
	failed := watch.ActionResult{At: at(101), Target: topic, Error: foreign.New(policyDenies)}
	for _, c := range []struct {
		name  string
		tr    watch.Transition
		mails []trace.Mail
		want  bool
	}{
		{"the action worked", toAlarm(100, told(101)), nil, true},
		{"the action failed", toAlarm(100, failed), nil, false},
		{"no action seen", toAlarm(100), nil, false},
		{"its mail is in the inbox", toAlarm(100, told(101)), sent, true},
		{"the inbox is empty", toAlarm(100, told(101)), []trace.Mail{}, false},
	} {
		path := trace.Follow(trace.Input{Read: read(), Datapoints: []watch.Datapoint{point(2)}, Transitions: []watch.Transition{c.tr}, Mails: c.mails, Now: at(300)})
		got := ""
		for _, h := range path.Hops {
			for _, p := range h.Evidence {
				if h.Hop == monitor.HopAlarm && h.Status == trace.Broken && p.Name == trace.EvidenceCovered {
					got = p.Value
				}
			}
		}
		if want := map[bool]string{true: "2026-11-22T13:43:50Z"}[c.want]; got != want {
			t.Errorf("%s: covered since %q, want %q", c.name, got, want)
		}
	}
}

func TestTimesSinceTheRead(t *testing.T) {
	path := trace.Follow(trace.Input{
		Read: read(), Datapoints: []watch.Datapoint{point(1)}, Transitions: []watch.Transition{toAlarm(280, told(281))},
		Mails: []trace.Mail{{At: at(284), Subject: `ALARM: "secretwatch-db" in US East (N. Virginia)`}}, Now: at(300),
	})
	want := map[monitor.Hop]time.Duration{
		monitor.HopRead: 0, monitor.HopHistory: 200 * time.Second, monitor.HopDelivery: 240 * time.Second, monitor.HopFilter: 240 * time.Second,
		monitor.HopMetric: 240 * time.Second, monitor.HopAlarm: 280 * time.Second, monitor.HopAction: 281 * time.Second, monitor.HopMail: 284 * time.Second,
	}
	if len(path.Hops) != len(want) {
		t.Fatalf("%d hops", len(path.Hops))
	}
	for _, h := range path.Hops {
		if h.After != want[h.Hop] || !h.At.Equal(at(0).Add(want[h.Hop])) {
			t.Errorf("%s: %s after the read, at %s", h.Hop, h.After, h.At)
		}
	}
	if !path.Done() {
		t.Error("not done")
	}
}

func TestMailsOfAlarmsWithUnusualNames(t *testing.T) {
	long := strings.Repeat("n", 120)
	for _, c := range []struct {
		alarm, subject string
		want           trace.Status
	}{
		{"Größe", `ALARM: "Gr_e" in US East (N. Virginia)`, trace.OK},
		{"Größe", `ALARM: "Gr_f" in US East (N. Virginia)`, trace.Waiting},
		{long, `ALARM: "` + long[:60] + `..." in US East (N. Virginia)`, trace.OK},
	} {
		tr := toAlarm(280, told(281))
		tr.Alarm = c.alarm
		path := trace.Follow(trace.Input{Read: read(), Transitions: []watch.Transition{tr}, Mails: []trace.Mail{{At: at(284), Subject: c.subject}}, Now: at(290)})
		if got := path.Hops[len(path.Hops)-1].Status; got != c.want {
			t.Errorf("%q for alarm %q: %s, want %s", c.subject, c.alarm, got, c.want)
		}
	}
}

func TestEvidenceIsSafe(t *testing.T) {
	evil := foreign.New("x\x1b]0;owned\x07")
	r := read(func(r *watch.Read) { r.Error, r.RequestID = evil, "r\x1b[2J" })
	tr := toAlarm(280, watch.ActionResult{At: at(281), Target: "t\x1b", Error: evil})
	tr.Reason = evil
	for _, h := range trace.Follow(trace.Input{Read: r, Transitions: []watch.Transition{tr}, Now: at(290)}).Hops {
		for _, p := range h.Evidence {
			if strings.ContainsAny(p.Name+p.Value, "\x1b\x07") {
				t.Errorf("%s: %q", h.Hop, p)
			}
		}
	}
}
