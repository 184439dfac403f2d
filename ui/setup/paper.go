package setup

import (
	"charm.land/lipgloss/v2"

	"secretwatch/ui/theme"
	"secretwatch/ui/widget"
)

// paper is the main column while it is being written: lines of at most w
// cells, as many as there are.
type paper struct {
	theme.Theme
	kinds int // width of a column with kinds of resources
	w     int
	lines []string
	focus int  // the line that must be in view, -1 for none
	until int  // the line before which belongs to it: in view too, where there is room
	first int  // lines that have to be on the first screen
	fold  int  // the line of what is, or was, folded
	tight bool // there is no room for lessons before the cost
	folds bool // what is good to know and the same by hand are folded
}

func newPaper(t theme.Theme, w int) *paper { return &paper{Theme: t, w: w, focus: -1} }

// gap is an empty line, but never two, and none at the top.
func (p *paper) gap() {
	if n := len(p.lines); n > 0 && p.lines[n-1] != "" {
		p.lines = append(p.lines, "")
	}
}

// line adds one line as it is; what does not fit is cut.
func (p *paper) line(s string) {
	if lipgloss.Width(s) > p.w {
		s = widget.FitLine(s, p.w)
	}
	p.lines = append(p.lines, s)
}

// text adds plain text, broken into lines.
func (p *paper) text(style lipgloss.Style, s string) { p.hang(style, "", s) }

// hang adds plain text behind a prefix; its further lines begin below the
// text's first word.
func (p *paper) hang(style lipgloss.Style, prefix, s string) {
	room := max(p.w-lipgloss.Width(prefix), 8)
	lines := widget.Wrap(s, room)
	for i := range lines {
		lines[i] = style.Render(lines[i])
	}
	for _, l := range widget.Indent(prefix, lines) {
		p.line(l)
	}
}

// head is a small title over a part.
func (p *paper) head(s, note string) {
	p.gap()
	p.line(widget.Ends(p.Title.Render(s), p.Dim.Render(note), p.w))
}

// here marks the next line as the one with the focus.
func (p *paper) here() { p.focus, p.until = len(p.lines), 0 }

// belongs marks what was written since as belonging to the line with the focus.
func (p *paper) belongs() {
	if p.focus >= 0 {
		p.until = len(p.lines)
	}
}

// problem is what is wrong, and what to do about it.
func (p *paper) problem(summary, hint string) {
	p.hang(p.Bad, p.Bad.Render(p.Glyphs.Bad)+" ", summary)
	if hint != "" {
		p.hang(p.Text, "  ", hint)
	}
}
