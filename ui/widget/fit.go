package widget

import (
	"strings"

	"charm.land/lipgloss/v2"
	"github.com/charmbracelet/x/ansi"
)

// Fit makes s a block of exactly w by h cells: lines are cut or padded by
// their width in cells, and lines are dropped or added at the bottom. It ends
// the colours of a line that it cuts.
func Fit(s string, w, h int) string {
	if w <= 0 || h <= 0 {
		return ""
	}
	var b strings.Builder
	b.Grow(len(s) + h)
	for i := range h {
		if i > 0 {
			b.WriteByte('\n')
		}
		line, rest, _ := strings.Cut(s, "\n")
		s = rest
		b.WriteString(FitLine(line, w))
	}
	return b.String()
}

// FitLine makes one line exactly w cells wide; a cut line ends in an ellipsis.
func FitLine(s string, w int) string {
	if w <= 0 {
		return ""
	}
	have := lipgloss.Width(s)
	if have > w {
		// A wide rune at the edge may leave a cell free: pad again.
		s = ansi.Truncate(s, w, "…")
		have = lipgloss.Width(s)
	}
	return s + Blank(w-have)
}

// FitTail is FitLine for text whose end tells more than its start, such as an
// ARN: the front is cut.
func FitTail(s string, w int) string {
	have := lipgloss.Width(s)
	if have > w && w > 0 {
		s = ansi.TruncateLeft(s, have-w+1, "…")
	}
	return FitLine(s, w)
}

const blanks = "                                                                                                                                "

// Blank is n blanks, or "" where n is not positive.
func Blank(n int) string {
	switch {
	case n <= 0:
		return ""
	case n <= len(blanks):
		return blanks[:n]
	default:
		return strings.Repeat(" ", n)
	}
}

// Beside joins two blocks of the same height side by side, line by line, with
// gap between them.
func Beside(left, gap, right string) string {
	l, r := strings.Split(left, "\n"), strings.Split(right, "\n")
	var b strings.Builder
	b.Grow(len(left) + len(right) + len(gap)*len(l))
	for i := range l {
		if i > 0 {
			b.WriteByte('\n')
		}
		b.WriteString(l[i])
		b.WriteString(gap)
		if i < len(r) {
			b.WriteString(r[i])
		}
	}
	return b.String()
}

// Stack joins blocks one below the other, leaving out empty ones.
func Stack(blocks ...string) string {
	kept := blocks[:0:0]
	for _, s := range blocks {
		if s != "" {
			kept = append(kept, s)
		}
	}
	return strings.Join(kept, "\n")
}

// Ends puts left and right at the two ends of a line of w cells. Where both do
// not fit, right goes first, then left is cut.
func Ends(left, right string, w int) string {
	l, r := lipgloss.Width(left), lipgloss.Width(right)
	if right == "" || l+1+r > w {
		return FitLine(left, w)
	}
	return left + Blank(w-l-r) + right
}

// Wrap breaks a line of text into lines of at most w cells at its blanks, and
// within words that are longer than a line. A hyphen is no place to break: what
// is shown may be a command. Colours must not go beyond a word.
func Wrap(s string, w int) []string {
	if w <= 0 {
		return nil
	}
	var lines []string
	line, used := "", 0
	for i, word := range strings.Split(s, " ") {
		wide := lipgloss.Width(word)
		if i > 0 && used+1+wide <= w {
			line, used = line+" "+word, used+1+wide
			continue
		}
		if i > 0 {
			lines = append(lines, line)
		}
		if wide > w {
			parts := strings.Split(ansi.Hardwrap(word, w, true), "\n")
			lines = append(lines, parts[:len(parts)-1]...)
			word = parts[len(parts)-1]
			wide = lipgloss.Width(word)
		}
		line, used = word, wide
	}
	return append(lines, line)
}

// Indent puts prefix in front of the first line and blanks of the same width in
// front of the others.
func Indent(prefix string, lines []string) []string {
	pad := Blank(lipgloss.Width(prefix))
	out := make([]string, len(lines))
	for i, l := range lines {
		if i == 0 {
			out[i] = prefix + l
		} else {
			out[i] = pad + l
		}
	}
	return out
}
