package secrets

import (
	"slices"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/secretsmanager"

	"secretwatch/aws/sandbox/wire"
)

// updateSecretVersionStage moves a label between versions. A label that is in
// use moves only when the version that has it is named too.
// https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_UpdateSecretVersionStage.html
func (s *State) updateSecretVersionStage(c *wire.Call, in *secretsmanager.UpdateSecretVersionStageInput) (*secretsmanager.UpdateSecretVersionStageOutput, error) {
	one, err := s.findLive(c, in.SecretId)
	if err != nil {
		return nil, err
	}
	stage, from, to := aws.ToString(in.VersionStage), aws.ToString(in.RemoveFromVersionId), aws.ToString(in.MoveToVersionId)
	holder := one.byStage(stage)
	for _, id := range []string{from, to} {
		if id != "" && one.byID(id) == nil {
			return nil, wire.Errorf("ResourceNotFoundException", "Secrets Manager can't find the specified secret value for VersionId: %s", id)
		}
	}
	switch {
	case stage == "":
		return nil, invalidParameter("You must provide a value for the VersionStage parameter.")
	case from == "" && to == "":
		return nil, invalidParameter("You must provide a value for RemoveFromVersionId or MoveToVersionId.")
	case from != "" && !slices.Contains(one.byID(from).stages, stage):
		return nil, invalidParameter("Not a valid version " + from + " for staging label " + stage + ".")
	case to == "" && stage == current:
		return nil, invalidParameter("You can only move staging label AWSCURRENT to a different secret version. It can't be completely removed.")
	case to != "" && holder != nil && holder.id != to && from != holder.id:
		return nil, invalidParameter("The parameter RemoveFromVersionId can't be empty. Staging label " + stage +
			" is currently attached to version " + holder.id + ", so you must explicitly reference that version in RemoveFromVersionId.")
	}
	if to == "" {
		one.byID(from).drop(stage)
	} else {
		one.move(stage, one.byID(to))
	}
	one.changed = c.At
	c.Response = response(one, "")
	return &secretsmanager.UpdateSecretVersionStageOutput{ARN: aws.String(one.arn), Name: aws.String(one.name)}, nil
}
