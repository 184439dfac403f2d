package metrics

import (
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
	if err := checkDescribe(in); err != nil {
		return nil, err
	}
	r := s.region(c.Region)
	found, short, err := r.asked(in)
	if err != nil {
		return nil, err
	}
	size := alarmPage
	if in.MaxRecords != nil {
		size = int(*in.MaxRecords)
	}
	items, next, err := page(found, in.NextToken, size)
	if err != nil {
		return nil, err
	}
	out := &cloudwatch.DescribeAlarmsOutput{
		MetricAlarms: []types.MetricAlarm{}, CompositeAlarms: []types.CompositeAlarm{}, LogAlarms: []types.LogAlarm{}, NextToken: next,
	}
	for _, a := range items {
		switch a := a.(type) {
		case *metricAlarm:
			d := a.described()
			if short {
				d = types.MetricAlarm{AlarmName: d.AlarmName, AlarmArn: d.AlarmArn, StateValue: d.StateValue, StateUpdatedTimestamp: d.StateUpdatedTimestamp}
			}
			out.MetricAlarms = append(out.MetricAlarms, d)
		case *compositeAlarm:
			d := a.described()
			if short {
				d = types.CompositeAlarm{AlarmName: d.AlarmName, AlarmArn: d.AlarmArn}
				if in.ChildrenOfAlarmName != nil {
					d.StateValue, d.StateUpdatedTimestamp = types.StateValue(a.state), aws.Time(a.stateUpdated)
				}
			}
			out.CompositeAlarms = append(out.CompositeAlarms, d)
		}
	}
	return out, nil
}

func checkDescribe(in *cloudwatch.DescribeAlarmsInput) error {
	family := in.ChildrenOfAlarmName != nil || in.ParentsOfAlarmName != nil
	others := len(in.AlarmNames)+len(in.AlarmTypes) > 0 || in.AlarmNamePrefix != nil || in.ActionPrefix != nil || in.StateValue != ""
	for _, kind := range in.AlarmTypes {
		if !slices.Contains(kind.Values(), kind) {
			return notInSet(string(kind), "alarmTypes", kind.Values())
		}
	}
	switch {
	case in.MaxRecords != nil && (*in.MaxRecords < 1 || *in.MaxRecords > alarmPage):
		return maxRecords(*in.MaxRecords)
	case in.StateValue != "" && !slices.Contains(in.StateValue.Values(), in.StateValue):
		return notInSet(string(in.StateValue), "stateValue", in.StateValue.Values())
	case len(in.AlarmNames) > alarmPage:
		return checkNames(in.AlarmNames)
	case len(in.AlarmNames) > 0 && in.AlarmNamePrefix != nil:
		return validation("AlarmNames and AlarmNamePrefix cannot be specified together.")
	case family && (others || in.ChildrenOfAlarmName != nil && in.ParentsOfAlarmName != nil):
		return validation("ChildrenOfAlarmName and ParentsOfAlarmName cannot be specified together with other parameters than MaxRecords and NextToken.")
	}
	return nil
}

// asked are the alarms that a call asks for; short says that AWS gives no more
// of them than name, ARN and state.
func (r *region) asked(in *cloudwatch.DescribeAlarmsInput) (found []anyAlarm, short bool, err error) {
	if name := in.ChildrenOfAlarmName; name != nil {
		parent := r.composites[*name]
		if parent == nil {
			return nil, true, noResource()
		}
		for _, child := range r.childrenOf(parent) {
			found = append(found, r.find(child.name))
		}
		return found, true, nil
	}
	if name := in.ParentsOfAlarmName; name != nil {
		child := r.find(*name)
		if child == nil {
			return nil, true, noResource()
		}
		for _, parent := range r.sortedComposites() {
			if slices.Contains(r.childrenOf(parent), child.base()) {
				found = append(found, parent)
			}
		}
		return found, true, nil
	}
	for _, a := range r.all() {
		if matches(a, in) {
			found = append(found, a)
		}
	}
	return found, false, nil
}

// matches reports whether a call asks for an alarm. Without AlarmTypes it asks
// for metric alarms only.
func matches(a anyAlarm, in *cloudwatch.DescribeAlarmsInput) bool {
	kinds := in.AlarmTypes
	if len(kinds) == 0 {
		kinds = []types.AlarmType{types.AlarmTypeMetricAlarm}
	}
	c := a.base()
	switch {
	case !slices.Contains(kinds, a.kind()):
		return false
	case len(in.AlarmNames) > 0 && !slices.Contains(in.AlarmNames, c.name):
		return false
	case !strings.HasPrefix(c.name, aws.ToString(in.AlarmNamePrefix)):
		return false
	case in.StateValue != "" && alarm.State(in.StateValue) != c.state:
		return false
	case in.ActionPrefix != nil && !c.hasAction(*in.ActionPrefix):
		return false
	}
	return true
}

func (c *core) hasAction(prefix string) bool {
	for _, actions := range c.actions {
		if slices.ContainsFunc(actions, func(action string) bool { return strings.HasPrefix(action, prefix) }) {
			return true
		}
	}
	return false
}

// describeAlarmsForMetric needs the exact dimensions. Alarms defined by Metrics
// are not among its answers.
func (s *State) describeAlarmsForMetric(c *wire.Call, in *cloudwatch.DescribeAlarmsForMetricInput) (*cloudwatch.DescribeAlarmsForMetricOutput, error) {
	switch {
	case in.MetricName == nil:
		return nil, null("metricName")
	case in.Namespace == nil:
		return nil, null("namespace")
	}
	key := Metric{*in.Namespace, *in.MetricName, dimensionMap(in.Dimensions)}.key()
	out := &cloudwatch.DescribeAlarmsForMetricOutput{MetricAlarms: []types.MetricAlarm{}}
	for _, a := range s.region(c.Region).sorted() {
		d := a.described()
		switch {
		case len(a.queries) > 0, a.key != key,
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
