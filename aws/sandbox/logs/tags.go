package logs

import (
	"maps"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"

	"secretwatch/aws/sandbox/wire"
)

const maxTags = 50

// tagged is the group with this ARN. With the trailing :* it is none.
func (s *State) tagged(c *wire.Call, arn *string) (*group, error) {
	_, name, _ := strings.Cut(aws.ToString(arn), ":log-group:")
	if g := s.region(c.Region)[name]; g != nil && s.arn(g) == *arn {
		return g, nil
	}
	return nil, wire.Errorf("ResourceNotFoundException", "The specified resource does not exist.")
}

func (s *State) tagResource(c *wire.Call, in *cloudwatchlogs.TagResourceInput) (*cloudwatchlogs.TagResourceOutput, error) {
	g, err := s.tagged(c, in.ResourceArn)
	if err != nil {
		return nil, err
	}
	all := maps.Clone(g.tags)
	maps.Copy(all, in.Tags)
	if len(all) > maxTags {
		return nil, wire.Errorf("TooManyTagsException", "A resource can have no more than %d tags.", maxTags)
	}
	g.tags = all
	return &cloudwatchlogs.TagResourceOutput{}, nil
}

func (s *State) untagResource(c *wire.Call, in *cloudwatchlogs.UntagResourceInput) (*cloudwatchlogs.UntagResourceOutput, error) {
	g, err := s.tagged(c, in.ResourceArn)
	if err != nil {
		return nil, err
	}
	for _, key := range in.TagKeys {
		delete(g.tags, key)
	}
	return &cloudwatchlogs.UntagResourceOutput{}, nil
}

func (s *State) listTagsForResource(c *wire.Call, in *cloudwatchlogs.ListTagsForResourceInput) (*cloudwatchlogs.ListTagsForResourceOutput, error) {
	g, err := s.tagged(c, in.ResourceArn)
	if err != nil {
		return nil, err
	}
	return &cloudwatchlogs.ListTagsForResourceOutput{Tags: maps.Clone(g.tags)}, nil
}
