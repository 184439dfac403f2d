package theme_test

import (
	"image/color"
	"math"
	"testing"

	"charm.land/lipgloss/v2"

	"secretwatch/ui/theme"
)

// luminance is WCAG 2's relative luminance of a colour.
func luminance(c color.Color) float64 {
	r, g, b, _ := c.RGBA()
	part := func(v uint32) float64 {
		s := float64(v) / 0xffff
		if s <= 0.04045 {
			return s / 12.92
		}
		return math.Pow((s+0.055)/1.055, 2.4)
	}
	return 0.2126*part(r) + 0.7152*part(g) + 0.0722*part(b)
}

// contrast is WCAG 2's contrast ratio; 4.5 is what it asks of text.
// https://www.w3.org/TR/WCAG22/#contrast-minimum
func contrast(a, b color.Color) float64 {
	x, y := luminance(a), luminance(b)
	return (max(x, y) + 0.05) / (min(x, y) + 0.05)
}

func TestEveryTextCanBeRead(t *testing.T) {
	for _, dark := range []bool{true, false} {
		th := theme.New(dark, false)
		ground := lipgloss.Color("#ffffff")
		if dark {
			ground = lipgloss.Color("#1e1e1e") // the lightest of the usual dark ones
		}
		for name, s := range map[string]lipgloss.Style{
			"dim": th.Dim, "title": th.Title, "accent": th.Accent, "good": th.Good, "bad": th.Bad, "warn": th.Warn, "wait": th.Wait,
			"banner": th.Banner, "key": th.Key, "bar": th.Bar, "bar, dim": th.BarDim,
		} {
			behind := s.GetBackground()
			if _, none := behind.(lipgloss.NoColor); none {
				behind = ground
			}
			if got := contrast(s.GetForeground(), behind); got < 4.5 {
				t.Errorf("dark %v: %s has a contrast of %.1f", dark, name, got)
			}
		}
	}
}
