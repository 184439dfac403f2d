package keys

import (
	"crypto/rand"
	"encoding/hex"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/kms"
	"github.com/aws/aws-sdk-go-v2/service/kms/types"

	"secretwatch/aws/sandbox/wire"
)

func (s *State) createKey(c *wire.Call, in *kms.CreateKeyInput) (*kms.CreateKeyOutput, error) {
	if err := checkKind(in); err != nil {
		return nil, err
	}
	tags, err := merged(nil, in.Tags)
	if err != nil {
		return nil, err
	}
	if len(s.region(c.Region).keys) >= maxKeys {
		return nil, wire.Errorf("LimitExceededException", "The request was rejected because a quota was exceeded.")
	}
	document := s.defaultPolicy(c.Region)
	if aws.ToString(in.Policy) != "" {
		document = *in.Policy
	}
	policy, err := s.checkPolicy(c, s.arn(c.Region, "key/new"), document, in.BypassPolicyLockoutSafetyCheck)
	if err != nil {
		return nil, err
	}
	k := s.made(c.Region, aws.ToBool(in.MultiRegion))
	k.description, k.tags, k.document, k.policy = aws.ToString(in.Description), tags, document, policy
	c.Response = map[string]any{"keyMetadata": recorded(k)}
	return &kms.CreateKeyOutput{KeyMetadata: s.metadata(k)}, nil
}

// checkKind refuses the keys that the sandbox does not have, in AWS's way.
func checkKind(in *kms.CreateKeyInput) error {
	//lint:ignore SA1019 deprecated, and older clients still send it
	spec := string(in.CustomerMasterKeySpec) //nolint:staticcheck // see above
	if in.KeySpec != "" {
		spec = string(in.KeySpec)
	}
	switch {
	case spec != "" && spec != string(types.KeySpecSymmetricDefault) && in.KeyUsage == "":
		return validation("You must specify a KeyUsage value for all KMS keys except for symmetric encryption keys.")
	case spec != "" && spec != string(types.KeySpecSymmetricDefault):
		return unsupported("The sandbox has no keys of the spec %s.", spec)
	case in.KeyUsage != "" && in.KeyUsage != types.KeyUsageTypeEncryptDecrypt:
		return validation("KeyUsage %s is not compatible with KeySpec SYMMETRIC_DEFAULT", in.KeyUsage)
	case in.Origin != "" && in.Origin != types.OriginTypeAwsKms:
		return unsupported("The sandbox has no keys of the origin %s.", in.Origin)
	}
	return nil
}

func unsupported(format string, args ...any) *wire.Error {
	return wire.Errorf("UnsupportedOperationException", format, args...)
}

// made puts a new key into a region.
func (s *State) made(region string, multiRegion bool) *key {
	id := wire.NewID()
	if multiRegion {
		id = "mrk-" + strings.ReplaceAll(id, "-", "")
	}
	k := &key{
		id: id, arn: s.arn(region, "key/"+id), region: region, multiRegion: multiRegion,
		state: types.KeyStateEnabled, created: s.now(), tags: map[string]string{},
	}
	var materialID [32]byte
	_, _ = rand.Read(k.material[:]) // never fails: the documentation of crypto/rand.Read
	_, _ = rand.Read(materialID[:])
	k.materialID = hex.EncodeToString(materialID[:])
	s.region(region).keys[id] = k
	return k
}

func (s *State) describeKey(c *wire.Call, in *kms.DescribeKeyInput) (*kms.DescribeKeyOutput, error) {
	k, err := s.findAny(c.Region, in.KeyId)
	if err != nil {
		return nil, err
	}
	if err := s.permit(c, k); err != nil {
		return nil, err
	}
	return &kms.DescribeKeyOutput{KeyMetadata: s.metadata(k)}, nil
}

func (s *State) updateKeyDescription(c *wire.Call, in *kms.UpdateKeyDescriptionInput) (*kms.UpdateKeyDescriptionOutput, error) {
	k, err := s.findLive(c, in.KeyId)
	if err != nil {
		return nil, err
	}
	k.description = aws.ToString(in.Description)
	return &kms.UpdateKeyDescriptionOutput{}, nil
}

func (s *State) listKeys(c *wire.Call, in *kms.ListKeysInput) (*kms.ListKeysOutput, error) {
	all, next, err := page(s.region(c.Region).sorted(), in.Marker, in.Limit, 100, 1000)
	if err != nil {
		return nil, err
	}
	out := &kms.ListKeysOutput{Keys: []types.KeyListEntry{}, NextMarker: next, Truncated: next != nil}
	for _, k := range all {
		out.Keys = append(out.Keys, types.KeyListEntry{KeyArn: aws.String(k.arn), KeyId: aws.String(k.id)})
	}
	return out, nil
}

// metadata is a key as DescribeKey shows it.
func (s *State) metadata(k *key) *types.KeyMetadata {
	m := &types.KeyMetadata{
		AWSAccountId: aws.String(s.account), KeyId: aws.String(k.id), Arn: aws.String(k.arn), CreationDate: aws.Time(k.created),
		Enabled: k.state == types.KeyStateEnabled, Description: aws.String(k.description), KeyState: k.state,
		KeyUsage: types.KeyUsageTypeEncryptDecrypt, KeySpec: types.KeySpecSymmetricDefault, Origin: types.OriginTypeAwsKms,
		KeyManager: types.KeyManagerTypeCustomer, MultiRegion: aws.Bool(k.multiRegion), CurrentKeyMaterialId: aws.String(k.materialID),
		EncryptionAlgorithms: []types.EncryptionAlgorithmSpec{types.EncryptionAlgorithmSpecSymmetricDefault},
		//lint:ignore SA1019 deprecated, and AWS still sends it
		CustomerMasterKeySpec: types.CustomerMasterKeySpecSymmetricDefault, //nolint:staticcheck // see above
	}
	if k.managed {
		m.KeyManager = types.KeyManagerTypeAws
	}
	if !k.deletion.IsZero() {
		m.DeletionDate = aws.Time(k.deletion)
	}
	if k.multiRegion {
		m.MultiRegionConfiguration = &types.MultiRegionConfiguration{
			MultiRegionKeyType: types.MultiRegionKeyTypePrimary, ReplicaKeys: []types.MultiRegionKey{},
			PrimaryKey: &types.MultiRegionKey{Arn: aws.String(k.arn), Region: aws.String(k.region)},
		}
	}
	return m
}

// recorded is a key's metadata as the record of its creation shows them.
func recorded(k *key) map[string]any {
	return map[string]any{
		"aWSAccountId": strings.Split(k.arn, ":")[4], "keyId": k.id, "arn": k.arn, "enabled": true, "description": k.description,
		"creationDate": k.created.UTC().Format("Jan 2, 2006, 3:04:05 PM"), "keyState": "Enabled", "keyUsage": "ENCRYPT_DECRYPT",
		"keySpec": "SYMMETRIC_DEFAULT", "customerMasterKeySpec": "SYMMETRIC_DEFAULT", "keyManager": "CUSTOMER", "origin": "AWS_KMS",
		"encryptionAlgorithms": []string{"SYMMETRIC_DEFAULT"}, "multiRegion": k.multiRegion, "currentKeyMaterialId": k.materialID,
	}
}
