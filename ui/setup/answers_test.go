package setup

import (
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"secretwatch/aws/monitor"
	"secretwatch/wizard"
)

// A value that is typed on "type it" is the value, whatever letters it begins with:
// none of them leaves, goes back or copies.
func TestTypingOnTypeItIsTheValue(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := begin(t, (&world{}).deps(), sam)
		r.to(wizard.StepSecret)
		r.press("tab", "down", "text:sybx ue1")
		if r.step() != wizard.StepSecret || r.s.covered() || r.quit {
			t.Fatalf("the letters were taken for keys: at %s", r.step())
		}
		if n := r.s.wiz.Value().Len(); n != 8 || r.s.wiz.Answer(wizard.QSource) != wizard.FromTyping {
			t.Errorf("the value has %d characters, and comes from %s", n, r.s.wiz.Answer(wizard.QSource))
		}
	})
}

// Once there is a value, a letter on the option is a key again, and never added to
// what cannot be seen.
func TestNothingIsAddedToAValueFromItsOption(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := begin(t, (&world{}).deps(), sam)
		r.to(wizard.StepSecret)
		r.press("tab", "down", "text:sunk", "up", "text:e")
		if n := r.s.wiz.Value().Len(); n != 4 || r.s.Typing() || r.s.terms == nil {
			t.Errorf("the value has %d characters, want 4; terms %v", n, r.s.terms)
		}
	})
}

// An answer that cannot stand sends back from the plan, which is not behind then.
func TestThePlanIsNotBehindAnAnswerThatCannotStand(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := begin(t, (&world{}).deps(), wizard.Flags{})
		r.to(wizard.StepTrail)
		r.press("x")
		r.wait(time.Second)
		r.sees("Some answers cannot stand yet.")
		r.press("enter")
		if frame := r.frame(100, 30); r.step() != wizard.StepTopic || !strings.Contains(frame, "[ ] Review") {
			t.Errorf("at %s:\n%s", r.step(), frame)
		}
	})
}

// Space on the option chooses it and is no part of the value.
func TestSpaceOnTypeItChooses(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := begin(t, (&world{}).deps(), sam)
		r.to(wizard.StepSecret)
		r.press("tab", "down", "space")
		if r.s.wiz.Value().Len() != 0 || r.s.wiz.Answer(wizard.QSource) != wizard.FromTyping {
			t.Errorf("the value has %d characters, and comes from %s", r.s.wiz.Value().Len(), r.s.wiz.Answer(wizard.QSource))
		}
	})
}

// A choice of reads takes the recommended pattern again; coming by does not.
func TestTheWayBackFromAPatternOfOnesOwn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := begin(t, (&world{}).deps(), sam)
		r.to(wizard.StepFilter)
		recommended := r.s.wiz.Answer(wizard.QPattern)
		const own = `{ $.eventName = "GetSecretValue" }`
		r.press("p", "ctrl+u", "text:"+own)
		r.sees("Your own pattern counts (below).")
		r.press("shift+tab", "shift+tab")
		for r.step() != wizard.StepFilter {
			r.press("enter")
			r.wait(time.Second)
		}
		if got := r.s.wiz.Answer(wizard.QPattern); got != own {
			t.Fatalf("coming back made it %s", got)
		}
		r.press("ctrl+u", "shift+tab", "space")
		if got := r.s.wiz.Answer(wizard.QPattern); got != recommended || r.s.wiz.OwnPattern() {
			t.Errorf("the pattern is %q", got)
		}
		r.press("enter")
		r.wait(3 * time.Second)
		if r.step() != wizard.StepTopic {
			t.Errorf("at %s", r.step())
		}
	})
}

// What the plan would never mail is said where the yes is given.
func TestThePlanSaysWhatKeepsTheMailFromComing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := begin(t, (&world{}).deps(), sam)
		r.s.wiz.Set(wizard.QStatistic, "Average")
		r.s.wiz.Set(wizard.QThreshold, "1000")
		r.press("x")
		r.wait(time.Second)
		r.sees("Statistic: With Average one read among many events is far below 1: no e-mail.", "A single read will not send an e-mail.")
	})
}

func TestAThresholdThatIsAlwaysReachedSendsNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := begin(t, (&world{}).deps(), sam)
		r.to(wizard.StepAlarm)
		r.s.wiz.Set(wizard.QThreshold, "0")
		r.sees("always ALARM: silence")
	})
}

// The answer that cannot stand is the one under the cursor, with what is wrong.
func TestThePlanLeadsToTheWrongAnswer(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := begin(t, (&world{}).deps(), sam)
		r.s.wiz.Set(wizard.QBucket, "UPPER_bucket!")
		r.press("x", "enter")
		f, ok := r.s.page().(*formPage)
		if !ok || f.row().q.ID != wizard.QBucket || f.problems[wizard.QBucket] == "" {
			t.Errorf("at %s:\n%s", r.step(), r.frame(100, 40))
		}
	})
}

func TestUndoingNothingSaysSo(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := &world{}
		r := begin(t, w.deps(), sam)
		r.to(wizard.StepTrail)
		r.press("u")
		if len(r.notices) != 1 || w.has(monitor.KindBucket) {
			t.Errorf("notices %q", r.notices)
		}
	})
}

// From the plan of the whole, back leads to where it was asked for, and the steps
// are made one by one again.
func TestBackFromThePlan(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := &world{}
		r := begin(t, w.deps(), sam)
		r.to(wizard.StepTrail)
		r.press("x")
		r.wait(time.Second)
		r.press("b")
		if r.step() != wizard.StepTrail || r.s.been[wizard.StepReview] {
			t.Fatalf("back at %s", r.step())
		}
		r.press("enter")
		r.wait(2 * time.Second)
		if r.step() != wizard.StepDelivery || !w.has(monitor.KindBucket) {
			t.Errorf("at %s, made %v", r.step(), w.made)
		}
	})
}
