package setup

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"runtime/debug"
	"strings"
	"testing"
	"testing/synctest"
	"time"
	"unicode"

	tea "charm.land/bubbletea/v2"
	"charm.land/lipgloss/v2"
	"github.com/charmbracelet/colorprofile"
	"github.com/charmbracelet/x/ansi"
	"github.com/charmbracelet/x/exp/golden"

	"secretwatch/aws/foreign"
	"secretwatch/ui/app"
	"secretwatch/ui/theme"
	"secretwatch/ui/widget"
	"secretwatch/wizard"
)

// begun is the wizard in a state's world, as the state reaches it.
func (one state) begun(t *testing.T) *driver {
	t.Helper()
	w := one.w
	start := wizard.Start{Place: here, Caller: foreign.New("arn:aws:iam::111122223333:user/sam"), Flags: wizard.Flags{Email: "sam@example.com"}}
	if w.identify != nil {
		start = wizard.Start{}
	}
	r := drive(t, w.sandbox(), start)
	if one.reach != nil {
		one.reach(r)
	}
	return r
}

// TestThemesChangeColoursOnly compares every state on a dark background with a
// light one and with no colour at all, where nothing but bold remains, and wants
// ASCII alone where there is no more. One light frame is kept with its styles.
func TestThemesChangeColoursOnly(t *testing.T) {
	for _, one := range states() {
		t.Run(one.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				r := one.begun(t)
				for _, size := range sizes {
					w, h := size[0], size[1]-3
					dark, light := r.themed(theme.New(true, false), w, h), r.themed(theme.New(false, false), w, h)
					if dark == light || ansi.Strip(dark) != ansi.Strip(light) {
						t.Errorf("%v: a light background changes more, or less, than the colours", size)
					}
					if one.name == "alarm-average" && w == 80 {
						golden.RequireEqual(renamed{t, "TestThemesChangeColoursOnly/80x24-light"}, light)
						for name, on := range map[string]bool{"dark": true, "light": false} {
							vivid := r.themed(theme.HighContrast.Theme(on, false), w, h)
							if ansi.Strip(vivid) != ansi.Strip(dark) {
								t.Errorf("%v: high contrast changes more than the colours", size)
							}
							golden.RequireEqual(renamed{t, "TestThemesChangeColoursOnly/80x24-high-contrast-" + name}, vivid)
						}
					}
					var plain strings.Builder
					if _, err := (&colorprofile.Writer{Forward: &plain, Profile: colorprofile.ASCII}).WriteString(dark); err != nil {
						t.Fatal(err)
					}
					if ansi.Strip(plain.String()) != ansi.Strip(dark) || strings.Contains(plain.String(), "38;") || strings.Contains(plain.String(), "48;") {
						t.Errorf("%v: without colour the text differs, or colours remain", size)
					}
					r.s.Update(widget.ThemeMsg{Theme: theme.New(true, true)})
					m := app.New(app.Options{Theme: theme.New(true, true), Start: r.s})
					m.Update(tea.WindowSizeMsg{Width: size[0], Height: size[1]})
					for _, c := range ansi.Strip(m.View().Content) {
						if c > unicode.MaxASCII {
							t.Fatalf("%v: %q where there is ASCII only:\n%s", size, c, ansi.Strip(m.View().Content))
						}
					}
				}
			})
		})
	}
}

// themed is the screen in a theme, scrolled to where it begins.
func (r *driver) themed(t theme.Theme, w, h int) string {
	r.s.Update(widget.ThemeMsg{Theme: t})
	r.s.top, r.s.follow = 0, true
	return r.s.View(w, h)
}

// A monkey presses keys, pastes and drags the window all over the wizard, with
// the program's overlays: no frame is ever higher, wider or less than the
// terminal, and none holds what was pasted as it came.
func TestMonkey(t *testing.T) {
	if testing.Short() {
		t.Skip("SKIPPED: ten thousand keys take seconds")
	}
	defer debug.SetGCPercent(debug.SetGCPercent(800)) // ten thousand frames are a lot of short-lived text
	const monkeys = 2
	var reached [monkeys]map[wizard.StepID]bool
	t.Run("at once", func(t *testing.T) {
		for i := range monkeys {
			t.Run(fmt.Sprintf("seed %d", i), func(t *testing.T) {
				t.Parallel()
				reached[i] = monkey(t, uint64(i), 10_000/monkeys)
			})
		}
	})
	all := map[wizard.StepID]bool{}
	for _, some := range reached {
		maps.Copy(all, some)
	}
	if len(all) < 8 && !t.Failed() {
		t.Errorf("they came to %d steps only", len(all))
	}
}

// monkey does it with one seed, and tells which steps it came to.
func monkey(t *testing.T, seed uint64, presses int) map[wizard.StepID]bool {
	t.Helper()
	reached := map[wizard.StepID]bool{}
	synctest.Test(t, func(t *testing.T) {
		dice := rand.New(rand.NewPCG(seed, seed))
		names := []string{"enter", "enter", "enter", "tab", "shift+tab", "up", "down", "space", "pgdown", "pgup", "backspace", "esc", "ctrl+t", "ctrl+y", "ctrl+u", "ctrl+p", "ctrl+g"}
		for c := '!'; c <= '~'; c++ {
			names = append(names, string(c))
		}
		var r *driver
		var m *app.Model
		var seen sized
		w, h := 100, 30
		ahead := 0 // so many times it goes on first, to come to the later steps
		for i := range presses {
			if i%1000 == 0 { // it may have left, or be through
				r = drive(t, (&world{secrets: []string{"prod/db", "evil\x1b[31m\u202e秘密"}, records: ownReads(), perMinute: 40}).sandbox(),
					wizard.Start{Place: here, Caller: foreign.New("\x1b]52;c;aGk=\x07\u202e秘密"), Flags: wizard.Flags{Email: "sam@example.com"}})
				m = app.New(app.Options{Theme: theme.New(true, false), Start: r.s, Place: "111122223333 us-east-1", Banner: "Not AWS"})
				m.Update(tea.WindowSizeMsg{Width: w, Height: h})
				ahead = dice.IntN(30)
			}
			switch n := dice.IntN(100); {
			case ahead > 0:
				ahead--
				_, cmd := m.Update(named("enter"))
				r.run(cmd)
				time.Sleep(time.Second)
			case n < 8:
				w, h = 1+dice.IntN(160), 1+dice.IntN(50)
				if n < 6 { // mostly sizes at which there is something to see
					w, h = max(w, 40), max(h, 12)
				}
				m.Update(tea.WindowSizeMsg{Width: w, Height: h})
			case n < 10:
				_, cmd := m.Update(tea.PasteMsg{Content: "\x1b[31mpasted\r\n\u202e秘密\x00" + strings.Repeat("x", dice.IntN(2000))})
				r.run(cmd)
			case n < 14:
				time.Sleep(time.Second)
			default:
				_, cmd := m.Update(named(names[dice.IntN(len(names))]))
				r.run(cmd)
			}
			synctest.Wait()
			for len(r.msgs) > 0 {
				msg := <-r.msgs
				if _, next := msg.(widget.ShowMsg); next {
					continue // the live pane has a monkey of its own
				}
				_, cmd := m.Update(msg)
				r.run(cmd)
				synctest.Wait()
			}
			reached[r.step()] = true
			now := sized{m.View().Content, w, h}
			if now == seen {
				continue // the key has changed nothing
			}
			seen = now
			drawnWell(t, now, fmt.Sprintf("after %d steps, at %s", i+1, r.step()))
			if t.Failed() {
				return
			}
		}
	})
	return reached
}

// wellDrawn checks that the frame has exactly the terminal's size and nothing
// that a terminal would obey but colours.
func wellDrawn(t testing.TB, m *app.Model, when string, w, h int) {
	t.Helper()
	drawnWell(t, sized{m.View().Content, w, h}, when)
}

// sized is a frame, and the size that the terminal had.
type sized struct {
	text string
	w, h int
}

func drawnWell(t testing.TB, frame sized, when string) {
	t.Helper()
	w, h := frame.w, frame.h
	lines := strings.Split(frame.text, "\n")
	if len(lines) != h {
		t.Errorf("%s: %d lines at %dx%d", when, len(lines), w, h)
		return
	}
	for i, line := range lines {
		if got := lipgloss.Width(line); got != w {
			t.Errorf("%s: line %d has %d cells at %dx%d: %q", when, i, got, w, h, ansi.Strip(line))
			return
		}
		for _, c := range ansi.Strip(line) {
			if unicode.IsControl(c) || unicode.Is(unicode.Cf, c) || c == '\u2028' || c == '\u2029' {
				t.Errorf("%s: line %d holds %U: %q", when, i, c, ansi.Strip(line))
				return
			}
		}
	}
}
