package faults_test

import (
	"encoding/json"
	"slices"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudtrail"
	trailtypes "github.com/aws/aws-sdk-go-v2/service/cloudtrail/types"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch"
	cwtypes "github.com/aws/aws-sdk-go-v2/service/cloudwatch/types"
	"github.com/aws/aws-sdk-go-v2/service/sns"
)

// sign looks at what AWS itself shows of a fault, since the read.
type sign func(c *chain, since time.Time)

func all(signs ...sign) sign {
	return func(c *chain, since time.Time) {
		for _, s := range signs {
			s(c, since)
		}
	}
}

// is reports what differs from what aws.md says.
func is[T comparable](c *chain, what string, got, want T) {
	c.t.Helper()
	if got != want {
		c.t.Errorf("%s is %v, want %v", what, got, want)
	}
}

func (c *chain) status() *cloudtrail.GetTrailStatusOutput {
	c.t.Helper()
	return ask(c, c.CloudTrail.GetTrailStatus, &cloudtrail.GetTrailStatusInput{Name: aws.String(trailName)})
}

func (c *chain) theTrail() trailtypes.Trail {
	c.t.Helper()
	return *ask(c, c.CloudTrail.GetTrail, &cloudtrail.GetTrailInput{Name: aws.String(trailName)}).Trail
}

func (c *chain) theAlarm() cwtypes.MetricAlarm {
	c.t.Helper()
	out := ask(c, c.CloudWatch.DescribeAlarms, &cloudwatch.DescribeAlarmsInput{AlarmNames: []string{alarm}})
	if len(out.MetricAlarms) != 1 {
		c.t.Fatalf("there are %d alarms of the name, want 1", len(out.MetricAlarms))
	}
	return out.MetricAlarms[0]
}

func (c *chain) history(kind cwtypes.HistoryItemType, since time.Time) []cwtypes.AlarmHistoryItem {
	c.t.Helper()
	return ask(c, c.CloudWatch.DescribeAlarmHistory, &cloudwatch.DescribeAlarmHistoryInput{
		AlarmName: aws.String(alarm), HistoryItemType: kind, StartDate: aws.Time(since), ScanBy: cwtypes.ScanByTimestampAscending,
	}).AlarmHistoryItems
}

// lines are the summaries of the alarm's history of one kind, oldest first.
func (c *chain) lines(kind cwtypes.HistoryItemType, since time.Time) []string {
	c.t.Helper()
	lines := []string{}
	for _, item := range c.history(kind, since) {
		lines = append(lines, *item.HistorySummary)
	}
	return lines
}

func (c *chain) topicAttributes() map[string]string {
	c.t.Helper()
	return ask(c, c.SNS.GetTopicAttributes, &sns.GetTopicAttributesInput{TopicArn: aws.String(topicARN)}).Attributes
}

// sum adds up a metric's datapoints around the read, and says how many there
// are.
func (c *chain) sum(namespace, name string, since time.Time, dimensions ...cwtypes.Dimension) (sum float64, points int) {
	c.t.Helper()
	out := ask(c, c.CloudWatch.GetMetricStatistics, &cloudwatch.GetMetricStatisticsInput{
		Namespace: aws.String(namespace), MetricName: aws.String(name), Dimensions: dimensions,
		Period: aws.Int32(60), Statistics: []cwtypes.Statistic{cwtypes.StatisticSum},
		StartTime: aws.Time(since.Truncate(time.Minute)), EndTime: aws.Time(since.Add(3 * time.Minute)),
	})
	for _, p := range out.Datapoints {
		sum += *p.Sum
	}
	return sum, len(out.Datapoints)
}

func (c *chain) sent(metric string, since time.Time) float64 {
	c.t.Helper()
	n, _ := c.sum("AWS/SNS", metric, since, cwtypes.Dimension{Name: aws.String("TopicName"), Value: aws.String(topic)})
	return n
}

// secretIDs are the requestParameters.secretId of the reads in the Event
// history, newest first.
func (c *chain) secretIDs() []string {
	c.t.Helper()
	out := ask(c, c.CloudTrail.LookupEvents, &cloudtrail.LookupEventsInput{LookupAttributes: []trailtypes.LookupAttribute{
		{AttributeKey: trailtypes.LookupAttributeKeyEventName, AttributeValue: aws.String("GetSecretValue")},
	}})
	ids := []string{}
	for _, e := range out.Events {
		var record struct {
			AWSRegion         string
			RequestParameters struct{ SecretID string }
		}
		if err := json.Unmarshal([]byte(*e.CloudTrailEvent), &record); err != nil {
			c.t.Fatal(err)
		}
		ids = append(ids, record.AWSRegion+" "+record.RequestParameters.SecretID)
	}
	return ids
}

// delivered: the log group got the read's record.
func delivered(c *chain, since time.Time) {
	c.t.Helper()
	status := c.status()
	if at := status.LatestCloudWatchLogsDeliveryTime; at == nil || at.Before(since) || status.LatestCloudWatchLogsDeliveryError != nil {
		c.t.Errorf("LatestCloudWatchLogsDeliveryTime is %v, its error %q; want it after %v", at, aws.ToString(status.LatestCloudWatchLogsDeliveryError), since)
	}
}

// undelivered: it did not.
func undelivered(c *chain, since time.Time) {
	c.t.Helper()
	if at := c.status().LatestCloudWatchLogsDeliveryTime; at != nil && !at.Before(since) {
		c.t.Errorf("LatestCloudWatchLogsDeliveryTime is %v, want none after %v", at, since)
	}
}

// logsError: CloudTrail says why, of the log group alone; the bucket is well.
func logsError(want string) sign {
	return func(c *chain, since time.Time) {
		undelivered(c, since)
		status := c.status()
		is(c, "LatestCloudWatchLogsDeliveryError", aws.ToString(status.LatestCloudWatchLogsDeliveryError), want)
		if at := status.LatestDeliveryTime; at == nil || at.Before(since) || status.LatestDeliveryError != nil {
			c.t.Errorf("LatestDeliveryTime is %v, its error %q", at, aws.ToString(status.LatestDeliveryError))
		}
	}
}

// counted: the metric's sum around the read.
func counted(want float64) sign {
	return func(c *chain, since time.Time) {
		n, _ := c.sum(namespace, metric, since)
		is(c, "the metric's sum", n, want)
	}
}

// state: the alarm is in it, and has not left it since the read.
func state(want cwtypes.StateValue) sign {
	return func(c *chain, since time.Time) {
		is(c, "StateValue", c.theAlarm().StateValue, want)
		if lines := c.lines(cwtypes.HistoryItemTypeStateUpdate, since); len(lines) > 0 {
			c.t.Errorf("the alarm's history has %q", lines)
		}
	}
}

// reason: how the state's reason begins.
func reason(want string) sign {
	return func(c *chain, _ time.Time) {
		if got := aws.ToString(c.theAlarm().StateReason); !strings.HasPrefix(got, want) {
			c.t.Errorf("StateReason is %q, want %q", got, want)
		}
	}
}

// fired: the alarm went off, and these actions came of it.
func fired(actions ...string) sign {
	return func(c *chain, since time.Time) {
		if lines := c.lines(cwtypes.HistoryItemTypeStateUpdate, since); !slices.Contains(lines, "Alarm updated from OK to ALARM") {
			c.t.Errorf("the alarm's history has %q", lines)
		}
		lines := c.lines(cwtypes.HistoryItemTypeAction, since)
		if !slices.Equal(lines, actions) && len(lines)+len(actions) > 0 {
			c.t.Errorf("the actions are %q\nwant %q", lines, actions)
		}
	}
}

const succeeded = "Successfully executed action arn:aws:sns:us-east-1:123456789012:secretwatch-top-secret"

// failed: the alarm went off, and its action failed with this error.
func failed(text string) sign {
	line := `Failed to execute action arn:aws:sns:us-east-1:123456789012:secretwatch-top-secret. Received error: "` + text + `"`
	return func(c *chain, since time.Time) {
		fired(line)(c, since)
		for _, item := range c.history(cwtypes.HistoryItemTypeAction, since) {
			var data map[string]any
			if err := json.Unmarshal([]byte(*item.HistoryData), &data); err != nil {
				c.t.Fatal(err)
			}
			is(c, "actionState", data["actionState"], any("Failed"))
			is(c, "error", data["error"], any(text))
			is(c, "notificationResource", data["notificationResource"], any("arn:aws:sns:us-east-1:123456789012:secretwatch-top-secret"))
		}
	}
}

// published: SNS took the alarm's message, and so many mails left.
func published(mails float64) sign {
	return func(c *chain, since time.Time) {
		fired(succeeded)(c, since)
		is(c, "NumberOfMessagesPublished", c.sent("NumberOfMessagesPublished", since), 1)
		is(c, "NumberOfNotificationsDelivered", c.sent("NumberOfNotificationsDelivered", since), mails)
		is(c, "NumberOfNotificationsFailed", c.sent("NumberOfNotificationsFailed", since), 0)
	}
}
