package monitor

import (
	"time"

	"secretwatch/aws/foreign"
	"secretwatch/aws/record"
)

// Unseen says why something could not be looked at.
type Unseen struct {
	Service    string // such as cloudtrail
	Operation  string // such as DescribeTrails
	Permission string // such as cloudtrail:DescribeTrails
	Resource   foreign.String
	Reason     UnseenReason
	Code       string // AWS's error code, "" where there was no answer
	Message    foreign.String
}

// UnseenReason sorts failed looks by what a person can do about them.
type UnseenReason string

// Reasons for not having seen something.
const (
	ReasonDenied      UnseenReason = "denied"      // a permission is missing
	ReasonThrottled   UnseenReason = "throttled"   // too many calls; later it may work
	ReasonUnsupported UnseenReason = "unsupported" // this endpoint lacks the operation
	ReasonFailed      UnseenReason = "failed"      // anything else, time-outs included
)

// Seen is the answer to one look: there (Value), not there (both nil), or not
// to be seen (Unseen).
type Seen[T any] struct {
	Value  *T
	Unseen *Unseen
}

// There reports that the look found something.
func (s Seen[T]) There() bool { return s.Value != nil }

// Absent reports that the look worked and found nothing.
func (s Seen[T]) Absent() bool { return s.Value == nil && s.Unseen == nil }

// Found wraps what a look found.
func Found[T any](v T) Seen[T] { return Seen[T]{Value: &v} }

// NotSeen wraps why a look failed.
func NotSeen[T any](u Unseen) Seen[T] { return Seen[T]{Unseen: &u} }

// Snapshot is what was seen of one monitor at one moment.
type Snapshot struct {
	Place
	Names
	Caller foreign.String // ARN of who looked
	At     time.Time      // AWS's clock

	Secret      Seen[Secret]
	Trails      Seen[[]Trail] // every trail that this region knows, shadow trails too
	Trail       Seen[Trail]   // the one of this monitor
	Status      Seen[TrailStatus]
	Selectors   Seen[Selectors]
	Bucket      Seen[Bucket]
	LogGroup    Seen[LogGroup]
	Role        Seen[Role]
	Filters     Seen[[]MetricFilter] // of the monitor's log group
	Filter      Seen[MetricFilter]   // the monitor's own
	Topic       Seen[Topic]
	Subscribers Seen[[]Subscription]
	Alarms      Seen[[]Alarm] // on the filter's metric, or by the monitor's name
	Alarm       Seen[Alarm]

	// Looked at for the doctor and the pane, not for the plan.
	AlarmHistory Seen[[]HistoryItem] // newest first
	Reads        Seen[[]record.Read] // newest first, from Event history
	// Absent means not asked: there was no read to look for, or nothing to ask.
	Mails    Seen[MailCounts]   // AWS/SNS metrics of the last day for the topic
	Mutes    Seen[[]MuteRule]   // that name the alarm
	Points   Seen[[]Point]      // of the alarm's metric, else the filter's, a minute each, oldest first
	Logged   Seen[[]LoggedRead] // reads as they lie in the log group since the newest in Event history, newest first
	Untested *Unseen            // why TestMetricFilter gave no answer about Logged
	Key      Seen[Key]          // that encrypts the topic; absent where none does

	// The second way to be told; absent also where the monitor never had it and
	// nobody asked (ByRule tells).
	Rule            Seen[Rule]
	RuleTopic       Seen[Topic]
	RuleSubscribers Seen[[]Subscription]
	RuleKey         Seen[Key]        // that encrypts the rule's topic
	RuleCounts      Seen[RuleCounts] // absent means not asked
	// AwayRules are rules of the rule's name in other regions, where this one has
	// none.
	AwayRules Seen[[]Rule]

	// Gone are monitors that setup made and nobody has any more: what carries their
	// tag in this snapshot has no other owner. It is asked for a destruction only.
	Gone []string

	// Looked at only where something is not well.
	Changes   Seen[[]Changed] // who changed parts of the chain, newest first
	Elsewhere Seen[[]Trail]   // trails of other regions that this one does not know
	AwayReads Seen[[]record.Read]
	// AwayAlarms are alarms on the filter's metric in other regions, where this
	// one has none.
	AwayAlarms Seen[[]Alarm]
	// Composites are composite alarms over the alarm; absent means not asked.
	Composites Seen[[]Composite]
}

// Secret is what DescribeSecret says; the value is no part of it.
type Secret struct {
	Name     foreign.String
	ARN      string
	Tags     map[string]string
	DeleteAt time.Time // zero unless scheduled for deletion
	KeyID    string
	Primary  string   // region of the original where this is a replica, else ""
	Replicas []string // regions that it is copied to
}

// Trail is one of DescribeTrails' answers.
type Trail struct {
	Name, ARN, HomeRegion, Bucket, Prefix string
	LogGroupARN                           string // with the trailing :*
	RoleARN                               string
	MultiRegion, Organization             bool
	GlobalEvents, Validation              bool
	Notifies                              string // ARN of the topic that hears of every file, "" without
	Tags                                  map[string]string
}

// TrailStatus is what GetTrailStatus says; errors are "" where there is none.
type TrailStatus struct {
	Logging                            bool
	Started, Stopped                   time.Time
	Delivered, LogsDelivered           time.Time
	DeliveryError, LogsError, SNSError foreign.String
}

// Selectors are a trail's event selectors.
type Selectors struct {
	Basic    []BasicSelector
	Advanced []AdvancedSelector
}

// BasicSelector is one EventSelector.
type BasicSelector struct {
	ReadWriteType string
	Management    bool
	Excluded      []string       // sources of management events that it leaves out
	Data          []DataResource // whose data events it takes
}

// DataResource is one kind of resource whose data events a trail takes.
type DataResource struct {
	Type   string
	Values []string
}

// AdvancedSelector is one AdvancedEventSelector.
type AdvancedSelector struct {
	Name   foreign.String
	Fields []FieldSelector
}

// FieldSelector is one condition of an AdvancedSelector; within one operator
// any value may match.
type FieldSelector struct {
	Field                     string
	Equals, NotEquals         []string
	StartsWith, NotStartsWith []string
	EndsWith, NotEndsWith     []string
}

// Bucket is what several S3 calls say of the trail's bucket.
type Bucket struct {
	Name           string
	Policy         Seen[string] // the policy document
	PublicBlocked  Seen[bool]   // all four settings on
	Encryption     Seen[string] // AES256 or aws:kms
	ExpireDays     Seen[int32]  // of setup's lifecycle rule
	Tags           Seen[map[string]string]
	OwnedByAnother bool
}

// LogGroup is one of DescribeLogGroups' answers.
type LogGroup struct {
	Name, ARN, Class string // ARN ends in :*
	RetentionDays    int32  // 0 means never expire
	KeyID            string // of the KMS key, "" without
	Created          time.Time
	Tags             map[string]string
}

// Role is the role with which CloudTrail writes to the log group.
type Role struct {
	Name, ARN string
	Trust     string            // the trust policy document
	Policies  map[string]string // inline policies by name
	Attached  []string          // ARNs of managed policies
	Managed   map[string]string // their documents by ARN, of those that were read
	Unread    *Unseen           // why one of those documents was not
	Boundary  string            // ARN of the permissions boundary, "" without
	Created   time.Time
	Tags      map[string]string
}

// MetricFilter is one of DescribeMetricFilters' answers.
type MetricFilter struct {
	Name, LogGroup    string
	Pattern           foreign.String
	Namespace, Metric string
	Value             string
	Default           *float64
	Unit              string
	Dimensions        map[string]string
	Created           time.Time
	OnTransformed     bool
	Selection         string // FieldSelectionCriteria of a centralised group, "" without
}

// Topic is what GetTopicAttributes says.
type Topic struct {
	ARN, Policy, KeyID          string
	DisplayName                 foreign.String
	Confirmed, Pending, Deleted int
	Tags                        map[string]string
}

// Subscription is one of ListSubscriptionsByTopic's answers.
type Subscription struct {
	ARN      string // "" while pending
	Protocol string
	Endpoint foreign.String
	Pending  bool
	Removed  bool // AWS still lists it as Deleted
	Owner    string
	// Of GetSubscriptionAttributes; Looked tells whether it was asked.
	Looked                    bool
	FilterPolicy, FilterScope string // scope is MessageAttributes or MessageBody
	Authenticated             bool   // only its owner can unsubscribe
	Unseen                    *Unseen
}

// Alarm is one of DescribeAlarms' answers.
type Alarm struct {
	Name, ARN               string
	Description             foreign.String
	Namespace, Metric, Unit string
	Dimensions              map[string]string
	Rule                    AlarmRule
	ActionsEnabled          bool
	AlarmActions, OKActions []string
	NoDataActions           []string
	State                   string // OK, ALARM or INSUFFICIENT_DATA
	Reason                  foreign.String
	Since                   time.Time // of the last transition
	Updated                 time.Time // of the definition
	Tags                    map[string]string
	Metrics                 int           // metric queries of a metric-math alarm
	Evaluation              string        // EvaluationState: PARTIAL_DATA and such, "" where all is well
	WarmUp                  time.Duration // after each change, without actions
	WallClock               bool          // evaluated at the clock's boundaries only
	Band                    bool          // compared with an anomaly detection band
}

// HistoryItem is one of DescribeAlarmHistory's answers.
type HistoryItem struct {
	At      time.Time
	Type    string // StateUpdate, Action or ConfigurationUpdate
	Summary foreign.String
	Data    foreign.String // JSON
}

// MadeFor is the monitor for which setup made something, "" where it did not
// make it.
func MadeFor(tags map[string]string) string {
	if tags[TagManagedBy] != ManagedBy {
		return ""
	}
	return tags[TagMonitor]
}

// Ours reports whether the tags say that setup made this for the monitor n.
func (n Names) Ours(tags map[string]string) bool {
	return tags[TagManagedBy] == ManagedBy && tags[TagMonitor] == n.Monitor
}
