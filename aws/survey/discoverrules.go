package survey

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/eventbridge"

	"secretwatch/aws/account"
	"secretwatch/aws/monitor"
)

// maxRules is of how many rules that look like setup's the tags are read.
const maxRules = 8

// DiscoverRules finds what Discover does not: EventBridge rules of ours that
// stand beside a chain of other hands, as a comparison leaves one that is kept.
// The names are the usual ones for the rule's secret, with those of the rule and
// of the topic that it tells. It makes one call, and two for every rule that has
// a name like setup's. What a comparison will remove itself is left out.
func DiscoverRules(ctx context.Context, a *account.Account) ([]monitor.Names, error) {
	// https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_ListRules.html
	out, err := a.Events.ListRules(ctx, &eventbridge.ListRulesInput{NamePrefix: aws.String("secretwatch-")})
	if err != nil {
		return nil, fmt.Errorf("list EventBridge rules: %w", err)
	}
	rules := out.Rules[:min(len(out.Rules), maxRules)]
	names := make([]monitor.Names, len(rules))
	errs := make([]error, len(rules))
	looks := make([]look, len(rules))
	for i, r := range rules {
		looks[i] = func(ctx context.Context) { names[i], errs[i] = namesOfRule(ctx, a, aws.ToString(r.Name)) }
	}
	together(ctx, looks)
	names = slices.DeleteFunc(names, func(n monitor.Names) bool { return n.Monitor == "" })
	return names, errors.Join(errs...)
}

// namesOfRule rebuilds a monitor's names from its rule alone; they are empty
// where it is not setup's.
func namesOfRule(ctx context.Context, a *account.Account, rule string) (monitor.Names, error) {
	named := monitor.Names{Rule: rule}
	t := &taker{Account: a, names: named, s: &monitor.Snapshot{Place: a.Place}}
	out, err := a.Events.ListTagsForResource(ctx, &eventbridge.ListTagsForResourceInput{ResourceARN: aws.String(named.RuleARN(a.Place))})
	if err != nil {
		return monitor.Names{}, fmt.Errorf("read the tags of an EventBridge rule: %w", err)
	}
	tags := map[string]string{}
	for _, tag := range out.Tags {
		tags[aws.ToString(tag.Key)] = aws.ToString(tag.Value)
	}
	n := monitor.NamesFor(tags[monitor.TagSecret], a.Place)
	if tags[monitor.TagSecret] == "" || !n.Ours(tags) || tags[monitor.TagExperiment] != "" {
		return monitor.Names{}, nil
	}
	n.Rule = rule
	t.ruleTargets(ctx)
	if t.way.targets.There() {
		targets := *t.way.targets.Value
		if i := slices.IndexFunc(targets, func(x monitor.RuleTarget) bool { return strings.Contains(x.ARN, ":sns:") }); i >= 0 {
			n.RuleTopic = topicName(targets[i].ARN, a.Place)
		}
	}
	return n, nil
}
