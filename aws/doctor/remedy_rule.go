package doctor

import (
	"slices"
	"strconv"
	"strings"

	"secretwatch/aws/foreign"
	"secretwatch/aws/iampolicy"
	"secretwatch/aws/monitor"
)

const eventBridge = "events.amazonaws.com"

// putRule is the command for the whole rule: PutRule replaces its settings, so
// every one of them is repeated. Tags and targets stay by themselves.
// https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutRule.html
func (j *judge) putRule(change func(*monitor.Rule)) string {
	r := *j.s.Rule.Value
	change(&r)
	return j.ruleCommand(r).String()
}

func (j *judge) ruleCommand(r monitor.Rule) *command {
	return j.cli("events", "put-rule").with("--name", r.Name).with("--event-pattern", r.Pattern.Raw()).
		with("--state", r.State).with("--description", r.Description.Raw())
}

// makeRule are the commands for a rule that is not there. Tags count then only.
func (j *judge) makeRule() []string {
	r := monitor.Rule{Name: j.s.Names.Rule, State: monitor.RuleStateAll, Pattern: j.eventPattern()}
	if j.marked() {
		r.Description = foreign.New(monitor.RuleDescription(j.s.Names.Secret))
	}
	return []string{j.ruleCommand(r).tagged("--tags", j.tagList()).String(), j.putTarget()}
}

// targetID names the target: in a rule that is not ours one of the usual id may
// be another's. PutTargets overwrites a target of the same id, so one that is
// free is taken.
func (j *judge) targetID() string {
	r := j.s.Rule.Value
	if r == nil {
		return monitor.RuleTargetID
	}
	usual := monitor.RuleTargetID
	if !j.s.Ours(r.Tags) {
		usual += "-" + j.s.Monitor
	}
	id, topic := usual, j.ruleTopicARN()
	taken := func(t monitor.RuleTarget) bool { return t.ID == id && t.ARN != topic }
	for n := 2; r.Targets.There() && slices.ContainsFunc(*r.Targets.Value, taken); n++ {
		id = usual + "-" + strconv.Itoa(n)
	}
	return id
}

// putTarget is the command that has the rule tell its topic, in plain words. A
// target of another id stays.
// https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutTargets.html
func (j *judge) putTarget() string {
	type transformer struct {
		InputPathsMap map[string]string
		InputTemplate string
	}
	type target struct {
		ID               string `json:"Id"`
		ARN              string `json:"Arn"`
		InputTransformer transformer
	}
	return j.cli("events", "put-targets").with("--rule", j.s.Names.Rule).json("--targets", []target{{
		j.targetID(), j.ruleTopicARN(), transformer{monitor.RulePaths(), monitor.RuleTemplate()},
	}}).String()
}

// ruleAsks is what EventBridge asks of the topic's policy. The keys that it
// gives are documented for policies in general, not for topics.
// https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-conditions.html
func (j *judge) ruleAsks() iampolicy.Request {
	return iampolicy.Request{
		Principal: iampolicy.Principal{Service: eventBridge, Account: j.s.Account},
		Action:    "SNS:Publish", Resource: j.ruleTopicARN(),
		Context: map[string]string{"aws:SourceArn": j.ruleARN(), "aws:SourceAccount": j.s.Account, "aws:SecureTransport": "true"},
	}
}

// ruleAttribute is the command for an attribute of the rule's topic.
func (j *judge) ruleAttribute(name, value string) string {
	c := j.cli("sns", "set-topic-attributes").with("--topic-arn", j.ruleTopicARN()).with("--attribute-name", name)
	c.With("--attribute-value", value) // also an empty one
	return c.String()
}

// openRuleTopic lets EventBridge publish to the rule's topic: the command, and
// in words what happens to the policy that is there.
func (j *judge) openRuleTopic(t monitor.Topic) (words, line string) {
	policy, words := openPolicy(t.Policy, iampolicy.RuleTopicPolicy(t.ARN, j.s.Account), j.s.Ours(t.Tags), j.ruleAsks())
	return words, j.ruleAttribute("Policy", policy)
}

// ruleSubscribe takes the address that is asked for, else the one that gets, or
// got, the rule's or the alarm's mail.
func (j *judge) ruleSubscribe(email string) string {
	return j.cli("sns", "subscribe").with("--topic-arn", j.ruleTopicARN()).with("--protocol", "email").
		with("--notification-endpoint", j.ruleAddress(email)).String()
}

func (j *judge) ruleAddress(email string) string {
	if email != "" {
		return email
	}
	for _, s := range append(j.ruleMails(), j.mails()...) {
		return s.Endpoint.Safe()
	}
	return noAddress
}

// ruleMails are the e-mail subscriptions of the rule's topic, in any state.
func (j *judge) ruleMails() []monitor.Subscription {
	if !j.s.RuleSubscribers.There() {
		return nil
	}
	var mails []monitor.Subscription
	for _, s := range *j.s.RuleSubscribers.Value {
		if strings.HasPrefix(s.Protocol, "email") {
			mails = append(mails, s)
		}
	}
	return mails
}
