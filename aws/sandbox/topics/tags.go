package topics

import (
	"maps"
	"slices"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sns"
	"github.com/aws/aws-sdk-go-v2/service/sns/types"

	"secretwatch/aws/sandbox/wire"
)

const maxTags = 50

func tagMap(tags []types.Tag) map[string]string {
	m := map[string]string{}
	for _, tag := range tags {
		m[aws.ToString(tag.Key)] = aws.ToString(tag.Value)
	}
	return m
}

func (s *State) tagged(arn *string) (*topic, error) {
	if t := s.topics[aws.ToString(arn)]; t != nil {
		return t, nil
	}
	return nil, &wire.Error{Code: "ResourceNotFound", Message: "Resource does not exist", Status: 404}
}

func (s *State) tagResource(_ *wire.Call, in *sns.TagResourceInput) (*sns.TagResourceOutput, error) {
	t, err := s.tagged(in.ResourceArn)
	if err != nil {
		return nil, err
	}
	added := tagMap(in.Tags)
	if len(added) != len(in.Tags) {
		return nil, invalid("Invalid parameter: Duplicated keys are not allowed.")
	}
	all := maps.Clone(t.tags)
	maps.Copy(all, added)
	if len(all) > maxTags {
		return nil, wire.Errorf("TagLimitExceeded", "Could not complete request: tag quota of per resource exceeded")
	}
	t.tags = all
	return &sns.TagResourceOutput{}, nil
}

func (s *State) untagResource(_ *wire.Call, in *sns.UntagResourceInput) (*sns.UntagResourceOutput, error) {
	t, err := s.tagged(in.ResourceArn)
	if err != nil {
		return nil, err
	}
	for _, key := range in.TagKeys {
		delete(t.tags, key)
	}
	return &sns.UntagResourceOutput{}, nil
}

func (s *State) listTagsForResource(_ *wire.Call, in *sns.ListTagsForResourceInput) (*sns.ListTagsForResourceOutput, error) {
	t, err := s.tagged(in.ResourceArn)
	if err != nil {
		return nil, err
	}
	out := &sns.ListTagsForResourceOutput{Tags: []types.Tag{}}
	for _, key := range slices.Sorted(maps.Keys(t.tags)) {
		out.Tags = append(out.Tags, types.Tag{Key: aws.String(key), Value: aws.String(t.tags[key])})
	}
	return out, nil
}
