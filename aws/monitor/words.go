// Package monitor describes the chain from a secret to an e-mail as plain
// values: its names, what it should be, what was seen of it at one moment, and
// what would have to change.
//
// It only thinks: no SDK, no I/O, no clock. It may import foreign, filter,
// alarm and iampolicy.
package monitor

import "strings"

// Kind is a kind of resource, as the JSON contract names it.
type Kind string

// The resources of one monitor.
const (
	KindSecret       Kind = "secret"
	KindBucket       Kind = "bucket"
	KindTrail        Kind = "trail"
	KindLogGroup     Kind = "log-group"
	KindRole         Kind = "role"
	KindMetricFilter Kind = "metric-filter"
	KindTopic        Kind = "topic"
	KindSubscription Kind = "subscription"
	KindAlarm        Kind = "alarm"
)

// The resources of a monitor's second way to be told, which it may have.
const (
	KindRule             Kind = "rule"
	KindRuleTopic        Kind = "rule-topic"
	KindRuleSubscription Kind = "rule-subscription"
)

// RuleKinds lists the kinds of the second way in the order in which they are
// made.
func RuleKinds() []Kind { return []Kind{KindRuleTopic, KindRuleSubscription, KindRule} }

// Contract is the kind in the JSON contract, to which a topic is a topic.
func (k Kind) Contract() Kind {
	switch k {
	case KindRuleTopic:
		return KindTopic
	case KindRuleSubscription:
		return KindSubscription
	default:
		return k
	}
}

// Kinds lists every kind of the way by the alarm, in the order in which a person
// meets them.
func Kinds() []Kind {
	return []Kind{
		KindSecret, KindBucket, KindLogGroup, KindRole, KindTrail,
		KindMetricFilter, KindTopic, KindSubscription, KindAlarm,
	}
}

// Word is the kind as a person says it.
func (k Kind) Word() string {
	switch k {
	case KindLogGroup:
		return "log group"
	case KindMetricFilter:
		return "metric filter"
	case KindRule:
		return "EventBridge rule"
	case KindRuleTopic:
		return "rule's topic"
	case KindRuleSubscription:
		return "rule's subscription"
	default: // also of what an experiment makes, which is no part of a monitor
		return strings.ReplaceAll(string(k), "-", " ")
	}
}

// Hop is one link on the way from a read to the e-mail.
type Hop string

// The hops, in the order in which a read passes them.
const (
	HopAccount      Hop = "account"
	HopRead         Hop = "read"
	HopHistory      Hop = "history"
	HopTrail        Hop = "trail"
	HopDelivery     Hop = "delivery"
	HopFilter       Hop = "filter"
	HopMetric       Hop = "metric"
	HopAlarm        Hop = "alarm"
	HopAction       Hop = "action"
	HopTopic        Hop = "topic"
	HopSubscription Hop = "subscription"
	HopMail         Hop = "mail"
)

// Hops lists every hop from the account to the mail.
func Hops() []Hop {
	return []Hop{
		HopAccount, HopRead, HopHistory, HopTrail, HopDelivery, HopFilter,
		HopMetric, HopAlarm, HopAction, HopTopic, HopSubscription, HopMail,
	}
}

// Tags that mark what setup made. AWS allows letters, digits, blanks and
// _ . : / = + - @ in tags, which covers every legal name of a secret.
const (
	TagManagedBy = "managed-by"
	TagMonitor   = "secretwatch:monitor"
	TagSecret    = "secretwatch:secret"
	// TagNamePrefix precedes a Kind: the alarm remembers in such tags the
	// names that a person chose instead of the usual ones.
	TagNamePrefix = "secretwatch:name:"
	ManagedBy     = "secretwatch"
	// TagNotify, on the alarm, remembers the ways to be told where the alarm is
	// not the only one, divided by blanks.
	TagNotify         = "secretwatch:notify"
	NotifyAlarm       = "alarm"
	NotifyEventBridge = "eventbridge"
	// TagExpected, on the alarm, and with a number behind it where one value is
	// too short, remembers the readers that are expected.
	TagExpected = "secretwatch:expected"
	// TagExperiment marks what a comparison made and will remove.
	TagExperiment = "secretwatch:experiment"
)
