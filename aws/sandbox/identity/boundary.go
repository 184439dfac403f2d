package identity

import (
	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/iam/types"

	"secretwatch/aws/iampolicy"
	"secretwatch/aws/sandbox/wire"
)

// A permissions boundary is a managed policy: what it does not allow, a role's
// or user's own policies cannot allow either.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html

func (s *State) putRolePermissionsBoundary(_ *wire.Call, in *iam.PutRolePermissionsBoundaryInput) (*iam.PutRolePermissionsBoundaryOutput, error) {
	r, err := s.role(in.RoleName)
	if err != nil {
		return nil, err
	}
	if err := s.bind(&r.grants, aws.ToString(in.PermissionsBoundary)); err != nil {
		return nil, err
	}
	return &iam.PutRolePermissionsBoundaryOutput{}, nil
}

func (s *State) deleteRolePermissionsBoundary(_ *wire.Call, in *iam.DeleteRolePermissionsBoundaryInput) (*iam.DeleteRolePermissionsBoundaryOutput, error) {
	r, err := s.role(in.RoleName)
	if err != nil {
		return nil, err
	}
	r.boundary = ""
	return &iam.DeleteRolePermissionsBoundaryOutput{}, nil
}

func (s *State) putUserPermissionsBoundary(_ *wire.Call, in *iam.PutUserPermissionsBoundaryInput) (*iam.PutUserPermissionsBoundaryOutput, error) {
	u, err := s.user(in.UserName)
	if err != nil {
		return nil, err
	}
	if err := s.bind(&u.grants, aws.ToString(in.PermissionsBoundary)); err != nil {
		return nil, err
	}
	return &iam.PutUserPermissionsBoundaryOutput{}, nil
}

func (s *State) deleteUserPermissionsBoundary(_ *wire.Call, in *iam.DeleteUserPermissionsBoundaryInput) (*iam.DeleteUserPermissionsBoundaryOutput, error) {
	u, err := s.user(in.UserName)
	if err != nil {
		return nil, err
	}
	u.boundary = ""
	return &iam.DeleteUserPermissionsBoundaryOutput{}, nil
}

// bind sets the boundary of a role or user.
func (s *State) bind(g *grants, arn string) *wire.Error {
	if _, ok := s.managed(arn); !ok {
		return missing("Scope ARN: %s does not exist or is not attachable.", arn)
	}
	g.boundary = arn
	return nil
}

// bounds is how a role or user shows its boundary. AWS's examples have "Policy"
// as the type, where the SDK's enumeration has another word.
// https://docs.aws.amazon.com/cli/latest/reference/iam/get-role.html
func (g *grants) bounds() *types.AttachedPermissionsBoundary {
	if g.boundary == "" {
		return nil
	}
	return &types.AttachedPermissionsBoundary{PermissionsBoundaryArn: aws.String(g.boundary), PermissionsBoundaryType: "Policy"}
}

// decide is what the policies of a role or user say within its boundary.
func (s *State) decide(g *grants, r iampolicy.Request) iampolicy.Effect {
	return within(s.granted(g, r), s.bound(g, r))
}

// bound is what the boundary says; where there is none, it allows everything.
func (s *State) bound(g *grants, r iampolicy.Request) iampolicy.Effect {
	if g.boundary == "" {
		return iampolicy.Allow
	}
	d, _ := s.managed(g.boundary)
	return d.policy.Decide(r).Effect
}

// within is what remains of an effect inside a limit, which can deny and take
// away, but not give.
func within(effect, limit iampolicy.Effect) iampolicy.Effect {
	switch {
	case effect == iampolicy.Deny || limit == iampolicy.Deny:
		return iampolicy.Deny
	case limit == iampolicy.Allow:
		return effect
	}
	return iampolicy.None
}
