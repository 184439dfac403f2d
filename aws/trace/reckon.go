package trace

import (
	"fmt"
	"time"

	"secretwatch/aws/alarm"
	"secretwatch/aws/monitor"
)

// reckoning is what an alarm's rule makes of the read's datapoint.
type reckoning struct {
	text string // "" where nothing can be said; safe for a terminal
	code string // the cause, where the rule cannot be met by this read; else ""
}

// rule is the alarm's, as it was seen last.
func (t *tracer) rule() (monitor.AlarmRule, bool) {
	if t.Closely == nil || t.Closely.Chain.Alarm.Value == nil || t.Closely.Chain.Alarm.Value.Metrics > 0 {
		return monitor.AlarmRule{}, false
	}
	return t.Closely.Chain.Alarm.Value.Rule, true
}

// reckon does the alarm's arithmetic on the points that were seen. An alarm that
// watches another metric than the filter writes has nothing to reckon with.
func (t *tracer) reckon() reckoning {
	rule, known := t.rule()
	stats := t.stats(time.Duration(rule.Period) * time.Second)
	if !known || stats.SampleCount == 0 || t.elsewhere() {
		return reckoning{}
	}
	if rule.Period < 60 {
		return reckoning{
			fmt.Sprintf("the alarm's period of %d seconds is shorter than the metric's minute, so most periods have no data", rule.Period), "alarm-period-too-short",
		}
	}
	value, ok := stats.Of(rule.Statistic)
	if !ok || rule.Statistic == alarm.Minimum || rule.Statistic == alarm.Maximum {
		return reckoning{text: fmt.Sprintf("the alarm looks at the %s, which two sums do not tell", safe(rule.Statistic))}
	}
	sum := fmt.Sprintf("%s of the period = %s", safe(rule.Statistic), number(value))
	if rule.Statistic == alarm.Average {
		sum = fmt.Sprintf("Average = %s of %s log events = %.3g", number(stats.Sum), number(stats.SampleCount), value)
	}
	against := fmt.Sprintf("%s %s", sign(rule.ComparisonOperator), number(rule.Threshold))
	switch {
	case alarm.Breaches(rule.ComparisonOperator, value, rule.Threshold) && rule.DatapointsToAlarm > 1:
		return reckoning{
			fmt.Sprintf("%s meets %s, but the alarm wants that in %d of %d periods, and one read gives one", sum, against, rule.DatapointsToAlarm, rule.EvaluationPeriods),
			"alarm-m-of-n",
		}
	case alarm.Breaches(rule.ComparisonOperator, value, rule.Threshold):
		return reckoning{text: fmt.Sprintf("%s meets %s, so the next evaluation should set it off", sum, against)}
	case rule.Statistic == alarm.Average:
		return reckoning{fmt.Sprintf("%s, and that is not %s", sum, against), "alarm-average"}
	case rule.Statistic == alarm.SampleCount:
		return reckoning{fmt.Sprintf("%s, and that is not %s", sum, against), "alarm-statistic"}
	default:
		return reckoning{fmt.Sprintf("%s, and that is not %s", sum, against), "alarm-threshold"}
	}
}

// stats are the sums of the alarm's period that the read's minute falls into.
func (t *tracer) stats(period time.Duration) alarm.Stats {
	var s alarm.Stats
	if t.Read.InLogs.IsZero() {
		return s
	}
	period = max(period, t.period())
	from := t.Read.InLogs.Truncate(period)
	for _, d := range t.Datapoints {
		if !d.At.Before(from) && d.At.Before(from.Add(period)) {
			s.Sum += d.Value
			s.SampleCount += d.Count
		}
	}
	return s
}

// elsewhere reports that the alarm watches another metric than the filter
// writes.
func (t *tracer) elsewhere() bool {
	a, f := t.Closely.Chain.Alarm.Value, t.Closely.Chain.Filter.Value
	return a != nil && f != nil && (a.Namespace != f.Namespace || a.Metric != f.Metric || len(a.Dimensions) != len(f.Dimensions))
}

// sign is a comparison operator as people write it.
func sign(operator string) string {
	switch operator {
	case alarm.GreaterThanOrEqualToThreshold:
		return ">="
	case alarm.GreaterThanThreshold:
		return ">"
	case alarm.LessThanThreshold:
		return "<"
	case alarm.LessThanOrEqualToThreshold:
		return "<="
	default:
		return safe(operator)
	}
}
