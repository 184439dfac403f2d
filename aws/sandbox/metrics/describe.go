package metrics

import (
	"maps"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch/types"

	"secretwatch/aws/alarm"
	"secretwatch/aws/sandbox/wire"
)

const alarmPage = 100

func (s *State) describeAlarms(c *wire.Call, in *cloudwatch.DescribeAlarmsInput) (*cloudwatch.DescribeAlarmsOutput, error) {
	if len(in.AlarmNames) > 0 && in.AlarmNamePrefix != nil {
		return nil, validation("AlarmNames and AlarmNamePrefix cannot be specified together.")
	}
	found := []types.MetricAlarm{}
	for _, a := range s.region(c.Region).sorted() {
		if a.asked(in) {
			found = append(found, a.described())
		}
	}
	items, next, err := page(found, in.NextToken, pageSize(in.MaxRecords, alarmPage))
	if err != nil {
		return nil, err
	}
	return &cloudwatch.DescribeAlarmsOutput{MetricAlarms: items, CompositeAlarms: []types.CompositeAlarm{}, NextToken: next}, nil
}

func (a *metricAlarm) asked(in *cloudwatch.DescribeAlarmsInput) bool {
	switch {
	case len(in.AlarmTypes) > 0 && !slices.Contains(in.AlarmTypes, types.AlarmTypeMetricAlarm):
		return false
	case in.ChildrenOfAlarmName != nil || in.ParentsOfAlarmName != nil:
		return false // only composite alarms have those
	case len(in.AlarmNames) > 0 && !slices.Contains(in.AlarmNames, a.name):
		return false
	case !strings.HasPrefix(a.name, aws.ToString(in.AlarmNamePrefix)):
		return false
	case in.StateValue != "" && alarm.State(in.StateValue) != a.state:
		return false
	case in.ActionPrefix != nil && !a.hasAction(*in.ActionPrefix):
		return false
	}
	return true
}

func (a *metricAlarm) hasAction(prefix string) bool {
	for _, actions := range a.actions {
		if slices.ContainsFunc(actions, func(action string) bool { return strings.HasPrefix(action, prefix) }) {
			return true
		}
	}
	return false
}

// describeAlarmsForMetric needs the exact dimensions.
func (s *State) describeAlarmsForMetric(c *wire.Call, in *cloudwatch.DescribeAlarmsForMetricInput) (*cloudwatch.DescribeAlarmsForMetricOutput, error) {
	key := Metric{aws.ToString(in.Namespace), aws.ToString(in.MetricName), dimensionMap(in.Dimensions)}.key()
	out := &cloudwatch.DescribeAlarmsForMetricOutput{MetricAlarms: []types.MetricAlarm{}}
	for _, a := range s.region(c.Region).sorted() {
		d := a.described()
		switch {
		case a.key != key,
			in.Statistic != "" && in.Statistic != d.Statistic,
			in.ExtendedStatistic != nil && *in.ExtendedStatistic != aws.ToString(d.ExtendedStatistic),
			in.Period != nil && *in.Period != *d.Period,
			in.Unit != "" && in.Unit != d.Unit:
		default:
			out.MetricAlarms = append(out.MetricAlarms, d)
		}
	}
	return out, nil
}

// tagged is the alarm with this ARN.
func (s *State) tagged(c *wire.Call, arn *string) (*metricAlarm, error) {
	for _, a := range s.region(c.Region).alarms {
		if a.arn == aws.ToString(arn) {
			return a, nil
		}
	}
	e := noResource()
	e.Code = "ResourceNotFoundException"
	return nil, e
}

func (s *State) tagResource(c *wire.Call, in *cloudwatch.TagResourceInput) (*cloudwatch.TagResourceOutput, error) {
	a, err := s.tagged(c, in.ResourceARN)
	if err != nil {
		return nil, err
	}
	for _, tag := range in.Tags {
		a.tags[aws.ToString(tag.Key)] = aws.ToString(tag.Value)
	}
	return &cloudwatch.TagResourceOutput{}, nil
}

func (s *State) untagResource(c *wire.Call, in *cloudwatch.UntagResourceInput) (*cloudwatch.UntagResourceOutput, error) {
	a, err := s.tagged(c, in.ResourceARN)
	if err != nil {
		return nil, err
	}
	for _, key := range in.TagKeys {
		delete(a.tags, key)
	}
	return &cloudwatch.UntagResourceOutput{}, nil
}

func (s *State) listTagsForResource(c *wire.Call, in *cloudwatch.ListTagsForResourceInput) (*cloudwatch.ListTagsForResourceOutput, error) {
	a, err := s.tagged(c, in.ResourceARN)
	if err != nil {
		return nil, err
	}
	out := &cloudwatch.ListTagsForResourceOutput{Tags: []types.Tag{}}
	for _, key := range slices.Sorted(maps.Keys(a.tags)) {
		out.Tags = append(out.Tags, types.Tag{Key: aws.String(key), Value: aws.String(a.tags[key])})
	}
	return out, nil
}
