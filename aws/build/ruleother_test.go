package build_test

import (
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch"
	"github.com/aws/aws-sdk-go-v2/service/eventbridge"
	"github.com/aws/aws-sdk-go-v2/service/eventbridge/types"
	"github.com/aws/aws-sdk-go-v2/service/secretsmanager"
	"github.com/aws/aws-sdk-go-v2/service/sns"
	snstypes "github.com/aws/aws-sdk-go-v2/service/sns/types"

	"secretwatch/aws/build"
	"secretwatch/aws/foreign"
	"secretwatch/aws/monitor"
	"secretwatch/aws/survey"
)

// replaceRule puts a rule of somebody else's into the place of the monitor's:
// another name, the same topic, no tag.
func (b *box) replaceRule(pattern string, state types.RuleState) {
	b.t.Helper()
	old := aws.String(b.d.Names.Rule)
	if _, err := b.a.Events.RemoveTargets(b.t.Context(), &eventbridge.RemoveTargetsInput{Rule: old, Ids: []string{monitor.RuleTargetID}}); err != nil {
		b.t.Fatal(err)
	}
	if _, err := b.a.Events.DeleteRule(b.t.Context(), &eventbridge.DeleteRuleInput{Name: old}); err != nil {
		b.t.Fatal(err)
	}
	if _, err := b.a.Events.PutRule(b.t.Context(), &eventbridge.PutRuleInput{Name: aws.String("theirs"), EventPattern: aws.String(pattern), State: state}); err != nil {
		b.t.Fatal(err)
	}
	if _, err := b.a.Events.PutTargets(b.t.Context(), &eventbridge.PutTargetsInput{
		Rule: aws.String("theirs"), Targets: []types.Target{{Id: aws.String("1"), Arn: aws.String(b.d.RuleTopicARN(b.d.Place))}},
	}); err != nil {
		b.t.Fatal(err)
	}
}

const theirPattern = `{"source":["aws.secretsmanager"],"detail":{"eventName":["GetSecretValue"]}}`

// A rule of another name that tells the rule's topic is taken as it is and
// remembered; no second one is made, and it is not deleted.
func TestARuleOfAnotherNameIsTakenAndNeverDeleted(t *testing.T) {
	story(t, func(t *testing.T, b *box) {
		b.d.EventBridge = true
		b.build()
		b.replaceRule(theirPattern, types.RuleStateEnabledWithAllCloudtrailManagementEvents)
		b.d.EventBridge = false
		planned := b.plan()
		if c := change(planned, monitor.KindRule); c.Name != "theirs" || c.Action != monitor.ActionAdopt || !c.NotOurs {
			t.Errorf("the rule is planned as %s %s: %s", c.Action, c.Name, c.Why)
		}
		if c := change(planned, monitor.KindAlarm); c.Action != monitor.ActionUpdate || len(c.Settings) != 1 || c.Settings[0].Name != build.SettingTags {
			t.Errorf("the alarm, which has to remember its name, is planned as %s %v", c.Action, c.Settings)
		}
		b.build()
		if got, ok := survey.Remembered(t.Context(), b.a, "prod/db"); !ok || got.Rule != "theirs" {
			t.Errorf("remembered %q", got.Rule)
		}
		if all := rules(t, b); len(all) != 1 || *all[0].Name != "theirs" {
			t.Errorf("rules %v", all)
		}
		gone, err := build.Destroy(t.Context(), b.a, b.look(survey.Destroy), build.Options{})
		if err != nil {
			t.Fatal(err)
		}
		left := ""
		for _, r := range gone.Remaining {
			left += string(r.Kind) + " " + r.Name + ": " + r.Why + "\n"
		}
		for _, want := range []string{"rule theirs: was not made by secretwatch", "rule-topic " + b.d.RuleTopic + ": the EventBridge rule theirs still tells it", "rule-subscription me@example.com: stays with its topic"} {
			if !strings.Contains(left, want) {
				t.Errorf("remaining\n%swithout %q", left, want)
			}
		}
		if all := rules(t, b); len(all) != 1 || *all[0].Name != "theirs" {
			t.Errorf("after it the rules are %v", all)
		}
	})
}

// What it lacks takes a yes of its own.
func TestARuleOfAnotherNameIsNotChangedWithoutAYes(t *testing.T) {
	story(t, func(t *testing.T, b *box) {
		b.d.EventBridge = true
		b.build()
		b.replaceRule(theirPattern, types.RuleStateEnabled)
		planned := b.plan()
		if c := change(planned, monitor.KindRule); c.Name != "theirs" || c.Action != monitor.ActionUpdate || !c.NotOurs || len(c.Settings) != 1 || c.Settings[0].Name != build.SettingState {
			t.Fatalf("planned as %s %s: %v", c.Action, c.Name, c.Settings)
		}
		if _, err := build.Apply(t.Context(), b.a, b.d, planned, build.Options{}); err == nil {
			t.Error("changed without a yes")
		}
		if all := rules(t, b); len(all) != 1 || all[0].State != types.RuleStateEnabled {
			t.Errorf("rules %+v", all)
		}
		asked := ""
		yes := func(c monitor.Change) bool { asked += c.Name; return true }
		if _, err := build.Apply(t.Context(), b.a, b.d, b.plan(), build.Options{Consent: yes}); err != nil || asked != "theirs" {
			t.Errorf("asked for %q: %v", asked, err)
		}
		if all := rules(t, b); len(all) != 1 || all[0].State != types.RuleStateEnabledWithAllCloudtrailManagementEvents || *all[0].Name != "theirs" {
			t.Errorf("rules %+v", all)
		}
	})
}

// The address of one way is good for the other.
func TestTheAddressOfTheOtherWayIsKnown(t *testing.T) {
	subscriber := func(address string, pending bool) monitor.Seen[[]monitor.Subscription] {
		return monitor.Found([]monitor.Subscription{
			{Protocol: "sqs", Endpoint: foreign.New("arn:aws:sqs:q")},
			{Protocol: "email", Endpoint: foreign.New("gone@example.com"), Removed: true},
			{Protocol: "email", Endpoint: foreign.New(address), Pending: pending},
		})
	}
	none := monitor.Found([]monitor.Subscription{})
	for _, c := range []struct {
		name        string
		alarm, rule monitor.Seen[[]monitor.Subscription]
		kind        monitor.Kind
		want        string
	}{
		{"the rule's is gone", subscriber("a@example.com", false), none, monitor.KindRuleSubscription, "a@example.com"},
		{"the rule's topic is gone", subscriber("a@example.com", true), monitor.Seen[[]monitor.Subscription]{}, monitor.KindRuleSubscription, "a@example.com"},
		{"the alarm's is gone", none, subscriber("r@example.com", false), monitor.KindSubscription, "r@example.com"},
		{"the alarm's topic is gone", monitor.Seen[[]monitor.Subscription]{}, subscriber("r@example.com", false), monitor.KindSubscription, "r@example.com"},
		{"both are gone", none, none, monitor.KindSubscription, ""},
	} {
		d := byRule()
		s := applied(d)
		d.Email = ""
		s.Subscribers, s.RuleSubscribers = c.alarm, c.rule
		got := change(build.Plan(d, s), c.kind)
		switch {
		case build.KnownAddress(s) != c.want:
			t.Errorf("%s: %q is known, want %q", c.name, build.KnownAddress(s), c.want)
		case c.want == "" && (got.Action != monitor.ActionBlocked || !strings.Contains(got.Why, "--email")):
			t.Errorf("%s: planned as %s: %s", c.name, got.Action, got.Why)
		case c.want != "" && (got.Action != monitor.ActionCreate || got.Name != c.want):
			t.Errorf("%s: planned as %s of %q: %s", c.name, got.Action, got.Name, got.Why)
		}
	}
	both := applied(byRule())
	both.Subscribers, both.RuleSubscribers = subscriber("waits@example.com", true), subscriber("gets@example.com", false)
	if got := build.KnownAddress(both); got != "gets@example.com" {
		t.Errorf("of one that waits and one that gets it, %q is taken", got)
	}
}

// A wish without an address subscribes the one that is known.
func TestTheKnownAddressIsSubscribed(t *testing.T) {
	story(t, func(t *testing.T, b *box) {
		b.d.EventBridge = true
		b.build()
		w := b.look(survey.Destroy)
		if _, err := build.Destroy(t.Context(), b.a, w, build.Options{Only: func(c monitor.Change) bool { return c.Kind == monitor.KindRuleTopic }}); err != nil {
			t.Fatal(err)
		}
		b.d.Email, b.d.EventBridge = "", false
		b.build()
		s := b.look(survey.Plan)
		if subs := s.RuleSubscribers.Value; subs == nil || len(*subs) != 1 || (*subs)[0].Endpoint.Raw() != "me@example.com" {
			t.Errorf("subscribed %+v", s.RuleSubscribers)
		}
	})
}

// What is kept of ours beside a chain of other hands goes, and nothing else.
func TestARuleThatIsKeptBesideAForeignChain(t *testing.T) {
	story(t, func(t *testing.T, b *box) {
		ctx := t.Context()
		d := b.d
		if _, err := b.a.Secrets.CreateSecret(ctx, &secretsmanager.CreateSecretInput{Name: aws.String(d.Secret), SecretString: aws.String("x")}); err != nil {
			t.Fatal(err)
		}
		theirs, err := b.a.SNS.CreateTopic(ctx, &sns.CreateTopicInput{Name: aws.String("SecurityAlarms")})
		if err != nil {
			t.Fatal(err)
		}
		if _, err = b.a.CloudWatch.PutMetricAlarm(ctx, &cloudwatch.PutMetricAlarmInput{
			AlarmName: aws.String("Secret is accessed"), Namespace: aws.String("SecurityMetrics"), MetricName: aws.String("reads"), AlarmActions: []string{*theirs.TopicArn},
			Statistic: "Sum", Period: aws.Int32(60), EvaluationPeriods: aws.Int32(1), Threshold: aws.Float64(1), ComparisonOperator: "GreaterThanOrEqualToThreshold",
		}); err != nil {
			t.Fatal(err)
		}
		var topicTags []snstypes.Tag
		var ruleTags []types.Tag
		for k, v := range d.Tags() {
			topicTags = append(topicTags, snstypes.Tag{Key: aws.String(k), Value: aws.String(v)})
			ruleTags = append(ruleTags, types.Tag{Key: aws.String(k), Value: aws.String(v)})
		}
		topic, err := b.a.SNS.CreateTopic(ctx, &sns.CreateTopicInput{Name: aws.String(d.RuleTopic), Tags: topicTags})
		if err != nil {
			t.Fatal(err)
		}
		if _, err = b.a.Events.PutRule(ctx, &eventbridge.PutRuleInput{Name: aws.String(d.Names.Rule), EventPattern: aws.String(theirPattern), Tags: ruleTags}); err != nil {
			t.Fatal(err)
		}
		if _, err = b.a.Events.PutTargets(ctx, &eventbridge.PutTargetsInput{Rule: aws.String(d.Names.Rule), Targets: []types.Target{{Id: aws.String("mail"), Arn: topic.TopicArn}}}); err != nil {
			t.Fatal(err)
		}
		kept, err := survey.DiscoverRules(ctx, b.a)
		if err != nil || len(kept) != 1 {
			t.Fatalf("found %+v, %v", kept, err)
		}
		s, err := survey.Take(ctx, b.a, kept[0], survey.Options{For: survey.Destroy})
		if err != nil {
			t.Fatal(err)
		}
		gone, err := build.Destroy(ctx, b.a, s, build.Options{})
		if err != nil || len(gone.Deleted) != 2 || len(rules(t, b)) != 0 {
			t.Errorf("deleted %+v, %v; the rules are %v", gone.Deleted, err, rules(t, b))
		}
		if len(gone.Remaining) != 1 || gone.Remaining[0].Kind != monitor.KindSecret {
			t.Errorf("remaining %+v", gone.Remaining)
		}
		left, err := b.a.SNS.ListTopics(ctx, &sns.ListTopicsInput{})
		if err != nil || len(left.Topics) != 1 || *left.Topics[0].TopicArn != *theirs.TopicArn {
			t.Errorf("topics %+v, %v", left, err)
		}
	})
}
