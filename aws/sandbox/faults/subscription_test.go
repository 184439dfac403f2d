package faults_test

import (
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/sns"

	"secretwatch/aws/account"
	"secretwatch/aws/sandbox/inbox"
)

// counts are the topic's, as GetTopicAttributes gives them.
func counts(confirmed, pending, deleted string) sign {
	return func(c *chain, _ time.Time) {
		a := c.topicAttributes()
		is(c, "SubscriptionsConfirmed", a["SubscriptionsConfirmed"], confirmed)
		is(c, "SubscriptionsPending", a["SubscriptionsPending"], pending)
		is(c, "SubscriptionsDeleted", a["SubscriptionsDeleted"], deleted)
	}
}

// listed: ListSubscriptionsByTopic shows this in the ARN's place.
func listed(want string) sign {
	return func(c *chain, _ time.Time) { is(c, "SubscriptionArn", c.subscription(), want) }
}

func subscriptionRows() []row {
	return append([]row{
		{code: "no-subscription", effect: noMail, cut: func(c *chain) {
			ask(c, c.SNS.DeleteTopic, &sns.DeleteTopicInput{TopicArn: aws.String(topicARN)})
			ask(c, c.SNS.CreateTopic, &sns.CreateTopicInput{Name: aws.String(topic)})
		}, signs: all(published(0), counts("0", "0", "0"))},
		{code: "subscription-on-other-topic", effect: noMail, cut: func(c *chain) {
			other := ask(c, c.SNS.CreateTopic, &sns.CreateTopicInput{Name: aws.String("secretwatch-other")}).TopicArn
			c.putAlarm(func(in *cloudwatch.PutMetricAlarmInput) { in.AlarmActions = []string{*other} })
		}, signs: all(fired("Successfully executed action arn:aws:sns:us-east-1:123456789012:secretwatch-other"), counts("1", "0", "0"))},
		{code: "subscription-pending", unconfirmed: true, effect: noMail, signs: all(published(0), counts("0", "1", "0"), listed("PendingConfirmation"))},
		{
			code: "subscription-expired", unconfirmed: true, effect: noMail, cut: func(c *chain) { c.box.Advance(48 * time.Hour) },
			signs: all(published(0), counts("0", "0", "0"), func(c *chain, _ time.Time) {
				subs := ask(c, c.SNS.ListSubscriptionsByTopic, &sns.ListSubscriptionsByTopicInput{TopicArn: aws.String(topicARN)}).Subscriptions
				is(c, "subscriptions", len(subs), 0)
			}),
		},
		{code: "subscription-other-address", effect: mailElsewhere, cut: func(c *chain) {
			ask(c, c.SNS.Unsubscribe, &sns.UnsubscribeInput{SubscriptionArn: aws.String(c.subscription())})
			c.wait(2 * time.Hour) // until it is not even listed any more
			c.subscribe("raeder@example.com")
			c.click(inbox.Confirm)
		}, signs: all(published(1), counts("1", "0", "1"))},
		{code: "subscription-removed", name: "by the link in a mail", effect: noMail, cut: func(c *chain) {
			c.read(secret)
			c.wait(20 * time.Second)
			c.click(inbox.Unsubscribe)
		}, signs: all(published(0), counts("0", "0", "1"), listed("Deleted"))},
		{code: "subscription-removed", name: "by a call", effect: noMail, cut: func(c *chain) {
			ask(c, c.SNS.Unsubscribe, &sns.UnsubscribeInput{SubscriptionArn: aws.String(c.subscription())})
		}, signs: all(published(0), counts("0", "0", "1"), listed("Deleted"))},
	}, filterPolicyRow())
}

// filterPolicyRow: alarms' messages carry no attributes, so that any policy
// over them drops every one.
func filterPolicyRow() row {
	return row{
		code: "subscription-filter-policy", effect: noMail, cut: func(c *chain) {
			ask(c, c.SNS.SetSubscriptionAttributes, &sns.SetSubscriptionAttributesInput{
				SubscriptionArn: aws.String(c.subscription()), AttributeName: aws.String("FilterPolicy"), AttributeValue: aws.String(`{"severity":["high"]}`),
			})
		},
		signs: all(published(0), counts("1", "0", "0"), func(c *chain, since time.Time) {
			a := ask(c, c.SNS.GetSubscriptionAttributes, &sns.GetSubscriptionAttributesInput{SubscriptionArn: aws.String(c.subscription())}).Attributes
			is(c, "FilterPolicy", a["FilterPolicy"], `{"severity":["high"]}`)
			is(c, "FilterPolicyScope", a["FilterPolicyScope"], "MessageAttributes")
			is(c, "NumberOfNotificationsFilteredOut", c.sent("NumberOfNotificationsFilteredOut", since), 1)
			is(c, "NumberOfNotificationsFilteredOut-NoMessageAttributes", c.sent("NumberOfNotificationsFilteredOut-NoMessageAttributes", since), 1)
		}),
	}
}

func mailRows() []row {
	return []row{
		{code: "mail-sent-look-in-spam", effect: mailComes, verdict: "healthy", signs: all(delivered, counted(1), published(1), func(c *chain, since time.Time) {
			m := c.alarmMails(since)[0]
			is(c, "the sender", m.From, "AWS Notifications <no-reply@sns.amazonaws.com>")
			is(c, "the subject", m.Subject, `ALARM: "secretwatch-top-secret" in US East (N. Virginia)`)
			if !strings.Contains(m.Body, "has entered the ALARM state, because \""+enough+"1.0 (") {
				c.t.Errorf("the mail reads %s", m.Body)
			}
		})},
		{code: "mail-given-up", why: "SNS gives up when a mail server refuses for long; the inbox takes every mail, and no call to AWS makes a mail server refuse"},
		{
			code: "cannot-see", effect: mailComes, look: (*chain).blindUser,
			signs: all(published(1), func(c *chain, _ time.Time) {
				blind := *c
				blind.Account = c.blindUser()
				refused(&blind, blind.SNS.ListSubscriptionsByTopic, &sns.ListSubscriptionsByTopicInput{TopicArn: aws.String(topicARN)},
					"AuthorizationError", "is not authorized to perform: SNS:ListSubscriptionsByTopic")
			}),
		},
	}
}

// blindUser may do everything but look at subscriptions.
func (c *chain) blindUser() *account.Account {
	c.t.Helper()
	name := aws.String("blind")
	if _, err := c.IAM.GetUser(c.ctx, &iam.GetUserInput{UserName: name}); err != nil {
		ask(c, c.IAM.CreateUser, &iam.CreateUserInput{UserName: name})
	}
	ask(c, c.IAM.PutUserPolicy, &iam.PutUserPolicyInput{UserName: name, PolicyName: aws.String("all"), PolicyDocument: aws.String(
		`{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"},{"Effect":"Deny","Action":"sns:ListSubscriptionsByTopic","Resource":"*"}]}`)})
	key := ask(c, c.IAM.CreateAccessKey, &iam.CreateAccessKeyInput{UserName: name}).AccessKey
	return c.open("", *key.AccessKeyId)
}
