package widget

import (
	"fmt"
	"math"
	"strings"

	"secretwatch/ui/theme"
)

// Columns is a small chart: one column a value, the newest at the right, and a
// dashed line at the threshold. NaN is a column of which nothing is known.
type Columns struct {
	Values    []float64
	Threshold float64
	// Open is how many of the newest columns may still change, because what
	// happened in them has not been delivered yet.
	Open int
}

// Peak is the largest value, or 0.
func (c Columns) Peak() float64 {
	peak := 0.0
	for _, v := range c.Values {
		if !math.IsNaN(v) {
			peak = max(peak, v)
		}
	}
	return peak
}

// Number writes a value as short as it can be.
func Number(v float64) string {
	if v == math.Trunc(v) && math.Abs(v) < 1e15 {
		return fmt.Sprintf("%.0f", v)
	}
	return fmt.Sprintf("%.3g", v)
}

// View draws the chart as a block of exactly w by h cells with its scale at the
// left. Columns that do not fit are left out at the left.
func (c Columns) View(t theme.Theme, w, h int) string {
	if w <= 0 || h <= 0 {
		return ""
	}
	top := max(c.Peak(), c.Threshold)
	if top <= 0 {
		top = 1
	}
	label := max(len(Number(top)), len(Number(c.Threshold)))
	room := max(w-label-2, 0)
	values := c.Values[max(len(c.Values)-room, 0):]
	lead := room - len(values)
	lines := make([]string, h)
	// The row in which the threshold's line runs: the one that a value of
	// exactly the threshold fills to its top.
	limit := min(max(int(math.Ceil(c.Threshold/top*float64(h)))-1, 0), h-1)
	for row := range h {
		level := h - 1 - row
		lines[row] = c.label(t, level, limit, h, label, top) + c.row(t, values, lead, level, level == limit, float64(h)/top)
	}
	return Fit(strings.Join(lines, "\n"), w, h)
}

func (c Columns) label(t theme.Theme, level, limit, h, wide int, top float64) string {
	text := ""
	switch level {
	case limit:
		text = Number(c.Threshold)
	case h - 1:
		text = Number(top)
	case 0:
		text = "0"
	}
	return t.Dim.Render(fmt.Sprintf("%*s", wide, text)) + " " + t.Border.Render(t.Glyphs.VLine)
}

// row draws one row of cells; neighbours of the same look share one style.
func (c Columns) row(t theme.Theme, values []float64, lead, level int, limit bool, scale float64) string {
	var b, run strings.Builder
	kind := cellBlank
	flush := func(next cell) {
		if next == kind {
			return
		}
		b.WriteString(kind.paint(t, run.String()))
		run.Reset()
		kind = next
	}
	put := func(k cell, s string) { flush(k); run.WriteString(s) }
	for range lead {
		put(background(limit, t))
	}
	for i, v := range values {
		full := v*scale - float64(level)
		switch {
		case !math.IsNaN(v) && v > 0 && full > 0:
			k := cellBar
			if c.Threshold > 0 && v >= c.Threshold {
				k = cellBreach
			}
			put(k, t.Glyphs.Bars[min(max(int(math.Ceil(full*8))-1, 0), 7)])
		case level == 0 && i >= len(values)-c.Open:
			put(cellOpen, "~")
		default:
			put(background(limit, t))
		}
	}
	flush(-1)
	return b.String()
}

type cell int

const (
	cellBlank cell = iota
	cellLimit
	cellBar
	cellBreach
	cellOpen
)

func background(limit bool, t theme.Theme) (cell, string) {
	if limit {
		return cellLimit, t.Glyphs.Dash
	}
	return cellBlank, " "
}

func (c cell) paint(t theme.Theme, s string) string {
	switch c {
	case cellLimit:
		return t.Border.Render(s)
	case cellBar:
		return t.Wait.Render(s)
	case cellBreach:
		return t.Warn.Render(s)
	case cellOpen:
		return t.Dim.Render(s)
	default:
		return s
	}
}
