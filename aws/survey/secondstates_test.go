package survey_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/eventbridge"
	eventtypes "github.com/aws/aws-sdk-go-v2/service/eventbridge/types"
	"github.com/aws/aws-sdk-go-v2/service/kms"
	"github.com/aws/aws-sdk-go-v2/service/sns"

	"secretwatch/aws/iampolicy"
	"secretwatch/aws/monitor"
	"secretwatch/aws/survey"
)

// What AWS CLI calls may break is seen as it is then.
func TestEachStateOfTheRule(t *testing.T) {
	for name, c := range map[string]struct {
		change func(*testing.T, *box, monitor.Desired)
		seen   func(monitor.Snapshot, monitor.Desired) bool
	}{
		"disabled": {func(t *testing.T, b *box, d monitor.Desired) {
			must(t, b.a.Events.DisableRule, &eventbridge.DisableRuleInput{Name: aws.String(d.Rule)})
		}, func(s monitor.Snapshot, _ monitor.Desired) bool { return s.Rule.Value.State == "DISABLED" }},
		"enabled only": {func(t *testing.T, b *box, d monitor.Desired) {
			must(t, b.a.Events.EnableRule, &eventbridge.EnableRuleInput{Name: aws.String(d.Rule)})
		}, func(s monitor.Snapshot, _ monitor.Desired) bool { return s.Rule.Value.State == "ENABLED" }},
		"another pattern": {func(t *testing.T, b *box, d monitor.Desired) {
			must(t, b.a.Events.PutRule, &eventbridge.PutRuleInput{Name: aws.String(d.Rule), EventPattern: aws.String(`{"source":["aws.s3"]}`)})
		}, func(s monitor.Snapshot, d monitor.Desired) bool {
			return s.Rule.Value.Pattern.Raw() == `{"source":["aws.s3"]}` && d.Ours(s.Rule.Value.Tags)
		}},
		"no target": {func(t *testing.T, b *box, d monitor.Desired) {
			must(t, b.a.Events.RemoveTargets, &eventbridge.RemoveTargetsInput{Rule: aws.String(d.Rule), Ids: []string{monitor.RuleTargetID}})
		}, func(s monitor.Snapshot, _ monitor.Desired) bool {
			targets := s.Rule.Value.Targets
			return targets.There() && len(*targets.Value) == 0
		}},
		"another target": {func(t *testing.T, b *box, d monitor.Desired) {
			must(t, b.a.Events.PutTargets, &eventbridge.PutTargetsInput{Rule: aws.String(d.Rule), Targets: []eventtypes.Target{{
				Id: aws.String(monitor.RuleTargetID), Arn: aws.String("arn:aws:sns:us-east-1:123456789012:other"),
			}}})
		}, func(s monitor.Snapshot, _ monitor.Desired) bool {
			x := (*s.Rule.Value.Targets.Value)[0]
			return x.ARN == "arn:aws:sns:us-east-1:123456789012:other" && x.Template.Empty()
		}},
		"no topic": {func(t *testing.T, b *box, d monitor.Desired) {
			must(t, b.a.SNS.DeleteTopic, &sns.DeleteTopicInput{TopicArn: aws.String(d.RuleTopicARN(d.Place))})
		}, func(s monitor.Snapshot, _ monitor.Desired) bool { return s.Rule.There() && s.RuleTopic.Absent() }},
		"a policy that lets nobody publish": {func(t *testing.T, b *box, d monitor.Desired) {
			b.policy(t, d, strings.Replace(iampolicy.RuleTopicPolicy(d.RuleTopicARN(d.Place), d.Account), "events.amazonaws.com", "s3.amazonaws.com", 1))
		}, func(s monitor.Snapshot, d monitor.Desired) bool {
			// Whose the topic is decides who may mend it.
			return strings.Contains(s.RuleTopic.Value.Policy, "s3.amazonaws.com") && d.Ours(s.RuleTopic.Value.Tags)
		}},
		"no subscription": {func(t *testing.T, b *box, d monitor.Desired) {
			must(t, b.a.SNS.Unsubscribe, &sns.UnsubscribeInput{SubscriptionArn: aws.String((*b.take(t, d.Names, survey.Plan).RuleSubscribers.Value)[0].ARN)})
		}, func(s monitor.Snapshot, _ monitor.Desired) bool {
			return !slices.ContainsFunc(*s.RuleSubscribers.Value, func(x monitor.Subscription) bool { return x.ARN != "" })
		}},
		"no rule": {deleteRule, func(s monitor.Snapshot, _ monitor.Desired) bool {
			return s.Rule.Absent() && s.ByRule() && s.RuleTopic.There() && s.AwayRules.There() && len(*s.AwayRules.Value) == 0
		}},
		"a rule in another region": {func(t *testing.T, b *box, d monitor.Desired) {
			deleteRule(t, b, d)
			putRule(t, b.a.In("eu-west-1"), d)
		}, func(s monitor.Snapshot, d monitor.Desired) bool {
			away := *s.AwayRules.Value
			return s.Rule.Absent() && len(away) == 1 && away[0].Region == "eu-west-1" && away[0].ARN == "arn:aws:events:eu-west-1:123456789012:rule/"+d.Rule &&
				strings.Contains(away[0].Pattern.Raw(), "prod/db") && away[0].State == monitor.RuleStateAll
		}},
		"a key of its own": {func(t *testing.T, b *box, d monitor.Desired) {
			key := must(t, b.a.KMS.CreateKey, &kms.CreateKeyInput{}).KeyMetadata
			must(t, b.a.SNS.SetTopicAttributes, &sns.SetTopicAttributesInput{
				TopicArn: aws.String(d.RuleTopicARN(d.Place)), AttributeName: aws.String("KmsMasterKeyId"), AttributeValue: key.KeyId,
			})
		}, func(s monitor.Snapshot, _ monitor.Desired) bool {
			k := s.RuleKey.Value
			return k != nil && k.State == "Enabled" && k.Policy.There() && s.Key.Absent()
		}},
		"the topics share a key": {func(t *testing.T, b *box, d monitor.Desired) {
			key := must(t, b.a.KMS.CreateKey, &kms.CreateKeyInput{}).KeyMetadata
			for _, topic := range []string{d.TopicARN(d.Place), d.RuleTopicARN(d.Place)} {
				must(t, b.a.SNS.SetTopicAttributes, &sns.SetTopicAttributesInput{
					TopicArn: aws.String(topic), AttributeName: aws.String("KmsMasterKeyId"), AttributeValue: key.KeyId,
				})
			}
		}, func(s monitor.Snapshot, _ monitor.Desired) bool {
			return s.Key.There() && s.RuleKey.Value == s.Key.Value && s.RuleKey.Value.Policy.There()
		}},
	} {
		t.Run(name, func(t *testing.T) {
			story(t, func(t *testing.T, b *box) {
				d := b.watched(t, "prod/db")
				_, healthy, _ := b.counted(t, d.Names, survey.Doctor)
				b.secondWay(t, d)
				c.change(t, b, d)
				s, calls, _ := b.counted(t, d.Names, survey.Doctor)
				if !s.ByRule() || !c.seen(s, d) {
					t.Errorf("rule %+v\ntopic %+v\nsubscribers %+v\nkey %+v\naway %+v", s.Rule, s.RuleTopic, s.RuleSubscribers, s.RuleKey, s.AwayRules)
				}
				if calls > healthy+12 {
					t.Errorf("%d calls, %d where all is well without the way", calls, healthy)
				}
				again := b.deepen(t, s, survey.Wants{AwayRules: true})
				if again.RuleTopic.There() && !d.Ours(again.RuleTopic.Value.Tags) {
					t.Error("whose the topic is is not known after a closer look")
				}
				if s.AwayRules.There() && again.AwayRules.Value != s.AwayRules.Value {
					t.Error("rules of other regions were looked for twice")
				}
			})
		})
	}
}

func deleteRule(t *testing.T, b *box, d monitor.Desired) {
	t.Helper()
	must(t, b.a.Events.RemoveTargets, &eventbridge.RemoveTargetsInput{Rule: aws.String(d.Rule), Ids: []string{monitor.RuleTargetID}})
	must(t, b.a.Events.DeleteRule, &eventbridge.DeleteRuleInput{Name: aws.String(d.Rule)})
}

// policy replaces that of the rule's topic.
func (b *box) policy(t *testing.T, d monitor.Desired, policy string) {
	t.Helper()
	must(t, b.a.SNS.SetTopicAttributes, &sns.SetTopicAttributesInput{
		TopicArn: aws.String(d.RuleTopicARN(d.Place)), AttributeName: aws.String("Policy"), AttributeValue: aws.String(policy),
	})
}
