package trace

import (
	"context"
	"fmt"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudtrail"
	trailtypes "github.com/aws/aws-sdk-go-v2/service/cloudtrail/types"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"

	"secretwatch/aws/account"
	"secretwatch/aws/filter"
	"secretwatch/aws/monitor"
	"secretwatch/aws/record"
)

// The one condition that Event history takes: the event's name, or its source.
var (
	byName   = trailtypes.LookupAttribute{AttributeKey: trailtypes.LookupAttributeKeyEventName, AttributeValue: aws.String("GetSecretValue")}
	bySource = trailtypes.LookupAttribute{AttributeKey: trailtypes.LookupAttributeKeyEventSource, AttributeValue: aws.String("secretsmanager.amazonaws.com")}
)

// lookupBy is the condition for reads on a monitor. A metric filter that looks for
// text would find the event's name in the record of the very call that asks for
// it, and the alarm would go off: then all events of Secrets Manager are asked
// for.
func lookupBy(chain monitor.Snapshot) trailtypes.LookupAttribute {
	if f := chain.Filter.Value; f != nil && filter.LooksForText(f.Pattern.Raw()) {
		return bySource
	}
	return byName
}

// CountsText reports that a metric filter on the log group looks for text, so that
// nobody should ask Event history for reads by the event's name. Where that cannot
// be seen it is false.
// https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_DescribeMetricFilters.html
func CountsText(ctx context.Context, a *account.Account, group string) bool {
	if _, name, ok := strings.Cut(group, ":log-group:"); ok {
		group = strings.TrimSuffix(name, ":*")
	}
	if group == "" {
		return false
	}
	pages := cloudwatchlogs.NewDescribeMetricFiltersPaginator(a.Logs, &cloudwatchlogs.DescribeMetricFiltersInput{LogGroupName: aws.String(group)})
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return false
		}
		for _, f := range page.MetricFilters {
			if filter.LooksForText(aws.ToString(f.FilterPattern)) {
				return true
			}
		}
	}
	return false
}

// NewestReads are the newest reads of any secret in Event history, newest first,
// found without spelling the event's name: among the newest 50 events of Secrets
// Manager.
func NewestReads(ctx context.Context, a *account.Account) ([]record.Read, error) {
	page, err := a.CloudTrail.LookupEvents(ctx, &cloudtrail.LookupEventsInput{MaxResults: aws.Int32(50), LookupAttributes: []trailtypes.LookupAttribute{bySource}})
	if err != nil {
		return nil, fmt.Errorf("look in Event history: %w", err)
	}
	reads := []record.Read{}
	for _, e := range page.Events {
		r, err := record.Parse(aws.ToString(e.CloudTrailEvent))
		if err != nil {
			continue // what cannot be read is no evidence
		}
		if read, ok := r.Read(); ok {
			reads = append(reads, read)
		}
	}
	return reads, nil
}
