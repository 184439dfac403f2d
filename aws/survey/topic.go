package survey

import (
	"context"
	"strconv"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sns"

	"secretwatch/aws/foreign"
	"secretwatch/aws/monitor"
)

func (t *taker) topic(ctx context.Context) {
	t.s.Topic = monitor.Seen[monitor.Topic]{}
	t.s.Topic = t.topicAt(ctx, t.topicARN())
}

// https://docs.aws.amazon.com/sns/latest/api/API_GetTopicAttributes.html
func (t *taker) topicAt(ctx context.Context, arn string) monitor.Seen[monitor.Topic] {
	out, err := t.SNS.GetTopicAttributes(ctx, &sns.GetTopicAttributesInput{TopicArn: aws.String(arn)})
	if err != nil {
		return seen[monitor.Topic](nil, err, "NotFound", "NotFoundException")
	}
	count := func(name string) int {
		n, _ := strconv.Atoi(out.Attributes[name]) // absent counts as none
		return n
	}
	return monitor.Found(monitor.Topic{
		ARN: arn, Policy: out.Attributes["Policy"], KeyID: out.Attributes["KmsMasterKeyId"],
		DisplayName: foreign.New(out.Attributes["DisplayName"]),
		Confirmed:   count("SubscriptionsConfirmed"), Pending: count("SubscriptionsPending"), Deleted: count("SubscriptionsDeleted"),
	})
}

// topicARN takes a topic of another place by its ARN, in the name's stead.
func (t *taker) topicARN() string {
	if isARN(t.names.Topic) {
		return t.names.Topic
	}
	return t.names.TopicARN(t.Place)
}

// topicTags leaves the tags empty where they cannot be seen.
func (t *taker) topicTags(ctx context.Context) {
	if tags := t.tagsOfTopic(ctx, t.s.Topic.Value.ARN); tags != nil {
		t.s.Topic.Value.Tags = tags
	}
}

// tagsOfTopic are nil where they cannot be seen.
func (t *taker) tagsOfTopic(ctx context.Context, arn string) map[string]string {
	out, err := t.SNS.ListTagsForResource(ctx, &sns.ListTagsForResourceInput{ResourceArn: aws.String(arn)})
	if err != nil {
		return nil
	}
	tags := make(map[string]string, len(out.Tags))
	for _, tag := range out.Tags {
		tags[aws.ToString(tag.Key)] = aws.ToString(tag.Value)
	}
	return tags
}

// maxSubscriberPages is how far a long list of subscribers is read; a page has
// a hundred.
const maxSubscriberPages = 5

func (t *taker) subscribers(ctx context.Context) {
	t.s.Subscribers = t.subscribersOf(ctx, t.s.Topic.Value.ARN)
}

// https://docs.aws.amazon.com/sns/latest/api/API_ListSubscriptionsByTopic.html
func (t *taker) subscribersOf(ctx context.Context, arn string) monitor.Seen[[]monitor.Subscription] {
	pages := sns.NewListSubscriptionsByTopicPaginator(t.SNS, &sns.ListSubscriptionsByTopicInput{TopicArn: aws.String(arn)})
	list := []monitor.Subscription{}
	for n := 0; pages.HasMorePages() && n < maxSubscriberPages; n++ {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return seen[[]monitor.Subscription](nil, err, "NotFound", "NotFoundException")
		}
		wanted := false
		for _, s := range page.Subscriptions {
			found := readSubscription(aws.ToString(s.SubscriptionArn), aws.ToString(s.Protocol), aws.ToString(s.Endpoint))
			found.Owner = aws.ToString(s.Owner)
			wanted = wanted || t.options.Email != "" && found.Endpoint.Raw() == t.options.Email
			list = append(list, found)
		}
		if wanted {
			break
		}
	}
	return monitor.Found(list)
}

// readSubscription undoes the words that SNS puts in the place of an ARN.
func readSubscription(arn, protocol, endpoint string) monitor.Subscription {
	s := monitor.Subscription{Protocol: protocol, Endpoint: foreign.New(endpoint)}
	switch arn {
	case "PendingConfirmation", "pending confirmation":
		s.Pending = true
	case "Deleted":
		s.Removed = true
	default:
		s.ARN = arn
	}
	return s
}
