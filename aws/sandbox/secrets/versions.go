package secrets

import (
	"bytes"
	"slices"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/secretsmanager"
	"github.com/aws/aws-sdk-go-v2/service/secretsmanager/types"

	"secretwatch/aws/sandbox/wire"
)

// add makes a version. The stage AWSCURRENT moves to it, and AWSPREVIOUS to
// the one that had it.
// https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_PutSecretValue.html
func (one *secret) add(c *wire.Call, token, text *string, binary []byte, stages []string) *version {
	v := &version{id: aws.ToString(token), created: c.At, text: text, binary: slices.Clone(binary)}
	if v.id == "" {
		v.id = wire.NewID()
	}
	one.versions = append(one.versions, v)
	for _, stage := range stages {
		one.move(stage, v)
	}
	one.changed = c.At
	if len(one.versions) > maxVersions {
		unlabelled := slices.IndexFunc(one.versions, func(v *version) bool { return len(v.stages) == 0 })
		if unlabelled >= 0 {
			one.versions = slices.Delete(one.versions, unlabelled, unlabelled+1)
		}
	}
	return v
}

func (one *secret) move(stage string, to *version) {
	from := one.byStage(stage)
	if from == to {
		return
	}
	if from != nil {
		from.drop(stage)
		if stage == current {
			one.move(previous, from)
		}
	}
	if stage == current {
		to.drop(previous)
	}
	to.stages = append(to.stages, stage)
}

func (v *version) drop(stage string) {
	v.stages = slices.DeleteFunc(v.stages, func(s string) bool { return s == stage })
}

func (one *secret) byStage(stage string) *version {
	for _, v := range one.versions {
		if slices.Contains(v.stages, stage) {
			return v
		}
	}
	return nil
}

func (one *secret) byID(id string) *version {
	for _, v := range one.versions {
		if v.id == id && id != "" {
			return v
		}
	}
	return nil
}

func (v *version) holds(text *string, binary []byte) bool {
	if (v.text == nil) != (text == nil) {
		return false
	}
	return aws.ToString(v.text) == aws.ToString(text) && bytes.Equal(v.binary, binary)
}

func (one *secret) stages() map[string][]string {
	stages := map[string][]string{}
	for _, v := range one.versions {
		if len(v.stages) > 0 {
			stages[v.id] = slices.Clone(v.stages)
		}
	}
	return stages
}

func (s *State) putSecretValue(c *wire.Call, in *secretsmanager.PutSecretValueInput) (*secretsmanager.PutSecretValueOutput, error) {
	one, err := s.findLive(c, in.SecretId)
	if err != nil {
		return nil, err
	}
	if in.SecretString == nil && in.SecretBinary == nil {
		return nil, invalidParameter("You must provide either SecretString or SecretBinary.")
	}
	if err := checkValue(in.SecretString, in.SecretBinary); err != nil {
		return nil, err
	}
	v := one.byID(aws.ToString(in.ClientRequestToken))
	if v != nil && !v.holds(in.SecretString, in.SecretBinary) {
		return nil, tokenInUse(v.id, one.arn)
	}
	if v == nil {
		stages := in.VersionStages
		if len(stages) == 0 || len(one.versions) == 0 && !slices.Contains(stages, current) {
			stages = append(slices.Clone(stages), current)
		}
		v = one.add(c, in.ClientRequestToken, in.SecretString, in.SecretBinary, stages)
	}
	c.Response = response(one, v.id)
	return &secretsmanager.PutSecretValueOutput{
		ARN: aws.String(one.arn), Name: aws.String(one.name), VersionId: aws.String(v.id), VersionStages: slices.Clone(v.stages),
	}, nil
}

func (s *State) listSecretVersionIDs(c *wire.Call, in *secretsmanager.ListSecretVersionIdsInput) (*secretsmanager.ListSecretVersionIdsOutput, error) {
	one, err := s.find(c, in.SecretId)
	if err != nil {
		return nil, err
	}
	out := &secretsmanager.ListSecretVersionIdsOutput{
		ARN: aws.String(one.arn), Name: aws.String(one.name), Versions: []types.SecretVersionsListEntry{},
	}
	for _, v := range one.versions {
		if len(v.stages) == 0 && !aws.ToBool(in.IncludeDeprecated) {
			continue
		}
		entry := types.SecretVersionsListEntry{
			VersionId: aws.String(v.id), CreatedDate: aws.Time(v.created), VersionStages: slices.Clone(v.stages),
			KmsKeyIds: []string{"DefaultEncryptionKey"},
		}
		if !v.accessed.IsZero() {
			entry.LastAccessedDate = aws.Time(v.accessed)
		}
		out.Versions = append(out.Versions, entry)
	}
	return out, nil
}
