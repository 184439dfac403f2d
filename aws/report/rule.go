package report

import (
	"slices"
	"strings"

	"secretwatch/aws/monitor"
)

// The EventBridge rule, where the monitor has this second way to be told.

// RuleEvents are the names of the changes that are asked for beside Events where
// the monitor also tells by a rule.
func RuleEvents() []string {
	return []string{callPutRule, callPutTargets, callRemoveTargets, callDisableRule, callEnableRule}
}

// Calls that change the rule, as CloudTrail names them.
const (
	callPutRule       = "PutRule"
	callPutTargets    = "PutTargets"
	callRemoveTargets = "RemoveTargets"
	callDisableRule   = "DisableRule"
	callEnableRule    = "EnableRule"
)

// ruleGaps are times in which the rule was switched off, or had no target.
func (p *page) ruleGaps() []gap {
	ended := map[string][]string{callDisableRule: {callEnableRule, callPutRule}, callRemoveTargets: {callPutTargets}}
	var gaps []gap
	for i, c := range p.ruleChanges {
		for _, later := range p.ruleChanges[i+1:] {
			if slices.Contains(ended[c.Event], later.Event) {
				gaps = append(gaps, gap{c.At, later.At, c.Event})
				break
			}
		}
	}
	return gaps
}

// ruleParts are rows of the table of parts.
func (p *page) ruleParts() [][]string {
	s := p.Snapshot
	if !s.ByRule() {
		return nil
	}
	rows := [][]string{
		p.row(monitor.KindRule, s.Names.Rule, s.Rule.There(), s.Rule.Unseen),
		p.row(monitor.KindRuleTopic, s.Names.RuleTopic, s.RuleTopic.There(), s.RuleTopic.Unseen),
	}
	for _, sub := range valueOf(s.RuleSubscribers) {
		rows = append(rows, []string{monitor.KindRuleSubscription.Word(), p.code(sub.Endpoint.Raw()) + " (" + p.text(sub.Protocol) + ")", subscribed(sub), p.madeText(monitor.KindRuleSubscription)})
	}
	if u := s.RuleSubscribers.Unseen; u != nil {
		rows = append(rows, []string{monitor.KindRuleSubscription.Word(), "?", "not seen: " + p.text(why(u)), p.madeText(monitor.KindRuleSubscription)})
	}
	return rows
}

// kept describes the rule.
func (p *page) kept() {
	s := p.Snapshot
	if !s.ByRule() {
		return
	}
	p.b.WriteString("**The EventBridge rule of this monitor.** ")
	r := s.Rule.Value
	switch {
	case s.Rule.Unseen != nil:
		p.unseen("The rule "+p.code(s.Names.Rule), why(s.Rule.Unseen))
		return
	case r == nil:
		p.line("The monitor also is to tell by the rule %s, which is not there.", p.code(s.Names.Rule))
		return
	}
	p.line("Beside the alarm the rule %s tells of every single read, past log group, metric and alarm. Its state is %s. Made: %s.", p.code(r.Name), p.code(r.State), p.madeText(monitor.KindRule))
	p.line("A rule that is merely `ENABLED` gets no event of a read: only the state `%s` takes Get, List and Describe calls too. The rule looks for", monitor.RuleStateAll)
	p.line("%s", p.code(r.Pattern.Raw()))
	for _, t := range valueOf(r.Targets) {
		p.line("and tells %s.%s", p.code(t.ARN), p.mail(t))
	}
	if r.Targets.There() && len(*r.Targets.Value) == 0 {
		p.line("and has no target, so that it tells nobody.")
	}
	for _, sub := range valueOf(s.RuleSubscribers) {
		p.item("%s: %s", p.code(sub.Endpoint.Raw()), subscribed(sub))
	}
	if len(valueOf(s.RuleSubscribers)) > 0 {
		p.end()
	}
}

// mail is what a target's mail says.
func (p *page) mail(t monitor.RuleTarget) string {
	if t.Template.Empty() {
		return " Its message is the whole event."
	}
	return " Its mail says: " + p.code(strings.ReplaceAll(t.Template.Raw(), "\n", " ")) + "."
}

// concerningRule are the changes of the rule's parts, oldest first; nil where
// the monitor has none.
func concerningRule(s monitor.Snapshot) []monitor.Changed {
	if !s.ByRule() {
		return nil
	}
	topic := s.Names.RuleTopicARN(s.Place)
	parts := []string{s.Names.Rule, s.Names.RuleARN(s.Place), s.Names.RuleTopic, topic}
	var own []monitor.Changed
	for _, c := range oldestFirst(valueOf(s.Changes)) {
		ofRule := slices.Contains(RuleEvents(), c.Event) || slices.Contains([]string{callCreateTopic, callSubscribe, callConfirm, callUnsubscribe}, c.Event)
		for _, r := range c.Resources {
			if ofRule && (slices.Contains(parts, r.Raw()) || strings.HasPrefix(r.Raw(), topic+":")) {
				own = append(own, c)
				break
			}
		}
	}
	return own
}
