package survey

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs/types"

	"secretwatch/aws/foreign"
	"secretwatch/aws/monitor"
)

// logGroup asks by prefix, because there is no call that takes one name; the
// exact name sorts before all that it begins, so one page is enough.
// https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_DescribeLogGroups.html
func (t *taker) logGroup(ctx context.Context) {
	t.s.LogGroup = monitor.Seen[monitor.LogGroup]{}
	out, err := t.Logs.DescribeLogGroups(ctx, &cloudwatchlogs.DescribeLogGroupsInput{LogGroupNamePrefix: aws.String(t.names.LogGroup)})
	if err != nil {
		t.s.LogGroup = seen[monitor.LogGroup](nil, err)
		return
	}
	for _, g := range out.LogGroups {
		if aws.ToString(g.LogGroupName) == t.names.LogGroup {
			t.s.LogGroup = monitor.Found(t.readGroup(g))
		}
	}
}

func (t *taker) readGroup(g types.LogGroup) monitor.LogGroup {
	arn := aws.ToString(g.Arn)
	if arn == "" {
		arn = t.names.LogGroupARN(t.Place)
	}
	if !strings.HasSuffix(arn, ":*") {
		arn += ":*"
	}
	class := string(g.LogGroupClass)
	if class == "" {
		class = string(types.LogGroupClassStandard)
	}
	m := monitor.LogGroup{
		Name: aws.ToString(g.LogGroupName), ARN: arn, Class: class, RetentionDays: aws.ToInt32(g.RetentionInDays),
		KeyID: aws.ToString(g.KmsKeyId),
	}
	if g.CreationTime != nil {
		m.Created = time.UnixMilli(*g.CreationTime).UTC()
	}
	return m
}

// logGroupTags leaves the tags empty where they cannot be seen.
func (t *taker) logGroupTags(ctx context.Context) {
	out, err := t.Logs.ListTagsForResource(ctx, &cloudwatchlogs.ListTagsForResourceInput{
		ResourceArn: aws.String(strings.TrimSuffix(t.s.LogGroup.Value.ARN, ":*")),
	})
	if err == nil {
		t.s.LogGroup.Value.Tags = out.Tags
	}
}

// https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_DescribeMetricFilters.html
func (t *taker) filters(ctx context.Context) {
	out, err := t.Logs.DescribeMetricFilters(ctx, &cloudwatchlogs.DescribeMetricFiltersInput{LogGroupName: aws.String(t.names.LogGroup)})
	if err != nil {
		// A group that is not of class STANDARD has no filters: AWS refuses to
		// list them with a ValidationException.
		t.s.Filters = seen[[]monitor.MetricFilter](nil, err, "ResourceNotFoundException", "ValidationException")
		t.s.Filter = monitor.Seen[monitor.MetricFilter]{Unseen: t.s.Filters.Unseen}
		return
	}
	list := make([]monitor.MetricFilter, 0, len(out.MetricFilters))
	for _, f := range out.MetricFilters {
		list = append(list, readFilter(f))
	}
	t.s.Filters = monitor.Found(list)
}

func readFilter(f types.MetricFilter) monitor.MetricFilter {
	m := monitor.MetricFilter{
		Name: aws.ToString(f.FilterName), LogGroup: aws.ToString(f.LogGroupName),
		Pattern: foreign.New(aws.ToString(f.FilterPattern)), OnTransformed: f.ApplyOnTransformedLogs,
		Selection: aws.ToString(f.FieldSelectionCriteria),
	}
	if f.CreationTime != nil {
		m.Created = time.UnixMilli(*f.CreationTime).UTC()
	}
	// A filter has one transformation.
	for _, x := range f.MetricTransformations {
		m.Namespace, m.Metric = aws.ToString(x.MetricNamespace), aws.ToString(x.MetricName)
		m.Value, m.Default = aws.ToString(x.MetricValue), x.DefaultValue
		m.Unit, m.Dimensions = string(x.Unit), x.Dimensions
	}
	return m
}

// chooseFilter takes the filter with the monitor's name; where there is none,
// the one that feeds the monitor's metric; and for the doctor, the one that
// looks most like a filter for reads.
func (t *taker) chooseFilter() {
	if !t.s.Filters.There() {
		return
	}
	choices := []func(monitor.MetricFilter) bool{
		func(f monitor.MetricFilter) bool { return f.Name == t.names.Filter },
		t.feedsMetric,
	}
	if t.options.For == Doctor {
		choices = append(choices,
			func(f monitor.MetricFilter) bool { return strings.Contains(f.Pattern.Raw(), t.names.Secret) },
			func(f monitor.MetricFilter) bool {
				return strings.Contains(strings.ToLower(f.Pattern.Raw()), "secret")
			},
			func(monitor.MetricFilter) bool { return true },
		)
	}
	list := *t.s.Filters.Value
	for _, fits := range choices {
		if i := slices.IndexFunc(list, fits); i >= 0 {
			t.s.Filter = monitor.Found(list[i])
			break
		}
	}
	if f := t.s.Filter.Value; f != nil && t.options.For == Doctor {
		t.names.Filter, t.names.Namespace, t.names.Metric = f.Name, f.Namespace, f.Metric
	}
}

func (t *taker) feedsMetric(f monitor.MetricFilter) bool {
	return f.Metric == t.names.Metric && f.Namespace == t.names.Namespace
}

// filterElsewhere looks for a filter that was put on another group.
func (t *taker) filterElsewhere() []look {
	if t.s.Filter.There() || t.s.Filter.Unseen != nil {
		return nil
	}
	return []look{func(ctx context.Context) {
		out, err := t.Logs.DescribeMetricFilters(ctx, &cloudwatchlogs.DescribeMetricFiltersInput{
			MetricName: aws.String(t.names.Metric), MetricNamespace: aws.String(t.names.Namespace),
		})
		if err != nil {
			return
		}
		for _, f := range out.MetricFilters {
			if found := readFilter(f); t.feedsMetric(found) {
				t.s.Filter = monitor.Found(found)
				return
			}
		}
	}}
}
