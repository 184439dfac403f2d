package doctor

import (
	"encoding/json"
	"strings"

	"secretwatch/aws/monitor"
)

// ruleSubscribers asks whether anybody gets the rule's mail.
func (j *judge) ruleSubscribers() {
	name := lastPart(j.ruleTopicARN())
	if j.s.RuleTopic.Unseen != nil {
		return
	}
	if j.s.RuleTopic.Absent() {
		j.broken(codeRuleNobody, "without its topic nobody is subscribed to the rule's mail").because(codeRuleTopic).
			mend("subscribe the address again once the topic is there", j.ruleSubscribe(j.o.Email))
		return
	}
	if unseen(j, monitor.HopSubscription, "the subscriptions of the rule's topic "+name, j.s.RuleSubscribers) {
		return
	}
	confirmed, pending, removed := byState(j.ruleMails())
	const again = "subscribe the address, and have its owner open the link in the confirmation mail"
	switch {
	case len(wanted(confirmed, j.o.Email)) > 0:
		j.ruleFiltered()
	case len(wanted(pending, j.o.Email)) > 0 || len(pending) > 0 && len(confirmed) == 0:
		j.rulePending(pending)
	case len(confirmed) > 0:
		j.warn(codeRuleNobody, "the rule's mail goes to %s, not to %s", list(confirmed), j.o.Email).
			seen("confirmed", "%s", list(confirmed)).mend(again, j.ruleSubscribe(j.o.Email))
	case len(removed) > 0:
		j.broken(codeRuleNobody, "%s was unsubscribed from topic %s, and nobody else gets the rule's mail", removed[0], name).
			seen("unsubscribed", "%s", list(removed)).
			seen("note", "one click on the link in any mail does it, by a person or by a mail scanner").mend(again, j.ruleSubscribe(j.o.Email))
	default:
		j.broken(codeRuleNobody, "topic %s has no e-mail subscription, so nobody gets the rule's mail", name).
			seen("topic", "%s", j.ruleTopicARN()).mend(again, j.ruleSubscribe(j.o.Email))
	}
	f := j.rulePasses(monitor.HopSubscription, "%s to the rule's mail confirmed: %s", plural(len(confirmed), "subscription"), list(confirmed))
	if len(pending) > 0 {
		f.seen("not confirmed", "%s", list(pending))
	}
}

// ruleFiltered finds that filter policies drop the rule's mail for everybody
// whom it should reach: the message carries no attributes and is no JSON
// object, so that nothing in it meets one.
// https://docs.aws.amazon.com/sns/latest/dg/sns-subscription-filter-policies.html
func (j *judge) ruleFiltered() {
	var blocked *monitor.Subscription
	for _, s := range j.ruleMails() {
		if s.Pending || s.Removed || j.o.Email != "" && !strings.EqualFold(s.Endpoint.Raw(), j.o.Email) {
			continue
		}
		var policy map[string]any
		if s.FilterPolicy == "" || json.Unmarshal([]byte(s.FilterPolicy), &policy) != nil || refuses(policy, map[string]any{}, "") == "" {
			return
		}
		blocked = &s
	}
	if blocked == nil {
		return
	}
	f := j.broken(codeRuleNobody, "a filter policy of the subscription of %s drops the rule's mail", blocked.Endpoint.Safe()).
		seen("filter policy", "%s", blocked.FilterPolicy).seen("scope", "%s", blocked.FilterScope).seen("subscription", "%s", blocked.ARN)
	f.mend("take the filter policy off the subscription", j.passAll(*blocked))
	f.Remedy.Kind = Removes
}

func (j *judge) rulePending(pending []string) {
	address := pending[0]
	if w := wanted(pending, j.o.Email); len(w) > 0 {
		address = w[0]
	}
	j.note(codeRulePending, Waiting, "%s has not confirmed the subscription to the rule's mail yet, so none is sent there", address).
		seen("not confirmed", "%s", list(pending)).seen("topic", "%s", j.ruleTopicARN()).
		seen("note", "the rule's topic has a subscription and a confirmation mail of its own; unconfirmed it is deleted after 48 hours").
		mend("open the link in the mail \"AWS Notification - Subscription Confirmation\" about topic "+lastPart(j.ruleTopicARN())+
			"; look in the spam folder too. Subscribing again sends it again", j.ruleSubscribe(address))
}
