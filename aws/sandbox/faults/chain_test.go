package faults_test

import (
	"context"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudtrail"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch"
	cwtypes "github.com/aws/aws-sdk-go-v2/service/cloudwatch/types"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"
	logtypes "github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs/types"
	"github.com/aws/aws-sdk-go-v2/service/secretsmanager"
	"github.com/aws/aws-sdk-go-v2/service/sns"

	"secretwatch/aws/account"
	"secretwatch/aws/build"
	"secretwatch/aws/monitor"
	"secretwatch/aws/sandbox"
	"secretwatch/aws/sandbox/inbox"
	"secretwatch/aws/survey"
)

// The parts of the monitor that setup builds for this secret.
const (
	secret    = "top-secret"
	bucket    = "secretwatch-top-secret-123456789012-us-east-1"
	trailName = "secretwatch-top-secret"
	trailARN  = "arn:aws:cloudtrail:us-east-1:123456789012:trail/secretwatch-top-secret"
	group     = "/secretwatch/top-secret"
	groupARN  = "arn:aws:logs:us-east-1:123456789012:log-group:/secretwatch/top-secret:*"
	role      = "secretwatch-top-secret-us-east-1"
	roleARN   = "arn:aws:iam::123456789012:role/secretwatch-top-secret-us-east-1"
	filter    = "secretwatch-top-secret"
	namespace = "SecretWatch"
	metric    = "top-secret-reads"
	topic     = "secretwatch-top-secret"
	topicARN  = "arn:aws:sns:us-east-1:123456789012:secretwatch-top-secret"
	alarm     = "secretwatch-top-secret"
	reader    = "reader@example.com"
	elsewhere = "eu-west-1"

	pattern = `{ ($.eventSource = "secretsmanager.amazonaws.com") && ($.eventName = "GetSecretValue") && ($.errorCode NOT EXISTS) && ` +
		`(($.requestParameters.secretId = "top-secret") || ($.requestParameters.secretId = "arn:*:secret:top-secret-*")) }`
)

// chain is a sandbox, an account on it, and the monitor that setup built there.
type chain struct {
	t   *testing.T
	ctx context.Context
	box *sandbox.Sandbox
	*account.Account
	built time.Time
}

// story runs a test in a bubble of fake time on an empty sandbox.
func story(t *testing.T, pace sandbox.Pace, run func(*chain)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		box, err := sandbox.New(sandbox.Options{Pace: pace})
		if err != nil {
			t.Fatal(err)
		}
		defer box.Close()
		c := &chain{t: t, ctx: t.Context(), box: box}
		c.Account = c.open("", sandbox.AccessKey)
		run(c)
	})
}

// open opens the account in a region, as whoever has the key.
func (c *chain) open(region, key string) *account.Account {
	c.t.Helper()
	config := c.box.ConfigFor(region, key)
	a, err := account.Open(c.ctx, account.Options{Config: &config})
	if err != nil {
		c.t.Fatal(err)
	}
	return a
}

// in is the chain as seen from another region.
func (c *chain) in(region string) *chain {
	other := *c
	other.Account = c.open(region, sandbox.AccessKey)
	return &other
}

// ask makes a call of the SDK's that has to work.
func ask[I, O, F any](c *chain, call func(context.Context, *I, ...func(*F)) (*O, error), in *I) *O {
	c.t.Helper()
	out, err := call(c.ctx, in)
	if err != nil {
		c.t.Fatal(err)
	}
	return out
}

// refused makes a call that has to fail with these words in its error.
func refused[I, O, F any](c *chain, call func(context.Context, *I, ...func(*F)) (*O, error), in *I, words ...string) {
	c.t.Helper()
	_, err := call(c.ctx, in)
	for _, w := range words {
		if err == nil || !strings.Contains(err.Error(), w) {
			c.t.Errorf("the error is %v, want %q in it", err, w)
		}
	}
}

// build makes the monitor as setup does.
func (c *chain) build(email string, change func(*monitor.Desired)) {
	c.t.Helper()
	d := monitor.DesiredFor(secret, email, c.Place)
	if change != nil {
		change(&d)
	}
	s, err := survey.Take(c.ctx, c.Account, d.Names, survey.Options{For: survey.Plan})
	if err != nil {
		c.t.Fatal(err)
	}
	value := func() (string, error) { return "the value", nil }
	if _, err := build.Apply(c.ctx, c.Account, d, build.Plan(d, s), build.Options{SecretValue: value}); err != nil {
		c.t.Fatal(err)
	}
	c.built = c.box.Now()
}

// wait lets time pass, and what is due happen.
func (c *chain) wait(d time.Duration) {
	time.Sleep(d)
	synctest.Wait()
}

// click opens a link of the newest mail that has one of the kind.
func (c *chain) click(kind string) {
	c.t.Helper()
	mails := c.box.Mails()
	for i := len(mails) - 1; i >= 0; i-- {
		for _, link := range mails[i].Links {
			if link.Kind == kind {
				if err := c.box.Inbox().Open(c.ctx, link.URL); err != nil {
					c.t.Fatal(err)
				}
				return
			}
		}
	}
	c.t.Fatalf("no mail has a link to %s", kind)
}

// alarmMails are those that say ALARM, to anyone, since then.
func (c *chain) alarmMails(since time.Time) []inbox.Mail {
	var found []inbox.Mail
	for _, m := range c.box.Mails() {
		if strings.HasPrefix(m.Subject, "ALARM: ") && !m.At.Before(since) {
			found = append(found, m)
		}
	}
	return found
}

// read reads the secret, after a look at it as a person's console makes.
func (c *chain) read(id string) {
	c.t.Helper()
	ask(c, c.Secrets.DescribeSecret, &secretsmanager.DescribeSecretInput{SecretId: aws.String(id)})
	ask(c, c.Secrets.GetSecretValue, &secretsmanager.GetSecretValueInput{SecretId: aws.String(id)})
}

// secretARN is the secret's ARN with its six characters.
func (c *chain) secretARN() string {
	c.t.Helper()
	return *ask(c, c.Secrets.DescribeSecret, &secretsmanager.DescribeSecretInput{SecretId: aws.String(secret)}).ARN
}

// putAlarm puts setup's alarm, changed by change.
func (c *chain) putAlarm(change func(*cloudwatch.PutMetricAlarmInput)) {
	c.t.Helper()
	in := &cloudwatch.PutMetricAlarmInput{
		AlarmName: aws.String(alarm), Namespace: aws.String(namespace), MetricName: aws.String(metric), Statistic: cwtypes.StatisticSum,
		Period: aws.Int32(60), EvaluationPeriods: aws.Int32(1), DatapointsToAlarm: aws.Int32(1), Threshold: aws.Float64(1),
		ComparisonOperator: cwtypes.ComparisonOperatorGreaterThanOrEqualToThreshold, TreatMissingData: aws.String("notBreaching"),
		AlarmActions: []string{topicARN},
	}
	change(in)
	ask(c, c.CloudWatch.PutMetricAlarm, in)
}

// putFilter puts setup's filter, changed by change.
func (c *chain) putFilter(change func(*cloudwatchlogs.PutMetricFilterInput)) {
	c.t.Helper()
	in := &cloudwatchlogs.PutMetricFilterInput{
		LogGroupName: aws.String(group), FilterName: aws.String(filter), FilterPattern: aws.String(pattern),
		MetricTransformations: []logtypes.MetricTransformation{{
			MetricName: aws.String(metric), MetricNamespace: aws.String(namespace), MetricValue: aws.String("1"), DefaultValue: aws.Float64(0),
		}},
	}
	change(in)
	ask(c, c.Logs.PutMetricFilter, in)
}

// setPattern puts setup's filter with another pattern.
func (c *chain) setPattern(text string) {
	c.t.Helper()
	c.putFilter(func(in *cloudwatchlogs.PutMetricFilterInput) { in.FilterPattern = aws.String(text) })
}

// withoutZeros takes the filter's default value away and lets the zeros leave
// the alarm's evaluation range.
func (c *chain) withoutZeros() {
	c.t.Helper()
	ask(c, c.Logs.DeleteMetricFilter, &cloudwatchlogs.DeleteMetricFilterInput{LogGroupName: aws.String(group), FilterName: aws.String(filter)})
	c.putFilter(func(in *cloudwatchlogs.PutMetricFilterInput) { in.MetricTransformations[0].DefaultValue = nil })
	c.wait(6 * time.Minute)
}

func (c *chain) deleteFilter() {
	c.t.Helper()
	ask(c, c.Logs.DeleteMetricFilter, &cloudwatchlogs.DeleteMetricFilterInput{LogGroupName: aws.String(group), FilterName: aws.String(filter)})
}

func (c *chain) setTopic(attribute, value string) {
	c.t.Helper()
	ask(c, c.SNS.SetTopicAttributes, &sns.SetTopicAttributesInput{TopicArn: aws.String(topicARN), AttributeName: aws.String(attribute), AttributeValue: aws.String(value)})
}

func (c *chain) subscribe(address string) {
	c.t.Helper()
	ask(c, c.SNS.Subscribe, &sns.SubscribeInput{TopicArn: aws.String(topicARN), Protocol: aws.String("email"), Endpoint: aws.String(address)})
}

// subscription is the ARN of the topic's only subscription, as it is listed.
func (c *chain) subscription() string {
	c.t.Helper()
	subs := ask(c, c.SNS.ListSubscriptionsByTopic, &sns.ListSubscriptionsByTopicInput{TopicArn: aws.String(topicARN)}).Subscriptions
	if len(subs) != 1 {
		c.t.Fatalf("the topic has %d subscriptions, want 1", len(subs))
	}
	return *subs[0].SubscriptionArn
}

func (c *chain) deleteTrail() {
	c.t.Helper()
	ask(c, c.CloudTrail.DeleteTrail, &cloudtrail.DeleteTrailInput{Name: aws.String(trailName)})
}
