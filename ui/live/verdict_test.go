package live

import (
	"errors"
	"testing"
	"time"

	"secretwatch/aws/account"
	"secretwatch/aws/doctor"
	"secretwatch/aws/foreign"
	"secretwatch/aws/monitor"
	"secretwatch/aws/watch"
)

// onItsWay is a pane with a read that has passed the alarm, and no action yet.
func onItsWay(t *testing.T, report doctor.Report) *stage {
	t.Helper()
	s := newStage(120, 40, true)
	s.send(quiet(earlier()...))
	s.keys("t")
	s.readSeen(true)
	s.at(3500 * time.Millisecond)
	at := noon.Add(3 * time.Second)
	s.send(batchesMsg{{
		At: s.now, Next: s.now.Add(time.Second), Transitions: []watch.Transition{{At: at, Alarm: alarmName, From: "OK", To: "ALARM"}},
		Alarm: &watch.AlarmState{Name: alarmName, State: "ALARM", Since: at, Rule: monitor.DefaultRule(), Actions: 1},
	}})
	s.report = report
	s.at(30 * time.Second)
	s.tick()
	return s
}

func muted() doctor.Report {
	r := healthy()
	r.Verdict = finding(monitor.HopAction, doctor.Broken, "alarm-actions-disabled", "The alarm's actions are switched off.")
	return r
}

// A check that failed says why, and nothing that contradicts it.
func TestACheckThatFailedClaimsNothing(t *testing.T) {
	s := onItsWay(t, healthy())
	s.send(reportMsg{err: account.Problem{Kind: account.Expired, Summary: "The credentials have expired."}})
	s.expect(t, "expired", "? could not check: credentials expired; last verdict, at 12:00:30: healthy", "not every hop is well")
	s.send(reportMsg{err: errors.New("connection refused, and a long story behind it that has no room in a line of the screen, however wide that is")})
	s.expect(t, "long", "? could not check: ", "not every hop is well", "not last verdict")
}

// A verdict that a read has outrun says that it is from before the read.
func TestAVerdictFromBeforeTheRead(t *testing.T) {
	for _, c := range []struct {
		name   string
		report doctor.Report
		want   string
		not    string
	}{
		{"healthy", healthy(), " before this read: healthy, every hop was well", "not ✓ healthy"},
		{"broken", muted(), " ✗ BROKEN alarm-actions-disabled  before this read: The alarm's actions", "not stops at"},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := newStage(120, 40, true)
			s.send(quiet(earlier()...), reportMsg{report: c.report})
			s.at(time.Minute)
			s.send(batchesMsg{{At: s.now, Reads: []watch.Read{readOf("new", 59*time.Second)}, Next: s.now.Add(time.Second)}})
			s.expect(t, c.name, c.want, c.not)
			s.report = c.report
			s.keys("r")
			s.expect(t, "checked again", "not before this read")
		})
	}
}

// Where a check has found the chain broken ahead of a read, no clock runs on.
func TestABrokenHopStopsTheClock(t *testing.T) {
	s := onItsWay(t, healthy())
	s.expect(t, "before", "late: the alarm's action", "! action")
	s.report = muted()
	s.keys("r")
	s.expect(t, "after", "✗ action", "- mail", "will not come", "✗ stops at action: alarm-actions-disabled", "not late", "not to come")
	if s.live.pending() {
		t.Error("the clock still runs")
	}
	tr := s.live.transitions[0]
	tr.Actions = []watch.ActionResult{{At: noon.Add(31 * time.Second), Target: "arn:aws:sns:us-east-1:111122223333:t", OK: true}}
	s.send(batchesMsg{{At: s.now, Next: s.now.Add(time.Second), Transitions: []watch.Transition{tr}}})
	s.expect(t, "mended by others", "✓ action", "not stops at")
}

// A read that is late asks once for a check that knows it to be.
func TestLateAsksOnce(t *testing.T) {
	s := onItsWay(t, healthy())
	s.at(40 * time.Second)
	s.tick()
	before := s.checks
	for n := range 5 {
		s.at(time.Duration(50+n) * time.Second)
		s.tick()
	}
	if before < 2 || s.checks != before {
		t.Errorf("%d checks, then %d", before, s.checks)
	}
}

// Without a connection nothing is called late, and the state says its age.
func TestBlindIsNotLate(t *testing.T) {
	s := onItsWay(t, healthy())
	lost := []watch.Failing{{Source: watch.SourceAlarm, Problem: account.Problem{Kind: account.NoNetwork, Summary: "no connection"}, Again: noon.Add(35 * time.Second)}}
	s.live.feed.Failing = func() []watch.Failing { return lost }
	s.at(33 * time.Second)
	s.send(batchesMsg{{At: s.now, Next: s.now.Add(time.Second), Trouble: map[watch.Source]foreign.String{watch.SourceAlarm: foreign.New("no")}}})
	s.expect(t, "lost", "[ALARM, last seen 12:00:03]", "ALARM since 12:00:03, last seen 12:00:03", "cannot see: no network; last seen 12:00:03",
		"not late", "not under a minute", "asking again at 12:00:35")
	s.at(37 * time.Second)
	s.tick()
	s.expect(t, "past", "asking now", "next look now", "not 12:00:35", "not next look 12")
	lost = nil
	s.send(batchesMsg{{At: s.now, Next: s.now.Add(time.Second)}})
	s.expect(t, "back", "[ALARM]", "not last seen", "not cannot see")
}

// That a part is gone is an answer and no outage: the checklist looks by itself,
// once, and not for as long as only the network is away.
func TestWhatIsGoneIsCheckedByItself(t *testing.T) {
	for _, c := range []struct {
		name string
		kind account.Kind
		want int
	}{
		{"gone", account.Other, 1},
		{"no network", account.NoNetwork, 0},
	} {
		s := newStage(100, 30, true)
		s.live.feed.Fast = false // a sandbox is looked at again and again
		s.send(quiet(earlier()...), reportMsg{report: healthy()})
		var lost []watch.Failing
		s.live.feed.Failing = func() []watch.Failing { return lost }
		before := s.checks
		for n := range 10 {
			s.at(time.Duration(60+10*n) * time.Second)
			lost = []watch.Failing{{Source: watch.SourceAlarm, Problem: account.Problem{Kind: c.kind, Summary: "there is no alarm"}, Again: s.now.Add(time.Minute)}}
			s.send(batchesMsg{{At: s.now, Next: s.now.Add(time.Second), Trouble: map[watch.Source]foreign.String{watch.SourceAlarm: foreign.New("no")}}})
			s.tick()
		}
		if got := s.checks - before; got != c.want {
			t.Errorf("%s: %d checks, want %d", c.name, got, c.want)
		}
	}
}

// Reads of programs that nobody knows stand apart, with their names.
func TestUnknownProgramsStandApart(t *testing.T) {
	s := newStage(160, 50, true)
	var reads []watch.Read
	for i, agent := range []string{"curl/8.5.0", "curl/8.5.0", "sneaky/1 x", "sneaky/1 y"} {
		r := readOf(string(rune('a'+i)), time.Duration(-60+i)*time.Second)
		r.How, r.Agent = "other", foreign.New(agent)
		reads = append(reads, r)
	}
	s.send(quiet(reads...))
	s.expect(t, "programs", "other curl", "other sneak", "×2", "not ×4")
	if n := len(s.live.reads.groups); n != 3 {
		t.Errorf("%d groups", n)
	}
}

// A verdict that waits for a mail is over with the mail, and says so until the
// chain is looked at again.
func TestAVerdictFromBeforeTheMail(t *testing.T) {
	s := newStage(120, 40, true)
	s.send(quiet(earlier()...))
	s.keys("t")
	s.readSeen(true)
	waiting := healthy()
	waiting.Verdict = doctor.Finding{Code: "alarm-not-evaluated-yet", Hop: monitor.HopAlarm, Status: doctor.Waiting, Summary: "the alarm has not looked at it yet"}
	began := s.live.path.Of(monitor.HopRead).At.Add(time.Second)
	s.live.judge(&waiting, began)
	s.sees(t, "on its way", "the alarm has not looked at it yet", "not before its mail")
	s.mails = mails()
	s.alarmed()
	s.live.judge(&waiting, began) // nobody has looked again yet
	if at := s.live.path.Of(monitor.HopMail).At; !at.After(began) {
		t.Fatalf("the mail came at %s", at)
	}
	if got := s.live.outdated(); got != "before its mail:" {
		t.Errorf("the verdict is of %q", got)
	}
}

// What is mended elsewhere is seen without a read: on a sandbox soon, on AWS when
// somebody is there.
func TestWhatIsAmissIsLookedAtAgain(t *testing.T) {
	for _, fast := range []bool{true, false} {
		s := newStage(120, 40, true)
		s.live.feed.Fast = fast
		s.report = muted()
		s.send(quiet(earlier()...))
		s.keys("r")
		checks := s.checks
		s.later(5 * time.Second)
		s.keys("down")
		if s.checks != checks {
			t.Errorf("fast %v: a key looks at everything again after 5 s", fast)
		}
		s.later(20 * time.Second)
		if got := s.checks > checks; got != fast {
			t.Errorf("fast %v: looked again by itself within 25 s: %v", fast, got)
		}
		s.later(time.Minute)
		checks = s.checks
		s.keys("up")
		if got := s.checks > checks; got == fast {
			t.Errorf("fast %v: a key after a minute looks again: %v", fast, got)
		}
		s.report = healthy()
		s.keys("r")
		checks = s.checks
		s.later(2 * time.Minute)
		s.keys("down")
		if got := s.checks > checks; got != fast {
			t.Errorf("fast %v: what is well is looked at again within 2 min: %v", fast, got)
		}
		checks = s.checks
		s.later(4 * time.Minute)
		s.keys("down")
		if s.checks == checks {
			t.Errorf("fast %v: what is well is not looked at again", fast)
		}
	}
}
