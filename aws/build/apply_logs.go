package build

import (
	"context"
	"errors"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs/types"

	"secretwatch/aws/account"
	"secretwatch/aws/monitor"
)

func (b *applier) logGroupSteps(i int, c monitor.Change) {
	if c.Action == monitor.ActionCreate {
		b.create(i, c.Kind, b.createLogGroup)
	}
	if differs(c, SettingRetention) {
		b.set(i, c, SettingRetention, b.setRetention)
	}
}

// https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_CreateLogGroup.html
func (b *applier) createLogGroup(ctx context.Context) error {
	_, err := b.Logs.CreateLogGroup(ctx, &cloudwatchlogs.CreateLogGroupInput{
		LogGroupName: aws.String(b.d.LogGroup), Tags: b.d.Tags(),
	})
	if !account.HasCode(err, "ResourceAlreadyExistsException") {
		return err
	}
	out, tagErr := b.Logs.ListTagsForResource(ctx, &cloudwatchlogs.ListTagsForResourceInput{ResourceArn: aws.String(b.arn(monitor.KindLogGroup))})
	if tagErr != nil {
		return errors.Join(err, tagErr)
	}
	if b.d.Ours(out.Tags) {
		return nil
	}
	return err
}

func (b *applier) setRetention(ctx context.Context) error {
	if b.d.RetentionDays == 0 {
		_, err := b.Logs.DeleteRetentionPolicy(ctx, &cloudwatchlogs.DeleteRetentionPolicyInput{LogGroupName: aws.String(b.d.LogGroup)})
		return err
	}
	_, err := b.Logs.PutRetentionPolicy(ctx, &cloudwatchlogs.PutRetentionPolicyInput{
		LogGroupName: aws.String(b.d.LogGroup), RetentionInDays: aws.Int32(b.d.RetentionDays),
	})
	return err
}

// filterSteps has one step for making and changing: the call replaces the
// whole filter, and AWS keeps the day on which it was made.
func (b *applier) filterSteps(i int, c monitor.Change) {
	b.create(i, c.Kind, b.putFilter, id(monitor.KindLogGroup, createStep))
}

// https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutMetricFilter.html
func (b *applier) putFilter(ctx context.Context) error {
	_, err := b.Logs.PutMetricFilter(ctx, &cloudwatchlogs.PutMetricFilterInput{
		LogGroupName: aws.String(b.d.LogGroup), FilterName: aws.String(b.name(monitor.KindMetricFilter)),
		FilterPattern: aws.String(b.d.FilterPattern()),
		MetricTransformations: []types.MetricTransformation{{
			MetricNamespace: aws.String(b.d.Namespace), MetricName: aws.String(b.d.Metric),
			MetricValue: aws.String(b.d.MetricValue), DefaultValue: aws.Float64(b.d.DefaultValue),
		}},
	})
	return err
}
