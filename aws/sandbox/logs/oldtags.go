package logs

import (
	"maps"

	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"

	"secretwatch/aws/sandbox/wire"
)

// The calls by a group's name are older than those by ARN. AWS keeps them, and
// old tutorials use them.
// https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_ListTagsLogGroup.html

func (s *State) tagLogGroup(c *wire.Call, in *cloudwatchlogs.TagLogGroupInput) (*cloudwatchlogs.TagLogGroupOutput, error) {
	g, err := s.find(c.Region, in.LogGroupName, nil)
	if err != nil {
		return nil, err
	}
	return &cloudwatchlogs.TagLogGroupOutput{}, g.tag(in.Tags)
}

func (s *State) untagLogGroup(c *wire.Call, in *cloudwatchlogs.UntagLogGroupInput) (*cloudwatchlogs.UntagLogGroupOutput, error) {
	g, err := s.find(c.Region, in.LogGroupName, nil)
	if err != nil {
		return nil, err
	}
	g.untag(in.Tags)
	return &cloudwatchlogs.UntagLogGroupOutput{}, nil
}

func (s *State) listTagsLogGroup(c *wire.Call, in *cloudwatchlogs.ListTagsLogGroupInput) (*cloudwatchlogs.ListTagsLogGroupOutput, error) {
	g, err := s.find(c.Region, in.LogGroupName, nil)
	if err != nil {
		return nil, err
	}
	return &cloudwatchlogs.ListTagsLogGroupOutput{Tags: maps.Clone(g.tags)}, nil
}
