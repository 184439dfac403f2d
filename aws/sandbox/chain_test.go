package sandbox_test

import (
	"context"
	"encoding/json"
	"fmt"
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
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/secretsmanager"
	"github.com/aws/aws-sdk-go-v2/service/sns"

	"secretwatch/aws/sandbox"
	"secretwatch/aws/sandbox/inbox"
)

// The parts of the chain that the stories build.
const (
	account   = "123456789012"
	secretID  = "TopSecretInfo"
	bucket    = "stories-trail-bucket"
	trailName = "stories"
	trailARN  = "arn:aws:cloudtrail:us-east-1:123456789012:trail/stories"
	group     = "/stories/reads"
	groupARN  = "arn:aws:logs:us-east-1:123456789012:log-group:/stories/reads:*"
	role      = "stories-delivery"
	roleARN   = "arn:aws:iam::123456789012:role/stories-delivery"
	topicARN  = "arn:aws:sns:us-east-1:123456789012:stories"
	alarmName = "Secret is accessed"
	reader    = "reader@example.com"
)

// The documents of the chain.
const (
	bucketPolicy = `{"Version":"2012-10-17","Statement":[
 {"Sid":"AWSCloudTrailAclCheck20150319","Effect":"Allow","Principal":{"Service":"cloudtrail.amazonaws.com"},"Action":"s3:GetBucketAcl","Resource":"arn:aws:s3:::stories-trail-bucket"},
 {"Sid":"AWSCloudTrailWrite20150319","Effect":"Allow","Principal":{"Service":"cloudtrail.amazonaws.com"},"Action":"s3:PutObject","Resource":"arn:aws:s3:::stories-trail-bucket/AWSLogs/123456789012/*",
  "Condition":{"StringEquals":{"s3:x-amz-acl":"bucket-owner-full-control","aws:SourceArn":"arn:aws:cloudtrail:us-east-1:123456789012:trail/stories"}}}]}`
	roleTrust = `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"cloudtrail.amazonaws.com"},"Action":"sts:AssumeRole"}]}`
	noTrust   = `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"ec2.amazonaws.com"},"Action":"sts:AssumeRole"}]}`
	rolePerms = `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["logs:CreateLogStream","logs:PutLogEvents"],
 "Resource":"arn:aws:logs:us-east-1:123456789012:log-group:/stories/reads:log-stream:123456789012_CloudTrail_us-east-1*"}]}`
	onlyCreate = `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"logs:CreateLogStream","Resource":"*"}]}`
	pattern    = `{ ($.eventSource = "secretsmanager.amazonaws.com") && ($.eventName = "GetSecretValue") && ($.errorCode NOT EXISTS) }`
)

// chain is a sandbox with clients and what they built.
type chain struct {
	t       *testing.T
	ctx     context.Context
	box     *sandbox.Sandbox
	inbox   inbox.Client
	trail   *cloudtrail.Client
	logs    *cloudwatchlogs.Client
	metrics *cloudwatch.Client
	topics  *sns.Client
	secrets *secretsmanager.Client
	iam     *iam.Client
	s3      *s3.Client
}

// story runs a test in a bubble of fake time on an empty sandbox.
func story(t *testing.T, o sandbox.Options, run func(*chain)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		box, err := sandbox.New(o)
		if err != nil {
			t.Fatal(err)
		}
		defer box.Close()
		cfg := box.Config("")
		run(&chain{
			t: t, ctx: context.Background(), box: box, inbox: box.Inbox(),
			trail: cloudtrail.NewFromConfig(cfg), logs: cloudwatchlogs.NewFromConfig(cfg), metrics: cloudwatch.NewFromConfig(cfg),
			topics: sns.NewFromConfig(cfg), secrets: secretsmanager.NewFromConfig(cfg), iam: iam.NewFromConfig(cfg), s3: s3.NewFromConfig(cfg),
		})
	})
}

// must stops the test where a call of the story's own failed.
func must[T any](c *chain) func(T, error) T {
	c.t.Helper()
	return func(v T, err error) T {
		c.t.Helper()
		if err != nil {
			c.t.Fatal(err)
		}
		return v
	}
}

func (c *chain) do(_ any, err error) {
	c.t.Helper()
	if err != nil {
		c.t.Fatal(err)
	}
}

// build makes the whole chain, and the reader confirms.
func (c *chain) build() {
	c.t.Helper()
	c.buildParts()
	c.confirm()
}

func (c *chain) buildParts() {
	c.t.Helper()
	c.do(c.secrets.CreateSecret(c.ctx, &secretsmanager.CreateSecretInput{Name: aws.String(secretID), SecretString: aws.String("the value")}))
	c.do(c.s3.CreateBucket(c.ctx, &s3.CreateBucketInput{Bucket: aws.String(bucket)}))
	c.do(c.s3.PutBucketPolicy(c.ctx, &s3.PutBucketPolicyInput{Bucket: aws.String(bucket), Policy: aws.String(bucketPolicy)}))
	c.do(c.logs.CreateLogGroup(c.ctx, &cloudwatchlogs.CreateLogGroupInput{LogGroupName: aws.String(group)}))
	c.do(c.iam.CreateRole(c.ctx, &iam.CreateRoleInput{RoleName: aws.String(role), AssumeRolePolicyDocument: aws.String(roleTrust)}))
	c.do(c.iam.PutRolePolicy(c.ctx, &iam.PutRolePolicyInput{RoleName: aws.String(role), PolicyName: aws.String("delivery"), PolicyDocument: aws.String(rolePerms)}))
	c.do(c.topics.CreateTopic(c.ctx, &sns.CreateTopicInput{Name: aws.String("stories")}))
	c.do(c.topics.Subscribe(c.ctx, &sns.SubscribeInput{TopicArn: aws.String(topicARN), Protocol: aws.String("email"), Endpoint: aws.String(reader)}))
	c.do(c.trail.CreateTrail(c.ctx, &cloudtrail.CreateTrailInput{
		Name: aws.String(trailName), S3BucketName: aws.String(bucket), IsMultiRegionTrail: aws.Bool(true),
		CloudWatchLogsLogGroupArn: aws.String(groupARN), CloudWatchLogsRoleArn: aws.String(roleARN),
	}))
	c.do(c.trail.StartLogging(c.ctx, &cloudtrail.StartLoggingInput{Name: aws.String(trailName)}))
	c.putFilter(pattern)
	c.putAlarm(nil)
}

func (c *chain) putFilter(text string) { c.putFilterOf(text, aws.Float64(0)) }

// putFilterWithout puts a filter without a default value.
func (c *chain) putFilterWithout(text string) { c.putFilterOf(text, nil) }

func (c *chain) putFilterOf(text string, otherwise *float64) {
	c.t.Helper()
	c.do(c.logs.PutMetricFilter(c.ctx, &cloudwatchlogs.PutMetricFilterInput{
		LogGroupName: aws.String(group), FilterName: aws.String("reads"), FilterPattern: aws.String(text),
		MetricTransformations: []logtypes.MetricTransformation{{
			MetricName: aws.String("reads"), MetricNamespace: aws.String("Stories"), MetricValue: aws.String("1"), DefaultValue: otherwise,
		}},
	}))
}

// putAlarm puts the recommended alarm, changed by change.
func (c *chain) putAlarm(change func(*cloudwatch.PutMetricAlarmInput)) {
	c.t.Helper()
	in := &cloudwatch.PutMetricAlarmInput{
		AlarmName: aws.String(alarmName), Namespace: aws.String("Stories"), MetricName: aws.String("reads"), Statistic: cwtypes.StatisticSum,
		Period: aws.Int32(60), EvaluationPeriods: aws.Int32(1), DatapointsToAlarm: aws.Int32(1), Threshold: aws.Float64(1),
		ComparisonOperator: cwtypes.ComparisonOperatorGreaterThanOrEqualToThreshold, TreatMissingData: aws.String("notBreaching"),
		AlarmActions: []string{topicARN}, AlarmDescription: aws.String("someone read it"),
	}
	if change != nil {
		change(in)
	}
	c.do(c.metrics.PutMetricAlarm(c.ctx, in))
}

// confirm opens the link of the newest confirmation mail.
func (c *chain) confirm() {
	c.t.Helper()
	for _, m := range c.mails() {
		for _, link := range m.Links {
			if link.Kind == inbox.Confirm {
				if err := c.inbox.Open(c.ctx, link.URL); err != nil {
					c.t.Fatal(err)
				}
				return
			}
		}
	}
	c.t.Fatal("no mail has a confirmation link")
}

func (c *chain) mails() []inbox.Mail {
	c.t.Helper()
	mails, err := c.inbox.List(c.ctx)
	if err != nil {
		c.t.Fatal(err)
	}
	return mails
}

// alarmMails are those that say ALARM.
func (c *chain) alarmMails() []inbox.Mail {
	c.t.Helper()
	var found []inbox.Mail
	for _, m := range c.mails() {
		if strings.HasPrefix(m.Subject, "ALARM: ") {
			found = append(found, m)
		}
	}
	return found
}

// read reads the secret and gives the request's id.
func (c *chain) read() {
	c.t.Helper()
	c.do(c.secrets.GetSecretValue(c.ctx, &secretsmanager.GetSecretValueInput{SecretId: aws.String(secretID)}))
}

// wait lets time pass, and what is due happen.
func (c *chain) wait(d time.Duration) {
	time.Sleep(d)
	synctest.Wait()
}

func (c *chain) status() *cloudtrail.GetTrailStatusOutput {
	c.t.Helper()
	return must[*cloudtrail.GetTrailStatusOutput](c)(c.trail.GetTrailStatus(c.ctx, &cloudtrail.GetTrailStatusInput{Name: aws.String(trailName)}))
}

func (c *chain) alarm() cwtypes.MetricAlarm {
	c.t.Helper()
	out := must[*cloudwatch.DescribeAlarmsOutput](c)(c.metrics.DescribeAlarms(c.ctx, &cloudwatch.DescribeAlarmsInput{AlarmNames: []string{alarmName}}))
	if len(out.MetricAlarms) != 1 {
		c.t.Fatalf("found %d alarms", len(out.MetricAlarms))
	}
	return out.MetricAlarms[0]
}

// history is the alarm's history of one kind, newest first, less what came
// before since.
func (c *chain) history(kind cwtypes.HistoryItemType, since time.Time) []cwtypes.AlarmHistoryItem {
	c.t.Helper()
	out := must[*cloudwatch.DescribeAlarmHistoryOutput](c)(c.metrics.DescribeAlarmHistory(c.ctx, &cloudwatch.DescribeAlarmHistoryInput{
		AlarmName: aws.String(alarmName), HistoryItemType: kind, StartDate: aws.Time(since),
	}))
	return out.AlarmHistoryItems
}

func TestOneReadMakesOneMail(t *testing.T) {
	story(t, sandbox.Options{}, func(c *chain) {
		c.build()
		c.wait(30 * time.Second)
		if state := c.alarm().StateValue; state != cwtypes.StateValueOk {
			t.Errorf("before the read the alarm is %s, want OK", state)
		}
		c.read()
		c.wait(5 * time.Second)
		mails := c.alarmMails()
		if len(mails) != 1 {
			t.Fatalf("%d alarm mails, want 1: %v", len(mails), c.mails())
		}
		if want := `ALARM: "Secret is accessed" in US East (N. Virginia)`; mails[0].Subject != want {
			t.Errorf("subject %q, want %q", mails[0].Subject, want)
		}
		if mails[0].To != reader || mails[0].From != "AWS Notifications <no-reply@sns.amazonaws.com>" {
			t.Errorf("from %q to %q", mails[0].From, mails[0].To)
		}
		if state := c.alarm().StateValue; state != cwtypes.StateValueAlarm {
			t.Errorf("after the read the alarm is %s, want ALARM", state)
		}
		c.wait(15 * time.Second)
		if state := c.alarm().StateValue; state != cwtypes.StateValueOk {
			t.Errorf("15 s later the alarm is %s, want OK", state)
		}
		c.read()
		c.wait(5 * time.Second)
		if n := len(c.alarmMails()); n != 2 {
			t.Errorf("%d alarm mails after the second read, want 2", n)
		}
	})
}

func TestMailText(t *testing.T) {
	story(t, sandbox.Options{}, func(c *chain) {
		c.build()
		c.wait(30 * time.Second)
		c.read()
		c.wait(5 * time.Second)
		body := c.alarmMails()[0].Body
		at := c.alarm().StateTransitionedTimestamp.UTC()
		stamp := fmt.Sprintf("Saturday 1 January, 2000 00:00:%02d UTC", at.Second())
		reason := "Threshold Crossed: 1 out of the last 1 datapoints [1.0 (01/01/00 00:00:00)] was greater than or equal to the threshold (1.0) (minimum 1 datapoint for OK -> ALARM transition)."
		want := "You are receiving this email because your Amazon CloudWatch Alarm \"Secret is accessed\" in the US East (N. Virginia) region has entered the ALARM state, because \"" + reason + "\" at \"" + stamp + "\".\n\n" +
			"View this alarm in the AWS Management Console:\nhttps://us-east-1.console.aws.amazon.com/cloudwatch/deeplink.js?region=us-east-1#alarmsV2:alarm/Secret%20is%20accessed\n\n" +
			"Alarm Details:\n- Name:                       Secret is accessed\n- Description:                someone read it\n- State Change:               OK -> ALARM\n" +
			"- Reason for State Change:    " + reason + "\n- Timestamp:                  " + stamp + "\n- AWS Account:                123456789012\n" +
			"- Alarm Arn:                  arn:aws:cloudwatch:us-east-1:123456789012:alarm:Secret is accessed\n\n" +
			"Threshold:\n- The alarm is in the ALARM state when the metric is GreaterThanOrEqualToThreshold 1.0 for at least 1 of the last 1 period(s) of 60 seconds. \n\n" +
			"Monitored Metric:\n- MetricNamespace:                     Stories\n- MetricName:                          reads\n- Dimensions:                          \n" +
			"- Period:                              60 seconds\n- Statistic:                           Sum\n- Unit:                                not specified\n- TreatMissingData:                    notBreaching\n\n\n" +
			"State Change Actions:\n- OK: \n- ALARM: [arn:aws:sns:us-east-1:123456789012:stories]\n- INSUFFICIENT_DATA: \n"
		if !strings.HasPrefix(body, want) {
			t.Errorf("the mail reads\n%s\nwant\n%s", body, want)
		}
		if footer := "If you wish to stop receiving notifications from this topic, please click or visit the link below to unsubscribe:\nhttp://sandbox.internal/unsubscribe.html?SubscriptionArn=" + topicARN; !strings.Contains(body, footer) {
			t.Errorf("the mail lacks SNS's footer:\n%s", body)
		}
	})
}

func TestHistoryOfAMail(t *testing.T) {
	story(t, sandbox.Options{}, func(c *chain) {
		c.build()
		c.wait(30 * time.Second)
		start := c.box.Now()
		c.read()
		c.wait(5 * time.Second)
		states := c.history(cwtypes.HistoryItemTypeStateUpdate, start)
		if len(states) != 1 || *states[0].HistorySummary != "Alarm updated from OK to ALARM" {
			t.Errorf("state updates: %v", summaries(states))
		}
		actions := c.history(cwtypes.HistoryItemTypeAction, start)
		if len(actions) != 1 || *actions[0].HistorySummary != "Successfully executed action arn:aws:sns:us-east-1:123456789012:stories" {
			t.Fatalf("actions: %v", summaries(actions))
		}
		var data map[string]any
		if err := json.Unmarshal([]byte(*actions[0].HistoryData), &data); err != nil {
			t.Fatal(err)
		}
		for _, key := range []string{"actionState", "stateUpdateTimestamp", "notificationResource", "publishedMessage", "error", "muteWindowEndTimestamp"} {
			if _, ok := data[key]; !ok {
				t.Errorf("the action's data lack %s: %s", key, *actions[0].HistoryData)
			}
		}
		if data["actionState"] != "Succeeded" || data["error"] != nil {
			t.Errorf("the action's data: %s", *actions[0].HistoryData)
		}
	})
}

func summaries(items []cwtypes.AlarmHistoryItem) []string {
	var all []string
	for _, item := range items {
		all = append(all, *item.HistorySummary)
	}
	return all
}
