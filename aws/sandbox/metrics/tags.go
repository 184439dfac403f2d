package metrics

import (
	"maps"
	"slices"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch/types"

	"secretwatch/aws/sandbox/wire"
)

// tagged are the tags of the alarm or mute rule with this ARN; nil where there
// is none.
func (r *region) tagged(arn *string) map[string]string {
	for _, a := range r.all() {
		if a.base().arn == aws.ToString(arn) {
			return a.base().tags
		}
	}
	for _, rule := range r.mutes {
		if rule.arn == aws.ToString(arn) {
			return rule.tags
		}
	}
	return nil
}

func noTagged() *wire.Error {
	e := noResource()
	e.Code = "ResourceNotFoundException"
	return e
}

func (s *State) tagResource(c *wire.Call, in *cloudwatch.TagResourceInput) (*cloudwatch.TagResourceOutput, error) {
	tags := s.region(c.Region).tagged(in.ResourceARN)
	if tags == nil {
		return nil, noTagged()
	}
	for _, tag := range in.Tags {
		tags[aws.ToString(tag.Key)] = aws.ToString(tag.Value)
	}
	return &cloudwatch.TagResourceOutput{}, nil
}

func (s *State) untagResource(c *wire.Call, in *cloudwatch.UntagResourceInput) (*cloudwatch.UntagResourceOutput, error) {
	tags := s.region(c.Region).tagged(in.ResourceARN)
	if tags == nil {
		return nil, noTagged()
	}
	for _, key := range in.TagKeys {
		delete(tags, key)
	}
	return &cloudwatch.UntagResourceOutput{}, nil
}

// listTagsForResource has no tags for what does not exist: CloudWatch answers
// so for a deleted alarm.
func (s *State) listTagsForResource(c *wire.Call, in *cloudwatch.ListTagsForResourceInput) (*cloudwatch.ListTagsForResourceOutput, error) {
	if in.ResourceARN == nil {
		return nil, null("resourceARN")
	}
	tags := s.region(c.Region).tagged(in.ResourceARN)
	out := &cloudwatch.ListTagsForResourceOutput{Tags: []types.Tag{}}
	for _, key := range slices.Sorted(maps.Keys(tags)) {
		out.Tags = append(out.Tags, types.Tag{Key: aws.String(key), Value: aws.String(tags[key])})
	}
	return out, nil
}
