package doctor

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"secretwatch/aws/monitor"
)

const (
	stateAlarm  = "ALARM"
	stateNoData = "INSUFFICIENT_DATA"

	// keepHistory is how long AWS keeps an alarm's history.
	keepHistory = 14 * 24 * time.Hour
)

// alarm asks whether the alarm goes off on one read.
func (j *judge) alarm() {
	s := j.s
	if unseen(j, monitor.HopAlarm, "the alarm "+s.Names.Alarm, orList(s.Alarm, s.Alarms)) {
		return
	}
	if s.Alarm.Absent() {
		j.noAlarm()
		return
	}
	a := *s.Alarm.Value
	if a.Metrics > 0 && !a.Band {
		f := j.note("alarm-on-expression", Unknown, "alarm %s computes over several metrics, which is not judged here", a.Name)
		f.seen("metrics", "%d", a.Metrics).mend("use an alarm on the filter's metric alone", j.putAlarm(j.goodAlarm()))
		return
	}
	j.onMetric(a)
	if a.Band {
		j.broken("alarm-anomaly-band", "alarm %s compares with what is usual, and takes reads for usual after a while", a.Name).
			seen("threshold", "an anomaly detection band").
			mend("go off at a Sum of 1 and more", j.alarmWith(func(a *monitor.Alarm) { a.Rule = monitor.DefaultRule() }))
	} else {
		j.rule(a)
	}
	j.evaluated(a)
	unseen(j, monitor.HopAlarm, "the history of alarm "+a.Name, s.AlarmHistory)
	j.state(a)
	r := a.Rule
	j.passing(monitor.HopAlarm, "alarm %s goes off on one read: %s %s %s within %s", a.Name, r.Statistic, sign(r.ComparisonOperator), number(r.Threshold), seconds(r.Period)).
		seen("state", "%s since %s", a.State, j.when(a.Since)).seen("reason", "%s", a.Reason.Safe()).
		seen("missing data", "%s", r.TreatMissingData)
}

func (j *judge) noAlarm() {
	if j.leftBehind() {
		return
	}
	good := j.goodAlarm()
	var others []string
	if j.s.Alarms.There() {
		for _, a := range *j.s.Alarms.Value {
			others = append(others, a.Name)
		}
	}
	f := j.broken(codeNoAlarm, "no alarm watches metric %s in %s", good.Metric, good.Namespace)
	f.seen("alarm looked for", "%s", j.s.Names.Alarm)
	if len(others) > 0 {
		f.seen("similar alarms", "%s", list(others))
	}
	f.mend("create alarm "+good.Name+" on the filter's metric; "+j.forgotten(), j.makeAlarm(good))
}

// onMetric asks whether the alarm watches what the filter writes.
func (j *judge) onMetric(a monitor.Alarm) {
	if there := j.away(); there != "" {
		j.broken(codeAlarmAway, "alarm %s is in %s, but the trail's log group, and so the metric, is in %s", a.Name, j.s.Region, there).
			seen("log group", "%s", j.groupARN()).seen("code", "metric-other-region").
			mend("build filter, alarm and topic in "+there+": metrics do not leave their region; then the owner of the address opens the link in the confirmation mail",
				j.rebuildIn(there)...)
		return
	}
	f := j.s.Filter.Value
	if f == nil || !j.related(*f) {
		return
	}
	if a.Namespace != f.Namespace || a.Metric != f.Metric || !maps.Equal(a.Dimensions, f.Dimensions) && len(a.Dimensions)+len(f.Dimensions) > 0 {
		x := j.broken(codeAlarmMismatch, "alarm %s watches another metric than metric filter %s writes", a.Name, f.Name)
		x.seen("the filter writes", "%s", metricName(f.Namespace, f.Metric, f.Dimensions)).
			seen("the alarm watches", "%s", metricName(a.Namespace, a.Metric, a.Dimensions))
		if a.Namespace != f.Namespace || a.Metric != f.Metric {
			x.seen("code", "filter-metric-name")
		} else {
			x.seen("code", "filter-dimensions")
		}
		j.mendMismatch(x, *f)
		return
	}
	if a.Unit != "" && a.Unit != f.Unit && (a.Unit != "None" || f.Unit != "") {
		j.broken("filter-unit", "alarm %s wants the unit %s, which metric filter %s does not write", a.Name, a.Unit, f.Name).
			seen("the filter writes", "%s", orNone(f.Unit)).
			mend("leave the unit out of the alarm", j.alarmWith(func(a *monitor.Alarm) { a.Unit = "" }))
	}
}

// mendMismatch moves the alarm to the filter's metric. Dimensions of a filter
// take their values from the records, so an alarm cannot know them: the filter
// drops them instead.
func (j *judge) mendMismatch(x *Finding, f monitor.MetricFilter) {
	point := func(a *monitor.Alarm) { a.Namespace, a.Metric, a.Dimensions = f.Namespace, f.Metric, nil }
	if len(f.Dimensions) == 0 {
		x.mend("let the alarm watch the filter's metric", j.alarmWith(point))
		return
	}
	f.Dimensions = nil
	x.mend("let the filter write without dimensions, and the alarm watch that",
		j.putFilter(f, j.group(), f.Pattern.Raw()), j.alarmWith(point))
}

func metricName(namespace, metric string, dimensions map[string]string) string {
	name := fmt.Sprintf("%q in %q", metric, namespace)
	var parts []string
	for _, k := range slices.Sorted(maps.Keys(dimensions)) {
		parts = append(parts, k+"="+dimensions[k])
	}
	if len(parts) > 0 {
		name += " with " + strings.Join(parts, ", ")
	}
	return name
}

func orNone(s string) string {
	if s == "" {
		return "none"
	}
	return s
}

// sign is a comparison operator as people write it.
func sign(operator string) string {
	switch operator {
	case "GreaterThanOrEqualToThreshold":
		return ">="
	case "GreaterThanThreshold":
		return ">"
	case "LessThanThreshold":
		return "<"
	case "LessThanOrEqualToThreshold":
		return "<="
	default:
		return operator
	}
}
