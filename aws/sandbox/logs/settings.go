package logs

import (
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"

	"secretwatch/aws/sandbox/wire"
)

// of is the group that one of the two members names: its name, or its ARN.
func (s *State) of(c *wire.Call, name, arn *string) (*group, error) {
	if name == nil && arn != nil {
		return s.tagged(c, arn)
	}
	return s.find(c.Region, name, nil)
}

func (s *State) associateKmsKey(c *wire.Call, in *cloudwatchlogs.AssociateKmsKeyInput) (*cloudwatchlogs.AssociateKmsKeyOutput, error) {
	g, err := s.of(c, in.LogGroupName, in.ResourceIdentifier)
	if err != nil {
		return nil, err
	}
	if err := checkKeyARN(in.KmsKeyId); err != nil {
		return nil, err
	}
	if err := s.checkKey(g, in.KmsKeyId); err != nil {
		return nil, err
	}
	g.key = in.KmsKeyId
	return &cloudwatchlogs.AssociateKmsKeyOutput{}, nil
}

// checkKeyARN takes a key's ARN only: the service knows no ids and no aliases.
func checkKeyARN(key *string) error {
	switch {
	case key == nil:
		return missing("kmsKeyId")
	case !strings.HasPrefix(*key, "arn:") || !strings.Contains(*key, ":kms:") || !strings.Contains(*key, ":key/"):
		return invalid("The specified KMS Key Id is not valid: it must be the ARN of a key.")
	}
	return nil
}

func (s *State) disassociateKmsKey(c *wire.Call, in *cloudwatchlogs.DisassociateKmsKeyInput) (*cloudwatchlogs.DisassociateKmsKeyOutput, error) {
	g, err := s.of(c, in.LogGroupName, in.ResourceIdentifier)
	if err != nil {
		return nil, err
	}
	g.key = nil
	return &cloudwatchlogs.DisassociateKmsKeyOutput{}, nil
}

func (s *State) putLogGroupDeletionProtection(c *wire.Call, in *cloudwatchlogs.PutLogGroupDeletionProtectionInput) (
	*cloudwatchlogs.PutLogGroupDeletionProtectionOutput, error,
) {
	g, err := s.find(c.Region, nil, in.LogGroupIdentifier)
	if err != nil {
		return nil, err
	}
	if in.DeletionProtectionEnabled == nil {
		return nil, missing("deletionProtectionEnabled")
	}
	g.protected = aws.ToBool(in.DeletionProtectionEnabled)
	return &cloudwatchlogs.PutLogGroupDeletionProtectionOutput{}, nil
}
