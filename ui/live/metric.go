package live

import (
	"fmt"
	"strings"
	"time"

	"charm.land/lipgloss/v2"

	"secretwatch/aws/foreign"
	"secretwatch/aws/watch"
	"secretwatch/ui/widget"
)

// metricText is the chart's twin in words, in at most w cells where that can be.
func (l *Live) metricText(columns, w int) string {
	r, known := l.rule()
	every, stat := step(r), shownStatistic(r)
	from := l.now.Truncate(every).Add(-time.Duration(columns-1) * every)
	sum, newest := 0.0, watch.Datapoint{}
	for _, d := range l.minutes {
		if d.At.Before(from) {
			continue
		}
		sum += d.Value
		newest = d
	}
	over := spanWord(time.Duration(columns) * every)
	if time.Duration(columns)*every == time.Hour {
		over = "hour"
	}
	limit, short := "threshold not seen", "no threshold"
	if known {
		limit = "threshold " + widget.Number(r.Threshold)
		short = limit
	}
	if newest.At.IsZero() {
		return fmt.Sprintf("no datapoint in the last %s, %s", over, limit)
	}
	at := newest.At.Truncate(every)
	value := l.values(r, at, every, 1)[0]
	what, figure := "newest minute "+at.In(l.zone).Format("15:04"), widget.Number(value)
	if every > time.Minute {
		what = fmt.Sprintf("newest %s from %s", spanWord(every), at.In(l.zone).Format("15:04"))
	}
	if stat != "Sum" {
		figure = stat + " " + figure
	}
	// What the filter counted, not the reads of the list: it may leave out what
	// was denied, or count more than this secret's.
	counted := widget.Number(sum) + " counted"
	text := fmt.Sprintf("%s in the last %s, %s = %s, %s", counted, over, what, figure, limit)
	if lipgloss.Width(text) > w {
		text = fmt.Sprintf("%s in %s, %s = %s, %s", counted, over, at.In(l.zone).Format("15:04"), figure, short)
	}
	return text
}

// metricView draws the chart below its twin in words.
func (l *Live) metricView(w, h int) string {
	if h <= 0 {
		return ""
	}
	t := l.theme
	columns := l.chartColumns(w)
	text := l.metricText(columns, w)
	r, _ := l.rule()
	if over := time.Duration(columns) * step(r); l.span > 0 && l.span != over {
		text += "; p changes the list only"
	}
	if h < 4 {
		return widget.Fit(t.Dim.Render(text), w, h)
	}
	legend := "~ may still grow"
	if len(l.transitions) > 0 {
		legend += "  A to ALARM  O to OK"
	}
	return widget.Stack(widget.Ends(t.Text.Render(text), t.Dim.Render(legend), w), l.chart(columns).View(t, w, h-1))
}

// metricName is the metric's name in w cells.
func (l *Live) metricName(w int) string {
	n := l.feed.Names
	if n.Metric == "" {
		return ""
	}
	name := foreign.Safe(n.Namespace + " / " + n.Metric)
	if lipgloss.Width(name) > w {
		name = strings.TrimRight(widget.FitTail(name, max(w, 1)), " ")
	}
	return name
}

// minuteLines are the figures behind the chart.
func (l *Live) minuteLines() []string {
	lines := make([]string, 0, len(l.minutes))
	for _, d := range l.minutes {
		lines = append(lines, fmt.Sprintf("%s %s", d.At.UTC().Format(time.RFC3339), widget.Number(d.Value)))
	}
	return lines
}
