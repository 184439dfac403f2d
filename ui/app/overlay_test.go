package app_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/exp/golden"

	"secretwatch/ui/app"
	"secretwatch/ui/theme"
	"secretwatch/ui/widget"
	"secretwatch/ui/widget/framecheck"
)

// overlays are what may lie over a screen, and the way there.
var overlays = []struct {
	name string
	play func(*app.Model, *commander)
}{
	{"bare", func(*app.Model, *commander) {}},
	{"help", func(m *app.Model, _ *commander) { m.Update(letter('?')) }},
	{"palette", func(m *app.Model, _ *commander) { m.Update(letter(':')) }},
	{"palette-empty", func(m *app.Model, _ *commander) {
		m.Update(letter(':'))
		for _, r := range "zz" {
			m.Update(letter(r))
		}
	}},
	{"stop", func(m *app.Model, s *commander) {
		s.busy = "building the trail secretwatch-TopSecretInfo"
		m.Update(ctrlC)
	}},
	{"stopping", func(m *app.Model, s *commander) {
		s.busy = "building the trail"
		m.Update(ctrlC)
		m.Update(letter('y'))
	}},
	{"notice", func(m *app.Model, _ *commander) { m.Update(widget.Notice("record sent to the clipboard")()) }},
	{"read-only", func(m *app.Model, _ *commander) {
		m.Update(widget.FrameMsg{Place: "111122223333 us-east-1 profile:admin", Mark: "READ-ONLY"})
	}},
}

func overlaid(th theme.Theme, w, h int) (*app.Model, *commander) {
	s := &commander{screen{title: "watch TopSecretInfo [OK]", body: strings.Repeat("a line of the body that lies under it 秘密 and goes on to the end\n", 60)}}
	m := app.New(app.Options{Theme: th, Start: s, Banner: "Not AWS: the sandbox at http://127.0.0.1:4566, pace fast", Place: "111122223333 us-east-1"})
	m.Update(tea.WindowSizeMsg{Width: w, Height: h})
	return m, s
}

// TestOverlays keeps the frame and what may lie over a screen as text at every
// size, and one size with its styles on a light background.
func TestOverlays(t *testing.T) {
	for _, o := range overlays {
		for _, size := range [][2]int{{40, 12}, {60, 20}, {80, 24}, {100, 30}, {120, 40}, {160, 50}} {
			t.Run(fmt.Sprintf("%s %dx%d", o.name, size[0], size[1]), func(t *testing.T) {
				m, s := overlaid(theme.New(true, false), size[0], size[1])
				o.play(m, s)
				exact(t, m, size[0], size[1])
				lines := strings.Split(text(m), "\n")
				for i := range lines {
					lines[i] = strings.TrimRight(lines[i], " ")
				}
				golden.RequireEqual(t, shorter(lines))
				for _, look := range []theme.Theme{theme.New(false, false), theme.HighContrast.Theme(true, false), theme.HighContrast.Theme(false, false)} {
					other, os := overlaid(look, size[0], size[1])
					o.play(other, os)
					if err := framecheck.SameWords(m.View().Content, other.View().Content); err != nil || other.View().Content == m.View().Content {
						t.Errorf("%v, dark %v: more changes, or less, than the colours: %v", look.Look, look.Dark, err)
					}
				}
				plain, ps := overlaid(theme.New(true, true), size[0], size[1])
				usual, us := overlaid(theme.New(true, false), size[0], size[1])
				ps.body, us.body = "body", "body" // a screen's own signs are the screen's
				o.play(plain, ps)
				o.play(usual, us)
				if err := framecheck.SameCells(usual.View().Content, plain.View().Content); err != nil {
					t.Error(err)
				}
			})
		}
	}
	t.Run("light styles", func(t *testing.T) {
		m, s := overlaid(theme.New(false, false), 60, 20)
		overlays[2].play(m, s)
		golden.RequireEqual(t, m.View().Content)
	})
}

// shorter leaves out repeated lines of the body, so that what is kept is what
// the frame adds.
func shorter(lines []string) string {
	var kept []string
	for i, l := range lines {
		if i == 0 || l != lines[i-1] {
			kept = append(kept, l)
		}
	}
	return strings.Join(kept, "\n")
}

// exact checks that the frame has exactly the terminal's size, nothing that a
// terminal would obey but colours, and boxes whose sides stand in line.
func exact(t testing.TB, m *app.Model, w, h int) {
	t.Helper()
	if err := framecheck.Frame(m.View().Content, w, h); err != nil {
		t.Fatal(err)
	}
}

// A monkey opens and closes all that may lie over a screen, at any size.
func TestMonkeyOnTheFrame(t *testing.T) {
	seed := uint64(3)
	t.Logf("seed %d", seed)
	dice := rand.New(rand.NewPCG(seed, seed))
	m, s := overlaid(theme.New(true, false), 80, 24)
	w, h := 80, 24
	keys := []tea.KeyPressMsg{
		letter('?'), letter(':'), ctrlC, esc, letter('y'), letter('n'), letter('q'), ctrlP,
		{Code: tea.KeyEnter},
		{Code: tea.KeyDown},
		{Code: tea.KeyPgDown},
		{Code: tea.KeyUp},
		{Code: tea.KeyF1},
		letter('a'), letter('秘'),
		{Code: tea.KeyBackspace},
		{Code: tea.KeyTab},
	}
	for range 10_000 {
		switch n := dice.IntN(20); n {
		case 0:
			w, h = 1+dice.IntN(170), 1+dice.IntN(55)
			m.Update(tea.WindowSizeMsg{Width: w, Height: h})
		case 1:
			s.busy = []string{"", "building the trail"}[dice.IntN(2)]
		case 2:
			s.typing = !s.typing
		case 3:
			m.Update(widget.Notice("something 秘密 was copied")())
		case 4:
			m.Update(widget.FrameMsg{Banner: []string{"", "Not AWS"}[dice.IntN(2)], Place: "111122223333 us-east-1", Mark: []string{"", "READ-ONLY"}[dice.IntN(2)]})
		case 5:
			m.Update(tea.PasteMsg{Content: "\x1b[31mpasted\n\u202e"})
		default:
			m.Update(keys[dice.IntN(len(keys))])
		}
		exact(t, m, w, h)
	}
}
