package survey

import (
	"secretwatch/aws/iampolicy"
	"secretwatch/aws/monitor"
)

// way is what is known of the monitor's second way to be told, an EventBridge
// rule with a topic of its own: which looks were asked for, and what belongs to
// a value that another look of the same wave brings.
type way struct {
	rule, ruleMore, other, topic, topicMore, topicOwner, mails, key, away bool // asked for

	otherRule           monitor.Seen[monitor.Rule] // found by the topic that it tells
	targets             monitor.Seen[[]monitor.RuleTarget]
	ruleTags, topicTags map[string]string
}

// wish is whether the second way is part of the monitor.
type wish int

const (
	wishLater   wish = iota // a later wave knows
	wishNone                // it is not
	wishThere               // it is: the alarm's tag says so, or a person wants it
	wishUnknown             // nobody remembers: the rule itself has to say
)

// secondWish asks the alarm, whose tag remembers it. Where setup made no alarm,
// or none is there any more, a rule of that name may stand alone.
func (t *taker) secondWish() wish {
	a := t.s.Alarm.Value
	switch {
	case t.names.Rule == "" || t.names.RuleTopic == "":
		return wishNone
	case t.options.EventBridge:
		return wishThere
	case a != nil && a.Name != t.tagged && likeOurs(*a):
		return wishLater
	case a != nil && t.names.Ours(a.Tags) && monitor.NotifiesByRule(a.Tags):
		return wishThere
	case a != nil && t.names.Ours(a.Tags), a == nil && t.options.For == Plan && !t.begun():
		return wishNone
	default:
		return wishUnknown
	}
}

// begun reports that there is a part with the monitor's names beside the secret.
func (t *taker) begun() bool {
	return t.s.Trail.There() || t.s.Bucket.There() || t.s.LogGroup.There() || t.s.Role.There() || t.s.Topic.There()
}

// secondWay looks at the second way as far as it is known to be wanted, without
// a wave of its own: six calls, seven where its topic is not as it has to be or
// no rule has its name, four more where one of another name has to be found, and
// those for a key. first says that nothing was looked at yet.
func (t *taker) secondWay(first bool) []look {
	t.joinWay()
	w := t.secondWish()
	if w == wishLater || w == wishNone {
		return nil
	}
	answered, topicAnswered, otherAnswered := t.way.rule, t.way.topic, t.way.other
	// What the alarm remembers is asked for at once; of what a person wants, at
	// first only whether it is there.
	whole := w == wishThere && !first && !answered
	var looks []look
	add := adder(&looks)
	add(&t.way.rule, true, t.rule)
	add(&t.way.ruleMore, whole || t.s.Rule.There(), t.ruleTargets, t.ruleTags)
	byTopic := t.remembersRule()
	add(&t.way.other, byTopic && answered && t.s.Rule.Absent(), t.otherRule)
	add(&t.way.topic, w == wishThere || t.options.For == Destroy || t.s.Rule.There(), t.ruleTopic)
	due := whole || t.s.RuleTopic.There() || t.s.Rule.There() && !topicAnswered
	add(&t.way.topicMore, due, t.ruleSubscribers)
	add(&t.way.topicOwner, due && t.options.For != Doctor, t.ruleTopicTags)
	if t.options.For == Doctor {
		looks = append(looks, t.secondEvidence()...)
		add(&t.way.away, w == wishThere && answered && (otherAnswered || !byTopic) && t.s.Rule.Absent(), t.awayRules)
	}
	return looks
}

// adder adds looks that are due, once.
func adder(looks *[]look) func(once *bool, due bool, more ...look) {
	return func(once *bool, due bool, more ...look) {
		if due && !*once {
			*once = true
			*looks = append(*looks, more...)
		}
	}
}

// secondEvidence is what the doctor needs to know beyond the parts themselves.
func (t *taker) secondEvidence() []look {
	var looks []look
	add := adder(&looks)
	add(&t.way.mails, t.s.RuleSubscribers.There(), t.subscriptionLooks(t.s.RuleSubscribers, 1)...)
	if topic := t.s.RuleTopic.Value; topic != nil {
		add(&t.way.topicOwner, !t.ruleTopicPlain(), t.ruleTopicTags)
		add(&t.way.key, topic.KeyID != "" && !t.oneKey(), t.ruleKey)
	}
	return looks
}

// joinWay puts together what the looks of one wave brought.
func (t *taker) joinWay() {
	t.takeOtherRule()
	if r := t.s.Rule.Value; r != nil {
		r.Targets, r.Tags = t.way.targets, t.way.ruleTags
	}
	t.joinTopic()
	if t.oneKey() {
		t.s.RuleKey = t.s.Key
	}
}

func (t *taker) joinTopic() {
	if x := t.s.RuleTopic.Value; x != nil && t.way.topicTags != nil {
		x.Tags = t.way.topicTags
	}
}

// oneKey reports that one key encrypts both topics.
func (t *taker) oneKey() bool {
	a, b := t.s.Topic.Value, t.s.RuleTopic.Value
	return a != nil && b != nil && a.KeyID != "" && a.KeyID == b.KeyID
}

// ruleTopicPlain reports that the topic is not encrypted and that its policy
// lets the rule publish; else whose it is matters to a remedy.
func (t *taker) ruleTopicPlain() bool {
	topic := t.s.RuleTopic.Value
	return topic.KeyID == "" && allowed(topic.Policy, iampolicy.Request{
		Principal: iampolicy.Principal{Service: "events.amazonaws.com", Account: t.Place.Account},
		Action:    "SNS:Publish", Resource: topic.ARN,
		Context: map[string]string{
			"aws:SourceArn": t.names.RuleARN(t.Place), "aws:SourceAccount": t.Place.Account, "aws:SecureTransport": "true",
		},
	})
}
