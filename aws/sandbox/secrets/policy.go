package secrets

import (
	"encoding/json"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/secretsmanager"
	"github.com/aws/aws-sdk-go-v2/service/secretsmanager/types"

	"secretwatch/aws/iampolicy"
	"secretwatch/aws/sandbox/wire"
)

const maxPolicy = 20_480 // bytes

// Policy is the resource policy of a secret, by its ARN; the zero Policy, which
// decides nothing, where there is none.
func (s *State) Policy(region, arn string) iampolicy.Policy {
	one := s.lookup(region, arn)
	if one == nil || one.policy == "" {
		return iampolicy.Policy{}
	}
	parsed, err := iampolicy.Parse(one.policy)
	if err != nil {
		return iampolicy.Policy{} // cannot happen: it was checked when it was put
	}
	return parsed
}

// Tags are those of a secret, by its ARN.
func (s *State) Tags(region, arn string) map[string]string {
	tags := map[string]string{}
	if one := s.lookup(region, arn); one != nil {
		for _, t := range one.tags {
			tags[t.key] = t.value
		}
	}
	return tags
}

// Guard has check asked about every secret that a batch reads: it gives the
// error of a caller who may not read that one.
func (s *State) Guard(check func(c *wire.Call, secretID string) *wire.Error) { s.guard = check }

func (s *State) getResourcePolicy(c *wire.Call, in *secretsmanager.GetResourcePolicyInput) (*secretsmanager.GetResourcePolicyOutput, error) {
	one, err := s.find(c, in.SecretId)
	if err != nil {
		return nil, err
	}
	out := &secretsmanager.GetResourcePolicyOutput{ARN: aws.String(one.arn), Name: aws.String(one.name)}
	if one.policy != "" {
		out.ResourcePolicy = aws.String(one.policy)
	}
	return out, nil
}

// putResourcePolicy replaces the policy.
// https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_PutResourcePolicy.html
func (s *State) putResourcePolicy(c *wire.Call, in *secretsmanager.PutResourcePolicyInput) (*secretsmanager.PutResourcePolicyOutput, error) {
	one, err := s.findLive(c, in.SecretId)
	if err != nil {
		return nil, err
	}
	text := aws.ToString(in.ResourcePolicy)
	if why := wrong(text); why != "" {
		return nil, wire.Errorf("MalformedPolicyDocumentException", "%s", why)
	}
	if aws.ToBool(in.BlockPublicPolicy) && public(text) {
		return nil, wire.Errorf("PublicPolicyException", "This resource policy grants broad access to your secret.")
	}
	one.policy = text
	c.Response = response(one, "")
	return &secretsmanager.PutResourcePolicyOutput{ARN: aws.String(one.arn), Name: aws.String(one.name)}, nil
}

func (s *State) deleteResourcePolicy(c *wire.Call, in *secretsmanager.DeleteResourcePolicyInput) (*secretsmanager.DeleteResourcePolicyOutput, error) {
	one, err := s.findLive(c, in.SecretId)
	if err != nil {
		return nil, err
	}
	one.policy = ""
	c.Response = response(one, "")
	return &secretsmanager.DeleteResourcePolicyOutput{ARN: aws.String(one.arn), Name: aws.String(one.name)}, nil
}

func (s *State) validateResourcePolicy(_ *wire.Call, in *secretsmanager.ValidateResourcePolicyInput) (*secretsmanager.ValidateResourcePolicyOutput, error) {
	text := aws.ToString(in.ResourcePolicy)
	out := &secretsmanager.ValidateResourcePolicyOutput{PolicyValidationPassed: true}
	if why := wrong(text); why != "" {
		return nil, wire.Errorf("MalformedPolicyDocumentException", "%s", why)
	}
	if public(text) {
		out.PolicyValidationPassed = false
		out.ValidationErrors = []types.ValidationErrorsEntry{{
			CheckName: aws.String("PUBLIC_POLICY"), ErrorMessage: aws.String("This resource policy grants broad access to your secret."),
		}}
	}
	return out, nil
}

type clause struct {
	Effect                  string
	Principal, NotPrincipal json.RawMessage
	Condition               json.RawMessage
}

func clauses(text string) []clause {
	var many struct{ Statement []clause }
	if json.Unmarshal([]byte(text), &many) == nil {
		return many.Statement
	}
	var one struct{ Statement clause }
	if json.Unmarshal([]byte(text), &one) == nil {
		return []clause{one.Statement}
	}
	return nil
}

// wrong says why a document is no resource policy; "" where it is one.
func wrong(text string) string {
	switch {
	case len(text) > maxPolicy:
		return "The resource policy is longer than 20480 characters."
	case !json.Valid([]byte(text)):
		return "This resource policy contains invalid Json"
	}
	if _, err := iampolicy.Parse(text); err != nil {
		return "This resource policy contains a syntax error."
	}
	for _, c := range clauses(text) {
		if c.Principal == nil && c.NotPrincipal == nil {
			return "This resource policy contains a statement without a principal."
		}
	}
	return ""
}

// public is whether a statement lets everyone in without a condition.
func public(text string) bool {
	for _, c := range clauses(text) {
		everyone := c.NotPrincipal != nil || string(c.Principal) == `"*"`
		var named struct{ AWS any }
		if json.Unmarshal(c.Principal, &named) == nil && named.AWS == "*" {
			everyone = true
		}
		if c.Effect == "Allow" && everyone && c.Condition == nil {
			return true
		}
	}
	return false
}
