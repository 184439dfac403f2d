package build

import (
	"context"
	"errors"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/iam/types"

	"secretwatch/aws/account"
	"secretwatch/aws/iampolicy"
	"secretwatch/aws/monitor"
	"secretwatch/aws/survey"
)

func (b *applier) roleSteps(i int, c monitor.Change) {
	if c.Action == monitor.ActionCreate {
		b.create(i, c.Kind, b.createRole)
	} else if differs(c, SettingTrust) {
		b.set(i, c, SettingTrust, func(ctx context.Context) error { return b.trustTrail(ctx, !c.NotOurs) })
	}
	if differs(c, SettingPermission) {
		b.set(i, c, SettingPermission, func(ctx context.Context) error { return b.permitRole(ctx, c) })
	}
}

func (b *applier) role() *string { return aws.String(b.name(monitor.KindRole)) }

// https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateRole.html
func (b *applier) createRole(ctx context.Context) error {
	_, err := b.IAM.CreateRole(ctx, &iam.CreateRoleInput{
		RoleName: b.role(), AssumeRolePolicyDocument: aws.String(iampolicy.RoleTrust(b.arn(monitor.KindTrail))),
		Description: aws.String("Lets CloudTrail write to the log group of a secretwatch monitor"), Tags: roleTags(b.d.Tags()),
	})
	if !account.HasCode(err, "EntityAlreadyExists") {
		return err
	}
	out, getErr := b.IAM.GetRole(ctx, &iam.GetRoleInput{RoleName: b.role()})
	if getErr != nil {
		return errors.Join(err, getErr)
	}
	tags := map[string]string{}
	for _, t := range out.Role.Tags {
		tags[aws.ToString(t.Key)] = aws.ToString(t.Value)
	}
	if !b.d.Ours(tags) {
		return err
	}
	return b.trustTrail(ctx, true)
}

// trustTrail adds to the trust that is there.
func (b *applier) trustTrail(ctx context.Context, ours bool) error {
	out, err := b.IAM.GetRole(ctx, &iam.GetRoleInput{RoleName: b.role()})
	if err != nil {
		return err
	}
	have := iampolicy.Decode(aws.ToString(out.Role.AssumeRolePolicyDocument))
	trust, changed := mergePolicy(have, iampolicy.RoleTrust(b.arn(monitor.KindTrail)), ours)
	if !changed {
		return nil
	}
	_, err = b.IAM.UpdateAssumeRolePolicy(ctx, &iam.UpdateAssumeRolePolicyInput{RoleName: b.role(), PolicyDocument: aws.String(trust)})
	return err
}

// permitRole writes setup's inline policy, beside what the role has otherwise;
// what a person added to that policy stays.
func (b *applier) permitRole(ctx context.Context, c monitor.Change) error {
	policy := iampolicy.RolePermissions(b.arn(monitor.KindLogGroup), b.d.Account, b.d.Region)
	if c.Action == monitor.ActionUpdate {
		out, err := b.IAM.GetRolePolicy(ctx, &iam.GetRolePolicyInput{RoleName: b.role(), PolicyName: aws.String(survey.RolePolicyName)})
		if err != nil && !account.HasCode(err, "NoSuchEntity") {
			return err
		}
		if err == nil {
			policy, _ = mergePolicy(iampolicy.Decode(aws.ToString(out.PolicyDocument)), policy, true)
		}
	}
	_, err := b.IAM.PutRolePolicy(ctx, &iam.PutRolePolicyInput{
		RoleName: b.role(), PolicyName: aws.String(survey.RolePolicyName), PolicyDocument: aws.String(policy),
	})
	return err
}

func roleTags(tags map[string]string) []types.Tag {
	var list []types.Tag
	for k, v := range sorted(tags) {
		list = append(list, types.Tag{Key: aws.String(k), Value: aws.String(v)})
	}
	return list
}
