// Package lookup asks Event history for reads of secrets. Asking is a management
// event itself, and its record holds what was asked for: a metric filter whose
// pattern is the plain text GetSecretValue counts the asking for a read, and the
// alarm goes off. Such a chain is asked for all events of Secrets Manager
// instead. It may import account, filter, monitor, record and AWS's SDK.
package lookup

import (
	"context"
	"fmt"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudtrail/types"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"

	"secretwatch/aws/account"
	"secretwatch/aws/filter"
	"secretwatch/aws/monitor"
)

// By is the one condition that Event history takes.
type By int

const (
	// Name asks for events by the name GetSecretValue: what comes is reads.
	Name By = iota
	// Source asks for events of Secrets Manager, of which reads are some.
	Source
)

func (b By) attribute() types.LookupAttribute {
	if b == Source {
		return types.LookupAttribute{AttributeKey: types.LookupAttributeKeyEventSource, AttributeValue: aws.String("secretsmanager.amazonaws.com")}
	}
	return types.LookupAttribute{AttributeKey: types.LookupAttributeKeyEventName, AttributeValue: aws.String("GetSecretValue")}
}

// record is what CloudTrail writes of asking so, as far as a text can be found
// in it.
func (b By) record() string {
	a := b.attribute()
	return `{"eventVersion":"1.11","eventSource":"cloudtrail.amazonaws.com","eventName":"LookupEvents","requestParameters":{"maxResults":50,"lookupAttributes":[{"attributeKey":"` +
		string(a.AttributeKey) + `","attributeValue":"` + aws.ToString(a.AttributeValue) + `"}]},"responseElements":null,"readOnly":true}`
}

// Quiet is how to ask so that no metric filter with one of these patterns counts
// it: by name, unless that would be counted and the source would not.
func Quiet(patterns ...string) By {
	for _, text := range patterns {
		p, err := filter.Parse(text)
		if err == nil && p.Match(Name.record()) && !p.Match(Source.record()) {
			return Source
		}
	}
	return Name
}

// For is Quiet for metric filters that were seen, as far as they were.
func For(filters monitor.Seen[[]monitor.MetricFilter]) By {
	if !filters.There() {
		return Name
	}
	patterns := make([]string, 0, len(*filters.Value))
	for _, f := range *filters.Value {
		patterns = append(patterns, f.Pattern.Raw())
	}
	return Quiet(patterns...)
}

// maxFilterPages is of fifty filters each.
const maxFilterPages = 5

// On is Quiet for the metric filters of a log group, by its name or ARN; with ""
// for those of all groups of the region. Where they cannot be seen it is by name.
func On(ctx context.Context, a *account.Account, group string) By {
	by, _ := Look(ctx, a, group)
	return by
}

// Look is On, with why the filters cannot be seen.
// https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_DescribeMetricFilters.html
func Look(ctx context.Context, a *account.Account, group string) (By, error) {
	if _, name, ok := strings.Cut(group, ":log-group:"); ok {
		group = strings.TrimSuffix(name, ":*")
	}
	in := &cloudwatchlogs.DescribeMetricFiltersInput{}
	if group != "" {
		in.LogGroupName = aws.String(group)
	}
	pages := cloudwatchlogs.NewDescribeMetricFiltersPaginator(a.Logs, in)
	for n := 0; pages.HasMorePages() && n < maxFilterPages; n++ {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return Name, fmt.Errorf("look at the metric filters: %w", err)
		}
		for _, f := range page.MetricFilters {
			if Quiet(aws.ToString(f.FilterPattern)) == Source {
				return Source, nil
			}
		}
	}
	return Name, nil
}
