package doctor

import (
	"cmp"

	"secretwatch/aws/alarm"
	"secretwatch/aws/monitor"
)

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
