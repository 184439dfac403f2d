package mend

import (
	"context"
	"errors"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"
	"github.com/aws/aws-sdk-go-v2/service/eventbridge"
	"github.com/aws/aws-sdk-go-v2/service/eventbridge/types"

	"secretwatch/aws/account"
)

// keepAlarm takes over from the alarm, as it is at this moment, what no option
// of the AWS CLI's command can say: PutMetricAlarm replaces every setting, and
// what is left out is reset. Tags count for a new alarm only and stay by
// themselves.
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html
func keepAlarm(ctx context.Context, a *account.Account, in *cloudwatch.PutMetricAlarmInput) error {
	out, err := a.CloudWatch.DescribeAlarms(ctx, &cloudwatch.DescribeAlarmsInput{AlarmNames: []string{aws.ToString(in.AlarmName)}})
	if err != nil {
		return fmt.Errorf("look at the alarm first: %w", err)
	}
	if len(out.MetricAlarms) == 0 {
		return nil
	}
	have := out.MetricAlarms[0]
	in.ActionConfiguration = have.ActionConfiguration
	in.EvaluationWindow = have.EvaluationWindow
	in.WarmUpConfiguration = have.WarmUpConfiguration
	if in.ExtendedStatistic != nil && in.EvaluateLowSampleCountPercentile == nil {
		// Of percentiles alone, and refused with any other statistic.
		in.EvaluateLowSampleCountPercentile = have.EvaluateLowSampleCountPercentile
	}
	return nil
}

// keepFilter does the same for a metric filter, which PutMetricFilter replaces:
// of which accounts and regions it takes events, and what it says of them in
// dimensions. Whether it runs on transformed events is part of the remedy.
// https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutMetricFilter.html
func keepFilter(ctx context.Context, a *account.Account, in *cloudwatchlogs.PutMetricFilterInput) error {
	out, err := a.Logs.DescribeMetricFilters(ctx, &cloudwatchlogs.DescribeMetricFiltersInput{
		LogGroupName: in.LogGroupName, FilterNamePrefix: in.FilterName,
	})
	if err != nil {
		return fmt.Errorf("look at the metric filter first: %w", err)
	}
	for _, have := range out.MetricFilters {
		if aws.ToString(have.FilterName) != aws.ToString(in.FilterName) {
			continue
		}
		if in.FieldSelectionCriteria == nil {
			in.FieldSelectionCriteria = have.FieldSelectionCriteria
		}
		if in.EmitSystemFieldDimensions == nil {
			in.EmitSystemFieldDimensions = have.EmitSystemFieldDimensions
		}
	}
	return nil
}

// keepRule does the same for an EventBridge rule: what PutRule is not told is
// gone, the role and a schedule too. Tags and targets stay by themselves.
// https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutRule.html
func keepRule(ctx context.Context, a *account.Account, in *eventbridge.PutRuleInput) error {
	have, err := a.Events.DescribeRule(ctx, &eventbridge.DescribeRuleInput{Name: in.Name, EventBusName: in.EventBusName})
	if none := new(types.ResourceNotFoundException); errors.As(err, &none) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("look at the rule first: %w", err)
	}
	if in.Description == nil {
		in.Description = have.Description
	}
	if in.RoleArn == nil {
		in.RoleArn = have.RoleArn
	}
	if in.ScheduleExpression == nil {
		in.ScheduleExpression = have.ScheduleExpression
	}
	return nil
}
