package build

import (
	"context"
	"errors"
	"slices"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch/types"

	"secretwatch/aws/monitor"
	"secretwatch/aws/survey"
)

func (b *applier) alarmSteps(i int, c monitor.Change) {
	topic := id(monitor.KindTopic, createStep)
	if c.Action == monitor.ActionCreate {
		b.create(i, c.Kind, b.createAlarm, topic)
		return
	}
	definition := slices.ContainsFunc(c.Settings, func(s monitor.Setting) bool { return s.Name != SettingTags })
	if definition {
		b.create(i, c.Kind, b.updateAlarm, topic)
	}
	if differs(c, SettingTags) {
		b.set(i, c, SettingTags, b.tagAlarm, b.deletions()...)
	}
}

func (b *applier) alarmName() *string { return aws.String(b.d.Names.Alarm) }

// describe is the one free text in the mail, so it says what to do next.
func (b *applier) describe() string {
	return "Somebody read the secret " + b.d.Secret + ". Run \"" + survey.DescriptionMark + "\" to see who."
}

// https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html
func (b *applier) createAlarm(ctx context.Context) error {
	input := &cloudwatch.PutMetricAlarmInput{AlarmDescription: aws.String(b.describe()), Tags: alarmTags(b.d.AlarmTags())}
	b.define(input)
	_, err := b.CloudWatch.PutMetricAlarm(ctx, input)
	return err
}

// define sets what the plan compares, and nothing else.
func (b *applier) define(in *cloudwatch.PutMetricAlarmInput) {
	r := b.d.Alarm
	in.AlarmName = b.alarmName()
	in.Namespace, in.MetricName = aws.String(b.d.Namespace), aws.String(b.d.Metric)
	in.Dimensions, in.Unit, in.ExtendedStatistic, in.EvaluateLowSampleCountPercentile = nil, "", nil, nil
	in.Statistic, in.Period = types.Statistic(r.Statistic), aws.Int32(r.Period)
	in.EvaluationPeriods, in.DatapointsToAlarm = aws.Int32(r.EvaluationPeriods), aws.Int32(r.DatapointsToAlarm)
	in.Threshold, in.ComparisonOperator = aws.Float64(r.Threshold), types.ComparisonOperator(r.ComparisonOperator)
	in.TreatMissingData, in.ActionsEnabled = aws.String(r.TreatMissingData), aws.Bool(true)
	if topic := aws.ToString(b.topic()); !slices.Contains(in.AlarmActions, topic) {
		in.AlarmActions = append(in.AlarmActions, topic)
	}
}

// updateAlarm reads the alarm first, because the call replaces all of it and
// the actions and the description that a person set must stay.
func (b *applier) updateAlarm(ctx context.Context) error {
	out, err := b.CloudWatch.DescribeAlarms(ctx, &cloudwatch.DescribeAlarmsInput{AlarmNames: []string{b.d.Names.Alarm}})
	if err != nil {
		return err
	}
	if len(out.MetricAlarms) == 0 {
		return errors.New("it is not there any more")
	}
	a := out.MetricAlarms[0]
	input := &cloudwatch.PutMetricAlarmInput{
		ActionConfiguration: a.ActionConfiguration, AlarmActions: a.AlarmActions, AlarmDescription: a.AlarmDescription,
		InsufficientDataActions: a.InsufficientDataActions, OKActions: a.OKActions, EvaluationWindow: a.EvaluationWindow,
		WarmUpConfiguration: a.WarmUpConfiguration,
	}
	b.define(input)
	_, err = b.CloudWatch.PutMetricAlarm(ctx, input)
	return err
}

// tagAlarm makes the alarm remember the names of the monitor's parts.
func (b *applier) tagAlarm(ctx context.Context) error {
	arn := aws.String(b.arn(monitor.KindAlarm))
	out, err := b.CloudWatch.ListTagsForResource(ctx, &cloudwatch.ListTagsForResourceInput{ResourceARN: arn})
	if err != nil {
		return err
	}
	have := map[string]string{}
	for _, t := range out.Tags {
		have[aws.ToString(t.Key)] = aws.ToString(t.Value)
	}
	want := b.d.AlarmTags()
	stale := staleTags(have, want)
	if b.d.AlarmOnly && have[monitor.TagNotify] != "" {
		stale = append(stale, monitor.TagNotify)
	}
	if len(stale) > 0 {
		if _, err := b.CloudWatch.UntagResource(ctx, &cloudwatch.UntagResourceInput{ResourceARN: arn, TagKeys: stale}); err != nil {
			return err
		}
	}
	_, err = b.CloudWatch.TagResource(ctx, &cloudwatch.TagResourceInput{ResourceARN: arn, Tags: alarmTags(want)})
	return err
}

func alarmTags(tags map[string]string) []types.Tag {
	var list []types.Tag
	for k, v := range sorted(tags) {
		list = append(list, types.Tag{Key: aws.String(k), Value: aws.String(v)})
	}
	return list
}
