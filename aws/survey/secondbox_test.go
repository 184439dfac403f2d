package survey_test

import (
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch"
	cwtypes "github.com/aws/aws-sdk-go-v2/service/cloudwatch/types"
	"github.com/aws/aws-sdk-go-v2/service/eventbridge"
	eventtypes "github.com/aws/aws-sdk-go-v2/service/eventbridge/types"
	"github.com/aws/aws-sdk-go-v2/service/sns"
	snstypes "github.com/aws/aws-sdk-go-v2/service/sns/types"

	"secretwatch/aws/account"
	"secretwatch/aws/iampolicy"
	"secretwatch/aws/monitor"
	"secretwatch/aws/survey"
)

// purposes are all of them.
var purposes = []survey.Purpose{survey.Plan, survey.Doctor, survey.Destroy}

// putRule makes a rule with a topic as target, as setup does.
func putRule(t *testing.T, a *account.Account, d monitor.Desired, more ...eventtypes.Tag) {
	t.Helper()
	tags := more
	for k, v := range d.Tags() {
		tags = append(tags, eventtypes.Tag{Key: aws.String(k), Value: aws.String(v)})
	}
	must(t, a.Events.PutRule, &eventbridge.PutRuleInput{
		Name: aws.String(d.Rule), Tags: tags, State: eventtypes.RuleStateEnabledWithAllCloudtrailManagementEvents, Description: aws.String("mails"),
		EventPattern: aws.String(monitor.EventPattern(d.Secret, "arn:aws:secretsmanager:us-east-1:123456789012:secret:prod/db-a1B2c3")),
	})
	must(t, a.Events.PutTargets, &eventbridge.PutTargetsInput{Rule: aws.String(d.Rule), Targets: []eventtypes.Target{{
		Id: aws.String(monitor.RuleTargetID), Arn: aws.String(d.RuleTopicARN(d.Place)),
		InputTransformer: &eventtypes.InputTransformer{InputPathsMap: monitor.RulePaths(), InputTemplate: aws.String(monitor.RuleTemplate())},
	}}})
}

// secondWay gives a monitor the way by a rule, with a confirmed address.
func (b *box) secondWay(t *testing.T, d monitor.Desired) {
	t.Helper()
	var tags []snstypes.Tag
	for k, v := range d.Tags() {
		tags = append(tags, snstypes.Tag{Key: aws.String(k), Value: aws.String(v)})
	}
	arn := d.RuleTopicARN(d.Place)
	must(t, b.a.SNS.CreateTopic, &sns.CreateTopicInput{
		Name: aws.String(d.RuleTopic), Tags: tags, Attributes: map[string]string{"Policy": iampolicy.RuleTopicPolicy(arn, d.Account)},
	})
	must(t, b.a.SNS.Subscribe, &sns.SubscribeInput{TopicArn: aws.String(arn), Protocol: aws.String("email"), Endpoint: aws.String(d.Email)})
	b.confirm(t)
	putRule(t, b.a, d)
	d.EventBridge = true
	b.remember(t, d)
}

// remember tags the alarm as setup does.
func (b *box) remember(t *testing.T, d monitor.Desired) {
	t.Helper()
	in := &cloudwatch.TagResourceInput{ResourceARN: aws.String(d.AlarmARN(d.Place))}
	for k, v := range d.AlarmTags() {
		in.Tags = append(in.Tags, cwtypes.Tag{Key: aws.String(k), Value: aws.String(v)})
	}
	must(t, b.a.CloudWatch.TagResource, in)
}
