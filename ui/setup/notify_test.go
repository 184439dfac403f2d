package setup

import (
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"secretwatch/aws/build"
	"secretwatch/aws/monitor"
	"secretwatch/aws/sandbox/inbox"
	"secretwatch/aws/survey"
	"secretwatch/wizard"
)

func (b *box) seen(t *testing.T, rule bool) monitor.Snapshot {
	t.Helper()
	d := monitor.DesiredFor("TopSecretInfo", sam.Email, b.a.Place)
	d.EventBridge = rule
	seen, err := survey.TakeFor(t.Context(), b.a, d)
	if err != nil {
		t.Fatal(err)
	}
	return seen
}

// Asked for at its step, the rule is made with it, both mails are waited for,
// and undo takes all of it back.
func TestToldByTheRuleToo(t *testing.T) {
	onSandbox(t, func(t *testing.T, b *box) {
		r := b.begin(t)
		r.to(wizard.StepTopic)
		r.press("tab", "down", "space")
		r.sees("and who, when, where", "makes the topic, subscription, rule's topic, rule's subscription and EventBridge rule",
			"events put-rule", "An EventBridge rule, with a topic to confirm of its own")
		r.press("enter")
		r.wait(5 * time.Second)
		r.sees("subscribed; two mails to confirm")
		r.press("enter")
		r.wait(5 * time.Second)
		r.sees("The monitor is built.", "EventBridge rule secretwatch-TopSecretInfo_reads", "rule's topic")
		s := b.seen(t, false)
		if !s.ByRule() || s.Alarm.Value.Tags["secretwatch:notify"] != "alarm eventbridge" || len(*s.Rule.Value.Targets.Value) != 1 {
			t.Fatalf("built %+v, the alarm's tags %v", s.Rule.Value, s.Alarm.Value.Tags)
		}
		r.press("enter")
		r.wait(2 * time.Second)
		r.sees("Waiting for sam@example.com to be confirmed for both topics (2 mails to open")
		mails, err := b.Inbox().List(t.Context())
		if err != nil || len(mails) != 2 {
			t.Fatalf("mails %v, error %v", mails, err)
		}
		for i, m := range mails {
			if err := b.Inbox().Open(t.Context(), m.Links[0].URL); err != nil {
				t.Fatal(err)
			}
			r.wait(2 * time.Second)
			if i == 0 {
				r.sees("for both topics (1 mail to open")
			}
		}
		r.sees("The e-mail address is confirmed.", "the EventBridge rule's mails")
		r.run(r.s.goTo(wizard.StepTopic))
		r.settle()
		r.press("u", "y")
		r.wait(3 * time.Second)
		if s := b.seen(t, true); s.Rule.There() || s.RuleTopic.There() || s.Topic.There() {
			t.Errorf("after undo there is the rule %v, its topic %v, the topic %v", s.Rule.Value, s.RuleTopic.Value, s.Topic.Value)
		}
	})
}

// Run again, the wizard keeps what is there; --notify alarm asks before it takes
// it away.
func TestTheWizardTakesTheRuleAwayAfterAYes(t *testing.T) {
	onSandbox(t, func(t *testing.T, b *box) {
		flags := sam
		flags.Notify = wizard.ByBoth
		first := drive(t, b.deps(), wizard.Start{Place: b.a.Place, Caller: b.a.Caller, Flags: flags})
		first.all()
		first.wait(5 * time.Second)
		if !b.seen(t, false).ByRule() {
			t.Fatal("the rule was not built")
		}
		second := b.begin(t)
		second.press("x")
		second.wait(time.Second)
		second.sees("Everything is there already.")

		flags.Notify = wizard.ByAlarm
		third := drive(t, b.deps(), wizard.Start{Place: b.a.Place, Caller: b.a.Caller, Flags: flags})
		third.press("x")
		third.wait(time.Second)
		third.sees("- delete EventBridge rule", "allow to delete the EventBridge rule")
		third.press("enter")
		third.wait(time.Second)
		if third.step() != wizard.StepReview || !b.seen(t, false).ByRule() {
			t.Fatal("it was taken away after one yes of three")
		}
		third.press("enter", "enter", "enter")
		third.wait(5 * time.Second)
		third.sees("The monitor is built.")
		if s := b.seen(t, true); s.Rule.There() || s.RuleTopic.There() || s.Alarm.Value.Tags["secretwatch:notify"] != "" {
			t.Errorf("there is still %v, %v, %v", s.Rule.Value, s.RuleTopic.Value, s.Alarm.Value.Tags)
		}
	})
}

// A mistyped address is put right where it is noticed: at the confirmation.
func TestAnotherAddress(t *testing.T) {
	onSandbox(t, func(t *testing.T, b *box) {
		r := b.begin(t)
		r.all()
		r.wait(5 * time.Second)
		r.press("enter")
		r.wait(time.Second)
		r.sees("c changes the address")
		r.press("c")
		if !r.s.Typing() {
			t.Fatal("letters would be keys")
		}
		r.press("ctrl+u", "text:nobody", "enter")
		r.sees(`"nobody" is not an e-mail address`, "cannot be taken back while it is pending")
		r.press("ctrl+u", "text:ana@example.com", "enter")
		r.wait(2 * time.Second)
		r.sees("Waiting for ana@example.com", "The subscription of sam@example.com gets nothing, and goes by itself")
		mails, err := b.Inbox().List(t.Context())
		if err != nil || len(mails) != 2 || !slices.ContainsFunc(mails, func(m inbox.Mail) bool { return m.To == "ana@example.com" }) {
			t.Fatalf("mails %v, error %v", mails, err)
		}
		for _, m := range mails {
			if m.To == "ana@example.com" {
				if err := b.Inbox().Open(t.Context(), m.Links[0].URL); err != nil {
					t.Fatal(err)
				}
			}
		}
		r.wait(2 * time.Second)
		r.sees("The e-mail address is confirmed.", "ana@example.com gets")
		if d := r.s.wiz.Draft(); d.Email != "ana@example.com" {
			t.Errorf("the monitor's address is %s", d.Email)
		}
	})
}

// However many parts are made, the estimate says that it is one, and of what.
func TestTheEstimateKeepsItsHeading(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		deps := (&world{}).deps()
		deps.Price = build.Price
		r := begin(t, deps, sam)
		for _, id := range []wizard.StepID{wizard.StepSecret, wizard.StepTopic, wizard.StepBuild} {
			r.to(id)
			r.wait(time.Second)
			if got := r.frame(80, 22); !strings.Contains(got, "Estimate, USD") || !strings.Contains(got, "a month, about") {
				t.Errorf("%s:\n%s", id, got)
			}
		}
	})
}
