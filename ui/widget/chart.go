package widget

import (
	"fmt"
	"math"
	"strings"

	"charm.land/lipgloss/v2"

	"secretwatch/ui/theme"
)

// Columns is a small chart: one column a value, the newest at the right, with
// both axes and a dashed line at the threshold. NaN is a column of which nothing
// is known.
type Columns struct {
	Values []float64
	// Threshold is where the dashed line runs; NaN for none.
	Threshold float64
	// Breach says which values are beyond the threshold; nil means those at it
	// or above.
	Breach func(v float64) bool
	// Open is how many of the newest columns may still change, because what
	// happened in them has not been delivered yet.
	Open int
	// Ticks are texts below columns, oldest first, Marks signs on the axis.
	Ticks []Tick
	Marks []Mark
}

// Tick is a text below a column.
type Tick struct {
	Column int
	Text   string
}

// Mark is a sign of one cell on the axis below a column.
type Mark struct {
	Column int
	Sign   string
	Style  lipgloss.Style
}

// Peak is the largest value, or 0.
func (c Columns) Peak() float64 {
	peak := 0.0
	for _, v := range c.Values {
		if !math.IsNaN(v) && !math.IsInf(v, 0) {
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

// axisFrom is how many rows a chart needs for its time axis.
const axisFrom = 4

// View draws the chart as a block of exactly w by h cells with its scale at the
// left, and its time axis below where there is room. Columns that do not fit are
// left out at the left.
func (c Columns) View(t theme.Theme, w, h int) string {
	if w <= 0 || h <= 0 {
		return ""
	}
	p := c.plot(t, w, h)
	lines := make([]string, 0, h)
	for row := range p.rows {
		level := p.rows - 1 - row
		lines = append(lines, p.label(level)+p.row(level))
	}
	if p.dated {
		lines = append(lines, p.axis(), p.ticks())
	}
	return Fit(strings.Join(lines, "\n"), w, h)
}

// plot is a chart on its way to the screen.
type plot struct {
	Columns
	t           theme.Theme
	rows        int
	dated       bool // has a time axis
	wide        int  // of the scale's texts
	room        int  // cells for columns
	first, lead int  // the first column that is drawn, and the cells before it
	top         float64
	limit       int // the row of the threshold, -1 for none
}

func (c Columns) plot(t theme.Theme, w, h int) *plot {
	p := &plot{Columns: c, t: t, rows: h, top: c.Peak(), limit: -1}
	if h >= axisFrom {
		p.rows, p.dated = h-2, true
	}
	drawn := !math.IsNaN(c.Threshold) && !math.IsInf(c.Threshold, 0)
	if drawn {
		p.top = max(p.top, c.Threshold)
	}
	if p.top <= 0 {
		p.top = 1
	}
	p.wide = len(Number(p.top))
	if drawn {
		// The row that a value of exactly the threshold fills to its top.
		p.limit = min(max(int(math.Ceil(c.Threshold/p.top*float64(p.rows)))-1, 0), p.rows-1)
		p.wide = max(p.wide, len(Number(c.Threshold)))
	}
	p.room = max(w-p.wide-2, 0)
	p.first = max(len(c.Values)-p.room, 0)
	p.lead = p.room - (len(c.Values) - p.first)
	return p
}

// label is the scale's part of a row.
func (p *plot) label(level int) string {
	text := ""
	switch {
	case level == p.limit:
		text = Number(p.Threshold)
	case level == p.rows-1:
		text = Number(p.top)
	case level == 0 && !p.dated:
		text = "0"
	}
	edge := p.t.Glyphs.VLine
	if text != "" {
		edge = p.sign("┤", "+")
	}
	return p.t.Dim.Render(fmt.Sprintf("%*s", p.wide, text)) + " " + p.t.Border.Render(edge)
}

func (p *plot) sign(sign, ascii string) string {
	if p.t.ASCII {
		return ascii
	}
	return sign
}

// row draws one row of cells; neighbours of the same look share one style.
func (p *plot) row(level int) string {
	var b, run strings.Builder
	kind := cellBlank
	put := func(next cell, s string) {
		if next != kind {
			b.WriteString(kind.paint(p.t, run.String()))
			run.Reset()
			kind = next
		}
		run.WriteString(s)
	}
	for range p.lead {
		put(p.background(level))
	}
	scale := float64(p.rows) / p.top
	for i, v := range p.Values[p.first:] {
		full := v*scale - float64(level)
		switch {
		case !math.IsNaN(v) && v > 0 && full > 0:
			put(p.bar(v), p.t.Glyphs.Bars[int(min(max(math.Ceil(full*8)-1, 0), 7))])
		case level == 0 && i+p.first >= len(p.Values)-p.Open:
			put(cellOpen, "~")
		default:
			put(p.background(level))
		}
	}
	put(-1, "")
	return b.String()
}

func (p *plot) bar(v float64) cell {
	switch {
	case p.Breach != nil && p.Breach(v), p.Breach == nil && p.Threshold > 0 && v >= p.Threshold:
		return cellBreach
	default:
		return cellBar
	}
}

// axis is the line below the columns, with what happened to the alarm on it.
func (p *plot) axis() string {
	line := make([]string, p.room)
	for i := range line {
		line[i] = p.t.Border.Render(p.t.Glyphs.HLine)
	}
	at := func(column int) int { return column - p.first + p.lead }
	for _, tick := range p.Ticks {
		if i := at(tick.Column); tick.Column >= p.first && i < p.room {
			line[i] = p.t.Border.Render(p.sign("┬", "+"))
		}
	}
	for _, m := range p.Marks {
		if i := at(m.Column); m.Column >= p.first && i < p.room {
			line[i] = m.Style.Render(m.Sign)
		}
	}
	return p.t.Dim.Render(fmt.Sprintf("%*s", p.wide, "0")) + " " + p.t.Border.Render(p.sign("┼", "+")) + strings.Join(line, "")
}

// ticks writes the texts below the axis, each below its column as far as that
// is possible, and leaves out what would touch its neighbour.
func (p *plot) ticks() string {
	var b strings.Builder
	used, edge := 0, p.wide+2+p.room
	for _, tick := range p.Ticks {
		wide := lipgloss.Width(tick.Text)
		i := min(p.wide+2+tick.Column-p.first+p.lead-wide/2, edge-wide)
		if tick.Column < p.first || i < used+min(used, 1) {
			continue
		}
		b.WriteString(Blank(i-used) + tick.Text)
		used = i + wide
	}
	return p.t.Dim.Render(FitLine(b.String(), edge))
}

type cell int

const (
	cellBlank cell = iota
	cellLimit
	cellBar
	cellBreach
	cellOpen
)

func (p *plot) background(level int) (cell, string) {
	if level == p.limit {
		return cellLimit, p.t.Glyphs.Dash
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
