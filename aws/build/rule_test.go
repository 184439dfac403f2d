package build_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/eventbridge"
	"github.com/aws/aws-sdk-go-v2/service/eventbridge/types"
	"github.com/aws/aws-sdk-go-v2/service/sns"

	"secretwatch/aws/build"
	"secretwatch/aws/foreign"
	"secretwatch/aws/monitor"
	"secretwatch/aws/survey"
)

func byRule() monitor.Desired {
	d := wish()
	d.EventBridge = true
	return d
}

func TestTheRuleIsPlannedOnlyWhereItIsWantedOrThere(t *testing.T) {
	all := append(monitor.Kinds(), monitor.RuleKinds()...)
	alarmOnly := wish()
	alarmOnly.AlarmOnly = true
	for _, c := range []struct {
		name string
		d    monitor.Desired
		s    monitor.Snapshot
		want []monitor.Kind
	}{
		{"not wanted", wish(), applied(wish()), monitor.Kinds()},
		{"wanted", byRule(), applied(wish()), all},
		{"there", wish(), applied(byRule()), all},
		{"not wanted, and not there", alarmOnly, applied(wish()), monitor.Kinds()},
	} {
		var kinds []monitor.Kind
		for _, x := range build.Plan(c.d, c.s) {
			kinds = append(kinds, x.Kind)
		}
		if !slices.Equal(kinds, c.want) {
			t.Errorf("%s: plans %v, want %v", c.name, kinds, c.want)
		}
	}
	for _, c := range build.Plan(wish(), applied(byRule())) {
		if c.Action != monitor.ActionNone {
			t.Errorf("what is there is not kept: %s is planned as %s, %v", c.Kind, c.Action, c.Settings)
		}
	}
	if c := change(build.Plan(byRule(), applied(wish())), monitor.KindAlarm); c.Action != monitor.ActionUpdate || c.Settings[0].Name != build.SettingTags {
		t.Errorf("the alarm, which has to remember the rule, is planned as %s %v", c.Action, c.Settings)
	}
}

func TestARuleThatDriftedIsMended(t *testing.T) {
	for _, c := range []struct {
		name    string
		spoil   func(*monitor.Snapshot)
		kind    monitor.Kind
		action  monitor.Action
		setting string // or what the reason says
	}{
		{"disabled", func(s *monitor.Snapshot) { s.Rule.Value.State = "DISABLED" }, monitor.KindRule, monitor.ActionUpdate, build.SettingState},
		{"blind to reads", func(s *monitor.Snapshot) { s.Rule.Value.State = "ENABLED" }, monitor.KindRule, monitor.ActionUpdate, build.SettingState},
		{"other pattern", func(s *monitor.Snapshot) { s.Rule.Value.Pattern = foreign.New(`{"source":["aws.s3"]}`) }, monitor.KindRule, monitor.ActionUpdate, build.SettingPattern},
		{"no target", func(s *monitor.Snapshot) { s.Rule.Value.Targets = monitor.Found([]monitor.RuleTarget{}) }, monitor.KindRule, monitor.ActionUpdate, build.SettingTarget},
		{"other target", func(s *monitor.Snapshot) {
			s.Rule.Value.Targets = monitor.Found([]monitor.RuleTarget{{ID: "mail", ARN: "arn:aws:sns:eu-west-1:111122223333:other"}})
		}, monitor.KindRule, monitor.ActionUpdate, build.SettingTarget},
		{"rule gone", func(s *monitor.Snapshot) { s.Rule = monitor.Seen[monitor.Rule]{} }, monitor.KindRule, monitor.ActionCreate, "every read"},
		{"rule hidden", func(s *monitor.Snapshot) { s.Rule = denied[monitor.Rule]("events:DescribeRule") }, monitor.KindRule, monitor.ActionBlocked, "events:DescribeRule"},
		{"rule of a service", func(s *monitor.Snapshot) { s.Rule.Value.ManagedBy = "config.amazonaws.com" }, monitor.KindRule, monitor.ActionBlocked, "config.amazonaws.com"},
		{"rule of a comparison", func(s *monitor.Snapshot) {
			s.Rule.Value.Tags = map[string]string{
				"managed-by": "secretwatch", "secretwatch:monitor": s.Monitor, "secretwatch:experiment": "compare",
			}
		}, monitor.KindRule, monitor.ActionBlocked, "comparison"},
		{"topic policy", func(s *monitor.Snapshot) { s.RuleTopic.Value.Policy = `{"Statement":[]}` }, monitor.KindRuleTopic, monitor.ActionUpdate, build.SettingPolicy},
		{"AWS's own key", func(s *monitor.Snapshot) { s.RuleTopic.Value.KeyID = "alias/aws/sns" }, monitor.KindRuleTopic, monitor.ActionBlocked, "events.amazonaws.com"},
		{"nobody subscribed", func(s *monitor.Snapshot) { s.RuleSubscribers = monitor.Found([]monitor.Subscription{}) }, monitor.KindRuleSubscription, monitor.ActionCreate, "confirmed"},
	} {
		s := applied(byRule())
		c.spoil(&s)
		for _, got := range build.Plan(byRule(), s) {
			switch {
			case got.Kind != c.kind:
				if got.Action != monitor.ActionNone {
					t.Errorf("%s: %s is planned as %s", c.name, got.Kind, got.Action)
				}
			case got.Action != c.action:
				t.Errorf("%s: planned as %s (%s), want %s", c.name, got.Action, got.Why, c.action)
			case c.action == monitor.ActionUpdate && (len(got.Settings) != 1 || got.Settings[0].Name != c.setting):
				t.Errorf("%s: changes %v, want %s", c.name, got.Settings, c.setting)
			case c.action != monitor.ActionUpdate && !strings.Contains(got.Why, c.setting):
				t.Errorf("%s: says %q, want %q", c.name, got.Why, c.setting)
			}
		}
	}
}

func TestARuleOfOthersIsAskedFor(t *testing.T) {
	s := applied(byRule())
	s.Rule.Value.Tags, s.Rule.Value.State = nil, "ENABLED"
	if c := change(build.Plan(byRule(), s), monitor.KindRule); c.Action != monitor.ActionUpdate || !c.NotOurs {
		t.Errorf("planned as %s, not ours %v", c.Action, c.NotOurs)
	}
}

func rules(t *testing.T, b *box) []types.Rule {
	t.Helper()
	out, err := b.a.Events.ListRules(t.Context(), &eventbridge.ListRulesInput{})
	if err != nil {
		t.Fatal(err)
	}
	return out.Rules
}

func TestAMonitorWithARuleWithinItsBudget(t *testing.T) {
	story(t, func(t *testing.T, b *box) {
		b.d.EventBridge = true
		b.wire.delay = perCall
		start := time.Now()
		b.build()
		if took := time.Since(start); took != 5*perCall {
			t.Errorf("took %v, want %v: %q", took, 5*perCall, b.wire.calls)
		}
		if n := b.wire.count(); n > 26+6 {
			t.Errorf("%d calls with STS's, want at most 32: %q", n, b.wire.calls)
		}
		b.wire.delay = 0
		b.d.EventBridge = false // it is remembered
		allNone(t, b.plan())
	})
}

// What was changed by hand is brought back; what a person added stays.
func TestABrokenRuleIsRepaired(t *testing.T) {
	story(t, func(t *testing.T, b *box) {
		b.d.EventBridge = true
		b.build()
		name := aws.String(b.d.Names.Rule)
		_, err := b.a.Events.PutRule(t.Context(), &eventbridge.PutRuleInput{
			Name: name, EventPattern: aws.String(`{"source":["aws.s3"]}`), State: types.RuleStateDisabled, Description: aws.String("by hand"),
		})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := b.a.Events.RemoveTargets(t.Context(), &eventbridge.RemoveTargetsInput{Rule: name, Ids: []string{"mail"}}); err != nil {
			t.Fatal(err)
		}
		topic := b.d.RuleTopicARN(b.a.Place)
		_, err = b.a.SNS.SetTopicAttributes(t.Context(), &sns.SetTopicAttributesInput{
			TopicArn: aws.String(topic), AttributeName: aws.String("Policy"),
			AttributeValue: aws.String(`{"Version":"2012-10-17","Statement":[{"Sid":"Mine","Effect":"Allow","Principal":{"AWS":"111122223333"},"Action":"SNS:Publish","Resource":"` + topic + `"}]}`),
		})
		if err != nil {
			t.Fatal(err)
		}
		b.build()
		allNone(t, b.plan())
		is, err := b.a.Events.DescribeRule(t.Context(), &eventbridge.DescribeRuleInput{Name: name})
		if err != nil || aws.ToString(is.Description) != "by hand" || string(is.State) != "ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS" {
			t.Errorf("rule %+v, error %v", is, err)
		}
		if policy := b.look(survey.Plan).RuleTopic.Value.Policy; !strings.Contains(policy, `"Mine"`) || !strings.Contains(policy, "events.amazonaws.com") {
			t.Errorf("policy %s", policy)
		}
	})
}

// Asked for by name, the alarm alone tells again, and nothing of the rule stays.
func TestTheAlarmAlone(t *testing.T) {
	story(t, func(t *testing.T, b *box) {
		b.d.EventBridge = true
		b.build()
		b.d.EventBridge, b.d.AlarmOnly = false, true
		plan := b.plan()
		for _, k := range monitor.RuleKinds() {
			if c := change(plan, k); c.Action != monitor.ActionDelete {
				t.Errorf("%s is planned as %s", k, c.Action)
			}
		}
		b.build()
		if left := rules(t, b); len(left) != 0 {
			t.Errorf("rules %v", left)
		}
		s := b.look(survey.Plan)
		if s.ByRule() || s.Alarm.Value.Tags["secretwatch:notify"] != "" {
			t.Errorf("the alarm remembers %v", s.Alarm.Value.Tags)
		}
		allNone(t, b.plan())
		onlyOneOfEach(t, b)
	})
}

// Cut off after any call, the way back to the alarm alone is finished by the
// next run.
func TestTheAlarmAloneAfterAKill(t *testing.T) {
	for k, over := 1, false; !over; k++ {
		story(t, func(t *testing.T, b *box) {
			b.d.EventBridge = true
			b.build()
			b.d.EventBridge, b.d.AlarmOnly = false, true
			plan, first := b.plan(), b.wire.count()
			b.wire.after = func(n int) {
				if n-first == k {
					b.wire.kill()
				}
			}
			_, _ = build.Apply(t.Context(), b.a, b.d, plan, build.Options{})
			over = b.wire.count()-first < k
			b.wire.after, b.wire.dead = nil, false
			b.build()
			if left := rules(t, b); len(left) != 0 {
				t.Errorf("after call %d: rules %v", k, left)
			}
			onlyOneOfEach(t, b)
		})
	}
}

func TestDestroyTakesTheRuleToo(t *testing.T) {
	story(t, func(t *testing.T, b *box) {
		b.d.EventBridge = true
		b.build()
		gone, err := build.Destroy(t.Context(), b.a, b.look(survey.Destroy), build.Options{ForceSecret: true})
		if err != nil || len(gone.Deleted) != 12 || len(gone.Remaining) != 0 {
			t.Errorf("deleted %v, remaining %v, error %v", gone.Deleted, gone.Remaining, err)
		}
		if left := rules(t, b); len(left) != 0 {
			t.Errorf("rules %v", left)
		}
		topics, err := b.a.SNS.ListTopics(t.Context(), &sns.ListTopicsInput{})
		if err != nil || len(topics.Topics) != 0 {
			t.Errorf("topics %v, error %v", topics, err)
		}
	})
}

func TestDestroyLeavesTheRulesOfOthers(t *testing.T) {
	s := applied(byRule())
	s.Rule.Value.Tags = nil
	if c := change(build.PlanDestroy(s), monitor.KindRule); c.Action != monitor.ActionNone || !c.NotOurs {
		t.Errorf("another's rule is planned as %s", c.Action)
	}
	s = applied(byRule())
	marked := map[string]string{"managed-by": "secretwatch", "secretwatch:monitor": s.Monitor, "secretwatch:experiment": "compare"}
	s.Rule.Value.Tags, s.RuleTopic.Value.Tags = marked, marked
	for _, c := range build.PlanDestroy(s) {
		if slices.Contains(monitor.RuleKinds(), c.Kind) {
			t.Errorf("an experiment's %s is planned as %s", c.Kind, c.Action)
		}
	}
	s = applied(byRule())
	s.RuleTopic.Value.Tags = nil
	if c := change(build.PlanDestroy(s), monitor.KindRuleSubscription); c.Action != monitor.ActionNone || !strings.Contains(c.Why, "goes by itself") {
		t.Errorf("a pending subscription on another's topic: %s, %s", c.Action, c.Why)
	}
}
