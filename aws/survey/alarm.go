package survey

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch/types"

	"secretwatch/aws/foreign"
	"secretwatch/aws/monitor"
)

// https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_DescribeAlarms.html
func (t *taker) alarm(ctx context.Context) {
	t.s.Alarm, t.s.Alarms = monitor.Seen[monitor.Alarm]{}, monitor.Seen[[]monitor.Alarm]{}
	out, err := t.CloudWatch.DescribeAlarms(ctx, &cloudwatch.DescribeAlarmsInput{
		AlarmNames: []string{t.names.Alarm}, AlarmTypes: []types.AlarmType{types.AlarmTypeMetricAlarm},
	})
	if err != nil {
		t.s.Alarms = seen[[]monitor.Alarm](nil, err)
		t.s.Alarm = monitor.Seen[monitor.Alarm]{Unseen: t.s.Alarms.Unseen}
		return
	}
	list := readAlarms(out.MetricAlarms)
	t.s.Alarms = monitor.Found(list)
	if len(list) > 0 {
		t.s.Alarm = monitor.Found(list[0])
	}
}

// senders finds every alarm that sends to the monitor's topic, in any state,
// composite ones too. The service's own filter for actions does not say of
// which lists it looks at, so all are read.
func (t *taker) senders(ctx context.Context) {
	if !t.s.Alarms.There() {
		return
	}
	list, topic := *t.s.Alarms.Value, t.topicARN()
	pages := cloudwatch.NewDescribeAlarmsPaginator(t.CloudWatch, &cloudwatch.DescribeAlarmsInput{
		MaxRecords: aws.Int32(100), AlarmTypes: []types.AlarmType{types.AlarmTypeMetricAlarm, types.AlarmTypeCompositeAlarm},
	})
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			t.s.Alarms = seen[[]monitor.Alarm](nil, err)
			return
		}
		found := readAlarms(page.MetricAlarms)
		for _, c := range page.CompositeAlarms {
			found = append(found, monitor.Alarm{
				Name: aws.ToString(c.AlarmName), ARN: aws.ToString(c.AlarmArn), State: string(c.StateValue),
				AlarmActions: c.AlarmActions, OKActions: c.OKActions, NoDataActions: c.InsufficientDataActions,
			})
		}
		for _, a := range found {
			known := slices.ContainsFunc(list, func(b monitor.Alarm) bool { return b.Name == a.Name })
			if !known && slices.Contains(slices.Concat(a.AlarmActions, a.OKActions, a.NoDataActions), topic) {
				list = append(list, a)
			}
		}
	}
	t.s.Alarms = monitor.Found(list)
}

func readAlarms(list []types.MetricAlarm) []monitor.Alarm {
	alarms := make([]monitor.Alarm, 0, len(list))
	for _, a := range list {
		alarms = append(alarms, readAlarm(a))
	}
	return alarms
}

func readAlarm(a types.MetricAlarm) monitor.Alarm {
	m := monitor.Alarm{
		Name: aws.ToString(a.AlarmName), ARN: aws.ToString(a.AlarmArn), Description: foreign.New(aws.ToString(a.AlarmDescription)),
		Namespace: aws.ToString(a.Namespace), Metric: aws.ToString(a.MetricName), Unit: string(a.Unit),
		Dimensions: map[string]string{},
		Rule: monitor.AlarmRule{
			Statistic: string(a.Statistic), Period: aws.ToInt32(a.Period), EvaluationPeriods: aws.ToInt32(a.EvaluationPeriods),
			DatapointsToAlarm: aws.ToInt32(a.DatapointsToAlarm), Threshold: aws.ToFloat64(a.Threshold),
			ComparisonOperator: string(a.ComparisonOperator), TreatMissingData: aws.ToString(a.TreatMissingData),
		},
		ActionsEnabled: aws.ToBool(a.ActionsEnabled),
		AlarmActions:   a.AlarmActions, OKActions: a.OKActions, NoDataActions: a.InsufficientDataActions,
		State: string(a.StateValue), Reason: foreign.New(aws.ToString(a.StateReason)),
		Since: aws.ToTime(a.StateTransitionedTimestamp), Updated: aws.ToTime(a.AlarmConfigurationUpdatedTimestamp),
		Metrics: len(a.Metrics), Evaluation: string(a.EvaluationState), Band: a.ThresholdMetricId != nil,
	}
	if w := a.WarmUpConfiguration; w != nil {
		m.WarmUp = time.Duration(aws.ToInt32(w.WarmUpPeriodDurationInMinutes)) * time.Minute
	}
	_, m.WallClock = a.EvaluationWindow.(*types.EvaluationWindowMemberWallClockWindow)
	if m.Rule.Statistic == "" {
		m.Rule.Statistic = aws.ToString(a.ExtendedStatistic)
	}
	// What is left out means this.
	if m.Rule.DatapointsToAlarm == 0 {
		m.Rule.DatapointsToAlarm = m.Rule.EvaluationPeriods
	}
	if m.Rule.TreatMissingData == "" {
		m.Rule.TreatMissingData = "missing"
	}
	if m.Since.IsZero() {
		m.Since = aws.ToTime(a.StateUpdatedTimestamp)
	}
	for _, d := range a.Dimensions {
		m.Dimensions[aws.ToString(d.Name)] = aws.ToString(d.Value)
	}
	return m
}

// namedAlarmTags asks by the alarm's name alone: what its tags remember decides
// what the next wave looks at.
func (t *taker) namedAlarmTags(ctx context.Context) {
	if tags, err := alarmTags(ctx, t.CloudWatch, t.earlyARN); err == nil {
		t.earlyTags = tags
	}
}

// takeAlarmTags gives the alarm the tags that were asked for by its name.
func (t *taker) takeAlarmTags() {
	if a := t.s.Alarm.Value; a != nil && a.ARN == t.earlyARN {
		a.Tags, t.tagged = t.earlyTags, a.Name
	}
}

// alarmTags leaves the tags empty where they cannot be seen.
func (t *taker) alarmTags(ctx context.Context) {
	t.tagged = t.s.Alarm.Value.Name
	if tags, err := alarmTags(ctx, t.CloudWatch, t.s.Alarm.Value.ARN); err == nil {
		t.s.Alarm.Value.Tags = tags
	}
}

func alarmTags(ctx context.Context, c *cloudwatch.Client, arn string) (map[string]string, error) {
	out, err := c.ListTagsForResource(ctx, &cloudwatch.ListTagsForResourceInput{ResourceARN: aws.String(arn)})
	if err != nil {
		return nil, err
	}
	tags := make(map[string]string, len(out.Tags))
	for _, tag := range out.Tags {
		tags[aws.ToString(tag.Key)] = aws.ToString(tag.Value)
	}
	return tags, nil
}

// metric is what the alarm has to be on: the filter's, where there is a filter.
func (t *taker) metric() (namespace, name string) {
	if f := t.s.Filter.Value; f != nil && f.Metric != "" {
		return f.Namespace, f.Metric
	}
	return t.names.Namespace, t.names.Metric
}

// alarmOnMetric looks for alarms by what they are on, where the one with the
// monitor's name is not there or is on something else.
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_DescribeAlarmsForMetric.html
func (t *taker) alarmOnMetric() []look {
	namespace, metric := t.metric()
	if a := t.s.Alarm.Value; t.s.Alarm.Unseen != nil || a != nil && a.Namespace == namespace && a.Metric == metric {
		return nil
	}
	looks := []look{func(ctx context.Context) {
		out, err := t.CloudWatch.DescribeAlarmsForMetric(ctx, &cloudwatch.DescribeAlarmsForMetricInput{
			Namespace: aws.String(namespace), MetricName: aws.String(metric),
		})
		if err == nil {
			t.onMetric = readAlarms(out.MetricAlarms)
		}
	}}
	if t.s.Alarm.Absent() {
		looks = append(looks, t.similarAlarms(namespace, metric))
	}
	return looks
}

// similarAlarms finds alarms on a metric that was misspelt: the same but for
// case, blanks, namespace or dimensions.
func (t *taker) similarAlarms(namespace, metric string) look {
	return func(ctx context.Context) {
		out, err := t.CloudWatch.DescribeAlarms(ctx, &cloudwatch.DescribeAlarmsInput{
			MaxRecords: aws.Int32(100), AlarmTypes: []types.AlarmType{types.AlarmTypeMetricAlarm},
		})
		if err != nil {
			return
		}
		for _, a := range readAlarms(out.MetricAlarms) {
			same := a.Metric == metric && a.Namespace == namespace && len(a.Dimensions) == 0
			if !same && (bare(a.Metric) == bare(metric) || slices.Contains(a.AlarmActions, t.topicARN())) {
				t.similar = append(t.similar, a)
			}
		}
	}
}

// bare is a name without case, blanks and marks.
func bare(name string) string {
	return strings.Map(func(r rune) rune {
		if r == ' ' || r == '-' || r == '_' || r == '.' || r == '/' {
			return -1
		}
		return r
	}, strings.ToLower(name))
}

// chooseAlarm takes, where none has the monitor's name, one on the metric, and
// rather one that mails to the monitor's topic; else one that nearly fits.
func (t *taker) chooseAlarm() {
	found := slices.Concat(t.onMetric, t.similar)
	if len(found) == 0 || !t.s.Alarms.There() {
		return
	}
	list := *t.s.Alarms.Value
	for _, a := range found {
		if !slices.ContainsFunc(list, func(b monitor.Alarm) bool { return b.ARN == a.ARN }) {
			list = append(list, a)
		}
	}
	t.s.Alarms = monitor.Found(list)
	if t.s.Alarm.There() {
		return
	}
	best := slices.IndexFunc(found, func(a monitor.Alarm) bool { return slices.Contains(a.AlarmActions, t.topicARN()) })
	chosen := found[max(best, 0)]
	t.s.Alarm = monitor.Found(chosen)
	t.names.Alarm = chosen.Name
	t.alarmChanged = true
}
