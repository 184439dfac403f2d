package identity

import (
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/iam/types"

	"secretwatch/aws/sandbox/wire"
)

// listPolicies lists the customer's own and AWS's, by ARN.
func (s *State) listPolicies(_ *wire.Call, in *iam.ListPoliciesInput) (*iam.ListPoliciesOutput, error) {
	var found []types.Policy
	add := func(p *policy) {
		attached := s.attachments(p.arn) > 0
		if in.PolicyUsageFilter == types.PolicyUsageTypePermissionsBoundary {
			attached = s.boundaries(p.arn) > 0
			if !attached {
				return
			}
		}
		if strings.HasPrefix(p.path, aws.ToString(in.PathPrefix)) && (attached || !in.OnlyAttached) {
			listed := *s.wirePolicy(p)
			listed.Tags = nil // as in AWS: GetPolicy has them
			found = append(found, listed)
		}
	}
	if in.Scope != types.PolicyScopeTypeAws {
		for _, arn := range slices.Sorted(maps.Keys(s.policies)) {
			add(s.policies[arn])
		}
	}
	if in.Scope != types.PolicyScopeTypeLocal {
		for _, arn := range slices.Sorted(maps.Keys(awsManaged)) {
			if p, err := s.policy(&arn); err == nil {
				add(p)
			}
		}
	}
	shown, next, err := page(found, in.Marker, in.MaxItems)
	if err != nil {
		return nil, err
	}
	return &iam.ListPoliciesOutput{Policies: shown, Marker: next, IsTruncated: next != nil}, nil
}

func (s *State) listEntitiesForPolicy(_ *wire.Call, in *iam.ListEntitiesForPolicyInput) (*iam.ListEntitiesForPolicyOutput, error) {
	p, err := s.policy(in.PolicyArn)
	if err != nil {
		return nil, err
	}
	out := &iam.ListEntitiesForPolicyOutput{PolicyGroups: []types.PolicyGroup{}, PolicyRoles: []types.PolicyRole{}, PolicyUsers: []types.PolicyUser{}}
	asks := func(kind types.EntityType, g grants) bool {
		used := in.PolicyUsageFilter != types.PolicyUsageTypePermissionsBoundary && slices.Contains(g.attached, p.arn) ||
			in.PolicyUsageFilter != types.PolicyUsageTypePermissionsPolicy && g.boundary == p.arn
		return used && (in.EntityFilter == "" || in.EntityFilter == kind)
	}
	for _, name := range slices.Sorted(maps.Keys(s.roles)) {
		if r := s.roles[name]; asks(types.EntityTypeRole, r.grants) {
			out.PolicyRoles = append(out.PolicyRoles, types.PolicyRole{RoleName: aws.String(name), RoleId: aws.String(r.id)})
		}
	}
	for _, name := range slices.Sorted(maps.Keys(s.users)) {
		if u := s.users[name]; asks(types.EntityTypeUser, u.grants) {
			out.PolicyUsers = append(out.PolicyUsers, types.PolicyUser{UserName: aws.String(name), UserId: aws.String(u.id)})
		}
	}
	return out, nil
}

// listGroupsForUser: the sandbox has no groups.
func (s *State) listGroupsForUser(_ *wire.Call, in *iam.ListGroupsForUserInput) (*iam.ListGroupsForUserOutput, error) {
	if _, err := s.user(in.UserName); err != nil {
		return nil, err
	}
	return &iam.ListGroupsForUserOutput{Groups: []types.Group{}}, nil
}

// updateAccessKey makes a key inactive, or active again.
func (s *State) updateAccessKey(c *wire.Call, in *iam.UpdateAccessKeyInput) (*iam.UpdateAccessKeyOutput, error) {
	u, err := s.userOrCaller(c, in.UserName)
	if err != nil {
		return nil, err
	}
	id := aws.ToString(in.AccessKeyId)
	at := slices.IndexFunc(u.keys, func(k accessKey) bool { return k.id == id })
	switch {
	case at < 0:
		return nil, missing("The Access Key with id %s cannot be found.", id)
	case in.Status != types.StatusTypeActive && in.Status != types.StatusTypeInactive:
		return nil, invalid("1 validation error detected: Value '%s' at 'status' failed to satisfy constraint: Member must satisfy enum value set: [Active, Inactive]", in.Status)
	}
	if in.Status == types.StatusTypeActive {
		delete(s.revoked, id)
	} else {
		s.revoked[id] = true
	}
	return &iam.UpdateAccessKeyOutput{}, nil
}

// keyStatus is what a user's list of keys shows.
func (s *State) keyStatus(id string) types.StatusType {
	if s.revoked[id] {
		return types.StatusTypeInactive
	}
	return types.StatusTypeActive
}

func (s *State) tagUser(_ *wire.Call, in *iam.TagUserInput) (*iam.TagUserOutput, error) {
	u, err := s.user(in.UserName)
	if err != nil {
		return nil, err
	}
	if u.tags, err = swapTags(u.tags, in.Tags); err != nil {
		return nil, err
	}
	return &iam.TagUserOutput{}, nil
}

func (s *State) untagUser(_ *wire.Call, in *iam.UntagUserInput) (*iam.UntagUserOutput, error) {
	u, err := s.user(in.UserName)
	if err != nil {
		return nil, err
	}
	u.tags = without(u.tags, in.TagKeys)
	return &iam.UntagUserOutput{}, nil
}

func (s *State) listUserTags(_ *wire.Call, in *iam.ListUserTagsInput) (*iam.ListUserTagsOutput, error) {
	u, err := s.user(in.UserName)
	if err != nil {
		return nil, err
	}
	return &iam.ListUserTagsOutput{Tags: append([]types.Tag{}, wireTags(u.tags)...)}, nil
}

func (s *State) tagPolicy(_ *wire.Call, in *iam.TagPolicyInput) (*iam.TagPolicyOutput, error) {
	p, err := s.ownPolicy(in.PolicyArn)
	if err != nil {
		return nil, err
	}
	if p.tags, err = swapTags(p.tags, in.Tags); err != nil {
		return nil, err
	}
	return &iam.TagPolicyOutput{}, nil
}

func (s *State) untagPolicy(_ *wire.Call, in *iam.UntagPolicyInput) (*iam.UntagPolicyOutput, error) {
	p, err := s.ownPolicy(in.PolicyArn)
	if err != nil {
		return nil, err
	}
	p.tags = without(p.tags, in.TagKeys)
	return &iam.UntagPolicyOutput{}, nil
}

func (s *State) listPolicyTags(_ *wire.Call, in *iam.ListPolicyTagsInput) (*iam.ListPolicyTagsOutput, error) {
	p, err := s.policy(in.PolicyArn)
	if err != nil {
		return nil, err
	}
	return &iam.ListPolicyTagsOutput{Tags: append([]types.Tag{}, wireTags(p.tags)...)}, nil
}

// swapTags keeps the old tags where the new ones are refused.
func swapTags(old []tag, set []types.Tag) ([]tag, *wire.Error) {
	all, err := merged(old, set)
	if err != nil {
		return old, err
	}
	return all, nil
}

func without(tags []tag, keys []string) []tag {
	return slices.DeleteFunc(tags, func(t tag) bool { return slices.Contains(keys, t.key) })
}

// longAgo is when AWS made its own policies and the administrator was made.
var longAgo = time.Date(2020, time.January, 1, 0, 0, 0, 0, time.UTC)
