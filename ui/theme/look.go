package theme

import (
	"fmt"
	"slices"
	"strings"
)

// Look is which colours are wanted.
type Look int

// The looks, in the order in which the program goes through them. Auto takes
// light or dark from the terminal's background.
const (
	Auto Look = iota
	Light
	Dark
	HighContrast
)

// Variable is the environment variable that names a look.
const Variable = "SECRETWATCH_THEME"

var lookNames = []string{"auto", "light", "dark", "high-contrast"}

// String is the look's name as Variable takes it.
func (l Look) String() string { return lookNames[l] }

// ParseLook reads a look's name; "" is auto.
func ParseLook(name string) (Look, error) {
	if name == "" {
		return Auto, nil
	}
	if i := slices.Index(lookNames, strings.ToLower(name)); i >= 0 {
		return Look(i), nil
	}
	return Auto, fmt.Errorf("%s does not take %q", Variable, name)
}

// Next is the look that follows, the first behind the last.
func (l Look) Next() Look { return (l + 1) % Look(len(lookNames)) }

// Theme makes the theme of a look, for a terminal whose background is dark or
// not; ascii asks for glyphs without UTF-8.
func (l Look) Theme(dark, ascii bool) Theme {
	switch l {
	case Light:
		dark = false
	case Dark:
		dark = true
	}
	t := usual(dark)
	if l == HighContrast {
		t = contrasting(dark)
	}
	t.Look, t.Dark, t.ASCII, t.Glyphs = l, dark, ascii, unicodeGlyphs()
	if ascii {
		t.Glyphs = asciiGlyphs()
	}
	return t
}
