//go:build linux || darwin

package main

import (
	"fmt"
	"strings"

	"secretwatch/ui/terminal"
)

// strokes says to which sides of its cell a line goes: up, right, down, left.
func strokes(sign string) string {
	return map[string]string{
		"─": "rl", "│": "ud", "┼": "urdl", "┤": "udl", "├": "urd", "┬": "rdl", "┴": "url",
		"╭": "rd", "╮": "dl", "╰": "ur", "╯": "ul", "┌": "rd", "┐": "dl", "└": "ur", "┘": "ul",
	}[sign]
}

// bar is the height of a bar's sign, in eighths.
func bar(sign string) int {
	const bars = "▁▂▃▄▅▆▇█"
	if i := strings.Index(bars, sign); sign != "" && i >= 0 {
		return i/len("▁") + 1
	}
	return 0
}

func isShape(sign string) bool {
	return sign != "" && (strokes(sign) != "" || bar(sign) > 0 || sign == "╌")
}

// drawShape draws a line's or a bar's cells and says how many; 0 where the cell
// is a letter.
func drawShape(b *strings.Builder, row []terminal.Cell, x, y int, fg string) int {
	c := row[x]
	left, top := place(x, y)
	if !isShape(c.Text) {
		return 0
	}
	n := 1
	if c.Text == "─" || c.Text == "╌" || bar(c.Text) > 0 { // a long one is one
		for x+n < len(row) && row[x+n] == c {
			n++
		}
	}
	wide := cellW * float64(n)
	middleX, middleY := left+cellW/2, top+cellH/2
	switch {
	case bar(c.Text) > 0:
		high := cellH * float64(bar(c.Text)) / 8
		fmt.Fprintf(b, `<rect x="%.1f" y="%.2f" width="%.1f" height="%.2f" fill="%s"/>`+"\n", left, top+cellH-high, wide, high, fg)
	case c.Text == "╌":
		fmt.Fprintf(b, `<path d="M%.1f %.1fh%.1f" stroke="%s" stroke-dasharray="3 2.6"/>`+"\n", left, middleY, wide, fg)
	case c.Text == "─":
		fmt.Fprintf(b, `<path d="M%.1f %.1fh%.1f" stroke="%s"/>`+"\n", left, middleY, wide, fg)
	default:
		var path strings.Builder
		for _, side := range strokes(c.Text) {
			fmt.Fprintf(&path, "M%.1f %.1f", middleX, middleY)
			switch side {
			case 'u':
				fmt.Fprintf(&path, "v%.1f", -cellH/2)
			case 'd':
				fmt.Fprintf(&path, "v%.1f", cellH/2)
			case 'l':
				fmt.Fprintf(&path, "h%.1f", -cellW/2)
			case 'r':
				fmt.Fprintf(&path, "h%.1f", cellW/2)
			}
		}
		fmt.Fprintf(b, `<path d="%s" stroke="%s" fill="none"/>`+"\n", path.String(), fg)
	}
	return n
}
