package monitor

import (
	"time"

	"secretwatch/aws/foreign"
)

// MailCounts are sums of the topic's AWS/SNS metrics over the last day.
type MailCounts struct {
	Published, Delivered, Failed, FilteredOut float64
}

// MuteRule is an alarm mute rule that names the monitor's alarm.
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_ListAlarmMuteRules.html
type MuteRule struct {
	Name, ARN string
	Status    string    // SCHEDULED, ACTIVE or EXPIRED
	Until     time.Time // from when the rule is void, zero where it has no end
}

// Point is one minute of the alarm's metric.
type Point struct {
	At           time.Time // the minute's beginning, UTC
	Sum, Samples float64   // SampleCount: with a default value every event counts
}

// LoggedRead is a read's record as CloudTrail delivered it to the log group.
type LoggedRead struct {
	EventID   string
	Stream    string
	Delivered time.Time      // the log event's time, UTC
	Message   foreign.String // the whole record
	// Tested says that TestMetricFilter was asked about this record with the
	// filter's pattern, Matched what it answered.
	Tested, Matched bool
}

// Key is the KMS key that encrypts the topic.
type Key struct {
	ID, ARN string
	State   string // such as Enabled, Disabled, PendingDeletion; NotFound where there is no such key
	AWSOwn  bool   // managed by AWS: its policy cannot be changed
	Policy  Seen[string]
}

// Changed is a change of one part of the chain, from Event history.
type Changed struct {
	Event     string // such as StopLogging
	Who       foreign.String
	At        time.Time
	Resources []foreign.String // names or ARNs that the record mentions
	EventID   string
}
