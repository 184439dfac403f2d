package theme_test

import (
	"image/color"
	"math"
	"testing"

	"charm.land/lipgloss/v2"

	"secretwatch/ui/theme"
)

// linear are a colour's three parts, proportional to light.
func linear(c color.Color) [3]float64 {
	r, g, b, _ := c.RGBA()
	part := func(v uint32) float64 {
		s := float64(v) / 0xffff
		if s <= 0.04045 {
			return s / 12.92
		}
		return math.Pow((s+0.055)/1.055, 2.4)
	}
	return [3]float64{part(r), part(g), part(b)}
}

// contrast is WCAG 2's contrast ratio: 4.5 is what it asks of text, 7 the
// enhanced one. https://www.w3.org/TR/WCAG22/#contrast-minimum
func contrast(a, b color.Color) float64 {
	luminance := func(c color.Color) float64 {
		l := linear(c)
		return 0.2126*l[0] + 0.7152*l[1] + 0.0722*l[2]
	}
	x, y := luminance(a), luminance(b)
	return (max(x, y) + 0.05) / (min(x, y) + 0.05)
}

func styles(th theme.Theme) map[string]lipgloss.Style {
	return map[string]lipgloss.Style{
		"text": th.Text, "bold": th.Bold, "heading": th.Heading, "cursor": th.Cursor,
		"dim": th.Dim, "title": th.Title, "accent": th.Accent, "good": th.Good, "bad": th.Bad, "warn": th.Warn, "wait": th.Wait,
		"banner": th.Banner, "key": th.Key, "bar": th.Bar, "bar, dim": th.BarDim,
	}
}

// shown are the colours in which a style shows its text, in a terminal with the
// given ones of its own.
func shown(s lipgloss.Style, text, ground color.Color) (front, behind color.Color) {
	front, behind = s.GetForeground(), s.GetBackground()
	if _, none := front.(lipgloss.NoColor); none {
		front = text
	}
	if _, none := behind.(lipgloss.NoColor); none {
		behind = ground
	}
	return front, behind // reversed, they stand as far apart
}

func TestEveryTextCanBeRead(t *testing.T) {
	for look, least := range map[theme.Look]float64{theme.Auto: 4.5, theme.Light: 4.5, theme.Dark: 4.5, theme.HighContrast: 7} {
		for _, dark := range []bool{true, false} {
			th := look.Theme(dark, false)
			text, grounds := "#1a1a1a", []string{"#ffffff"}
			if th.Dark {
				text, grounds = "#e0e0e0", []string{"#000000", "#1e1e1e"} // the lightest of the usual dark ones
			}
			for _, ground := range grounds {
				for name, s := range styles(th) {
					front, behind := shown(s, lipgloss.Color(text), lipgloss.Color(ground))
					if got := contrast(front, behind); got < least {
						t.Errorf("%s, dark %v, on %s: %s has a contrast of %.1f", look, th.Dark, ground, name, got)
					}
				}
			}
		}
	}
}

// Nothing is told by faint letters where the contrast shall be high.
func TestHighContrastIsNeverFaint(t *testing.T) {
	for _, dark := range []bool{true, false} {
		th := theme.HighContrast.Theme(dark, false)
		for name, s := range styles(th) {
			if s.GetFaint() {
				t.Errorf("dark %v: %s is faint", dark, name)
			}
		}
		if !th.Bad.GetBold() || !th.Bad.GetReverse() {
			t.Errorf("dark %v: what is broken is not reversed", dark)
		}
	}
}
