package identity

import (
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/iam/types"

	"secretwatch/aws/iampolicy"
	"secretwatch/aws/sandbox/wire"
)

// simulatePrincipalPolicy answers for each action and resource whether the
// policies of a role or user allow it.
// https://docs.aws.amazon.com/IAM/latest/APIReference/API_SimulatePrincipalPolicy.html
func (s *State) simulatePrincipalPolicy(_ *wire.Call, in *iam.SimulatePrincipalPolicyInput) (*iam.SimulatePrincipalPolicyOutput, error) {
	arn := aws.ToString(in.PolicySourceArn)
	g := s.grantsOf(arn)
	if g == nil {
		return nil, missing("The principal %s cannot be found.", arn)
	}
	context := map[string]string{}
	for _, entry := range in.ContextEntries {
		if len(entry.ContextKeyValues) > 0 {
			context[aws.ToString(entry.ContextKeyName)] = entry.ContextKeyValues[0]
		}
	}
	resources := in.ResourceArns
	if len(resources) == 0 {
		resources = []string{"*"}
	}
	out := &iam.SimulatePrincipalPolicyOutput{EvaluationResults: []types.EvaluationResult{}}
	for _, action := range in.ActionNames {
		for _, resource := range resources {
			effect := s.decide(g, iampolicy.Request{
				Principal: iampolicy.Principal{AWS: arn, Account: s.account},
				Action:    action, Resource: resource, Context: context,
			})
			out.EvaluationResults = append(out.EvaluationResults, types.EvaluationResult{
				EvalActionName: aws.String(action), EvalResourceName: aws.String(resource), EvalDecision: decision(effect),
			})
		}
	}
	return out, nil
}

func decision(effect iampolicy.Effect) types.PolicyEvaluationDecisionType {
	switch effect {
	case iampolicy.Allow:
		return types.PolicyEvaluationDecisionTypeAllowed
	case iampolicy.Deny:
		return types.PolicyEvaluationDecisionTypeExplicitDeny
	default:
		return types.PolicyEvaluationDecisionTypeImplicitDeny
	}
}

// grantsOf finds the role or user behind an ARN; nil where there is none.
func (s *State) grantsOf(arn string) *grants {
	if r := s.roleByARN(arn); r != nil {
		return &r.grants
	}
	if u := s.users[arn[strings.LastIndexByte(arn, '/')+1:]]; u != nil && u.arn == arn {
		return &u.grants
	}
	return nil
}
