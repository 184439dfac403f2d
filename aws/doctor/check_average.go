package doctor

import (
	"fmt"
	"math"
	"regexp"
	"strconv"
	"time"

	"secretwatch/aws/alarm"
	"secretwatch/aws/filter"
	"secretwatch/aws/monitor"
)

// usualEvents is how many records stand in a minute with one read, where the
// snapshot does not tell: the console alone makes four calls beside it.
const usualEvents = 5

// crowd is what an alarm's Average was taken of.
type crowd struct {
	reads, events int
	source        string
	own           bool // the account's own numbers
}

// average shows the arithmetic. The default value is published for every record
// that does not match, so that the average is that of all records in a period.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-properties-logs-metricfilter-metrictransformation.html
func (j *judge) average(a monitor.Alarm, v float64, quiet *float64) {
	r := a.Rule
	if quiet == nil { // the filter cannot be seen
		j.warn(codeAverage, "alarm %s takes the Average: with a default value on the filter, a read is averaged away", a.Name).
			seen("statistic", "Average").mend("take the Sum, and go off at 1", j.alarmWith(sumOfOne))
		return
	}
	c := j.crowd(r, v, *quiet)
	mean := (v*float64(c.reads) + *quiet*float64(c.events-c.reads)) / float64(c.events)
	seen := func(f *Finding) {
		if c.own {
			f.seen("in this account", "%s among %s = %s %s %s", plural(c.reads, j.matchWord()), plural(c.events, "event"), number(round(mean)),
				opposite(r.ComparisonOperator, mean, r.Threshold), number(r.Threshold))
		}
		f.seen("statistic", "Average of all records in %s, not of the reads", seconds(r.Period)).
			seen("arithmetic", "%s", arithmetic(v, *quiet, c, mean, r)).seen("records counted", "%s", c.source).
			seen("default value", "%s", number(*quiet)).
			mend("take the Sum, which is 1 on one read however many other records there are, and go off at 1", j.alarmWith(sumOfOne))
	}
	if alarm.Breaches(r.ComparisonOperator, mean, r.Threshold) {
		seen(j.warn(codeAverage, "alarm %s takes the Average, so a read among many other records is averaged away", a.Name))
		return
	}
	seen(j.broken(codeAverage, "alarm %s averages the reads away: %s among %d records is %s, and the threshold is %s",
		a.Name, plural(c.reads, j.matchWord()), c.events, number(math.Round(mean*1e4)/1e4), number(r.Threshold)))
}

// matchWord is what the metric counts: a pattern for text also finds records
// that only mention a read.
func (j *judge) matchWord() string {
	if f := j.s.Filter.Value; f != nil && filter.LooksForText(f.Pattern.Raw()) {
		return "matching record"
	}
	return "read"
}

// opposite is how the mean compares with the threshold.
func opposite(operator string, mean, threshold float64) string {
	switch {
	case alarm.Breaches(operator, mean, threshold):
		return sign(operator)
	case mean < threshold:
		return "<"
	case mean > threshold:
		return ">"
	default:
		return "="
	}
}

func arithmetic(v, quiet float64, c crowd, mean float64, r monitor.AlarmRule) string {
	is := "is true"
	if !alarm.Breaches(r.ComparisonOperator, mean, r.Threshold) {
		is = "is false"
	}
	sum := number(v * float64(c.reads))
	if quiet != 0 {
		sum = fmt.Sprintf("(%s + %d x %s)", sum, c.events-c.reads, number(quiet))
	}
	mean = math.Round(mean*1e4) / 1e4
	return fmt.Sprintf("%s / %d = %s; %s %s %s %s", sum, c.events, number(mean), number(mean), sign(r.ComparisonOperator), number(r.Threshold), is)
}

// round leaves three digits behind the point, or two that count.
func round(f float64) float64 {
	if rounded := math.Round(f*1e3) / 1e3; rounded != 0 {
		return rounded
	}
	short, _ := strconv.ParseFloat(strconv.FormatFloat(f, 'g', 2, 64), 64)
	return short
}

var reasonPoint = regexp.MustCompile(`\[([0-9.E+-]+) \(`)

// crowd is how many records there were in a period with a read: by the metric's
// own minutes, by the alarm's datapoints, or else the usual number.
func (j *judge) crowd(r monitor.AlarmRule, v, quiet float64) crowd {
	if c, ok := j.fromPoints(r, v, quiet); ok {
		return c
	}
	for i := len(j.past.changes) - 1; i >= 0; i-- {
		for _, p := range j.past.changes[i].points {
			if p.SampleCount > 1 && p.Value > quiet && p.Value < v {
				return crowd{1, int(p.SampleCount), "by the alarm's history", true}
			}
		}
	}
	if a := j.s.Alarm.Value; a != nil && quiet == 0 {
		for _, m := range reasonPoint.FindAllStringSubmatch(a.Reason.Raw(), -1) {
			if mean, err := strconv.ParseFloat(m[1], 64); err == nil && mean > 0 && mean < r.Threshold && mean < v {
				return crowd{1, int(math.Round(v / mean)), "from the alarm's reason: " + a.Reason.Safe(), true}
			}
		}
	}
	return crowd{1, usualEvents, "an example: opening a secret in the console makes four more records beside the read", false}
}

// fromPoints takes the newest period with a read that did not reach the
// threshold, else the newest with one; where none had a read, the busiest, as
// a read in it would be.
func (j *judge) fromPoints(r monitor.AlarmRule, v, quiet float64) (crowd, bool) {
	if !j.s.Points.There() || v == quiet {
		return crowd{}, false
	}
	type total struct{ sum, samples float64 }
	period := max(r.Period, shortestPeriod)
	length := time.Duration(period) * time.Second
	periods := map[time.Time]total{}
	for _, p := range *j.s.Points.Value {
		at := p.At.Truncate(length)
		have := periods[at]
		periods[at] = total{have.sum + p.Sum, have.samples + p.Samples}
	}
	var newest, busiest crowd
	var newestAt time.Time
	low := false // the newest so far does not reach the threshold
	for at, p := range periods {
		n := int(math.Round(p.samples))
		if n > busiest.events {
			busiest = crowd{1, n + 1, fmt.Sprintf("by the metric: %d records in the busiest %s so far, and a read", n, seconds(period)), true}
		}
		reads := int(math.Round((p.sum - quiet*p.samples) / (v - quiet)))
		if reads < 1 || reads > n {
			continue
		}
		misses := !alarm.Breaches(r.ComparisonOperator, p.sum/p.samples, r.Threshold)
		if misses == low && at.After(newestAt) || misses && !low {
			newest, newestAt, low = crowd{reads, n, "by the metric at " + j.clock(at), true}, at, misses
		}
	}
	if newest.events > 0 {
		return newest, true
	}
	return busiest, busiest.events > 0
}
