package theme

import (
	"image/color"

	"charm.land/lipgloss/v2"
)

// shade picks between a colour for light backgrounds and one for dark ones.
func shade(dark bool) func(light, dark string) color.Color {
	pick := lipgloss.LightDark(dark)
	return func(l, d string) color.Color { return pick(lipgloss.Color(l), lipgloss.Color(d)) }
}

// usual are the colours that most people see. Those of the states differ in
// brightness and between blue and yellow, never between red and green alone, so
// that they stay apart for who sees no red, no green or no blue.
func usual(dark bool) Theme {
	c, s := shade(dark), lipgloss.NewStyle
	return Theme{
		Text:    s(),
		Dim:     s().Foreground(c("#5c6370", "#9aa4b2")),
		Bold:    s().Bold(true),
		Title:   s().Bold(true).Foreground(c("#0b5394", "#7cc4ff")),
		Accent:  s().Foreground(c("#6f3fb8", "#c9a7ff")),
		Good:    s().Foreground(c("#0a6ed6", "#45aef0")),
		Bad:     s().Bold(true).Foreground(c("#7a0000", "#ff6f61")),
		Warn:    s().Foreground(c("#856f00", "#ffd24a")),
		Wait:    s().Foreground(c("#3a2160", "#dcd3ff")),
		Border:  s().Foreground(c("#a0a7b4", "#4b5263")),
		Banner:  s().Bold(true).Foreground(c("#ffffff", "#101418")).Background(c("#7a5a00", "#ffd24a")),
		Key:     s().Bold(true).Foreground(c("#6f3fb8", "#c9a7ff")),
		Cursor:  s().Bold(true).Foreground(c("#000000", "#ffffff")).Background(c("#d7d7d7", "#3a3a3a")), // the terminal's own ink may be of the other look
		Heading: s().Bold(true),
		// Greys that are in the palette of 256 colours too.
		Bar:    s().Bold(true).Foreground(c("#005f87", "#87d7ff")).Background(c("#e4e4e4", "#303030")),
		BarDim: s().Foreground(c("#444444", "#c6c6c6")).Background(c("#e4e4e4", "#303030")),
	}
}

// contrasting has no text below a contrast of 7, the enhanced one of WCAG 2.2
// (https://www.w3.org/TR/WCAG22/#contrast-enhanced). What is dim elsewhere is
// plain, what matters most is bold or reversed.
func contrasting(dark bool) Theme {
	c, s := shade(dark), lipgloss.NewStyle
	ink, paper := c("#000000", "#ffffff"), c("#ffffff", "#000000")
	reversed := s().Bold(true).Foreground(paper).Background(ink)
	return Theme{
		Text:    s(),
		Dim:     s(),
		Bold:    s().Bold(true),
		Title:   s().Bold(true).Underline(true).Foreground(ink),
		Accent:  s().Bold(true).Foreground(c("#5a0090", "#e0c8ff")),
		Good:    s().Bold(true).Foreground(c("#0048b0", "#6cc4ff")),
		Bad:     s().Bold(true).Reverse(true).Foreground(c("#6a0010", "#ff9078")).Background(paper),
		Warn:    s().Bold(true).Foreground(c("#5f5800", "#ffe600")),
		Wait:    s().Bold(true).Foreground(ink),
		Border:  s().Foreground(ink),
		Banner:  s().Bold(true).Foreground(c("#ffffff", "#000000")).Background(c("#5f5800", "#ffe600")),
		Key:     s().Bold(true).Foreground(c("#5a0090", "#e0c8ff")),
		Cursor:  reversed,
		Heading: s().Bold(true).Underline(true),
		Bar:     reversed,
		BarDim:  s().Foreground(paper).Background(ink),
	}
}
