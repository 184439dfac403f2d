package metrics_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch/types"

	"secretwatch/aws/sandbox"
)

// A state set by hand mails once. At the fast pace it stays as long as a
// breaching point does; at the real one the next evaluation undoes it.
func TestSetAlarmState(t *testing.T) {
	tell(t, sandbox.Fast, func(c *tale) {
		c.alarm("a", nil)
		c.wait(2 * time.Second)
		c.set("a", "ALARM")
		c.wantMails("ALARM", 1)
		for range 3 { // neighbours of a read write zeros
			c.wait(3 * time.Second)
			c.value(0)
			c.want("a", "ALARM")
		}
		c.wait(2 * time.Second)
		c.want("a", "OK")
		c.wantMails("ALARM", 1)
		// Set to OK after a read, it stays OK: the read was mailed already.
		c.value(1)
		c.wait(time.Second)
		c.wantMails("ALARM", 2)
		c.set("a", "OK")
		c.wait(3 * time.Second)
		c.want("a", "OK")
		c.value(1) // and a new one mails at once
		c.wait(time.Second)
		c.want("a", "ALARM")
		c.wantMails("ALARM", 3)
	})
	tell(t, sandbox.Real, func(c *tale) {
		c.alarm("a", nil)
		c.wait(5 * time.Minute)
		c.set("a", "ALARM")
		c.wantMails("ALARM", 1)
		c.wait(time.Minute)
		c.want("a", "OK")
	})
}

// Two of three, five-minute periods, at AWS's pace: one bad period is not
// enough, the second is, and it is seen at seven seconds past the minute.
func TestTwoOfThreeFiveMinutePeriods(t *testing.T) {
	tell(t, sandbox.Real, func(c *tale) {
		c.alarm("a", func(in *cloudwatch.PutMetricAlarmInput) {
			in.Period, in.EvaluationPeriods, in.DatapointsToAlarm = aws.Int32(300), aws.Int32(3), aws.Int32(2)
		})
		c.wait(20*time.Minute - time.Second)
		c.want("a", "OK")
		c.value(1)
		c.wait(5 * time.Minute)
		c.want("a", "OK")
		c.value(1)
		c.wait(5 * time.Minute)
		a := c.get("a")
		if a.StateValue != "ALARM" || !strings.Contains(*a.StateReason, "2 out of the last 3 datapoints [1.0 (") ||
			!strings.HasSuffix(*a.StateReason, "were greater than or equal to the threshold (1.0) and 1 missing datapoint was treated as [NonBreaching] (minimum 2 datapoints for OK -> ALARM transition).") {
			t.Errorf("%s: %s", a.StateValue, *a.StateReason)
		}
		if a.StateUpdatedTimestamp.Second() != 7 {
			t.Errorf("evaluated at %s", a.StateUpdatedTimestamp)
		}
	})
}

func TestMissingData(t *testing.T) {
	tell(t, sandbox.Real, func(c *tale) {
		for _, treat := range []string{"missing", "ignore", "breaching", "notBreaching"} {
			c.alarm(treat, func(in *cloudwatch.PutMetricAlarmInput) { in.TreatMissingData = aws.String(treat) })
		}
		want := func(missing, ignore, breaching, notBreaching types.StateValue) {
			t.Helper()
			c.want("missing", missing)
			c.want("ignore", ignore)
			c.want("breaching", breaching)
			c.want("notBreaching", notBreaching)
		}
		c.wait(2 * time.Minute)
		want("INSUFFICIENT_DATA", "INSUFFICIENT_DATA", "ALARM", "OK")
		if reason := *c.get("breaching").StateReason; reason != "Threshold Crossed: no datapoints were received for 1 period and 1 missing datapoint was treated as [Breaching]." {
			t.Error(reason)
		}
		c.value(0)
		c.wait(90 * time.Second)
		want("OK", "OK", "OK", "OK")
		c.value(1)
		c.wait(90 * time.Second)
		want("ALARM", "ALARM", "ALARM", "ALARM")
		c.wait(10 * time.Minute)
		want("INSUFFICIENT_DATA", "ALARM", "ALARM", "OK")
	})
}

// A ten-second alarm sees high-resolution samples; a one-minute one it sees
// when its minute is over, for a moment, and then lapses for lack of data.
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html
func TestShortPeriods(t *testing.T) {
	for _, pace := range []sandbox.Pace{sandbox.Fast, sandbox.Real} {
		tell(t, pace, func(c *tale) {
			c.alarm("a", func(in *cloudwatch.PutMetricAlarmInput) { in.Period, in.TreatMissingData = aws.Int32(10), nil })
			c.wait(time.Minute)
			c.value(1)
			c.wait(2 * time.Minute)
			c.want("a", "INSUFFICIENT_DATA")
			c.wantMails("ALARM", 1)
			c.put(types.MetricDatum{Value: aws.Float64(1), StorageResolution: aws.Int32(1)})
			c.wait(20 * time.Second)
			c.wantMails("ALARM", 2)
			c.wait(2 * time.Minute)
			c.want("a", "INSUFFICIENT_DATA")
		})
	}
}

// With ignore, a percentile of a handful of samples changes nothing.
func TestPercentileAlarms(t *testing.T) {
	tell(t, sandbox.Real, func(c *tale) {
		for _, low := range []string{"evaluate", "ignore"} {
			c.alarm(low, func(in *cloudwatch.PutMetricAlarmInput) {
				in.Statistic, in.ExtendedStatistic, in.EvaluateLowSampleCountPercentile = "", aws.String("p90"), aws.String(low)
				in.Threshold, in.Unit = aws.Float64(9), types.StandardUnitSeconds
			})
		}
		a := c.get("ignore")
		if aws.ToString(a.ExtendedStatistic) != "p90" || a.Statistic != "" || a.Unit != "Seconds" {
			t.Errorf("%+v", a)
		}
		c.put(types.MetricDatum{Values: []float64{1, 10}, Counts: []float64{8, 2}, Unit: types.StandardUnitSeconds},
			types.MetricDatum{Value: aws.Float64(100), Unit: types.StandardUnitCount})
		c.wait(90 * time.Second)
		c.want("evaluate", "ALARM")
		c.want("ignore", "OK")
		c.put(types.MetricDatum{Values: []float64{1, 10}, Counts: []float64{80, 20}, Unit: types.StandardUnitSeconds})
		c.wait(5 * time.Minute)
		if n := len(c.history("ignore", types.HistoryItemTypeAction)); n != 1 {
			t.Errorf("a hundred samples ran %d actions", n)
		}
		data := *c.history("ignore", types.HistoryItemTypeStateUpdate)[1].HistoryData
		if !strings.Contains(data, `"startDate":"2000-01-01T00:01:00.000+0000","unit":"Seconds","statistic":"p90","period":60,"recentDatapoints":[10.0],"threshold":9.0`) {
			t.Error(data)
		}
	})
}

func TestWarmUp(t *testing.T) {
	tell(t, sandbox.Fast, func(c *tale) {
		c.alarm("a", func(in *cloudwatch.PutMetricAlarmInput) {
			in.WarmUpConfiguration = &types.WarmUpConfiguration{WarmUpPeriodDurationInMinutes: aws.Int32(5), OnlyStartEvaluatingAfterWarmUpPeriodEnds: aws.Bool(true)}
		})
		c.alarm("b", func(in *cloudwatch.PutMetricAlarmInput) {
			in.WarmUpConfiguration = &types.WarmUpConfiguration{WarmUpPeriodDurationInMinutes: aws.Int32(5)}
		})
		c.wait(4 * time.Minute)
		c.want("a", "INSUFFICIENT_DATA")
		c.want("b", "INSUFFICIENT_DATA")
		c.value(1)
		c.wait(time.Second)
		c.want("a", "INSUFFICIENT_DATA")
		c.want("b", "ALARM")
		c.wait(2 * time.Minute)
		c.want("a", "OK")
		c.wantMails(`ALARM: "a"`, 0)
	})
}

func TestAlarmsDefinedByMetrics(t *testing.T) {
	tell(t, sandbox.Fast, func(c *tale) {
		one := types.MetricDataQuery{Id: aws.String("m1"), ReturnData: aws.Bool(true), MetricStat: &types.MetricStat{
			Metric: &types.Metric{Namespace: aws.String("N"), MetricName: aws.String("m")}, Period: aws.Int32(60), Stat: aws.String("Sum"),
		}}
		sum := types.MetricDataQuery{Id: aws.String("e1"), Expression: aws.String("m1*2"), ReturnData: aws.Bool(true)}
		by := func(queries ...types.MetricDataQuery) *cloudwatch.PutMetricAlarmInput {
			return &cloudwatch.PutMetricAlarmInput{
				AlarmName: aws.String("a"), EvaluationPeriods: aws.Int32(1), Threshold: aws.Float64(1), AlarmActions: []string{topicARN}, Metrics: queries,
				ComparisonOperator: types.ComparisonOperatorGreaterThanOrEqualToThreshold, TreatMissingData: aws.String("notBreaching"),
			}
		}
		c.do(c.PutMetricAlarm(c.ctx, by(one)))
		a := c.get("a")
		if len(a.Metrics) != 1 || *a.Metrics[0].MetricStat.Stat != "Sum" || a.MetricName != nil || a.Period != nil {
			t.Errorf("%+v", a)
		}
		c.value(1)
		c.wait(2 * time.Second)
		c.want("a", "ALARM")
		c.wantMails("ALARM", 1)
		_, err := c.PutMetricAlarm(c.ctx, by(one, sum))
		c.refused("ValidationError: Exactly one element of the metrics list should return data.", nil, err)
		one.ReturnData = aws.Bool(false)
		in := by(one, sum)
		in.AlarmName = aws.String("math")
		c.do(c.PutMetricAlarm(c.ctx, in))
		if a := c.get("math"); len(a.Metrics) != 2 || *a.Metrics[1].Expression != "m1*2" {
			t.Errorf("%+v", a.Metrics)
		}
		c.wait(time.Minute)
		c.want("math", "OK")
		c.wantMails(`ALARM: "math"`, 1) // of the read before it was made
		c.value(0.5)                    // twice that is 1
		c.wait(time.Second)
		c.want("math", "ALARM")
		c.wantMails(`ALARM: "math"`, 2)
		if data := *c.get("math").StateReasonData; !strings.Contains(data, `"period":60,"recentDatapoints":[1.0],"threshold":1.0`) {
			t.Error(data)
		}
		c.wait(10 * time.Second)
		c.want("math", "OK")
		in.Metrics[1].Expression = aws.String("m1*(m2")
		_, err = c.PutMetricAlarm(c.ctx, in)
		c.refused(`ValidationError: Error in expression 'e1': expected ")", not ""`, nil, err)
	})
}

func TestHistory(t *testing.T) {
	tell(t, sandbox.Fast, func(c *tale) {
		c.alarm("a", nil)
		c.quiet("b")
		c.wait(2 * time.Second)
		c.do(c.DisableAlarmActions(c.ctx, &cloudwatch.DisableAlarmActionsInput{AlarmNames: []string{"a", "gone"}}))
		c.value(1)
		c.wait(time.Second)
		c.want("a", "ALARM")
		c.wantMails("ALARM", 0)
		c.do(c.EnableAlarmActions(c.ctx, &cloudwatch.EnableAlarmActionsInput{AlarmNames: []string{"a"}}))
		c.wait(20 * time.Second)
		c.value(1)
		c.wait(time.Second)
		c.wantMails("ALARM", 1)
		c.do(c.DeleteAlarms(c.ctx, &cloudwatch.DeleteAlarmsInput{AlarmNames: []string{"a"}}))

		var all []string // page by page, newest first
		in := &cloudwatch.DescribeAlarmHistoryInput{AlarmName: aws.String("a"), MaxRecords: aws.Int32(2)}
		for {
			out, err := c.DescribeAlarmHistory(c.ctx, in)
			c.do(nil, err)
			for _, item := range out.AlarmHistoryItems {
				all = append(all, *item.HistorySummary)
			}
			if in.NextToken = out.NextToken; in.NextToken == nil {
				break
			}
		}
		want := []string{
			`Alarm "a" deleted`, "Successfully executed action " + topicARN, "Alarm updated from OK to ALARM", "Alarm updated from ALARM to OK",
			`Alarm "a" updated`, "Alarm updated from OK to ALARM", `Alarm "a" updated`, "Alarm updated from INSUFFICIENT_DATA to OK", `Alarm "a" created`,
		}
		if !slices.Equal(all, want) {
			t.Errorf("%q, want %q", all, want)
		}
		// Disabled and enabled are changes of one field.
		changes := c.history("a", types.HistoryItemTypeConfigurationUpdate)
		if data := *changes[1].HistoryData; !strings.Contains(data, `"actionsEnabled":true`) || !strings.Contains(data, `"type":"Update"`) || !strings.Contains(data, `"originalUpdatedFields":{"actionsEnabled":true,`) {
			t.Error(data)
		}
		out, err := c.DescribeAlarmHistory(c.ctx, &cloudwatch.DescribeAlarmHistoryInput{StartDate: aws.Time(midnight.Add(5 * time.Second)), HistoryItemType: types.HistoryItemTypeStateUpdate})
		c.do(nil, err)
		if n := len(out.AlarmHistoryItems); n != 2 {
			t.Errorf("%d changes of state after five seconds, want 2", n)
		}
		_, err = c.DescribeAlarmHistory(c.ctx, &cloudwatch.DescribeAlarmHistoryInput{MaxRecords: aws.Int32(101)})
		c.refused("ValidationError: 1 validation error detected: Value '101' at 'maxRecords' failed to satisfy constraint: Member must have value less than or equal to 100", nil, err)
		c.wait(14*24*time.Hour + time.Minute)
		if n := len(c.history("a", "")); n != 0 {
			t.Errorf("after two weeks there are %d items", n)
		}
	})
}

// CloudWatch's words, from reports of people who got them.
func TestLimitsOfAnAlarm(t *testing.T) {
	tell(t, sandbox.Fast, func(c *tale) {
		west := cloudwatch.NewFromConfig(c.box.Config("us-west-2"))
		in := &cloudwatch.PutMetricAlarmInput{
			AlarmName: aws.String("a"), Namespace: aws.String("N"), MetricName: aws.String("m"), Statistic: types.StatisticSum, Period: aws.Int32(60),
			EvaluationPeriods: aws.Int32(1), Threshold: aws.Float64(1), ComparisonOperator: types.ComparisonOperatorGreaterThanThreshold,
			AlarmActions: []string{"arn:aws:sns:ca-central-1:123456789012:t"},
		}
		_, err := west.PutMetricAlarm(c.ctx, in)
		c.refused("ValidationError: Invalid region ca-central-1 specified. Only us-west-2 is supported.", nil, err)
		in.AlarmActions = slices.Repeat([]string{topicARN}, 6)
		if _, err = c.PutMetricAlarm(c.ctx, in); err == nil || !strings.Contains(err.Error(), "ValidationError") {
			t.Errorf("six actions: %v", err)
		}
		in.AlarmActions = in.AlarmActions[:5]
		c.do(c.PutMetricAlarm(c.ctx, in))
	})
}
