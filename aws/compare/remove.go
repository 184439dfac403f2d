package compare

import (
	"context"
	"fmt"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudtrail"
	"github.com/aws/aws-sdk-go-v2/service/eventbridge"
	"github.com/aws/aws-sdk-go-v2/service/sns"

	"secretwatch/aws/account"
	"secretwatch/aws/build"
	"secretwatch/aws/monitor"
	"secretwatch/aws/survey"
)

// Left is something that could not be removed.
type Left struct {
	Thing
	Why string // safe for a terminal
	Err error  // nil where it was not tried
}

// Remove removes what Leftovers found, and switches off again what was switched
// on. A topic stays where what sends to it stays: its tags remember what has to
// be put back.
func Remove(ctx context.Context, a *account.Account, things []Thing, tell func(Event)) (removed []Thing, left []Left) {
	held := map[Way]bool{}
	for _, t := range things {
		if held[t.Way] {
			left = append(left, Left{Thing: t, Why: "what sends to it is still there"})
			continue
		}
		if err := remove(ctx, a, t); err != nil {
			why := account.Explain(err).Summary
			left, held[t.Way] = append(left, Left{t, why, err}), true
			tellOf(a, tell, EventFailed, "could not remove "+t.Text()+": "+why)
			continue
		}
		removed = append(removed, t)
		if t.Kind == ThingNotification {
			tellOf(a, tell, EventRemoved, "switched off "+t.Text())
		} else {
			tellOf(a, tell, EventRemoved, "removed "+t.Text())
		}
	}
	return removed, left
}

func tellOf(a *account.Account, tell func(Event), kind EventKind, text string) {
	if tell != nil {
		tell(Event{At: a.Clock.Now(), Kind: kind, Text: text})
	}
}

func remove(ctx context.Context, a *account.Account, t Thing) error {
	switch t.Kind {
	case ThingNotification:
		return notify(ctx, a, t.ARN, t.former, nil)
	case ThingRule:
		// First: the rule is what the memory is found by.
		if err := forget(ctx, a, t.memory); err != nil {
			return err
		}
		return deleteRule(ctx, a, t.Name)
	default:
		return deleteTopic(ctx, a, t.ARN)
	}
}

// notify sets the topic that a trail notifies; "" switches notifications off,
// as an empty text takes away the log group. AWS's documentation does not say so
// of the topic; that it works is Terraform's experience.
// https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_UpdateTrail.html
func notify(ctx context.Context, a *account.Account, trail, topic string, waiting func(string)) error {
	err := patiently(ctx, waiting, func(ctx context.Context) error {
		_, err := a.CloudTrail.UpdateTrail(ctx, &cloudtrail.UpdateTrailInput{Name: aws.String(trail), SnsTopicName: aws.String(topic)})
		return err
	})
	if topic == "" && account.HasCode(err, "TrailNotFoundException") {
		return nil
	}
	if err != nil {
		return fmt.Errorf("change the trail's notifications: %w", err)
	}
	return nil
}

// patiently makes a call that an interruption does not cut off, and repeats it
// while AWS is busy.
func patiently(ctx context.Context, waiting func(string), call func(context.Context) error) error {
	told := func(note string, _ time.Time) {
		if waiting != nil {
			waiting(note)
		}
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	return build.Options{}.Patiently(ctx, false, told, call)
}

// deleteRule takes the target away first: a rule that has one cannot go.
// https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_DeleteRule.html
func deleteRule(ctx context.Context, a *account.Account, name string) error {
	err := patiently(ctx, nil, func(ctx context.Context) error {
		_, err := a.Events.RemoveTargets(ctx, &eventbridge.RemoveTargetsInput{Rule: aws.String(name), Ids: []string{monitor.RuleTargetID}})
		return err
	})
	if err != nil && !account.HasCode(err, "ResourceNotFoundException") {
		return fmt.Errorf("take the rule's target away: %w", err)
	}
	err = patiently(ctx, nil, func(ctx context.Context) error {
		_, err := a.Events.DeleteRule(ctx, &eventbridge.DeleteRuleInput{Name: aws.String(name)})
		return err
	})
	if err != nil && !account.HasCode(err, "ResourceNotFoundException") {
		return fmt.Errorf("delete the rule: %w", err)
	}
	return nil
}

// deleteTopic ends its confirmed subscriptions first; a pending one goes with
// the topic.
// https://docs.aws.amazon.com/sns/latest/api/API_DeleteTopic.html
func deleteTopic(ctx context.Context, a *account.Account, arn string) error {
	subs, err := survey.Subscribers(ctx, a, arn, "")
	if err != nil {
		return err
	}
	for _, s := range subs {
		if s.ARN == "" {
			continue
		}
		err := patiently(ctx, nil, func(ctx context.Context) error {
			_, err := a.SNS.Unsubscribe(ctx, &sns.UnsubscribeInput{SubscriptionArn: aws.String(s.ARN)})
			return err
		})
		if err != nil && !account.HasCode(err, "NotFound", "NotFoundException") {
			return fmt.Errorf("end the topic's subscription: %w", err)
		}
	}
	err = patiently(ctx, nil, func(ctx context.Context) error {
		_, err := a.SNS.DeleteTopic(ctx, &sns.DeleteTopicInput{TopicArn: aws.String(arn)})
		return err
	})
	if err != nil && !account.HasCode(err, "NotFound", "NotFoundException") {
		return fmt.Errorf("delete the topic: %w", err)
	}
	return nil
}
