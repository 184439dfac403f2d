package doctor

import (
	"strings"

	"secretwatch/aws/iampolicy"
	"secretwatch/aws/monitor"
)

// ruleTopic asks whether EventBridge may publish to the rule's topic.
func (j *judge) ruleTopic() {
	arn := j.ruleTopicARN()
	name := lastPart(arn)
	if unseen(j, monitor.HopTopic, "the rule's topic "+name, j.s.RuleTopic) {
		return
	}
	t := j.s.RuleTopic.Value
	if t == nil {
		f := j.broken(codeRuleTopic, "topic %s, which the EventBridge rule tells, is not there, and with it went its subscriptions", name).
			seen("topic", "%s", arn)
		f.mend("create the topic again, let EventBridge publish, subscribe the address; then its owner opens the link in the confirmation mail",
			j.makeTopic(name), j.ruleAttribute("Policy", iampolicy.RuleTopicPolicy(arn, j.s.Account)), j.ruleSubscribe(j.o.Email))
		if j.ruleAddress(j.o.Email) == noAddress {
			f.Remedy.Kind = Person
		}
		return
	}
	j.ruleTopicPolicy(*t)
	j.ruleTopicKey(*t)
	j.rulePasses(monitor.HopTopic, "topic %s lets EventBridge publish", name).seen("arn", "%s", t.ARN)
}

// ruleTopicPolicy asks the policy what EventBridge will ask it. The default
// policy lets in only who publishes on the owner's behalf, which EventBridge
// does not.
// https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-resource-based.html#eb-sns-permissions
func (j *judge) ruleTopicPolicy(t monitor.Topic) {
	if t.Policy == "" {
		return
	}
	ok, why := allows(t.Policy, j.ruleAsks())
	if ok {
		return
	}
	f := j.broken(codeRuleTopicDenies, "the policy of topic %s does not let EventBridge publish for the rule", lastPart(t.ARN)).
		seen("policy", "%s", why).seen("asked for", "SNS:Publish by %s for %s", eventBridge, j.ruleARN())
	j.failedInvocations(f)
	words, line := j.openRuleTopic(t)
	f.mend("let EventBridge publish; "+words, line)
}

// ruleTopicKey asks whether EventBridge may use the key that encrypts the
// topic. AWS's own key lets it not.
// https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html
func (j *judge) ruleTopicKey(t monitor.Topic) {
	if t.KeyID == "" {
		return
	}
	name, k := lastPart(t.ARN), j.s.RuleKey.Value
	open := j.ruleAttribute("KmsMasterKeyId", "")
	if strings.HasSuffix(t.KeyID, "alias/aws/sns") || k != nil && k.AWSOwn {
		f := j.broken(codeRuleTopicKey, "topic %s is encrypted with AWS's own key, which EventBridge may not use", name).seen("key", "%s", t.KeyID)
		j.failedInvocations(f)
		f.mend("switch the topic's encryption off, or take a customer key whose policy lets "+eventBridge+" use kms:Decrypt and kms:GenerateDataKey*", open)
		f.Remedy.Kind = Removes
		return
	}
	if unseen(j, monitor.HopTopic, "the key of the rule's topic "+name, j.s.RuleKey) || k == nil || j.ruleKeyState(t, *k) {
		return
	}
	l := j.ruleLock()
	if unseen(j, monitor.HopTopic, "the policy of the key of the rule's topic "+name, k.Policy) || !k.Policy.There() || l.opens(*k.Policy.Value) {
		return
	}
	f := j.broken(codeRuleTopicKey, "the policy of the key that encrypts topic %s does not let EventBridge use it", name).seen("key", "%s", k.ARN)
	for _, ask := range l.uses() {
		if ok, why := allows(*k.Policy.Value, ask); !ok {
			f.seen("key policy", "%s", why)
		}
	}
	j.failedInvocations(f)
	f.mend("let "+eventBridge+" use kms:Decrypt and kms:GenerateDataKey* in the key's policy", j.keyPolicy(l)...)
}

// ruleKeyState finds a key that nobody can use, and reports whether it is one.
func (j *judge) ruleKeyState(t monitor.Topic, k monitor.Key) bool {
	if k.State == "" || k.State == "Enabled" {
		return false
	}
	f := j.broken(codeRuleTopicKey, "the key that encrypts topic %s cannot be used: it is %s", lastPart(t.ARN), keyState(k.State)).
		seen("key", "%s", orNone(k.ARN)).seen("key id of the topic", "%s", t.KeyID).seen("key state", "%s", k.State)
	j.failedInvocations(f)
	switch k.State {
	case "NotFound":
		f.mend("switch the topic's encryption off, or give it a key that is there", j.ruleAttribute("KmsMasterKeyId", ""))
		f.Remedy.Kind = Removes
	case "Disabled", "PendingDeletion":
		f.mend("make the key usable again", j.keyPolicy(j.ruleLock())...)
	default:
		f.mend("make the key usable again", j.keyPolicy(j.ruleLock())...)
		f.Remedy.Kind = Person
	}
	return true
}

// failedInvocations adds the one thing that EventBridge tells of what SNS
// refused.
// https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-monitoring.html
func (j *judge) failedInvocations(f *Finding) {
	if c := j.s.RuleCounts.Value; c != nil && c.Failed > 0 {
		f.seen("FailedInvocations of the last day", "%s", number(c.Failed))
	}
}
