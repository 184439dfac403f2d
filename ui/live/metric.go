package live

import (
	"fmt"
	"math"
	"strings"
	"time"

	"secretwatch/ui/widget"
)

// deliveryLag is how much of the newest time may still fill: reads are counted
// in the minute in which the log group gets them, and the metric comes after.
const deliveryLag = 3

// chart is the metric's last minutes as columns, the running minute at the
// right.
func (l *Live) chart(minutes int) widget.Columns {
	c := widget.Columns{Threshold: 1, Open: deliveryLag, Values: make([]float64, minutes)}
	if l.feed.Fast {
		c.Open = 1
	}
	for i := range c.Values {
		c.Values[i] = math.NaN()
	}
	last := l.now.Truncate(time.Minute)
	for i := len(l.minutes) - 1; i >= 0; i-- {
		ago := int(last.Sub(l.minutes[i].At) / time.Minute)
		if ago >= minutes {
			break
		}
		if ago >= 0 {
			c.Values[minutes-1-ago] = l.minutes[i].Value
		}
	}
	return c
}

// metricText is the chart's twin in words.
func (l *Live) metricText(c widget.Columns) string {
	sum, at := 0.0, -1
	for i, v := range c.Values {
		if math.IsNaN(v) {
			continue
		}
		sum += v
		if v > 0 && v == c.Peak() {
			at = i
		}
	}
	text := fmt.Sprintf("last %d min: %s matched", len(c.Values), widget.Number(sum))
	if at >= 0 {
		when := l.now.Truncate(time.Minute).Add(-time.Duration(len(c.Values)-1-at) * time.Minute)
		text += fmt.Sprintf(", peak %s at %s", widget.Number(c.Peak()), when.In(l.zone).Format("15:04"))
	}
	return text + fmt.Sprintf(", alarm at %s a minute", widget.Number(c.Threshold))
}

// metricView draws the chart with its time axis below and its twin in words.
func (l *Live) metricView(w, h int) string {
	if h <= 0 {
		return ""
	}
	t := l.theme
	c := l.chart(min(max(w-4, 1), 120))
	text := t.Dim.Render(l.metricText(c))
	if h < 4 {
		return widget.Fit(text, w, h)
	}
	tall := min(h-2, 10)
	if l.focus == paneMetric && h > 12 {
		tall = min(h/2-1, 10) // the alarm's history stands below
	}
	lines := []string{text, c.View(t, w, tall), l.axis(len(c.Values), w)}
	if rest := h - 2 - tall; rest > 1 && l.focus == paneMetric {
		lines = append(lines, "")
		lines = append(lines, l.transitionLines(rest-1)...)
	}
	return widget.Fit(strings.Join(lines, "\n"), w, h)
}

// axis writes a time below every tenth column.
func (l *Live) axis(minutes, w int) string {
	cells := []byte(widget.Blank(w))
	last := l.now.Truncate(time.Minute)
	for ago := minutes - 1; ago >= 0; ago-- {
		at := last.Add(-time.Duration(ago) * time.Minute).In(l.zone)
		column := w - 1 - ago
		if at.Minute()%10 == 0 && column >= 3 && column+5 <= w {
			copy(cells[column:], at.Format("15:04"))
		}
	}
	return l.theme.Dim.Render(string(cells))
}

// transitionLines are the alarm's changes of state, the newest first.
func (l *Live) transitionLines(most int) []string {
	t := l.theme
	lines := []string{t.Heading.Render("ALARM HISTORY")}
	if len(l.transitions) == 0 {
		return append(lines, t.Dim.Render(" no change of state seen"))
	}
	for i := len(l.transitions) - 1; i >= 0 && len(lines) < most; i-- {
		tr := l.transitions[i]
		line := fmt.Sprintf(" %s  %s %s %s", tr.At.In(l.zone).Format(time.TimeOnly), stateWord(tr.From), t.Glyphs.Arrow, stateWord(tr.To))
		for _, a := range tr.Actions {
			if a.OK {
				line += "  " + t.Good.Render(t.Glyphs.OK+" action sent")
			} else {
				line += "  " + t.Bad.Render(t.Glyphs.Bad+" action failed: "+short(a.Error))
			}
		}
		lines = append(lines, line, t.Dim.Render("   "+short(tr.Reason)))
	}
	return lines
}

// minuteLines are the figures behind the chart.
func (l *Live) minuteLines() []string {
	lines := make([]string, 0, len(l.minutes))
	for _, d := range l.minutes {
		lines = append(lines, fmt.Sprintf("%s %s", d.At.UTC().Format(time.RFC3339), widget.Number(d.Value)))
	}
	return lines
}
