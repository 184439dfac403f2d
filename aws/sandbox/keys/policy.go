package keys

import (
	"fmt"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/kms"

	"secretwatch/aws/iampolicy"
	"secretwatch/aws/sandbox/wire"
)

const (
	maxPolicy  = 32 << 10 // bytes
	policyName = "default"
)

// defaultPolicy lets the account's own identities use the key as far as their
// policies say. It lets no service use it.
// https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html
func (s *State) defaultPolicy(region string) string {
	return fmt.Sprintf(`{
  "Version" : "2012-10-17",
  "Id" : "key-default-1",
  "Statement" : [ {
    "Sid" : "Enable IAM User Permissions",
    "Effect" : "Allow",
    "Principal" : {
      "AWS" : "arn:%s:iam::%s:root"
    },
    "Action" : "kms:*",
    "Resource" : "*"
  } ]
}`, wire.Partition(region), s.account)
}

func (s *State) getKeyPolicy(c *wire.Call, in *kms.GetKeyPolicyInput) (*kms.GetKeyPolicyOutput, error) {
	k, err := s.findFor(c, in.KeyId)
	if err != nil {
		return nil, err
	}
	if err := checkPolicyName(in.PolicyName); err != nil {
		return nil, err
	}
	return &kms.GetKeyPolicyOutput{Policy: aws.String(k.document), PolicyName: aws.String(policyName)}, nil
}

func checkPolicyName(name *string) error {
	if name != nil && *name != policyName {
		return notFound("No such policy exists")
	}
	return nil
}

func (s *State) putKeyPolicy(c *wire.Call, in *kms.PutKeyPolicyInput) (*kms.PutKeyPolicyOutput, error) {
	k, err := s.findFor(c, in.KeyId)
	if err != nil {
		return nil, err
	}
	if err := checkPolicyName(in.PolicyName); err != nil {
		return nil, err
	}
	policy, err := s.checkPolicy(c, k.arn, aws.ToString(in.Policy), in.BypassPolicyLockoutSafetyCheck)
	if err != nil {
		return nil, err
	}
	k.document, k.policy = *in.Policy, policy
	return &kms.PutKeyPolicyOutput{}, nil
}

func (s *State) listKeyPolicies(c *wire.Call, in *kms.ListKeyPoliciesInput) (*kms.ListKeyPoliciesOutput, error) {
	if _, err := s.findFor(c, in.KeyId); err != nil {
		return nil, err
	}
	return &kms.ListKeyPoliciesOutput{PolicyNames: []string{policyName}}, nil
}

func malformed(text string) *wire.Error {
	return wire.Errorf("MalformedPolicyDocumentException", "%s", text)
}

// checkPolicy refuses what is no key policy, and one that would lock out
// whoever puts it.
// https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-overview.html
func (s *State) checkPolicy(c *wire.Call, keyARN, document string, locksOut bool) (iampolicy.Policy, error) {
	if document == "" || len(document) > maxPolicy {
		return iampolicy.Policy{}, validation("1 validation error detected: Value at 'policy' failed to satisfy constraint: Member must have length between 1 and %d", maxPolicy)
	}
	policy, err := iampolicy.Parse(document)
	if err != nil {
		return policy, malformed("Policy document is malformed: " + err.Error())
	}
	if !locksOut && !allows(policy, asker(c), "kms:PutKeyPolicy", keyARN, nil) {
		return policy, malformed("The new key policy will not allow you to update the key policy in the future.")
	}
	return policy, nil
}

func asker(c *wire.Call) iampolicy.Principal {
	return iampolicy.Principal{AWS: c.Caller.ARN, Account: c.Caller.AccountID}
}

func allows(policy iampolicy.Policy, who iampolicy.Principal, action, keyARN string, context map[string]string) bool {
	return policy.Decide(iampolicy.Request{Principal: who, Action: action, Resource: keyARN, Context: context}).Allowed()
}

// permit asks the key's own policy about a call. An identity's policies alone
// never give access to a key.
// https://docs.aws.amazon.com/kms/latest/developerguide/policy-evaluation.html
func (s *State) permit(c *wire.Call, k *key) error {
	action := "kms:" + c.Operation
	if allows(k.policy, asker(c), action, k.arn, map[string]string{"kms:CallerAccount": c.Caller.AccountID}) {
		return nil
	}
	e := wire.Errorf("AccessDeniedException", "User: %s is not authorized to perform: %s on resource: %s because no resource-based policy allows the %s action",
		c.Caller.ARN, action, k.arn, action)
	e.RecordCode = "AccessDenied"
	return e
}

// isManagedAlias reports whether the name is kept for AWS.
func isManagedAlias(name string) bool { return strings.HasPrefix(name, managedPrefix) }
