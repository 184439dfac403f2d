package identity

import (
	"maps"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/iam/types"

	"secretwatch/aws/sandbox/wire"
)

func (s *State) roleOperations() []wire.Operation {
	return []wire.Operation{
		wire.Op("CreateRole", s.createRole),
		wire.Op("GetRole", s.getRole),
		wire.Op("UpdateRole", s.updateRole),
		wire.Op("UpdateRoleDescription", s.updateRoleDescription),
		wire.Op("DeleteRole", s.deleteRole),
		wire.Op("ListRoles", s.listRoles),
		wire.Op("UpdateAssumeRolePolicy", s.updateAssumeRolePolicy),
		wire.Op("TagRole", s.tagRole),
		wire.Op("UntagRole", s.untagRole),
		wire.Op("ListRoleTags", s.listRoleTags),
		wire.Op("ListInstanceProfilesForRole", s.listInstanceProfilesForRole),
		wire.Op("PutRolePermissionsBoundary", s.putRolePermissionsBoundary),
		wire.Op("DeleteRolePermissionsBoundary", s.deleteRolePermissionsBoundary),
		wire.Op("PutRolePolicy", s.putRolePolicy),
		wire.Op("GetRolePolicy", s.getRolePolicy),
		wire.Op("ListRolePolicies", s.listRolePolicies),
		wire.Op("DeleteRolePolicy", s.deleteRolePolicy),
		wire.Op("AttachRolePolicy", s.attachRolePolicy),
		wire.Op("DetachRolePolicy", s.detachRolePolicy),
		wire.Op("ListAttachedRolePolicies", s.listAttachedRolePolicies),
	}
}

func (s *State) createRole(c *wire.Call, in *iam.CreateRoleInput) (*iam.CreateRoleOutput, error) {
	if err := checkName("roleName", in.RoleName, 64); err != nil {
		return nil, err
	}
	path, err := checkPath(in.Path)
	if err != nil {
		return nil, err
	}
	trust, err := trustDocument(in.AssumeRolePolicyDocument)
	if err != nil {
		return nil, err
	}
	name := *in.RoleName
	if s.roles[name] != nil {
		return nil, exists("Role with name %s already exists.", name)
	}
	if len(s.roles) >= maxRoles {
		return nil, quota(maxRoles, "RolesPerAccount")
	}
	tags, err := merged(nil, in.Tags)
	if err != nil {
		return nil, err
	}
	r := &role{
		name: name, path: path, id: newID("AROA", 21), arn: s.arn("role", path, name),
		description: aws.ToString(in.Description), created: c.At, trust: trust, maxSession: 3600, tags: tags,
		grants: grants{inline: map[string]document{}},
	}
	if in.MaxSessionDuration != nil {
		r.maxSession = *in.MaxSessionDuration
	}
	if in.PermissionsBoundary != nil {
		if err := s.bind(&r.grants, *in.PermissionsBoundary); err != nil {
			return nil, err
		}
	}
	s.roles[name] = r
	out := &iam.CreateRoleOutput{Role: r.wire()}
	c.Response = map[string]any{"role": map[string]any{
		"roleName": r.name, "roleId": r.id, "arn": r.arn, "path": r.path,
		"assumeRolePolicyDocument": *trust.encoded(),
	}}
	return out, nil
}

func (s *State) getRole(_ *wire.Call, in *iam.GetRoleInput) (*iam.GetRoleOutput, error) {
	r, err := s.role(in.RoleName)
	if err != nil {
		return nil, err
	}
	return &iam.GetRoleOutput{Role: r.wire()}, nil
}

func (s *State) updateRole(_ *wire.Call, in *iam.UpdateRoleInput) (*iam.UpdateRoleOutput, error) {
	r, err := s.role(in.RoleName)
	if err != nil {
		return nil, err
	}
	if in.Description != nil {
		r.description = *in.Description
	}
	if in.MaxSessionDuration != nil {
		r.maxSession = *in.MaxSessionDuration
	}
	return &iam.UpdateRoleOutput{}, nil
}

// updateRoleDescription is the older way, which Terraform's provider goes.
func (s *State) updateRoleDescription(c *wire.Call, in *iam.UpdateRoleDescriptionInput) (*iam.UpdateRoleDescriptionOutput, error) {
	if _, err := s.updateRole(c, &iam.UpdateRoleInput{RoleName: in.RoleName, Description: aws.String(aws.ToString(in.Description))}); err != nil {
		return nil, err
	}
	r, err := s.role(in.RoleName)
	if err != nil {
		return nil, err
	}
	return &iam.UpdateRoleDescriptionOutput{Role: r.wire()}, nil
}

func (s *State) deleteRole(_ *wire.Call, in *iam.DeleteRoleInput) (*iam.DeleteRoleOutput, error) {
	r, err := s.role(in.RoleName)
	if err != nil {
		return nil, err
	}
	if err := r.removable(); err != nil {
		return nil, err
	}
	delete(s.roles, r.name)
	s.revoke(func(caller wire.Caller) bool { return caller.RoleARN == r.arn })
	return &iam.DeleteRoleOutput{}, nil
}

func (s *State) listRoles(_ *wire.Call, in *iam.ListRolesInput) (*iam.ListRolesOutput, error) {
	var roles []types.Role
	for _, name := range slices.Sorted(maps.Keys(s.roles)) {
		r := s.roles[name]
		if strings.HasPrefix(r.path, aws.ToString(in.PathPrefix)) {
			listed := *r.wire()
			listed.Tags, listed.PermissionsBoundary = nil, nil // as in AWS: GetRole has them
			roles = append(roles, listed)
		}
	}
	shown, next, err := page(roles, in.Marker, in.MaxItems)
	if err != nil {
		return nil, err
	}
	return &iam.ListRolesOutput{Roles: shown, Marker: next, IsTruncated: next != nil}, nil
}

func (s *State) updateAssumeRolePolicy(_ *wire.Call, in *iam.UpdateAssumeRolePolicyInput) (*iam.UpdateAssumeRolePolicyOutput, error) {
	r, err := s.role(in.RoleName)
	if err != nil {
		return nil, err
	}
	if r.trust, err = swap(r.trust, in.PolicyDocument, trustDocument); err != nil {
		return nil, err
	}
	return &iam.UpdateAssumeRolePolicyOutput{}, nil
}

// swap keeps the old document where the new one is refused.
func swap(old document, text *string, read func(*string) (document, *wire.Error)) (document, *wire.Error) {
	fresh, err := read(text)
	if err != nil {
		return old, err
	}
	return fresh, nil
}

func (s *State) tagRole(_ *wire.Call, in *iam.TagRoleInput) (*iam.TagRoleOutput, error) {
	r, err := s.role(in.RoleName)
	if err != nil {
		return nil, err
	}
	tags, err := merged(r.tags, in.Tags)
	if err != nil {
		return nil, err
	}
	r.tags = tags
	return &iam.TagRoleOutput{}, nil
}

func (s *State) untagRole(_ *wire.Call, in *iam.UntagRoleInput) (*iam.UntagRoleOutput, error) {
	r, err := s.role(in.RoleName)
	if err != nil {
		return nil, err
	}
	r.tags = slices.DeleteFunc(r.tags, func(t tag) bool { return slices.Contains(in.TagKeys, t.key) })
	return &iam.UntagRoleOutput{}, nil
}

func (s *State) listRoleTags(_ *wire.Call, in *iam.ListRoleTagsInput) (*iam.ListRoleTagsOutput, error) {
	r, err := s.role(in.RoleName)
	if err != nil {
		return nil, err
	}
	shown, next, err := page(wireTags(r.tags), in.Marker, in.MaxItems)
	if err != nil {
		return nil, err
	}
	return &iam.ListRoleTagsOutput{Tags: shown, Marker: next, IsTruncated: next != nil}, nil
}

func (s *State) listInstanceProfilesForRole(_ *wire.Call, in *iam.ListInstanceProfilesForRoleInput) (*iam.ListInstanceProfilesForRoleOutput, error) {
	if _, err := s.role(in.RoleName); err != nil {
		return nil, err
	}
	return &iam.ListInstanceProfilesForRoleOutput{InstanceProfiles: []types.InstanceProfile{}}, nil
}

// role finds a role by name.
func (s *State) role(name *string) (*role, *wire.Error) {
	if err := checkName("roleName", name, 64); err != nil {
		return nil, err
	}
	r := s.roles[*name]
	if r == nil {
		return nil, noRole(*name)
	}
	return r, nil
}

func (r *role) wire() *types.Role {
	out := &types.Role{
		RoleName: aws.String(r.name), Path: aws.String(r.path), RoleId: aws.String(r.id), Arn: aws.String(r.arn),
		CreateDate: aws.Time(r.created), AssumeRolePolicyDocument: r.trust.encoded(),
		MaxSessionDuration: aws.Int32(r.maxSession), Tags: wireTags(r.tags), PermissionsBoundary: r.bounds(),
	}
	if r.description != "" {
		out.Description = aws.String(r.description)
	}
	return out
}
