package topics

import (
	"fmt"
	"maps"
	"net/mail"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sns"

	"secretwatch/aws/sandbox/wire"
)

// Protocols that SNS knows; the sandbox delivers the first two.
var protocols = []string{"email", "email-json", "http", "https", "sms", "sqs", "application", "lambda", "firehose"}

func (s *State) subscribe(c *wire.Call, in *sns.SubscribeInput) (*sns.SubscribeOutput, error) {
	t, err := s.find(c, in.TopicArn)
	if err != nil {
		return nil, err
	}
	protocol, endpoint := aws.ToString(in.Protocol), aws.ToString(in.Endpoint)
	if err := checkEndpoint(t, protocol, endpoint); err != nil {
		return nil, err
	}
	for _, key := range slices.Sorted(maps.Keys(in.Attributes)) {
		if err := checkSubscriptionAttribute("Attributes Reason: ", key, in.Attributes[key], in.Attributes["FilterPolicyScope"]); err != nil {
			return nil, err
		}
	}
	sub := t.subscriptionOf(protocol, endpoint)
	switch {
	case sub == nil && len(t.subs) >= maxSubs:
		return nil, wire.Errorf("SubscriptionLimitExceeded", "Subscription limit exceeded")
	case sub == nil:
		sub = &subscription{
			arn: t.arn + ":" + wire.NewID(), protocol: protocol, endpoint: endpoint, token: newToken(),
			owner: c.Caller.ARN, attributes: map[string]string{}, made: s.deps.Clock.Now(),
		}
		maps.Copy(sub.attributes, in.Attributes)
		t.subs = append(t.subs, sub)
	case !maps.Equal(sub.attributes, in.Attributes) && len(in.Attributes) > 0:
		return nil, invalid("Invalid parameter: Attributes Reason: Subscription already exists with different attributes")
	}
	if !sub.confirmed {
		s.mailConfirmation(t, sub)
	}
	answer := sub.arn
	if !sub.confirmed && !in.ReturnSubscriptionArn {
		answer = "pending confirmation"
	}
	c.Response = map[string]any{"subscriptionArn": answer}
	return &sns.SubscribeOutput{SubscriptionArn: aws.String(answer)}, nil
}

func (t *topic) subscriptionOf(protocol, endpoint string) *subscription {
	for _, sub := range t.subs {
		if sub.live() && sub.protocol == protocol && sub.endpoint == endpoint {
			return sub
		}
	}
	return nil
}

func checkEndpoint(t *topic, protocol, endpoint string) error {
	if !slices.Contains(protocols, protocol) {
		return invalid("Invalid parameter: Amazon SNS does not support this protocol string: %s", protocol)
	}
	if t.attributes["FifoTopic"] == "true" {
		return invalid("Invalid parameter: Invalid parameter: Endpoint Reason: Please use FIFO SQS queue")
	}
	if !strings.HasPrefix(protocol, "email") {
		return invalid("Invalid parameter: the sandbox delivers email and email-json only, not %s", protocol)
	}
	address, err := mail.ParseAddress(endpoint)
	if err != nil || address.Address != endpoint || !strings.Contains(endpoint[strings.LastIndexByte(endpoint, '@')+1:], ".") {
		return invalid("Invalid parameter: Email address")
	}
	return nil
}

// checkSubscriptionAttribute says what is wrong with an attribute, in Subscribe's
// words with where it stands, and in SetSubscriptionAttributes' without.
func checkSubscriptionAttribute(where, key, value, scope string) error {
	refused := func(format string, args ...any) error {
		return invalid("Invalid parameter: %s%s: %s", where, key, fmt.Sprintf(format, args...))
	}
	switch key {
	case "FilterPolicy":
		if why := checkFilterPolicy(value, scope); why != "" {
			return refused("%s", why)
		}
	case "FilterPolicyScope":
		if value != scopeAttributes && value != scopeBody {
			return refused("Invalid value [%s]. Please use either MessageBody or MessageAttributes", value)
		}
	case "RawMessageDelivery":
		if value != "true" && value != "false" {
			return refused("Invalid value [%s]. Must be true or false.", value)
		}
		if value == "true" {
			return invalid("Invalid parameter: Attributes Reason: Delivery protocol [email] does not support raw message delivery.")
		}
	case "DeliveryPolicy", "RedrivePolicy", "ReplayPolicy", "SubscriptionRoleArn":
	default:
		if where != "" {
			return invalid("Invalid parameter: Attributes Reason: Unknown attribute: %s", key)
		}
		return invalid("Invalid parameter: AttributeName")
	}
	return nil
}

func (s *State) unsubscribe(c *wire.Call, in *sns.UnsubscribeInput) (*sns.UnsubscribeOutput, error) {
	t, sub, err := s.findSubscription(in.SubscriptionArn)
	if err != nil {
		if strings.Contains(err.Error(), "does not exist") {
			return &sns.UnsubscribeOutput{}, nil // removing what is gone is no error
		}
		return nil, err
	}
	if !sub.confirmed {
		// The last words are those that Terraform's provider looks for.
		return nil, invalid("Invalid parameter: SubscriptionArn Reason: Cannot unsubscribe a subscription that is pending confirmation")
	}
	if c.Anonymous() && sub.keep {
		return nil, unauthorized("Subscription not removed because it requires authentication")
	}
	s.remove(t, sub)
	if c.Anonymous() {
		s.mailCancellation(t, sub)
	}
	return &sns.UnsubscribeOutput{}, nil
}

func (s *State) remove(t *topic, sub *subscription) {
	sub.removedAt = s.deps.Clock.Now()
	t.removed++
}

func (s *State) getSubscriptionAttributes(_ *wire.Call, in *sns.GetSubscriptionAttributesInput) (*sns.GetSubscriptionAttributesOutput, error) {
	t, sub, err := s.findSubscription(in.SubscriptionArn)
	if err != nil {
		return nil, err
	}
	attributes := map[string]string{
		"SubscriptionArn": sub.arn, "TopicArn": t.arn, "Owner": s.deps.Account, "Protocol": sub.protocol, "Endpoint": sub.endpoint,
		"PendingConfirmation": truth(!sub.confirmed), "ConfirmationWasAuthenticated": truth(sub.authenticated),
		"RawMessageDelivery": "false", "SubscriptionPrincipal": sub.owner,
	}
	maps.Copy(attributes, sub.attributes)
	if attributes["FilterPolicy"] != "" && attributes["FilterPolicyScope"] == "" {
		attributes["FilterPolicyScope"] = scopeAttributes
	}
	return &sns.GetSubscriptionAttributesOutput{Attributes: attributes}, nil
}

func (s *State) setSubscriptionAttributes(_ *wire.Call, in *sns.SetSubscriptionAttributesInput) (*sns.SetSubscriptionAttributesOutput, error) {
	_, sub, err := s.findSubscription(in.SubscriptionArn)
	if err != nil {
		return nil, err
	}
	key, value := aws.ToString(in.AttributeName), aws.ToString(in.AttributeValue)
	if err := checkSubscriptionAttribute("", key, value, sub.attributes["FilterPolicyScope"]); err != nil {
		return nil, err
	}
	if value == "" || value == "{}" && key == "FilterPolicy" {
		delete(sub.attributes, key)
	} else {
		sub.attributes[key] = value
	}
	return &sns.SetSubscriptionAttributesOutput{}, nil
}

func truth(b bool) string {
	if b {
		return "true"
	}
	return "false"
}
