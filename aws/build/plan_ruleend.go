package build

import (
	"fmt"
	"slices"
	"strings"

	"secretwatch/aws/command"
	"secretwatch/aws/foreign"
	"secretwatch/aws/monitor"
)

// ruleEnds plans the way back to the alarm alone: what is the monitor's goes,
// and of what stays a person has to hear, for it may go on mailing. What is
// subscribed to a topic that stays is told with it.
func (p planner) ruleEnds() []monitor.Change {
	d := destroyer{p.s}
	var list []monitor.Change
	for _, c := range d.byRule() {
		switch {
		case c.Action == monitor.ActionDelete || c.Action == monitor.ActionBlocked:
		case c.Kind == monitor.KindRule:
			c.Why += ", so it stays" + d.tellsOn()
		case c.Kind == monitor.KindRuleTopic:
			c.Why += ", so it stays" + d.mailsOn()
		default:
			continue
		}
		list = append(list, *c)
	}
	return list
}

// LeftBehind reports that a plan for the alarm alone leaves a part of the second
// way, for a reason that a person has to hear.
func LeftBehind(c monitor.Change) bool {
	part := c.Kind == monitor.KindRule || c.Kind == monitor.KindRuleTopic
	return part && c.Action == monitor.ActionNone && c.Why != "" && c.Why != fitsAlready
}

// foreignTells reports that a rule that is not the monitor's tells the rule's
// topic.
func (d destroyer) foreignTells() bool {
	r, t := deref(d.s.Rule.Value), deref(d.s.RuleTopic.Value)
	return d.s.Rule.There() && !d.s.Ours(r.Tags) && d.s.RuleTopic.There() && targetsTopic(deref(r.Targets.Value), t.ARN)
}

// tellsOn is what a rule of others goes on doing.
func (d destroyer) tellsOn() string {
	if !d.foreignTells() {
		return ""
	}
	return " and goes on telling the topic " + foreign.Safe(d.s.Names.RuleTopic)
}

// mailsOn is whom a topic that stays goes on mailing.
func (d destroyer) mailsOn() string {
	var whom []string
	for _, x := range deref(d.s.RuleSubscribers.Value) {
		if !x.Removed && !x.Pending && !slices.Contains(whom, x.Endpoint.Safe()) {
			whom = append(whom, x.Endpoint.Safe())
		}
	}
	if len(whom) == 0 || !d.foreignTells() {
		return ""
	}
	const most = 3
	if n := len(whom) - most; n > 0 {
		whom = append(whom[:most], fmt.Sprintf("%d more", n))
	}
	return " and goes on sending to " + strings.Join(whom, ", ")
}

// EndRule are the AWS CLI commands by which a person ends the mails of a rule
// that is not the monitor's and tells the monitor's topic: setup and destroy
// leave both. There are none where no such rule does. The topic's subscriptions
// go with it.
// https://docs.aws.amazon.com/sns/latest/api/API_DeleteTopic.html
func EndRule(s monitor.Snapshot, endpoint, profile string) []string {
	d := destroyer{s}
	if !d.foreignTells() {
		return nil
	}
	cli := func(service, operation string) *command.Command {
		c := &command.Command{Program: command.AWS, Service: service, Operation: operation}
		for _, o := range []command.Option{
			{Name: "--region", Values: []string{s.Region}}, {Name: "--endpoint-url", Values: []string{endpoint}}, {Name: "--profile", Values: []string{profile}},
		} {
			if o.Values[0] != "" {
				c.With(o.Name, o.Values...)
			}
		}
		return c
	}
	rule, topic := *s.Rule.Value, *s.RuleTopic.Value
	var ids []string
	for _, t := range deref(rule.Targets.Value) {
		if t.ARN == topic.ARN {
			ids = append(ids, t.ID)
		}
	}
	lines := []string{cli("events", "remove-targets").With("--rule", rule.Name).With("--ids", ids...).String()}
	if c := d.spoken(judge(d, monitor.KindRuleTopic, s.RuleTopic, s.Names.RuleTopic, topic.ARN, topic.Tags)); c != nil && c.Action == monitor.ActionDelete {
		lines = append(lines, cli("sns", "delete-topic").With("--topic-arn", topic.ARN).String())
	}
	for i := range lines {
		lines[i] = foreign.Safe(lines[i])
	}
	return lines
}
