package faults

import (
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/eventbridge"
	"github.com/aws/aws-sdk-go-v2/service/eventbridge/types"
	"github.com/aws/aws-sdk-go-v2/service/kms"
	"github.com/aws/aws-sdk-go-v2/service/sns"
)

// RuleFaults lists the faults of the second way to be told, an EventBridge rule
// with a topic of its own, about in the order of the hops. Each keeps the
// rule's mail from coming, and the alarm's comes all the same. Only a monitor
// that has the way can be broken so: they are not among Faults, Find and Random.
func RuleFaults() []Fault {
	fault := func(code, title string, cut func(*breaker)) Fault {
		return Fault{Code: code, Title: title, Effect: MailComes, cut: func(b *breaker) {
			look(b, b.Events.DescribeRule, &eventbridge.DescribeRuleInput{Name: aws.String(b.Rule)}) // a monitor without the way stays whole
			cut(b)
		}}
	}
	return []Fault{
		fault("rule-pattern-mismatch", "The rule's pattern was replaced by one with a misspelt name of the event", func(b *breaker) {
			b.rule(func(in *eventbridge.PutRuleInput) {
				in.EventPattern = aws.String(strings.Replace(aws.ToString(in.EventPattern), "GetSecretValue", "GetSecretsValue", 1))
			})
		}),
		fault("rule-missing", "The EventBridge rule was deleted", (*breaker).deleteRule),
		fault("rule-other-region", "The EventBridge rule was deleted and made again in another region", (*breaker).moveRule),
		fault("rule-disabled", "The EventBridge rule was switched off", func(b *breaker) {
			call(b, b.Events.DisableRule, &eventbridge.DisableRuleInput{Name: aws.String(b.Rule)})
		}),
		fault("rule-without-management-events", "The EventBridge rule was put again without its state, so that it gets no event of a read", func(b *breaker) {
			b.rule(func(in *eventbridge.PutRuleInput) { in.State = "" })
		}),
		fault("rule-no-target", "The EventBridge rule lost its targets", (*breaker).removeTargets),
		fault("rule-other-target", "The EventBridge rule was made to tell another topic", func(b *breaker) {
			other := call(b, b.SNS.CreateTopic, &sns.CreateTopicInput{Name: aws.String(b.RuleTopic + "-new")}).TopicArn
			b.removeTargets()
			call(b, b.Events.PutTargets, &eventbridge.PutTargetsInput{Rule: aws.String(b.Rule), Targets: []types.Target{{Id: aws.String("1"), Arn: other}}})
		}),
		fault("rule-topic-missing", "The rule's topic was deleted", func(b *breaker) {
			call(b, b.SNS.DeleteTopic, &sns.DeleteTopicInput{TopicArn: aws.String(b.ruleTopicARN())})
		}),
		fault("rule-topic-policy-denies", "The policy of the rule's topic was replaced by the one that a new topic has, which keeps EventBridge out", func(b *breaker) {
			b.setRuleTopic("Policy", `{"Version":"2012-10-17","Statement":[{"Sid":"__default_statement_ID","Effect":"Allow","Principal":{"AWS":"*"},"Action":"SNS:Publish","Resource":"`+
				b.ruleTopicARN()+`","Condition":{"StringEquals":{"AWS:SourceOwner":"`+b.Place.Account+`"}}}]}`)
		}),
		fault("rule-topic-key-denies", "The rule's topic was encrypted with a key whose policy lets CloudWatch in and keeps EventBridge out", func(b *breaker) {
			key := call(b, b.KMS.CreateKey, &kms.CreateKeyInput{Policy: aws.String(strings.NewReplacer("PARTITION", b.partition(), "ACCOUNT", b.Place.Account).Replace(
				`{"Version":"2012-10-17","Statement":[{"Sid":"account","Effect":"Allow","Principal":{"AWS":"arn:PARTITION:iam::ACCOUNT:root"},"Action":"kms:*","Resource":"*"},` +
					`{"Sid":"alarms","Effect":"Allow","Principal":{"Service":"cloudwatch.amazonaws.com"},"Action":["kms:Decrypt","kms:GenerateDataKey*"],"Resource":"*"}]}`))})
			if key.KeyMetadata != nil {
				b.setRuleTopic("KmsMasterKeyId", aws.ToString(key.KeyMetadata.KeyId))
			}
		}),
		fault("rule-no-subscription", "The address was unsubscribed from the rule's topic", func(b *breaker) {
			call(b, b.SNS.Unsubscribe, &sns.UnsubscribeInput{SubscriptionArn: aws.String(b.subscriptionOf(b.ruleTopicARN()))})
		}),
		fault("rule-subscription-pending", "The address was unsubscribed from the rule's topic, and subscribed again without a confirmation", func(b *breaker) {
			call(b, b.SNS.Unsubscribe, &sns.UnsubscribeInput{SubscriptionArn: aws.String(b.subscriptionOf(b.ruleTopicARN()))})
			call(b, b.SNS.Subscribe, &sns.SubscribeInput{TopicArn: aws.String(b.ruleTopicARN()), Protocol: aws.String("email"), Endpoint: aws.String(b.Email)})
		}),
	}
}

// rule puts the rule with one thing changed: PutRule replaces all of it.
func (b *breaker) rule(change func(*eventbridge.PutRuleInput)) {
	in := b.ruleNow()
	change(in)
	call(b, b.Events.PutRule, in)
}

func (b *breaker) ruleNow() *eventbridge.PutRuleInput {
	have := look(b, b.Events.DescribeRule, &eventbridge.DescribeRuleInput{Name: aws.String(b.Rule)})
	return &eventbridge.PutRuleInput{
		Name: aws.String(b.Rule), EventPattern: have.EventPattern, State: have.State, Description: have.Description, RoleArn: have.RoleArn,
	}
}

func (b *breaker) removeTargets() {
	var ids []string
	for _, t := range look(b, b.Events.ListTargetsByRule, &eventbridge.ListTargetsByRuleInput{Rule: aws.String(b.Rule)}).Targets {
		ids = append(ids, aws.ToString(t.Id))
	}
	call(b, b.Events.RemoveTargets, &eventbridge.RemoveTargetsInput{Rule: aws.String(b.Rule), Ids: ids})
}

// deleteRule takes the targets away first, as AWS wants it.
func (b *breaker) deleteRule() {
	b.removeTargets()
	call(b, b.Events.DeleteRule, &eventbridge.DeleteRuleInput{Name: aws.String(b.Rule)})
}

func (b *breaker) moveRule() {
	rule := b.ruleNow()
	b.deleteRule()
	away := b.away()
	away.err = b.err
	call(away, away.Events.PutRule, rule)
	topic := call(away, away.SNS.CreateTopic, &sns.CreateTopicInput{Name: aws.String(b.RuleTopic)}).TopicArn
	call(away, away.Events.PutTargets, &eventbridge.PutTargetsInput{Rule: aws.String(b.Rule), Targets: []types.Target{{Id: aws.String("1"), Arn: topic}}})
	b.err = away.err
}

func (b *breaker) ruleTopicARN() string { return b.Target.RuleTopicARN(b.Place) }

func (b *breaker) setRuleTopic(attribute, value string) {
	call(b, b.SNS.SetTopicAttributes, &sns.SetTopicAttributesInput{
		TopicArn: aws.String(b.ruleTopicARN()), AttributeName: aws.String(attribute), AttributeValue: aws.String(value),
	})
}
