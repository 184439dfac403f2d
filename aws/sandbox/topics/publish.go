package topics

import (
	"encoding/json"
	"errors"
	"strings"
	"unicode/utf8"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sns"
	"github.com/aws/aws-sdk-go-v2/service/sns/types"

	"secretwatch/aws/iampolicy"
	"secretwatch/aws/sandbox/wire"
)

const maxMessage = 256 << 10 // bytes

// cloudWatch is CloudWatch in the eyes of policies.
const cloudWatch = "cloudwatch.amazonaws.com"

// Why a service could not publish.
var (
	ErrNoTopic = errors.New("the topic does not exist")
	ErrDenied  = errors.New("the topic's policy does not allow it")
	ErrKey     = errors.New("the topic's encryption key does not allow it")
)

// Publication is what an AWS service publishes.
type Publication struct {
	Principal string // such as cloudwatch.amazonaws.com
	SourceARN string // for aws:SourceArn
	Subject   string
	Text      string // what e-mail gets
	JSON      string // what everything else gets
}

// message is one notification on its way to the subscriptions.
type message struct {
	id, subject string
	byProtocol  map[string]string // "default" is always there
	attributes  map[string]types.MessageAttributeValue
}

func (m message) forProtocol(protocol string) string {
	if text, ok := m.byProtocol[protocol]; ok {
		return text
	}
	return m.byProtocol["default"]
}

// PublishByService publishes for an AWS service, if the topic's policy lets it.
// The error is ErrNoTopic, ErrDenied or ErrKey.
func (s *State) PublishByService(topicARN string, p Publication) error {
	if err := s.MayPublish(topicARN, p); err != nil {
		return err
	}
	t := s.topics[topicARN]
	s.deliver(t, message{id: wire.NewID(), subject: p.Subject, byProtocol: map[string]string{"email": p.Text, "default": p.JSON}})
	return nil
}

// MayPublish is nil where PublishByService would publish, and its error
// otherwise.
func (s *State) MayPublish(topicARN string, p Publication) error {
	t := s.topics[topicARN]
	switch {
	case t == nil:
		return ErrNoTopic
	case !s.allows(t, p):
		return ErrDenied
	case !s.keyAllows(t, p):
		return ErrKey
	}
	return nil
}

func (s *State) allows(t *topic, p Publication) bool {
	policy, err := iampolicy.Parse(t.attributes["Policy"])
	if err != nil {
		return false
	}
	context := map[string]string{
		"aws:SourceArn": p.SourceARN, "aws:SourceAccount": s.deps.Account, "aws:SecureTransport": "true",
	}
	if p.Principal == cloudWatch {
		// Alarms publish for the topic's owner, which the default policy lets
		// everyone do; other services need a statement of their own.
		context["aws:SourceOwner"] = s.deps.Account
	}
	decision := policy.Decide(iampolicy.Request{
		Principal: iampolicy.Principal{Service: p.Principal, Account: s.deps.Account},
		Action:    "SNS:Publish",
		Resource:  t.arn,
		Context:   context,
	})
	return decision.Effect == iampolicy.Allow
}

func (s *State) publish(c *wire.Call, in *sns.PublishInput) (*sns.PublishOutput, error) {
	c.Data = true // CloudTrail has it as a data event only
	if in.PhoneNumber != nil {
		return nil, invalid("Invalid parameter: PhoneNumber Reason: the sandbox sends no text messages")
	}
	arn := in.TopicArn
	if arn == nil {
		arn = in.TargetArn
	}
	t, err := s.find(c, arn)
	if err != nil {
		return nil, err
	}
	m, err := messageOf(in.Message, in.Subject, in.MessageStructure, in.MessageAttributes)
	if err != nil {
		return nil, err
	}
	if err := s.checkKey(t); err != nil {
		return nil, err
	}
	s.deliver(t, m)
	return &sns.PublishOutput{MessageId: aws.String(m.id)}, nil
}

func parts(text, structure string) (map[string]string, error) {
	switch {
	case text == "":
		return nil, invalid("Invalid parameter: Empty message")
	case len(text) > maxMessage:
		return nil, invalid("Invalid parameter: Message too long")
	case structure != "json":
		return map[string]string{"default": text}, nil
	}
	var byProtocol map[string]string
	if json.Unmarshal([]byte(text), &byProtocol) != nil {
		return nil, invalid("Invalid parameter: Message Structure - JSON message body failed to parse")
	}
	if _, ok := byProtocol["default"]; !ok {
		return nil, invalid("Invalid parameter: Message Structure - No default entry in JSON message body")
	}
	return byProtocol, nil
}

func validSubject(subject string) bool {
	return subject != "" && utf8.RuneCountInString(subject) <= 100 && !strings.ContainsAny(subject, "\n\r")
}

// deliver sends a message to every confirmed subscription and counts as
// AWS/SNS does.
// https://docs.aws.amazon.com/sns/latest/dg/sns-monitoring-using-cloudwatch.html
func (s *State) deliver(t *topic, m message) {
	s.sweep(t)
	count := func(metric string) { s.deps.Metric(t.region, t.name, metric, 1) }
	count("NumberOfMessagesPublished")
	s.deps.Metric(t.region, t.name, "PublishSize", float64(len(m.byProtocol["default"])))
	for _, sub := range t.subs {
		if !sub.live() || !sub.confirmed {
			continue
		}
		if out := sub.filteredOut(m); out != "" {
			count("NumberOfNotificationsFilteredOut")
			count("NumberOfNotificationsFilteredOut-" + out)
			continue
		}
		s.mailMessage(t, sub, m)
		count("NumberOfNotificationsDelivered")
	}
}
