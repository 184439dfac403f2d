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

func (g *group) tag(tags map[string]string) error {
	all := maps.Clone(g.tags)
	maps.Copy(all, tags)
	if len(all) > maxTags {
		return wire.Errorf("TooManyTagsException", "A resource can have no more than %d tags.", maxTags)
	}
	g.tags = all
	return nil
}

func (g *group) untag(keys []string) {
	for _, key := range keys {
		delete(g.tags, key)
	}
}

func (s *State) tagResource(c *wire.Call, in *cloudwatchlogs.TagResourceInput) (*cloudwatchlogs.TagResourceOutput, error) {
	g, err := s.tagged(c, in.ResourceArn)
	if err != nil {
		return nil, err
	}
	return &cloudwatchlogs.TagResourceOutput{}, g.tag(in.Tags)
}

func (s *State) untagResource(c *wire.Call, in *cloudwatchlogs.UntagResourceInput) (*cloudwatchlogs.UntagResourceOutput, error) {
	g, err := s.tagged(c, in.ResourceArn)
	if err != nil {
		return nil, err
	}
	g.untag(in.TagKeys)
	return &cloudwatchlogs.UntagResourceOutput{}, nil
}

func (s *State) listTagsForResource(c *wire.Call, in *cloudwatchlogs.ListTagsForResourceInput) (*cloudwatchlogs.ListTagsForResourceOutput, error) {
	g, err := s.tagged(c, in.ResourceArn)
	if err != nil {
		return nil, err
	}
	return &cloudwatchlogs.ListTagsForResourceOutput{Tags: maps.Clone(g.tags)}, nil
}
