package events

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/eventbridge"
	"github.com/aws/aws-sdk-go-v2/service/eventbridge/types"

	"secretwatch/aws/sandbox/wire"
)

func (s *State) describeEventBus(c *wire.Call, in *eventbridge.DescribeEventBusInput) (*eventbridge.DescribeEventBusOutput, error) {
	if err := s.checkBus(c, in.Name); err != nil {
		return nil, err
	}
	return &eventbridge.DescribeEventBusOutput{
		Name: aws.String(defaultBus), Arn: aws.String(s.arn(c.Region, "event-bus/"+defaultBus)), CreationTime: aws.Time(s.made), LastModifiedTime: aws.Time(s.made),
	}, nil
}

func (s *State) listEventBuses(c *wire.Call, in *eventbridge.ListEventBusesInput) (*eventbridge.ListEventBusesOutput, error) {
	out := &eventbridge.ListEventBusesOutput{EventBuses: []types.EventBus{}}
	if strings.HasPrefix(defaultBus, aws.ToString(in.NamePrefix)) {
		out.EventBuses = append(out.EventBuses, types.EventBus{
			Name: aws.String(defaultBus), Arn: aws.String(s.arn(c.Region, "event-bus/"+defaultBus)), CreationTime: aws.Time(s.made), LastModifiedTime: aws.Time(s.made),
		})
	}
	return out, nil
}

// mandatory are the members that an event to be tested must have.
// https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_TestEventPattern.html
var mandatory = []string{"id", "account", "source", "time", "region", "detail-type"}

func (s *State) testEventPattern(_ *wire.Call, in *eventbridge.TestEventPatternInput) (*eventbridge.TestEventPatternOutput, error) {
	parsed, err := readPattern(aws.ToString(in.EventPattern))
	if err != nil {
		return nil, err
	}
	var members map[string]any
	failed := json.Unmarshal([]byte(aws.ToString(in.Event)), &members)
	if failed != nil || slices.ContainsFunc(mandatory, func(name string) bool { return members[name] == nil }) {
		return nil, invalid("Parameter Event is not valid.")
	}
	result, failed := parsed.Match(*in.Event)
	if failed != nil {
		return nil, invalid("Parameter Event is not valid.")
	}
	return &eventbridge.TestEventPatternOutput{Result: result}, nil
}

// merged adds tags to those that are there.
func merged(have map[string]string, added []types.Tag) (map[string]string, error) {
	all := map[string]string{}
	maps.Copy(all, have)
	for _, tag := range added {
		if strings.HasPrefix(strings.ToLower(aws.ToString(tag.Key)), "aws:") {
			return nil, invalid("Tag keys starting with 'aws:' are reserved for system use.")
		}
		all[aws.ToString(tag.Key)] = aws.ToString(tag.Value)
	}
	if len(all) > maxTags {
		return nil, wire.Errorf("LimitExceededException", "The requested resource exceeds the maximum number allowed.")
	}
	return all, nil
}

// tagged gives the rule that an ARN names.
func (s *State) tagged(c *wire.Call, arn *string) (*rule, error) {
	name, ok := strings.CutPrefix(aws.ToString(arn), s.arn(c.Region, "rule/"))
	if !ok {
		return nil, invalid("Parameter %s is not valid. Reason: Provided Arn is not in correct format.", aws.ToString(arn))
	}
	return s.find(c, nil, &name)
}

func (s *State) tagResource(c *wire.Call, in *eventbridge.TagResourceInput) (*eventbridge.TagResourceOutput, error) {
	r, err := s.tagged(c, in.ResourceARN)
	if err != nil {
		return nil, err
	}
	all, err := merged(r.tags, in.Tags)
	if err != nil {
		return nil, err
	}
	r.tags = all
	return &eventbridge.TagResourceOutput{}, nil
}

func (s *State) untagResource(c *wire.Call, in *eventbridge.UntagResourceInput) (*eventbridge.UntagResourceOutput, error) {
	r, err := s.tagged(c, in.ResourceARN)
	if err != nil {
		return nil, err
	}
	for _, key := range in.TagKeys {
		delete(r.tags, key)
	}
	return &eventbridge.UntagResourceOutput{}, nil
}

func (s *State) listTagsForResource(c *wire.Call, in *eventbridge.ListTagsForResourceInput) (*eventbridge.ListTagsForResourceOutput, error) {
	r, err := s.tagged(c, in.ResourceARN)
	if err != nil {
		return nil, err
	}
	out := &eventbridge.ListTagsForResourceOutput{Tags: []types.Tag{}}
	for _, key := range slices.Sorted(maps.Keys(r.tags)) {
		out.Tags = append(out.Tags, types.Tag{Key: aws.String(key), Value: aws.String(r.tags[key])})
	}
	return out, nil
}
