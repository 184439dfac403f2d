package live

import (
	"testing"
	"time"

	"secretwatch/aws/account"
	"secretwatch/aws/doctor"
	"secretwatch/aws/foreign"
	"secretwatch/aws/monitor"
	"secretwatch/aws/trace"
	"secretwatch/aws/watch"
)

// delivered is a read whose record came to the log group, and that the watcher's
// pattern did not match.
func delivered(id string, after time.Duration) watch.Read {
	r := readOf(id, after)
	r.InLogs, r.JSON = noon.Add(after+2*time.Second), foreign.New(`{"eventName":"GetSecretValue"}`)
	return r
}

// A filter that was put back counts the reads from then on, also in a pane that
// was opened while there was none.
func TestAFilterThatWasPutBackCounts(t *testing.T) {
	const pattern = `{ $.eventName = "GetSecretValue" }`
	s := newStage(100, 30, true)
	s.live.feed.NoPattern = true // as where there was none
	now, since := "", time.Time{}
	s.live.feed.Filter = func() (string, time.Time, bool) { return now, since, true }
	s.report = healthy()
	s.send(quiet(delivered("old", 0)))
	s.keys("r")
	status := func() trace.Hop {
		s.live.list.Top()
		s.live.follow()
		return s.live.path.Of(monitor.HopFilter)
	}
	if h := status(); h.Status != trace.Unknown {
		t.Errorf("while there is none: %+v", h)
	}
	now, since = pattern, noon.Add(time.Minute)
	s.at(2 * time.Minute)
	s.send(quiet(delivered("new", 90*time.Second)))
	s.keys("r")
	if h := status(); h.Status != trace.OK {
		t.Errorf("once it is back: %+v", h)
	}
	update := delivered("new", 90*time.Second) // Event history has it too
	update.Update, update.InHistory = true, noon.Add(3*time.Minute)
	s.send(quiet(update))
	if h := status(); h.Status != trace.OK {
		t.Errorf("after an update of the watcher: %+v", h)
	}
	s.at(4 * time.Minute)
	s.keys("r")
	now = ""
	s.at(5 * time.Minute)
	s.keys("r")
	s.send(quiet(delivered("gone", 5*time.Minute)))
	if h := status(); h.Status != trace.Broken || h.Said(trace.EvidenceWhy) != "there was no metric filter that could match the record" {
		t.Errorf("once it is gone: %+v", h)
	}
}

// An alarm that was changed is a reason to look at the chain.
func TestAChangedAlarmIsLookedAt(t *testing.T) {
	s := newStage(100, 30, false)
	s.live.feed.Fast = false
	s.report = healthy()
	alarm := func(muted bool) batchesMsg {
		return batchesMsg{{At: s.now, Alarm: &watch.AlarmState{Name: "a", State: "OK", Rule: monitor.DefaultRule(), Actions: 1, Muted: muted}}}
	}
	s.send(alarm(false))
	s.keys("r")
	s.later(10 * time.Second)
	checks := s.checks
	s.send(alarm(false))
	if s.checks != checks {
		t.Error("the same alarm is looked at again")
	}
	s.send(alarm(true))
	if s.checks == checks {
		t.Error("an alarm that was muted is not looked at")
	}
}

// That nothing can be seen for a while does not take away what was known.
func TestAnOutageKeepsTheVerdict(t *testing.T) {
	s := newStage(120, 40, true)
	s.report = muted()
	s.send(quiet(earlier()...))
	s.keys("r")
	code := s.live.report.Verdict.Code
	s.live.feed.Failing = func() []watch.Failing {
		return []watch.Failing{{Source: watch.SourceAlarm, Problem: account.Problem{Kind: account.NoNetwork, Summary: "nobody listens"}}}
	}
	s.report = doctor.Report{Verdict: doctor.Finding{Code: "cannot-see", Status: doctor.Unknown, Summary: "cannot see the secret"}}
	s.send(quiet())
	s.keys("r")
	if got := s.live.report.Verdict.Code; got != code {
		t.Errorf("the verdict is %s", got)
	}
	s.expect(t, "outage", "could not check: no network", "not cannot see the secret")
	s.live.feed.Failing = func() []watch.Failing { return nil }
	s.send(quiet())
	s.keys("r")
	s.expect(t, "seen, but not allowed", "cannot-see")
}
