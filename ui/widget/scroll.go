package widget

import (
	"fmt"
	"strconv"
	"strings"

	tea "charm.land/bubbletea/v2"

	"secretwatch/ui/theme"
)

// Scroll shows text that is longer than its place. Lines are set once and only
// those on the screen are drawn.
type Scroll struct {
	lines []string
	top   int
	rows  int // as last drawn
}

// SetLines replaces the text. Every line must carry its own colours.
func (s *Scroll) SetLines(lines []string) {
	s.lines = lines
	s.clamp()
}

// Home goes back to the first line.
func (s *Scroll) Home() { s.top = 0 }

// Reveal scrolls as little as brings the lines first to last into view, the
// first of them where they are too many.
func (s *Scroll) Reveal(first, last int) {
	if last >= s.top+s.rows {
		s.top = last - s.rows + 1
	}
	if first < s.top {
		s.top = first
	}
	s.clamp()
}

// Len is how many lines there are.
func (s *Scroll) Len() int { return len(s.lines) }

// Update scrolls on the usual keys and reports whether the key was one.
func (s *Scroll) Update(msg tea.KeyPressMsg) bool {
	switch msg.String() {
	case "up", "k":
		s.top--
	case "down", "j":
		s.top++
	case "pgup", "b":
		s.top -= max(s.rows-1, 1)
	case "pgdown", "space", "f":
		s.top += max(s.rows-1, 1)
	case "home", "g":
		s.top = 0
	case "end", "G":
		s.top = len(s.lines)
	default:
		return false
	}
	s.clamp()
	return true
}

func (s *Scroll) clamp() { s.top = max(min(s.top, len(s.lines)-max(s.rows, 1)), 0) }

// View draws the lines in view as a block of w by h cells.
func (s *Scroll) View(w, h int) string {
	s.rows = h
	s.clamp()
	last := min(s.top+max(h, 0), len(s.lines))
	return Fit(strings.Join(s.lines[s.top:last], "\n"), w, h)
}

// Marked is View, with a last line that says how much more there is where that
// is not all.
func (s *Scroll) Marked(t theme.Theme, w, h int) string {
	if len(s.lines) <= h || h < 3 {
		return s.View(w, h)
	}
	view := s.View(w, h-1)
	var more []string
	if below := len(s.lines) - s.top - s.rows; below > 0 {
		more = append(more, "↓ "+Plural(below, "more line", "more lines"))
	}
	if s.top > 0 {
		more = append(more, "↑ "+strconv.Itoa(s.top)+" above")
	}
	return Stack(view, FitLine(" "+t.Dim.Render(strings.Join(more, "   ")), w))
}

// Where says which part is in view, such as "1-20 of 64"; "" where all of it is.
func (s *Scroll) Where() string {
	if len(s.lines) <= s.rows {
		return ""
	}
	return fmt.Sprintf("%d-%d of %d", s.top+1, min(s.top+s.rows, len(s.lines)), len(s.lines))
}
