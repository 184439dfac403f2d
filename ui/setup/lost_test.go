package setup

import (
	"strings"
	"testing"
	"time"

	"secretwatch/wizard"
)

// A sandbox that was restarted under the wizard has nothing of what was made: the
// wizard says so with the next step, and makes it again.
func TestWhatIsGoneIsMadeAgain(t *testing.T) {
	onSandbox(t, func(t *testing.T, b *box) {
		r := b.begin(t)
		r.to(wizard.StepTopic)
		r.wait(30 * time.Second)
		if err := b.Reset(); err != nil {
			t.Fatal(err)
		}
		r.press("enter")
		r.wait(3 * time.Second)
		if r.step() != wizard.StepSecret || len(r.notices) == 0 || !strings.Contains(r.notices[len(r.notices)-1], "What was made is gone: perhaps") {
			t.Fatalf("at %s, notices %q", r.step(), r.notices)
		}
		r.sees("What was made is gone (secret, bucket", "Your answers are kept")
		if frame := r.frame(100, 30); strings.Contains(frame, "[x] Secret") || strings.Contains(frame, "[x] Trail") {
			t.Errorf("what is gone is ticked:\n%s", frame)
		}
		r.to(wizard.StepBuild)
		r.wait(20 * time.Second)
		r.sees("The monitor is built.")
		if got := b.missing(t); got != nil {
			t.Errorf("%v are missing", got)
		}
	})
}

// The same where only the confirmation is awaited, and where the read finds no
// secret.
func TestWhatIsGoneIsNoticedAfterTheBuild(t *testing.T) {
	for _, at := range []wizard.StepID{wizard.StepConfirm, wizard.StepRead} {
		onSandbox(t, func(t *testing.T, b *box) {
			r := b.begin(t)
			r.to(wizard.StepConfirm)
			r.wait(20 * time.Second)
			if at == wizard.StepRead {
				r.press("l")
			}
			if err := b.Reset(); err != nil {
				t.Fatal(err)
			}
			if at == wizard.StepRead {
				r.press("t")
			}
			r.wait(10 * time.Second)
			if r.step() != wizard.StepSecret || len(r.notices) == 0 || !strings.Contains(r.notices[len(r.notices)-1], "perhaps the sandbox was restarted") {
				t.Fatalf("%s: at %s, notices %q", at, r.step(), r.notices)
			}
			if frame := r.frame(100, 30); strings.Contains(frame, "[x] Alarm") || strings.Contains(frame, "[x] Confirm") {
				t.Errorf("%s: what is gone is ticked:\n%s", at, frame)
			}
			r.to(wizard.StepBuild)
			r.wait(20 * time.Second)
			r.sees("The monitor is built.")
			if got := b.missing(t); got != nil {
				t.Errorf("%s: %v are missing", at, got)
			}
		})
	}
}
