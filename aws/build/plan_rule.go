package build

import (
	"encoding/json"
	"reflect"
	"strings"

	"secretwatch/aws/eventpattern"
	"secretwatch/aws/foreign"
	"secretwatch/aws/iampolicy"
	"secretwatch/aws/monitor"
)

// byRule plans the second way to be told: what is asked for, or what the
// monitor has already; its end where the alarm alone shall tell.
func (p planner) byRule() []monitor.Change {
	switch {
	case p.d.AlarmOnly && p.s.ByRule():
		return p.ruleEnds()
	case p.d.EventBridge:
		return []monitor.Change{p.ruleTopic(), p.ruleSubscription(), p.rule()}
	default:
		return nil
	}
}

// tried says what to do about the things of a comparison that stand where the
// monitor's would: they are removed when it ends.
const tried = "belongs to a comparison that runs, or was cut off: let it end, or start secretwatch compare, which offers to remove it; then run setup again"

func (p planner) ruleTopic() monitor.Change {
	c := monitor.Change{Kind: monitor.KindRuleTopic, Name: p.d.RuleTopic}
	if p.s.RuleTopic.Unseen != nil {
		return blind(c, "the rule's topic", p.s.RuleTopic.Unseen)
	}
	t := p.s.RuleTopic.Value
	if strings.HasSuffix(p.d.RuleTopic, ".fifo") {
		c.NotOurs = t != nil
		return blocked(c, "a FIFO topic cannot send e-mail: choose a standard topic")
	}
	if t == nil {
		return create(c, "passes each read on to its subscribers")
	}
	c.ARN = t.ARN
	ours := p.d.Ours(t.Tags)
	switch {
	case t.Tags[monitor.TagExperiment] != "" && ours:
		return blocked(c, tried)
	case t.KeyID == "alias/aws/sns":
		c.NotOurs = !ours
		return blocked(c, "it is encrypted with AWS's own key, with which EventBridge can never publish: "+
			"take a key of your own (its policy has to allow events.amazonaws.com), or switch encryption off")
	}
	want := iampolicy.RuleTopicPolicy(t.ARN, p.d.Account)
	_, refuses := mergePolicy(t.Policy, forServices(want), true)
	if refuses && !ours {
		refuses = !p.ruleMayPublish(t.Policy, t.ARN)
	}
	var l settings
	l.add(refuses, SettingPolicy, "does not let EventBridge publish", "lets EventBridge publish")
	return found(c, ours, l)
}

// ruleMayPublish asks the policy as EventBridge would.
func (p planner) ruleMayPublish(policy, topic string) bool {
	parsed, err := iampolicy.Parse(policy)
	if err != nil {
		return false
	}
	return parsed.Decide(iampolicy.Request{
		Principal: iampolicy.Principal{Service: "events.amazonaws.com", Account: p.d.Account},
		Action:    "SNS:Publish", Resource: topic,
		Context: map[string]string{
			"aws:SourceArn": p.d.RuleARN(p.d.Place), "aws:SourceAccount": p.d.Account, "aws:SecureTransport": "true",
		},
	}).Effect == iampolicy.Allow
}

func (p planner) ruleSubscription() monitor.Change {
	c := monitor.Change{Kind: monitor.KindRuleSubscription, Name: p.d.Email}
	if p.s.RuleTopic.Unseen != nil {
		return blind(c, "the rule's topic", p.s.RuleTopic.Unseen)
	}
	return p.subscribed(c, p.s.RuleSubscribers)
}

func (p planner) rule() monitor.Change {
	c := monitor.Change{Kind: monitor.KindRule, Name: p.d.Names.Rule}
	if p.s.Rule.Unseen != nil {
		return blind(c, "the EventBridge rule", p.s.Rule.Unseen)
	}
	r := p.s.Rule.Value
	if r == nil {
		return create(c, "tells of every read by a mail of its own: who, when, from where and how")
	}
	c.ARN = r.ARN
	ours := p.d.Ours(r.Tags)
	switch {
	case r.Tags[monitor.TagExperiment] != "" && ours:
		return blocked(c, tried)
	case r.ManagedBy != "":
		c.NotOurs = true
		return blocked(c, "the AWS service "+r.ManagedBy+" made it and keeps it as it is: choose another name")
	case hides(r.Targets.Unseen):
		return blind(c, "the rule's targets", r.Targets.Unseen)
	}
	var l settings
	pattern := r.Pattern.Raw()
	l.add(!p.tellsOfReads(pattern) && (ours || !p.takesReads(pattern)), SettingPattern, r.Pattern.Safe(), "successful reads of "+p.d.Secret)
	compare(&l, SettingState, r.State, monitor.RuleStateAll)
	topic := p.ruleTopicARN()
	targets := deref(r.Targets.Value)
	l.add(r.Targets.Unseen == nil && !targetsTopic(targets, topic), SettingTarget, arnsOf(targets), topic)
	return found(c, ours, l)
}

// tellsOfReads reports that a pattern is setup's. A new secret's pattern is not
// known before AWS has given it an ARN.
func (p planner) tellsOfReads(pattern string) bool {
	secret := p.s.Secret.Value
	if secret == nil {
		return p.s.Secret.Unseen != nil // then nothing can be compared
	}
	return sameJSON(pattern, monitor.EventPattern(p.d.Secret, secret.ARN))
}

// takesReads reports that a pattern of another's takes reads that name the
// secret, and those that give its ARN: then it is left as it is.
func (p planner) takesReads(pattern string) bool {
	parsed, err := eventpattern.Parse(pattern)
	if err != nil {
		return false
	}
	ids := []string{p.d.Secret}
	if secret := p.s.Secret.Value; secret != nil {
		ids = append(ids, secret.ARN)
	}
	for _, id := range ids {
		if taken, err := parsed.Match(monitor.ReadEvent(p.d.Place, id)); err != nil || !taken {
			return false
		}
	}
	return true
}

func sameJSON(a, b string) bool {
	var x, y any
	if json.Unmarshal([]byte(a), &x) != nil || json.Unmarshal([]byte(b), &y) != nil {
		return false
	}
	return reflect.DeepEqual(x, y)
}

func targetsTopic(list []monitor.RuleTarget, topic string) bool {
	for _, t := range list {
		if t.ARN == topic {
			return true
		}
	}
	return false
}

func arnsOf(list []monitor.RuleTarget) string {
	arns := make([]string, len(list))
	for i, t := range list {
		arns[i] = foreign.Safe(t.ARN)
	}
	return strings.Join(arns, ", ")
}

func (p planner) ruleTopicARN() string {
	if t := p.s.RuleTopic.Value; t != nil && t.ARN != "" {
		return t.ARN
	}
	return p.d.RuleTopicARN(p.d.Place)
}
