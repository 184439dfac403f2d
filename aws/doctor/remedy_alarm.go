package doctor

import (
	"cmp"
	"maps"
	"slices"
	"strconv"

	"secretwatch/aws/foreign"
	"secretwatch/aws/monitor"
)

// pattern matches reads of this secret however the reader named it.
func (j *judge) pattern() string { return monitor.PatternFor(j.s.Names.Secret, false) }

// goodFilter is the filter as it should be: the one that is there with another
// pattern, or a new one.
func (j *judge) goodFilter() monitor.MetricFilter {
	if f := j.s.Filter.Value; f != nil && j.related(*f) {
		return *f
	}
	n := j.s.Names
	if a := j.s.Alarm.Value; a != nil && a.Metric != "" && len(a.Dimensions) == 0 {
		n.Namespace, n.Metric = a.Namespace, a.Metric
	}
	var zero float64
	return monitor.MetricFilter{
		Name: monitor.NamesFor(n.Secret, j.s.Place).Filter, Namespace: n.Namespace, Metric: n.Metric, Value: "1", Default: &zero,
	}
}

func (j *judge) putFilter(f monitor.MetricFilter, group, pattern string) string {
	type transformation struct {
		MetricName      string            `json:"metricName"`
		MetricNamespace string            `json:"metricNamespace"`
		MetricValue     string            `json:"metricValue"`
		DefaultValue    *float64          `json:"defaultValue,omitempty"`
		Unit            string            `json:"unit,omitempty"`
		Dimensions      map[string]string `json:"dimensions,omitempty"`
	}
	return j.cli("logs", "put-metric-filter").with("--log-group-name", group).with("--filter-name", f.Name).
		with("--filter-pattern", pattern).
		json("--metric-transformations", []transformation{{f.Metric, f.Namespace, f.Value, f.Default, f.Unit, f.Dimensions}}).
		String()
}

// goodAlarm is an alarm as setup makes it.
func (j *judge) goodAlarm() monitor.Alarm {
	n := j.s.Names
	a := monitor.Alarm{
		Name: n.Alarm, Namespace: n.Namespace, Metric: n.Metric, Rule: monitor.DefaultRule(), ActionsEnabled: true,
		AlarmActions: []string{j.topicARN()},
	}
	if f := j.s.Filter.Value; f != nil && j.related(*f) {
		a.Namespace, a.Metric = f.Namespace, f.Metric
	}
	return a
}

// putAlarm is the command for the whole alarm: PutMetricAlarm replaces all
// settings, so every one of them is repeated.
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html
func (j *judge) putAlarm(a monitor.Alarm) string { return j.alarmCommand(a).String() }

// makeAlarm is the command for an alarm that is not there; tags count then only.
func (j *judge) makeAlarm(a monitor.Alarm) string {
	if j.marked() && a.Description.Empty() {
		// By these words the alarm is found again under any name.
		a.Description = foreign.New("Somebody read the secret " + j.s.Names.Secret + ". Run \"secretwatch watch\" to see who.")
	}
	return j.alarmCommand(a).tagged("--tags", j.alarmTags(a)).String()
}

// forgotten says what a new alarm does not bring back: who is expected to read
// is remembered in the alarm's tags alone, and AWS keeps none of a deleted
// alarm.
func (j *judge) forgotten() string {
	const gone = ", of which AWS keeps none: what is not written again has to be marked again, with x or X in secretwatch watch"
	if _, deleted := j.changed("DeleteAlarms"); deleted {
		return "the list of expected readers was in the deleted alarm's tags" + gone
	}
	return "if there was one before, the list of expected readers was in its tags" + gone
}

func (j *judge) alarmCommand(a monitor.Alarm) *command {
	number := func(n int32) string { return strconv.Itoa(int(n)) }
	c := j.cli("cloudwatch", "put-metric-alarm").with("--alarm-name", a.Name).with("--alarm-description", a.Description.Raw()).
		with("--namespace", a.Namespace).with("--metric-name", a.Metric)
	if len(a.Dimensions) > 0 {
		type dimension struct{ Name, Value string }
		var dimensions []dimension
		for _, name := range slices.Sorted(maps.Keys(a.Dimensions)) {
			dimensions = append(dimensions, dimension{name, a.Dimensions[name]})
		}
		c.json("--dimensions", dimensions)
	}
	option := "--extended-statistic"
	if slices.Contains(statistics, a.Rule.Statistic) {
		option = "--statistic"
	}
	c.with("--unit", a.Unit).with(option, a.Rule.Statistic).with("--period", number(a.Rule.Period)).
		with("--evaluation-periods", number(a.Rule.EvaluationPeriods)).
		with("--datapoints-to-alarm", number(cmp.Or(a.Rule.DatapointsToAlarm, a.Rule.EvaluationPeriods))).
		with("--threshold", strconv.FormatFloat(a.Rule.Threshold, 'f', -1, 64)).
		with("--comparison-operator", a.Rule.ComparisonOperator).
		with("--treat-missing-data", cmp.Or(a.Rule.TreatMissingData, "missing"))
	for _, actions := range []struct {
		option string
		list   []string
	}{{"--alarm-actions", a.AlarmActions}, {"--ok-actions", a.OKActions}, {"--insufficient-data-actions", a.NoDataActions}} {
		c.with(actions.option, actions.list...)
	}
	if a.ActionsEnabled {
		return c.flag("--actions-enabled")
	}
	return c.flag("--no-actions-enabled")
}

var statistics = []string{"SampleCount", "Average", "Sum", "Minimum", "Maximum"}

// alarmWith is the command for the alarm that is there with one thing changed.
func (j *judge) alarmWith(change func(*monitor.Alarm)) string {
	a := *j.s.Alarm.Value
	a.AlarmActions = slices.Clone(a.AlarmActions)
	change(&a)
	return j.putAlarm(a)
}
