package compare

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/eventbridge"
	"github.com/aws/aws-sdk-go-v2/service/eventbridge/types"

	"secretwatch/aws/foreign"
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
			EventPattern: aws.String(Pattern(e.names.Secret, e.chain.Secret.Value.ARN)),
			Description:  aws.String("Mails every read of a secret; made by secretwatch"),
		})
		return err
	})
	if err != nil {
		return fmt.Errorf("make the rule %s: %w", e.ruleName, err)
	}
	err = patiently(ctx, e.waiting, func(ctx context.Context) error {
		out, err := e.Events.PutTargets(ctx, &eventbridge.PutTargetsInput{Rule: aws.String(e.ruleName), Targets: []types.Target{{
			Id: aws.String(targetID), Arn: aws.String(e.reads), InputTransformer: transformer(),
		}}})
		if err == nil && out.FailedEntryCount > 0 {
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

// Pattern is the event pattern of successful reads of a secret, whether the
// reader named it by name, by ARN or by ARN without its last six characters.
// https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern.html
func Pattern(name, arn string) string {
	ids := []string{name, arn}
	if i := strings.LastIndexByte(arn, '-'); i > 0 {
		ids = append(ids, arn[:i])
	}
	text, err := json.Marshal(map[string]any{
		"source":      []string{"aws.secretsmanager"},
		"detail-type": []string{"AWS API Call via CloudTrail"},
		"detail": map[string]any{
			"eventSource":       []string{"secretsmanager.amazonaws.com"},
			"eventName":         []string{"GetSecretValue"},
			"requestParameters": map[string]any{"secretId": ids},
			"errorCode":         []any{map[string]bool{"exists": false}},
		},
	})
	if err != nil {
		return "" // cannot happen: it is made of texts
	}
	return string(text)
}

// lines are the mail, in plain words. Each is a text of its own to EventBridge,
// because a line break within one would arrive as a backslash and an n; the
// quotes around them arrive too.
func lines() []string {
	return []string{
		"Someone read the secret <secret>.",
		"Who: <who> (<kind>)",
		"When: <when>, in the region <region>",
		"From where: <from>",
		"How: <agent>",
		"Request id: <request>",
	}
}

// https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-transform-target-input.html
func transformer() *types.InputTransformer {
	quoted := make([]string, 0, len(lines()))
	for _, l := range lines() {
		quoted = append(quoted, `"`+l+`"`)
	}
	return &types.InputTransformer{
		InputPathsMap: map[string]string{
			"secret": "$.detail.requestParameters.secretId", "who": "$.detail.userIdentity.arn", "kind": "$.detail.userIdentity.type",
			"when": "$.detail.eventTime", "region": "$.detail.awsRegion", "from": "$.detail.sourceIPAddress",
			"agent": "$.detail.userAgent", "request": "$.detail.requestID",
		},
		InputTemplate: aws.String(strings.Join(quoted, "\n")),
	}
}
