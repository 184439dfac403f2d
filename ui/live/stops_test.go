package live

import (
	"context"
	"testing"
	"time"

	"secretwatch/aws/doctor"
	"secretwatch/aws/monitor"
	"secretwatch/aws/watch"
	"secretwatch/ui/hunt"
)

// verdictOf is a healthy report but for its verdict.
func verdictOf(hop monitor.Hop, status doctor.Status, code string) doctor.Report {
	r := healthy()
	r.Verdict = finding(hop, status, code, "What it says.")
	r.Findings = append(r.Findings, r.Verdict)
	return r
}

// A read that was lost is not awaited again because something less than a fault
// stands against the chain after the repair.
func TestALostReadStaysLost(t *testing.T) {
	for name, c := range map[string]struct {
		report doctor.Report
		next   string
	}{
		"healthy":           {healthy(), "t makes another read"},
		"warning":           {verdictOf(monitor.HopFilter, doctor.Warning, "filter-newer-than-read"), "t makes another read"},
		"to be confirmed":   {verdictOf(monitor.HopSubscription, doctor.Waiting, doctor.CodePending), "i: confirm the address"},
		"nothing is known":  {verdictOf(monitor.HopTrail, doctor.Unknown, "cannot-see"), "t makes another read"},
		"judged as too new": {verdictOf(monitor.HopMail, doctor.Waiting, doctor.CodeTooSoon), "t makes another read"},
	} {
		s := onItsWay(t, muted())
		s.keys("r")
		s.report = c.report
		s.keys("r")
		s.later(time.Minute)
		s.expect(t, name, "lost at action (alarm-actions-disabled), before the repair", c.next, "- action", "not late", "not to come")
	}
}

// A read that came when there was no filter is lost, and the bar does not call
// the filter of now broken.
func TestAReadFromBeforeTheFilter(t *testing.T) {
	s := newStage(120, 40, true)
	s.report = verdictOf(monitor.HopFilter, doctor.Broken, "no-metric-filter")
	r := readOf("early", 0)
	r.InLogs, r.Matched = noon.Add(2*time.Second), false
	s.at(5 * time.Second)
	s.send(quiet(r))
	s.keys("r")
	s.expect(t, "broken", "✗ filter: BROKEN", "- metric", "not ○ metric")
	s.report = verdictOf(monitor.HopFilter, doctor.Warning, "filter-newer-than-read")
	s.later(10 * time.Second)
	s.keys("r")
	s.expect(t, "mended", "! filter", "lost at filter: it came before the filter was made; ", "t makes another read", "not ✗ filter", "not ○ mail")
}

// A read whose record matches the pattern of before, in a minute that another read
// was counted in, has not passed a filter that is gone: the late alarm tells.
func TestAReadThatOnlySeemsToHavePassedTheFilter(t *testing.T) {
	s := newStage(120, 40, true)
	r := readOf("late", 0)
	r.InLogs, r.Matched = noon.Add(2*time.Second), true
	s.at(5 * time.Second)
	s.send(quiet(r), batchesMsg{{At: s.now, Datapoints: []watch.Datapoint{{At: noon, Value: 1, Count: 9}}, Alarm: &watch.AlarmState{Name: alarmName, State: "OK", Since: noon.Add(-time.Hour)}}})
	s.report = verdictOf(monitor.HopFilter, doctor.Broken, "no-metric-filter")
	s.keys("r")
	s.later(10 * time.Minute)
	s.keys("r")
	s.expect(t, "broken", "stops at filter: no-metric-filter", "- metric", "not late:")
	s.report = verdictOf(monitor.HopFilter, doctor.Warning, "filter-newer-than-read")
	s.later(10 * time.Second)
	s.keys("r")
	s.expect(t, "mended", "lost at filter (no-metric-filter), before the repair", "not late:", "not filter: BROKEN")
}

// Of two faults the one behind keeps nobody from seeing that a read was lost at the
// other, which is mended.
func TestALostReadIsNotAwaitedBehindASecondFault(t *testing.T) {
	s := newStage(120, 40, true)
	r := readOf("early", 0)
	r.InHistory = noon.Add(2 * time.Second)
	s.at(5 * time.Second)
	s.send(quiet(r))
	s.report = verdictOf(monitor.HopTrail, doctor.Broken, "trail-not-logging")
	s.keys("r")
	s.expect(t, "both", "stops at delivery: trail-not-logging")
	s.report = verdictOf(monitor.HopTopic, doctor.Broken, "topic-missing")
	s.later(time.Minute)
	s.keys("r")
	s.expect(t, "one mended", "lost at delivery (trail-not-logging), before the repair", "not late:", "topic-missing")
}

// A read whose mail is lost has a line of its own end: the next one, that has a mail,
// does not take it in.
func TestALostReadIsNotFoldedAway(t *testing.T) {
	s := newStage(120, 40, true)
	first := readOf("one", 0)
	first.InHistory = noon.Add(2 * time.Second)
	s.at(5 * time.Second)
	s.send(quiet(first))
	s.report = verdictOf(monitor.HopTrail, doctor.Broken, "trail-not-logging")
	s.keys("r")
	s.report = healthy()
	s.later(time.Minute)
	s.keys("r")
	second, third := readOf("two", 70*time.Second), readOf("three", 71*time.Second)
	s.send(batchesMsg{{At: s.now, Reads: []watch.Read{second, third}, Next: s.now.Add(time.Second)}})
	if n := s.live.reads.lines(); n != 2 {
		t.Errorf("%d lines, want the lost read and the two after it:\n%s", n, s.text())
	}
}

// An alarm that is gone keeps the mail back, whatever state it was in before.
func TestADeletedAlarmIsNotCalledInALARM(t *testing.T) {
	s := newStage(120, 40, true)
	s.at(5 * time.Second)
	r := readOf("during", 0)
	r.InLogs, r.Matched = noon.Add(2*time.Second), true
	s.send(quiet(r), batchesMsg{{
		At: s.now, Datapoints: []watch.Datapoint{{At: noon, Value: 1, Count: 9}},
		Alarm: &watch.AlarmState{Name: alarmName, State: "ALARM", Since: noon.Add(-time.Minute), Rule: monitor.DefaultRule()},
	}})
	s.report = verdictOf(monitor.HopAlarm, doctor.Broken, "no-alarm")
	s.keys("r")
	s.expect(t, "deleted", "stops at alarm: no-alarm", "not in ALARM already")
}

// What a hunt hides is not given away by a read that it keeps from its mail, and
// what an earlier one has shown stays known.
func TestAHuntHidesWhereAReadIsLost(t *testing.T) {
	s := huntStage(120, 40)
	s.live.hunt = hunt.New(context.Background(), func(context.Context) (hunt.Answer, error) {
		s.report = muted()
		return hunt.Answer{Code: "alarm-actions-disabled", Title: "The alarm's actions were switched off", Verdicts: []string{"alarm-actions-disabled"}}, nil
	})
	s.keys("B")
	s.at(time.Second)
	s.keys("t")
	s.readSeen(true)
	s.later(30 * time.Second)
	s.keys("r")
	s.expect(t, "covered", "not alarm-actions-disabled", "not lost at")
	s.keys("c")
	s.expect(t, "uncovered", "alarm-actions-disabled")
	s.report = verdictOf(monitor.HopSubscription, doctor.Waiting, doctor.CodePending)
	s.later(10 * time.Second)
	s.keys("r")
	s.expect(t, "mended but for the mail", "lost at action (alarm-actions-disabled)", "mended, it seems: i: confirm the address; then t makes a read", "not find it")
	s.report = healthy()
	s.later(10 * time.Second)
	s.keys("r", "esc", "B") // another hunt begins
	s.expect(t, "the next hunt", "something was broken", "lost at action (alarm-actions-disabled)")
}
