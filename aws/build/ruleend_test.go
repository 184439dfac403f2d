package build_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/eventbridge/types"

	"secretwatch/aws/build"
	"secretwatch/aws/monitor"
	"secretwatch/aws/survey"
)

// Where the alarm alone shall tell, a rule of others that tells the monitor's
// topic stays, as does the topic, and both are said, with what ends their mails.
func TestTheAlarmAloneLeavesTheRuleOfOthersAndSaysSo(t *testing.T) {
	story(t, func(t *testing.T, b *box) {
		b.d.EventBridge = true
		b.build()
		confirmAll(t, b)
		b.replaceRule(theirPattern, types.RuleStateEnabledWithAllCloudtrailManagementEvents)
		b.build() // adopts it
		b.d.EventBridge, b.d.AlarmOnly = false, true
		planned := b.plan()
		topic := b.d.RuleTopicARN(b.d.Place)
		for kind, want := range map[monitor.Kind]monitor.Change{
			monitor.KindRule:      {Name: "theirs", Why: "was not made by secretwatch, so it stays and goes on telling the topic " + b.d.RuleTopic},
			monitor.KindRuleTopic: {Name: b.d.RuleTopic, Why: "the EventBridge rule theirs still tells it, so it stays and goes on sending to me@example.com"},
		} {
			if c := change(planned, kind); c.Action != monitor.ActionNone || c.Name != want.Name || c.Why != want.Why {
				t.Errorf("%s %s: %s, %q", kind, c.Name, c.Action, c.Why)
			}
		}
		if n := len(planned); n != len(monitor.Kinds())+2 {
			t.Errorf("%d changes are planned", n)
		}
		ends := build.EndRule(b.look(survey.Plan), "http://localhost:1", "me")
		want := []string{
			"aws events remove-targets --region us-east-1 --endpoint-url http://localhost:1 --profile me --rule theirs --ids 1",
			"aws sns delete-topic --region us-east-1 --endpoint-url http://localhost:1 --profile me --topic-arn " + topic,
		}
		if !slices.Equal(ends, want) {
			t.Errorf("ended by\n%s\nwant\n%s", strings.Join(ends, "\n"), strings.Join(want, "\n"))
		}
		results, err := build.Apply(t.Context(), b.a, b.d, planned, build.Options{})
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range results {
			if r.State != build.Done {
				t.Errorf("%s is %s: %v", r.Change.Kind, r.State, r.Err)
			}
		}
		if all := rules(t, b); len(all) != 1 || *all[0].Name != "theirs" {
			t.Errorf("rules %v", all)
		}
		if s := b.look(survey.Plan); s.ByRule() || s.Alarm.Value.Tags[monitor.TagNotify] != "" {
			t.Errorf("the alarm remembers %v", s.Alarm.Value.Tags)
		}
	})
}

// A rule that tells nobody of ours ends nobody's mails, and ours needs no
// commands: it goes.
func TestNothingToEndWhereNoRuleOfOthersTellsTheTopic(t *testing.T) {
	own := applied(byRule())
	elsewhere := applied(byRule())
	elsewhere.Rule.Value.Tags = nil
	elsewhere.Rule.Value.Targets = monitor.Found([]monitor.RuleTarget{{ID: "1", ARN: "arn:aws:sns:us-east-1:111122223333:other"}})
	for name, s := range map[string]monitor.Snapshot{"ours": own, "tells another topic": elsewhere, "no rule": applied(wish())} {
		if ends := build.EndRule(s, "", ""); len(ends) != 0 {
			t.Errorf("%s: %v", name, ends)
		}
	}
	d := wish()
	d.AlarmOnly = true
	plan := build.Plan(d, elsewhere)
	if c := change(plan, monitor.KindRule); c.Action != monitor.ActionNone || c.Why != "was not made by secretwatch, so it stays" {
		t.Errorf("planned as %s: %q", c.Action, c.Why)
	}
	if c := change(plan, monitor.KindRuleTopic); c.Action != monitor.ActionDelete {
		t.Errorf("the topic is planned as %s: %q", c.Action, c.Why)
	}
}

// A topic of others stays, and that is said; the monitor's rule goes.
func TestATopicOfOthersIsSaidToStay(t *testing.T) {
	d := wish()
	d.AlarmOnly = true
	s := applied(byRule())
	s.RuleTopic.Value.Tags = nil
	plan := build.Plan(d, s)
	if c := change(plan, monitor.KindRuleTopic); c.Action != monitor.ActionNone || c.Why != "was not made by secretwatch, so it stays" {
		t.Errorf("planned as %s: %q", c.Action, c.Why)
	}
	if c := change(plan, monitor.KindRule); c.Action != monitor.ActionDelete {
		t.Errorf("the rule is planned as %s: %q", c.Action, c.Why)
	}
}
