package secrets

import (
	"slices"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/secretsmanager"
	"github.com/aws/aws-sdk-go-v2/service/secretsmanager/types"

	"secretwatch/aws/sandbox/wire"
)

func (s *State) updateSecret(c *wire.Call, in *secretsmanager.UpdateSecretInput) (*secretsmanager.UpdateSecretOutput, error) {
	one, err := s.findLive(c, in.SecretId)
	if err != nil {
		return nil, err
	}
	if err := checkValue(in.SecretString, in.SecretBinary); err != nil {
		return nil, err
	}
	out := &secretsmanager.UpdateSecretOutput{ARN: aws.String(one.arn), Name: aws.String(one.name)}
	if in.SecretString != nil || in.SecretBinary != nil {
		v := one.byID(aws.ToString(in.ClientRequestToken))
		if v != nil && !v.holds(in.SecretString, in.SecretBinary) {
			return nil, tokenInUse(v.id, one.arn)
		}
		if v == nil {
			v = one.add(c, in.ClientRequestToken, in.SecretString, in.SecretBinary, []string{current})
		}
		out.VersionId = aws.String(v.id)
	}
	if in.Description != nil {
		one.description = *in.Description
	}
	if in.KmsKeyId != nil {
		one.kmsKeyID = *in.KmsKeyId
	}
	one.changed = c.At
	c.Response = response(one, aws.ToString(out.VersionId))
	return out, nil
}

// deleteSecret schedules the end, 30 days from now unless asked otherwise.
// https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_DeleteSecret.html
func (s *State) deleteSecret(c *wire.Call, in *secretsmanager.DeleteSecretInput) (*secretsmanager.DeleteSecretOutput, error) {
	force := aws.ToBool(in.ForceDeleteWithoutRecovery)
	days := int64(30)
	if in.RecoveryWindowInDays != nil {
		days = *in.RecoveryWindowInDays
		if force {
			return nil, invalidParameter("You can't use ForceDeleteWithoutRecovery in conjunction with RecoveryWindowInDays.")
		}
		if days < 7 || days > 30 {
			return nil, invalidParameter("The RecoveryWindowInDays value must be between 7 and 30 days (inclusive).")
		}
	}
	one, err := s.find(c, in.SecretId)
	if err != nil {
		return nil, err
	}
	when := c.At
	switch {
	case force:
		delete(s.regions[c.Region], one.name)
	case !one.deletion.IsZero():
		return nil, wire.Errorf("InvalidRequestException", "You can't perform this operation on the secret because it was already scheduled for deletion.")
	default:
		when = c.At.Add(time.Duration(days) * 24 * time.Hour)
		one.deletion = when
	}
	c.Response = map[string]any{"arn": one.arn, "name": one.name, "deletionDate": when.UTC().Format("Jan 2, 2006, 3:04:05 PM")}
	return &secretsmanager.DeleteSecretOutput{ARN: aws.String(one.arn), Name: aws.String(one.name), DeletionDate: aws.Time(when)}, nil
}

func (s *State) restoreSecret(c *wire.Call, in *secretsmanager.RestoreSecretInput) (*secretsmanager.RestoreSecretOutput, error) {
	one, err := s.find(c, in.SecretId)
	if err != nil {
		return nil, err
	}
	one.deletion = time.Time{}
	c.Response = response(one, "")
	return &secretsmanager.RestoreSecretOutput{ARN: aws.String(one.arn), Name: aws.String(one.name)}, nil
}

func (s *State) tagResource(c *wire.Call, in *secretsmanager.TagResourceInput) (*secretsmanager.TagResourceOutput, error) {
	one, err := s.findLive(c, in.SecretId)
	if err != nil {
		return nil, err
	}
	tags, err := merged(one.tags, in.Tags)
	if err != nil {
		return nil, err
	}
	one.tags, one.changed = tags, c.At
	return &secretsmanager.TagResourceOutput{}, nil
}

func (s *State) untagResource(c *wire.Call, in *secretsmanager.UntagResourceInput) (*secretsmanager.UntagResourceOutput, error) {
	one, err := s.findLive(c, in.SecretId)
	if err != nil {
		return nil, err
	}
	one.tags = slices.DeleteFunc(one.tags, func(t tag) bool { return slices.Contains(in.TagKeys, t.key) })
	one.changed = c.At
	return &secretsmanager.UntagResourceOutput{}, nil
}

// merged sets tags over old ones: at most 50, keys of 1 to 128 characters,
// values of up to 256.
func merged(old []tag, set []types.Tag) ([]tag, *wire.Error) {
	tags := slices.Clone(old)
	for _, t := range set {
		key, value := aws.ToString(t.Key), aws.ToString(t.Value)
		if key == "" || len(key) > 128 || len(value) > 256 {
			return nil, invalidParameter("Tag keys must have 1 to 128 characters, and tag values at most 256.")
		}
		at := slices.IndexFunc(tags, func(have tag) bool { return have.key == key })
		if at < 0 {
			tags = append(tags, tag{key: key})
			at = len(tags) - 1
		}
		tags[at].value = value
	}
	if len(tags) > 50 {
		return nil, invalidParameter("The request exceeds the limit of 50 tags for a secret.")
	}
	return tags, nil
}

func wireTags(tags []tag) []types.Tag {
	var out []types.Tag
	for _, t := range tags {
		out = append(out, types.Tag{Key: aws.String(t.key), Value: aws.String(t.value)})
	}
	return out
}
