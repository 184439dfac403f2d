package talk

import (
	"slices"
	"strconv"
	"time"

	"secretwatch/aws/alarm"
	"secretwatch/aws/foreign"
	"secretwatch/aws/monitor"
	"secretwatch/aws/watch"
)

// metricHeard is how much of the metric is heard.
const metricHeard = time.Hour

// took keeps the metric's minutes, oldest first. A minute comes again when its
// value has changed.
func (w *watching) took(points []watch.Datapoint) {
	for _, d := range points {
		i, there := slices.BinarySearchFunc(w.minutes, d, func(kept, d watch.Datapoint) int { return kept.At.Compare(d.At) })
		if there {
			w.minutes[i] = d
		} else {
			w.minutes = slices.Insert(w.minutes, i, d)
		}
	}
	from := w.now.Add(-2 * metricHeard)
	w.minutes = slices.DeleteFunc(w.minutes, func(d watch.Datapoint) bool { return d.At.Before(from) })
}

// metric is the chart in words: what the filter counted, minute by minute, and
// what of it is enough for the alarm.
func (w *watching) metric() {
	if w.feed.Names.Metric == "" {
		w.say("No metric is watched here.")
		return
	}
	r, known := w.rule()
	from := w.now.Add(-metricHeard)
	var heard []watch.Datapoint
	sum := 0.0
	for _, d := range w.minutes {
		if !d.At.Before(from) {
			sum += d.Value
			if d.Value != 0 {
				heard = append(heard, d)
			}
		}
	}
	w.say("The metric %s: %s counted in the last hour.", foreign.Safe(w.feed.Names.Namespace+" "+w.feed.Names.Metric), number(sum))
	if known {
		w.say("The alarm goes off where the %s of %s is %s.", r.Statistic, spanWords(time.Duration(r.Period)*time.Second), limit(r))
	} else {
		w.say("What the alarm compares could not be seen.")
	}
	for _, d := range heard {
		w.say("%s, counted %s%s.", w.out.Clock(d.At), number(d.Value), enough(r, known, d))
	}
	if len(heard) > 0 {
		w.say("In all other minutes it counted nothing. The newest minutes may still grow, because records come late.")
	}
}

// rule is what the alarm compares; false where that was not seen.
func (w *watching) rule() (monitor.AlarmRule, bool) {
	if w.alarm == nil || w.alarm.Rule.Period <= 0 {
		return monitor.AlarmRule{}, false
	}
	return w.alarm.Rule, true
}

// enough says whether one minute sets the alarm off, where its periods are
// minutes and that can be told from what is kept of one.
func enough(r monitor.AlarmRule, known bool, d watch.Datapoint) string {
	if !known || r.Period != 60 {
		return ""
	}
	value, is := d.Value, ""
	switch r.Statistic {
	case "Sum":
	case "SampleCount":
		value, is = d.Count, ", a sample count of "+number(d.Count)
	case "Average":
		if d.Count <= 0 {
			return ""
		}
		value = d.Value / d.Count
		is = " in " + count(int(d.Count), "event") + ", an average of " + number(value)
	default:
		return ""
	}
	if alarm.Breaches(r.ComparisonOperator, value, r.Threshold) {
		return is + ": enough for the alarm"
	}
	return is + ": not enough for the alarm"
}

// limit is the alarm's threshold as it is compared with.
func limit(r monitor.AlarmRule) string {
	words := map[string]string{
		alarm.GreaterThanOrEqualToThreshold: "at least", alarm.GreaterThanThreshold: "more than",
		alarm.LessThanOrEqualToThreshold: "at most", alarm.LessThanThreshold: "less than",
	}
	word, ok := words[r.ComparisonOperator]
	if !ok {
		word = foreign.Safe(r.ComparisonOperator)
	}
	return word + " " + number(r.Threshold)
}

// number is a figure without zeros that say nothing.
func number(f float64) string { return strconv.FormatFloat(f, 'g', 4, 64) }
