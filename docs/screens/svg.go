//go:build linux || darwin

package main

import (
	"fmt"
	"html"
	"strings"

	"secretwatch/ui/terminal"
)

// page is a terminal's own colours.
type page struct{ ground, text, frame string }

var (
	dark  = page{ground: "#101418", text: "#dfe5ec", frame: "#2b323b"}
	light = page{ground: "#ffffff", text: "#1f2328", frame: "#d0d7de"}
)

// The size of a cell and of what is around them, in the picture's units.
const (
	cellW  = 8.4
	cellH  = 18.0
	letter = 14
	margin = 14.0
	titleH = 26.0
)

// draw writes the cells as a picture. Runs of letters are set to the very width
// of their cells, so that columns stay aligned in any font; lines and bars are
// drawn, so that they join.
func draw(cells [][]terminal.Cell, p page) string {
	w, h := margin*2+cellW*float64(len(cells[0])), margin*2+titleH+cellH*float64(len(cells))
	var b strings.Builder
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %.0f %.0f" width="%.0f" height="%.0f" role="img">`+"\n", w, h, w, h)
	b.WriteString(`<style>text{font:` + fmt.Sprint(letter) + `px ui-monospace,"SF Mono",Menlo,Consolas,"DejaVu Sans Mono","Liberation Mono",monospace;white-space:pre}</style>` + "\n")
	fmt.Fprintf(&b, `<rect x=".5" y=".5" width="%.0f" height="%.0f" rx="9" fill="%s" stroke="%s"/>`+"\n", w-1, h-1, p.ground, p.frame)
	for i, c := range []string{"#ff5f57", "#febc2e", "#28c840"} {
		fmt.Fprintf(&b, `<circle cx="%.0f" cy="17" r="5.5" fill="%s"/>`, margin+6+float64(i)*18, c)
	}
	b.WriteString("\n")
	for y, row := range cells {
		drawGround(&b, row, y, p)
	}
	for y, row := range cells {
		drawLine(&b, row, y, p)
	}
	b.WriteString("</svg>\n")
	return b.String()
}

func place(x, y int) (left, top float64) {
	return margin + cellW*float64(x), margin + titleH + cellH*float64(y)
}

// inks are a cell's colours, with the terminal's own where it has none.
func inks(c terminal.Cell, p page) (fg, bg string) {
	fg, bg = c.Fg, c.Bg
	if fg == "" {
		fg = p.text
	}
	if c.Reverse {
		if bg == "" {
			bg = p.ground
		}
		return bg, fg
	}
	return fg, bg
}

func drawGround(b *strings.Builder, row []terminal.Cell, y int, p page) {
	for x := 0; x < len(row); {
		_, bg := inks(row[x], p)
		end := x + 1
		for end < len(row) {
			if _, next := inks(row[end], p); next != bg {
				break
			}
			end++
		}
		if bg != "" {
			left, top := place(x, y)
			fmt.Fprintf(b, `<rect x="%.1f" y="%.0f" width="%.1f" height="%.0f" fill="%s"/>`+"\n", left, top, cellW*float64(end-x), cellH, bg)
		}
		x = end
	}
}

// drawLine writes runs of cells that look alike; a run ends before two blanks.
func drawLine(b *strings.Builder, row []terminal.Cell, y int, p page) {
	for x := 0; x < len(row); x++ {
		fg, _ := inks(row[x], p)
		if n := drawShape(b, row, x, y, fg); n > 0 {
			x += n - 1
			continue
		}
		if strings.TrimSpace(row[x].Text) == "" {
			continue
		}
		run, end := row[x].Text, x+1
		for end < len(row) && row[end].Style == row[x].Style && !isShape(row[end].Text) && (row[end].Text != " " || end+1 < len(row) && row[end+1].Text != " ") {
			run += row[end].Text
			end++
		}
		run = strings.TrimRight(run, " ")
		left, top := place(x, y)
		weight := ""
		if row[x].Bold {
			weight = ` font-weight="bold"`
		}
		if row[x].Underline {
			weight += ` text-decoration="underline"`
		}
		fmt.Fprintf(b, `<text x="%.1f" y="%.1f" fill="%s"%s textLength="%.1f" lengthAdjust="spacingAndGlyphs">%s</text>`+"\n",
			left, top+cellH-5, fg, weight, cellW*float64(widthOf(row[x:end], run)), html.EscapeString(run))
		x = end - 1
	}
}

// widthOf is how many cells the run takes: a wide sign takes two.
func widthOf(cells []terminal.Cell, run string) int {
	n, text := 0, ""
	for _, c := range cells {
		if text == run && c.Text != "" {
			break
		}
		text += c.Text
		n++
	}
	return n
}
