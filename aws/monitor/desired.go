package monitor

import "fmt"

// Desired is the monitor that a person asked for.
type Desired struct {
	Place
	Names
	Email string

	// SecretExists says that the secret is there already and only watched.
	SecretExists bool
	// Takes are the resources, by kind, that the person named on purpose:
	// they may be taken over, and changed, although setup did not make them.
	Takes map[Kind]bool

	MultiRegion   bool
	ReadWriteType string // All, ReadOnly or WriteOnly
	RetentionDays int32  // of the log group
	ExpireDays    int32  // of the bucket's objects
	AllAttempts   bool   // also failed reads match the filter
	Pattern       string // "" means PatternFor
	MetricValue   string
	DefaultValue  float64
	Alarm         AlarmRule
	// EventBridge says that a rule tells of every read too, by a mail of its own.
	EventBridge bool
	// AlarmOnly says that such a rule, where the monitor has one, shall go.
	// Without it what is there stays.
	AlarmOnly bool
}

// AlarmRule is what an alarm compares.
type AlarmRule struct {
	Statistic          string
	Period             int32 // seconds
	EvaluationPeriods  int32
	DatapointsToAlarm  int32
	Threshold          float64
	ComparisonOperator string
	TreatMissingData   string
}

// DefaultRule fires on a single read in a minute and is OK again once the
// minute is over, so that the next read mails again.
func DefaultRule() AlarmRule {
	return AlarmRule{
		Statistic: "Sum", Period: 60, EvaluationPeriods: 1, DatapointsToAlarm: 1,
		Threshold: 1, ComparisonOperator: "GreaterThanOrEqualToThreshold",
		TreatMissingData: "notBreaching",
	}
}

// DesiredFor is the recommended monitor for a secret: every setting safe, every
// name the usual one.
func DesiredFor(secret, email string, p Place) Desired {
	return Desired{
		Place: p, Names: NamesFor(secret, p), Email: email,
		Takes: map[Kind]bool{}, MultiRegion: true, ReadWriteType: "All",
		RetentionDays: 30, ExpireDays: 90,
		MetricValue: "1", DefaultValue: 0, Alarm: DefaultRule(),
	}
}

// FilterPattern is the pattern that the metric filter gets.
func (d Desired) FilterPattern() string {
	if d.Pattern != "" {
		return d.Pattern
	}
	return PatternFor(d.Secret, d.AllAttempts)
}

// maxPattern is the length that PutMetricFilter takes, in characters.
const maxPattern = 1024

// PatternFor matches reads of one secret, whether the reader named it by name,
// by ARN or by ARN without its last six characters. A neighbour whose name
// goes on after a hyphen (db and db-old) is kept out: its ARN holds one hyphen
// more. Successful records have no errorCode at all, and every comparison with
// a missing field is false, hence NOT EXISTS and not !=.
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html
func PatternFor(secret string, allAttempts bool) string {
	worked := ""
	if !allAttempts {
		worked = `($.errorCode NOT EXISTS) && `
	}
	const id = "$.requestParameters.secretId"
	which := fmt.Sprintf(`((%[1]s = "%[2]s") || (%[1]s = "arn:*:secret:%[2]s") || ((%[1]s = "arn:*:secret:%[2]s-*") && (%[1]s != "arn:*:secret:%[2]s-*-*")))`, id, secret)
	head := `{ ($.eventSource = "secretsmanager.amazonaws.com") && ($.eventName = "GetSecretValue") && ` + worked
	if pattern := head + which + ` }`; len(pattern) <= maxPattern {
		return pattern
	}
	// Names may have 512 characters; then only the wide form fits.
	return head + fmt.Sprintf(`(%s = "*%s*") }`, id, secret)
}

// Tags are what every resource of this monitor carries.
func (d Desired) Tags() map[string]string {
	return map[string]string{TagManagedBy: ManagedBy, TagMonitor: d.Monitor, TagSecret: d.Secret}
}

// AlarmTags are Tags, the names that differ from the usual ones, so that the
// chain is found again without a state file, and the ways to be told.
func (d Desired) AlarmTags() map[string]string {
	tags := d.Tags()
	usual := NamesFor(d.Secret, d.Place)
	kinds := Kinds()
	if d.EventBridge {
		kinds = append(kinds, RuleKinds()...)
		tags[TagNotify] = NotifyAlarm + " " + NotifyEventBridge
	}
	for _, k := range kinds {
		if name := d.Of(k); name != "" && name != usual.Of(k) {
			tags[TagNamePrefix+string(k)] = name
		}
	}
	return tags
}
