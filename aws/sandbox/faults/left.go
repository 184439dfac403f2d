package faults

import "slices"

// Left is a known cause that Inject does not bring about, and why.
type Left struct{ Code, Why string }

// LeftOut lists the causes of the catalogue that are no faults here.
func LeftOut() []Left {
	const (
		reader  = "it is about which read was made, and breaks nothing"
		onlooks = "it is about who looks from where, and breaks nothing"
		passes  = "it is a moment that passes by itself"
		byRule  = "it is about the EventBridge rule, a second way to be told, which this monitor does not have"
	)
	left := []Left{
		{"other-secret-read", reader},
		{"read-in-other-region", reader},
		{"too-soon", passes},
		{"wrong-trail", "it is about which trail is looked at, and breaks nothing"},
		{"organization-trail", "a sandbox is one account, and such a trail belongs to another one"},
		{"delivery-stale", "only CloudTrail itself can lose its deliveries"},
		{"filter-newer-than-read", "it is about a read before the filter, and the next read mails"},
		{"metric-no-datapoint", "only CloudTrail itself can lose a record"},
		{"metric-other-region", "it is another name for alarm-other-region"},
		{"alarm-missing-data", "it shows only after the zeros of some minutes have left the alarm's range"},
		{"alarm-already-in-alarm", passes},
		{"alarm-mail-was-earlier", passes},
		{"alarm-insufficient-data", "it is a sign of other causes, such as alarm-metric-mismatch"},
		{"alarm-not-evaluated-yet", passes},
		{"subscription-expired", "SNS takes 48 hours for it"},
		{"subscription-other-address", "the owner of another address would have to confirm it"},
		{"mail-sent-look-in-spam", "it is about the mailbox, which no call to AWS reaches"},
		{"mail-given-up", "it is about the mail server, which no call to AWS reaches"},
		{"rule-too-wide", byRule},
		{"comparison-left-behind", "nothing is wrong with the monitor: the comparison's own things are there"},
		{"expected-readers-odd", "it is about who is told apart in the pane, and about no mail"},
		{"cannot-see", onlooks},
		{"wrong-account-or-region", onlooks},
	}
	for _, f := range RuleFaults() {
		left = append(left, Left{f.Code, byRule})
	}
	return left
}

// WhyNot is why a known cause cannot be injected, "" for all other codes.
func WhyNot(code string) string {
	left := LeftOut()
	i := slices.IndexFunc(left, func(l Left) bool { return l.Code == code })
	if i < 0 {
		return ""
	}
	return left[i].Why
}
