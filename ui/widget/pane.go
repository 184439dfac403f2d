package widget

import (
	"strings"

	"charm.land/lipgloss/v2"
	"github.com/charmbracelet/x/ansi"

	"secretwatch/ui/theme"
)

// Rule is a pane's title in a horizontal line of w cells: "── reads ───── 12 ──".
// A pane with the focus has its title in the accent colour.
func Rule(t theme.Theme, title, note string, focused bool, w int) string {
	if w <= 0 {
		return ""
	}
	style := t.Title
	if focused {
		style = t.Accent.Bold(true)
	}
	h := t.Glyphs.HLine
	head := t.Border.Render(h) + " " + style.Render(title) + " "
	tail := ""
	if note != "" {
		tail = " " + t.Dim.Render(note) + " " + t.Border.Render(h)
	}
	room := w - lipgloss.Width(head) - lipgloss.Width(tail)
	if room < 1 {
		tail, room = "", w-lipgloss.Width(head)
	}
	if room < 0 {
		return FitLine(head, w)
	}
	return head + t.Border.Render(strings.Repeat(h, room)) + tail
}

// Line is a plain horizontal rule of w cells.
func Line(t theme.Theme, w int) string {
	return t.Border.Render(strings.Repeat(t.Glyphs.HLine, max(w, 0)))
}

// Modal draws lines in a box over the middle of a block of w by h cells. What
// does not fit into the block is cut.
func Modal(t theme.Theme, under, title string, lines []string, w, h int) string {
	wide := lipgloss.Width(title) + 4
	for _, l := range lines {
		wide = max(wide, lipgloss.Width(l))
	}
	wide = min(wide, w-6)
	if wide < 1 || h < 3 {
		return Fit(under, w, h)
	}
	lines = lines[:min(len(lines), h-2)]
	box := boxed(t, title, lines, wide)
	top, left := (h-len(box))/2, (w-wide-4)/2
	rows := strings.Split(Fit(under, w, h), "\n")
	for i, l := range box {
		row := rows[top+i]
		rows[top+i] = FitLine(ansi.Truncate(row, left, ""), left) + l +
			FitLine(ansi.TruncateLeft(row, left+wide+4, ""), w-left-wide-4)
	}
	return strings.Join(rows, "\n")
}

func boxed(t theme.Theme, title string, lines []string, wide int) []string {
	g := t.Glyphs
	side := t.Border.Render(g.VLine)
	fill := func(n int) string { return t.Border.Render(strings.Repeat(g.HLine, max(n, 0))) }
	head := FitLine(title, min(lipgloss.Width(title), wide-1))
	box := make([]string, 0, len(lines)+2)
	box = append(box, t.Border.Render(g.TopLeft+g.HLine)+" "+t.Title.Render(head)+" "+
		fill(wide-lipgloss.Width(head)-1)+t.Border.Render(g.TopRight))
	for _, l := range lines {
		box = append(box, side+" "+FitLine(l, wide)+" "+side)
	}
	return append(box, t.Border.Render(g.BottomLeft)+fill(wide+2)+t.Border.Render(g.BottomRight))
}
