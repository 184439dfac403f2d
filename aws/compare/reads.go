package compare

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudtrail"
	trailtypes "github.com/aws/aws-sdk-go-v2/service/cloudtrail/types"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"

	"secretwatch/aws/account"
	"secretwatch/aws/filter"
	"secretwatch/aws/monitor"
	"secretwatch/aws/record"
)

// readEvent is what CloudTrail calls a read.
const readEvent = "GetSecretValue"

// Reads are the newest reads in Event history, of any secret, newest first,
// where the monitor's metric filter looks for text; zero where it does not. Such
// a filter finds the event's name in the record of a call that asks for it too,
// and the alarm would mail that call. So this one asks for all events of Secrets
// Manager, which may leave fewer reads on its page.
// https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_DescribeMetricFilters.html
func Reads(ctx context.Context, a *account.Account, n monitor.Names) (monitor.Seen[[]record.Read], error) {
	var none monitor.Seen[[]record.Read]
	if n.LogGroup == "" {
		return none, nil
	}
	out, err := a.Logs.DescribeMetricFilters(ctx, &cloudwatchlogs.DescribeMetricFiltersInput{LogGroupName: aws.String(n.LogGroup)})
	if err != nil {
		return none, fmt.Errorf("look at the metric filters: %w", err)
	}
	for _, f := range out.MetricFilters {
		if filter.LooksForText(aws.ToString(f.FilterPattern)) {
			reads, err := newestReads(ctx, a, time.Time{})
			if err != nil {
				return none, err
			}
			return monitor.Found(reads), nil
		}
	}
	return none, nil
}

// newestReads are those on the newest page of the events of Secrets Manager.
// https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_LookupEvents.html
func newestReads(ctx context.Context, a *account.Account, from time.Time) ([]record.Read, error) {
	in := &cloudtrail.LookupEventsInput{MaxResults: aws.Int32(50), LookupAttributes: []trailtypes.LookupAttribute{
		{AttributeKey: trailtypes.LookupAttributeKeyEventSource, AttributeValue: aws.String("secretsmanager.amazonaws.com")},
	}}
	if !from.IsZero() {
		in.StartTime = aws.Time(from)
	}
	out, err := a.CloudTrail.LookupEvents(ctx, in)
	if err != nil {
		return nil, fmt.Errorf("look at the Event history: %w", err)
	}
	reads := []record.Read{}
	for _, e := range out.Events {
		if r, err := record.Parse(aws.ToString(e.CloudTrailEvent)); err == nil {
			if read, ok := r.Read(); ok {
				reads = append(reads, read)
			}
		}
	}
	return reads, nil
}

// identify looks for the records of the reads that no file has shown. Event
// history has them some minutes after the reads, so the last one's may be
// missing; then the read is known by its request id alone.
func (e *experiment) identify(ctx context.Context) {
	unknown := false
	for _, r := range e.result.Reads {
		unknown = unknown || r.EventID == ""
	}
	if !unknown {
		return
	}
	reads, err := newestReads(ctx, e.Account, e.result.Reads[0].At.Add(-time.Minute))
	if err != nil {
		return // it is a nicety
	}
	for i, r := range e.result.Reads {
		for _, read := range reads {
			if read.RequestID == r.RequestID {
				e.result.Reads[i].EventID = read.EventID
			}
		}
	}
}

// eventPattern is the pattern of the experiment's rule. The call that makes the
// rule has it in its record, where a metric filter that looks for text would
// find the event's name; to such a filter it is spelt with an escape, which to
// JSON is the same text. That EventBridge takes it so is not verified on AWS.
func (e *experiment) eventPattern() string {
	pattern := monitor.EventPattern(e.names.Secret, e.secretARN())
	if f := e.chain.Filter.Value; f != nil && filter.LooksForText(f.Pattern.Raw()) {
		return strings.Replace(pattern, `"`+readEvent+`"`, `"Get\u0053ecretValue"`, 1)
	}
	return pattern
}
