// Package theme holds the program's colours and glyphs. A status is never told
// by colour alone: every one has a glyph and a word too. It may import
// aws/doctor.
package theme

import (
	"image/color"

	"charm.land/lipgloss/v2"

	"secretwatch/aws/doctor"
)

// Theme is one set of colours and glyphs.
type Theme struct {
	Dark   bool
	ASCII  bool // no glyph beyond ASCII
	Glyphs Glyphs

	Text    lipgloss.Style // plain
	Dim     lipgloss.Style // secondary words, still readable
	Bold    lipgloss.Style
	Title   lipgloss.Style // pane titles
	Accent  lipgloss.Style // what is selected or may be pressed
	Good    lipgloss.Style
	Bad     lipgloss.Style
	Warn    lipgloss.Style
	Wait    lipgloss.Style
	Border  lipgloss.Style // rules and frames
	Banner  lipgloss.Style // "this is not AWS"
	Key     lipgloss.Style // a key in the footer
	Cursor  lipgloss.Style // the selected row
	Heading lipgloss.Style
	Bar     lipgloss.Style // the title bar
	BarDim  lipgloss.Style // secondary words in it
}

// Glyphs are single-cell signs, or their ASCII stand-ins.
type Glyphs struct {
	OK, Bad, Warn, Wait, Unknown, Skip string
	Arrow, Bullet, Cursor, Dot, Check  string
	HLine, VLine, Ellipsis             string
	TopLeft, TopRight                  string
	BottomLeft, BottomRight            string
	Dash                               string   // a threshold's line
	Up                                 string   // more above
	Todo                               string   // not reached yet
	Bars                               []string // eight heights
}

// Unicode glyphs that every common terminal font has, one cell wide each.
func unicodeGlyphs() Glyphs {
	return Glyphs{
		OK: "✓", Bad: "✗", Warn: "!", Wait: "…", Unknown: "?", Skip: "-",
		Arrow: "→", Bullet: "•", Cursor: "›", Dot: "●", Check: "●",
		HLine: "─", VLine: "│", Ellipsis: "…",
		TopLeft: "╭", TopRight: "╮", BottomLeft: "╰", BottomRight: "╯",
		Dash: "╌", Up: "↑", Todo: "○",
		Bars: []string{"▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"},
	}
}

// ASCII glyphs for terminals without UTF-8.
func asciiGlyphs() Glyphs {
	return Glyphs{
		OK: "+", Bad: "x", Warn: "!", Wait: "~", Unknown: "?", Skip: "-",
		Arrow: ">", Bullet: "*", Cursor: ">", Dot: "o", Check: "*",
		HLine: "-", VLine: "|", Ellipsis: "~",
		TopLeft: "+", TopRight: "+", BottomLeft: "+", BottomRight: "+",
		Dash: "-", Up: "^", Todo: ".",
		Bars: []string{"_", ".", ".", ":", ":", "|", "#", "#"},
	}
}

// New makes the theme for a dark or light background; ascii asks for glyphs
// without UTF-8.
func New(dark, ascii bool) Theme {
	pick := lipgloss.LightDark(dark)
	c := func(light, darkC string) color.Color { return pick(lipgloss.Color(light), lipgloss.Color(darkC)) }
	s := lipgloss.NewStyle
	t := Theme{
		Dark: dark, ASCII: ascii, Glyphs: unicodeGlyphs(),
		Text:    s(),
		Dim:     s().Foreground(c("#5c6370", "#9aa4b2")),
		Bold:    s().Bold(true),
		Title:   s().Bold(true).Foreground(c("#0b5394", "#7cc4ff")),
		Accent:  s().Foreground(c("#6f3fb8", "#c9a7ff")),
		Good:    s().Foreground(c("#0a6e3d", "#6fdc8c")),
		Bad:     s().Bold(true).Foreground(c("#b3261e", "#ff8f87")),
		Warn:    s().Foreground(c("#8a5300", "#ffc069")),
		Wait:    s().Foreground(c("#005f87", "#87d7ff")),
		Border:  s().Foreground(c("#a0a7b4", "#4b5263")),
		Banner:  s().Bold(true).Foreground(c("#ffffff", "#101418")).Background(c("#8a5300", "#ffc069")),
		Key:     s().Bold(true).Foreground(c("#6f3fb8", "#c9a7ff")),
		Cursor:  s().Bold(true).Background(c("#d7d7d7", "#3a3a3a")),
		Heading: s().Bold(true),
		// Greys that are in the palette of 256 colours too.
		Bar:    s().Bold(true).Foreground(c("#005f87", "#87d7ff")).Background(c("#e4e4e4", "#303030")),
		BarDim: s().Foreground(c("#444444", "#c6c6c6")).Background(c("#e4e4e4", "#303030")),
	}
	if ascii {
		t.Glyphs = asciiGlyphs()
	}
	return t
}

// Status gives the style, glyph and word of a finding's status.
func (t Theme) Status(s doctor.Status) (style lipgloss.Style, glyph, word string) {
	switch s {
	case doctor.OK:
		return t.Good, t.Glyphs.OK, "ok"
	case doctor.Broken:
		return t.Bad, t.Glyphs.Bad, "BROKEN"
	case doctor.Warning:
		return t.Warn, t.Glyphs.Warn, "warning"
	case doctor.Waiting:
		return t.Wait, t.Glyphs.Wait, "waiting"
	case doctor.Skipped:
		return t.Dim, t.Glyphs.Skip, "skipped"
	default:
		return t.Warn, t.Glyphs.Unknown, "unknown"
	}
}
