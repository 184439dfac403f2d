package terminal

import (
	"fmt"
	"strings"

	"github.com/charmbracelet/x/ansi"
)

// control obeys a control character or an escape sequence. What it does not
// know changes nothing on the screen.
func (s *Screen) control(seq string, p *ansi.Parser) {
	switch seq {
	case "\r":
		s.x = 0
	case "\n":
		s.feed()
	case "\b":
		s.x = max(s.x-1, 0)
	case "\t":
		s.x = min((s.x/8+1)*8, s.width-1)
	case "\x1bM":
		if s.y == s.top {
			s.scroll(s.top, -1)
		} else {
			s.y = max(s.y-1, 0)
		}
	default:
		if strings.HasPrefix(seq, "\x1b[") {
			s.csi(ansi.Cmd(p.Command()), p)
		}
	}
}

func (s *Screen) csi(c ansi.Cmd, p *ansi.Parser) {
	if c.Intermediate() != 0 {
		return
	}
	if c.Prefix() != 0 {
		if mode, _ := p.Param(0, 0); c.Prefix() == '?' && mode == 1049 { // the alternate screen
			s.style, s.x, s.y = Style{}, 0, 0
			s.clear(2)
		}
		return
	}
	n := one(p, 0)
	mode, _ := p.Param(0, 0)
	switch c.Final() {
	case 'J':
		s.clear(mode)
	case 'K':
		from, to := s.x, s.width
		if mode > 0 {
			from = 0
		}
		if mode == 1 {
			to = s.x + 1
		}
		s.blank(s.y, from, to)
	case 'b':
		for range n {
			s.put(s.last, 1)
		}
	case 'r':
		bottom, _ := p.Param(1, s.height)
		s.top, s.bottom = n-1, min(max(bottom, n), s.height)-1
		s.x, s.y = 0, 0
	case 'm':
		s.sgr(p.Params())
	case 'X', 'L', 'M', 'S', 'T', '@', 'P':
		s.shift(c.Final(), n)
	default:
		s.move(c.Final(), n, p)
	}
}

// shift erases, inserts and deletes cells and lines.
func (s *Screen) shift(final byte, n int) {
	switch final {
	case 'X':
		s.blank(s.y, s.x, s.x+n)
	case 'L':
		s.scroll(s.y, -n)
	case 'M':
		s.scroll(s.y, n)
	case 'S':
		s.scroll(s.top, n)
	case 'T':
		s.scroll(s.top, -n)
	case '@':
		row := s.cells[s.y]
		n = min(n, s.width-s.x)
		copy(row[s.x+n:], row[s.x:])
		s.blank(s.y, s.x, s.x+n)
	case 'P':
		row := s.cells[s.y]
		n = min(n, s.width-s.x)
		copy(row[s.x:], row[s.x+n:])
		s.blank(s.y, s.width-n, s.width)
	}
}

// one is a parameter that counts: nothing and 0 are 1.
func one(p *ansi.Parser, i int) int {
	n, _ := p.Param(i, 1)
	return max(n, 1)
}

func (s *Screen) move(final byte, n int, p *ansi.Parser) {
	switch final {
	case 'A':
		s.y -= n
	case 'B':
		s.y += n
	case 'C':
		s.x += n
	case 'D':
		s.x -= n
	case 'E':
		s.x, s.y = 0, s.y+n
	case 'F':
		s.x, s.y = 0, s.y-n
	case 'G', '`':
		s.x = n - 1
	case 'd':
		s.y = n - 1
	case 'H', 'f':
		s.y, s.x = n-1, one(p, 1)-1
	case 'Z':
		s.x = (s.x - 1) / 8 * 8
	case 'I':
		s.x = (s.x/8 + n) * 8
	}
	s.x, s.y = max(min(s.x, s.width-1), 0), max(min(s.y, s.height-1), 0)
}

func (s *Screen) clear(mode int) {
	for y := range s.height {
		switch {
		case mode == 0 && y == s.y:
			s.blank(y, s.x, s.width)
		case mode == 1 && y == s.y:
			s.blank(y, 0, s.x+1)
		case mode >= 2, mode == 0 && y > s.y, mode == 1 && y < s.y:
			s.blank(y, 0, s.width)
		}
	}
}

func (s *Screen) sgr(params ansi.Params) {
	var list []int
	params.ForEach(0, func(_, n int, _ bool) { list = append(list, n) })
	if len(list) == 0 {
		list = []int{0}
	}
	for i := 0; i < len(list); i++ {
		n := list[i]
		if n != 38 && n != 48 {
			s.style = s.style.with(n)
			continue
		}
		c, used := extended(list[i+1:])
		i += used
		if n == 38 {
			s.style.Fg = c
		} else {
			s.style.Bg = c
		}
	}
}

// with is the style after one parameter of SGR.
func (st Style) with(n int) Style {
	switch n {
	case 0:
		return Style{}
	case 1, 22:
		st.Bold = n == 1
	case 4, 24:
		st.Underline = n == 4
	case 7, 27:
		st.Reverse = n == 7
	}
	switch tens, one := n/10, n%10; {
	case n == 39:
		st.Fg = ""
	case n == 49:
		st.Bg = ""
	case tens == 3 && one < 8:
		st.Fg = indexed(one)
	case tens == 9 && one < 8:
		st.Fg = indexed(one + 8)
	case tens == 4 && one < 8:
		st.Bg = indexed(one)
	case tens == 10 && one < 8:
		st.Bg = indexed(one + 8)
	}
	return st
}

// extended is a colour of 256 or of all, and how many parameters it takes.
func extended(list []int) (string, int) {
	switch {
	case len(list) >= 2 && list[0] == 5:
		return indexed(list[1]), 2
	case len(list) >= 4 && list[0] == 2:
		return fmt.Sprintf("#%02x%02x%02x", list[1], list[2], list[3]), 4
	default:
		return "", len(list)
	}
}

func indexed(n int) string {
	r, g, b, _ := ansi.IndexedColor(uint8(n)).RGBA() //nolint:gosec // 0 to 255, or the program is wrong
	return fmt.Sprintf("#%02x%02x%02x", r>>8, g>>8, b>>8)
}
