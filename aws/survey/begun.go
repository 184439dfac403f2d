package survey

import (
	"context"
	"sync"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"

	"secretwatch/aws/account"
	"secretwatch/aws/monitor"
)

// OnlyBegun reports that of a monitor of setup's neither the metric filter nor the
// alarm is there: it was cut off before it could tell of a read, or both were
// taken away since. It makes two calls at once; what cannot be seen counts as
// there.
func OnlyBegun(ctx context.Context, a *account.Account, n monitor.Names) bool {
	var alarm, filter bool
	var both sync.WaitGroup
	both.Go(func() {
		out, err := a.CloudWatch.DescribeAlarms(ctx, &cloudwatch.DescribeAlarmsInput{AlarmNames: []string{n.Alarm}})
		alarm = err != nil || len(out.MetricAlarms)+len(out.CompositeAlarms) > 0
	})
	both.Go(func() {
		out, err := a.Logs.DescribeMetricFilters(ctx, &cloudwatchlogs.DescribeMetricFiltersInput{
			LogGroupName: aws.String(n.LogGroup), FilterNamePrefix: aws.String(n.Filter),
		})
		if err != nil {
			filter = !account.HasCode(err, "ResourceNotFoundException") // no group, no filter
			return
		}
		filter = len(out.MetricFilters) > 0
	})
	both.Wait()
	return !alarm && !filter
}
