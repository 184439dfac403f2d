package survey

import (
	"context"
	"slices"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch"

	"secretwatch/aws/monitor"
)

// awayAlarms are the alarms of other regions on a metric like the filter's.
// An alarm sees its own region's metrics alone, and is refused nowhere.
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch_concepts.html#Metric
func (t *taker) awayAlarms(ctx context.Context) {
	f := t.s.Filter.Value
	if f == nil {
		return
	}
	regions, known := t.awayRegions()
	found := make([]monitor.Seen[[]monitor.Alarm], len(regions))
	looks := make([]look, len(regions))
	for i, region := range regions {
		there := t.in(region).CloudWatch
		looks[i] = func(ctx context.Context) {
			out, err := there.DescribeAlarmsForMetric(ctx, &cloudwatch.DescribeAlarmsForMetricInput{
				Namespace: aws.String(f.Namespace), MetricName: aws.String(f.Metric),
			})
			if err != nil {
				found[i] = seen[[]monitor.Alarm](nil, err)
				return
			}
			found[i] = monitor.Found(readAlarms(out.MetricAlarms))
		}
	}
	together(ctx, looks)
	alarms := []monitor.Alarm{}
	for i, x := range found {
		if x.Unseen != nil && i < known && t.s.AwayAlarms.Unseen == nil {
			t.s.AwayAlarms = monitor.NotSeen[[]monitor.Alarm](*x.Unseen)
		}
		if x.There() {
			alarms = slices.Concat(alarms, *x.Value)
		}
	}
	if len(alarms) > 0 || t.s.AwayAlarms.Unseen == nil {
		t.s.AwayAlarms = monitor.Found(alarms)
	}
}
