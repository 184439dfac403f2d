package survey

import (
	"slices"
	"strings"

	"secretwatch/aws/arnpart"
	"secretwatch/aws/foreign"
	"secretwatch/aws/monitor"
)

// chain is what an inventory has of one monitor: parts that are wired to each
// other, or that were meant to be.
type chain struct {
	trail  *monitor.Trail
	group  string // log group
	filter *monitor.MetricFilter
	alarm  *monitor.Alarm
	topic  string // ARN
	secret string
}

// grow fills in what is wired to what the chain has: against the stream from
// the topic to the trail, then with it.
func (v *inventory) grow(c *chain) {
	if c.alarm == nil && c.topic != "" {
		c.alarm = v.alarmTo(c.topic)
	}
	if c.filter == nil && c.alarm != nil {
		c.filter = v.filterOf(*c.alarm)
	}
	if c.group == "" && c.filter != nil {
		c.group = c.filter.LogGroup
	}
	if c.trail == nil && c.group != "" {
		c.trail = v.trailTo(c.group)
	}
	if c.group == "" && c.trail != nil {
		c.group = v.groupOf(*c.trail)
	}
	if c.filter == nil && c.alarm == nil && c.group != "" {
		c.filter = v.filterOn(c.group, c.secret)
	}
	if c.alarm == nil && c.filter != nil {
		c.alarm = v.alarmOn(*c.filter)
	}
	if c.topic == "" && c.alarm != nil {
		c.topic = v.topicOf(*c.alarm)
	}
}

// best is the first of the list that fits the earliest of the choices.
func best[T any](list []T, choices ...func(T) bool) *T {
	for _, fits := range choices {
		if i := slices.IndexFunc(list, fits); i >= 0 {
			return &list[i]
		}
	}
	return nil
}

// groupOf is the log group of this place that the trail delivers to.
func (v *inventory) groupOf(t monitor.Trail) string { return groupHere(t, v.Place) }

// trailTo delivers to the group, else to one of nearly that name.
func (v *inventory) trailTo(group string) *monitor.Trail {
	return best(
		v.trails.all,
		func(t monitor.Trail) bool { return v.groupOf(t) == group && t.HomeRegion == v.Region },
		func(t monitor.Trail) bool { return v.groupOf(t) == group },
		func(t monitor.Trail) bool { return v.groupOf(t) != "" && near(v.groupOf(t), group) },
	)
}

func sameMetric(f monitor.MetricFilter, a monitor.Alarm) bool {
	return f.Metric != "" && f.Metric == a.Metric && f.Namespace == a.Namespace
}

// nearMetric is the same metric but for a slip of the fingers.
func nearMetric(f monitor.MetricFilter, a monitor.Alarm) bool {
	return f.Metric != "" && a.Metric != "" && near(f.Metric, a.Metric) && (near(f.Namespace, a.Namespace) || !strings.HasPrefix(a.Namespace, "AWS/"))
}

// filterOf writes the metric that the alarm is on, or nearly that.
func (v *inventory) filterOf(a monitor.Alarm) *monitor.MetricFilter {
	return best(
		v.filters.all,
		func(f monitor.MetricFilter) bool { return sameMetric(f, a) && v.aboutReads(f) && v.fed(f.LogGroup) },
		func(f monitor.MetricFilter) bool { return sameMetric(f, a) && v.fed(f.LogGroup) },
		func(f monitor.MetricFilter) bool { return sameMetric(f, a) },
		func(f monitor.MetricFilter) bool { return nearMetric(f, a) && !v.watched(f) },
	)
}

func (v *inventory) fed(group string) bool {
	return slices.ContainsFunc(v.trails.all, func(t monitor.Trail) bool { return v.groupOf(t) == group })
}

// watched reports that an alarm is on the filter's very metric.
func (v *inventory) watched(f monitor.MetricFilter) bool {
	return slices.ContainsFunc(v.alarms.all, func(a monitor.Alarm) bool { return sameMetric(f, a) })
}

// written reports that a filter writes the alarm's very metric.
func (v *inventory) written(a monitor.Alarm) bool {
	return slices.ContainsFunc(v.filters.all, func(f monitor.MetricFilter) bool { return sameMetric(f, a) })
}

// filterOn is a filter for reads on the group: rather for those of the secret,
// never for those of another.
func (v *inventory) filterOn(group, secret string) *monitor.MetricFilter {
	on := func(f monitor.MetricFilter) bool { return f.LogGroup == group && v.aboutReads(f) }
	return best(
		v.filters.all,
		func(f monitor.MetricFilter) bool { return on(f) && secret != "" && v.pinned(f) == secret },
		func(f monitor.MetricFilter) bool { return on(f) && (secret == "" || v.pinned(f) == "") },
	)
}

// forOneRead reports that the alarm is meant to go off on a single read. Others
// on the same metric, for a burst of reads perhaps, stand beside it.
func forOneRead(a monitor.Alarm) bool {
	r := a.Rule
	over := r.ComparisonOperator == "GreaterThanThreshold" && r.Threshold < 1 ||
		r.ComparisonOperator == "GreaterThanOrEqualToThreshold" && r.Threshold <= 1
	return over && r.DatapointsToAlarm <= 1
}

// alarmOn is on the filter's metric, and rather one that mails of every read;
// else one that is nearly on it, and on no other filter's.
func (v *inventory) alarmOn(f monitor.MetricFilter) *monitor.Alarm {
	return best(
		v.alarms.all,
		func(a monitor.Alarm) bool {
			return sameMetric(f, a) && v.mailed(firstTopic(a.AlarmActions)) && forOneRead(a)
		},
		func(a monitor.Alarm) bool { return sameMetric(f, a) && v.mailed(firstTopic(a.AlarmActions)) },
		func(a monitor.Alarm) bool { return sameMetric(f, a) && firstTopic(a.AlarmActions) != "" },
		func(a monitor.Alarm) bool { return sameMetric(f, a) },
		func(a monitor.Alarm) bool { return nearMetric(f, a) && !v.written(a) },
	)
}

// alarmTo sends to the topic, and rather one that is about secrets.
func (v *inventory) alarmTo(topic string) *monitor.Alarm {
	sends := func(a monitor.Alarm) bool { return slices.Contains(a.AlarmActions, topic) }
	return best(
		v.alarms.all,
		func(a monitor.Alarm) bool { f := v.filterOf(a); return sends(a) && f != nil && v.aboutReads(*f) },
		func(a monitor.Alarm) bool { return sends(a) && v.speaks(a.Name, a.Metric) },
		sends,
		func(a monitor.Alarm) bool { return slices.Contains(slices.Concat(a.OKActions, a.NoDataActions), topic) },
	)
}

func (v *inventory) topicOf(a monitor.Alarm) string {
	for _, actions := range [][]string{a.AlarmActions, a.OKActions, a.NoDataActions} {
		if topic := firstTopic(actions); topic != "" {
			return topic
		}
	}
	return ""
}

func firstTopic(actions []string) string {
	i := slices.IndexFunc(actions, func(arn string) bool { return strings.Contains(arn, ":sns:") })
	if i < 0 {
		return ""
	}
	return actions[i]
}

// mailed reports that the topic has an e-mail subscriber, pending ones too.
func (v *inventory) mailed(topic string) bool {
	return topic != "" && slices.Contains(v.mails.all, topic)
}

// lone reports that no alarm sends to the topic in any state.
func (v *inventory) lone(topic string) bool {
	return !slices.ContainsFunc(v.alarms.all, func(a monitor.Alarm) bool {
		return slices.Contains(slices.Concat(a.AlarmActions, a.OKActions, a.NoDataActions), topic)
	})
}

// names are the usual ones for the chain's secret, and over them those of the
// parts that are there.
func (v *inventory) names(c chain) monitor.Names {
	n := c.over(monitor.NamesFor(c.secret, v.Place), v.Place)
	n.Secret = c.secret
	return n
}

// over replaces the names of the parts that the chain has.
func (c chain) over(n monitor.Names, p monitor.Place) monitor.Names {
	if t := c.trail; t != nil {
		n = n.With(monitor.KindTrail, t.Name).With(monitor.KindBucket, t.Bucket).With(monitor.KindRole, arnpart.Role(t.RoleARN))
	}
	n = n.With(monitor.KindLogGroup, c.group)
	if a := c.alarm; a != nil {
		n.Alarm = a.Name
		if a.Metric != "" {
			n.Namespace, n.Metric = a.Namespace, a.Metric
		}
	}
	if f := c.filter; f != nil {
		n.Filter = f.Name
		if f.Metric != "" {
			n.Namespace, n.Metric = f.Namespace, f.Metric
		}
	}
	if c.topic != "" {
		n.Topic = topicName(c.topic, p)
	}
	return n
}

// quoted is a name for a sentence on a screen.
func quoted(name string) string { return `"` + foreign.Safe(name) + `"` }
