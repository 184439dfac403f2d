package compare

import (
	"context"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/eventbridge"
	"github.com/aws/aws-sdk-go-v2/service/sns"
)

// keep makes the rule with its topic a part of the monitor, by taking the
// experiment's tag away. The rule's is the last: until then both are removed.
func (e *experiment) keep(ctx context.Context) error {
	if e.keeps {
		return nil // it is one already
	}
	if !e.result.reliable(WayRule) {
		e.tell(EventWarning, "EventBridge is not kept: it did not tell of every read")
		return nil
	}
	tag := []string{TagExperiment}
	err := patiently(ctx, e.waiting, func(ctx context.Context) error {
		_, err := e.SNS.UntagResource(ctx, &sns.UntagResourceInput{ResourceArn: aws.String(e.reads), TagKeys: tag})
		return err
	})
	if err != nil {
		return fmt.Errorf("keep the topic: %w", err)
	}
	err = patiently(ctx, e.waiting, func(ctx context.Context) error {
		_, err := e.Events.UntagResource(ctx, &eventbridge.UntagResourceInput{ResourceARN: aws.String(e.rule), TagKeys: tag})
		return err
	})
	if err != nil {
		return fmt.Errorf("keep the rule: %w", err)
	}
	e.keeps = true
	e.tell(EventKept, "the EventBridge rule "+e.ruleName+" and its topic are part of the monitor now")
	return nil
}
