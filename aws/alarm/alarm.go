// Package alarm evaluates CloudWatch metric alarms and has the words that
// CloudWatch uses for it.
//
// It is a leaf: no I/O, no clock, no SDK. It imports the standard library only.
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/AlarmThatSendsEmail.html
package alarm

import "time"

// State is an alarm's state.
type State string

// The states, as CloudWatch writes them.
const (
	OK               State = "OK"
	Alarm            State = "ALARM"
	InsufficientData State = "INSUFFICIENT_DATA"
)

// Comparison operators of an alarm.
const (
	GreaterThanOrEqualToThreshold = "GreaterThanOrEqualToThreshold"
	GreaterThanThreshold          = "GreaterThanThreshold"
	LessThanThreshold             = "LessThanThreshold"
	LessThanOrEqualToThreshold    = "LessThanOrEqualToThreshold"
)

// What an alarm takes missing data for.
const (
	TreatMissing      = "missing"
	TreatIgnore       = "ignore"
	TreatBreaching    = "breaching"
	TreatNotBreaching = "notBreaching"
)

// Rule is what an alarm compares.
type Rule struct {
	Statistic         string
	Unit              string // "" for any
	Period            time.Duration
	EvaluationPeriods int // N of "M out of N"
	DatapointsToAlarm int // M; 0: as many as EvaluationPeriods
	Threshold         float64
	Comparison        string // such as GreaterThanOrEqualToThreshold
	TreatMissing      string // "" means missing
}

// Point is one period of the metric.
type Point struct {
	At          time.Time // the period's start, UTC
	Value       float64   // of the rule's statistic
	SampleCount float64
	Missing     bool // no sample in the period; Value then means nothing
}

// Result is the outcome of one evaluation.
type Result struct {
	State State
	// Reason is CloudWatch's sentence; "" where the rule ignores missing data
	// and so keeps the state that it had.
	Reason     string
	ReasonData ReasonData
}

// Range is how many periods an evaluation looks at: more than the rule's
// evaluation periods, so that late points do not matter. AWS does not document
// how many more. Recorded alarms looked back two periods further, and those on
// periods below a minute one minute.
func Range(rule Rule) int {
	if rule.Period > 0 && rule.Period < time.Minute {
		return rule.periods() + int(time.Minute/rule.Period)
	}
	return rule.periods() + 2
}

func (r Rule) periods() int { return max(r.EvaluationPeriods, 1) }

func (r Rule) toAlarm() int {
	if r.DatapointsToAlarm <= 0 {
		return r.periods()
	}
	return min(r.DatapointsToAlarm, r.periods())
}

// Breaches reports whether a value is beyond the threshold. An operator that
// is not one of the four never is.
func Breaches(comparison string, value, threshold float64) bool {
	switch comparison {
	case GreaterThanOrEqualToThreshold:
		return value >= threshold
	case GreaterThanThreshold:
		return value > threshold
	case LessThanThreshold:
		return value < threshold
	case LessThanOrEqualToThreshold:
		return value <= threshold
	default:
		return false
	}
}

// Words says a comparison operator as CloudWatch's reasons do, such as
// "greater than or equal to".
func Words(comparison string) string {
	switch comparison {
	case GreaterThanOrEqualToThreshold:
		return "greater than or equal to"
	case GreaterThanThreshold:
		return "greater than"
	case LessThanThreshold:
		return "less than"
	case LessThanOrEqualToThreshold:
		return "less than or equal to"
	default:
		return comparison
	}
}
