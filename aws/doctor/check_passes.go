package doctor

import (
	"encoding/json"
	"slices"
	"strings"

	"secretwatch/aws/monitor"
)

// passes asks whether the confirmed subscriptions get what the alarm publishes.
func (j *judge) passes() {
	var blocked []monitor.Subscription
	var passing, plain int
	for _, s := range j.confirmedFor(j.o.Email) {
		if s.Unseen != nil && s.Unseen.Reason != monitor.ReasonUnsupported {
			j.cannotSee(monitor.HopSubscription, "the attributes of the subscription of "+s.Endpoint.Safe(), s.Unseen)
			return
		}
		if j.drops(s) == "" {
			passing++
			if s.Protocol == "email" {
				plain++
			}
			continue
		}
		blocked = append(blocked, s)
	}
	for _, s := range blocked {
		j.blocked(s, passing > 0)
	}
	if passing > 0 && plain == 0 {
		s := j.confirmedFor(j.o.Email)[0]
		j.warn("subscription-email-json", "%s gets the mail as raw JSON, which is easily taken for spam", s.Endpoint.Safe()).
			seen("protocol", "%s", s.Protocol).seen("subscription", "%s", s.ARN).
			mend("subscribe the address with the protocol email as well, and have its owner open the link in the confirmation mail", j.subscribe(s.Endpoint.Raw()))
	}
}

// confirmedFor are the confirmed e-mail subscriptions of the address that
// matters, or all of them.
func (j *judge) confirmedFor(email string) []monitor.Subscription {
	return slices.DeleteFunc(j.mails(), func(s monitor.Subscription) bool {
		return s.Pending || s.Removed || email != "" && !strings.EqualFold(s.Endpoint.Raw(), email)
	})
}

// scopeBody is the scope of a filter policy that is about the message itself.
const scopeBody = "MessageBody"

// drops says what of a filter policy drops the alarm's message, "" where it
// passes. An alarm's message carries no attributes, so that any policy over
// them drops it; that they carry none is not documented.
// https://docs.aws.amazon.com/sns/latest/dg/sns-subscription-filter-policies.html
func (j *judge) drops(s monitor.Subscription) string {
	var policy map[string]any
	if s.FilterPolicy == "" || json.Unmarshal([]byte(s.FilterPolicy), &policy) != nil || len(policy) == 0 {
		return ""
	}
	message := map[string]any{}
	if s.FilterScope == scopeBody {
		message = j.message()
	}
	return refuses(policy, message, "")
}

func (j *judge) blocked(s monitor.Subscription, others bool) {
	code, summary := codeFilterPolicy, "a filter policy of the subscription of %s asks for attributes, and an alarm's message has none: every one is dropped"
	if s.FilterScope == scopeBody {
		code, summary = codeFilterBody, "a filter policy of the subscription of %s drops the message of this alarm"
	}
	status := Broken
	if others {
		status = Warning // somebody else gets the mail
	}
	f := j.note(code, status, summary, s.Endpoint.Safe()).
		seen("filter policy", "%s", s.FilterPolicy).seen("scope", "%s", s.FilterScope).seen("subscription", "%s", s.ARN).
		seen("condition", "%s", j.drops(s))
	if m := j.s.Mails.Value; m != nil && m.FilteredOut > 0 {
		f.seen("filtered out in the last day", "%s", number(m.FilteredOut))
	}
	if s.Owner != "" && s.Owner != j.s.Account {
		f.seen("code", "subscription-other-owner").seen("owner", "account %s, which alone can change it", s.Owner)
	}
	f.mend("take the filter policy off the subscription", j.passAll(s))
}

// message is what an alarm that goes off publishes, as far as a filter policy
// may ask for it.
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Notify_Users_Alarm_Changes.html
func (j *judge) message() map[string]any {
	message := map[string]any{"AWSAccountId": j.s.Account, "NewStateValue": stateAlarm, "OldStateValue": "OK"}
	a := j.s.Alarm.Value
	if a == nil {
		return message
	}
	message["AlarmName"], message["AlarmArn"], message["AlarmDescription"] = a.Name, a.ARN, a.Description.Raw()
	message["Trigger"] = map[string]any{
		"MetricName": a.Metric, "Namespace": a.Namespace, "Statistic": strings.ToUpper(a.Rule.Statistic),
		"Period": float64(a.Rule.Period), "EvaluationPeriods": float64(a.Rule.EvaluationPeriods),
		"ComparisonOperator": a.Rule.ComparisonOperator, "Threshold": a.Rule.Threshold, "TreatMissingData": a.Rule.TreatMissingData,
	}
	return message
}
