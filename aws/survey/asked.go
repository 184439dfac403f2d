package survey

import (
	"context"
	"slices"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch/types"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"

	"secretwatch/aws/monitor"
)

// complete asks by name for what a list was too long to show: the alarm and the
// log group that a person named, then the filters of that alarm's metric.
func (v *inventory) complete(ctx context.Context, n monitor.Names) {
	named := func(a monitor.Alarm) bool { return a.Name == n.Alarm }
	var looks []look
	if n.Alarm != "" && !v.alarms.whole && !slices.ContainsFunc(v.alarms.all, named) {
		looks = append(looks, func(ctx context.Context) {
			out, err := v.CloudWatch.DescribeAlarms(ctx, &cloudwatch.DescribeAlarmsInput{
				AlarmNames: []string{n.Alarm}, AlarmTypes: []types.AlarmType{types.AlarmTypeMetricAlarm},
			})
			if err == nil {
				v.alarms.all = append(v.alarms.all, readAlarms(out.MetricAlarms)...)
			}
		})
	}
	if n.LogGroup != "" && !v.filters.whole {
		looks = append(looks, v.filtersLike(&cloudwatchlogs.DescribeMetricFiltersInput{LogGroupName: aws.String(n.LogGroup)}))
	}
	together(ctx, looks)
	i := slices.IndexFunc(v.alarms.all, named)
	if i >= 0 && !v.filters.whole && !v.written(v.alarms.all[i]) && v.alarms.all[i].Metric != "" {
		together(ctx, []look{v.filtersLike(&cloudwatchlogs.DescribeMetricFiltersInput{
			MetricNamespace: aws.String(v.alarms.all[i].Namespace), MetricName: aws.String(v.alarms.all[i].Metric),
		})})
	}
	v.parse()
}

func (v *inventory) filtersLike(in *cloudwatchlogs.DescribeMetricFiltersInput) look {
	return func(ctx context.Context) {
		out, err := v.Logs.DescribeMetricFilters(ctx, in)
		if err != nil {
			return
		}
		for _, f := range out.MetricFilters {
			found := readFilter(f)
			if !slices.ContainsFunc(v.filters.all, func(o monitor.MetricFilter) bool { return keyOf(o) == keyOf(found) }) {
				v.filters.all = append(v.filters.all, found)
			}
		}
	}
}
