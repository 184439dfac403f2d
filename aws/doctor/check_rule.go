package doctor

import (
	"cmp"
	"fmt"
	"math"
	"regexp"
	"strconv"

	"secretwatch/aws/alarm"
	"secretwatch/aws/monitor"
)

// usualEvents is how many records stand in a minute with one read, where the
// snapshot does not tell: the console alone makes four calls beside it.
const usualEvents = 5

// rule asks whether one read makes the alarm go off, and silence lets it come
// back.
func (j *judge) rule(a monitor.Alarm) {
	r := a.Rule
	v, quiet := 1.0, (*float64)(nil)
	f := j.s.Filter.Value
	known := f != nil && j.related(*f)
	if known {
		quiet = f.Default
		if n, ok := j.value(*f); ok && n != 0 {
			v = n
		}
	}
	switch {
	case r.Statistic == "Sum", r.Statistic == "Maximum":
		j.threshold(a, v, quiet)
	case known && quiet == nil && r.Statistic == "SampleCount":
		j.threshold(a, 1, nil)
	case known && quiet == nil:
		// Without a default value only reads are counted, so that every other
		// statistic of one read is that read.
		j.threshold(a, v, nil)
	case r.Statistic == "Average":
		j.average(a, v, quiet)
	default:
		j.broken("alarm-statistic", "alarm %s takes the %s, which does not count reads", a.Name, orNone(r.Statistic)).
			seen("statistic", "%s", r.Statistic).
			mend("take the Sum, and go off at 1", j.alarmWith(sumOfOne))
	}
	if m := cmp.Or(r.DatapointsToAlarm, r.EvaluationPeriods); m > 1 {
		j.broken("alarm-m-of-n", "alarm %s wants reads in %d of %d periods, and one read is in one", a.Name, m, r.EvaluationPeriods).
			seen("datapoints to alarm", "%d of %d", m, r.EvaluationPeriods).
			mend("go off on 1 period of 1", j.alarmWith(func(a *monitor.Alarm) { a.Rule.EvaluationPeriods, a.Rule.DatapointsToAlarm = 1, 1 }))
	}
	j.period(a)
	j.missingData(a)
}

func sumOfOne(a *monitor.Alarm) {
	a.Rule.Statistic, a.Rule.Threshold, a.Rule.ComparisonOperator = "Sum", 1, alarm.GreaterThanOrEqualToThreshold
}

func (j *judge) threshold(a monitor.Alarm, v float64, quiet *float64) {
	r := a.Rule
	limit := sign(r.ComparisonOperator) + " " + number(r.Threshold)
	mend := func(f *Finding) {
		f.seen("threshold", "%s", limit).mend("go off at a Sum of 1 and more", j.alarmWith(sumOfOne))
	}
	switch {
	case !alarm.Breaches(r.ComparisonOperator, v, r.Threshold):
		mend(j.broken("alarm-threshold", "one read makes %s, and alarm %s goes off at %s only", number(v), a.Name, limit).
			seen("one read", "%s %s is false", number(v), limit))
	case quiet != nil && alarm.Breaches(r.ComparisonOperator, *quiet, r.Threshold):
		mend(j.broken("alarm-threshold", "silence makes %s, and alarm %s goes off at %s: it is always in ALARM, and a read changes nothing", number(*quiet), a.Name, limit).
			seen("silence", "%s %s is true", number(*quiet), limit))
	}
}

// average shows the arithmetic. The default value is published for every record
// that does not match, so that the average is that of all records in a period.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-properties-logs-metricfilter-metrictransformation.html
func (j *judge) average(a monitor.Alarm, v float64, quiet *float64) {
	r := a.Rule
	if quiet == nil { // the filter cannot be seen
		j.warn("alarm-average", "alarm %s takes the Average: with a default value on the filter, a read is averaged away", a.Name).
			seen("statistic", "Average").mend("take the Sum", j.alarmWith(sumOfOne))
		return
	}
	n, source := j.events(v, *quiet, r.Threshold)
	mean := (v + *quiet*float64(n-1)) / float64(n)
	seen := func(f *Finding) {
		f.seen("statistic", "Average of all records in %s, not of the reads", seconds(r.Period)).
			seen("arithmetic", "%s", arithmetic(v, *quiet, n, mean, r)).seen("records counted", "%s", source).
			seen("default value", "%s", number(*quiet)).
			mend("take the Sum, which is 1 on one read however many other records there are", j.alarmWith(sumOfOne))
	}
	if alarm.Breaches(r.ComparisonOperator, mean, r.Threshold) {
		seen(j.warn("alarm-average", "alarm %s takes the Average, so a read among many other records is averaged away", a.Name))
		return
	}
	seen(j.broken("alarm-average", "alarm %s averages the reads away: 1 read among %d records is %s, and the threshold is %s",
		a.Name, n, number(round(mean)), number(r.Threshold)))
}

func arithmetic(v, quiet float64, n int, mean float64, r monitor.AlarmRule) string {
	is := "is true"
	if !alarm.Breaches(r.ComparisonOperator, mean, r.Threshold) {
		is = "is false"
	}
	sum := number(v)
	if quiet != 0 {
		sum = fmt.Sprintf("(%s + %d x %s)", number(v), n-1, number(quiet))
	}
	return fmt.Sprintf("%s / %d = %s; %s %s %s %s", sum, n, number(round(mean)), number(round(mean)), sign(r.ComparisonOperator), number(r.Threshold), is)
}

func round(f float64) float64 { return math.Round(f*1e4) / 1e4 }

var reasonPoint = regexp.MustCompile(`\[([0-9.E+-]+) \(`)

// events is how many records there were in a period with one read: from the
// alarm's own datapoints where they tell, else the usual number.
func (j *judge) events(v, quiet, threshold float64) (int, string) {
	for i := len(j.past.changes) - 1; i >= 0; i-- {
		for _, p := range j.past.changes[i].points {
			if p.SampleCount > 1 && p.Value > quiet && p.Value < v {
				return int(p.SampleCount), "by the alarm's history"
			}
		}
	}
	if a := j.s.Alarm.Value; a != nil && quiet == 0 {
		for _, m := range reasonPoint.FindAllStringSubmatch(a.Reason.Raw(), -1) {
			if mean, err := strconv.ParseFloat(m[1], 64); err == nil && mean > 0 && mean < threshold && mean < v {
				return int(math.Round(v / mean)), "from the alarm's reason: " + a.Reason.Safe()
			}
		}
	}
	return usualEvents, "an example: opening a secret in the console makes four more records beside the read"
}
