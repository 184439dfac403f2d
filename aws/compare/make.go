package compare

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sns"
	"github.com/aws/aws-sdk-go-v2/service/sns/types"

	"secretwatch/aws/build"
	"secretwatch/aws/iampolicy"
)

// make makes the topics with their subscriptions, waits for the confirmations,
// and only then switches on what sends: so nothing sends to a topic that nobody
// reads, and an address that is never confirmed changes nothing.
func (e *experiment) make(ctx context.Context) error {
	if e.makes(WayTrail) {
		policy := iampolicy.FilesTopicPolicy(e.files, e.Place.Account, aws.ToString(e.trail.TrailARN))
		tags := e.tags(map[string]string{tagRun: e.runTag(), tagTrail: aws.ToString(e.trail.TrailARN), tagFormer: aws.ToString(e.trail.SnsTopicARN)})
		if err := e.makeTopic(ctx, e.files, e.filesName, policy, tags); err != nil {
			return err
		}
	}
	if e.makes(WayRule) {
		policy := iampolicy.RuleTopicPolicy(e.reads, e.Place.Account)
		if err := e.makeTopic(ctx, e.reads, e.readsName, policy, e.tags(map[string]string{tagRun: e.runTag()})); err != nil {
			return err
		}
	}
	if err := e.confirm(ctx); err != nil {
		return err
	}
	if err := e.settle(ctx); err != nil { // now, so that no wait lies between switching on and the first read
		return err
	}
	e.enter(PhaseMaking, 0)
	if e.makes(WayRule) {
		if err := e.makeRule(ctx); err != nil {
			return err
		}
	}
	if e.makes(WayTrail) {
		if err := notify(ctx, e.Account, aws.ToString(e.trail.TrailARN), e.files, e.waiting); err != nil {
			return err
		}
		e.tell(EventMade, "switched on the notifications of the trail "+aws.ToString(e.trail.Name))
	}
	e.since, e.on = e.Clock.Now(), true
	return nil
}

// makeTopic makes a topic with its tags and its policy in one call, and the
// subscription.
// https://docs.aws.amazon.com/sns/latest/api/API_CreateTopic.html
func (e *experiment) makeTopic(ctx context.Context, arn, name, policy string, tags map[string]string) error {
	var list []types.Tag
	for _, k := range slices.Sorted(maps.Keys(tags)) {
		list = append(list, types.Tag{Key: aws.String(k), Value: aws.String(tags[k])})
	}
	err := patiently(ctx, e.waiting, func(ctx context.Context) error {
		_, err := e.SNS.CreateTopic(ctx, &sns.CreateTopicInput{
			Name: aws.String(name), Tags: list, Attributes: map[string]string{"Policy": policy},
		})
		return err
	})
	if err != nil {
		return fmt.Errorf("make the topic %s: %w", name, err)
	}
	e.tell(EventMade, "made the topic "+name)
	err = patiently(ctx, e.waiting, func(ctx context.Context) error {
		_, err := build.Resend(ctx, e.Account, arn, e.email)
		return err
	})
	if err != nil {
		return fmt.Errorf("subscribe to the topic %s: %w", name, err)
	}
	return ctx.Err()
}
