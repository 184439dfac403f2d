package report

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"secretwatch/aws/monitor"
)

func (p *page) metrics() {
	p.line("Event history shows every management event of the last 90 days and is there without any trail, but it can only be looked at. CloudWatch Logs keeps what the trail delivers for as long as " +
		"its log group says, and can be searched, counted and alarmed on: that is why the trail delivers to a log group.")
	s := p.Snapshot
	if g := s.LogGroup.Value; g != nil {
		keeps := "for ever"
		if g.RetentionDays > 0 {
			keeps = plural(int(g.RetentionDays), "day")
		}
		p.line("The log group is %s and keeps its events %s.", p.code(g.Name), keeps)
	} else if u := s.LogGroup.Unseen; u != nil {
		p.unseen("The log group", why(u))
	}
	switch {
	case s.Filter.There():
		p.filter(*s.Filter.Value)
	case p.unseenFilter() != nil:
		p.unseen("The metric filter", why(p.unseenFilter()))
	default:
		p.line("There is no metric filter on the reads.")
	}
	p.chart()
}

// unseenFilter is why the filter could not be seen, nil where it could: filters
// are looked for in their log group.
func (p *page) unseenFilter() *monitor.Unseen {
	s := p.Snapshot
	return cmp.Or(s.Filter.Unseen, s.Filters.Unseen, s.LogGroup.Unseen)
}

func (p *page) filter(f monitor.MetricFilter) {
	p.line("The metric filter %s on %s looks for", p.code(f.Name), p.code(f.LogGroup))
	p.line("%s", p.code(f.Pattern.Raw()))
	p.line("and writes the metric %s in the namespace %s.", p.code(f.Metric), p.code(f.Namespace))
	p.line("**Metric value %s** is what every event adds that matches: with 1, the sum of the metric is the number of reads.", p.code(f.Value))
	if f.Default == nil {
		p.line("**Default value: none.** A minute without a read has no datapoint at all, and what the alarm makes of that is its treatment of missing data.")
		return
	}
	p.line("**Default value %s** is what every event adds that does not match. The metric then has data also while nobody reads; but these values count in an average: one read among %d other events is an average of %s.",
		p.code(number(*f.Default)), usualOthers, number(math.Round(averageOfOne(f)*1e4)/1e4))
}

// usualOthers is how many other events an example has: those of a small
// account in five minutes.
const usualOthers = 40

func averageOfOne(f monitor.MetricFilter) float64 {
	value, err := strconv.ParseFloat(f.Value, 64)
	if err != nil {
		value = 1
	}
	return (value + usualOthers**f.Default) / (usualOthers + 1)
}

// Measures of the chart, in minutes and lines.
const (
	chartMinutes = 60
	chartHeight  = 5
	chartBefore  = 5
)

// chart draws the metric's minutes up to a few after the newest that is not 0.
func (p *page) chart() {
	points := p.Snapshot.Points
	switch {
	case points.Unseen != nil:
		p.unseen("The metric's datapoints", why(points.Unseen))
		return
	case points.Absent():
		p.line("The metric's datapoints were not asked for: it is not known which metric it is, or the reads are older than the 15 days for which CloudWatch keeps minutes.")
		return
	case len(*points.Value) == 0:
		p.line("The metric has no datapoints yet.")
		return
	}
	list := slices.Clone(*points.Value)
	end := list[len(list)-1].At
	for _, pt := range slices.Backward(list) {
		if pt.Sum != 0 {
			end = pt.At.Add(chartBefore * time.Minute)
			break
		}
	}
	if last := list[len(list)-1].At; end.After(last) {
		end = last
	}
	start := end.Add(-(chartMinutes - 1) * time.Minute)
	if start.Before(list[0].At) {
		start = list[0].At
	}
	columns, less := p.columns(list, start, end), ""
	if slices.ContainsFunc(columns, func(line string) bool { return strings.Contains(line, "+") }) {
		less = ", + less than the line's number"
	}
	p.line("The metric, the sum of each minute from %s to %s (# counted%s, - the alarm's threshold, _ a minute with data, . one without):", p.when(start), p.when(end), less)
	p.block(columns)
	p.periods(list)
}

// columns draws a column a minute.
func (p *page) columns(list []monitor.Point, start, end time.Time) []string {
	cells := int(end.Sub(start)/time.Minute) + 1
	sums := make([]float64, cells)
	for i := range sums {
		sums[i] = math.NaN()
	}
	top, threshold := 1.0, 0.0
	if a := p.Snapshot.Alarm.Value; a != nil && a.Rule.Statistic == "Sum" {
		threshold = a.Rule.Threshold
	}
	for _, pt := range list {
		if i := int(pt.At.Sub(start) / time.Minute); i >= 0 && i < cells && !pt.At.Before(start) {
			sums[i] = pt.Sum
			top = max(top, pt.Sum)
		}
	}
	top = max(top, threshold)
	height := chartHeight
	if top <= chartHeight {
		height = int(math.Ceil(top))
	}
	label := max(len(number(top)), 1)
	var lines []string
	for row := height; row >= 1; row-- {
		level, below := top*float64(row)/float64(height), top*float64(row-1)/float64(height)
		limit := threshold > below && threshold <= level
		var b strings.Builder
		for _, v := range sums {
			b.WriteString(cell(v, below, level, limit))
		}
		lines = append(lines, fmt.Sprintf("%*s |%s", label, number(level), b.String()))
	}
	var axis strings.Builder
	for _, v := range sums {
		if math.IsNaN(v) {
			axis.WriteByte('.')
		} else {
			axis.WriteByte('_')
		}
	}
	lines = append(lines, fmt.Sprintf("%*s |%s", label, "0", axis.String()))
	return append(lines, fmt.Sprintf("%*s  %-*s%s", label, "", max(cells-5, 6), p.clock(start), p.clock(end)))
}

func (p *page) clock(t time.Time) string { return t.In(p.zone).Format("15:04") }

// cell is one minute's part of a row.
func cell(v, below, level float64, limit bool) string {
	switch {
	case !math.IsNaN(v) && v >= level:
		return "#"
	case !math.IsNaN(v) && v > below && v > 0:
		return "+"
	case limit:
		return "-"
	default:
		return " "
	}
}

// periods tells what the statistics make of the newest period that counted
// something.
func (p *page) periods(list []monitor.Point) {
	a := p.Snapshot.Alarm.Value
	if a == nil || a.Rule.Period < 60 {
		return
	}
	length := time.Duration(a.Rule.Period) * time.Second
	for _, pt := range slices.Backward(list) {
		if pt.Sum <= 0 {
			continue
		}
		at := pt.At.Truncate(length)
		sum, samples := 0.0, 0.0
		for _, other := range list {
			if other.At.Truncate(length).Equal(at) {
				sum, samples = sum+other.Sum, samples+other.Samples
			}
		}
		if samples > 0 {
			p.line("In the newest period in which something was counted, %s from %s: sum %s of %s events, average %s.", round(length), p.when(at), number(sum), number(samples), number(sum/samples))
		}
		return
	}
}
