package compare

import (
	"context"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/eventbridge"
	"github.com/aws/aws-sdk-go-v2/service/sns"

	"secretwatch/aws/foreign"
)

// keep makes the rule with its topic a part of the monitor: it takes the
// experiment's tag from the topic, has the alarm remember the rule, and takes
// the tag from the rule. Until that last call all of it is still the
// experiment's, and is removed, the alarm's memory first.
func (e *experiment) keep(ctx context.Context) error {
	switch {
	case e.keeps:
		return nil // it is one already
	case !e.takes(WayRule):
		e.tell(EventWarning, "EventBridge is not kept: it was left out")
		return nil
	case !e.result.reliable(WayRule):
		e.tell(EventWarning, "EventBridge is not kept: it did not tell of every read")
		return nil
	}
	tag := []string{TagExperiment}
	err := patiently(ctx, e.waiting, func(ctx context.Context) error {
		_, err := e.SNS.UntagResource(ctx, &sns.UntagResourceInput{ResourceArn: aws.String(e.reads), TagKeys: []string{TagExperiment, tagRun}})
		return err
	})
	if err != nil {
		return fmt.Errorf("keep the topic: %w", err)
	}
	alarm := e.chain.Alarm.Value
	if ours := alarm != nil && e.names.Ours(alarm.Tags); ours {
		e.memory = alarm.ARN
		if err := remember(ctx, e.Account, e.names, alarm.ARN, e.waiting); err != nil {
			return err
		}
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
	if e.memory == "" {
		e.tell(EventWarning, fmt.Sprintf("the alarm %s was not made by setup and is left as it is, so it cannot remember that: the rule is found by its name, and once it is gone nobody misses it",
			foreign.Safe(e.names.Alarm)))
	}
	return nil
}
