// Package topics is the sandbox's SNS: topics, e-mail subscriptions with their
// confirmation, and publishing through a topic's policy.
//
// It has no lock of its own: the sandbox's is held whenever its code runs. It
// may import wire, clock, inbox, keys, iampolicy and the SDK's types.
package topics

import (
	"crypto/rand"
	"encoding/hex"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"

	"secretwatch/aws/sandbox/clock"
	"secretwatch/aws/sandbox/inbox"
	"secretwatch/aws/sandbox/keys"
	"secretwatch/aws/sandbox/wire"
)

// What is kept, and how long.
const (
	maxTopics = 1000 // per region
	maxSubs   = 1000 // per topic
	// pendingFor is how long an unconfirmed subscription lives.
	// https://aws.amazon.com/about-aws/whats-new/2023/05/amazon-sns-automatic-deletion-unconfirmed-subscriptions/
	pendingFor = 48 * time.Hour
	// deletedFor is how long a removed subscription is still listed as Deleted.
	// AWS does not say how long that is.
	deletedFor = time.Hour
	pageSize   = 100 // topics or subscriptions a page
)

// Deps are what topics need of the rest of the sandbox.
type Deps struct {
	Account string
	Clock   clock.Clock
	Base    func() string    // the sandbox's own base URL, for links in mails
	Mail    func(inbox.Mail) // delivers
	// Keys are asked about the keys of encrypted topics; without them no
	// service may use one.
	Keys Keys
	// Metric counts in namespace AWS/SNS, for the dimension TopicName.
	Metric func(region, topic, metric string, value float64)
}

// Keys tells whether a topic's key can be used. The errors are those of package
// keys.
type Keys interface {
	MayUse(region, id string, u keys.Use) error
	Usable(region, id string) error
}

// State is all topics of the account.
type State struct {
	deps   Deps
	topics map[string]*topic // by ARN
}

type topic struct {
	arn, name, region string
	attributes        map[string]string // as set; Policy is always there
	tags              map[string]string
	subs              []*subscription
	removed           int // for SubscriptionsDeleted
}

type subscription struct {
	arn, protocol, endpoint string
	token                   string
	owner                   string // ARN of who subscribed
	attributes              map[string]string
	made                    time.Time
	confirmed               bool
	authenticated           bool      // confirmed by a signed call
	keep                    bool      // AuthenticateOnUnsubscribe
	removedAt               time.Time // zero while it lives
}

func (s *subscription) live() bool { return s.removedAt.IsZero() }

// New makes an account without topics.
func New(deps Deps) *State { return &State{deps: deps, topics: map[string]*topic{}} }

// topicName is what CreateTopic takes, of up to maxTopicName bytes.
var topicName = regexp.MustCompile(`^[A-Za-z0-9_-]+(\.fifo)?$`)

const maxTopicName = 256

func (s *State) arn(region, name string) string {
	return "arn:" + wire.Partition(region) + ":sns:" + region + ":" + s.deps.Account + ":" + name
}

// find gives the topic that a call names.
func (s *State) find(c *wire.Call, arn *string) (*topic, error) {
	name := aws.ToString(arn)
	if n := len(strings.Split(name, ":")); n < 6 {
		return nil, invalid("Invalid parameter: TopicArn Reason: An ARN must have at least 6 elements, not %d", n)
	}
	if strings.Split(name, ":")[3] != c.Region {
		return nil, invalid("Invalid parameter: TopicArn")
	}
	t := s.topics[name]
	if t == nil {
		return nil, notFound("Topic does not exist")
	}
	s.sweep(t)
	return t, nil
}

// findSubscription gives a subscription by its ARN, pending ones too.
func (s *State) findSubscription(arn *string) (*topic, *subscription, error) {
	name := aws.ToString(arn)
	if n := len(strings.Split(name, ":")); n < 6 {
		return nil, nil, invalid("Invalid parameter: SubscriptionArn Reason: An ARN must have at least 6 elements, not %d", n)
	}
	if i := strings.LastIndexByte(name, ':'); i > 0 {
		if t := s.topics[name[:i]]; t != nil {
			s.sweep(t)
			for _, sub := range t.subs {
				if sub.arn == name && sub.live() {
					return t, sub, nil
				}
			}
		}
	}
	return nil, nil, notFound("Subscription does not exist")
}

// sweep drops what has expired: unconfirmed subscriptions, and removed ones
// that AWS would no longer list.
func (s *State) sweep(t *topic) {
	now := s.deps.Clock.Now()
	t.subs = slices.DeleteFunc(t.subs, func(sub *subscription) bool {
		if !sub.live() {
			return now.Sub(sub.removedAt) >= deletedFor
		}
		return !sub.confirmed && now.Sub(sub.made) >= pendingFor
	})
}

// inRegion lists the topics of a region by ARN.
func (s *State) inRegion(region string) []*topic {
	var found []*topic
	for _, t := range s.topics {
		if t.region == region {
			found = append(found, t)
		}
	}
	slices.SortFunc(found, func(a, b *topic) int { return strings.Compare(a.arn, b.arn) })
	return found
}

func invalid(format string, args ...any) *wire.Error {
	return wire.Errorf("InvalidParameter", format, args...)
}

func notFound(message string) *wire.Error {
	return &wire.Error{Code: "NotFound", Message: message, Status: 404}
}

func unauthorized(message string) *wire.Error {
	return &wire.Error{Code: "AuthorizationError", Message: message, Status: 403}
}

// newToken is as long as SNS's own.
func newToken() string {
	var b [112]byte
	_, _ = rand.Read(b[:])
	return hex.EncodeToString(b[:])
}
