package sandbox_test

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
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/secretsmanager"
	"github.com/aws/aws-sdk-go-v2/service/sns"

	"secretwatch/aws/sandbox"
)

// Each break is made by the API call that makes it in AWS; then one read
// brings no mail, and AWS's own signs say why.
var breaks = []struct {
	name  string
	cut   func(*chain)
	signs func(c *chain, since time.Time)
}{
	{"the trail does not log", func(c *chain) {
		c.do(c.trail.StopLogging(c.ctx, &cloudtrail.StopLoggingInput{Name: aws.String(trailName)}))
	}, func(c *chain, _ time.Time) {
		if status := c.status(); *status.IsLogging || status.StopLoggingTime == nil {
			c.t.Errorf("IsLogging %v, StopLoggingTime %v", *status.IsLogging, status.StopLoggingTime)
		}
	}},
	{"the trail takes writes only", func(c *chain) { c.selectors(trailtypes.ReadWriteTypeWriteOnly, true) }, func(c *chain, _ time.Time) {
		out := must[*cloudtrail.GetEventSelectorsOutput](c)(c.trail.GetEventSelectors(c.ctx, &cloudtrail.GetEventSelectorsInput{TrailName: aws.String(trailName)}))
		if out.EventSelectors[0].ReadWriteType != trailtypes.ReadWriteTypeWriteOnly {
			c.t.Errorf("selectors %v", out.EventSelectors)
		}
	}},
	{"the trail takes no management events", func(c *chain) { c.selectors(trailtypes.ReadWriteTypeAll, false) }, nothingDelivered},
	{"an advanced selector leaves Secrets Manager out", func(c *chain) {
		c.do(c.trail.PutEventSelectors(c.ctx, &cloudtrail.PutEventSelectorsInput{
			TrailName: aws.String(trailName), AdvancedEventSelectors: []trailtypes.AdvancedEventSelector{{FieldSelectors: []trailtypes.AdvancedFieldSelector{
				{Field: aws.String("eventCategory"), Equals: []string{"Management"}},
				{Field: aws.String("eventSource"), NotEquals: []string{"secretsmanager.amazonaws.com"}},
			}}},
		}))
	}, func(c *chain, _ time.Time) {
		trail := must[*cloudtrail.GetTrailOutput](c)(c.trail.GetTrail(c.ctx, &cloudtrail.GetTrailInput{Name: aws.String(trailName)})).Trail
		if !*trail.HasCustomEventSelectors {
			c.t.Error("HasCustomEventSelectors is false")
		}
	}},
	{"the trail has no log group", func(c *chain) {
		c.do(c.trail.UpdateTrail(c.ctx, &cloudtrail.UpdateTrailInput{Name: aws.String(trailName), CloudWatchLogsLogGroupArn: aws.String("")}))
	}, func(c *chain, _ time.Time) {
		trail := must[*cloudtrail.GetTrailOutput](c)(c.trail.GetTrail(c.ctx, &cloudtrail.GetTrailInput{Name: aws.String(trailName)})).Trail
		if trail.CloudWatchLogsLogGroupArn != nil || trail.CloudWatchLogsRoleArn != nil {
			c.t.Errorf("group %v, role %v: emptying one takes both away", trail.CloudWatchLogsLogGroupArn, trail.CloudWatchLogsRoleArn)
		}
	}},
	{"the role is deleted", func(c *chain) {
		c.do(c.iam.DeleteRolePolicy(c.ctx, &iam.DeleteRolePolicyInput{RoleName: aws.String(role), PolicyName: aws.String("delivery")}))
		c.do(c.iam.DeleteRole(c.ctx, &iam.DeleteRoleInput{RoleName: aws.String(role)}))
	}, logsError("Access denied. Verify in IAM that the role has adequate trust relationships.")},
	{"the role trusts someone else", func(c *chain) {
		c.do(c.iam.UpdateAssumeRolePolicy(c.ctx, &iam.UpdateAssumeRolePolicyInput{RoleName: aws.String(role), PolicyDocument: aws.String(noTrust)}))
	}, logsError("Access denied. Verify in IAM that the role has adequate trust relationships.")},
	{"the role may not put events", func(c *chain) {
		c.do(c.iam.PutRolePolicy(c.ctx, &iam.PutRolePolicyInput{RoleName: aws.String(role), PolicyName: aws.String("delivery"), PolicyDocument: aws.String(onlyCreate)}))
	}, logsError("Access denied. Verify in IAM that the role has adequate permissions.")},
	{"the log group is deleted", func(c *chain) {
		c.do(c.logs.DeleteLogGroup(c.ctx, &cloudwatchlogs.DeleteLogGroupInput{LogGroupName: aws.String(group)}))
	}, logsError("Access denied. Verify in IAM that the role has adequate permissions.")},
	{"the filter is deleted", func(c *chain) {
		c.do(c.logs.DeleteMetricFilter(c.ctx, &cloudwatchlogs.DeleteMetricFilterInput{LogGroupName: aws.String(group), FilterName: aws.String("reads")}))
	}, deliveredAll},
	{"the filter is misspelt", func(c *chain) {
		c.putFilter(`{ ($.eventSource = "secretsmanager.amazonaws.com") && ($.eventName = "GetSecretsValue") }`)
	}, deliveredAll},
	{"the alarm is deleted", func(c *chain) {
		c.do(c.metrics.DeleteAlarms(c.ctx, &cloudwatch.DeleteAlarmsInput{AlarmNames: []string{alarmName}}))
	}, deliveredAll},
	{"the alarm averages, and the read has neighbours", func(c *chain) {
		c.putAlarm(func(in *cloudwatch.PutMetricAlarmInput) { in.Statistic = cwtypes.StatisticAverage })
	}, func(c *chain, since time.Time) {
		stays(c, since, cwtypes.StateValueOk)
		points := must[*cloudwatch.GetMetricStatisticsOutput](c)(c.metrics.GetMetricStatistics(c.ctx, &cloudwatch.GetMetricStatisticsInput{
			Namespace: aws.String("Stories"), MetricName: aws.String("reads"), Period: aws.Int32(60), Statistics: []cwtypes.Statistic{"Average", "Sum"},
			StartTime: aws.Time(since.Add(-time.Minute)), EndTime: aws.Time(since.Add(2 * time.Minute)),
		})).Datapoints
		i := slices.IndexFunc(points, func(p cwtypes.Datapoint) bool { return *p.Sum == 1 })
		if i < 0 || *points[i].Average >= 1 || *points[i].Average <= 0 {
			c.t.Errorf("no point with Sum 1 and an Average in between: %v", points)
		}
	}},
	{"the alarm's actions are disabled", func(c *chain) {
		c.do(c.metrics.DisableAlarmActions(c.ctx, &cloudwatch.DisableAlarmActionsInput{AlarmNames: []string{alarmName}}))
	}, func(c *chain, since time.Time) {
		if *c.alarm().ActionsEnabled {
			c.t.Error("ActionsEnabled is true")
		}
		firedWithout(c, since)
	}},
	{"the alarm has no action", func(c *chain) {
		c.putAlarm(func(in *cloudwatch.PutMetricAlarmInput) { in.AlarmActions, in.OKActions = nil, []string{topicARN} })
	}, func(c *chain, since time.Time) {
		if states := summaries(c.history(cwtypes.HistoryItemTypeStateUpdate, since)); !slices.Contains(states, "Alarm updated from OK to ALARM") {
			c.t.Errorf("state updates: %v", states)
		}
	}},
	{"the alarm is in ALARM already", func(c *chain) {
		// Without zeros, and with missing data ignored, ALARM stays for ever.
		c.do(c.logs.DeleteMetricFilter(c.ctx, &cloudwatchlogs.DeleteMetricFilterInput{LogGroupName: aws.String(group), FilterName: aws.String("reads")}))
		c.putFilterWithout(pattern)
		c.wait(6 * time.Minute)
		c.putAlarm(func(in *cloudwatch.PutMetricAlarmInput) { in.TreatMissingData = aws.String("ignore") })
		c.read()
	}, func(c *chain, since time.Time) { stays(c, since, cwtypes.StateValueAlarm) }},
	{"the topic is deleted", func(c *chain) {
		c.do(c.topics.DeleteTopic(c.ctx, &sns.DeleteTopicInput{TopicArn: aws.String(topicARN)}))
	}, actionFailed(`Failed to execute action arn:aws:sns:us-east-1:123456789012:stories. Received error: "Topic does not exist"`)},
	{"the topic's policy lost CloudWatch", func(c *chain) {
		c.topic("Policy", `{"Version":"2012-10-17","Statement":[{"Sid":"enforceTLS","Effect":"Deny","Principal":"*","Action":"sns:Publish","Resource":"arn:aws:sns:us-east-1:123456789012:stories","Condition":{"Bool":{"aws:SecureTransport":"false"}}}]}`)
	}, actionFailed(`Failed to execute action arn:aws:sns:us-east-1:123456789012:stories. Received error: "CloudWatch Alarms is not authorized to perform: SNS:Publish on resource:arn:aws:sns:us-east-1:123456789012:stories"`)},
	{"the topic's policy names another alarm", func(c *chain) {
		c.topic("Policy", `{"Version":"2012-10-17","Statement":[{"Sid":"alarms","Effect":"Allow","Principal":{"Service":"cloudwatch.amazonaws.com"},"Action":"SNS:Publish","Resource":"arn:aws:sns:us-east-1:123456789012:stories","Condition":{"ArnLike":{"aws:SourceArn":"arn:aws:cloudwatch:us-east-1:123456789012:alarm:another"}}}]}`)
	}, actionFailed(`Failed to execute action arn:aws:sns:us-east-1:123456789012:stories. Received error: "CloudWatch Alarms is not authorized to perform: SNS:Publish on resource:arn:aws:sns:us-east-1:123456789012:stories"`)},
	{"the topic is encrypted with AWS's own key", func(c *chain) {
		c.topic("KmsMasterKeyId", "alias/aws/sns")
	}, actionFailed(`Failed to execute action arn:aws:sns:us-east-1:123456789012:stories. Received error: "CloudWatch Alarms does not have authorization to access the SNS topic encryption key."`)},
	{"nobody is subscribed", func(c *chain) {
		subs := must[*sns.ListSubscriptionsByTopicOutput](c)(c.topics.ListSubscriptionsByTopic(c.ctx, &sns.ListSubscriptionsByTopicInput{TopicArn: aws.String(topicARN)}))
		c.do(c.topics.Unsubscribe(c.ctx, &sns.UnsubscribeInput{SubscriptionArn: subs.Subscriptions[0].SubscriptionArn}))
	}, func(c *chain, since time.Time) {
		firedAndPublished(c, since)
		if got := c.topicAttributes(); got["SubscriptionsConfirmed"] != "0" || got["SubscriptionsDeleted"] != "1" {
			c.t.Errorf("confirmed %s, deleted %s", got["SubscriptionsConfirmed"], got["SubscriptionsDeleted"])
		}
	}},
	{"a filter policy drops it", func(c *chain) {
		subs := must[*sns.ListSubscriptionsByTopicOutput](c)(c.topics.ListSubscriptionsByTopic(c.ctx, &sns.ListSubscriptionsByTopicInput{TopicArn: aws.String(topicARN)}))
		c.do(c.topics.SetSubscriptionAttributes(c.ctx, &sns.SetSubscriptionAttributesInput{
			SubscriptionArn: subs.Subscriptions[0].SubscriptionArn, AttributeName: aws.String("FilterPolicy"), AttributeValue: aws.String(`{"severity":["high"]}`),
		}))
	}, func(c *chain, since time.Time) {
		firedAndPublished(c, since)
		if n := c.snsCount("NumberOfNotificationsFilteredOut-NoMessageAttributes", since); n != 1 {
			c.t.Errorf("filtered out %v, want 1", n)
		}
	}},
}

func TestBreaks(t *testing.T) {
	for _, b := range breaks {
		t.Run(b.name, func(t *testing.T) {
			story(t, sandbox.Options{}, func(c *chain) {
				c.build()
				c.wait(70 * time.Second)
				b.cut(c)
				c.wait(70 * time.Second)
				since, before := c.box.Now(), len(c.alarmMails())
				c.do(c.secrets.DescribeSecret(c.ctx, &secretsmanager.DescribeSecretInput{SecretId: aws.String(secretID)}))
				c.read()
				c.wait(8 * time.Second)
				if mails := c.alarmMails(); len(mails) > before {
					t.Errorf("a mail came: %s", mails[before].Subject)
				}
				b.signs(c, since)
			})
		})
	}
}

func TestPendingSubscriptionGetsNoMail(t *testing.T) {
	story(t, sandbox.Options{}, func(c *chain) {
		c.buildParts()
		c.wait(30 * time.Second)
		since := c.box.Now()
		c.read()
		c.wait(8 * time.Second)
		if mails := c.alarmMails(); len(mails) > 0 {
			t.Errorf("a mail came: %s", mails[0].Subject)
		}
		firedAndPublished(c, since)
		subs := must[*sns.ListSubscriptionsByTopicOutput](c)(c.topics.ListSubscriptionsByTopic(c.ctx, &sns.ListSubscriptionsByTopicInput{TopicArn: aws.String(topicARN)}))
		if got := *subs.Subscriptions[0].SubscriptionArn; got != "PendingConfirmation" {
			t.Errorf("the subscription's ARN is %s, want PendingConfirmation", got)
		}
		c.box.Advance(48 * time.Hour)
		if got := c.topicAttributes(); got["SubscriptionsPending"] != "0" || got["SubscriptionsDeleted"] != "0" {
			t.Errorf("after 48 h pending %s, deleted %s", got["SubscriptionsPending"], got["SubscriptionsDeleted"])
		}
	})
}

// The signs.

func nothingDelivered(c *chain, since time.Time) {
	if at := c.status().LatestCloudWatchLogsDeliveryTime; at != nil && at.After(since) {
		c.t.Errorf("delivered at %v", at)
	}
}

func deliveredAll(c *chain, since time.Time) {
	status := c.status()
	if at := status.LatestCloudWatchLogsDeliveryTime; at == nil || at.Before(since) || status.LatestCloudWatchLogsDeliveryError != nil {
		c.t.Errorf("delivered at %v, error %v", at, status.LatestCloudWatchLogsDeliveryError)
	}
}

func logsError(want string) func(*chain, time.Time) {
	return func(c *chain, since time.Time) {
		nothingDelivered(c, since)
		status := c.status()
		if got := aws.ToString(status.LatestCloudWatchLogsDeliveryError); got != want {
			c.t.Errorf("LatestCloudWatchLogsDeliveryError is %q, want %q", got, want)
		}
		// The bucket is another road, and it is well.
		if at := status.LatestDeliveryTime; at == nil || at.Before(since) || status.LatestDeliveryError != nil {
			c.t.Errorf("the bucket: delivered at %v, error %v", at, status.LatestDeliveryError)
		}
	}
}

func stays(c *chain, since time.Time, want cwtypes.StateValue) {
	deliveredAll(c, since)
	if got := c.alarm().StateValue; got != want {
		c.t.Errorf("the alarm is %s, want %s", got, want)
	}
	if items := c.history(cwtypes.HistoryItemTypeStateUpdate, since); len(items) > 0 {
		c.t.Errorf("state updates: %v", summaries(items))
	}
}

func firedWithout(c *chain, since time.Time) {
	if states := summaries(c.history(cwtypes.HistoryItemTypeStateUpdate, since)); !slices.Contains(states, "Alarm updated from OK to ALARM") {
		c.t.Errorf("state updates: %v", states)
	}
	if actions := c.history(cwtypes.HistoryItemTypeAction, since); len(actions) > 0 {
		c.t.Errorf("actions: %v", summaries(actions))
	}
}

func firedAndPublished(c *chain, since time.Time) {
	if actions := summaries(c.history(cwtypes.HistoryItemTypeAction, since)); len(actions) != 1 || actions[0] != "Successfully executed action "+topicARN {
		c.t.Errorf("actions: %v", actions)
	}
	if n := c.snsCount("NumberOfMessagesPublished", since); n != 1 {
		c.t.Errorf("published %v, want 1", n)
	}
	if n := c.snsCount("NumberOfNotificationsDelivered", since); n != 0 {
		c.t.Errorf("delivered %v, want 0", n)
	}
}

func actionFailed(want string) func(*chain, time.Time) {
	return func(c *chain, since time.Time) {
		actions := c.history(cwtypes.HistoryItemTypeAction, since)
		if len(actions) != 1 || *actions[0].HistorySummary != want {
			c.t.Fatalf("actions: %q\nwant %q", summaries(actions), want)
		}
		if !strings.Contains(*actions[0].HistoryData, `"actionState":"Failed"`) {
			c.t.Errorf("data: %s", *actions[0].HistoryData)
		}
	}
}

// More of the chain's hands.

func (c *chain) selectors(kind trailtypes.ReadWriteType, management bool) {
	c.t.Helper()
	c.do(c.trail.PutEventSelectors(c.ctx, &cloudtrail.PutEventSelectorsInput{
		TrailName: aws.String(trailName), EventSelectors: []trailtypes.EventSelector{{ReadWriteType: kind, IncludeManagementEvents: aws.Bool(management)}},
	}))
}

func (c *chain) topic(attribute, value string) {
	c.t.Helper()
	c.do(c.topics.SetTopicAttributes(c.ctx, &sns.SetTopicAttributesInput{TopicArn: aws.String(topicARN), AttributeName: aws.String(attribute), AttributeValue: aws.String(value)}))
}

func (c *chain) topicAttributes() map[string]string {
	c.t.Helper()
	return must[*sns.GetTopicAttributesOutput](c)(c.topics.GetTopicAttributes(c.ctx, &sns.GetTopicAttributesInput{TopicArn: aws.String(topicARN)})).Attributes
}

// snsCount is the sum of one of the topic's AWS/SNS metrics around since.
func (c *chain) snsCount(metric string, since time.Time) float64 {
	c.t.Helper()
	out := must[*cloudwatch.GetMetricStatisticsOutput](c)(c.metrics.GetMetricStatistics(c.ctx, &cloudwatch.GetMetricStatisticsInput{
		Namespace: aws.String("AWS/SNS"), MetricName: aws.String(metric), Period: aws.Int32(60), Statistics: []cwtypes.Statistic{"Sum"},
		Dimensions: []cwtypes.Dimension{{Name: aws.String("TopicName"), Value: aws.String("stories")}},
		StartTime:  aws.Time(since.Truncate(time.Minute)), EndTime: aws.Time(since.Add(5 * time.Minute)),
	}))
	sum := 0.0
	for _, p := range out.Datapoints {
		sum += *p.Sum
	}
	return sum
}
