package topics

import (
	"errors"
	"net/url"
	"regexp"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sns"

	"secretwatch/aws/sandbox/wire"
)

// The paths of the links in mails, on the sandbox's base URL.
const (
	ConfirmPath     = "/confirmation.html"
	UnsubscribePath = "/unsubscribe.html"
)

// Why a link of a mail does nothing.
var (
	ErrToken = errors.New("the token is not valid, or the subscription has expired")
	ErrGone  = errors.New("there is no such subscription")
	ErrKept  = errors.New("the subscription was confirmed so that only its owner can remove it")
)

var hexToken = regexp.MustCompile(`^[0-9a-f]+$`)

func (s *State) confirmSubscription(c *wire.Call, in *sns.ConfirmSubscriptionInput) (*sns.ConfirmSubscriptionOutput, error) {
	t, err := s.find(c, in.TopicArn)
	if err != nil {
		return nil, err
	}
	token := aws.ToString(in.Token)
	if !hexToken.MatchString(token) {
		return nil, invalid("Invalid parameter: Token")
	}
	sub := t.withToken(token)
	if sub == nil || !sub.live() {
		return nil, invalid("Invalid token")
	}
	keep := aws.ToString(in.AuthenticateOnUnsubscribe) == "true"
	if keep && c.Anonymous() {
		return nil, unauthorized("AuthenticateOnUnsubscribe needs a signed call")
	}
	if !sub.confirmed {
		sub.confirmed, sub.authenticated, sub.keep = true, !c.Anonymous(), keep
	}
	return &sns.ConfirmSubscriptionOutput{SubscriptionArn: aws.String(sub.arn)}, nil
}

func (t *topic) withToken(token string) *subscription {
	for _, sub := range t.subs {
		if sub.token == token {
			return sub
		}
	}
	return nil
}

// ConfirmByLink is what opening the link of a confirmation mail does. It gives
// the subscription's ARN. The link in a cancellation mail, which subscribes
// again, is the same.
func (s *State) ConfirmByLink(query url.Values) (string, error) {
	t := s.topics[query.Get("TopicArn")]
	if t == nil {
		return "", ErrToken
	}
	s.sweep(t)
	sub := t.withToken(query.Get("Token"))
	if sub == nil {
		return "", ErrToken
	}
	if other := t.subscriptionOf(sub.protocol, sub.endpoint); other != nil && other != sub {
		return other.arn, nil // subscribed anew in the meantime
	}
	if !sub.live() {
		sub.removedAt, sub.arn = time.Time{}, t.arn+":"+wire.NewID()
		t.removed--
	}
	sub.confirmed = true
	return sub.arn, nil
}

// UnsubscribeByLink is what opening the link below a notification does, with
// no login: one reader of a mailing list can end it for all.
func (s *State) UnsubscribeByLink(query url.Values) error {
	arn := query.Get("SubscriptionArn")
	t, sub, err := s.findSubscription(&arn)
	switch {
	case err != nil || !sub.confirmed:
		return ErrGone
	case sub.keep:
		return ErrKept
	}
	s.remove(t, sub)
	s.mailCancellation(t, sub)
	return nil
}
