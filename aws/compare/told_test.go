package compare_test

import (
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/eventbridge"
	"github.com/aws/aws-sdk-go-v2/service/eventbridge/types"
	"github.com/aws/aws-sdk-go-v2/service/sns"
	snstypes "github.com/aws/aws-sdk-go-v2/service/sns/types"

	"secretwatch/aws/compare"
	"secretwatch/aws/monitor"
	"secretwatch/aws/sandbox"
)

// The topic of a rule that the monitor has no more is no comparison's to remove
// while a rule of somebody else's tells it; destroy gets it, with that rule's
// name.
func TestATopicThatAnothersRuleTellsIsNoLeftover(t *testing.T) {
	story(t, sandbox.Fast, func(t *testing.T, b *box) {
		topic := b.n.RuleTopicARN(b.a.Place)
		must(b.a.SNS.CreateTopic(t.Context(), &sns.CreateTopicInput{
			Name: aws.String(b.n.RuleTopic), Tags: []snstypes.Tag{
				{Key: aws.String(monitor.TagManagedBy), Value: aws.String(monitor.ManagedBy)}, {Key: aws.String(monitor.TagMonitor), Value: aws.String(b.n.Monitor)},
			},
		}))
		leftovers := func() []compare.Thing { return must(compare.Leftovers(t.Context(), b.a, b.n)) }
		if list := leftovers(); len(list) != 1 || list[0].ARN != topic || !list[0].Teller.Empty() {
			t.Fatalf("with no rule: %+v", list)
		}
		must(b.a.Events.PutRule(t.Context(), &eventbridge.PutRuleInput{
			Name: aws.String("theirs"), EventPattern: aws.String(`{"source":["aws.secretsmanager"]}`), State: types.RuleStateEnabled,
		}))
		must(b.a.Events.PutTargets(t.Context(), &eventbridge.PutTargetsInput{Rule: aws.String("theirs"), Targets: []types.Target{{Id: aws.String("1"), Arn: aws.String(topic)}}}))
		if _, left, err := compare.Before(t.Context(), b.a, b.n); err != nil || len(left) != 0 {
			t.Errorf("a comparison would remove %v: %v", left, err)
		}
		before := b.state()
		r := b.run(b.options(1))
		if why := r.Way(compare.WayRule).Skipped; !strings.Contains(why, "there is a topic "+b.n.RuleTopic+" already") {
			t.Errorf("EventBridge is left out for %q", why)
		}
		if after := b.state(); after != before {
			t.Errorf("changed:\n%s\nbefore:\n%s", after, before)
		}
		list := leftovers()
		if len(list) != 1 || list[0].ARN != topic || list[0].Teller.Safe() != "theirs" {
			t.Fatalf("with a rule of others: %+v", list)
		}
		if _, left := compare.Remove(t.Context(), b.a, list, nil); len(left) > 0 {
			t.Errorf("left %v", left)
		}
		if text := b.state(); strings.Contains(text, topic) || !strings.Contains(text, "rule/theirs") {
			t.Errorf("after it there is\n%s", text)
		}
	})
}
