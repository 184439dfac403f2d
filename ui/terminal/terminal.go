// Package terminal is a terminal without a window: it keeps the cells that a
// program draws, and can run one on a pseudo-terminal of any size. The tests of
// the whole program look at it, and docs/screens takes its pictures from it. It
// imports nothing of this program.
package terminal

import (
	"slices"
	"strings"
	"sync"
	"unicode/utf8"

	"github.com/charmbracelet/x/ansi"
)

// Style is how a cell looks. A colour is "#rrggbb", or "" for the terminal's own.
type Style struct {
	Fg, Bg                   string
	Bold, Underline, Reverse bool
}

// Cell is one place of the screen. The second cell of a wide sign has no text.
type Cell struct {
	Text string
	Style
}

// Screen is what the terminal shows. It may be written to and looked at from
// several goroutines.
type Screen struct {
	mu            sync.Mutex
	width, height int
	cells         [][]Cell
	x, y          int
	top, bottom   int // the lines that scroll, the last one included
	style         Style
	last          string // for REP
	rest          []byte // the beginning of a sequence that is not whole yet
	asked         func(question string)
}

// NewScreen makes a blank screen. What the program asks the terminal, such as
// its background's colour, is told to asked, which may be nil.
func NewScreen(width, height int, asked func(question string)) *Screen {
	s := &Screen{asked: asked}
	s.Resize(width, height)
	return s
}

// Resize changes the size; the text stays at the upper left.
func (s *Screen) Resize(width, height int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	old := s.cells
	s.width, s.height, s.top, s.bottom = width, height, 0, height-1
	s.cells = make([][]Cell, height)
	for y := range s.cells {
		s.cells[y] = make([]Cell, width)
		s.blank(y, 0, width)
		if y < len(old) {
			copy(s.cells[y], old[y])
		}
	}
	s.x, s.y = min(s.x, width-1), min(s.y, height-1)
}

// blank clears cells from one column to before another.
func (s *Screen) blank(y, from, to int) {
	for x := max(from, 0); x < min(to, s.width); x++ {
		s.cells[y][x] = Cell{Text: " ", Style: Style{Bg: s.style.Bg}}
	}
}

// Write takes what the program writes.
func (s *Screen) Write(p []byte) (int, error) {
	s.mu.Lock()
	var questions []string
	b := slices.Concat(s.rest, p)
	whole := wholeRunes(b)
	b, s.rest = b[:whole], append([]byte(nil), b[whole:]...)
	parser := ansi.NewParser()
	for len(b) > 0 {
		seq, width, n, state := ansi.DecodeSequence(b, ansi.NormalState, parser)
		if n == len(b) && (state != ansi.NormalState || len(b) < 3 && b[0] == ansi.ESC) {
			break // not whole yet
		}
		b = b[n:]
		if q := s.take(string(seq), width, parser); q != "" {
			questions = append(questions, q)
		}
	}
	s.rest = append(append([]byte(nil), b...), s.rest...)
	s.mu.Unlock()
	for _, q := range questions { // unlocked: the answer may be written at once
		if s.asked != nil {
			s.asked(q)
		}
	}
	return len(p), nil
}

// wholeRunes is how many bytes there are up to a character that is cut off at
// the end.
func wholeRunes(b []byte) int {
	for i := len(b) - 1; i >= max(len(b)-utf8.UTFMax, 0); i-- {
		if utf8.RuneStart(b[i]) {
			if !utf8.FullRune(b[i:]) {
				return i
			}
			break
		}
	}
	return len(b)
}

// take obeys one sequence, or shows one sign; a question is given back.
func (s *Screen) take(seq string, width int, p *ansi.Parser) string {
	switch {
	case width > 0:
		s.put(seq, width)
	case seq[0] < ' ':
		if strings.HasPrefix(seq, "\x1b]") && strings.Contains(seq, "?") {
			return seq
		}
		s.control(seq, p)
	case seq[0] >= utf8.RuneSelf:
		s.combine(seq)
	}
	return ""
}

// combine adds a sign without a width to the one before it.
func (s *Screen) combine(sign string) {
	for x := s.x - 1; x >= max(s.x-2, 0); x-- {
		if c := &s.cells[s.y][x]; c.Text != "" {
			c.Text += sign
			return
		}
	}
}

func (s *Screen) put(text string, width int) {
	if s.x+width > s.width {
		s.x = 0
		s.feed()
	}
	if s.x+width > s.width {
		return
	}
	s.cells[s.y][s.x] = Cell{Text: text, Style: s.style}
	for i := 1; i < width; i++ {
		s.cells[s.y][s.x+i] = Cell{Style: s.style}
	}
	s.x += width
	s.last = text
}

// feed goes a line down, and scrolls at the end.
func (s *Screen) feed() {
	if s.y == s.bottom {
		s.scroll(s.top, 1)
		return
	}
	s.y = min(s.y+1, s.height-1)
}

// scroll moves the lines from one on up by n, or down where n is negative.
func (s *Screen) scroll(from, n int) {
	for range max(n, -n) {
		if from > s.bottom {
			return
		}
		at := s.bottom
		if n > 0 {
			copy(s.cells[from:s.bottom], s.cells[from+1:s.bottom+1])
		} else {
			copy(s.cells[from+1:s.bottom+1], s.cells[from:s.bottom])
			at = from
		}
		s.cells[at] = make([]Cell, s.width)
		s.blank(at, 0, s.width)
	}
}

// Lines are the screen's text, without the blanks at the ends of lines.
func (s *Screen) Lines() []string {
	lines := make([]string, 0, s.height)
	for _, row := range s.Cells() {
		var b strings.Builder
		for _, c := range row {
			b.WriteString(c.Text)
		}
		lines = append(lines, strings.TrimRight(b.String(), " "))
	}
	return lines
}

// Text is the screen's text in one piece.
func (s *Screen) Text() string { return strings.Join(s.Lines(), "\n") }

// Cells is a copy of the screen.
func (s *Screen) Cells() [][]Cell {
	s.mu.Lock()
	defer s.mu.Unlock()
	rows := make([][]Cell, len(s.cells))
	for y := range rows {
		rows[y] = append([]Cell(nil), s.cells[y]...)
	}
	return rows
}
