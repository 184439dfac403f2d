package doctor

// Blind is a cause, or something taken for one, that this program names no code
// for, and why. The ids are those of the catalogue of causes in the project's
// notes on AWS.
type Blind struct{ ID, What, Why string }

// Unseeable lists what no API shows, what is no cause by itself, and what shows
// itself under another cause's code.
func Unseeable() []Blind {
	const (
		noAPI    = "no API shows it: "
		noCause  = "no cause by itself: "
		refused  = "AWS refuses the call that would bring it about, so that it is never there to be found: "
		shownBy  = "shown under the code of its effect: "
		notAsked = "an API would show it, and doctor does not ask it: "
	)
	return []Blind{
		{"A1", "read from a client-side cache", noAPI + "no call was made, and what was not called is not recorded; a monitor that was never read says so"},
		{"A6", "BatchGetSecretValue", noCause + "CloudTrail writes a GetSecretValue for each secret beside it"},
		{"B1", "Event history of another region or account", shownBy + "wrong-account-or-region, read-in-other-region"},
		{"B2", "a look-up with two attributes or of more than 90 days", noCause + "doctor asks with one attribute"},
		{"B3", "LookupEvents is throttled", shownBy + "cannot-see"},
		{"B5", "a service did not deliver the event to CloudTrail", noAPI + "what is lost leaves no trace; metric-no-datapoint says to read again"},
		{"C7", "ExcludeManagementEventSources", noCause + "only KMS and RDS Data can be left out so"},
		{"C11", "an organization's trail whose home region the member has not opted into", notAsked + "it takes the account's and the organization's APIs, which a reader of one account mostly may not use"},
		{"C12", "the status of a shadow trail by name", noCause + "doctor asks by ARN"},
		{"C13", "a change asked for in another region", noCause + "remedies name the home region"},
		{"C15", "five trails in the region", refused + "CreateTrail"},
		{"C16", "an event of more than 256 kB", noCause + "a GetSecretValue is never that large"},
		{"C17", "aggregation settings", noCause + "they are about data events"},
		{"D7", "a requester-pays bucket", notAsked + "one more call for a rare cause; CloudTrail's own error shows as bucket-policy-denies"},
		{"E6", "a group's ARN without :*", refused + "CreateTrail and UpdateTrail"},
		{"E7", "group or role alone", refused + "CreateTrail and UpdateTrail"},
		{"E8", "a malformed role's ARN", refused + "CreateTrail and UpdateTrail"},
		{"E9", "a log group in another region than the trail", refused + "CreateTrail and UpdateTrail, which is not verified"},
		{"E11", "a region without delivery to CloudWatch Logs", refused + "CreateTrail and UpdateTrail"},
		{"E13", "a service or resource control policy on the role", notAsked + "it takes the organization's APIs; the permissions boundary, its other half, is role-boundary"},
		{"F3", "records kept for a day", noCause + "it hides the evidence, not the read"},
		{"F6", "a search by the event's time", noCause + "doctor searches by the time of delivery"},
		{"G9", "special characters without quotes", refused + "PutMetricFilter"},
		{"G17", "dimensions and a default value", refused + "PutMetricFilter"},
		{"G18", "a filter that CloudWatch Logs disabled for its many dimensions", noAPI + "no field says so; dimensions show as alarm-metric-mismatch"},
		{"G23", "too many filters or regular expressions", refused + "PutMetricFilter"},
		{"G24", "a test with CloudTrail's file format", noCause + "doctor tests single records"},
		{"H2", "a metric that is not listed", noCause + "its points are read by name"},
		{"H4", "zeros for every other event", noCause + "it is the arithmetic of alarm-average"},
		{"I13", "metric math with the wrong series", shownBy + "alarm-on-expression"},
		{"I20", "an alarm on a query of logs", shownBy + "no-alarm: it watches no metric"},
		{"I21", "more than five actions", refused + "PutMetricAlarm"},
		{"J5", "SetAlarmState for a test", shownBy + "alarm-set-by-hand, where the state lasts"},
		{"J8", "an alarm's history of more than two weeks", noAPI + "it is gone"},
		{"K6", "a topic in another region", refused + "PutMetricAlarm"},
		{"K11", "a person's own Publish works", noCause + "doctor asks on CloudWatch's behalf"},
		{"L3", "a topic with a small MaximumMessageSize", shownBy + "alarm-action-failed, which is not verified"},
		{"L4", "a data protection policy", notAsked + "one more call; a message that is denied shows as alarm-action-failed, which is not verified"},
		{"M5", "one member of a mailing list unsubscribed all", shownBy + "subscription-removed: SNS knows one address"},
		{"M10", "more than ten mails a second", noCause + "an alarm does not send that many; what SNS drops is mail-given-up"},
		{"N3", "published and not counted", shownBy + "the cause at the action or topic, which stands in the alarm's history"},
		{"N4", "what another mail server did", noAPI + "SNS logs the delivery of no e-mail"},
		{"N5", "a dead-letter queue", shownBy + "mail-given-up"},
		{"N6", "a gateway, a rule or a full mailbox", noAPI + "AWS's knowledge ends where another server took the mail"},
		{"O4", "throttled looks", shownBy + "cannot-see"},
	}
}
