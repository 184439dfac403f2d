package identity

import (
	"strings"
	"time"

	"secretwatch/aws/iampolicy"
	"secretwatch/aws/sandbox/wire"
)

// Resources tell what the evaluation of a call needs to know of the resource it
// is about.
type Resources struct {
	// Policy is the resource's own policy; the zero one decides nothing.
	Policy func(c *wire.Call, arn string) iampolicy.Policy
	// Tags are the resource's.
	Tags func(c *wire.Call, arn string) map[string]string
}

// Protect has the resources' own policies and tags minded from now on.
func (s *State) Protect(r Resources) { s.resources = r }

func (s *State) resourcePolicy(c *wire.Call, arn string) iampolicy.Policy {
	if c.Service == "sts" {
		if r := s.roleByARN(arn); r != nil {
			return r.trust.policy
		}
	}
	if s.resources.Policy == nil {
		return iampolicy.Policy{}
	}
	return s.resources.Policy(c, arn)
}

// byResource is what a resource's own policy says to a caller of the account.
// A statement for the account as a whole lets the account's policies decide and
// allows nothing by itself; denying it denies everyone in it.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-basics-single-account.html
func byResource(policy iampolicy.Policy, r iampolicy.Request) iampolicy.Effect {
	if policy.Decide(r).Effect == iampolicy.Deny {
		return iampolicy.Deny
	}
	named := r
	named.Principal.Account = ""
	return policy.Decide(named).Effect
}

// contextOf are the condition keys of a call.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
func (s *State) contextOf(c *wire.Call, resource, shown string) map[string]string {
	context := map[string]string{
		"aws:RequestedRegion": c.Region, "aws:SourceIp": c.Source, "aws:UserAgent": c.Agent,
		"aws:CurrentTime": c.At.UTC().Format(time.RFC3339), "aws:SecureTransport": "true",
		"aws:PrincipalAccount": c.Caller.AccountID, "aws:userid": c.Caller.PrincipalID,
	}
	if c.Caller.Type == "IAMUser" {
		context["aws:username"] = c.Caller.UserName
	}
	if s.resources.Tags != nil {
		for key, value := range s.resources.Tags(c, resource) {
			context["aws:ResourceTag/"+key] = value
			if c.Service == "secretsmanager" {
				context["secretsmanager:ResourceTag/"+key] = value
			}
		}
	}
	if c.Service == "secretsmanager" {
		context["secretsmanager:SecretId"] = shown
		for key, parameter := range map[string]string{"VersionStage": "versionStage", "VersionId": "versionId", "Name": "name"} {
			if value, ok := c.Params[parameter].(string); ok {
				context["secretsmanager:"+key] = value
			}
		}
	}
	return context
}

// passes checks that the caller may give CloudTrail the role that a call names.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_passrole.html
func (s *State) passes(c *wire.Call) *wire.Error {
	role, _ := c.Params["cloudWatchLogsRoleArn"].(string)
	if c.Service != "cloudtrail" || !strings.HasPrefix(role, "arn:") {
		return nil
	}
	to := map[string]string{"iam:PassedToService": "cloudtrail.amazonaws.com"} //nolint:gosec // a condition key, no credential
	return s.authorizeWith(c, "iam:PassRole", role, role, to)
}
