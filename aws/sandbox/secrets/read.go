package secrets

import (
	"slices"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/secretsmanager"
	"github.com/aws/aws-sdk-go-v2/service/secretsmanager/types"

	"secretwatch/aws/sandbox/wire"
)

// getSecretValue leaves c.Params as it is: the secret's id exactly as it was
// sent, and the version where one was asked for. The record's responseElements
// are null.
func (s *State) getSecretValue(c *wire.Call, in *secretsmanager.GetSecretValueInput) (*secretsmanager.GetSecretValueOutput, error) {
	one, v, err := s.read(c, in.SecretId, in.VersionId, in.VersionStage)
	if err != nil {
		return nil, err
	}
	return &secretsmanager.GetSecretValueOutput{
		ARN: aws.String(one.arn), Name: aws.String(one.name), CreatedDate: aws.Time(v.created),
		SecretString: v.text, SecretBinary: v.binary, VersionId: aws.String(v.id), VersionStages: slices.Clone(v.stages),
	}, nil
}

func (s *State) read(c *wire.Call, id, versionID, stage *string) (*secret, *version, *wire.Error) {
	one, err := s.findLive(c, id)
	if err != nil {
		return nil, nil, err
	}
	v, err := one.version(versionID, stage)
	if err != nil {
		return nil, nil, err
	}
	// AWS keeps the day alone.
	v.accessed = c.At.UTC().Truncate(24 * time.Hour)
	one.accessed = v.accessed
	return one, v, nil
}

// version picks by id, by stage or by both; AWSCURRENT where neither is given.
func (one *secret) version(id, stage *string) (*version, *wire.Error) {
	label := aws.ToString(stage)
	if label == "" {
		label = current
	}
	if aws.ToString(id) == "" {
		v := one.byStage(label)
		if v == nil {
			return nil, wire.Errorf("ResourceNotFoundException", "Secrets Manager can't find the specified secret value for staging label: %s", label)
		}
		return v, nil
	}
	v := one.byID(*id)
	if v == nil {
		return nil, wire.Errorf("ResourceNotFoundException", "Secrets Manager can't find the specified secret value for VersionId: %s", *id)
	}
	if aws.ToString(stage) != "" && !slices.Contains(v.stages, *stage) {
		return nil, wire.Errorf("InvalidRequestException", "You provided a VersionStage that is not associated to the provided VersionId.")
	}
	return v, nil
}

// batchGetSecretValue reads several. CloudTrail has a GetSecretValue for each
// that was read, beside the batch itself.
// https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_BatchGetSecretValue.html
func (s *State) batchGetSecretValue(c *wire.Call, in *secretsmanager.BatchGetSecretValueInput) (*secretsmanager.BatchGetSecretValueOutput, error) {
	if (len(in.SecretIdList) == 0) == (len(in.Filters) == 0) {
		return nil, invalidParameter("Either 'SecretIdList' or 'Filters' must be provided, but not both.")
	}
	if len(in.SecretIdList) > 20 {
		return nil, wire.Errorf("ValidationException", "1 validation error detected: Value at 'secretIdList' failed to satisfy constraint: Member must have length less than or equal to 20")
	}
	ids := in.SecretIdList
	out := &secretsmanager.BatchGetSecretValueOutput{SecretValues: []types.SecretValueEntry{}, Errors: []types.APIErrorType{}}
	if len(ids) == 0 {
		var err *wire.Error
		ids, out.NextToken, err = s.filteredPage(c, in)
		if err != nil {
			return nil, err
		}
	}
	for _, id := range ids {
		child := childOf(c, id)
		c.Also = append(c.Also, child)
		one, v, err := s.readForBatch(c, id)
		if err != nil {
			child.Err = err
			out.Errors = append(out.Errors, types.APIErrorType{
				SecretId: aws.String(id), ErrorCode: aws.String(err.Code), Message: aws.String(err.Message),
			})
			continue
		}
		out.SecretValues = append(out.SecretValues, types.SecretValueEntry{
			ARN: aws.String(one.arn), Name: aws.String(one.name), CreatedDate: aws.Time(v.created),
			SecretString: v.text, SecretBinary: v.binary, VersionId: aws.String(v.id), VersionStages: slices.Clone(v.stages),
		})
	}
	return out, nil
}

// childOf is the read that CloudTrail records for one secret of a batch, also
// where it fails: Secrets Manager makes it for whoever called the batch.
func childOf(c *wire.Call, id string) *wire.Call {
	child := *c
	child.Operation, child.Params, child.Also = "GetSecretValue", map[string]any{"secretId": id}, nil
	child.InvokedBy = "secretsmanager.amazonaws.com"
	return &child
}

func (s *State) readForBatch(c *wire.Call, id string) (*secret, *version, *wire.Error) {
	if s.guard != nil {
		if err := s.guard(c, id); err != nil {
			return nil, nil, err
		}
	}
	return s.read(c, &id, nil, nil)
}

func (s *State) filteredPage(c *wire.Call, in *secretsmanager.BatchGetSecretValueInput) ([]string, *string, *wire.Error) {
	limit := int32(20)
	if in.MaxResults != nil {
		limit = min(limit, *in.MaxResults)
	}
	found, err := s.filtered(c, in.Filters, false)
	if err != nil {
		return nil, nil, err
	}
	shown, next, err := page(found, in.NextToken, &limit)
	var ids []string
	for _, one := range shown {
		ids = append(ids, one.arn)
	}
	return ids, next, err
}

func (s *State) describeSecret(c *wire.Call, in *secretsmanager.DescribeSecretInput) (*secretsmanager.DescribeSecretOutput, error) {
	one, err := s.find(c, in.SecretId)
	if err != nil {
		return nil, err
	}
	e := one.entry()
	return &secretsmanager.DescribeSecretOutput{
		ARN: e.ARN, Name: e.Name, Description: e.Description, KmsKeyId: e.KmsKeyId, Tags: e.Tags,
		CreatedDate: e.CreatedDate, LastChangedDate: e.LastChangedDate, LastAccessedDate: e.LastAccessedDate,
		DeletedDate: e.DeletedDate, VersionIdsToStages: e.SecretVersionsToStages,
	}, nil
}

// entry is a secret as ListSecrets and DescribeSecret show it.
func (one *secret) entry() types.SecretListEntry {
	e := types.SecretListEntry{
		ARN: aws.String(one.arn), Name: aws.String(one.name),
		CreatedDate: aws.Time(one.created), LastChangedDate: aws.Time(one.changed),
		Tags: wireTags(one.tags), SecretVersionsToStages: one.stages(),
	}
	if one.description != "" {
		e.Description = aws.String(one.description)
	}
	if one.kmsKeyID != "" {
		e.KmsKeyId = aws.String(one.kmsKeyID)
	}
	if !one.accessed.IsZero() {
		e.LastAccessedDate = aws.Time(one.accessed)
	}
	if !one.deletion.IsZero() {
		e.DeletedDate = aws.Time(one.deletion)
	}
	return e
}
