package doctor

import "secretwatch/aws/monitor"

// Entry is what is fixed about a finding's code.
type Entry struct {
	Code   string
	Hop    monitor.Hop
	Remedy RemedyKind
	Title  string
	// Sign marks a code that is only ever evidence of another finding.
	Sign bool
}

// Codes that faces look for: they say the same of the read that they show.
const (
	CodeAlreadyInAlarm = "alarm-already-in-alarm"
	CodeTooSoon        = "too-soon"
	CodePending        = "subscription-pending"
	CodeMailEarlier    = "alarm-mail-was-earlier"
	CodeNotEvaluated   = "alarm-not-evaluated-yet"
)

// EvidenceCovered names the evidence that the ALARM into which a read fell has
// sent a mail of its own.
const EvidenceCovered = "mail of that ALARM"

// Codes of the catalogue that several checks speak of.
const (
	codeWrongPlace     = "wrong-account-or-region"
	codeSecretMissing  = "secret-missing"
	codeNoTrail        = "no-trail"
	codeNotLogging     = "trail-not-logging"
	codeNoLogGroup     = "trail-without-log-group"
	codeWrongTrail     = "wrong-trail"
	codeBucketMissing  = "bucket-missing"
	codeBucketDenies   = "bucket-policy-denies"
	codeRoleMissing    = "role-missing"
	codeRoleTrust      = "role-trust-missing"
	codeRoleRights     = "role-permissions-missing"
	codeGroupMissing   = "log-group-missing"
	codeGroupClass     = "log-group-class"
	codeDeliveryStale  = "delivery-stale"
	codeNoFilter       = "no-metric-filter"
	codeFilterElse     = "filter-on-other-group"
	codeFilterEvent    = "filter-event-name"
	codeFilterByName   = "filter-secret-by-name"
	codeFilterByARN    = "filter-secret-by-arn"
	codeFilterMissing  = "filter-not-equal-on-missing-field"
	codeNoAlarm        = "no-alarm"
	codeAlarmMismatch  = "alarm-metric-mismatch"
	codeAlarmAway      = "alarm-other-region"
	codeAlarmMissing   = "alarm-missing-data"
	codeAlarmNoAction  = "alarm-no-action"
	codeActionsOff     = "alarm-actions-disabled"
	codeOtherTopic     = "subscription-on-other-topic"
	codeTopicMissing   = "topic-missing"
	codeTopicDenies    = "topic-policy-denies"
	codeTopicAWSKey    = "topic-aws-managed-key"
	codeTopicKey       = "topic-key-denies"
	codeNoSubscription = "no-subscription"
	codeCannotSee      = "cannot-see"

	codeOtherSecret   = "other-secret-read"
	codeOtherRegion   = "read-in-other-region"
	codeOtherAccount  = "read-by-other-account"
	codeReadFailed    = "read-failed"
	codeNotRetrieved  = "value-not-retrieved"
	codeReadByService = "read-by-service"
	codeNoParameters  = "denied-read-without-parameters"
	codeElsewhere     = "trail-single-region-elsewhere"
	codeJustChanged   = "trail-just-changed"
	codeBucketKey     = "bucket-key-denies"
	codeBoundary      = "role-boundary"
	codeGroupKey      = "log-group-key-denies"
	codePinned        = "filter-pins-identity"
	codeExcludes      = "filter-excludes-read"
	codeTooWide       = "filter-too-wide"
	codeTooLong       = "alarm-period-too-long"
	codeUnverified    = "filter-unverified"
	codeNewer         = "filter-newer-than-read"
	codeNoDatapoint   = "metric-no-datapoint"
	codeAverage       = "alarm-average"
	codePointLate     = "alarm-point-too-late"
	codeSuppressed    = "alarm-composite-suppressed"
	codeMuted         = "alarm-muted"
	codeKeyDisabled   = "topic-key-disabled"
	codeTopicAccount  = "topic-other-account"
	codeExpired       = "subscription-expired"
	codeRemoved       = "subscription-removed"
	codeFilterPolicy  = "subscription-filter-policy"
	codeFilterBody    = "subscription-filter-policy-body"
	codeGivenUp       = "mail-given-up"
	codeFlood         = "trail-notifies-topic"
	codeComparison    = "comparison-left-behind"
	codeExpectedOdd   = "expected-readers-odd"
)

// Codes of the second way to be told: an EventBridge rule.
const (
	codeRuleMissing     = "rule-missing"
	codeRuleAway        = "rule-other-region"
	codeRuleDisabled    = "rule-disabled"
	codeRuleBlind       = "rule-without-management-events"
	codeWriteOnly       = "trail-write-only"
	codeRuleWide        = "rule-too-wide"
	codeRulePattern     = "rule-pattern-mismatch"
	codeRuleNoTarget    = "rule-no-target"
	codeRuleOtherTarget = "rule-other-target"
	codeRuleTopic       = "rule-topic-missing"
	codeRuleTopicDenies = "rule-topic-policy-denies"
	codeRuleTopicKey    = "rule-topic-key-denies"
	codeRuleNobody      = "rule-no-subscription"
	codeRulePending     = "rule-subscription-pending"
)

// Catalogue lists every code, in the order of the hops.
func Catalogue() []Entry { return append([]Entry(nil), catalogue...) }

func entryOf(code string) Entry {
	for _, e := range catalogue {
		if e.Code == code {
			return e
		}
	}
	return Entry{Code: code, Hop: monitor.Hop(code)}
}
