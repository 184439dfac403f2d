package identity

import (
	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sts"

	"secretwatch/aws/iampolicy"
	"secretwatch/aws/sandbox/wire"
)

// maxSessionPolicies is how many managed policies a session may be limited by.
const maxSessionPolicies = 10

// sessionPolicies are those that AssumeRole limits a session by: one in the
// call, and managed ones. A session may do what the role and one of them allow.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies.html#policies_session
func (s *State) sessionPolicies(in *sts.AssumeRoleInput) ([]document, *wire.Error) {
	var limits []document
	if in.Policy != nil {
		d, err := identityDocument(in.Policy)
		if err != nil {
			return nil, err
		}
		limits = append(limits, d)
	}
	if len(in.PolicyArns) > maxSessionPolicies {
		return nil, invalid("1 validation error detected: Value at 'policyArns' failed to satisfy constraint: Member must have length less than or equal to %d", maxSessionPolicies)
	}
	for _, p := range in.PolicyArns {
		d, ok := s.managed(aws.ToString(p.Arn))
		if !ok {
			return nil, invalid("Policy %s does not exist or is not attachable.", aws.ToString(p.Arn))
		}
		limits = append(limits, d)
	}
	return limits, nil
}

// sessionLimit is what the policies of a caller's session say; where there are
// none, they allow everything.
func (s *State) sessionLimit(accessKeyID string, r iampolicy.Request) iampolicy.Effect {
	limits := s.limits[accessKeyID]
	if len(limits) == 0 {
		return iampolicy.Allow
	}
	return decideAll(limits, r)
}
