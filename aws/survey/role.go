package survey

import (
	"context"
	"slices"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/iam"

	"secretwatch/aws/account"
	"secretwatch/aws/iampolicy"
	"secretwatch/aws/monitor"
)

// https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetRole.html
func (t *taker) role(ctx context.Context) {
	t.s.Role = monitor.Seen[monitor.Role]{}
	out, err := t.IAM.GetRole(ctx, &iam.GetRoleInput{RoleName: aws.String(t.names.Role)})
	if err != nil || out.Role == nil {
		t.s.Role = seen[monitor.Role](nil, err, "NoSuchEntity")
		return
	}
	r := monitor.Role{
		Name: aws.ToString(out.Role.RoleName), ARN: aws.ToString(out.Role.Arn),
		Trust: iampolicy.Decode(aws.ToString(out.Role.AssumeRolePolicyDocument)), Tags: map[string]string{},
		Created: aws.ToTime(out.Role.CreateDate),
	}
	if b := out.Role.PermissionsBoundary; b != nil {
		r.Boundary = aws.ToString(b.PermissionsBoundaryArn)
	}
	for _, tag := range out.Role.Tags {
		r.Tags[aws.ToString(tag.Key)] = aws.ToString(tag.Value)
	}
	t.s.Role = monitor.Found(r)
}

// rolePolicies read the inline policy that setup writes; where the role has
// another name than setup gives, they look at once for what else it has.
func (t *taker) rolePolicies() []look {
	if t.options.For == Doctor && t.names.Role != monitor.NamesFor(t.names.Secret, t.Place).Role {
		return t.roleRest()
	}
	return []look{func(ctx context.Context) { t.inlinePolicy(ctx, RolePolicyName) }}
}

func (t *taker) inlinePolicy(ctx context.Context, name string) {
	role := t.s.Role.Value
	out, err := t.IAM.GetRolePolicy(ctx, &iam.GetRolePolicyInput{RoleName: aws.String(role.Name), PolicyName: aws.String(name)})
	if err != nil {
		if !account.HasCode(err, "NoSuchEntity") {
			t.s.Role = seen[monitor.Role](nil, err)
		}
		return
	}
	if role.Policies == nil {
		role.Policies = map[string]string{}
	}
	role.Policies[name] = iampolicy.Decode(aws.ToString(out.PolicyDocument))
}

// maxInline is how many policies of a role built by other hands are read.
const maxInline = 5

// roleRest reads the other policies of a role that lacks setup's.
func (t *taker) roleRest() []look {
	if !t.s.Role.There() || len(t.s.Role.Value.Policies) > 0 || t.asked.role {
		return nil
	}
	t.asked.role = true
	role := t.s.Role.Value
	return []look{
		func(ctx context.Context) {
			out, err := t.IAM.ListRolePolicies(ctx, &iam.ListRolePoliciesInput{RoleName: aws.String(role.Name)})
			if err != nil {
				t.unread[0] = seen[bool](nil, err).Unseen
				return
			}
			// A second call each, one after the other: they write one map.
			for _, name := range out.PolicyNames[:min(len(out.PolicyNames), maxInline)] {
				t.inlinePolicy(ctx, name)
				if !t.s.Role.There() {
					return
				}
			}
		},
		func(ctx context.Context) {
			out, err := t.IAM.ListAttachedRolePolicies(ctx, &iam.ListAttachedRolePoliciesInput{RoleName: aws.String(role.Name)})
			if err != nil {
				t.unread[1] = seen[bool](nil, err).Unseen
				return
			}
			for _, p := range out.AttachedPolicies {
				role.Attached = append(role.Attached, aws.ToString(p.PolicyArn))
			}
			slices.Sort(role.Attached)
		},
	}
}

// roleUnread keeps the doctor from taking policies that could not be listed for
// policies that are not there.
func (t *taker) roleUnread() {
	if t.options.For != Doctor || !t.s.Role.There() {
		return
	}
	for _, u := range t.unread {
		if u != nil {
			t.s.Role = monitor.NotSeen[monitor.Role](*u)
			return
		}
	}
}
