package doctor

import "secretwatch/aws/monitor"

// Entry is what is fixed about a finding's code.
type Entry struct {
	Code   string
	Hop    monitor.Hop
	Remedy RemedyKind
	Title  string
}

// Codes that faces look for: they say the same of the read that they show.
const (
	CodeAlreadyInAlarm = "alarm-already-in-alarm"
	CodeTooSoon        = "too-soon"
	CodePending        = "subscription-pending"
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
)

// catalogue has every code that a check may give, in the order of the hops.
// A code that is not here is a hop's own: the hop passes.
var catalogue = []Entry{
	{codeWrongPlace, monitor.HopAccount, Person, "Nothing of the monitor is in this account and region"},
	{codeSecretMissing, monitor.HopRead, Person, "The secret is not there, so it cannot be read"},

	{codeNoTrail, monitor.HopTrail, Auto, "No trail records the read"},
	{"organization-trail", monitor.HopTrail, Person, "The trail belongs to the organization's management account"},
	{"trail-single-region-elsewhere", monitor.HopTrail, Auto, "The trail records another region only"},
	{codeWrongTrail, monitor.HopTrail, Person, "Another trail is the one that delivers to a log group"},
	{codeNotLogging, monitor.HopTrail, Auto, "The trail is switched off"},
	{"trail-management-events-off", monitor.HopTrail, Auto, "The trail leaves management events out"},
	{"trail-write-only", monitor.HopTrail, Auto, "The trail records writes only, and a read is not one"},
	{"trail-advanced-selectors-exclude", monitor.HopTrail, Auto, "The trail's advanced selectors leave the read out"},
	{codeNoLogGroup, monitor.HopTrail, Auto, "The trail delivers to no log group"},
	{codeBucketMissing, monitor.HopTrail, Auto, "The trail's bucket is not there"},
	{codeBucketDenies, monitor.HopTrail, Auto, "The bucket's policy keeps CloudTrail out"},

	{codeRoleMissing, monitor.HopDelivery, Auto, "The role of the delivery is not there"},
	{codeRoleTrust, monitor.HopDelivery, Auto, "The role does not trust CloudTrail"},
	{"role-trust-condition", monitor.HopDelivery, Auto, "The role trusts CloudTrail for another trail only"},
	{codeRoleRights, monitor.HopDelivery, Auto, "The role may not write to the log group"},
	{"role-resource-mismatch", monitor.HopDelivery, Auto, "The role may write to another log group or stream only"},
	{codeGroupMissing, monitor.HopDelivery, Auto, "The log group is not there"},
	{codeGroupClass, monitor.HopDelivery, Auto, "The log group's class has no metric filters"},
	{codeDeliveryStale, monitor.HopDelivery, Person, "CloudTrail delivers nothing any more"},

	{codeNoFilter, monitor.HopFilter, Auto, "No metric filter counts the reads"},
	{codeFilterElse, monitor.HopFilter, Auto, "The metric filter is on another log group"},
	{codeFilterEvent, monitor.HopFilter, Auto, "The pattern does not match a read"},
	{codeFilterMissing, monitor.HopFilter, Auto, "The pattern compares a field that a successful read does not have"},
	{"filter-boolean-compared", monitor.HopFilter, Auto, "The pattern compares a boolean as if it were text"},
	{codeFilterByName, monitor.HopFilter, Auto, "The pattern misses reads that name the secret by ARN"},
	{codeFilterByARN, monitor.HopFilter, Auto, "The pattern misses reads that name the secret by name"},
	{"filter-pins-identity", monitor.HopFilter, Person, "The pattern counts the reads of some callers only"},
	{"filter-excludes-read", monitor.HopFilter, Person, "The pattern leaves the newest read out"},
	{"filter-on-transformed-events", monitor.HopFilter, Auto, "The filter runs on transformed events"},
	{"filter-newer-than-read", monitor.HopFilter, Person, "The filter was made after the read"},

	{"filter-value-not-numeric", monitor.HopMetric, Auto, "What the filter publishes is not a number"},
	{"filter-value-zero", monitor.HopMetric, Auto, "The filter publishes zero for a read"},
	{"metric-no-datapoint", monitor.HopMetric, Person, "A read left no trace in the alarm although all is well"},

	{codeNoAlarm, monitor.HopAlarm, Auto, "No alarm watches the metric"},
	{codeAlarmAway, monitor.HopAlarm, Person, "The alarm is in another region than its metric"},
	{"alarm-on-expression", monitor.HopAlarm, Person, "The alarm computes over several metrics"},
	{codeAlarmMismatch, monitor.HopAlarm, Auto, "The alarm watches another metric than the filter writes"},
	{"filter-unit", monitor.HopAlarm, Auto, "The alarm asks for a unit that the filter does not write"},
	{"alarm-average", monitor.HopAlarm, Auto, "The alarm averages the reads away"},
	{"alarm-statistic", monitor.HopAlarm, Auto, "The alarm's statistic does not count reads"},
	{"alarm-threshold", monitor.HopAlarm, Auto, "The threshold does not tell a read from silence"},
	{"alarm-m-of-n", monitor.HopAlarm, Auto, "The alarm wants reads in several periods"},
	{"alarm-period-too-short", monitor.HopAlarm, Auto, "The period is shorter than the metric's minute"},
	{"alarm-period-too-long", monitor.HopAlarm, Auto, "The alarm stays in ALARM for long after a read"},
	{codeAlarmMissing, monitor.HopAlarm, Auto, "Missing data keep the alarm from coming back to OK"},
	{CodeAlreadyInAlarm, monitor.HopAlarm, Auto, "The alarm was in ALARM already when the read came"},
	{"alarm-insufficient-data", monitor.HopAlarm, Person, "The alarm has no data"},

	{codeActionsOff, monitor.HopAction, Auto, "The alarm's actions are switched off"},
	{codeAlarmNoAction, monitor.HopAction, Auto, "The alarm does nothing when it goes off"},
	{"alarm-action-not-sns", monitor.HopAction, Auto, "The alarm's action sends no mail"},
	{"alarm-action-failed", monitor.HopAction, Person, "The alarm's last action failed"},

	{codeTopicMissing, monitor.HopTopic, Person, "The topic is not there"},
	{codeTopicAWSKey, monitor.HopTopic, Removes, "AWS's own key keeps CloudWatch out of the topic"},
	{codeTopicKey, monitor.HopTopic, Auto, "The topic's key keeps CloudWatch out"},
	{codeTopicDenies, monitor.HopTopic, Auto, "The topic's policy keeps CloudWatch out"},
	{"topic-policy-condition", monitor.HopTopic, Auto, "The topic's policy lets in another alarm only"},

	{codeOtherTopic, monitor.HopSubscription, Person, "The alarm mails to another topic"},
	{codeNoSubscription, monitor.HopSubscription, Person, "Nobody gets the mail"},
	{"subscription-removed", monitor.HopSubscription, Person, "The address was unsubscribed"},
	{CodePending, monitor.HopSubscription, Person, "The address was never confirmed"},
	{"subscription-other-address", monitor.HopSubscription, Person, "The mail goes to another address"},

	{"mail-given-up", monitor.HopMail, Person, "SNS gave up on the mail"},
	{CodeTooSoon, monitor.HopMail, Person, "It is too soon to judge the newest read"},
	{codeCannotSee, "", Person, "Something could not be looked at"},
}

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
