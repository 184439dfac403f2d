package live

import (
	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"secretwatch/ui/theme"
	"secretwatch/ui/widget"
)

// box is what lies over the pane until it is answered: a choice, a question or a
// page. Press reports what to do and whether the box stays.
type box interface {
	press(k tea.KeyPressMsg) (cmd tea.Cmd, stays bool)
	draw(t theme.Theme, under string, w, h int) string
	keys() []key.Binding
}

// boxed draws what lies over the panes.
func (l *Live) boxed(under string, w, h int) string {
	if l.over == nil {
		return under
	}
	return l.over.draw(l.theme, under, w, h)
}

func (l *Live) pressBox(k tea.KeyPressMsg) tea.Cmd {
	asked := l.over
	cmd, stays := asked.press(k)
	if !stays && l.over == asked {
		l.over = nil
	}
	return cmd
}

// choice is a small menu, each line with its letter.
type choice struct {
	title string
	items []choiceItem
	at    int
}

type choiceItem struct {
	key, what string
	do        func() tea.Cmd
}

func (c *choice) press(k tea.KeyPressMsg) (tea.Cmd, bool) {
	switch name := k.String(); name {
	case "up":
		c.at = max(c.at-1, 0)
	case "down":
		c.at = min(c.at+1, len(c.items)-1)
	case "enter":
		return c.items[c.at].do(), false
	case "esc", "q":
		return nil, false
	default:
		for _, item := range c.items {
			if item.key == name {
				return item.do(), false
			}
		}
	}
	return nil, true
}

func (c *choice) draw(t theme.Theme, under string, w, h int) string {
	lines := make([]string, 0, len(c.items))
	wide := 0
	for _, item := range c.items {
		wide = max(wide, len([]rune(item.what))+5)
	}
	for i, item := range c.items {
		if i == c.at {
			lines = append(lines, t.Cursor.Render(widget.FitLine(t.Glyphs.Cursor+" "+item.key+"  "+item.what, min(wide, max(w-8, 1)))))
			continue
		}
		lines = append(lines, "  "+t.Key.Render(item.key)+"  "+item.what)
	}
	return widget.Modal(t, under, c.title, window(lines, c.at, h-2), w, h)
}

// window is the part of the lines, at most h of them, that has line at.
func window(lines []string, at, h int) []string {
	if len(lines) <= h || h <= 0 {
		return lines
	}
	first := min(max(at-h/2, 0), len(lines)-h)
	return lines[first : first+h]
}

func (c *choice) keys() []key.Binding {
	return []key.Binding{widget.Binding("choose", "enter"), widget.Binding("move", "↑/↓"), widget.Binding("back", "esc")}
}

// question is one that takes a yes; everything but y is a no.
type question struct {
	title string
	lines func(w int) []string
	yes   func() tea.Cmd
	no    string // what is said after a no
	text  widget.Scroll
}

func (q *question) press(k tea.KeyPressMsg) (tea.Cmd, bool) {
	switch k.String() {
	case "y":
		return q.yes(), false
	case "n", "esc", "q", "N":
		return widget.Notice(q.no), false
	}
	q.text.Update(k)
	return nil, true
}

func (q *question) draw(t theme.Theme, under string, w, h int) string {
	return scrolled(t, &q.text, under, q.title, append(q.lines(min(80, w-6)), "",
		t.Key.Render("y")+"  yes     "+t.Key.Render("n")+"  no, leave it"), w, h, 80)
}

func (q *question) keys() []key.Binding {
	return []key.Binding{widget.Binding("yes", "y"), widget.Binding("no", "n"), widget.Binding("no", "esc"), widget.Binding("scroll", "↑/↓")}
}

// scrolled draws lines of at most most cells in a box that scrolls where they
// are too many.
func scrolled(t theme.Theme, s *widget.Scroll, under, title string, lines []string, w, h, most int) string {
	wide := min(most, w-6)
	if wide < 1 || h < 3 {
		return widget.Fit(under, w, h)
	}
	s.SetLines(lines)
	inside := s.View(wide, min(s.Len(), h-2))
	if where := s.Where(); where != "" {
		title += "  " + where + "  ↑/↓ scroll"
	}
	return widget.Modal(t, under, title, split(inside), w, h)
}
