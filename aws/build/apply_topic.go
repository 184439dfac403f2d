package build

import (
	"cmp"
	"context"
	"errors"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sns"
	"github.com/aws/aws-sdk-go-v2/service/sns/types"

	"secretwatch/aws/account"
	"secretwatch/aws/iampolicy"
	"secretwatch/aws/monitor"
)

func (b *applier) topicSteps(i int, c monitor.Change) {
	if c.Action == monitor.ActionCreate {
		b.create(i, c.Kind, b.theTopic().create)
	} else if differs(c, SettingPolicy) {
		b.set(i, c, SettingPolicy, func(ctx context.Context) error { return b.theTopic().putPolicy(ctx, !c.NotOurs) })
	}
}

// topic is a topic that is made, or whose policy is mended.
type topic struct {
	*account.Account
	name, arn, policy string
	d                 monitor.Desired
}

func (b *applier) theTopic() topic {
	k := monitor.KindTopic
	return topic{b.Account, b.name(k), b.arn(k), iampolicy.TopicPolicy(b.arn(k), b.d.Account, b.arn(monitor.KindAlarm)), b.d}
}

func (b *applier) topic() *string { return aws.String(b.arn(monitor.KindTopic)) }

// https://docs.aws.amazon.com/sns/latest/api/API_CreateTopic.html
func (t topic) create(ctx context.Context) error {
	_, err := t.SNS.CreateTopic(ctx, &sns.CreateTopicInput{
		Name: aws.String(t.name), Tags: topicTags(t.d.Tags()),
		Attributes: map[string]string{"Policy": t.policy},
	})
	if !account.HasCode(err, "InvalidParameter", "InvalidParameterException") {
		return err
	}
	// A topic that came into being meanwhile, with other attributes or tags.
	out, tagErr := t.SNS.ListTagsForResource(ctx, &sns.ListTagsForResourceInput{ResourceArn: aws.String(t.arn)})
	if tagErr != nil {
		return errors.Join(err, tagErr)
	}
	tags := map[string]string{}
	for _, tag := range out.Tags {
		tags[aws.ToString(tag.Key)] = aws.ToString(tag.Value)
	}
	if !t.d.Ours(tags) || tags[monitor.TagExperiment] != "" {
		return err
	}
	return t.putPolicy(ctx, true)
}

// putPolicy adds to the policy that is there what lets the service in, and
// nothing else.
func (t topic) putPolicy(ctx context.Context, ours bool) error {
	out, err := t.SNS.GetTopicAttributes(ctx, &sns.GetTopicAttributesInput{TopicArn: aws.String(t.arn)})
	if err != nil {
		return err
	}
	policy, changed := mergePolicy(out.Attributes["Policy"], forServices(t.policy), ours)
	if !changed {
		return nil
	}
	_, err = t.SNS.SetTopicAttributes(ctx, &sns.SetTopicAttributesInput{
		TopicArn: aws.String(t.arn), AttributeName: aws.String("Policy"), AttributeValue: aws.String(policy),
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
	b.subscribe(i, c, monitor.KindTopic)
}

func (b *applier) subscribe(i int, c monitor.Change, topic monitor.Kind) {
	b.create(i, c.Kind, func(ctx context.Context) error {
		arn, err := Resend(ctx, b.Account, b.arn(topic), cmp.Or(b.d.Email, c.Name))
		if err != nil {
			return err
		}
		b.made(i, arn)
		return nil
	}, id(topic, createStep))
}
