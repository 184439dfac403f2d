package build

import (
	"context"
	"errors"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sns"
	"github.com/aws/aws-sdk-go-v2/service/sns/types"

	"secretwatch/aws/iampolicy"
	"secretwatch/aws/monitor"
)

func (b *applier) topicSteps(i int, c monitor.Change) {
	if c.Action == monitor.ActionCreate {
		b.create(i, c.Kind, b.createTopic)
	} else if differs(c, SettingPolicy) {
		b.set(i, c, SettingPolicy, func(ctx context.Context) error { return b.putTopicPolicy(ctx, !c.NotOurs) })
	}
}

func (b *applier) topic() *string { return aws.String(b.arn(monitor.KindTopic)) }

func (b *applier) topicPolicy() string {
	return iampolicy.TopicPolicy(b.arn(monitor.KindTopic), b.d.Account, b.arn(monitor.KindAlarm))
}

// https://docs.aws.amazon.com/sns/latest/api/API_CreateTopic.html
func (b *applier) createTopic(ctx context.Context) error {
	_, err := b.SNS.CreateTopic(ctx, &sns.CreateTopicInput{
		Name: aws.String(b.name(monitor.KindTopic)), Tags: topicTags(b.d.Tags()),
		Attributes: map[string]string{"Policy": b.topicPolicy()},
	})
	if !hasCode(err, "InvalidParameter", "InvalidParameterException") {
		return err
	}
	// A topic that came into being meanwhile, with other attributes or tags.
	out, tagErr := b.SNS.ListTagsForResource(ctx, &sns.ListTagsForResourceInput{ResourceArn: b.topic()})
	if tagErr != nil {
		return errors.Join(err, tagErr)
	}
	tags := map[string]string{}
	for _, t := range out.Tags {
		tags[aws.ToString(t.Key)] = aws.ToString(t.Value)
	}
	if !b.d.Ours(tags) {
		return err
	}
	return b.putTopicPolicy(ctx, true)
}

// putTopicPolicy adds to the policy that is there.
func (b *applier) putTopicPolicy(ctx context.Context, ours bool) error {
	out, err := b.SNS.GetTopicAttributes(ctx, &sns.GetTopicAttributesInput{TopicArn: b.topic()})
	if err != nil {
		return err
	}
	policy, changed := mergePolicy(out.Attributes["Policy"], b.topicPolicy(), ours)
	if !changed {
		return nil
	}
	_, err = b.SNS.SetTopicAttributes(ctx, &sns.SetTopicAttributesInput{
		TopicArn: b.topic(), AttributeName: aws.String("Policy"), AttributeValue: aws.String(policy),
	})
	return err
}

func topicTags(tags map[string]string) []types.Tag {
	var list []types.Tag
	for k, v := range sorted(tags) {
		list = append(list, types.Tag{Key: aws.String(k), Value: aws.String(v)})
	}
	return list
}

func (b *applier) subscriptionSteps(i int, c monitor.Change) {
	b.create(i, c.Kind, func(ctx context.Context) error {
		arn, err := Resend(ctx, b.Account, b.arn(monitor.KindTopic), b.d.Email)
		if err != nil {
			return err
		}
		b.made(i, arn)
		return nil
	}, id(monitor.KindTopic, createStep))
}
