package keys

import (
	"slices"
	"strings"

	"secretwatch/aws/sandbox/wire"
)

// cryptographic are the operations with a key's material. CloudTrail has them
// among the read-only ones.
var cryptographic = []string{"Encrypt", "Decrypt", "GenerateDataKey", "GenerateDataKeyWithoutPlaintext"}

// Service is the Key Management Service on the wire.
// https://docs.aws.amazon.com/kms/latest/APIReference/Welcome.html
func (s *State) Service() wire.Service {
	return wire.Service{
		SigningName: "kms",
		EventSource: "kms.amazonaws.com",
		Targets:     []string{"TrentService"},
		Operations: slices.Concat([]wire.Operation{
			wire.Op("CreateKey", s.createKey),
			wire.Op("DescribeKey", s.describeKey),
			wire.Op("ListKeys", s.listKeys),
			wire.Op("UpdateKeyDescription", s.updateKeyDescription),
			wire.Op("CreateAlias", s.createAlias),
			wire.Op("UpdateAlias", s.updateAlias),
			wire.Op("DeleteAlias", s.deleteAlias),
			wire.Op("ListAliases", s.listAliases),
			wire.Op("GetKeyPolicy", s.getKeyPolicy),
			wire.Op("PutKeyPolicy", s.putKeyPolicy),
			wire.Op("ListKeyPolicies", s.listKeyPolicies),
			wire.Op("TagResource", s.tagResource),
			wire.Op("UntagResource", s.untagResource),
			wire.Op("ListResourceTags", s.listResourceTags),
			wire.Op("Encrypt", s.encrypt),
			wire.Op("Decrypt", s.decrypt),
			wire.Op("GenerateDataKey", s.generateDataKey),
			wire.Op("GenerateDataKeyWithoutPlaintext", s.generateDataKeyWithoutPlaintext),
		}, s.stateOperations()),
		ReadOnly: func(operation string) bool {
			return slices.ContainsFunc([]string{"Describe", "Get", "List"}, func(verb string) bool { return strings.HasPrefix(operation, verb) }) ||
				slices.Contains(cryptographic, operation)
		},
	}
}
