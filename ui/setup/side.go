package setup

import (
	"fmt"
	"strings"
	"time"

	"secretwatch/ui/widget"
	"secretwatch/wizard"
)

// side is the left column: the steps, and what it costs a month.
func (s *Screen) side(w, h int) string {
	var lines []string
	for i, step := range wizard.Steps() {
		lines = append(lines, " "+s.stepLine(i, step, w-1))
	}
	if price := s.priceLines(w-1, h-len(lines)-1); len(price) > 0 {
		lines = append(lines, "")
		for _, l := range price {
			lines = append(lines, " "+l)
		}
	}
	return widget.Fit(strings.Join(lines, "\n"), w, h)
}

func (s *Screen) stepLine(i int, step wizard.Step, w int) string {
	t := s.theme
	took, known := s.spent[step.ID]
	switch {
	case i == s.wiz.At():
		return widget.FitLine(t.Accent.Render("[>]")+" "+t.Bold.Render(step.Title), w)
	case i < s.wiz.At() || known:
		clock := ""
		if known {
			clock = t.Dim.Render(minutes(took))
		}
		return widget.Ends(t.Good.Render("[x]")+" "+step.Title, clock, w)
	default:
		return widget.FitLine(t.Dim.Render("[ ] "+step.Title), w)
	}
}

// minutes is a duration as 0:04.
func minutes(d time.Duration) string {
	seconds := int(d.Round(time.Second).Seconds())
	return fmt.Sprintf("%d:%02d", seconds/60, seconds%60)
}

// priceLines is the estimate in at most h lines: the total alone where there
// is no room for more.
func (s *Screen) priceLines(w, h int) []string {
	t := s.theme
	if s.deps.Price == nil || h < 1 {
		return nil
	}
	total := widget.Ends(t.Bold.Render("a month, about"), t.Bold.Render(usd(s.price.MonthlyUSD)), w)
	if h < len(s.price.Lines)+1 {
		return []string{total}
	}
	var lines []string
	if h >= len(s.price.Lines)+3 {
		lines = append(lines, t.Title.Render("Estimate, USD"))
	}
	for _, l := range s.price.Lines {
		lines = append(lines, widget.Ends(t.Dim.Render(l.Item), t.Dim.Render(fmt.Sprintf("%.2f", l.USD)), w))
	}
	if len(lines) < h-1 {
		lines = append(lines, t.Border.Render(strings.Repeat(t.Glyphs.HLine, w)))
	}
	lines = append(lines, total)
	if h > len(lines) && s.price.PricesAsOf != "" {
		lines = append(lines, t.Dim.Render("prices of "+s.price.PricesAsOf))
	}
	return lines
}

func usd(f float64) string { return fmt.Sprintf("$%.2f", f) }

// strip stands in for the side column where there is no room for it.
func (s *Screen) strip(w int) string {
	t := s.theme
	at := s.wiz.At()
	steps := wizard.Steps()
	dots := t.Good.Render(strings.Repeat(t.Glyphs.Dot, at)) + t.Accent.Render(t.Glyphs.Dot) +
		t.Dim.Render(strings.Repeat(t.Glyphs.Todo, len(steps)-at-1))
	left := " " + dots + "  " + t.Bold.Render(steps[at].Title)
	right := ""
	if s.deps.Price != nil {
		right = t.Dim.Render(usd(s.price.MonthlyUSD) + " a month ")
	}
	return widget.Stack(widget.Ends(left, right, w), widget.Line(t, w))
}

// third is the right column of wide terminals: the AWS CLI twin.
func (s *Screen) third(w, h int) string {
	p := newPaper(s.theme, w-1)
	s.drawHands(p)
	if len(p.lines) == 0 {
		p.head("The same by hand", "")
		p.text(p.Dim, "Nothing to type here: this step only looks.")
	}
	if len(p.lines) > h {
		p.lines = append(p.lines[:h-1], p.Dim.Render(p.Glyphs.Ellipsis+" y copies all of it"))
	}
	return widget.Fit(strings.Join(p.lines, "\n"), w, h)
}
