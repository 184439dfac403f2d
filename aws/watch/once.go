package watch

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch/types"

	"secretwatch/aws/account"
)

// Metric names a metric. Period is 0 for a minute.
type Metric struct {
	Namespace, Name string
	Dimensions      map[string]string
	Period          time.Duration
}

// Transitions asks once for an alarm's changes of state between two moments,
// oldest first, with what their actions did.
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_DescribeAlarmHistory.html
func Transitions(ctx context.Context, a *account.Account, alarm string, from, to time.Time) ([]Transition, error) {
	h := &alarmHistory{w: &Watcher{a: a}}
	items, err := h.items(ctx, &cloudwatch.DescribeAlarmHistoryInput{
		AlarmName: aws.String(alarm), StartDate: aws.Time(from), EndDate: aws.Time(to),
		MaxRecords: aws.Int32(100), ScanBy: types.ScanByTimestampAscending,
	})
	if err != nil {
		return nil, fmt.Errorf("look at the alarm's history: %w", err)
	}
	return h.merge(items), nil
}

// State asks once for an alarm's state; nil where there is no such alarm.
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_DescribeAlarms.html
func State(ctx context.Context, a *account.Account, alarm string) (*AlarmState, error) {
	out, err := a.CloudWatch.DescribeAlarms(ctx, &cloudwatch.DescribeAlarmsInput{AlarmNames: []string{alarm}})
	if err != nil {
		return nil, fmt.Errorf("look at the alarm: %w", err)
	}
	if len(out.MetricAlarms) == 0 {
		return nil, nil //nolint:nilnil // not there is an answer
	}
	return stateOf(out.MetricAlarms[0]), nil
}

// Datapoints asks once for a metric between two moments, oldest first.
// GetMetricStatistics is within the free tier, GetMetricData never is.
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_GetMetricStatistics.html
func Datapoints(ctx context.Context, a *account.Account, m Metric, from, to time.Time) ([]Datapoint, error) {
	in := &cloudwatch.GetMetricStatisticsInput{
		Namespace: aws.String(m.Namespace), MetricName: aws.String(m.Name), Period: aws.Int32(60),
		StartTime: aws.Time(from), EndTime: aws.Time(to),
		Statistics: []types.Statistic{types.StatisticSum, types.StatisticSampleCount},
	}
	if m.Period > 0 {
		in.Period = aws.Int32(int32(m.Period / time.Second)) //nolint:gosec // an hour at most
	}
	for name, value := range m.Dimensions {
		in.Dimensions = append(in.Dimensions, types.Dimension{Name: aws.String(name), Value: aws.String(value)})
	}
	out, err := a.CloudWatch.GetMetricStatistics(ctx, in)
	if err != nil {
		return nil, err
	}
	points := make([]Datapoint, 0, len(out.Datapoints))
	for _, p := range out.Datapoints {
		points = append(points, Datapoint{At: aws.ToTime(p.Timestamp).UTC(), Value: aws.ToFloat64(p.Sum), Count: aws.ToFloat64(p.SampleCount)})
	}
	slices.SortFunc(points, func(a, b Datapoint) int { return a.At.Compare(b.At) })
	return points, nil
}
