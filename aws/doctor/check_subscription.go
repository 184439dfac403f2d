package doctor

import (
	"slices"
	"strings"
	"time"

	"secretwatch/aws/monitor"
)

// subscription asks whether anybody gets what the topic sends.
func (j *judge) subscription() {
	s := j.s
	if s.Topic.Unseen != nil {
		j.skip(monitor.HopSubscription, codeCannotSee, "the subscriptions are not known, because the topic cannot be seen")
		return
	}
	if s.Topic.Absent() {
		if j.has(codeTopicMissing) == "" {
			j.skip(monitor.HopSubscription, codeCannotSee, "the subscriptions are not known, because the topic is not")
			return
		}
		j.broken(codeNoSubscription, "without the topic nobody is subscribed").because(codeTopicMissing).
			mend("subscribe the address again once the topic is there", j.subscribe(j.o.Email))
		return
	}
	if unseen(j, monitor.HopSubscription, "the subscriptions of topic "+lastPart(j.topicARN()), s.Subscribers) {
		return
	}
	j.sameTopic()
	confirmed, pending, removed := byState(j.mails())
	switch {
	case len(wanted(confirmed, j.o.Email)) > 0:
		j.passes()
	case j.o.Email == "" && len(confirmed) == 0 && len(pending) > 0 && len(lost(removed, pending)) > 0:
		j.unsubscribed(pending, lost(removed, pending))
	case len(wanted(pending, j.o.Email)) > 0 || len(pending) > 0 && len(confirmed) == 0:
		j.pending(pending)
	case len(confirmed) > 0:
		j.otherAddress(confirmed)
	default:
		j.nobody(removed)
	}
	f := j.passing(monitor.HopSubscription, "%s confirmed: %s", plural(len(confirmed), "subscription"), list(confirmed))
	if len(pending) > 0 {
		f.seen("not confirmed", "%s", list(pending))
	}
}

// sameTopic asks whether the alarm tells this topic, or another one.
func (j *judge) sameTopic() {
	a := j.s.Alarm.Value
	if a == nil {
		return
	}
	told := topics(a.AlarmActions)
	topic := j.topicARN()
	if len(told) == 0 || slices.Contains(told, topic) {
		return
	}
	j.broken(codeOtherTopic, "alarm %s tells topic %s, but the subscription is on topic %s", a.Name, told[0], topic).
		seen("the alarm tells", "%s", list(told)).seen("the subscription is on", "%s", topic).
		mend("let the alarm tell this topic, or subscribe the address to the other one",
			j.alarmWith(func(a *monitor.Alarm) { a.AlarmActions = append(a.AlarmActions, topic) }))
}

// byState are the addresses by what became of their subscription.
func byState(mails []monitor.Subscription) (confirmed, pending, removed []string) {
	for _, s := range mails {
		address := s.Endpoint.Safe()
		switch {
		case s.Removed:
			removed = append(removed, address)
		case s.Pending:
			pending = append(pending, address)
		default:
			confirmed = append(confirmed, address)
		}
	}
	return confirmed, pending, removed
}

// wanted are the addresses that matter: the one asked for, or all of them.
func wanted(addresses []string, email string) []string {
	if email == "" {
		return addresses
	}
	return slices.DeleteFunc(slices.Clone(addresses), func(a string) bool { return !strings.EqualFold(a, email) })
}

func (j *judge) pending(pending []string) {
	address := pending[0]
	if w := wanted(pending, j.o.Email); len(w) > 0 {
		address = w[0]
	}
	j.note(CodePending, Waiting, "%s has not confirmed the subscription yet, so no mail is sent there", address).
		seen("not confirmed", "%s", list(pending)).
		seen("note", "an unconfirmed subscription is deleted after 48 hours, and what the alarm sends before is lost").
		mend("open the link in the mail \"AWS Notification - Subscription Confirmation\"; look in the spam folder too. Subscribing again sends it again",
			j.subscribe(address))
}

// lost are the addresses that were unsubscribed and not subscribed again.
func lost(removed, pending []string) []string {
	return slices.DeleteFunc(slices.Clone(removed), func(a string) bool { return len(wanted(pending, a)) > 0 })
}

// unsubscribed is about an address that had confirmed and is gone while another
// one never did, such as one that was mistyped before.
func (j *judge) unsubscribed(pending, removed []string) {
	j.broken(codeRemoved, "%s was unsubscribed from topic %s, and %s has not confirmed, so nobody gets the mail",
		list(removed), lastPart(j.topicARN()), list(pending)).
		seen("unsubscribed", "%s", list(removed)).seen("not confirmed", "%s", list(pending)).
		seen("note", "one click on the link in any mail does it, by a person or by a mail scanner").
		mend("subscribe again who shall get the mail, and have the owner open the link in the confirmation mail", j.subscribe(removed[0]))
}

func (j *judge) otherAddress(confirmed []string) {
	j.broken("subscription-other-address", "the mail goes to %s, not to %s", list(confirmed), j.o.Email).
		seen("confirmed", "%s", list(confirmed)).
		mend("subscribe "+j.o.Email+", and have its owner open the link in the confirmation mail", j.subscribe(j.o.Email))
}

func (j *judge) nobody(removed []string) {
	email := j.o.Email
	if w := wanted(removed, email); len(w) > 0 {
		j.broken(codeRemoved, "%s was unsubscribed from topic %s", w[0], lastPart(j.topicARN())).
			seen("unsubscribed", "%s", list(removed)).
			seen("note", "one click on the link in any mail does it, by a person or by a mail scanner").
			mend("subscribe again, and have the owner open the link in the confirmation mail", j.subscribe(w[0]))
		return
	}
	if j.gone(email) {
		return
	}
	f := j.broken(codeNoSubscription, "topic %s has no e-mail subscription, so nobody gets the mail", lastPart(j.topicARN()))
	var others []string
	if j.s.Subscribers.There() { // not where the topic went away between two calls
		for _, s := range *j.s.Subscribers.Value {
			if !strings.HasPrefix(s.Protocol, "email") {
				others = append(others, s.Protocol)
			}
		}
	}
	f.seen("other subscriptions", "%s", list(others))
	f.mend("subscribe the address, and have its owner open the link in the confirmation mail", j.subscribe(email))
}

// confirmWithin is how long a confirmation link is good; an unconfirmed
// subscription is deleted then.
// https://aws.amazon.com/about-aws/whats-new/2023/05/amazon-sns-automatic-deletion-unconfirmed-subscriptions/
const confirmWithin = 48 * time.Hour

// gone tells from what was called before why no subscription is left, and
// reports whether that is known.
func (j *judge) gone(email string) bool {
	topic := lastPart(j.topicARN())
	asked, subscribed := j.changed(callSubscribe)
	after := func(event string, t time.Time) bool {
		c, ok := j.changed(event)
		return ok && !c.At.Before(t)
	}
	const again = "subscribe again, and have the owner open the link in the confirmation mail"
	if c, ok := j.changed(callUnsubscribe); ok && (!subscribed || !c.At.Before(asked.At)) && !after(callDeleteTopic, c.At) {
		j.broken(codeRemoved, "the address was unsubscribed from topic %s", topic).
			seen("unsubscribed", "%s", j.when(c.At)).
			seen("note", "one click on the link in any mail does it, by a person or by a mail scanner").
			mend(again, j.subscribe(email))
		return true
	}
	if t := j.s.Topic.Value; t != nil && t.Deleted > 0 {
		j.broken(codeRemoved, "an address was unsubscribed from topic %s, and none is left", topic).
			seen("deleted subscriptions", "%d", t.Deleted).
			seen("note", "one click on the link in any mail does it, by a person or by a mail scanner").
			mend(again, j.subscribe(email))
		return true
	}
	// Records have whole seconds: a topic that is deleted and made again in one
	// breath was subscribed to afterwards.
	deleted := after(callDeleteTopic, asked.At.Add(time.Second))
	confirmed := after(callConfirm, asked.At) || j.mailedFor(asked.At)
	if !subscribed || j.s.At.Sub(asked.At) < confirmWithin || confirmed || deleted {
		return false
	}
	j.broken(codeExpired, "nobody confirmed the subscription to topic %s within 48 hours, so it was deleted", topic).
		seen("subscribed", "%s", j.when(asked.At)).seen("confirmed", "never, as far as Event history tells").
		mend(again, j.subscribe(email))
	return true
}

// mailedFor reports that SNS has sent mail since t, so that somebody had
// confirmed.
func (j *judge) mailedFor(t time.Time) bool {
	m := j.s.Mails.Value
	return m != nil && m.Delivered > 0 && j.s.At.Sub(t) > 24*time.Hour
}
