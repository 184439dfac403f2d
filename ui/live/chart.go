package live

import (
	"math"
	"time"

	"charm.land/lipgloss/v2"

	"secretwatch/aws/alarm"
	"secretwatch/aws/monitor"
	"secretwatch/ui/widget"
)

// deliveryLag is how much of the newest time may still fill: reads are counted
// in the minute in which the log group gets them, and the metric comes after.
const deliveryLag = 3 * time.Minute

// rule is what the alarm compares, false where it was not seen.
func (l *Live) rule() (monitor.AlarmRule, bool) {
	if l.alarm == nil || l.alarm.Rule.Period <= 0 {
		return monitor.AlarmRule{Statistic: "Sum", Period: 60}, false
	}
	return l.alarm.Rule, true
}

// step is the time of one column: the alarm's period, but no less than the
// minute for which datapoints are asked.
func step(r monitor.AlarmRule) time.Duration {
	return max(time.Duration(r.Period)*time.Second, time.Minute)
}

// chart is the metric's last periods as columns, as the alarm sees them, the
// running one at the right.
func (l *Live) chart(columns int) widget.Columns {
	r, known := l.rule()
	every := step(r)
	last := l.now.Truncate(every)
	lag := deliveryLag
	if l.feed.Fast {
		lag = time.Minute
	}
	c := widget.Columns{
		Threshold: math.NaN(), Open: int((lag + every - 1) / every), Values: l.values(r, last, every, columns),
		Ticks: l.timeTicks(last, every, columns), Marks: l.transitionMarks(last, every, columns),
	}
	if known {
		c.Threshold = r.Threshold
		c.Breach = func(v float64) bool { return alarm.Breaches(r.ComparisonOperator, v, r.Threshold) }
	}
	return c
}

// values are the alarm's statistic of each period. Minutes are kept as their sum
// and count, of which no other statistic can be made: those show the sum.
func (l *Live) values(r monitor.AlarmRule, last time.Time, every time.Duration, columns int) []float64 {
	values := make([]float64, columns)
	counts := make([]float64, columns)
	for i := range values {
		values[i] = math.NaN()
	}
	for i := len(l.minutes) - 1; i >= 0; i-- {
		d := l.minutes[i]
		at := columns - 1 - int(last.Sub(d.At.Truncate(every))/every)
		if at < 0 {
			break
		}
		if at >= columns {
			continue
		}
		if math.IsNaN(values[at]) {
			values[at] = 0
		}
		values[at] += d.Value
		counts[at] += d.Count
	}
	for i := range values {
		switch {
		case r.Statistic == "SampleCount" && !math.IsNaN(values[i]):
			values[i] = counts[i]
		case r.Statistic == "Average" && counts[i] > 0:
			values[i] /= counts[i]
		}
	}
	return values
}

// shownStatistic is the one that the chart shows.
func shownStatistic(r monitor.AlarmRule) string {
	if r.Statistic == "Average" || r.Statistic == "SampleCount" {
		return r.Statistic
	}
	return "Sum"
}

// timeTicks are round times, no closer than ten columns.
func (l *Live) timeTicks(last time.Time, every time.Duration, columns int) []widget.Tick {
	var ticks []widget.Tick
	apart := 24 * time.Hour
	for _, minutes := range []time.Duration{10, 30, 60, 120, 180, 360, 720} {
		if minutes*time.Minute >= every*10 {
			apart = minutes * time.Minute
			break
		}
	}
	for i := range columns {
		at := last.Add(-time.Duration(columns-1-i) * every).In(l.zone)
		day := time.Duration(at.Hour())*time.Hour + time.Duration(at.Minute())*time.Minute
		if day%apart == 0 {
			ticks = append(ticks, widget.Tick{Column: i, Text: at.Format("15:04")})
		}
	}
	return ticks
}

// transitionMarks stand on the time axis: A where the alarm went off, O where it
// was OK again, N where it had no data. Of several in one column an A is shown.
func (l *Live) transitionMarks(last time.Time, every time.Duration, columns int) []widget.Mark {
	var marks []widget.Mark
	off := map[int]bool{}
	for _, tr := range l.transitions {
		at := columns - 1 - int(last.Sub(tr.At.Truncate(every))/every)
		if at < 0 || at >= columns || off[at] {
			continue
		}
		off[at] = tr.To == string(alarm.Alarm)
		sign, style := l.stateSign(tr.To)
		marks = append(marks, widget.Mark{Column: at, Sign: sign, Style: style.Bold(true)})
	}
	return marks
}

func (l *Live) stateSign(state string) (string, lipgloss.Style) {
	switch state {
	case string(alarm.Alarm):
		return "A", l.theme.Bad
	case string(alarm.OK):
		return "O", l.theme.Good
	default:
		return "N", l.theme.Warn
	}
}

// chartColumns is how many periods the chart shows in w cells: an hour of
// minutes where there is room, or two.
func (l *Live) chartColumns(w int) int {
	room := max(w-5, 1)
	for _, n := range []int{120, 60} {
		if room >= n {
			return n
		}
	}
	return room
}
