package keys

import (
	"maps"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/kms"
	"github.com/aws/aws-sdk-go-v2/service/kms/types"

	"secretwatch/aws/sandbox/wire"
)

func tagFault(text string) *wire.Error { return wire.Errorf("TagException", "%s", text) }

// merged adds tags to those that are there.
func merged(have map[string]string, added []types.Tag) (map[string]string, error) {
	all, seen := map[string]string{}, map[string]bool{}
	maps.Copy(all, have)
	for i, tag := range added {
		name, value := aws.ToString(tag.TagKey), aws.ToString(tag.TagValue)
		switch {
		case name == "":
			return nil, validation("1 validation error detected: Value '' at 'tags.%d.member.tagKey' failed to satisfy constraint: Member must have length greater than or equal to 1", i+1)
		case len(name) > 128:
			return nil, validation("1 validation error detected: Value '%s' at 'tags.%d.member.tagKey' failed to satisfy constraint: Member must have length less than or equal to 128", name, i+1)
		case len(value) > 256:
			return nil, validation("1 validation error detected: Value '%s' at 'tags.%d.member.tagValue' failed to satisfy constraint: Member must have length less than or equal to 256", value, i+1)
		case strings.HasPrefix(strings.ToLower(name), "aws:"):
			return nil, tagFault("Tags beginning with aws: are reserved")
		case seen[name]:
			return nil, tagFault("Duplicate tag keys")
		}
		seen[name], all[name] = true, value
	}
	if len(all) > maxTags {
		return nil, tagFault("Too many tags")
	}
	return all, nil
}

func (s *State) tagResource(c *wire.Call, in *kms.TagResourceInput) (*kms.TagResourceOutput, error) {
	k, err := s.findLive(c, in.KeyId)
	if err != nil {
		return nil, err
	}
	all, err := merged(k.tags, in.Tags)
	if err != nil {
		return nil, err
	}
	k.tags = all
	return &kms.TagResourceOutput{}, nil
}

func (s *State) untagResource(c *wire.Call, in *kms.UntagResourceInput) (*kms.UntagResourceOutput, error) {
	k, err := s.findLive(c, in.KeyId)
	if err != nil {
		return nil, err
	}
	for _, name := range in.TagKeys {
		delete(k.tags, name)
	}
	return &kms.UntagResourceOutput{}, nil
}

func (s *State) listResourceTags(c *wire.Call, in *kms.ListResourceTagsInput) (*kms.ListResourceTagsOutput, error) {
	k, err := s.findFor(c, in.KeyId)
	if err != nil {
		return nil, err
	}
	names, next, err := page(slices.Sorted(maps.Keys(k.tags)), in.Marker, in.Limit, 50, 50)
	if err != nil {
		return nil, err
	}
	out := &kms.ListResourceTagsOutput{Tags: []types.Tag{}, NextMarker: next, Truncated: next != nil}
	for _, name := range names {
		out.Tags = append(out.Tags, types.Tag{TagKey: aws.String(name), TagValue: aws.String(k.tags[name])})
	}
	return out, nil
}
