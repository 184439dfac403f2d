package doctor

import (
	"strconv"
	"time"

	"secretwatch/aws/alarm"
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
	if j.s.Mails.Unseen == nil { // one call asks for both
		missing(j, monitor.HopMetric, "the points of metric "+f.Metric, j.s.Points)
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
	if j.justChanged(r.Time) || j.unseenPoint(r, a) || j.foreignReader(r) {
		return
	}
	x := j.warn(codeNoDatapoint, "the read %s left no trace in the alarm, although everything on its way looks well now", j.ago(r.Time)).
		seen("read", "%s", j.when(r.Time)).seen("request id", "%s", r.RequestID).
		seen("filter made", "%s", j.when(f.Created)).seen("alarm last changed", "%s", j.when(a.Updated))
	if l, ok := j.logged[r.EventID]; ok {
		x.seen("in the log group", "%s, in stream %s", j.when(l.Delivered), l.Stream)
	} else if j.s.Logged.There() {
		x.seen("in the log group", "not found")
	}
	x.mend("read the secret again: either something was mended after that read, or CloudTrail is late with it or lost it",
		j.lookAtMetric(f, r))
}

// foreignReader finds that an identity of another account made the read: then
// both accounts get its record, by AWS's word, and either trail may have it.
// https://docs.aws.amazon.com/awscloudtrail/latest/userguide/shared-event-ids.html
func (j *judge) foreignReader(r record.Read) bool {
	if r.Who.Account == "" || r.Who.Account == j.s.Account {
		return false
	}
	j.warn(codeOtherAccount, "account %s read %s %s, and the read left no trace here", r.Who.Account, j.s.Names.Secret, j.ago(r.Time)).
		seen("read", "%s", j.when(r.Time)).seen("by", "%s %s of account %s", r.Who.Kind, r.Who.Name.Safe(), r.Who.Account).
		seen("event id", "%s", r.EventID).seen("note", "that both accounts get the record of such a read is not verified for Secrets Manager").
		mend("look in that account as well; a trail in account "+j.s.Account+" has to record the read for this monitor",
			j.cli("cloudtrail", "lookup-events").with("--lookup-attributes", "AttributeKey=EventId,AttributeValue="+r.EventID).String())
	return true
}

// unseenPoint finds that the metric has the read and the alarm did not go off,
// and reports whether it is so.
func (j *judge) unseenPoint(r record.Read, a monitor.Alarm) bool {
	if !j.s.Points.There() {
		return false
	}
	for _, p := range *j.s.Points.Value {
		if p.At.Before(r.Time.Truncate(time.Minute)) || p.Sum == 0 || !alarm.Breaches(a.Rule.ComparisonOperator, p.Sum, a.Rule.Threshold) {
			continue
		}
		j.warn(codePointLate, "metric %s has a point for the read %s, and alarm %s did not go off for it", a.Metric, j.ago(r.Time), a.Name).
			seen("read", "%s", j.when(r.Time)).seen("point", "%s in the minute from %s", number(p.Sum), j.clock(p.At)).
			seen("note", "a point that comes after its period was evaluated is not looked at again: not verified").
			mend("read the secret again; a period of 300 seconds leaves more time", j.testRead())
		return true
	}
	return false
}

// lookAtMetric is the command that shows the minutes in which a read counts.
func (j *judge) lookAtMetric(f monitor.MetricFilter, r record.Read) string {
	return j.cli("cloudwatch", "get-metric-statistics").with("--namespace", f.Namespace).with("--metric-name", f.Metric).
		with("--statistics", "Sum").with("--period", "60").
		with("--start-time", r.Time.UTC().Format("2006-01-02T15:04:05Z")).
		with("--end-time", r.Time.UTC().Add(lateDelivery).Format("2006-01-02T15:04:05Z")).String()
}
