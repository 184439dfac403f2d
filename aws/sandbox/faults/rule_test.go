package faults_test

import (
	"slices"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudtrail"
	trailtypes "github.com/aws/aws-sdk-go-v2/service/cloudtrail/types"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch"
	cwtypes "github.com/aws/aws-sdk-go-v2/service/cloudwatch/types"
	"github.com/aws/aws-sdk-go-v2/service/eventbridge"
	"github.com/aws/aws-sdk-go-v2/service/eventbridge/types"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/kms"
	"github.com/aws/aws-sdk-go-v2/service/sns"

	"secretwatch/aws/monitor"
)

// The second way to be told.
const (
	rule         = "secretwatch-top-secret_reads"
	ruleARN      = "arn:aws:events:us-east-1:123456789012:rule/secretwatch-top-secret_reads"
	ruleTopicARN = "arn:aws:sns:us-east-1:123456789012:secretwatch-top-secret_reads"
	rulePolicy   = `{"Version":"2012-10-17","Statement":[{"Sid":"PublishEventsToMyTopic","Effect":"Allow","Principal":{"Service":"events.amazonaws.com"},` +
		`"Action":"sns:Publish","Resource":"` + ruleTopicARN + `"}]}`
	seesReads = types.RuleStateEnabledWithAllCloudtrailManagementEvents
)

// ruleShows: the rule has this state, and these sums in its metrics.
func ruleShows(state types.RuleState, matched, invoked, failed float64) sign {
	return func(c *chain, since time.Time) {
		is(c, "State", ask(c, c.Events.DescribeRule, &eventbridge.DescribeRuleInput{Name: aws.String(rule)}).State, state)
		for name, want := range map[string]float64{"MatchedEvents": matched, "Invocations": invoked, "FailedInvocations": failed} {
			got, _ := c.sum("AWS/Events", name, since, cwtypes.Dimension{Name: aws.String("RuleName"), Value: aws.String(rule)})
			is(c, name, got, want)
		}
	}
}

// noSuchRule: AWS knows no rule of the name here.
func noSuchRule(c *chain, _ time.Time) {
	refused(c, c.Events.DescribeRule, &eventbridge.DescribeRuleInput{Name: aws.String(rule)}, "ResourceNotFoundException", "Rule secretwatch-top-secret_reads does not exist on EventBus default.")
}

// ruleRows are about the second way alone: each keeps the rule's mail from
// coming, and the alarm's comes.
func ruleRows() []row {
	only := func(code, name string, signs sign, cut func(*chain)) row {
		return row{code: code, name: name, byRule: true, effect: mailComes, signs: all(published(1), signs), cut: cut}
	}
	byARN := only("rule-pattern-mismatch", "takes names only", ruleShows(seesReads, 0, 0, 0), func(c *chain) {
		c.putRule(func(in *eventbridge.PutRuleInput) {
			in.EventPattern = aws.String(eventPattern("GetSecretValue", `"top-secret"`))
		})
	})
	byARN.read = func(c *chain) { c.read(c.secretARN()) }
	return slices.Concat(ruleTopicRows(only), twoWayRows(), []row{
		byARN,
		only("rule-pattern-mismatch", "a misspelt event", ruleShows(seesReads, 0, 0, 0), func(c *chain) {
			c.putRule(func(in *eventbridge.PutRuleInput) {
				in.EventPattern = aws.String(eventPattern("GetSecretsValue", anyID))
			})
		}),
		{code: "rule-too-wide", byRule: true, ruleMails: 1, effect: mailComes, signs: ruleShows(seesReads, 1, 1, 0), cut: func(c *chain) {
			c.putRule(func(in *eventbridge.PutRuleInput) {
				in.EventPattern = aws.String(eventPattern("GetSecretValue", `{"wildcard":"*top-secret*"}`))
			})
		}},
		only("rule-missing", "", noSuchRule, (*chain).deleteRule),
		only("rule-other-region", "", all(noSuchRule, func(c *chain, _ time.Time) {
			there := c.in(elsewhere)
			is(c, "State in the other region", ask(there, there.Events.DescribeRule, &eventbridge.DescribeRuleInput{Name: aws.String(rule)}).State, seesReads)
		}), func(c *chain) {
			c.deleteRule()
			c.in(elsewhere).putRule(func(*eventbridge.PutRuleInput) {})
		}),
		only("rule-other-region", "by hand, with a target", noSuchRule, func(c *chain) {
			c.deleteRule()
			there := c.in("us-west-2")
			pattern := monitor.EventPattern(secret, c.secretARN())
			there.putRule(func(in *eventbridge.PutRuleInput) { in.EventPattern, in.State = aws.String(pattern), "" })
			there.putTarget(ruleTopicARN)
		}),
		only("rule-disabled", "", ruleShows(types.RuleStateDisabled, 0, 0, 0), func(c *chain) {
			ask(c, c.Events.DisableRule, &eventbridge.DisableRuleInput{Name: aws.String(rule)})
		}),
		// It tells the rule's topic, and the alarm remembers that there is a rule.
		only("rule-disabled", "of another name", noSuchRule, func(c *chain) {
			c.deleteRule()
			c.putRule(func(in *eventbridge.PutRuleInput) { in.Name = aws.String("reads-told") })
			c.putTargetOf("reads-told", ruleTopicARN)
			ask(c, c.Events.DisableRule, &eventbridge.DisableRuleInput{Name: aws.String("reads-told")})
		}),
		only("rule-without-management-events", "off and on again", ruleShows(types.RuleStateEnabled, 0, 0, 0), func(c *chain) {
			ask(c, c.Events.DisableRule, &eventbridge.DisableRuleInput{Name: aws.String(rule)})
			ask(c, c.Events.EnableRule, &eventbridge.EnableRuleInput{Name: aws.String(rule)})
		}),
		only("rule-without-management-events", "put without a state", ruleShows(types.RuleStateEnabled, 0, 0, 0), func(c *chain) {
			c.putRule(func(in *eventbridge.PutRuleInput) { in.State = "" })
		}),
		only("rule-no-target", "", ruleShows(seesReads, 1, 0, 0), (*chain).removeTarget),
		only("rule-other-target", "", ruleShows(seesReads, 1, 1, 0), func(c *chain) {
			other := ask(c, c.SNS.CreateTopic, &sns.CreateTopicInput{Name: aws.String("other")}).TopicArn
			ask(c, c.SNS.SetTopicAttributes, &sns.SetTopicAttributesInput{
				TopicArn: other, AttributeName: aws.String("Policy"), AttributeValue: aws.String(strings.ReplaceAll(rulePolicy, ruleTopicARN, *other)),
			})
			c.putTarget(*other)
		}),
		only("rule-other-target", "the topic of another region", ruleShows(seesReads, 1, 1, 1), func(c *chain) {
			other := strings.Replace(ruleTopicARN, "us-east-1", elsewhere, 1)
			there := c.in(elsewhere)
			ask(c, there.SNS.CreateTopic, &sns.CreateTopicInput{Name: aws.String(rule), Attributes: map[string]string{"Policy": strings.ReplaceAll(rulePolicy, ruleTopicARN, other)}})
			c.putTarget(other)
		}),
	})
}

// twoWayRows break what the alarm needs, or both ways do.
func twoWayRows() []row {
	return []row{
		{
			// AWS asks for a trail that logs, and says nothing of its selectors.
			code: "trail-write-only", name: "with an EventBridge rule", byRule: true, ruleMails: 1, effect: noMail, signs: ruleShows(seesReads, 1, 1, 0),
			cut: func(c *chain) {
				c.selectors(trailtypes.EventSelector{ReadWriteType: trailtypes.ReadWriteTypeWriteOnly, IncludeManagementEvents: aws.Bool(true)})
			},
		},
		{code: "no-trail", name: "with an EventBridge rule", byRule: true, effect: noMail, signs: ruleShows(seesReads, 0, 0, 0), cut: (*chain).deleteTrail},
		{code: "no-alarm", name: "with an EventBridge rule", byRule: true, ruleMails: 1, effect: noMail, signs: ruleShows(seesReads, 1, 1, 0), cut: func(c *chain) {
			ask(c, c.CloudWatch.DeleteAlarms, &cloudwatch.DeleteAlarmsInput{AlarmNames: []string{alarm}})
		}},
		{
			code: "trail-not-logging", name: "with an EventBridge rule", byRule: true, effect: noMail, signs: ruleShows(seesReads, 0, 0, 0),
			cut: func(c *chain) {
				ask(c, c.CloudTrail.StopLogging, &cloudtrail.StopLoggingInput{Name: aws.String(trailName)})
			},
		},
		{
			code: "role-permissions-missing", name: "with an EventBridge rule", byRule: true, ruleMails: 1, effect: noMail, signs: ruleShows(seesReads, 1, 1, 0),
			cut: func(c *chain) {
				ask(c, c.IAM.DeleteRolePolicy, &iam.DeleteRolePolicyInput{RoleName: aws.String(role), PolicyName: aws.String("secretwatch-delivery")})
			},
		},
	}
}

func ruleTopicRows(only func(string, string, sign, func(*chain)) row) []row {
	refusedBySNS, told := ruleShows(seesReads, 1, 1, 1), ruleShows(seesReads, 1, 1, 0)
	key := func(c *chain, statements ...string) string {
		id := *ask(c, c.kms().CreateKey, &kms.CreateKeyInput{
			Policy: aws.String(`{"Version":"2012-10-17","Statement":[` + strings.Join(statements, ",") + `]}`),
		}).KeyMetadata.KeyId
		c.setRuleTopic("KmsMasterKeyId", id)
		return id
	}
	events := strings.Replace(cloudWatch(`"kms:Decrypt","kms:GenerateDataKey*"`), "cloudwatch.amazonaws.com", "events.amazonaws.com", 1)
	return []row{
		only("rule-topic-missing", "", refusedBySNS, func(c *chain) {
			ask(c, c.SNS.DeleteTopic, &sns.DeleteTopicInput{TopicArn: aws.String(ruleTopicARN)})
		}),
		only("rule-topic-policy-denies", "the policy of a new topic", refusedBySNS, func(c *chain) {
			c.setRuleTopic("Policy", `{"Version":"2008-10-17","Id":"__default_policy_ID","Statement":[{"Sid":"__default_statement_ID","Effect":"Allow","Principal":{"AWS":"*"},`+
				`"Action":["SNS:GetTopicAttributes","SNS:Publish"],"Resource":"`+ruleTopicARN+`","Condition":{"StringEquals":{"AWS:SourceOwner":"123456789012"}}}]}`)
		}),
		only("rule-topic-policy-denies", "denied", refusedBySNS, func(c *chain) {
			c.setRuleTopic("Policy", strings.Replace(rulePolicy, `[{`, `[{"Sid":"no","Effect":"Deny","Principal":"*","Action":"SNS:Publish","Resource":"*"},{`, 1))
		}),
		only("rule-topic-policy-denies", "for another rule", refusedBySNS, func(c *chain) {
			c.setRuleTopic("Policy", strings.Replace(rulePolicy, `"Effect":"Allow",`, `"Effect":"Allow","Condition":{"ArnEquals":{"aws:SourceArn":"`+ruleARN+`2"}},`, 1))
		}),
		only("rule-topic-key-denies", "a key for the alarm only", refusedBySNS, func(c *chain) { key(c, accountOnly, cloudWatch(`"kms:Decrypt","kms:GenerateDataKey*"`)) }),
		only("rule-topic-key-denies", "AWS's own key", refusedBySNS, func(c *chain) { c.setRuleTopic("KmsMasterKeyId", "alias/aws/sns") }),
		only("rule-topic-key-denies", "the key is disabled", refusedBySNS, func(c *chain) {
			id := key(c, accountOnly, events)
			ask(c, c.kms().DisableKey, &kms.DisableKeyInput{KeyId: aws.String(id)})
		}),
		only("rule-no-subscription", "", told, (*chain).unsubscribeRule),
		only("rule-subscription-pending", "", told, func(c *chain) {
			c.unsubscribeRule()
			ask(c, c.SNS.Subscribe, &sns.SubscribeInput{TopicArn: aws.String(ruleTopicARN), Protocol: aws.String("email"), Endpoint: aws.String(reader)})
		}),
	}
}
