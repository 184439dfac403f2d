package survey

import (
	"context"
	"fmt"
	"slices"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/iam"

	"secretwatch/aws/foreign"
	"secretwatch/aws/iampolicy"
	"secretwatch/aws/monitor"
)

// maxManaged is how many managed policies of a role are read, with two calls
// each.
const maxManaged = 4

// managed reads the documents of the role's managed policies, and of the one
// that is its boundary.
func (t *taker) managed() []look {
	role := t.s.Role.Value
	if role == nil {
		return nil
	}
	arns := slices.Clone(role.Attached)
	if role.Boundary != "" && !slices.Contains(arns, role.Boundary) {
		arns = append([]string{role.Boundary}, arns...)
	}
	if len(arns) == 0 {
		return nil
	}
	return []look{func(ctx context.Context) {
		read := arns[:min(len(arns), maxManaged)]
		documents := make([]monitor.Seen[string], len(read))
		looks := make([]look, len(read))
		for i, arn := range read {
			looks[i] = func(ctx context.Context) { documents[i] = t.managedPolicy(ctx, arn) }
		}
		together(ctx, looks)
		role.Managed = map[string]string{}
		for i, d := range documents {
			if d.There() {
				role.Managed[read[i]] = *d.Value
			} else if d.Unseen != nil {
				role.Unread = d.Unseen
			}
		}
		if left := arns[len(read):]; len(left) > 0 && role.Unread == nil {
			role.Unread = &monitor.Unseen{
				Service: "iam", Operation: "GetPolicyVersion", Permission: "iam:GetPolicyVersion", Reason: monitor.ReasonFailed,
				Resource: foreign.New(left[0]), Message: foreign.New(fmt.Sprintf("the role has %d managed policies, of which %d were read", len(arns), len(read))),
			}
		}
	}}
}

// managedPolicy is the document of the version that is in force.
// https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetPolicyVersion.html
func (t *taker) managedPolicy(ctx context.Context, arn string) monitor.Seen[string] {
	policy, err := t.IAM.GetPolicy(ctx, &iam.GetPolicyInput{PolicyArn: aws.String(arn)})
	if err != nil || policy.Policy == nil {
		return seen[string](nil, err)
	}
	out, err := t.IAM.GetPolicyVersion(ctx, &iam.GetPolicyVersionInput{PolicyArn: aws.String(arn), VersionId: policy.Policy.DefaultVersionId})
	if err != nil || out.PolicyVersion == nil {
		return seen[string](nil, err)
	}
	return monitor.Found(iampolicy.Decode(aws.ToString(out.PolicyVersion.Document)))
}
