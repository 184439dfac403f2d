// Package framecheck says what is wrong with a drawn frame. It is for the tests
// of the screens, and imports nothing of them.
package framecheck

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/charmbracelet/x/ansi"
)

// Frame checks that a frame has exactly h lines of w cells, that it holds nothing
// that a terminal would obey but colours, and that boxes, charts and the line
// between two panes stand in one column from top to bottom.
func Frame(frame string, w, h int) error {
	lines := strings.Split(frame, "\n")
	if len(lines) != h {
		return fmt.Errorf("%d lines at %dx%d", len(lines), w, h)
	}
	rows := make([][]string, h)
	for i, line := range lines {
		text := ansi.Strip(line)
		if at := strings.IndexFunc(text, obeyed); at >= 0 {
			return fmt.Errorf("line %d holds %q", i+1, text[at:])
		}
		rows[i] = cells(text)
		if len(rows[i]) != w {
			return fmt.Errorf("line %d has %d cells at %dx%d: %q", i+1, len(rows[i]), w, h, text)
		}
	}
	covered := covering(rows)
	return errors.Join(boxes(rows, covered), divider(rows, covered), axis(rows, covered))
}

func obeyed(r rune) bool {
	if r >= ' ' && r <= '~' {
		return false
	}
	return unicode.IsControl(r) || unicode.Is(unicode.Cf, r) || r == '\u2028' || r == '\u2029'
}

// cells are the signs of a line without colours, one for each cell; the second
// cell of a wide sign is "".
func cells(line string) []string {
	out, state := make([]string, 0, utf8.RuneCountInString(line)), byte(0)
	for i, r := range line {
		if !narrow(r) {
			out = out[:0]
			break
		}
		out = append(out, line[i:i+utf8.RuneLen(r)])
	}
	if len(out) > 0 {
		return out
	}
	for len(line) > 0 {
		sign, width, n, next := ansi.DecodeSequence(line, state, nil)
		line, state = line[n:], next
		if width == 0 { // a mark that stands on the sign before it
			if len(out) > 0 {
				out[len(out)-1] += sign
			}
			continue
		}
		out = append(out, sign)
		for range width - 1 {
			out = append(out, "")
		}
	}
	return out
}

// narrow reports that a rune is one of those that make up nearly every frame, and
// always one cell wide: ASCII, the signs of boxes and bars, and our own.
func narrow(r rune) bool {
	return r >= ' ' && r <= '~' || r >= 0x2500 && r <= 0x259f || r > '~' && strings.ContainsRune("…✓✗›↑↓←→●○×▾•", r)
}

// box is where an overlay stands, its borders included.
type box struct{ top, bottom, left, right int }

// covering are the boxes of the frame. Which of two lies over the other is not
// known: mostly it is the one that begins further down, or further to the right.
func covering(rows [][]string) []box {
	var found []box
	for y := len(rows) - 1; y >= 0; y-- {
		for left := len(rows[y]) - 1; left >= 0; left-- {
			if rows[y][left] != "╭" {
				continue
			}
			b := box{top: y, bottom: len(rows) - 1, left: left, right: -1}
			for x := left; x < len(rows[y]) && b.right < 0; x++ {
				if rows[y][x] == "╮" && !hidden(found, x, y) {
					b.right = x
				}
			}
			for below := y + 1; below < len(rows); below++ {
				if rows[below][left] == "╰" && b.right >= 0 && rows[below][b.right] == "╯" {
					b.bottom = below
					break
				}
			}
			found = append(found, b)
		}
	}
	return found
}

// boxes checks that the sides of each box stand below its corners, where no other
// box lies over them.
func boxes(rows [][]string, all []box) error {
	for i, b := range all {
		if b.right < 0 {
			return fmt.Errorf("line %d: a box without a right corner", b.top+1)
		}
		over := slices.Delete(slices.Clone(all), i, i+1)
		is := func(y, x int, sign string) bool { return rows[y][x] == sign || hidden(over, x, y) }
		for y := b.top + 1; y < b.bottom; y++ {
			if !is(y, b.left, "│") || !is(y, b.right, "│") {
				return fmt.Errorf("line %d: the box's sides are not below its corners: %q", y+1, strings.Join(rows[y], ""))
			}
		}
		if !is(b.bottom, b.left, "╰") || !is(b.bottom, b.right, "╯") {
			return fmt.Errorf("line %d: the box does not end below its corners: %q", b.bottom+1, strings.Join(rows[b.bottom], ""))
		}
	}
	return nil
}

func hidden(covered []box, x, y int) bool {
	for _, b := range covered {
		if y >= b.top && y <= b.bottom && x >= b.left && x <= b.right {
			return true
		}
	}
	return false
}

// divider checks that the line between two panes goes down to the footer where a
// rule shows that there is one.
func divider(rows [][]string, covered []box) error {
	for y, row := range rows {
		x := between(row)
		if x < 0 {
			continue
		}
		for below := y; below < len(rows)-1; below++ {
			if rows[below][x] != "│" && !hidden(covered, x, below) {
				return fmt.Errorf("line %d: no line between the panes at cell %d: %q", below+1, x+1, strings.Join(rows[below], ""))
			}
		}
		return nil
	}
	return nil
}

// between is the cell of the line between two panes in the row of their titles, -1
// in any other row.
func between(row []string) int {
	const title = "─ │ ─"
	for x := 2; x+2 < len(row); x++ {
		if row[x] == "│" && strings.Join(row[x-2:x+3], "") == title {
			return x
		}
	}
	return -1
}

// axis checks that a chart's axis stands in one column, as far as its pane goes
// down.
func axis(rows [][]string, covered []box) error {
	for y, row := range rows {
		x := index(row, "┤", 0)
		if x < 0 || hidden(covered, x, y) {
			continue
		}
		for below := y + 1; below < len(rows)-1; below++ {
			sign := rows[below][x]
			if sign == "┼" || rows[below][0] == "─" || scrolls(rows[below]) || hidden(covered, x, below) {
				break
			}
			if sign != "│" && sign != "┤" {
				return fmt.Errorf("line %d: the chart's axis is not at cell %d: %q", below+1, x+1, strings.Join(rows[below], ""))
			}
		}
	}
	return nil
}

// scrolls reports that a row is the last of a text that goes on, which may have cut
// a chart off.
func scrolls(row []string) bool { return len(row) > 1 && (row[1] == "↓" || row[1] == "↑") }

func index(row []string, sign string, from int) int {
	for i := from; i < len(row); i++ {
		if row[i] == sign {
			return i
		}
	}
	return -1
}

// SameWords checks that two frames differ in their colours only.
func SameWords(a, b string) error {
	x, y := strings.Split(ansi.Strip(a), "\n"), strings.Split(ansi.Strip(b), "\n")
	for i := range x {
		if i >= len(y) || x[i] != y[i] {
			return fmt.Errorf("line %d is %q in the one and not in the other", i+1, x[i])
		}
	}
	return nil
}

// SameCells checks that a frame in ASCII has every sign that is ASCII elsewhere
// too in the very same cell, and no other signs than those.
func SameCells(frame, ascii string) error {
	x, y := strings.Split(ansi.Strip(frame), "\n"), strings.Split(ansi.Strip(ascii), "\n")
	if len(x) != len(y) {
		return fmt.Errorf("%d lines, and %d in ASCII", len(x), len(y))
	}
	for i := range x {
		if at := strings.IndexFunc(y[i], func(r rune) bool { return r > unicode.MaxASCII }); at >= 0 {
			return fmt.Errorf("line %d holds %q where there is ASCII only", i+1, y[i][at:])
		}
		a, b := cells(x[i]), cells(y[i])
		if len(a) != len(b) {
			return fmt.Errorf("line %d has %d cells, and %d in ASCII", i+1, len(a), len(b))
		}
		for c := range a {
			if a[c] != b[c] && len(a[c]) == 1 {
				return fmt.Errorf("line %d, cell %d: %q is another sign in ASCII: %q", i+1, c+1, x[i], y[i])
			}
		}
	}
	return nil
}
