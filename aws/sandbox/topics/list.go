package topics

import (
	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sns"
	"github.com/aws/aws-sdk-go-v2/service/sns/types"

	"secretwatch/aws/sandbox/wire"
)

func (s *State) listSubscriptions(c *wire.Call, in *sns.ListSubscriptionsInput) (*sns.ListSubscriptionsOutput, error) {
	all := []types.Subscription{}
	for _, t := range s.inRegion(c.Region) {
		s.sweep(t)
		all = append(all, s.listed(t)...)
	}
	items, next, err := page(all, in.NextToken)
	if err != nil {
		return nil, err
	}
	return &sns.ListSubscriptionsOutput{Subscriptions: items, NextToken: next}, nil
}

func (s *State) listSubscriptionsByTopic(c *wire.Call, in *sns.ListSubscriptionsByTopicInput) (*sns.ListSubscriptionsByTopicOutput, error) {
	t, err := s.find(c, in.TopicArn)
	if err != nil {
		return nil, err
	}
	items, next, err := page(s.listed(t), in.NextToken)
	if err != nil {
		return nil, err
	}
	return &sns.ListSubscriptionsByTopicOutput{Subscriptions: items, NextToken: next}, nil
}

// listed are the subscriptions of a topic as the lists show them.
func (s *State) listed(t *topic) []types.Subscription {
	all := make([]types.Subscription, 0, len(t.subs))
	for _, sub := range t.subs {
		arn := sub.arn
		switch {
		case !sub.live():
			arn = "Deleted"
		case !sub.confirmed:
			arn = "PendingConfirmation"
		}
		all = append(all, types.Subscription{
			TopicArn: aws.String(t.arn), SubscriptionArn: aws.String(arn), Owner: aws.String(s.deps.Account),
			Protocol: aws.String(sub.protocol), Endpoint: aws.String(sub.endpoint),
		})
	}
	return all
}
