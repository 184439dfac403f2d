package survey

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/eventbridge"

	"secretwatch/aws/account"
	"secretwatch/aws/foreign"
	"secretwatch/aws/monitor"
)

// https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_DescribeRule.html
func (t *taker) rule(ctx context.Context) { t.s.Rule = ruleIn(ctx, t.Account, t.names.Rule) }

// ruleIn is a rule of a region's default bus, without its targets and tags.
func ruleIn(ctx context.Context, a *account.Account, name string) monitor.Seen[monitor.Rule] {
	out, err := a.Events.DescribeRule(ctx, &eventbridge.DescribeRuleInput{Name: aws.String(name)})
	if err != nil {
		return seen[monitor.Rule](nil, err, ruleGone)
	}
	return monitor.Found(monitor.Rule{
		Name: aws.ToString(out.Name), ARN: aws.ToString(out.Arn), Region: a.Region, State: string(out.State),
		Pattern: foreign.New(aws.ToString(out.EventPattern)), Description: foreign.New(aws.ToString(out.Description)), ManagedBy: aws.ToString(out.ManagedBy),
	})
}

const ruleGone = "ResourceNotFoundException"

// ruleTargets takes one page: a rule has five targets at most.
// https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_ListTargetsByRule.html
func (t *taker) ruleTargets(ctx context.Context) {
	out, err := t.Events.ListTargetsByRule(ctx, &eventbridge.ListTargetsByRuleInput{Rule: aws.String(t.names.Rule)})
	if err != nil {
		t.way.targets = seen[[]monitor.RuleTarget](nil, err, ruleGone)
		return
	}
	list := make([]monitor.RuleTarget, 0, len(out.Targets))
	for _, x := range out.Targets {
		target := monitor.RuleTarget{ID: aws.ToString(x.Id), ARN: aws.ToString(x.Arn)}
		switch {
		case x.InputTransformer != nil:
			target.Template = foreign.New(aws.ToString(x.InputTransformer.InputTemplate))
		case x.Input != nil: // a text that is always the same
			target.Template = foreign.New(*x.Input)
		}
		list = append(list, target)
	}
	t.way.targets = monitor.Found(list)
}

// ruleTags leaves the tags empty where they cannot be seen.
func (t *taker) ruleTags(ctx context.Context) {
	out, err := t.Events.ListTagsForResource(ctx, &eventbridge.ListTagsForResourceInput{ResourceARN: aws.String(t.names.RuleARN(t.Place))})
	if err != nil {
		return
	}
	t.way.ruleTags = make(map[string]string, len(out.Tags))
	for _, tag := range out.Tags {
		t.way.ruleTags[aws.ToString(tag.Key)] = aws.ToString(tag.Value)
	}
}

func (t *taker) ruleTopicARN() string { return ruleTopicOf(t.names, t.Place) }

// ruleTopicOf takes a topic of another place by its ARN, in the name's stead.
func ruleTopicOf(n monitor.Names, p monitor.Place) string {
	if isARN(n.RuleTopic) {
		return n.RuleTopic
	}
	return n.RuleTopicARN(p)
}

func (t *taker) ruleTopic(ctx context.Context) { t.s.RuleTopic = t.topicAt(ctx, t.ruleTopicARN()) }

func (t *taker) ruleTopicTags(ctx context.Context) {
	t.way.topicTags = t.tagsOfTopic(ctx, t.ruleTopicARN())
}

func (t *taker) ruleSubscribers(ctx context.Context) {
	t.s.RuleSubscribers = t.subscribersOf(ctx, t.ruleTopicARN())
}

// ruleKey asks about the key that encrypts the rule's topic, and then for its
// policy.
func (t *taker) ruleKey(ctx context.Context) {
	t.s.RuleKey = t.keyOf(ctx, t.s.RuleTopic.Value.KeyID)
	if ownPolicy(t.s.RuleKey.Value) {
		t.readPolicy(ctx, t.s.RuleKey.Value)
	}
}

// awayRules are the rules of that name in other regions. A rule gets the events
// of its own region alone.
// https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-service-event-cloudtrail.html
func (t *taker) awayRules(ctx context.Context) {
	regions, known := t.awayRegions()
	found := make([]monitor.Seen[monitor.Rule], len(regions))
	looks := make([]look, len(regions))
	for i, region := range regions {
		there := t.in(region)
		looks[i] = func(ctx context.Context) { found[i] = ruleIn(ctx, there, t.names.Rule) }
	}
	together(ctx, looks)
	rules := []monitor.Rule{}
	for i, x := range found {
		if x.Unseen != nil && i < known && t.s.AwayRules.Unseen == nil {
			t.s.AwayRules = monitor.NotSeen[[]monitor.Rule](*x.Unseen)
		}
		if x.There() {
			rules = append(rules, *x.Value)
		}
	}
	if len(rules) > 0 || t.s.AwayRules.Unseen == nil {
		t.s.AwayRules = monitor.Found(rules)
	}
}
