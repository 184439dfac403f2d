package trail

import (
	"errors"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"

	"secretwatch/aws/sandbox/keys"
	"secretwatch/aws/sandbox/wire"
)

// setKey takes a key's id, alias or ARN and keeps the ARN, as AWS shows it; an
// empty one takes the encryption away.
func (s *State) setKey(t *trail, given *string) {
	switch {
	case given == nil:
	case *given == "":
		t.key = nil
	default:
		t.key = given
		if s.deps.Keys != nil {
			if arn := s.deps.Keys.ARN(keyRegion(t, *given), *given); arn != "" {
				t.key = aws.String(arn)
			}
		}
	}
}

// keyRegion is that of the key's ARN, or the trail's own.
func keyRegion(t *trail, key string) string {
	if parts := strings.Split(key, ":"); len(parts) >= 6 {
		return parts[3]
	}
	return t.home
}

// useKey is nil where CloudTrail may encrypt a log file of the trail.
// https://docs.aws.amazon.com/awscloudtrail/latest/userguide/create-kms-key-policy-for-cloudtrail.html
func (s *State) useKey(t *trail) error {
	if t.key == nil || s.deps.Keys == nil {
		return nil
	}
	return s.deps.Keys.MayUse(keyRegion(t, *t.key), *t.key, keys.Use{
		Service: principal, Actions: []string{"kms:GenerateDataKey"},
		Context: map[string]string{
			"aws:SourceArn": t.arn, "aws:SourceAccount": s.deps.Account, "kms:EncryptionContext:aws:cloudtrail:arn": t.arn,
		},
	})
}

// checkKey refuses a trail whose log files could not be encrypted.
func (s *State) checkKey(t *trail) error {
	switch err := s.useKey(t); {
	case err == nil:
		return nil
	case errors.Is(err, keys.ErrNoKey):
		return wire.Errorf("KmsKeyNotFoundException", "The KMS key %s was not found.", *t.key)
	case errors.Is(err, keys.ErrDenied):
		return wire.Errorf("InsufficientEncryptionPolicyException", "Insufficient permissions to access S3 bucket %s or KMS key %s.", t.bucket, *t.key)
	default:
		return wire.Errorf("KmsException", "The KMS key %s cannot be used: %s.", *t.key, err)
	}
}

// keyFailure is the error of S3 when a file cannot be encrypted, as the trail's
// status shows it.
// https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html
func keyFailure(err error) string {
	switch {
	case errors.Is(err, keys.ErrNoKey):
		return "KMS.NotFoundException"
	case errors.Is(err, keys.ErrDisabled):
		return "KMS.DisabledException"
	case errors.Is(err, keys.ErrDeletion):
		return "KMS.KMSInvalidStateException"
	default:
		return "AccessDenied"
	}
}
