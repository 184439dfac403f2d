package healthy_test

import (
	"fmt"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch"
	cwtypes "github.com/aws/aws-sdk-go-v2/service/cloudwatch/types"
	"github.com/aws/aws-sdk-go-v2/service/eventbridge"
	"github.com/aws/aws-sdk-go-v2/service/eventbridge/types"
	"github.com/aws/aws-sdk-go-v2/service/kms"
	"github.com/aws/aws-sdk-go-v2/service/secretsmanager"
	"github.com/aws/aws-sdk-go-v2/service/sns"

	"secretwatch/aws/monitor"
	"secretwatch/aws/survey"
)

// addRule adds the second way to be told to a monitor, as it is kept after a
// comparison, or what is unusual about the one that setup made. It gives the
// names under which doctor looks then.
func (c *chain) addRule(n monitor.Names) monitor.Names {
	c.t.Helper()
	if c.FromStart && !c.ByHand {
		if n.Rule != c.name(n.Rule, "who.reads_it-2") || n.RuleTopic != c.name(n.RuleTopic, "who-reads_it") {
			c.t.Errorf("the rule is remembered as %q with topic %q", n.Rule, n.RuleTopic)
		}
		if c.RuleKey {
			ask(c, c.SNS.SetTopicAttributes, &sns.SetTopicAttributesInput{
				TopicArn: aws.String(n.RuleTopicARN(c.Place)), AttributeName: aws.String("KmsMasterKeyId"), AttributeValue: aws.String(c.ruleKey()),
			})
		}
		return n
	}
	n.Rule, n.RuleTopic = c.name(n.Rule, "who.reads_it-1"), c.name(n.RuleTopic, "who-reads_it")
	topic, key := n.RuleTopicARN(c.Place), ""
	if c.RuleKey {
		key = c.ruleKey()
	}
	statement := `{"Effect":"Allow","Principal":{"Service":"events.amazonaws.com"},"Action":"sns:Publish","Resource":"` + topic + `"}`
	if c.MoreAlarms { // and a policy as some write it
		statement = strings.Replace(statement, `"Effect"`, `"Condition":{"ArnLike":{"aws:SourceArn":"arn:aws:events:*:123456789012:rule/*"}},"Effect"`, 1)
	}
	ask(c, c.SNS.CreateTopic, &sns.CreateTopicInput{
		Name: aws.String(n.RuleTopic), Attributes: map[string]string{"Policy": `{"Version":"2012-10-17","Statement":[` + statement + `]}`, "KmsMasterKeyId": key},
	})
	addresses := []string{reader}
	if c.Subscribers {
		addresses = append(addresses, "boss@example.com")
	}
	for _, address := range addresses {
		ask(c, c.SNS.Subscribe, &sns.SubscribeInput{TopicArn: aws.String(topic), Protocol: aws.String("email"), Endpoint: aws.String(address)})
	}
	made := n
	if c.RuleRenamed {
		made.Rule = "reads-are-told"
	}
	c.putRule(made)
	if c.ByHand {
		return n // nothing says that it is part of the monitor
	}
	tags := []cwtypes.Tag{{Key: aws.String("secretwatch:notify"), Value: aws.String("alarm eventbridge")}}
	if c.OwnNames {
		tags = append(tags, cwtypes.Tag{Key: aws.String("secretwatch:name:rule"), Value: aws.String(n.Rule)},
			cwtypes.Tag{Key: aws.String("secretwatch:name:rule-topic"), Value: aws.String(n.RuleTopic)})
	}
	ask(c, c.CloudWatch.TagResource, &cloudwatch.TagResourceInput{ResourceARN: aws.String(n.AlarmARN(c.Place)), Tags: tags})
	names, err := survey.Resolve(c.ctx, c.Account, c.secret, map[monitor.Kind]string{monitor.KindAlarm: n.Alarm})
	if err != nil {
		c.t.Fatal(err)
	}
	if names.Rule != n.Rule || names.RuleTopic != n.RuleTopic {
		c.t.Errorf("the rule is remembered as %q with topic %q, want %q and %q", names.Rule, names.RuleTopic, n.Rule, n.RuleTopic)
	}
	return names
}

// ruleKey is a key that lets EventBridge publish.
func (c *chain) ruleKey() string {
	return *ask(c, c.KMS.CreateKey, &kms.CreateKeyInput{Policy: aws.String(`{"Version":"2012-10-17","Statement":[` +
		`{"Sid":"account","Effect":"Allow","Principal":{"AWS":"arn:aws:iam::123456789012:root"},"Action":"kms:*","Resource":"*"},` +
		`{"Sid":"rules","Effect":"Allow","Principal":{"Service":"events.amazonaws.com"},"Action":["kms:Decrypt","kms:GenerateDataKey*"],"Resource":"*"}]}`)}).KeyMetadata.KeyId
}

// putRule makes the rule: with setup's pattern, or one that leaves the expected
// reader out.
func (c *chain) putRule(n monitor.Names) {
	c.t.Helper()
	arn := *ask(c, c.Secrets.DescribeSecret, &secretsmanager.DescribeSecretInput{SecretId: aws.String(c.secret)}).ARN
	pattern := monitor.EventPattern(c.secret, arn)
	if c.Expected {
		pattern = fmt.Sprintf(`{"source":["aws.secretsmanager"],"detail":{"eventName":["GetSecretValue"],"requestParameters":{"secretId":[%q,%q,{"prefix":%q}]},`+
			`"userIdentity":{"sessionContext":{"sessionIssuer":{"userName":[{"exists":false},{"anything-but":["deploy"]}]}}}}}`, c.secret, arn[:len(arn)-7], arn[:len(arn)-6])
	}
	ask(c, c.Events.PutRule, &eventbridge.PutRuleInput{
		Name: aws.String(n.Rule), EventPattern: aws.String(pattern), State: types.RuleStateEnabledWithAllCloudtrailManagementEvents,
	})
	targets := []types.Target{{Id: aws.String("mail"), Arn: aws.String(n.RuleTopicARN(c.Place)), InputTransformer: &types.InputTransformer{
		InputPathsMap: monitor.RulePaths(), InputTemplate: aws.String(monitor.RuleTemplate()),
	}}}
	if c.MoreFilters {
		targets = append([]types.Target{{Id: aws.String("log"), Arn: aws.String("arn:aws:lambda:us-east-1:123456789012:function:log")}}, targets...)
	}
	ask(c, c.Events.PutTargets, &eventbridge.PutTargetsInput{Rule: aws.String(n.Rule), Targets: targets})
}

// ruleTells is how many of the reads the rule mails: setup's own takes every
// one, also those that are expected.
func (s shape) ruleTells() int {
	switch {
	case !s.Rule:
		return 0
	case s.Expected && s.FromStart && !s.ByHand:
		return 2
	default:
		return 1
	}
}

// ruleMails counts the rule's mails to the reader.
func (c *chain) ruleMails(since time.Time) int {
	n := 0
	for _, m := range c.box.Mails() {
		if m.To == reader && !m.At.Before(since) && strings.Contains(m.Body, "Someone read the secret ") {
			n++
		}
	}
	return n
}
