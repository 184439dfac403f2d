package secrets

import (
	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/secretsmanager"

	"secretwatch/aws/sandbox/wire"
)

func (s *State) createSecret(c *wire.Call, in *secretsmanager.CreateSecretInput) (*secretsmanager.CreateSecretOutput, error) {
	if err := checkName(in.Name); err != nil {
		return nil, err
	}
	if err := checkValue(in.SecretString, in.SecretBinary); err != nil {
		return nil, err
	}
	if len(in.AddReplicaRegions) > 0 {
		return nil, invalidParameter("The sandbox does not replicate secrets: leave AddReplicaRegions out.")
	}
	tags, err := merged(nil, in.Tags)
	if err != nil {
		return nil, err
	}
	s.purge(c)
	name := *in.Name
	if old := s.regions[c.Region][name]; old != nil {
		return old.createdAgain(in)
	}
	if len(s.regions[c.Region]) >= maxSecrets {
		return nil, wire.Errorf("LimitExceededException", "The request failed because it would exceed one of the Secrets Manager quotas.")
	}
	made := &secret{
		name: name, arn: s.prefix(c.Region) + name + newSuffix(),
		description: aws.ToString(in.Description), kmsKeyID: aws.ToString(in.KmsKeyId),
		created: c.At, changed: c.At, tags: tags,
	}
	if s.regions[c.Region] == nil {
		s.regions[c.Region] = map[string]*secret{}
	}
	s.regions[c.Region][name] = made
	out := &secretsmanager.CreateSecretOutput{ARN: aws.String(made.arn), Name: aws.String(name)}
	if in.SecretString != nil || in.SecretBinary != nil {
		v := made.add(c, in.ClientRequestToken, in.SecretString, in.SecretBinary, []string{current})
		out.VersionId = aws.String(v.id)
	}
	c.Response = response(made, aws.ToString(out.VersionId))
	return out, nil
}

// createdAgain answers for a name that is taken: a retry of the very same call
// succeeds once more.
func (one *secret) createdAgain(in *secretsmanager.CreateSecretInput) (*secretsmanager.CreateSecretOutput, error) {
	if !one.deletion.IsZero() {
		return nil, wire.Errorf("InvalidRequestException", "You can't create this secret because a secret with this name is already scheduled for deletion.")
	}
	if v := one.byID(aws.ToString(in.ClientRequestToken)); v != nil && v.holds(in.SecretString, in.SecretBinary) {
		return &secretsmanager.CreateSecretOutput{ARN: aws.String(one.arn), Name: aws.String(one.name), VersionId: aws.String(v.id)}, nil
	}
	return nil, wire.Errorf("ResourceExistsException", "The operation failed because the secret %s already exists.", one.name)
}

// response is what the record of a change shows.
func response(one *secret, versionID string) map[string]any {
	r := map[string]any{"arn": one.arn, "name": one.name}
	if versionID != "" {
		r["versionId"] = versionID
	}
	return r
}
