package metrics_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch/types"
	"github.com/aws/aws-sdk-go-v2/service/sns"
	"github.com/aws/smithy-go"

	"secretwatch/aws/sandbox"
	"secretwatch/aws/sandbox/inbox"
)

const (
	topicARN = "arn:aws:sns:us-east-1:123456789012:calls"
	arnOf    = "arn:aws:cloudwatch:us-east-1:123456789012:alarm:"
)

// tale is a sandbox with a confirmed e-mail subscription and a CloudWatch
// client.
type tale struct {
	t   *testing.T
	ctx context.Context
	box *sandbox.Sandbox
	*cloudwatch.Client
}

// tell runs a test in a bubble of fake time, which begins at midnight of the
// first of January 2000, a Saturday.
func tell(t *testing.T, pace sandbox.Pace, run func(*tale)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		box, err := sandbox.New(sandbox.Options{Pace: pace})
		if err != nil {
			t.Fatal(err)
		}
		defer box.Close()
		c := &tale{t, context.Background(), box, cloudwatch.NewFromConfig(box.Config(""))}
		topic := sns.NewFromConfig(box.Config(""))
		c.do(topic.CreateTopic(c.ctx, &sns.CreateTopicInput{Name: aws.String("calls")}))
		c.do(topic.Subscribe(c.ctx, &sns.SubscribeInput{TopicArn: aws.String(topicARN), Protocol: aws.String("email"), Endpoint: aws.String("a@example.com")}))
		c.wait(time.Second)
		for _, link := range c.mails("AWS Notification")[0].Links {
			if link.Kind == inbox.Confirm {
				c.do(nil, box.Inbox().Open(c.ctx, link.URL))
			}
		}
		run(c)
	})
}

func (c *tale) do(_ any, err error) {
	c.t.Helper()
	if err != nil {
		c.t.Fatal(err)
	}
}

func (c *tale) wait(d time.Duration) {
	time.Sleep(d)
	synctest.Wait()
}

// mails are those whose subject begins so.
func (c *tale) mails(subject string) []inbox.Mail {
	c.t.Helper()
	all, err := c.box.Inbox().List(c.ctx)
	c.do(nil, err)
	var found []inbox.Mail
	for _, m := range all {
		if strings.HasPrefix(m.Subject, subject) {
			found = append(found, m)
		}
	}
	return found
}

func (c *tale) wantMails(subject string, want int) {
	c.t.Helper()
	if got := len(c.mails(subject)); got != want {
		c.t.Errorf("%d mails %q, want %d", got, subject, want)
	}
}

// alarm puts an alarm on metric m that mails on ALARM.
func (c *tale) alarm(name string, change func(*cloudwatch.PutMetricAlarmInput)) {
	c.t.Helper()
	in := &cloudwatch.PutMetricAlarmInput{
		AlarmName: aws.String(name), Namespace: aws.String("N"), MetricName: aws.String("m"), Statistic: types.StatisticSum,
		Period: aws.Int32(60), EvaluationPeriods: aws.Int32(1), Threshold: aws.Float64(1),
		ComparisonOperator: types.ComparisonOperatorGreaterThanOrEqualToThreshold, TreatMissingData: aws.String("notBreaching"), AlarmActions: []string{topicARN},
	}
	if change != nil {
		change(in)
	}
	c.do(c.PutMetricAlarm(c.ctx, in))
}

func (c *tale) set(name string, state types.StateValue) {
	c.t.Helper()
	c.do(c.SetAlarmState(c.ctx, &cloudwatch.SetAlarmStateInput{AlarmName: aws.String(name), StateValue: state, StateReason: aws.String("by hand")}))
	synctest.Wait()
}

func (c *tale) put(data ...types.MetricDatum) {
	c.t.Helper()
	for i := range data {
		if data[i].MetricName == nil {
			data[i].MetricName = aws.String("m")
		}
	}
	c.do(c.PutMetricData(c.ctx, &cloudwatch.PutMetricDataInput{Namespace: aws.String("N"), MetricData: data}))
	synctest.Wait()
}

func (c *tale) value(v float64) { c.put(types.MetricDatum{Value: aws.Float64(v)}) }

func (c *tale) get(name string) types.MetricAlarm {
	c.t.Helper()
	out, err := c.DescribeAlarms(c.ctx, &cloudwatch.DescribeAlarmsInput{AlarmNames: []string{name}})
	c.do(nil, err)
	if len(out.MetricAlarms) != 1 {
		c.t.Fatalf("%d alarms %s", len(out.MetricAlarms), name)
	}
	return out.MetricAlarms[0]
}

func (c *tale) want(name string, state types.StateValue) {
	c.t.Helper()
	if got := c.get(name); got.StateValue != state {
		c.t.Errorf("%s is %s (%s), want %s", name, got.StateValue, *got.StateReason, state)
	}
}

// history is an alarm's, of either kind, oldest first.
func (c *tale) history(name string, kind types.HistoryItemType) []types.AlarmHistoryItem {
	c.t.Helper()
	out, err := c.DescribeAlarmHistory(c.ctx, &cloudwatch.DescribeAlarmHistoryInput{
		AlarmName: aws.String(name), HistoryItemType: kind, ScanBy: types.ScanByTimestampAscending,
		AlarmTypes: []types.AlarmType{types.AlarmTypeMetricAlarm, types.AlarmTypeCompositeAlarm},
	})
	c.do(nil, err)
	return out.AlarmHistoryItems
}

func (c *tale) refused(want string, _ any, err error) {
	c.t.Helper()
	got := "taken"
	var e smithy.APIError
	if errors.As(err, &e) {
		got = e.ErrorCode() + ": " + e.ErrorMessage()
	}
	if got != want {
		c.t.Errorf("%s\nwant %s", got, want)
	}
}
