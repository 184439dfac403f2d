package identity

import (
	"maps"
	"slices"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/iam/types"

	"secretwatch/aws/sandbox/wire"
)

func (s *State) userOperations() []wire.Operation {
	return []wire.Operation{
		wire.Op("CreateUser", s.createUser),
		wire.Op("GetUser", s.getUser),
		wire.Op("DeleteUser", s.deleteUser),
		wire.Op("ListUsers", s.listUsers),
		wire.Op("PutUserPermissionsBoundary", s.putUserPermissionsBoundary),
		wire.Op("DeleteUserPermissionsBoundary", s.deleteUserPermissionsBoundary),
		wire.Op("PutUserPolicy", s.putUserPolicy),
		wire.Op("GetUserPolicy", s.getUserPolicy),
		wire.Op("ListUserPolicies", s.listUserPolicies),
		wire.Op("DeleteUserPolicy", s.deleteUserPolicy),
		wire.Op("AttachUserPolicy", s.attachUserPolicy),
		wire.Op("DetachUserPolicy", s.detachUserPolicy),
		wire.Op("ListAttachedUserPolicies", s.listAttachedUserPolicies),
		wire.Op("CreateAccessKey", s.createAccessKey),
		wire.Op("ListAccessKeys", s.listAccessKeys),
		wire.Op("DeleteAccessKey", s.deleteAccessKey),
		wire.Op("UpdateAccessKey", s.updateAccessKey),
		wire.Op("ListAccountAliases", s.listAccountAliases),
		wire.Op("ListGroupsForUser", s.listGroupsForUser),
		wire.Op("TagUser", s.tagUser),
		wire.Op("UntagUser", s.untagUser),
		wire.Op("ListUserTags", s.listUserTags),
	}
}

func (s *State) createUser(c *wire.Call, in *iam.CreateUserInput) (*iam.CreateUserOutput, error) {
	if err := checkName("userName", in.UserName, 64); err != nil {
		return nil, err
	}
	path, err := checkPath(in.Path)
	if err != nil {
		return nil, err
	}
	name := *in.UserName
	if s.users[name] != nil {
		return nil, exists("User with name %s already exists.", name)
	}
	if len(s.users) >= maxUsers {
		return nil, quota(maxUsers, "UsersPerAccount")
	}
	tags, err := merged(nil, in.Tags)
	if err != nil {
		return nil, err
	}
	u := &user{
		name: name, path: path, id: newID("AIDA", 21), arn: s.arn("user", path, name),
		created: c.At, tags: tags, grants: grants{inline: map[string]document{}},
	}
	if in.PermissionsBoundary != nil {
		if err := s.bind(&u.grants, *in.PermissionsBoundary); err != nil {
			return nil, err
		}
	}
	s.users[name] = u
	c.Response = map[string]any{"user": map[string]any{"userName": u.name, "userId": u.id, "arn": u.arn, "path": u.path}}
	return &iam.CreateUserOutput{User: u.wire()}, nil
}

func (s *State) getUser(c *wire.Call, in *iam.GetUserInput) (*iam.GetUserOutput, error) {
	u, err := s.userOrCaller(c, in.UserName)
	if err != nil {
		return nil, err
	}
	return &iam.GetUserOutput{User: u.wire()}, nil
}

func (s *State) deleteUser(_ *wire.Call, in *iam.DeleteUserInput) (*iam.DeleteUserOutput, error) {
	u, err := s.user(in.UserName)
	if err != nil {
		return nil, err
	}
	if len(u.keys) > 0 {
		return nil, conflict("Cannot delete entity, must delete access keys first.")
	}
	if err := u.removable(); err != nil {
		return nil, err
	}
	delete(s.users, u.name)
	return &iam.DeleteUserOutput{}, nil
}

func (s *State) listUsers(_ *wire.Call, in *iam.ListUsersInput) (*iam.ListUsersOutput, error) {
	var users []types.User
	for _, name := range slices.Sorted(maps.Keys(s.users)) {
		users = append(users, *s.users[name].wire())
	}
	shown, next, err := page(users, in.Marker, in.MaxItems)
	if err != nil {
		return nil, err
	}
	return &iam.ListUsersOutput{Users: shown, Marker: next, IsTruncated: next != nil}, nil
}

func (s *State) createAccessKey(c *wire.Call, in *iam.CreateAccessKeyInput) (*iam.CreateAccessKeyOutput, error) {
	u, err := s.userOrCaller(c, in.UserName)
	if err != nil {
		return nil, err
	}
	if len(u.keys) >= maxKeysPerUser {
		return nil, quota(maxKeysPerUser, "AccessKeysPerUser")
	}
	k := accessKey{id: newID("AKIA", 20), created: c.At}
	if err := s.issue(s.userCaller(u, k.id)); err != nil {
		return nil, err
	}
	u.keys = append(u.keys, k)
	c.Response = map[string]any{"accessKey": map[string]any{"userName": u.name, "accessKeyId": k.id, "status": "Active"}}
	return &iam.CreateAccessKeyOutput{AccessKey: &types.AccessKey{
		UserName: aws.String(u.name), AccessKeyId: aws.String(k.id), SecretAccessKey: aws.String(randomText(40)),
		Status: types.StatusTypeActive, CreateDate: aws.Time(c.At),
	}}, nil
}

func (s *State) listAccessKeys(c *wire.Call, in *iam.ListAccessKeysInput) (*iam.ListAccessKeysOutput, error) {
	u, err := s.userOrCaller(c, in.UserName)
	if err != nil {
		return nil, err
	}
	keys := []types.AccessKeyMetadata{}
	for _, k := range u.keys {
		keys = append(keys, types.AccessKeyMetadata{
			UserName: aws.String(u.name), AccessKeyId: aws.String(k.id),
			Status: s.keyStatus(k.id), CreateDate: aws.Time(k.created),
		})
	}
	return &iam.ListAccessKeysOutput{AccessKeyMetadata: keys}, nil
}

func (s *State) deleteAccessKey(c *wire.Call, in *iam.DeleteAccessKeyInput) (*iam.DeleteAccessKeyOutput, error) {
	u, err := s.userOrCaller(c, in.UserName)
	if err != nil {
		return nil, err
	}
	id := aws.ToString(in.AccessKeyId)
	at := slices.IndexFunc(u.keys, func(k accessKey) bool { return k.id == id })
	if at < 0 {
		return nil, missing("The Access Key with id %s cannot be found.", id)
	}
	u.keys = slices.Delete(u.keys, at, at+1)
	s.revoked[id] = true
	return &iam.DeleteAccessKeyOutput{}, nil
}

func (s *State) listAccountAliases(*wire.Call, *iam.ListAccountAliasesInput) (*iam.ListAccountAliasesOutput, error) {
	return &iam.ListAccountAliasesOutput{AccountAliases: []string{}}, nil
}

func (s *State) user(name *string) (*user, *wire.Error) {
	if err := checkName("userName", name, 64); err != nil {
		return nil, err
	}
	u := s.users[*name]
	if u == nil {
		return nil, noUser(*name)
	}
	return u, nil
}

// userOrCaller is the user named, or the one who calls.
func (s *State) userOrCaller(c *wire.Call, name *string) (*user, *wire.Error) {
	if name == nil && c.Caller.Type == "IAMUser" {
		name = &c.Caller.UserName
	}
	if name == nil {
		return nil, invalid("Must specify userName when calling with non-User credentials")
	}
	return s.user(name)
}

func (u *user) wire() *types.User {
	return &types.User{
		UserName: aws.String(u.name), UserId: aws.String(u.id), Arn: aws.String(u.arn), Path: aws.String(u.path),
		CreateDate: aws.Time(u.created), Tags: wireTags(u.tags), PermissionsBoundary: u.bounds(),
	}
}
