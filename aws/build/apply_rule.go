package build

import (
	"context"
	"errors"
	"slices"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/eventbridge"
	"github.com/aws/aws-sdk-go-v2/service/eventbridge/types"
	"github.com/aws/aws-sdk-go-v2/service/secretsmanager"

	"secretwatch/aws/account"
	"secretwatch/aws/foreign"
	"secretwatch/aws/iampolicy"
	"secretwatch/aws/monitor"
)

// remembered are the steps after which AWS itself remembers that the monitor has
// a rule: the alarm's tag is there before anything of the rule is, so that a
// run that was cut off leaves nothing that the next would not look for. Where
// no alarm is made, the rule's own tag does it.
func (b *applier) remembered(k monitor.Kind) []string {
	needs := []string{id(monitor.KindAlarm, createStep), id(monitor.KindAlarm, SettingTags)}
	alarm := b.change(monitor.KindAlarm).Action
	if k == monitor.KindRuleTopic && alarm != monitor.ActionCreate && alarm != monitor.ActionUpdate {
		needs = append(needs, id(monitor.KindRule, createStep))
	}
	return needs
}

func (b *applier) ruleTopicSteps(i int, c monitor.Change) {
	k := monitor.KindRuleTopic
	t := topic{b.Account, b.name(k), b.arn(k), iampolicy.RuleTopicPolicy(b.arn(k), b.d.Account), b.d}
	if c.Action == monitor.ActionCreate {
		b.create(i, c.Kind, t.create, b.remembered(k)...)
	} else if differs(c, SettingPolicy) {
		b.set(i, c, SettingPolicy, func(ctx context.Context) error { return t.putPolicy(ctx, !c.NotOurs) })
	}
}

func (b *applier) ruleSubscriptionSteps(i int, c monitor.Change) {
	b.subscribe(i, c, monitor.KindRuleTopic)
}

func (b *applier) ruleSteps(i int, c monitor.Change) {
	secret := id(monitor.KindSecret, createStep)
	if c.Action == monitor.ActionCreate {
		b.create(i, c.Kind, b.createRule, append(b.remembered(c.Kind), secret)...)
	} else if differs(c, SettingPattern) || differs(c, SettingState) {
		b.create(i, c.Kind, b.updateRule, secret)
	}
	if differs(c, SettingTarget) {
		b.set(i, c, SettingTarget, func(ctx context.Context) error { return b.putTarget(ctx, !c.NotOurs) }, id(monitor.KindRuleTopic, createStep))
	}
}

// createRule makes the rule with its tags, in the state in which it sees reads.
// https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutRule.html
func (b *applier) createRule(ctx context.Context) error {
	arn, err := b.secretARN(ctx)
	if err != nil {
		return err
	}
	_, err = b.Events.PutRule(ctx, &eventbridge.PutRuleInput{
		Name: aws.String(b.name(monitor.KindRule)), Tags: ruleTags(b.d.Tags()),
		State:        types.RuleStateEnabledWithAllCloudtrailManagementEvents,
		EventPattern: aws.String(monitor.EventPattern(b.d.Secret, arn)),
		Description:  aws.String(monitor.RuleDescription(b.d.Secret)),
	})
	return err
}

// updateRule reads the rule first, because the call replaces all of it.
func (b *applier) updateRule(ctx context.Context) error {
	arn, err := b.secretARN(ctx)
	if err != nil {
		return err
	}
	name := aws.String(b.name(monitor.KindRule))
	is, err := b.Events.DescribeRule(ctx, &eventbridge.DescribeRuleInput{Name: name})
	if err != nil {
		return err
	}
	_, err = b.Events.PutRule(ctx, &eventbridge.PutRuleInput{
		Name: name, Description: is.Description, RoleArn: is.RoleArn, ScheduleExpression: is.ScheduleExpression,
		State:        types.RuleStateEnabledWithAllCloudtrailManagementEvents,
		EventPattern: aws.String(monitor.EventPattern(b.d.Secret, arn)),
	})
	return err
}

// secretARN is the ARN of the secret, which for a new one only AWS knows.
func (b *applier) secretARN(ctx context.Context) (string, error) {
	b.run.mu.Lock()
	i := slices.IndexFunc(b.run.results, func(r Result) bool { return r.Change.Kind == monitor.KindSecret })
	arn := ""
	if i >= 0 {
		arn = b.run.results[i].Change.ARN
	}
	b.run.mu.Unlock()
	if arn != "" {
		return arn, nil
	}
	out, err := b.Secrets.DescribeSecret(ctx, &secretsmanager.DescribeSecretInput{SecretId: aws.String(b.d.Secret)})
	if err != nil {
		return "", err
	}
	return aws.ToString(out.ARN), nil
}

// putTarget has the rule tell its topic, in plain words. In a rule that is not
// ours a target of the same id may be another's.
// https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutTargets.html
func (b *applier) putTarget(ctx context.Context, ours bool) error {
	name := monitor.RuleTargetID
	if !ours {
		name += "-" + b.d.Monitor
	}
	out, err := b.Events.PutTargets(ctx, &eventbridge.PutTargetsInput{
		Rule: aws.String(b.name(monitor.KindRule)),
		Targets: []types.Target{{
			Id: aws.String(name), Arn: aws.String(b.arn(monitor.KindRuleTopic)),
			InputTransformer: &types.InputTransformer{InputPathsMap: monitor.RulePaths(), InputTemplate: aws.String(monitor.RuleTemplate())},
		}},
	})
	if err == nil && out.FailedEntryCount > 0 {
		err = errors.New("EventBridge did not take its topic")
		if len(out.FailedEntries) > 0 {
			err = errors.New(foreign.Safe(aws.ToString(out.FailedEntries[0].ErrorMessage)))
		}
	}
	return err
}

func ruleTags(tags map[string]string) []types.Tag {
	var list []types.Tag
	for k, v := range sorted(tags) {
		list = append(list, types.Tag{Key: aws.String(k), Value: aws.String(v)})
	}
	return list
}

// deletions are the steps of what goes in this run.
func (b *applier) deletions() []string {
	var list []string
	for _, c := range b.changes {
		if c.Action == monitor.ActionDelete {
			list = append(list, deleteID(c))
		}
	}
	return list
}

// deleteRule takes every target away first: a rule that has one cannot go.
// https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_DeleteRule.html
func (w *wrecker) deleteRule(ctx context.Context, c monitor.Change) error {
	targets, err := w.Events.ListTargetsByRule(ctx, &eventbridge.ListTargetsByRuleInput{Rule: aws.String(c.Name)})
	if account.HasCode(err, "ResourceNotFoundException") {
		return nil
	}
	if err != nil {
		return err
	}
	var ids []string
	for _, t := range targets.Targets {
		ids = append(ids, aws.ToString(t.Id))
	}
	if slices.Sort(ids); len(ids) > 0 {
		_, err = w.Events.RemoveTargets(ctx, &eventbridge.RemoveTargetsInput{Rule: aws.String(c.Name), Ids: ids})
		if err := absent(err, "ResourceNotFoundException"); err != nil {
			return err
		}
	}
	_, err = w.Events.DeleteRule(ctx, &eventbridge.DeleteRuleInput{Name: aws.String(c.Name)})
	return absent(err, "ResourceNotFoundException")
}
