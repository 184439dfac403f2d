package doctor

import (
	"strconv"

	"secretwatch/aws/filter"
	"secretwatch/aws/monitor"
	"secretwatch/aws/record"
)

// metric asks what the filter publishes for a read.
func (j *judge) metric() {
	f := j.s.Filter.Value
	if f == nil || !j.related(*f) {
		j.skip(monitor.HopMetric, j.unfiltered(), "without a metric filter nothing is counted")
		return
	}
	if v, ok := j.value(*f); !ok {
		j.broken("filter-value-not-numeric", "metric filter %s publishes %s for a match, which is not a number, so nothing is published", f.Name, f.Value).
			seen("metric value", "%s", f.Value).mend("publish 1 for every match", j.putOne(*f))
	} else if v == 0 {
		j.broken("filter-value-zero", "metric filter %s publishes 0 for a match, the same as for silence", f.Name).
			seen("metric value", "%s", f.Value).mend("publish 1 for every match", j.putOne(*f))
	}
	p := j.passing(monitor.HopMetric, "every match adds %s to metric %s in %s", f.Value, f.Metric, f.Namespace)
	if f.Default != nil {
		p.seen("default value", "%s for every record that does not match", number(*f.Default))
	} else {
		p.seen("default value", "none")
	}
}

// unfiltered is the code that says why there is no filter.
func (j *judge) unfiltered() string {
	if j.away() != "" && j.s.Alarm.There() {
		return codeAlarmAway
	}
	return j.has(codeNoFilter, codeCannotSee)
}

func (j *judge) putOne(f monitor.MetricFilter) string {
	pattern := f.Pattern.Raw()
	f.Value = "1"
	return j.putFilter(f, j.group(), pattern)
}

// value is the number that a read publishes.
func (j *judge) value(f monitor.MetricFilter) (float64, bool) {
	p, err := filter.Parse(f.Pattern.Raw())
	if err != nil {
		v, err := strconv.ParseFloat(f.Value, 64)
		return v, err == nil
	}
	for _, r := range append(j.byARN(), j.byName()...) {
		if v, ok := p.Value(r, f.Value); ok {
			return v, true
		}
	}
	return 0, false
}

// lost notes a read that is long over and left no trace in the alarm, although
// everything on its way looks well.
func (j *judge) lost(r record.Read, f monitor.MetricFilter, a monitor.Alarm) {
	j.warn("metric-no-datapoint", "the read %s left no trace in the alarm, although everything on its way looks well now", j.ago(r.Time)).
		seen("read", "%s", j.when(r.Time)).seen("request id", "%s", r.RequestID).
		seen("filter made", "%s", j.when(f.Created)).seen("alarm last changed", "%s", j.when(a.Updated)).
		mend("read the secret again: either something was mended after that read, or CloudTrail is late with it or lost it",
			j.cli("cloudwatch", "get-metric-statistics").with("--namespace", f.Namespace).with("--metric-name", f.Metric).
				with("--statistics", "Sum").with("--period", "60").
				with("--start-time", r.Time.UTC().Format("2006-01-02T15:04:05Z")).
				with("--end-time", r.Time.UTC().Add(lateDelivery).Format("2006-01-02T15:04:05Z")).String())
}
