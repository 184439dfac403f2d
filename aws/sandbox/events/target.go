package events

import (
	"encoding/json"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/eventbridge"
	"github.com/aws/aws-sdk-go-v2/service/eventbridge/types"

	"secretwatch/aws/sandbox/wire"
)

func (s *State) putTargets(c *wire.Call, in *eventbridge.PutTargetsInput) (*eventbridge.PutTargetsOutput, error) {
	r, err := s.find(c, in.EventBusName, in.Rule)
	if err != nil {
		return nil, err
	}
	targets := slices.Clone(r.targets)
	for _, t := range in.Targets {
		if err := checkTarget(t); err != nil {
			return nil, err
		}
		i := slices.IndexFunc(targets, func(have types.Target) bool { return *have.Id == *t.Id })
		if i < 0 {
			targets = append(targets, t)
		} else {
			targets[i] = t
		}
	}
	if len(targets) > maxTargets {
		return nil, wire.Errorf("LimitExceededException", "The requested resource exceeds the maximum number allowed.")
	}
	r.targets = targets
	c.Response = map[string]any{"failedEntryCount": 0, "failedEntries": []any{}}
	return &eventbridge.PutTargetsOutput{FailedEntries: []types.PutTargetsResultEntry{}}, nil
}

// checkTarget refuses a target that could never be reached.
func checkTarget(t types.Target) error {
	id := aws.ToString(t.Id)
	if err := checkName("targets.1.member.id", id); err != nil {
		return err
	}
	if parts := strings.SplitN(aws.ToString(t.Arn), ":", 6); len(parts) < 6 || parts[0] != "arn" {
		return invalid("Parameter %s is not valid. Reason: Provided Arn is not in correct format.", aws.ToString(t.Arn))
	}
	given := 0
	for _, is := range []bool{t.Input != nil, t.InputPath != nil, t.InputTransformer != nil} {
		if is {
			given++
		}
	}
	switch {
	case given > 1:
		return invalid("Only one of Input, InputPath, or InputTransformer must be provided for target %s.", id)
	case t.Input != nil && !json.Valid([]byte(*t.Input)):
		return invalid("JSON syntax error in input for target %s", id)
	case t.InputPath != nil && *t.InputPath != "" && !validPath(*t.InputPath):
		return invalid("Invalid InputPath for target %s.", id)
	case t.InputTransformer != nil:
		return checkTransformer(id, t.InputTransformer)
	}
	return nil
}

func (s *State) removeTargets(c *wire.Call, in *eventbridge.RemoveTargetsInput) (*eventbridge.RemoveTargetsOutput, error) {
	r, err := s.find(c, in.EventBusName, in.Rule)
	if err != nil {
		return nil, err
	}
	r.targets = slices.DeleteFunc(r.targets, func(t types.Target) bool { return slices.Contains(in.Ids, *t.Id) })
	c.Response = map[string]any{"failedEntryCount": 0, "failedEntries": []any{}}
	return &eventbridge.RemoveTargetsOutput{FailedEntries: []types.RemoveTargetsResultEntry{}}, nil
}

func (s *State) listTargetsByRule(c *wire.Call, in *eventbridge.ListTargetsByRuleInput) (*eventbridge.ListTargetsByRuleOutput, error) {
	r, err := s.find(c, in.EventBusName, in.Rule)
	if err != nil {
		return nil, err
	}
	targets, next, err := page(r.targets, in.NextToken, in.Limit)
	if err != nil {
		return nil, err
	}
	return &eventbridge.ListTargetsByRuleOutput{Targets: append([]types.Target{}, targets...), NextToken: next}, nil
}
