package trail

import (
	"maps"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudtrail"
	"github.com/aws/aws-sdk-go-v2/service/cloudtrail/types"

	"secretwatch/aws/sandbox/wire"
)

const maxTags = 50

func tooManyTags() error {
	return wire.Errorf("TagsLimitExceededException", "A trail can have at most %d tags.", maxTags)
}

func tagMap(tags []types.Tag) map[string]string {
	m := map[string]string{}
	for _, tag := range tags {
		m[aws.ToString(tag.Key)] = aws.ToString(tag.Value)
	}
	return m
}

func (s *State) tagged(arn string) (*trail, error) {
	if !strings.HasPrefix(arn, "arn:") || !strings.Contains(arn, ":trail/") {
		return nil, wire.Errorf("CloudTrailARNInvalidException", "Trail ARN is not valid: %s", arn)
	}
	if t := s.trails[arn]; t != nil {
		return t, nil
	}
	return nil, wire.Errorf("ResourceNotFoundException", "The resource %s was not found.", arn)
}

func (s *State) addTags(_ *wire.Call, in *cloudtrail.AddTagsInput) (*cloudtrail.AddTagsOutput, error) {
	t, err := s.tagged(aws.ToString(in.ResourceId))
	if err != nil {
		return nil, err
	}
	all := maps.Clone(t.tags)
	maps.Copy(all, tagMap(in.TagsList))
	if len(all) > maxTags {
		return nil, tooManyTags()
	}
	t.tags = all
	return &cloudtrail.AddTagsOutput{}, nil
}

func (s *State) removeTags(_ *wire.Call, in *cloudtrail.RemoveTagsInput) (*cloudtrail.RemoveTagsOutput, error) {
	t, err := s.tagged(aws.ToString(in.ResourceId))
	if err != nil {
		return nil, err
	}
	for _, tag := range in.TagsList {
		delete(t.tags, aws.ToString(tag.Key))
	}
	return &cloudtrail.RemoveTagsOutput{}, nil
}

func (s *State) listTags(_ *wire.Call, in *cloudtrail.ListTagsInput) (*cloudtrail.ListTagsOutput, error) {
	out := &cloudtrail.ListTagsOutput{ResourceTagList: []types.ResourceTag{}}
	for _, arn := range in.ResourceIdList {
		t, err := s.tagged(arn)
		if err != nil {
			return nil, err
		}
		listed := types.ResourceTag{ResourceId: aws.String(arn), TagsList: []types.Tag{}}
		for _, key := range slices.Sorted(maps.Keys(t.tags)) {
			listed.TagsList = append(listed.TagsList, types.Tag{Key: aws.String(key), Value: aws.String(t.tags[key])})
		}
		out.ResourceTagList = append(out.ResourceTagList, listed)
	}
	return out, nil
}
