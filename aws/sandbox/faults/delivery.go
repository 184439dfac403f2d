package faults

import (
	"fmt"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"
	logtypes "github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs/types"
	"github.com/aws/aws-sdk-go-v2/service/iam"

	"secretwatch/aws/iampolicy"
)

func deliveryFaults() []Fault {
	return []Fault{
		{Code: "role-trust-missing", Title: "The delivery's role was made to trust another service than CloudTrail", Effect: NoMail, cut: func(b *breaker) {
			call(b, b.IAM.UpdateAssumeRolePolicy, &iam.UpdateAssumeRolePolicyInput{RoleName: aws.String(b.Role), PolicyDocument: aws.String(
				`{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"ec2.amazonaws.com"},"Action":"sts:AssumeRole"}]}`)})
		}},
		{Code: "role-permissions-missing", Title: "The delivery's role lost its permission to write to the log group", Effect: NoMail, cut: (*breaker).stripRole},
		{Code: "role-resource-mismatch", Title: "The delivery's role was given another log group to write to", Effect: NoMail, cut: (*breaker).otherResource},
		{Code: "role-missing", Title: "The delivery's role was deleted", Effect: NoMail, cut: func(b *breaker) {
			b.stripRole()
			call(b, b.IAM.DeleteRole, &iam.DeleteRoleInput{RoleName: aws.String(b.Role)})
		}},
		{Code: "log-group-missing", Title: "The log group was deleted, and its metric filter with it", Effect: NoMail, cut: (*breaker).deleteGroup},
		{Code: "log-group-class", Title: "The log group was made again in a class that has no metric filters", Effect: NoMail, cut: func(b *breaker) {
			b.deleteGroup()
			call(b, b.Logs.CreateLogGroup, &cloudwatchlogs.CreateLogGroupInput{
				LogGroupName: aws.String(b.LogGroup), LogGroupClass: logtypes.LogGroupClassInfrequentAccess,
			})
		}},
	}
}

func (b *breaker) deleteGroup() {
	call(b, b.Logs.DeleteLogGroup, &cloudwatchlogs.DeleteLogGroupInput{LogGroupName: aws.String(b.LogGroup)})
}

// inline are the names of the role's inline policies.
func (b *breaker) inline() []string {
	return look(b, b.IAM.ListRolePolicies, &iam.ListRolePoliciesInput{RoleName: aws.String(b.Role)}).PolicyNames
}

// stripRole takes everything away that the role may do.
func (b *breaker) stripRole() {
	for _, name := range b.inline() {
		call(b, b.IAM.DeleteRolePolicy, &iam.DeleteRolePolicyInput{RoleName: aws.String(b.Role), PolicyName: aws.String(name)})
	}
	attached := look(b, b.IAM.ListAttachedRolePolicies, &iam.ListAttachedRolePoliciesInput{RoleName: aws.String(b.Role)}).AttachedPolicies
	for _, p := range attached {
		call(b, b.IAM.DetachRolePolicy, &iam.DetachRolePolicyInput{RoleName: aws.String(b.Role), PolicyArn: p.PolicyArn})
	}
}

// otherResource lets the role write to the log group of another name.
func (b *breaker) otherResource() {
	names := b.inline()
	if len(names) != 1 {
		b.lacking(fmt.Sprintf("single inline policy of role %s", b.Role))
		return
	}
	other := b.Names
	other.LogGroup += "-old"
	call(b, b.IAM.PutRolePolicy, &iam.PutRolePolicyInput{
		RoleName: aws.String(b.Role), PolicyName: aws.String(names[0]),
		PolicyDocument: aws.String(iampolicy.RolePermissions(other.LogGroupARN(b.Place), b.Place.Account, b.Region)),
	})
}
