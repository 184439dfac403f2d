package watch

import (
	"context"
	"slices"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch/types"
)

// An answer has at most 1,440 points, a day of minutes.
const (
	longestChart = 23 * time.Hour
	metricDeep   = 10 * time.Minute
)

// pollMetric asks for the minutes of the filter's metric. GetMetricStatistics
// is within the free tier, GetMetricData never is.
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_GetMetricStatistics.html
func (w *Watcher) pollMetric() func(context.Context, func(found) bool) (found, int) {
	known := map[time.Time]Datapoint{}
	var from time.Time
	return func(ctx context.Context, _ func(found) bool) (found, int) {
		now := w.a.Clock.Now()
		if from.IsZero() {
			from = now.Add(-min(w.o.Since, longestChart))
		}
		out, err := w.a.CloudWatch.GetMetricStatistics(ctx, &cloudwatch.GetMetricStatisticsInput{
			Namespace: aws.String(w.t.Namespace), MetricName: aws.String(w.t.Metric), Period: aws.Int32(60),
			StartTime: aws.Time(from.Truncate(time.Minute)), EndTime: aws.Time(now.Add(time.Minute).Truncate(time.Minute)),
			Statistics: []types.Statistic{types.StatisticSum, types.StatisticSampleCount},
		})
		if err != nil {
			return found{err: err}, 1
		}
		from = later(from, now.Add(-metricDeep))
		var news []Datapoint
		for _, p := range out.Datapoints {
			d := Datapoint{At: aws.ToTime(p.Timestamp).UTC(), Value: aws.ToFloat64(p.Sum), Count: aws.ToFloat64(p.SampleCount)}
			if before, ok := known[d.At]; ok && before == d {
				continue
			}
			known[d.At] = d
			news = append(news, d)
		}
		for at := range known {
			if at.Before(from.Add(-time.Minute)) {
				delete(known, at)
			}
		}
		slices.SortFunc(news, func(a, b Datapoint) int { return a.At.Compare(b.At) })
		return found{datapoints: news}, 1
	}
}
