package compare

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch/types"

	"secretwatch/aws/account"
	"secretwatch/aws/monitor"
)

// remember has the monitor's alarm say by its tags that a rule tells of reads
// too, so that a rule that is gone later is missed.
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_TagResource.html
func remember(ctx context.Context, a *account.Account, n monitor.Names, alarm string, waiting func(string)) error {
	all := monitor.Desired{Place: a.Place, Names: n, EventBridge: true}.AlarmTags()
	var tags []types.Tag
	for _, k := range slices.Sorted(maps.Keys(all)) {
		if slices.Contains(memory(), k) {
			tags = append(tags, types.Tag{Key: aws.String(k), Value: aws.String(all[k])})
		}
	}
	err := patiently(ctx, waiting, func(ctx context.Context) error {
		_, err := a.CloudWatch.TagResource(ctx, &cloudwatch.TagResourceInput{ResourceARN: aws.String(alarm), Tags: tags})
		return err
	})
	if err != nil {
		return fmt.Errorf("have the alarm remember the rule: %w", err)
	}
	return nil
}

// memory are the tags by which an alarm remembers the rule.
func memory() []string {
	return []string{monitor.TagNotify, monitor.TagNamePrefix + string(monitor.KindRule), monitor.TagNamePrefix + string(monitor.KindRuleTopic)}
}

// remembered is the ARN of the monitor's alarm where its tags say that the rule
// is a part of the monitor, "" where they do not.
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_ListTagsForResource.html
func remembered(ctx context.Context, a *account.Account, n monitor.Names) (string, error) {
	arn := n.AlarmARN(a.Place)
	out, err := a.CloudWatch.ListTagsForResource(ctx, &cloudwatch.ListTagsForResourceInput{ResourceARN: aws.String(arn)})
	if account.HasCode(err, alarmGone()...) {
		return "", nil
	}
	if err != nil {
		return "", fmt.Errorf("look at what the alarm remembers: %w", err)
	}
	tags := map[string]string{}
	for _, t := range out.Tags {
		tags[aws.ToString(t.Key)] = aws.ToString(t.Value)
	}
	if !n.Ours(tags) || !monitor.NotifiesByRule(tags) {
		return "", nil
	}
	return arn, nil
}

// forget takes the memory from an alarm; "" for none.
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_UntagResource.html
func forget(ctx context.Context, a *account.Account, alarm string) error {
	if alarm == "" {
		return nil
	}
	err := patiently(ctx, nil, func(ctx context.Context) error {
		_, err := a.CloudWatch.UntagResource(ctx, &cloudwatch.UntagResourceInput{ResourceARN: aws.String(alarm), TagKeys: memory()})
		return err
	})
	if err != nil && !account.HasCode(err, alarmGone()...) {
		return fmt.Errorf("have the alarm forget the rule: %w", err)
	}
	return nil
}

func alarmGone() []string { return []string{"ResourceNotFound", "ResourceNotFoundException"} }
