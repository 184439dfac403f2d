package doctor

import "slices"

// Calls that change a link of the chain, as CloudTrail names them.
const (
	callPutAlarm     = "PutMetricAlarm"
	callPutFilter    = "PutMetricFilter"
	callPutSelectors = "PutEventSelectors"
	callUpdateTrail  = "UpdateTrail"
	callDeleteTrail  = "DeleteTrail"
	callStartLogging = "StartLogging"
	callSubscribe    = "Subscribe"
	callConfirm      = "ConfirmSubscription"
	callUnsubscribe  = "Unsubscribe"
	callDeleteTopic  = "DeleteTopic"
	callSetTopic     = "SetTopicAttributes"
	callSetState     = "SetAlarmState"
	callListVersions = "ListSecretVersionIds"
	callPutRule      = "PutRule"
)

// broughtAbout are the calls that bring a code about, the likeliest first.
var broughtAbout = map[string][]string{
	codeSecretMissing: {"DeleteSecret"},

	codeNoTrail:                        {callDeleteTrail},
	codeElsewhere:                      {callUpdateTrail, callDeleteTrail},
	codeNotLogging:                     {"StopLogging", "CreateTrail"},
	"trail-management-events-off":      {callPutSelectors},
	"trail-write-only":                 {callPutSelectors},
	"trail-advanced-selectors-exclude": {callPutSelectors},
	codeNoLogGroup:                     {callUpdateTrail, "CreateTrail"},
	codeBucketMissing:                  {"DeleteBucket"},
	codeBucketDenies:                   {"DeleteBucketPolicy", "PutBucketPolicy"},
	"bucket-policy-source-arn":         {"PutBucketPolicy"},
	"bucket-prefix-mismatch":           {callUpdateTrail, "PutBucketPolicy"},
	"bucket-explicit-deny":             {"PutBucketPolicy"},

	codeRoleMissing:          {"DeleteRole"},
	codeRoleTrust:            {"UpdateAssumeRolePolicy"},
	"role-trust-condition":   {"UpdateAssumeRolePolicy"},
	codeRoleRights:           {"PutRolePolicy", "DeleteRolePolicy", "DetachRolePolicy"},
	"role-resource-mismatch": {"PutRolePolicy"},
	codeBoundary:             {"PutRolePermissionsBoundary"},
	codeGroupMissing:         {"DeleteLogGroup"},
	codeGroupClass:           {"CreateLogGroup"},
	codeGroupKey:             {"AssociateKmsKey", "PutKeyPolicy", "DisableKey"},

	codeNoFilter:                    {"DeleteMetricFilter", "DeleteLogGroup"},
	codeFilterElse:                  {"DeleteMetricFilter", callPutFilter},
	codeFilterEvent:                 {callPutFilter},
	codeFilterMissing:               {callPutFilter},
	"filter-boolean-compared":       {callPutFilter},
	"filter-console-flag":           {callPutFilter},
	"filter-selector-not-leaf":      {callPutFilter},
	codeFilterByName:                {callPutFilter},
	codeFilterByARN:                 {callPutFilter},
	codePinned:                      {callPutFilter},
	codeExcludes:                    {callPutFilter},
	codeNewer:                       {callPutFilter},
	codeTooWide:                     {callPutFilter},
	"filter-duplicated":             {callPutFilter},
	"filter-value-not-numeric":      {callPutFilter},
	"filter-value-zero":             {callPutFilter},
	codeNoDatapoint:                 {callPutSelectors, callUpdateTrail, callPutFilter, callPutAlarm},
	codeNoAlarm:                     {"DeleteAlarms"},
	codeAlarmMismatch:               {callPutAlarm, callPutFilter},
	"filter-unit":                   {callPutAlarm, callPutFilter},
	codeAverage:                     {callPutAlarm},
	"alarm-statistic":               {callPutAlarm},
	"alarm-threshold":               {callPutAlarm},
	"alarm-m-of-n":                  {callPutAlarm},
	"alarm-period-too-short":        {callPutAlarm},
	codeTooLong:                     {callPutAlarm},
	codeAlarmMissing:                {callPutAlarm},
	CodeAlreadyInAlarm:              {callSetState, callPutAlarm},
	codeActionsOff:                  {"DisableAlarmActions", callPutAlarm},
	codeMuted:                       {"PutAlarmMuteRule"},
	codeAlarmNoAction:               {callPutAlarm},
	"alarm-action-not-sns":          {callPutAlarm},
	codeTopicMissing:                {callDeleteTopic},
	codeFlood:                       {callUpdateTrail, "CreateTrail"},
	codeTopicAWSKey:                 {callSetTopic},
	codeKeyDisabled:                 {"DisableKey", "ScheduleKeyDeletion"},
	codeTopicKey:                    {"PutKeyPolicy", callSetTopic},
	codeTopicDenies:                 {callSetTopic, "RemovePermission"},
	"topic-policy-condition":        {callSetTopic},
	codeOtherTopic:                  {callPutAlarm},
	codeNoSubscription:              {callUnsubscribe, callSubscribe, callConfirm, callDeleteTopic},
	codeRemoved:                     {callUnsubscribe},
	codeExpired:                     {callSubscribe},
	"subscription-other-address":    {callUnsubscribe, callSubscribe},
	codeFilterPolicy:                {"SetSubscriptionAttributes"},
	codeFilterBody:                  {"SetSubscriptionAttributes"},
	"filter-optional-terms-ignored": {callPutFilter},

	codeRuleMissing:     {"DeleteRule"},
	codeRuleAway:        {"DeleteRule"},
	codeRuleDisabled:    {"DisableRule", callPutRule},
	codeRuleBlind:       {"EnableRule", callPutRule},
	codeRulePattern:     {callPutRule},
	codeRuleWide:        {callPutRule},
	codeRuleNoTarget:    {"RemoveTargets"},
	codeRuleOtherTarget: {"PutTargets", "RemoveTargets"},
	codeRuleTopic:       {callDeleteTopic},
	codeRuleTopicDenies: {callSetTopic, "RemovePermission"},
	codeRuleTopicKey:    {"PutKeyPolicy", callSetTopic, "DisableKey", "ScheduleKeyDeletion"},
	codeRuleNobody:      {callUnsubscribe, callDeleteTopic, "SetSubscriptionAttributes"},
}

// ChangedBy are the names of the events, as Event history has them, that bring
// a code about; nil where no call does.
func ChangedBy(code string) []string { return slices.Clone(broughtAbout[code]) }

// Wants are what a closer look would help with, after a first one.
type Wants struct {
	Events     []string // names of events to look up in Event history
	Elsewhere  bool     // trails of other regions
	AwayReads  bool     // reads in other regions
	Managed    bool     // the documents of the role's managed policies
	Composites bool     // composite alarms over the alarm
	AwayAlarms bool     // alarms on the filter's metric in other regions
	AwayRules  bool     // rules of the rule's name in other regions
}

// None reports that the first look was enough.
func (w Wants) None() bool {
	return len(w.Events) == 0 && !w.Elsewhere && !w.AwayReads && !w.Managed && !w.Composites && !w.AwayAlarms && !w.AwayRules
}

// maxEvents keeps a closer look within a few seconds: Event history allows two
// questions a second.
const maxEvents = 6

// Wants says what a closer look would help with; nothing where all is well and
// the secret was read.
func (r Report) Wants() Wants {
	w := r.wants
	w.Events = slices.Clone(w.Events)
	add := func(f Finding) {
		if f.Status != Broken && f.Status != Warning || f.BecauseOf != "" {
			return
		}
		for _, event := range broughtAbout[f.Code] {
			if !slices.Contains(w.Events, event) && len(w.Events) < maxEvents {
				w.Events = append(w.Events, event)
			}
		}
	}
	add(r.Verdict)
	for _, f := range r.Findings {
		add(f)
	}
	return w
}

// closer is what a closer look would help with, beside the events.
func (j *judge) closer() Wants {
	if j.nothing != "" {
		return Wants{}
	}
	w := Wants{
		Elsewhere:  j.has(codeNoTrail) != "",
		Composites: j.has(codeAlarmNoAction, "alarm-action-not-sns") != "",
		Managed:    j.unreadPolicies,
		AwayAlarms: j.has(codeNoAlarm) != "" && j.s.Filter.There(),
		AwayRules:  j.has(codeRuleMissing) != "",
	}
	t, worst := j.s.Trail.Value, j.worst()
	if t == nil || t.MultiRegion || worst != OK && worst != Warning {
		return w
	}
	never := j.newest == nil || j.builtSince(j.newest.Time)
	copied := j.s.Secret.There() && len(j.s.Secret.Value.Replicas) > 0
	if never || copied && j.s.At.Sub(j.newest.Time) > recent {
		w.AwayReads, w.Events = true, []string{callListVersions}
	}
	return w
}

// changedBy names in every finding who made the newest change that brings it
// about.
func (j *judge) changedBy() {
	if !j.s.Changes.There() {
		return
	}
	for _, f := range j.findings {
		if f.Status != Broken && f.Status != Warning && f.Status != Waiting {
			continue
		}
		if c, ok := j.change(f.Code); ok {
			f.seen("changed by", "%s with %s, %s", c.Who.Safe(), c.Event, j.when(c.At))
		}
	}
}
