package survey

import (
	"context"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/eventbridge"

	"secretwatch/aws/eventpattern"
	"secretwatch/aws/monitor"
)

// maxOtherRules is of how many rules that tell the rule's topic the pattern is
// read.
const maxOtherRules = 3

// remembersRule reports that the monitor's alarm says that there is a rule.
func (t *taker) remembersRule() bool {
	a := t.s.Alarm.Value
	return a != nil && t.names.Ours(a.Tags) && monitor.NotifiesByRule(a.Tags)
}

// otherRule looks for the rule by what it tells, where none has its name: the
// rules of this region that tell the rule's topic, and of these one for reads.
// https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_ListRuleNamesByTarget.html
func (t *taker) otherRule(ctx context.Context) {
	out, err := t.Events.ListRuleNamesByTarget(ctx, &eventbridge.ListRuleNamesByTargetInput{TargetArn: aws.String(t.ruleTopicARN())})
	if err != nil {
		t.way.otherRule = seen[monitor.Rule](nil, err, ruleGone)
		if u := t.way.otherRule.Unseen; u != nil && u.Reason == monitor.ReasonUnsupported {
			t.way.otherRule = monitor.Seen[monitor.Rule]{} // then its name is all there is to go by
		}
		return
	}
	names := out.RuleNames[:min(len(out.RuleNames), maxOtherRules)]
	found := make([]monitor.Seen[monitor.Rule], len(names))
	looks := make([]look, len(names))
	for i, name := range names {
		looks[i] = func(ctx context.Context) { found[i] = ruleIn(ctx, t.Account, name) }
	}
	together(ctx, looks)
	best := 0
	for _, f := range found {
		switch {
		case f.There() && t.forReads(*f.Value) > best:
			best, t.way.otherRule = t.forReads(*f.Value), f
		case f.Unseen != nil && best == 0:
			t.way.otherRule = f // it may be the one
		}
	}
}

// forReads says how likely a rule is meant for reads of the secret: 2 where it
// takes one, 1 where it asks for something like it, else 0.
func (t *taker) forReads(r monitor.Rule) int {
	pattern := r.Pattern.Raw()
	ids := []string{t.names.Secret}
	if s := t.s.Secret.Value; s != nil {
		ids = append(ids, s.ARN)
	}
	p, err := eventpattern.Parse(pattern)
	for _, id := range ids {
		if err != nil {
			break
		}
		if taken, err := p.Match(monitor.ReadEvent(t.Place, id)); err == nil && taken {
			return 2
		}
	}
	if strings.Contains(pattern, "GetSecret") {
		return 1
	}
	return 0
}

// takeOtherRule makes the rule that was found by its topic the monitor's.
func (t *taker) takeOtherRule() {
	other := t.way.otherRule
	t.way.otherRule = monitor.Seen[monitor.Rule]{}
	if other.Absent() || !t.s.Rule.Absent() {
		return
	}
	t.s.Rule = other
	if other.There() {
		t.names.Rule = other.Value.Name
		t.way.ruleMore, t.way.targets, t.way.ruleTags = false, monitor.Seen[[]monitor.RuleTarget]{}, nil
		t.s.RuleCounts = monitor.Seen[monitor.RuleCounts]{} // they were of the name that no rule has
	}
}
