package survey

import (
	"context"
	"fmt"

	"secretwatch/aws/account"
	"secretwatch/aws/lookup"
	"secretwatch/aws/monitor"
	"secretwatch/aws/record"
)

// Subscribers are a topic's subscriptions. With an email it stops at the page
// that has that address.
func Subscribers(ctx context.Context, a *account.Account, topicARN, email string) ([]monitor.Subscription, error) {
	s := &monitor.Snapshot{Topic: monitor.Found(monitor.Topic{ARN: topicARN})}
	t := &taker{Account: a, options: Options{Email: email}, s: s}
	t.subscribers(ctx)
	return answer(s.Subscribers, "list the topic's subscriptions")
}

// Reads are the newest reads in Event history, of any secret, newest first. No
// metric filter of the region counts the asking for a read.
func Reads(ctx context.Context, a *account.Account) ([]record.Read, error) {
	return answer(newestReads(ctx, a, lookup.On(ctx, a, "")), "look at the Event history")
}

// answer turns one look into Go's usual pair. What is not there is nothing.
func answer[T any](seen monitor.Seen[[]T], doing string) ([]T, error) {
	if u := seen.Unseen; u != nil {
		if u.Code == "" {
			return nil, fmt.Errorf("%s: %s", doing, u.Message.Safe())
		}
		return nil, fmt.Errorf("%s: %s: %s", doing, u.Code, u.Message.Safe())
	}
	if seen.Value == nil {
		return nil, nil
	}
	return *seen.Value, nil
}
