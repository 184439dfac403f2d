package theme_test

import (
	"fmt"
	"image/color"
	"math"
	"testing"

	"github.com/charmbracelet/colorprofile"

	"secretwatch/ui/theme"
)

// visions turn linear light into what people see who lack one kind of cone:
// G. M. Machado, M. M. Oliveira, L. A. F. Fernandes, "A Physiologically-based
// Model for Simulation of Color Vision Deficiency", 2009, severity 1.0.
// https://www.inf.ufrgs.br/~oliveira/pubs_files/CVD_Simulation/CVD_Simulation.html
func visions() map[string][3][3]float64 {
	return map[string][3][3]float64{
		"usual": {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}},
		"protanopia": {
			{0.152286, 1.052583, -0.204868}, {0.114503, 0.786281, 0.099216}, {-0.003882, -0.048116, 1.051998},
		},
		"deuteranopia": {
			{0.367322, 0.860646, -0.227968}, {0.280085, 0.672501, 0.047413}, {-0.011820, 0.042940, 0.968881},
		},
		"tritanopia": {
			{1.255528, -0.076749, -0.178779}, {-0.078411, 0.930809, 0.147602}, {0.004733, 0.691367, 0.303900},
		},
	}
}

func through(m [3][3]float64, l [3]float64) [3]float64 {
	var out [3]float64
	for i, row := range m {
		out[i] = min(max(row[0]*l[0]+row[1]*l[1]+row[2]*l[2], 0), 1)
	}
	return out
}

// lab is CIE L*a*b* of linear sRGB light, for the white D65 (CIE 15, IEC
// 61966-2-1).
func lab(l [3]float64) [3]float64 {
	f := func(t float64) float64 {
		if t > 216.0/24389 {
			return math.Cbrt(t)
		}
		return t*841/108 + 4.0/29
	}
	x := f((0.4124564*l[0] + 0.3575761*l[1] + 0.1804375*l[2]) / 0.95047)
	y := f(0.2126729*l[0] + 0.7151522*l[1] + 0.0721750*l[2])
	z := f((0.0193339*l[0] + 0.1191920*l[1] + 0.9503041*l[2]) / 1.08883)
	return [3]float64{116*y - 16, 500 * (x - y), 200 * (y - z)}
}

// apart is the distance of two colours in L*a*b*; 2.3 is what is just noticed.
func apart(a, b [3]float64) float64 {
	return math.Hypot(math.Hypot(a[0]-b[0], a[1]-b[1]), a[2]-b[2])
}

// The states' colours stay well apart for everyone, also where the terminal has
// 256 colours only.
func TestStatesStayApartForTheColourBlind(t *testing.T) {
	const least = 19
	names := []string{"good", "bad", "warn", "wait"}
	for _, look := range []theme.Look{theme.Auto, theme.HighContrast} {
		for _, dark := range []bool{true, false} {
			for profile, enough := range map[colorprofile.Profile]float64{colorprofile.TrueColor: least, colorprofile.ANSI256: least / 2} {
				th := look.Theme(dark, false)
				states := []color.Color{th.Good.GetForeground(), th.Bad.GetForeground(), th.Warn.GetForeground(), th.Wait.GetForeground()}
				for vision, m := range visions() {
					t.Run(fmt.Sprintf("%s, dark %v, %s, %s", look, dark, profile, vision), func(t *testing.T) {
						for i, a := range states {
							for j, b := range states[:i] {
								seen := apart(lab(through(m, linear(profile.Convert(a)))), lab(through(m, linear(profile.Convert(b)))))
								if seen < enough {
									t.Errorf("%s and %s are %.1f apart", names[i], names[j], seen)
								}
							}
						}
					})
				}
			}
		}
	}
}

// A palette of green and red is what the check is there to refuse.
func TestGreenAndRedWouldBeTooNear(t *testing.T) {
	m := visions()["deuteranopia"]
	green, red := color.RGBA{0x6f, 0xdc, 0x8c, 0xff}, color.RGBA{0xff, 0x8f, 0x87, 0xff}
	if d := apart(lab(through(m, linear(green))), lab(through(m, linear(red)))); d > 10 {
		t.Errorf("green and red are %.1f apart", d)
	}
}

func TestLooks(t *testing.T) {
	for name, want := range map[string]theme.Look{
		"": theme.Auto, "auto": theme.Auto, "light": theme.Light, "dark": theme.Dark, "high-contrast": theme.HighContrast, "Dark": theme.Dark,
	} {
		if got, err := theme.ParseLook(name); err != nil || got != want {
			t.Errorf("%q is %v, %v", name, got, err)
		}
	}
	if _, err := theme.ParseLook("neon"); err == nil || err.Error() != `SECRETWATCH_THEME does not take "neon"` {
		t.Errorf("neon: %v", err)
	}
	if theme.Light.Theme(true, false).Dark || !theme.Dark.Theme(false, false).Dark {
		t.Error("light or dark does not override what the terminal says")
	}
	seen := map[theme.Look]bool{}
	for l := theme.Auto; !seen[l]; l = l.Next() {
		seen[l] = true
		if got, err := theme.ParseLook(l.String()); err != nil || got != l {
			t.Errorf("%v is read as %v, %v", l, got, err)
		}
	}
	if len(seen) != 4 {
		t.Errorf("%d looks follow one another", len(seen))
	}
}
