package theme_test

import (
	"reflect"
	"testing"

	"charm.land/lipgloss/v2"

	"secretwatch/aws/doctor"
	"secretwatch/ui/theme"
)

func TestEveryGlyphTakesOneCell(t *testing.T) {
	for _, ascii := range []bool{false, true} {
		g := reflect.ValueOf(theme.New(true, ascii).Glyphs)
		for i := range g.NumField() {
			name := g.Type().Field(i).Name
			texts, ok := g.Field(i).Interface().([]string)
			if !ok {
				texts = []string{g.Field(i).String()}
			}
			for _, s := range texts {
				if lipgloss.Width(s) != 1 || ascii && (len(s) != 1 || s[0] > 0x7e) {
					t.Errorf("ascii %v: %s is %q", ascii, name, s)
				}
			}
		}
		if n := len(theme.New(true, ascii).Glyphs.Bars); n != 8 {
			t.Errorf("%d bars", n)
		}
	}
}

func TestNoStatusIsToldByColourAlone(t *testing.T) {
	th := theme.New(true, true)
	glyphs, words := map[string]doctor.Status{}, map[string]doctor.Status{}
	for _, s := range []doctor.Status{doctor.OK, doctor.Broken, doctor.Warning, doctor.Waiting, doctor.Unknown, doctor.Skipped} {
		_, glyph, word := th.Status(s)
		if other, ok := glyphs[glyph]; ok {
			t.Errorf("%s and %s share the glyph %q", s, other, glyph)
		}
		if other, ok := words[word]; ok {
			t.Errorf("%s and %s share the word %q", s, other, word)
		}
		glyphs[glyph], words[word] = s, s
	}
}
