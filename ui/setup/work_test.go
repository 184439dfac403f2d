package setup

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"secretwatch/aws/monitor"
	"secretwatch/wizard"
)

var sam = wizard.Flags{Email: "sam@example.com"}

func (w *world) has(k monitor.Kind) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	_, ok := w.made[k]
	return ok
}

// A step's parts are made by its own answer, behind the person's back: the
// trail as soon as it is known where it delivers, the mail before the alarm.
func TestAStepIsMadeWhenItIsAnswered(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := &world{takes: time.Second}
		r := begin(t, w.deps(), sam)
		r.press("enter")
		r.sees("enter makes the secret")
		if w.applied != 0 {
			t.Fatal("looking at the account made something")
		}
		r.press("enter") // one enter answers the whole step
		if r.step() != wizard.StepTrail {
			t.Fatalf("at %s", r.step())
		}
		r.sees("→ Secret is being made")
		r.wait(2 * time.Second)
		r.sees("✓ secret made", "Made so far", "enter makes the bucket")
		if len(w.made) != 1 || !w.has(monitor.KindSecret) {
			t.Fatalf("made %v", w.made)
		}
		r.press("enter")
		r.wait(2 * time.Second)
		if w.has(monitor.KindTrail) || !w.has(monitor.KindBucket) {
			t.Fatalf("made %v", w.made)
		}
		r.press("b")
		r.sees("✓ done bucket", "next trail is made with the next step")
		r.press("enter", "enter", "enter", "tab")
		r.wait(8 * time.Second)
		if !w.has(monitor.KindTrail) || !w.has(monitor.KindMetricFilter) || w.has(monitor.KindTopic) {
			t.Fatalf("made %v", w.made)
		}
		r.press("shift+tab", "enter")
		r.wait(4 * time.Second)
		r.sees("subscribed; confirmation mail on its way")
		if w.has(monitor.KindAlarm) {
			t.Error("the alarm was made before it was answered")
		}
		if w.orphans != nil {
			t.Errorf("made twice: %v", w.orphans)
		}
	})
}

// An error stays at its step and says what to do; what waits for it goes on
// when it is mended.
func TestAnErrorStaysAtItsStep(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := &world{takes: time.Second, fails: map[monitor.Kind]error{monitor.KindTrail: errors.New("access denied")}}
		r := begin(t, w.deps(), sam)
		r.to(wizard.StepAlarm)
		r.wait(10 * time.Second)
		r.sees("✗ Log delivery needs you")
		if w.has(monitor.KindMetricFilter) {
			t.Error("the filter did not wait")
		}
		if !w.has(monitor.KindSubscription) {
			t.Error("the subscription waited for the trail")
		}
		r.press("g")
		r.sees("This step needs you.", "AWS says: access denied.", "Ask an administrator", "r tries again", "✗ FAILED trail")
		w.fails = nil
		r.press("r")
		r.wait(10 * time.Second)
		r.sees("This step is done.")
		if !w.has(monitor.KindTrail) || !w.has(monitor.KindMetricFilter) {
			t.Errorf("made %v", w.made)
		}
	})
}

func TestUndo(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := &world{takes: time.Second}
		r := begin(t, w.deps(), sam)
		r.to(wizard.StepAlarm)
		r.wait(10 * time.Second)
		for r.step() != wizard.StepDelivery {
			r.press("b")
		}
		r.press("u")
		r.sees("Undo the step Log delivery?", "- metric filter", "- trail", "- log group", "- role", "Your answers stay too.")
		r.press("esc")
		if w.undone != nil {
			t.Fatal("it was undone without a yes")
		}
		r.press("u", "x", "b", "enter") // no yes either, least of all what goes on everywhere else
		if w.undone != nil || r.s.work.undoing == nil {
			t.Fatal("another key than y answered")
		}
		r.press("y")
		r.sees("Removing what this run made")
		r.wait(3 * time.Second)
		want := []monitor.Kind{monitor.KindMetricFilter, monitor.KindTrail, monitor.KindLogGroup, monitor.KindRole}
		if !slices.Equal(w.undone, want) {
			t.Errorf("undone %v", w.undone)
		}
		if !w.has(monitor.KindBucket) || !w.has(monitor.KindTopic) || !w.has(monitor.KindSecret) {
			t.Errorf("too much is gone: %v", w.made)
		}
		r.sees("Where shall the trail's events be searched?", "enter makes the log group, role and trail")
		r.press("enter", "enter")
		r.wait(10 * time.Second)
		if !w.has(monitor.KindTrail) || !w.has(monitor.KindMetricFilter) || w.orphans != nil {
			t.Errorf("made %v, twice %v", w.made, w.orphans)
		}
	})
}

func TestUndoSaysWhatStays(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := &world{stays: "the trail company still delivers to it"}
		r := begin(t, w.deps(), sam)
		r.to(wizard.StepFilter)
		r.press("b", "u", "y")
		r.wait(3 * time.Second)
		r.sees("The log group /secretwatch/TopSecretInfo stays: the trail company still delivers to it")
		r.press("enter")
		if w.stays = ""; w.has(monitor.KindRole) || !w.has(monitor.KindLogGroup) {
			t.Errorf("left: %v", w.made)
		}
		r.press("u")
		r.sees("- log group")
	})
}

// Undoing the secret takes it back with its value, so that says so.
func TestUndoOfTheSecretWarns(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := &world{}
		r := begin(t, w.deps(), sam)
		r.to(wizard.StepTrail)
		r.wait(time.Second)
		r.press("b", "u")
		r.sees("goes at once and for good: there is no recovery window")
		r.press("y")
		r.wait(3 * time.Second)
		if w.has(monitor.KindSecret) {
			t.Fatal("the secret is still there")
		}
		r.press("ctrl+u", "text:prod/db", "enter")
		r.wait(time.Second)
		if w.made[monitor.KindSecret] != "prod/db" || w.orphans != nil {
			t.Errorf("made %v, left behind %v", w.made, w.orphans)
		}
	})
}

// What was there before the run cannot be undone by it.
func TestOnlyThisRunIsUndone(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := &world{}
		d := w.deps()
		w.made[monitor.KindLogGroup], w.made[monitor.KindRole] = "/secretwatch/TopSecretInfo", "secretwatch-TopSecretInfo-us-east-1"
		r := begin(t, d, sam)
		r.to(wizard.StepFilter)
		r.wait(time.Second)
		r.press("b")
		r.sees("✓ kept log group")
		r.press("u")
		r.sees("- trail")
		if text := r.frame(100, 40); strings.Contains(text, "- log group") || strings.Contains(text, "- role") {
			t.Errorf("undo would take what was there before:\n%s", text)
		}
	})
}

// Answers may change after their parts were made: settings follow, names wait
// for an undo.
func TestChangingWhatIsMade(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := &world{}
		r := begin(t, w.deps(), sam)
		r.to(wizard.StepFilter)
		r.wait(time.Second)
		before := w.applied
		r.press("b", "c", "m")
		r.sees("Log group /secretwatch/TopSecretInfo (made; only undoing the step frees the name)")
		r.press("ctrl+u", "text:90", "enter")
		r.wait(2 * time.Second)
		if r.step() != wizard.StepFilter || w.applied != before+1 || r.s.work.jobs[wizard.StepDelivery].desired.RetentionDays != 90 {
			t.Errorf("at %s, applied %d times", r.step(), w.applied-before)
		}
		// What could not stand is let go with the question; enter goes on.
		r.press("b", "c", "m", "ctrl+u", "text:many", "shift+tab")
		r.sees("This step is done.", "Kept, days 90")
		r.press("enter")
		if r.step() != wizard.StepFilter {
			t.Errorf("enter leads to %s", r.step())
		}
		for r.step() != wizard.StepSecret {
			r.press("b")
		}
		r.press("c", "ctrl+u", "text:another", "enter")
		if got := r.s.wiz.Answer(wizard.QSecret); got != "TopSecretInfo" || w.orphans != nil {
			t.Errorf("the secret's name became %q", got)
		}
	})
}

// What is there and not ours is asked for at its step.
func TestAStepAsksForWhatIsNotOurs(t *testing.T) {
	for _, action := range []monitor.Action{monitor.ActionUpdate, monitor.ActionAdopt} {
		synctest.Test(t, func(t *testing.T) {
			w := &world{plan: func(list []monitor.Change) {
				for i, c := range list {
					if c.Kind == monitor.KindTopic {
						list[i].Action, list[i].NotOurs = action, true
						list[i].Settings = []monitor.Setting{{Name: "policy", Have: "does not let the alarm publish", Want: "lets the alarm publish"}}
					}
				}
			}}
			r := begin(t, w.deps(), sam)
			r.to(wizard.StepAlarm)
			r.wait(time.Second)
			r.sees("✗ E-mail needs you")
			if w.has(monitor.KindSubscription) {
				t.Fatal("it went on without a yes")
			}
			r.press("g")
			r.sees("was not made by setup", "policy: does not let the alarm publish → lets the alarm publish", "c changes the answer")
			r.press("y")
			r.wait(2 * time.Second)
			if !w.has(monitor.KindSubscription) {
				t.Errorf("the yes does not make it: %v", w.made)
			}
			r.press("u")
			if r.s.work.undoing == nil || slices.Contains(r.s.work.undoing.kinds, monitor.KindTopic) {
				t.Error("undo would take a topic that was not made here")
			}
		})
	}
}

func TestTheExistingSecretIsWatchedAtItsStep(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := &world{found: &monitor.Secret{}}
		r := begin(t, w.deps(), sam)
		r.to(wizard.StepTrail)
		r.wait(time.Second)
		r.press("b")
		r.sees("cannot be made: a secret with this name exists already.", "w watches the secret that exists; its value stays")
		r.press("w")
		r.wait(time.Second)
		r.sees("This step is done.", "✓ kept secret")
		if w.value != "" {
			t.Error("a value was made up for it")
		}
	})
}

func TestLeavingWhileAStepIsMade(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := &world{takes: 2 * time.Second}
		r := begin(t, w.deps(), wizard.Flags{Email: "sam@example.com", Alarm: "Secret is read"})
		r.to(wizard.StepTrail)
		r.press("s")
		r.sees("Leave setup?", "The calls in flight will finish first", "--email sam@example.com", "--alarm 'Secret is read'", "y leaves", "enter or esc stays")
		r.press("enter")
		if r.s.leaving || r.quit {
			t.Fatal("enter leaves")
		}
		r.press("s", "y")
		if r.quit {
			t.Fatal("it left with a call in flight")
		}
		r.wait(4 * time.Second)
		if !r.quit || !w.has(monitor.KindSecret) {
			t.Errorf("quit %v, made %v", r.quit, w.made)
		}
	})
}

// x after some steps: what is made stays, and the plan has the rest.
func TestAcceptAllFromTheMiddle(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := &world{takes: time.Second}
		r := begin(t, w.deps(), sam)
		r.to(wizard.StepDelivery)
		r.press("x")
		r.sees("Waiting for what is being made right now")
		r.wait(6 * time.Second)
		r.sees("= keep secret", "+ create bucket", "Build it now")
		r.press("enter")
		r.wait(10 * time.Second)
		r.sees("The monitor is built.")
		if len(w.made) != len(monitor.Kinds()) || w.orphans != nil {
			t.Errorf("made %v, twice %v", w.made, w.orphans)
		}
	})
}

func TestTermsExplainAStep(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := begin(t, (&world{}).deps(), sam)
		r.press("enter", "ctrl+t")
		r.sees("The words of this step", "A named value that Secrets Manager keeps encrypted")
		if r.s.Typing() {
			t.Error("the field takes keys under the explanation")
		}
		r.press("down", "x", "y")
		r.sees("The one call that hands out the value.")
		r.press("esc")
		if got := r.s.wiz.Answer(wizard.QSecret); got != "TopSecretInfo" || r.step() != wizard.StepSecret {
			t.Errorf("the name became %q at %s", got, r.step())
		}
		r.press("tab", "e")
		r.sees("The words of this step")
	})
}

// A pattern of one's own shows at once what it matches; one that matches no
// read has to be insisted on.
func TestAPatternOfOnesOwn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := &world{}
		r := begin(t, w.deps(), sam)
		r.to(wizard.StepFilter)
		r.sees("✓ counts a read by name", "- no a denied read: $.errorCode is in the event")
		r.press("p", "ctrl+u", `text:{ $.eventName = "DescribeSecret" }`)
		r.sees("matches none of these reads", `a read by name: $.eventName is "GetSecretValue", not "DescribeSecret"`, "! counts DescribeSecret, its neighbour: should not")
		r.press("enter")
		r.sees("Enter once more takes it all the same.")
		if r.step() != wizard.StepFilter {
			t.Fatal("it was taken at once")
		}
		r.press("ctrl+u", `text:"GetSecretValue"`)
		r.sees("This pattern also counts: a denied read; a read of another secret.")
		r.press("ctrl+u", `text:{ $.eventName == "GetSecretValue" }`, "enter")
		r.sees("CloudWatch Logs would refuse this pattern: Invalid filter pattern: there is no ==; = compares.")
		r.press("ctrl+u", `text:{ $.eventName = "GetSecretValue" }`, "enter")
		r.wait(3 * time.Second)
		j := r.s.work.jobs[wizard.StepFilter]
		if j == nil || j.desired.FilterPattern() != `{ $.eventName = "GetSecretValue" }` || !w.has(monitor.KindMetricFilter) {
			t.Errorf("the filter is not made with it: %+v", j)
		}
	})
}

// A pattern that matches nothing may be taken, but it stays marked at the side for
// as long as it stands.
func TestABlindFilterStaysMarked(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := begin(t, (&world{}).deps(), sam)
		r.to(wizard.StepFilter)
		r.press("p", "ctrl+u", `text:{ $.eventName = "DescribeSecret" }`, "enter", "enter")
		r.wait(3 * time.Second)
		if r.step() != wizard.StepTopic {
			t.Fatalf("at %v", r.step())
		}
		if text := r.frame(100, 30); !strings.Contains(text, "[!] Metric filter blind") || !strings.Contains(text, "[x] Log delivery") {
			t.Errorf("the side does not say so:\n%s", text)
		}
		r.press("shift+tab", "u", "y")
		r.wait(3 * time.Second)
		r.press("p", "ctrl+u", `text:{ $.eventName = "GetSecretValue" }`, "enter")
		r.wait(3 * time.Second)
		if text := r.frame(100, 30); r.step() != wizard.StepTopic || strings.Contains(text, "[!]") {
			t.Errorf("mended, at %v, and yet:\n%s", r.step(), text)
		}
	})
}
