package report

import (
	"cmp"
	"fmt"
	"strings"
	"time"

	"secretwatch/aws/monitor"
)

func (p *page) alarm() {
	s := p.Snapshot
	a := s.Alarm.Value
	switch {
	case a != nil:
		p.threshold(*a)
	case cmp.Or(s.Alarm.Unseen, s.Alarms.Unseen) != nil:
		p.unseen("The alarm", why(cmp.Or(s.Alarm.Unseen, s.Alarms.Unseen)))
	default:
		p.line("There is no alarm on the metric.")
	}
	switch t := s.Topic.Value; {
	case t != nil:
		p.line("The topic %s takes the alarm's message and sends it on to everyone who subscribed to it and confirmed it.", p.code(t.ARN))
	case s.Topic.Unseen != nil:
		p.unseen("The topic", why(s.Topic.Unseen))
	default:
		p.line("There is no topic for the alarm's message.")
	}
	p.line("**Why AWS wants the e-mail confirmed:** anybody may type anybody's address. Until the owner of the mailbox opens the link in the confirmation, SNS sends it nothing else, so that nobody is flooded with " +
		"mail that they never asked for, and no alarm tells strangers about an account. A link that was not opened after two days is void.")
	if u := cmp.Or(s.Subscribers.Unseen, s.Topic.Unseen); u != nil {
		p.unseen("Who subscribed to the topic", why(u))
	}
	for _, sub := range valueOf(s.Subscribers) {
		p.item("%s: %s%s", p.code(sub.Endpoint.Raw()), subscribed(sub), p.confirmed(sub))
	}
	if len(valueOf(s.Subscribers)) > 0 {
		p.end()
	}
	p.whenConfirmed()
}

// whenConfirmed asks for what AWS keeps no record of: a link is opened by nobody
// who has signed in, and CloudTrail records no such call.
// https://docs.aws.amazon.com/sns/latest/dg/logging-using-cloudtrail.html
func (p *page) whenConfirmed() {
	open := false
	for _, sub := range valueOf(p.Snapshot.Subscribers) {
		open = open || !sub.Pending && !sub.Removed && p.confirmed(sub) == "" && strings.HasPrefix(sub.Protocol, "email")
	}
	if !open {
		return
	}
	if asked := p.at(callSubscribe); len(asked) > 0 {
		p.line("The confirmation was asked for at %s.", p.when(asked[len(asked)-1].At))
	}
	p.line("When it was given is not known: who opens the link in the mail has not signed in to AWS, and Event history has a %s only of a caller who has.", p.code(callConfirm))
	p.ask("when did you open the link?")
}

// threshold says what the alarm compares, and why.
func (p *page) threshold(a monitor.Alarm) {
	r := a.Rule
	p.line("The alarm %s goes off when the %s of the metric in %s is %s %s, in %d of %d periods. Missing data count as %s. Made: %s; last changed: %s.",
		p.code(a.Name), p.text(r.Statistic), round(time.Duration(r.Period)*time.Second), comparison(r.ComparisonOperator), number(r.Threshold),
		max(r.DatapointsToAlarm, 1), max(r.EvaluationPeriods, 1), p.code(r.TreatMissingData), p.madeText(monitor.KindAlarm), p.when(a.Updated))
	switch {
	case a.Band:
		p.line("It compares with what was usual, and takes reads for usual after a while.")
	case r.Statistic == "Average":
		p.line("**The statistic is Average:** reads divided by all events of the period. One read among many events stays below the threshold.")
	case r.Statistic == "Sum" && r.Threshold == 1 && strings.HasPrefix(r.ComparisonOperator, "GreaterThanOrEqual"):
		p.line("**Why this threshold:** the sum of the metric is the number of reads, and nobody should read the secret unnoticed, so that one read is enough.")
	default:
		p.ask("why this threshold?")
	}
	p.line("Its state is %s since %s. It sends one message when it goes to ALARM, and the next only after it has been OK again.", p.code(a.State), p.when(a.Since))
	switch {
	case !a.ActionsEnabled:
		p.line("Its actions are switched off, so it changes in silence.")
	case len(a.AlarmActions) == 0:
		p.line("It has no action for ALARM, so it changes in silence.")
	default:
		p.line("In ALARM it sends to %s.", p.codes(a.AlarmActions))
	}
}

func comparison(operator string) string {
	switch operator {
	case "GreaterThanOrEqualToThreshold":
		return "at least"
	case "GreaterThanThreshold":
		return "above"
	case "LessThanThreshold":
		return "below"
	case "LessThanOrEqualToThreshold":
		return "at most"
	default:
		return "outside of"
	}
}

// confirmed is when a subscription was confirmed, where Event history tells and
// there is no doubt which.
func (p *page) confirmed(sub monitor.Subscription) string {
	asked, confirmed := p.at(callSubscribe), p.at(callConfirm)
	if sub.Pending || sub.Removed || len(asked) != 1 || len(confirmed) != 1 || len(valueOf(p.Snapshot.Subscribers)) != 1 {
		return ""
	}
	return fmt.Sprintf(", %s after it was asked for (%s)", between(asked[0].At, confirmed[0].At), p.when(confirmed[0].At))
}

// at are the changes by one call, oldest first.
func (p *page) at(call string) []monitor.Changed {
	var list []monitor.Changed
	for _, c := range p.changes {
		if c.Event == call {
			list = append(list, c)
		}
	}
	return list
}
