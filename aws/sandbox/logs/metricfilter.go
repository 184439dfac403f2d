package logs

import (
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs/types"

	"secretwatch/aws/filter"
	"secretwatch/aws/sandbox/metrics"
	"secretwatch/aws/sandbox/wire"
)

// Limits of metric filters.
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/cloudwatch_limits_cwl.html
const (
	maxFilters      = 100 // per group
	maxRegexFilters = 5   // per group
	maxDimensions   = 3
	maxTestEvents   = 50
)

type metricFilter struct {
	name, group   string
	created       int64
	text          *string
	pattern       *filter.Pattern
	to            types.MetricTransformation
	onTransformed bool
	system        []string
	criteria      *string
}

func (s *State) putMetricFilter(c *wire.Call, in *cloudwatchlogs.PutMetricFilterInput) (*cloudwatchlogs.PutMetricFilterOutput, error) {
	g, err := s.findStandard(c.Region, in.LogGroupName, nil)
	if err != nil {
		return nil, err
	}
	p, err := checkFilter(in)
	if err != nil {
		return nil, err
	}
	name := aws.ToString(in.FilterName)
	f := &metricFilter{
		name: name, group: g.name, created: s.now(), text: in.FilterPattern, pattern: p, to: in.MetricTransformations[0],
		onTransformed: in.ApplyOnTransformedLogs, system: in.EmitSystemFieldDimensions, criteria: in.FieldSelectionCriteria,
	}
	old := g.filters[name]
	if old != nil {
		f.created = old.created // a new definition keeps the age
	}
	if old == nil && len(g.filters) >= maxFilters || p.Regexes() > 0 && g.regexFilters(name) >= maxRegexFilters {
		return nil, limitExceeded()
	}
	g.filters[name] = f
	return &cloudwatchlogs.PutMetricFilterOutput{}, nil
}

// regexFilters counts the filters with a regular expression, less one.
func (g *group) regexFilters(except string) int {
	n := 0
	for _, f := range g.filters {
		if f.name != except && f.pattern.Regexes() > 0 {
			n++
		}
	}
	return n
}

// applyFilters publishes what the group's filters make of one event: the
// value where it matches, the default value for each one that does not.
// Filters see only what comes after them.
func (s *State) applyFilters(g *group, e event) {
	for _, name := range slices.Sorted(maps.Keys(g.filters)) {
		f := g.filters[name]
		metric := metrics.Metric{Namespace: *f.to.MetricNamespace, Name: *f.to.MetricName}
		value, publish := 0.0, false
		switch {
		case f.pattern.Match(e.message):
			value, publish = f.pattern.Value(e.message, aws.ToString(f.to.MetricValue))
			if publish {
				metric.Dimensions, publish = s.dimensions(g, f, e.message)
			}
		case f.to.DefaultValue != nil:
			value, publish = *f.to.DefaultValue, true
		}
		if publish {
			s.deps.Metric(g.region, metric, metrics.One(time.UnixMilli(e.at), value, string(f.to.Unit)))
		}
	}
}

// dimensions are the values of the fields, and those of the system fields that
// the filter emits; false where the message lacks one.
func (s *State) dimensions(g *group, f *metricFilter, message string) (map[string]string, bool) {
	if len(f.to.Dimensions)+len(f.system) == 0 {
		return nil, true
	}
	values := make(map[string]string, len(f.to.Dimensions)+len(f.system))
	for name, selector := range f.to.Dimensions {
		text, ok := f.pattern.Field(message, selector)
		if !ok {
			return nil, false
		}
		values[name] = text
	}
	for _, name := range f.system {
		switch name {
		case "@aws.account":
			values[name] = s.deps.Account
		case "@aws.region":
			values[name] = g.region
		}
	}
	return values, true
}

func (s *State) deleteMetricFilter(c *wire.Call, in *cloudwatchlogs.DeleteMetricFilterInput) (*cloudwatchlogs.DeleteMetricFilterOutput, error) {
	g, err := s.find(c.Region, in.LogGroupName, nil)
	if err != nil {
		return nil, err
	}
	if err := checkFilterName(in.FilterName); err != nil {
		return nil, err
	}
	if g.filters[*in.FilterName] == nil {
		return nil, wire.Errorf("ResourceNotFoundException", "The specified metric filter does not exist.")
	}
	delete(g.filters, *in.FilterName)
	return &cloudwatchlogs.DeleteMetricFilterOutput{}, nil
}

func (s *State) describeMetricFilters(c *wire.Call, in *cloudwatchlogs.DescribeMetricFiltersInput) (*cloudwatchlogs.DescribeMetricFiltersOutput, error) {
	groups := s.region(c.Region)
	if in.LogGroupName != nil {
		g, err := s.findStandard(c.Region, in.LogGroupName, nil)
		if err != nil {
			return nil, err
		}
		groups = map[string]*group{g.name: g}
	}
	if (in.MetricName == nil) != (in.MetricNamespace == nil) {
		return nil, invalid("Describe Metric Filters request must contain both MetricName and MetricNamespace")
	}
	found := []types.MetricFilter{}
	for _, name := range slices.Sorted(maps.Keys(groups)) {
		for _, filterName := range slices.Sorted(maps.Keys(groups[name].filters)) {
			if f := groups[name].filters[filterName]; f.asked(in) {
				found = append(found, f.described())
			}
		}
	}
	items, next, err := page(found, in.NextToken, in.Limit)
	if err != nil {
		return nil, err
	}
	return &cloudwatchlogs.DescribeMetricFiltersOutput{MetricFilters: items, NextToken: next}, nil
}

func (f *metricFilter) asked(in *cloudwatchlogs.DescribeMetricFiltersInput) bool {
	if in.MetricName != nil && (*in.MetricName != *f.to.MetricName || *in.MetricNamespace != *f.to.MetricNamespace) {
		return false
	}
	return strings.HasPrefix(f.name, aws.ToString(in.FilterNamePrefix))
}

func (f *metricFilter) described() types.MetricFilter {
	return types.MetricFilter{
		FilterName: aws.String(f.name), FilterPattern: aws.String(aws.ToString(f.text)), LogGroupName: aws.String(f.group),
		CreationTime: aws.Int64(f.created), MetricTransformations: []types.MetricTransformation{f.to},
		ApplyOnTransformedLogs: f.onTransformed, EmitSystemFieldDimensions: f.system, FieldSelectionCriteria: f.criteria,
	}
}

func (s *State) testMetricFilter(_ *wire.Call, in *cloudwatchlogs.TestMetricFilterInput) (*cloudwatchlogs.TestMetricFilterOutput, error) {
	if in.FilterPattern == nil {
		return nil, missing("filterPattern")
	}
	p, err := parse(in.FilterPattern, ofMetrics)
	if err != nil {
		return nil, err
	}
	switch n := len(in.LogEventMessages); {
	case in.LogEventMessages == nil:
		return nil, missing("logEventMessages")
	case n < 1:
		return nil, invalid("1 validation error detected: Value '[]' at 'logEventMessages' failed to satisfy constraint: Member must have length greater than or equal to 1")
	case n > maxTestEvents:
		return nil, tooLong("logEventMessages", "["+strings.Join(in.LogEventMessages, ", ")+"]", maxTestEvents)
	}
	out := &cloudwatchlogs.TestMetricFilterOutput{Matches: []types.MetricFilterMatchRecord{}}
	for i, message := range in.LogEventMessages {
		if !p.Match(message) {
			continue
		}
		extracted := map[string]string{}
		maps.Copy(extracted, p.Extract(message))
		out.Matches = append(out.Matches, types.MetricFilterMatchRecord{
			EventNumber: int64(i + 1), EventMessage: aws.String(message), ExtractedValues: extracted,
		})
	}
	return out, nil
}
