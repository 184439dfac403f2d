package setup

import (
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"secretwatch/aws/account"
	"secretwatch/aws/monitor"
	"secretwatch/wizard"
)

func noAnswer() error {
	return account.Problem{Kind: account.NoNetwork, Summary: "nobody listens on http://127.0.0.1:4566"}
}

// When the network is back, a part that failed for want of it is made without a
// key, once.
func TestWhatPassesIsTriedAgainByItself(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := &world{takes: time.Second, fails: map[monitor.Kind]error{monitor.KindTrail: noAnswer()}}
		r := begin(t, w.deps(), sam)
		r.to(wizard.StepAlarm)
		r.wait(10 * time.Second)
		r.sees("✗ Log delivery needs you")
		r.press("g")
		r.sees("nobody listens", "r tries again now; by itself it does at 00:00:")
		r.wait(time.Minute)
		r.sees("This step needs you.")
		before := w.applied
		r.wait(41 * time.Second)
		if w.applied != before+1 {
			t.Errorf("in 40 s it was tried %d times", w.applied-before)
		}
		w.fails = nil
		r.wait(50 * time.Second)
		r.sees("This step is done.")
		if !w.has(monitor.KindTrail) || !w.has(monitor.KindMetricFilter) {
			t.Errorf("made %v", w.made)
		}
		if w.orphans != nil {
			t.Errorf("made twice: %v", w.orphans)
		}
	})
}

func TestWhatDoesNotPassWaitsForThePerson(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := &world{takes: time.Second, fails: map[monitor.Kind]error{monitor.KindTrail: errors.New("access denied")}}
		r := begin(t, w.deps(), sam)
		r.to(wizard.StepAlarm)
		r.wait(10 * time.Second)
		before := w.applied
		r.wait(5 * time.Minute)
		if w.applied != before {
			t.Error("it was tried again")
		}
	})
}

func TestPagesAskAgainByThemselves(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := &world{takes: time.Second, identify: noAnswer()}
		r := drive(t, w.deps(), wizard.Start{Flags: sam})
		r.sees("nobody listens", "r asks again now; by itself it does every 10 s")
		w.identify = nil
		r.wait(11 * time.Second)
		r.sees("111122223333")
		w.surveyErr = noAnswer()
		r.press("x")
		r.wait(time.Second)
		r.sees("Looking at what is there did not work.", "r looks again now; by itself it does every 10 s")
		w.surveyErr = nil
		r.wait(11 * time.Second)
		r.sees("Build it now")
	})
}
