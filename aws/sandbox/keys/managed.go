package keys

import (
	"fmt"

	"secretwatch/aws/iampolicy"
)

const managedPrefix = "alias/aws/"

// managedPolicies are the policies of AWS's own keys, by the service that they
// are for. The account can neither change them nor use the keys but through
// the service, so no other service can be let in.
// https://docs.aws.amazon.com/kms/latest/developerguide/concepts.html#aws-managed-cmk
var managedPolicies = map[string]string{
	"sns": `{"Version":"2012-10-17","Id":"auto-sns-1","Statement":[` +
		`{"Sid":"Allow access through SNS for all principals in the account that are authorized to use SNS","Effect":"Allow","Principal":{"AWS":"*"},` +
		`"Action":["kms:Decrypt","kms:GenerateDataKey*","kms:CreateGrant","kms:ListGrants","kms:DescribeKey"],"Resource":"*",` +
		`"Condition":{"StringEquals":{"kms:CallerAccount":"%[1]s","kms:ViaService":"sns.%[2]s.amazonaws.com"}}},` + ownMetadata,
	"secretsmanager": `{"Version":"2012-10-17","Id":"auto-secretsmanager-2","Statement":[` +
		`{"Sid":"Allow access through AWS Secrets Manager for all principals in the account that are authorized to use AWS Secrets Manager",` +
		`"Effect":"Allow","Principal":{"AWS":"*"},"Action":["kms:Encrypt","kms:Decrypt","kms:CreateGrant","kms:DescribeKey"],"Resource":"*",` +
		`"Condition":{"StringEquals":{"kms:CallerAccount":"%[1]s","kms:ViaService":"secretsmanager.%[2]s.amazonaws.com"}}},` +
		`{"Sid":"Allow access through AWS Secrets Manager for all principals in the account that are authorized to use AWS Secrets Manager",` +
		`"Effect":"Allow","Principal":{"AWS":"*"},"Action":"kms:GenerateDataKey*","Resource":"*",` +
		`"Condition":{"StringEquals":{"kms:CallerAccount":"%[1]s"},"StringLike":{"kms:ViaService":"secretsmanager.%[2]s.amazonaws.com"}}},` + ownMetadata,
}

const ownMetadata = `{"Sid":"Allow direct access to key metadata to the account","Effect":"Allow","Principal":{"AWS":"arn:aws:iam::%[1]s:root"},` +
	`"Action":["kms:Describe*","kms:Get*","kms:List*","kms:RevokeGrant"],"Resource":"*"}]}`

// descriptions are those of AWS's own keys.
var descriptions = map[string]string{
	"sns":            "Default key that protects my SNS data when no other key is defined",
	"secretsmanager": "Default key that protects my Secrets Manager data when no other key is defined",
}

// behind gives the key of an alias. AWS makes its own keys when they are first
// asked for.
func (s *State) behind(region, name string) (*key, error) {
	r := s.region(region)
	a := r.aliases[name]
	if a == nil {
		return nil, notFound("Alias %s is not found.", s.arn(region, name))
	}
	if a.target != "" {
		return r.keys[a.target], nil
	}
	service := name[len(managedPrefix):]
	document := fmt.Sprintf(managedPolicies[service], s.account, region)
	policy, err := iampolicy.Parse(document)
	if err != nil {
		return nil, fmt.Errorf("reading the policy of %s: %w", name, err)
	}
	k := s.made(region, false)
	k.managed, k.description, k.document, k.policy = true, descriptions[service], document, policy
	k.rotation, k.rotationFrom = defaultRotation, k.created
	a.target, a.created, a.updated = k.id, k.created, k.created
	return k, nil
}
