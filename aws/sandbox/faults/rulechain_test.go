package faults_test

import (
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch"
	cwtypes "github.com/aws/aws-sdk-go-v2/service/cloudwatch/types"
	"github.com/aws/aws-sdk-go-v2/service/eventbridge"
	"github.com/aws/aws-sdk-go-v2/service/eventbridge/types"
	"github.com/aws/aws-sdk-go-v2/service/sns"
	snstypes "github.com/aws/aws-sdk-go-v2/service/sns/types"

	"secretwatch/aws/sandbox/inbox"
)

// eventPattern takes reads of the secret that name it in one of these ways.
func eventPattern(event, ids string) string {
	return `{"source":["aws.secretsmanager"],"detail-type":["AWS API Call via CloudTrail"],"detail":{"eventName":["` + event +
		`"],"requestParameters":{"secretId":[` + ids + `]},"errorCode":[{"exists":false}]}}`
}

const anyID = `"top-secret",{"prefix":"arn:aws:secretsmanager:us-east-1:123456789012:secret:top-secret"}`

// addRule adds an EventBridge rule to the monitor, with the marks of setup.
func (c *chain) addRule() {
	c.t.Helper()
	marks := map[string]string{"managed-by": "secretwatch", "secretwatch:monitor": "top-secret", "secretwatch:secret": "top-secret"}
	var ruleTags []types.Tag
	var topicTags []snstypes.Tag
	for key, value := range marks {
		ruleTags = append(ruleTags, types.Tag{Key: aws.String(key), Value: aws.String(value)})
		topicTags = append(topicTags, snstypes.Tag{Key: aws.String(key), Value: aws.String(value)})
	}
	ask(c, c.SNS.CreateTopic, &sns.CreateTopicInput{Name: aws.String(rule), Tags: topicTags, Attributes: map[string]string{"Policy": rulePolicy}})
	ask(c, c.SNS.Subscribe, &sns.SubscribeInput{TopicArn: aws.String(ruleTopicARN), Protocol: aws.String("email"), Endpoint: aws.String(reader)})
	c.click(inbox.Confirm)
	c.putRule(func(in *eventbridge.PutRuleInput) { in.Tags = ruleTags })
	c.putTarget(ruleTopicARN)
	ask(c, c.CloudWatch.TagResource, &cloudwatch.TagResourceInput{
		ResourceARN: c.theAlarm().AlarmArn, Tags: []cwtypes.Tag{{Key: aws.String("secretwatch:notify"), Value: aws.String("alarm eventbridge")}},
	})
}

func (c *chain) putRule(change func(*eventbridge.PutRuleInput)) {
	c.t.Helper()
	in := &eventbridge.PutRuleInput{
		Name: aws.String(rule), EventPattern: aws.String(eventPattern("GetSecretValue", anyID)), State: seesReads, Description: aws.String("Who reads it?"),
	}
	change(in)
	ask(c, c.Events.PutRule, in)
}

func (c *chain) putTarget(topic string) { c.t.Helper(); c.putTargetOf(rule, topic) }

func (c *chain) putTargetOf(rule, topic string) {
	c.t.Helper()
	ask(c, c.Events.PutTargets, &eventbridge.PutTargetsInput{Rule: aws.String(rule), Targets: []types.Target{{
		Id: aws.String("mail"), Arn: aws.String(topic), InputTransformer: &types.InputTransformer{
			InputPathsMap: map[string]string{"secret": "$.detail.requestParameters.secretId"}, InputTemplate: aws.String(`"Someone read the secret <secret>."`),
		},
	}}})
}

func (c *chain) setRuleTopic(attribute, value string) {
	c.t.Helper()
	ask(c, c.SNS.SetTopicAttributes, &sns.SetTopicAttributesInput{TopicArn: aws.String(ruleTopicARN), AttributeName: aws.String(attribute), AttributeValue: aws.String(value)})
}

func (c *chain) unsubscribeRule() {
	c.t.Helper()
	subs := ask(c, c.SNS.ListSubscriptionsByTopic, &sns.ListSubscriptionsByTopicInput{TopicArn: aws.String(ruleTopicARN)}).Subscriptions
	ask(c, c.SNS.Unsubscribe, &sns.UnsubscribeInput{SubscriptionArn: subs[0].SubscriptionArn})
}

func (c *chain) removeTarget() {
	c.t.Helper()
	ask(c, c.Events.RemoveTargets, &eventbridge.RemoveTargetsInput{Rule: aws.String(rule), Ids: []string{"mail"}})
}

func (c *chain) deleteRule() {
	c.t.Helper()
	refused(c, c.Events.DeleteRule, &eventbridge.DeleteRuleInput{Name: aws.String(rule)}, "ValidationException", "Rule can't be deleted since it has targets.")
	c.removeTarget()
	ask(c, c.Events.DeleteRule, &eventbridge.DeleteRuleInput{Name: aws.String(rule)})
}

// ruleMails are those in the rule's words, to anyone, since then.
func (c *chain) ruleMails(since time.Time) []inbox.Mail {
	var found []inbox.Mail
	for _, m := range c.box.Mails() {
		if strings.Contains(m.Body, "Someone read the secret ") && !m.At.Before(since) {
			found = append(found, m)
		}
	}
	return found
}
