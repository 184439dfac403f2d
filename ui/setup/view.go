package setup

import (
	"strings"

	"secretwatch/ui/widget"
	"secretwatch/wizard"
)

// The columns' widths in cells.
const (
	sideWidth  = 24
	twoColumns = 76  // from here on the steps stand at the left
	three      = 130 // from here on the command line twin stands at the right
	thirdWidth = 52
	textWidth  = 86 // longer lines are hard to read
)

// View implements widget.Screen.
func (s *Screen) View(w, h int) string {
	if w <= 0 || h <= 0 {
		return ""
	}
	if h >= airy {
		return widget.Stack(widget.Blank(w), s.columns(w, h-1))
	}
	return s.columns(w, h)
}

// roomy is the height from which on a rule may stand below the strip.
const roomy = 14

// airy is the height from which on there is room for a free line at the top.
const airy = 26

func (s *Screen) columns(w, h int) string {
	switch {
	case w >= three:
		rule := s.rule(h)
		main := w - sideWidth - thirdWidth - 6
		left := widget.Beside(s.side(sideWidth, h), rule, s.main(main, h, false))
		return widget.Fit(widget.Beside(left, rule, s.third(thirdWidth, h)), w, h)
	case w >= twoColumns:
		main := s.main(w-sideWidth-3, h, true)
		return widget.Fit(widget.Beside(s.side(sideWidth, h), s.rule(h), main), w, h)
	default:
		strip := s.strip(w)
		if h >= roomy {
			strip = widget.Stack(strip, widget.Line(s.theme, w))
		}
		return widget.Fit(widget.Stack(strip, s.main(w, h-strings.Count(strip, "\n")-1, true)), w, h)
	}
}

func (s *Screen) rule(int) string { return " " + s.theme.Border.Render(s.theme.Glyphs.VLine) + " " }

// main is the column with the step itself; hands puts the AWS CLI twin below.
func (s *Screen) main(w, h int, hands bool) string {
	if w <= 2 || h <= 0 {
		return widget.Fit("", w, h)
	}
	w-- // a free cell at the right edge
	if full, ok := s.page().(fuller); ok && full.fills() && !s.covered() {
		s.most = 0
		return widget.Fit(full.fill(w, h), w+1, h)
	}
	p := s.newPaper(w)
	switch {
	case s.leaving:
		s.drawLeaving(p)
	case s.work.undoing != nil:
		s.work.drawUndo(p)
	case s.terms != nil:
		s.drawTerms(p)
	default:
		p = s.stepPaper(w, h, hands)
	}
	return widget.Fit(s.window(p, h), w+1, h)
}

func (s *Screen) drawLeaving(p *paper) {
	p.text(p.Bold, "Leave setup?")
	p.gap()
	if s.Busy() != "" {
		p.text(p.Text, "The calls in flight will finish first, then setup stops.")
		p.gap()
	}
	if s.deps.Again == "" {
		p.text(p.Text, "The sandbox will be gone, and all in it. `secretwatch demo` starts anew.")
	} else {
		p.text(p.Text, s.Parting())
	}
	p.gap()
	p.line(p.Key.Render("y") + " leaves   " + p.Key.Render("enter") + " or " + p.Key.Render("esc") + " stays")
}

// window cuts the part in view out of the paper. A last line tells that there
// is more.
func (s *Screen) window(p *paper, h int) string {
	s.most = 0
	if len(p.lines) <= h {
		s.top, s.toFold = 0, false
		return strings.Join(p.lines, "\n")
	}
	rows := h - 1
	s.most = len(p.lines) - rows
	if s.toFold {
		s.top, s.toFold = p.fold, false
	}
	if s.follow && p.focus >= 0 && (!s.fresh || !s.asks()) {
		s.top = showing(s.top, p.focus, p.until, rows)
	}
	s.top = max(min(s.top, s.most), 0)
	if s.follow && s.top > 0 && s.top < min(s.most, p.focus) && p.lines[s.top] == "" {
		s.top++
	}
	lines := append([]string{}, p.lines[s.top:s.top+rows]...)
	lines = append(lines, p.Dim.Render(more(p, s.top, rows)))
	return strings.Join(lines, "\n")
}

// asks reports that the page in front begins with a question or with the plan:
// who comes to it has to see that before the place of the cursor.
func (s *Screen) asks() bool {
	id := s.wiz.Step().ID
	return len(wizard.Builds(id)) > 0 || id == wizard.StepReview
}

// showing moves the first line in view as little as it takes to show the line
// with the focus, what belongs to it, and a little around it; all from the top
// where that will do.
func showing(top, focus, until, rows int) int {
	const around = 2
	until = min(max(until, focus+1), focus+rows-1)
	switch {
	case until <= rows:
		return 0
	case until > top+rows, focus+around >= top+rows:
		return min(max(until, focus+around+1)-rows, focus)
	default:
		return min(top, max(focus-around, 0))
	}
}

func more(p *paper, top, rows int) string {
	below := len(p.lines) - top - rows
	switch {
	case below <= 0:
		return p.Glyphs.Up + " pgup: back up"
	case top == 0:
		return down(p) + " pgdown: " + widget.Plural(below, "more line", "more lines")
	default:
		return down(p) + " pgdown: " + widget.Plural(below, "more line", "more lines") + ", pgup: back up"
	}
}

func down(p *paper) string {
	if p.ASCII {
		return "v"
	}
	return "↓"
}
