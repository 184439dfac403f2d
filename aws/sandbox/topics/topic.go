package topics

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sns"
	"github.com/aws/aws-sdk-go-v2/service/sns/types"

	"secretwatch/aws/iampolicy"
	"secretwatch/aws/sandbox/wire"
)

// defaultPolicy lets the account's own principals, and the services that act
// for it, use the topic. This statement is what lets alarms publish on a topic
// that nobody touched.
const defaultPolicy = `{"Version":"2008-10-17","Id":"__default_policy_ID","Statement":[{"Sid":"__default_statement_ID","Effect":"Allow",` +
	`"Principal":{"AWS":"*"},"Action":["SNS:GetTopicAttributes","SNS:SetTopicAttributes","SNS:AddPermission","SNS:RemovePermission",` +
	`"SNS:DeleteTopic","SNS:Subscribe","SNS:ListSubscriptionsByTopic","SNS:Publish"],"Resource":%q,` +
	`"Condition":{"StringEquals":{"AWS:SourceOwner":%q}}}]}`

const deliveryPolicy = `{"http":{"defaultHealthyRetryPolicy":{"minDelayTarget":20,"maxDelayTarget":20,"numRetries":3,"numMaxDelayRetries":0,` +
	`"numNoDelayRetries":0,"numMinDelayRetries":0,"backoffFunction":"linear"},"disableSubscriptionOverrides":false,` +
	`"defaultRequestPolicy":{"headerContentType":"text/plain; charset=UTF-8"}}}`

// topicAttributes are those that can be set.
// https://docs.aws.amazon.com/sns/latest/api/API_SetTopicAttributes.html
var topicAttributes = []string{
	"ArchivePolicy", "ContentBasedDeduplication", "DeliveryPolicy", "DisplayName", "FifoThroughputScope", "FifoTopic",
	"KmsMasterKeyId", "MaximumMessageSize", "Policy", "SignatureVersion", "TracingConfig",
	"ApplicationFailureFeedbackRoleArn", "ApplicationSuccessFeedbackRoleArn", "ApplicationSuccessFeedbackSampleRate",
	"FirehoseFailureFeedbackRoleArn", "FirehoseSuccessFeedbackRoleArn", "FirehoseSuccessFeedbackSampleRate",
	"HTTPFailureFeedbackRoleArn", "HTTPSuccessFeedbackRoleArn", "HTTPSuccessFeedbackSampleRate",
	"LambdaFailureFeedbackRoleArn", "LambdaSuccessFeedbackRoleArn", "LambdaSuccessFeedbackSampleRate",
	"SQSFailureFeedbackRoleArn", "SQSSuccessFeedbackRoleArn", "SQSSuccessFeedbackSampleRate",
}

func (s *State) createTopic(c *wire.Call, in *sns.CreateTopicInput) (*sns.CreateTopicOutput, error) {
	name := aws.ToString(in.Name)
	if len(name) > maxTopicName || !topicName.MatchString(name) || strings.HasSuffix(name, ".fifo") != (in.Attributes["FifoTopic"] == "true") {
		return nil, invalid("Invalid parameter: Topic Name")
	}
	if in.DataProtectionPolicy != nil {
		return nil, invalid("Invalid parameter: the sandbox does not simulate data protection policies")
	}
	for key, value := range in.Attributes {
		if err := checkTopicAttribute(key, value); err != nil {
			return nil, err
		}
	}
	arn := s.arn(c.Region, name)
	if t := s.topics[arn]; t != nil {
		return t.again(in)
	}
	if len(s.inRegion(c.Region)) >= maxTopics {
		return nil, wire.Errorf("TopicLimitExceeded", "Request quota exceeded")
	}
	t := &topic{
		arn: arn, name: name, region: c.Region, tags: tagMap(in.Tags),
		attributes: map[string]string{"Policy": fmt.Sprintf(defaultPolicy, arn, s.deps.Account)},
	}
	maps.Copy(t.attributes, in.Attributes)
	s.topics[arn] = t
	c.Response = map[string]any{"topicArn": arn}
	return t.created(), nil
}

// again answers CreateTopic for a topic that is there.
func (t *topic) again(in *sns.CreateTopicInput) (*sns.CreateTopicOutput, error) {
	for key, value := range in.Attributes {
		if t.attributes[key] != value {
			return nil, invalid("Invalid parameter: Attributes Reason: Topic already exists with different attributes")
		}
	}
	if len(in.Tags) > 0 && !maps.Equal(t.tags, tagMap(in.Tags)) {
		return nil, invalid("Invalid parameter: Tags Reason: Topic already exists with different tags")
	}
	return t.created(), nil
}

func (t *topic) created() *sns.CreateTopicOutput {
	return &sns.CreateTopicOutput{TopicArn: aws.String(t.arn)}
}

func checkTopicAttribute(key, value string) error {
	if !slices.Contains(topicAttributes, key) {
		return invalid("Invalid parameter: Attributes Reason: Invalid attribute name: %s", key)
	}
	switch key {
	case "Policy":
		return checkPolicy(value)
	case "DisplayName":
		if len(value) > 100 || strings.ContainsAny(value, "\n\r") {
			return invalid("Invalid parameter: DisplayName")
		}
	}
	return nil
}

func checkPolicy(document string) error {
	if _, err := iampolicy.Parse(document); err != nil || !json.Valid([]byte(document)) {
		return invalid("Invalid parameter: Policy Error: null")
	}
	var policy struct{ Statement []struct{ Action any } }
	if json.Unmarshal([]byte(document), &policy) != nil {
		return nil // one statement without a list: nothing to check further
	}
	for _, statement := range policy.Statement {
		for _, action := range texts(statement.Action) {
			if action != "*" && !strings.HasPrefix(strings.ToLower(action), "sns:") {
				return invalid("Invalid parameter: Policy statement action out of service scope!")
			}
		}
	}
	return nil
}

// texts is a JSON value that is a text or a list of texts.
func texts(v any) []string {
	switch v := v.(type) {
	case string:
		return []string{v}
	case []any:
		var all []string
		for _, e := range v {
			all = append(all, texts(e)...)
		}
		return all
	default:
		return nil
	}
}

func (s *State) deleteTopic(c *wire.Call, in *sns.DeleteTopicInput) (*sns.DeleteTopicOutput, error) {
	if n := len(strings.Split(aws.ToString(in.TopicArn), ":")); n < 6 {
		return nil, invalid("Invalid parameter: TopicArn Reason: An ARN must have at least 6 elements, not %d", n)
	}
	// Deleting what is not there is no error.
	// https://docs.aws.amazon.com/sns/latest/api/API_DeleteTopic.html
	if t := s.topics[aws.ToString(in.TopicArn)]; t != nil && t.region == c.Region {
		delete(s.topics, t.arn)
	}
	return &sns.DeleteTopicOutput{}, nil
}

func (s *State) getTopicAttributes(c *wire.Call, in *sns.GetTopicAttributesInput) (*sns.GetTopicAttributesOutput, error) {
	t, err := s.find(c, in.TopicArn)
	if err != nil {
		return nil, err
	}
	confirmed, pending := 0, 0
	for _, sub := range t.subs {
		switch {
		case !sub.live():
		case sub.confirmed:
			confirmed++
		default:
			pending++
		}
	}
	attributes := map[string]string{
		"TopicArn": t.arn, "Owner": s.deps.Account, "DisplayName": "",
		"SubscriptionsConfirmed":  strconv.Itoa(confirmed),
		"SubscriptionsPending":    strconv.Itoa(pending),
		"SubscriptionsDeleted":    strconv.Itoa(t.removed),
		"EffectiveDeliveryPolicy": deliveryPolicy,
	}
	maps.Copy(attributes, t.attributes)
	return &sns.GetTopicAttributesOutput{Attributes: attributes}, nil
}

func (s *State) setTopicAttributes(c *wire.Call, in *sns.SetTopicAttributesInput) (*sns.SetTopicAttributesOutput, error) {
	t, err := s.find(c, in.TopicArn)
	if err != nil {
		return nil, err
	}
	key, value := aws.ToString(in.AttributeName), aws.ToString(in.AttributeValue)
	if !slices.Contains(topicAttributes, key) || key == "FifoTopic" {
		return nil, invalid("Invalid parameter: AttributeName")
	}
	if err := checkTopicAttribute(key, value); err != nil {
		return nil, err
	}
	if value == "" && key != "Policy" {
		delete(t.attributes, key)
	} else {
		t.attributes[key] = value
	}
	return &sns.SetTopicAttributesOutput{}, nil
}

func (s *State) listTopics(c *wire.Call, in *sns.ListTopicsInput) (*sns.ListTopicsOutput, error) {
	page, next, err := page(s.inRegion(c.Region), in.NextToken)
	if err != nil {
		return nil, err
	}
	out := &sns.ListTopicsOutput{Topics: []types.Topic{}, NextToken: next}
	for _, t := range page {
		out.Topics = append(out.Topics, types.Topic{TopicArn: aws.String(t.arn)})
	}
	return out, nil
}

// page cuts a list where the token says; the token is where the page starts.
func page[T any](all []T, token *string) ([]T, *string, error) {
	start := 0
	if token != nil {
		n, err := strconv.Atoi(*token)
		if err != nil || n < 0 || n > len(all) {
			return nil, nil, invalid("Invalid parameter: NextToken")
		}
		start = n
	}
	end := min(start+pageSize, len(all))
	if end < len(all) {
		return all[start:end], aws.String(strconv.Itoa(end)), nil
	}
	return all[start:end], nil, nil
}
