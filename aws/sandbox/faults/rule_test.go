package faults_test

import (
	"slices"
	"strings"
	"testing"
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
	snstypes "github.com/aws/aws-sdk-go-v2/service/sns/types"

	"secretwatch/aws/monitor"
	"secretwatch/aws/sandbox"
	"secretwatch/aws/sandbox/faults"
	"secretwatch/aws/sandbox/inbox"
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

func (c *chain) putTarget(topic string) {
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

// buildBothWays makes the monitor of mine with a rule of a chosen name, as setup
// does, and confirms both subscriptions.
func (c *chain) buildBothWays() monitor.Names {
	c.t.Helper()
	n := mine(c.Place)
	n.Rule, n.RuleTopic = "who.reads_it", "WhoReadsIt"
	c.build(reader, func(d *monitor.Desired) {
		*d = monitor.DesiredFor(n.Secret, reader, c.Place)
		d.Names, d.EventBridge = n, true
	})
	for _, m := range c.box.Mails() {
		for _, link := range m.Links {
			if link.Kind != inbox.Confirm {
				continue
			}
			if err := c.box.Inbox().Open(c.ctx, link.URL); err != nil {
				c.t.Fatal(err)
			}
		}
	}
	c.wait(usualSettle)
	return n
}

// The rule's faults are injected by code into a monitor that has the way, and
// refused for one that has not.
func TestEveryRuleFault(t *testing.T) {
	for _, f := range faults.RuleFaults() {
		t.Run(f.Code, func(t *testing.T) {
			story(t, sandbox.Fast, func(c *chain) {
				n := c.buildBothWays()
				c.read(n.Secret)
				c.wait(usualSettle)
				if v := c.judged(n).Verdict; v.Code != "healthy" || len(c.ruleMails(c.built)) != 1 {
					t.Fatalf("before: %d mails of the rule, and the doctor says %s: %s", len(c.ruleMails(c.built)), v.Code, v.Summary)
				}
				done, err := faults.Inject(c.ctx, c.Account, faults.Target{Names: n, Email: reader}, f.Code)
				if err != nil || len(done.Commands) == 0 {
					t.Fatalf("%v: %q", err, done.Commands)
				}
				c.wait(usualSettle)
				since := c.box.Now()
				c.read(n.Secret)
				c.wait(usualAfter)
				if byAlarm, byRule := len(c.alarmMails(since)), len(c.ruleMails(since)); byAlarm != 1 || byRule != 0 {
					t.Errorf("%d mails of the alarm and %d of the rule came", byAlarm, byRule)
				}
				if v := c.judged(n).Verdict; v.Code != f.Code {
					t.Errorf("the doctor says %s (%s): %s", v.Code, v.Status, v.Summary)
				}
			})
		})
	}
	story(t, sandbox.Fast, func(c *chain) {
		n := c.buildMine()
		for _, f := range faults.RuleFaults() {
			if done, err := faults.Inject(c.ctx, c.Account, faults.Target{Names: n, Email: reader}, f.Code); err == nil {
				t.Errorf("%s: done %q without a rule", f.Code, done.Commands)
			}
		}
	})
}
