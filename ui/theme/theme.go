// Package theme holds the program's colours and glyphs. A status is never told
// by colour alone: every one has a glyph and a word too. It may import
// aws/doctor.
package theme

import (
	"charm.land/lipgloss/v2"

	"secretwatch/aws/doctor"
)

// Theme is one set of colours and glyphs.
type Theme struct {
	Look   Look
	Dark   bool // for a dark background
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

// New makes the usual theme for a dark or light background; ascii asks for
// glyphs without UTF-8.
func New(dark, ascii bool) Theme { return Auto.Theme(dark, ascii) }

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
