package setup

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"secretwatch/aws/foreign"
	"secretwatch/aws/monitor"
	"secretwatch/wizard"
)

const precious = "hunter2-is-precious"

// The whole story at the keyboard, with a typed value that must show nowhere.
func TestStory(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := &world{takes: time.Second}
		r := begin(t, w.sandbox(), wizard.Flags{})
		r.dumps = true
		r.sees("111122223333", "user/sam", "This is a sandbox")
		r.press("enter")
		if !r.s.Typing() {
			t.Fatal("the name's field has no focus")
		}
		r.press("ctrl+u", "text:prod/db", "tab", "down", "enter")
		r.press("text:oops", "ctrl+u")
		r.paste(precious[:8])
		r.press("text:" + precious[8:])
		r.dump.Reset() // keys and pastes are the terminal's, not ours
		r.settle()
		r.sees("•••")
		r.press("enter")
		if r.step() != wizard.StepTrail {
			t.Fatalf("at %s", r.step())
		}
		r.to(wizard.StepTopic)
		r.press("text:sam", "enter")
		r.sees(`"sam" is not an e-mail address; it should look like name@example.com.`)
		r.press("text:@example.com", "enter")
		r.sees("1.000", "0.024", "stays OK: silence")
		r.press("enter")
		r.wait(300 * time.Millisecond)
		if r.step() != wizard.StepBuild || r.s.Busy() == "" {
			t.Fatalf("at %s, busy %q", r.step(), r.s.Busy())
		}
		r.sees("✓ done secret prod/db 1.0 s", "→ working topic", "○ next alarm", "waits for the step E-mail")
		r.wait(8 * time.Second)
		r.sees("The monitor is built.")
		if w.value != precious {
			t.Errorf("the secret was made with %q", w.value)
		}
		if r.s.wiz.Value().Size() != 0 {
			t.Error("the value is still held after the secret was made")
		}
		r.press("enter")
		r.sees("Waiting for sam@example.com")
		r.press("i", "enter", "enter")
		r.wait(2 * time.Second)
		r.sees("The e-mail address is confirmed.")
		r.press("enter", "t")
		r.wait(2 * time.Second)
		r.sees("request 1471f5f6-7a10... is in Event history", "secretwatch sam, 198.51.100.7 (test)",
			"aws secretsmanager get-secret-value --secret-id prod/db",
			"✓ trail +1.0 s", "○ delivery", "next: delivery, usually about 5 minutes, expected by")
		r.press("enter")
		if r.shown == nil {
			t.Error("the live pane does not come")
		}
		if strings.Contains(r.dump.String(), precious) || strings.Contains(r.dump.String(), precious[:8]) {
			t.Error("the value shows in a frame, a message or a dump")
		}
	})
}

// Enter all the way, with nothing but the address typed, builds the
// recommended monitor.
func TestEnterAllTheWay(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := &world{}
		r := begin(t, w.deps(), wizard.Flags{Email: "sam@example.com"})
		r.to(wizard.StepConfirm)
		want := monitor.DesiredFor("TopSecretInfo", "sam@example.com", here)
		if got := r.s.desired; got.Names != want.Names || got.Alarm != want.Alarm || got.Email != want.Email || len(got.Takes) != 0 {
			t.Errorf("got %+v", got)
		}
		if len(w.made) != len(monitor.Kinds()) || w.orphans != nil {
			t.Errorf("made %v, left behind %v", w.made, w.orphans)
		}
		if len(w.value) != 32 {
			t.Errorf("the made up value has %d characters", len(w.value))
		}
	})
}

func TestIdentityFailsAndComesBack(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := &world{identify: errors.New("the SSO session has expired")}
		r := drive(t, w.deps(), wizard.Start{})
		r.sees("AWS says: the SSO session has expired.", "Ask an administrator")
		r.press("enter")
		if r.step() != wizard.StepAccount {
			t.Fatal("it goes on without an account")
		}
		w.identify = nil
		r.press("r")
		r.sees("us-east-1", "user/sam")
	})
}

// A build that fails says why, and is taken up again where it stopped.
func TestFailureAndRetry(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := &world{takes: 2 * time.Second, fails: map[monitor.Kind]error{monitor.KindTrail: errors.New("access denied")}}
		r := begin(t, w.deps(), wizard.Flags{Email: "sam@example.com"})
		r.all()
		r.wait(9 * time.Second)
		r.sees("… waits trail", "IAM is not ready yet; usually 10-30 s; gives up in 1 m 5")
		r.wait(5 * time.Second)
		r.sees("The build stopped before the end.", "AWS says: access denied.", "✗ FAILED trail", "- held alarm", "what is made stays")
		if !strings.Contains(r.s.Parting(), "What was built stays. `secretwatch setup") {
			t.Errorf("parting: %s", r.s.Parting())
		}
		w.fails = nil
		r.press("r")
		r.wait(30 * time.Second)
		r.sees("The monitor is built.")
		if w.applied != 2 {
			t.Errorf("applied %d times", w.applied)
		}
	})
}

func TestStopWhileBuilding(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := &world{takes: 2 * time.Second}
		r := begin(t, w.deps(), wizard.Flags{Email: "sam@example.com"})
		r.all()
		r.wait(3 * time.Second)
		r.press("esc")
		r.sees("Leave setup?", "The calls in flight will finish first", "`secretwatch setup --email sam@example.com` looks at what is there")
		r.press("esc")
		r.sees("Building the monitor.")
		r.press("esc", "y")
		if r.quit {
			t.Fatal("it left with a call in flight")
		}
		r.sees("Stopping: the calls in flight finish first.")
		r.wait(3 * time.Second)
		if !r.quit || !w.interrupts {
			t.Errorf("quit %v, interrupted %v", r.quit, w.interrupts)
		}
	})
}

// What setup did not make takes a yes of its own.
func TestNotOursIsAskedFor(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := &world{plan: func(list []monitor.Change) {
			for i, c := range list {
				if c.Kind == monitor.KindTrail {
					list[i].Action, list[i].NotOurs = monitor.ActionUpdate, true
					list[i].Settings = []monitor.Setting{{Name: "is logging", Have: "false", Want: "true"}}
				}
			}
		}}
		r := begin(t, w.deps(), wizard.Flags{Email: "sam@example.com"})
		r.press("x")
		r.wait(time.Second)
		r.sees("~ update trail", "not made by setup", "is logging: false → true", "each needs its own yes", "Without these the monitor cannot be built")
		r.press("down", "enter")
		if w.applied != 0 {
			t.Fatal("it was changed without a yes")
		}
		r.press("enter")
		r.sees("[✓] allow to change the trail")
		r.press("enter")
		r.wait(time.Second)
		if w.applied != 1 || !slices.Contains(w.asked, monitor.KindTrail) {
			t.Errorf("applied %d, asked %v", w.applied, w.asked)
		}
	})
}

func TestBlockedLeadsToItsStep(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := &world{plan: func(list []monitor.Change) {
			list[1].Action, list[1].Why = monitor.ActionBlocked, "this name belongs to another account"
		}}
		r := begin(t, w.deps(), wizard.Flags{Email: "sam@example.com"})
		r.press("x")
		r.wait(time.Second)
		r.sees("Something has to be decided first.", "! blocked bucket", "this name belongs to another account")
		r.press("enter")
		if r.step() != wizard.StepTrail || w.applied != 0 {
			t.Errorf("at %s, applied %d", r.step(), w.applied)
		}
		r.press("m", "tab", "ctrl+u", "text:another-name", "enter")
		if r.step() != wizard.StepReview || w.applied != 0 {
			t.Errorf("all at once, the new answer leads to %s, applied %d", r.step(), w.applied)
		}
		r.wait(time.Second)
	})
}

// An enter that was on its way before the plan appeared does not accept it.
func TestThePlanCannotBeAcceptedUnseen(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := &world{}
		r := begin(t, w.deps(), wizard.Flags{Email: "sam@example.com"})
		r.press("x", "enter")
		time.Sleep(200 * time.Millisecond)
		r.settle()
		r.sees("This is the plan.")
		r.press("enter")
		if r.step() != wizard.StepReview {
			t.Fatal("the plan was accepted the moment it appeared")
		}
		r.wait(500 * time.Millisecond)
		r.press("enter")
		if r.step() != wizard.StepBuild {
			t.Error("the plan cannot be accepted at all")
		}
	})
}

func TestPastedLinkConfirms(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := &world{}
		r := begin(t, w.deps(), wizard.Flags{Email: "sam@example.com"})
		r.to(wizard.StepConfirm)
		r.paste("hello") // goes into the field by itself
		r.press("enter")
		r.sees("This is not the link from the mail;")
		r.press("ctrl+u")
		link := "https://sns.us-east-1.amazonaws.com/confirmation.html?TopicArn=arn:aws:sns:us-east-1:111122223333:x&Token=2336412f37fb"
		r.paste(link + "\n")
		r.press("enter")
		r.wait(time.Second)
		if w.link != link {
			t.Errorf("confirmed with %q", w.link)
		}
		r.sees("The e-mail address is confirmed.")
	})
}

func TestConfirmMayWait(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := begin(t, (&world{}).deps(), wizard.Flags{Email: "sam@example.com"})
		r.to(wizard.StepConfirm)
		r.wait(70 * time.Second)
		r.sees("waited 1 m 1")
		r.press("l")
		if r.step() != wizard.StepRead {
			t.Errorf("at %s", r.step())
		}
		if !strings.Contains(r.s.Parting(), "its mails come once the link") {
			t.Errorf("parting: %s", r.s.Parting())
		}
	})
}

// A secret that is there although it was to be made is watched after a key.
func TestTheSecretExists(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := &world{found: &monitor.Secret{Name: foreign.New("TopSecretInfo")}}
		r := begin(t, w.deps(), wizard.Flags{Email: "sam@example.com"})
		r.press("x")
		r.wait(time.Second)
		r.sees("! blocked secret", "w watches the secret that exists")
		r.press("w")
		r.wait(time.Second)
		r.sees("= use secret", "not made by setup; stays as it is", "Build it now")
		r.press("enter")
		r.wait(time.Second)
		if w.applied != 1 || !r.s.desired.SecretExists || w.value != "" {
			t.Errorf("applied %d, exists %v, value %q", w.applied, r.s.desired.SecretExists, w.value)
		}
	})
}
