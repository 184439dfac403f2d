package compare

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/eventbridge"
	"github.com/aws/aws-sdk-go-v2/service/eventbridge/types"

	"secretwatch/aws/foreign"
	"secretwatch/aws/monitor"
)

// makeRule makes the rule on reads of the secret and gives it its topic. A plain
// ENABLED rule would never see a read.
// https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-service-event-cloudtrail-management.html
func (e *experiment) makeRule(ctx context.Context) error {
	var tags []types.Tag
	all := e.tags(nil)
	for _, k := range slices.Sorted(maps.Keys(all)) {
		tags = append(tags, types.Tag{Key: aws.String(k), Value: aws.String(all[k])})
	}
	err := patiently(ctx, e.waiting, func(ctx context.Context) error {
		_, err := e.Events.PutRule(ctx, &eventbridge.PutRuleInput{
			Name: aws.String(e.ruleName), Tags: tags, State: types.RuleStateEnabledWithAllCloudtrailManagementEvents,
			EventPattern: aws.String(e.eventPattern()),
			Description:  aws.String(monitor.RuleDescription(e.names.Secret)),
		})
		return err
	})
	if err != nil {
		return fmt.Errorf("make the rule %s: %w", e.ruleName, err)
	}
	err = patiently(ctx, e.waiting, func(ctx context.Context) error {
		out, err := e.Events.PutTargets(ctx, &eventbridge.PutTargetsInput{Rule: aws.String(e.ruleName), Targets: []types.Target{{
			Id: aws.String(monitor.RuleTargetID), Arn: aws.String(e.reads),
			InputTransformer: &types.InputTransformer{InputPathsMap: monitor.RulePaths(), InputTemplate: aws.String(monitor.RuleTemplate())},
		}}})
		if err == nil && len(out.FailedEntries) > 0 {
			err = errors.New(foreign.Safe(aws.ToString(out.FailedEntries[0].ErrorMessage)))
		}
		return err
	})
	if err != nil {
		return fmt.Errorf("give the rule %s its topic: %w", e.ruleName, err)
	}
	e.tell(EventMade, "made the EventBridge rule "+e.ruleName)
	return nil
}
