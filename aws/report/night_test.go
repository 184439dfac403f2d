package report_test

import (
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch"
	cwtypes "github.com/aws/aws-sdk-go-v2/service/cloudwatch/types"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"
	logtypes "github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs/types"
	"github.com/aws/aws-sdk-go-v2/service/secretsmanager"
	"github.com/aws/aws-sdk-go-v2/service/sns"

	"secretwatch/aws/account"
	"secretwatch/aws/report"
)

// pattern writes the metric filter with another pattern.
func (b *box) pattern(a *account.Account, pattern string) {
	must(b.t, a.Logs.PutMetricFilter, &cloudwatchlogs.PutMetricFilterInput{
		LogGroupName: &b.n.LogGroup, FilterName: &b.n.Filter, FilterPattern: &pattern,
		MetricTransformations: []logtypes.MetricTransformation{{
			MetricNamespace: &b.n.Namespace, MetricName: &b.n.Metric, MetricValue: aws.String("1"), DefaultValue: aws.Float64(0),
		}},
	})
}

// only reads the secret so many times at once, and nothing else.
func (b *box) only(a *account.Account, times int) {
	for range times {
		must(b.t, a.Secrets.GetSecretValue, &secretsmanager.GetSecretValueInput{SecretId: &b.n.Secret})
	}
}

// subscription is the ARN of the one that stands.
func (b *box) subscription() *string {
	topic := b.n.TopicARN(b.a.Place)
	for _, s := range must(b.t, b.a.SNS.ListSubscriptionsByTopic, &sns.ListSubscriptionsByTopicInput{TopicArn: &topic}).Subscriptions {
		if *s.SubscriptionArn != "Deleted" {
			return s.SubscriptionArn
		}
	}
	b.t.Fatal("nobody is subscribed")
	return nil
}

const (
	hears = `{ ($.eventName = "GetSecretValue") && ($.errorCode NOT EXISTS) }`
	deaf  = `{ $.eventName = "GetSecretsValue" }`
)

// night builds the chain, whose e-mail is confirmed by its link, and breaks it three
// times, a break being followed by reads that bring no mail, a mend and a read that
// brings one: bob misspells the filter, somebody unsubscribes the address, and bob
// switches the alarm's actions off.
func (b *box) night(bob *account.Account, burst int) {
	t := b.t
	wait := func() { time.Sleep(10 * time.Minute) }
	b.build(b.a)
	b.confirm()
	time.Sleep(time.Minute)
	b.pattern(b.a, hears)
	b.alarm(b.a, cwtypes.StatisticSum, 60)
	wait()
	b.only(bob, 1)
	wait()
	b.pattern(bob, deaf)
	time.Sleep(time.Minute)
	b.only(bob, 3)
	wait()
	b.pattern(b.a, hears)
	wait()
	b.only(bob, 1)
	wait()
	must(t, b.a.SNS.Unsubscribe, &sns.UnsubscribeInput{SubscriptionArn: b.subscription()})
	time.Sleep(time.Minute)
	b.only(bob, burst)
	wait()
	must(t, b.a.SNS.Subscribe, &sns.SubscribeInput{TopicArn: aws.String(b.n.TopicARN(b.a.Place)), Protocol: aws.String("email"), Endpoint: aws.String("jane.doe@example.com")})
	time.Sleep(time.Minute)
	b.confirm()
	wait()
	b.only(bob, 1)
	wait()
	must(t, bob.CloudWatch.DisableAlarmActions, &cloudwatch.DisableAlarmActionsInput{AlarmNames: []string{b.n.Alarm}})
	time.Sleep(time.Minute)
	b.only(bob, 1)
	wait()
	must(t, b.a.CloudWatch.EnableAlarmActions, &cloudwatch.EnableAlarmActionsInput{AlarmNames: []string{b.n.Alarm}})
	wait()
	b.only(bob, 1)
	wait()
}

// TestNight tells every break of a night, who brought it about and who mended it, as
// long as Event history was read back to its reads and also where it was not.
func TestNight(t *testing.T) {
	always := []string{
		"| subscription | `j***@e***.com` (email) | confirmed | 2000-01-01 01:07:00 UTC by `user/person 1` |",
		"From 2000-01-01 00:25:00 UTC to 2000-01-01 00:36:00 UTC: metric filter GetSecretsValue looks for the event GetSecretsValue, and a read is called GetSecretValue (`filter-event-name`); `user/person 2` had written the metric filter with the pattern `" + deaf + "`.",
		"From 2000-01-01 00:56:00 UTC to 2000-01-01 01:07:00 UTC nobody was subscribed (`subscription-removed`): what the topic was sent in between went to nobody, and so did what it was sent until the new subscription was confirmed",
		"(`alarm-actions-disabled`). It had been set so by `user/person 2`.",
		"At 2000-01-01 01:39:00 UTC the alarm was changed by `user/person 1`: actions enabled `false` → `true`. That ended `alarm-actions-disabled`.",
		"At 2000-01-01 00:36:00 UTC `user/person 1` wrote the metric filter anew: the pattern `" + deaf + "` → `" + hears + "`. That ended `filter-event-name`.",
		"At 2000-01-01 01:07:00 UTC `user/person 1` subscribed an address. That, once it was confirmed, ended `subscription-removed`.\n\nThe first mail after that was sent 11 min 03 s later, for the read at 2000-01-01 01:18:00 UTC.",
		"- 2000-01-01 00:25:00 UTC: `PutMetricFilter` by `user/person 2`: the pattern `" + hears + "` → `" + deaf + "`\n",
		"- 2000-01-01 00:56:00 UTC: `Unsubscribe` by `user/person 1`\n", "- 2000-01-01 01:07:00 UTC: `Subscribe` by `user/person 1`\n",
		"- 2000-01-01 01:28:00 UTC: `DisableAlarmActions` by `user/person 2`: actions enabled `true` → `false`\n",
		"- 2000-01-01 01:39:00 UTC: `EnableAlarmActions` by `user/person 1`: actions enabled `false` → `true`\n",
	}
	for _, c := range []struct {
		name       string
		burst      int
		has, hasNo []string
	}{
		{
			"all reads are known", 20,
			[]string{
				"3 reads in between did not set the alarm off.", "20 reads fell into that time.",
				"| 2000-01-01 00:26:00 UTC (3 reads) | user `person 2` | the AWS CLI |", "| 2000-01-01 00:57:00 UTC (20 reads) | user `person 2` | the AWS CLI |",
				"| 2000-01-01 00:57:00 UTC (20 reads) | the AWS CLI | ALARM at 2000-01-01 00:57:02 UTC, for one of the 20 reads of 2000-01-01 00:57:00 UTC | one for these, sent to the topic, where nobody was subscribed |",
				"The reads, oldest first, and what the alarm made of each:\n",
			},
			[]string{"not looked for", "and no further", "Not with the newest read", "brought no mail before that"},
		},
		{
			"older reads were not asked for", 60,
			[]string{
				"`" + deaf + "`. Not all reads of that time were looked for.",
				"What Event history showed, oldest first (older ones than these were not looked for):\n\n| Time",
				"| 2000-01-01 00:57:00 UTC (47 reads) | user `person 2` | the AWS CLI |",
				"Event history was asked for the newest 50 reads of any secret and no further.",
			},
			[]string{"Not with the newest read", "before these left out"},
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			story(t, func(t *testing.T, b *box) {
				b.t = t
				b.night(b.as(b.user("bob"), cliAgent), c.burst)
				holds(t, report.Markdown(b.facts(b.a)), append(c.has, always...), c.hasNo)
			})
		})
	}
}

// TestNewestLost does not let the heading Success stand over a read whose way ended
// on it without a word.
func TestNewestLost(t *testing.T) {
	story(t, func(t *testing.T, b *box) {
		b.build(b.a)
		b.confirm()
		b.alarm(b.a, cwtypes.StatisticSum, 60)
		time.Sleep(10 * time.Minute)
		b.only(b.a, 1)
		time.Sleep(10 * time.Minute)
		must(t, b.a.SNS.SetTopicAttributes, &sns.SetTopicAttributesInput{TopicArn: aws.String(b.n.TopicARN(b.a.Place)), AttributeName: aws.String("Policy"), AttributeValue: aws.String(
			`{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"*"},"Action":"sns:Subscribe","Resource":"` + b.n.TopicARN(b.a.Place) + `"}]}`)})
		time.Sleep(time.Minute)
		b.only(b.a, 1)
		time.Sleep(10 * time.Minute)
		holds(t, report.Markdown(b.facts(b.a)), []string{
			"## Success!\n\n**Not with the newest read.** That of 2000-01-01 00:25:00 UTC brought no mail of its own: its way ended at the hop `action` (`topic-policy-denies`).\n\nThe first read of which a mail was sent was that of 2000-01-01 00:14:00 UTC",
			" the alarm went off, and the topic did not take its message",
		}, nil)
	})
}

// TestOthersSubscribed claims no hole in the night where another address may have
// been, or was, told.
func TestOthersSubscribed(t *testing.T) {
	story(t, func(t *testing.T, b *box) {
		b.build(b.a)
		topic := b.n.TopicARN(b.a.Place)
		must(t, b.a.SNS.Subscribe, &sns.SubscribeInput{TopicArn: &topic, Protocol: aws.String("email"), Endpoint: aws.String("ops@example.com")})
		b.confirm()
		b.alarm(b.a, cwtypes.StatisticSum, 60)
		time.Sleep(time.Minute)
		must(t, b.a.SNS.Unsubscribe, &sns.UnsubscribeInput{SubscriptionArn: b.subscription()})
		time.Sleep(time.Minute)
		b.only(b.a, 1)
		time.Sleep(time.Minute)
		must(t, b.a.SNS.Subscribe, &sns.SubscribeInput{TopicArn: &topic, Protocol: aws.String("email"), Endpoint: aws.String("jane.doe@example.com")})
		time.Sleep(time.Minute)
		pending := report.Markdown(b.facts(b.a))
		holds(t, pending, []string{
			"unsubscribed an address (`subscription-removed`), and at 2000-01-01 00:07:00 UTC `user/person 1` subscribed one: unless somebody else was subscribed too",
			"at one of 2000-01-01 00:04:00 UTC, 2000-01-01 00:04:00 UTC and 2000-01-01 00:07:00 UTC", "after the read | sent to the topic, about",
		}, []string{"nobody was subscribed (", "where nobody was subscribed"})
		b.confirm()
		holds(t, report.Markdown(b.facts(b.a)), nil, []string{"nobody was subscribed", "unless somebody else"})
	})
}
