package compare

import (
	"fmt"
	"strings"
	"testing"
	"unicode"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"
	"github.com/charmbracelet/x/exp/golden"

	"secretwatch/ui/theme"
	"secretwatch/ui/widget"
)

// widgetScreen is the least of a screen.
type widgetScreen struct{}

func (widgetScreen) Init() tea.Cmd          { return nil }
func (widgetScreen) Update(tea.Msg) tea.Cmd { return nil }
func (widgetScreen) View(w, h int) string   { return widget.Fit("the pane below", w, h) }
func (widgetScreen) Title() string          { return "watch prod/db" }
func (widgetScreen) Typing() bool           { return false }
func (widgetScreen) Keys() []key.Binding    { return []key.Binding{widget.Binding("quit", "q")} }

var sizes = [][2]int{{40, 12}, {60, 20}, {80, 24}, {100, 30}, {120, 40}, {160, 50}}

func TestFrames(t *testing.T) {
	for _, st := range states {
		for _, size := range sizes {
			t.Run(fmt.Sprintf("%s %dx%d", st.name, size[0], size[1]), func(t *testing.T) {
				s := newTheatre(size[0], size[1], st.sandbox)
				st.play(s)
				s.wellDrawn(t, size[0], size[1])
				golden.RequireEqual(t, s.text())
			})
		}
		t.Run(st.name+" dark", func(t *testing.T) {
			s := newTheatre(100, 30, st.sandbox)
			st.play(s)
			golden.RequireEqual(t, s.View().Content)
		})
	}
}

// Colours and signs change; where something stands does not.
func TestThemesChangeColoursOnly(t *testing.T) {
	for _, st := range states {
		for _, size := range sizes {
			s := newTheatre(size[0], size[1], st.sandbox)
			st.play(s)
			dark := s.text()
			s.send(widget.ThemeMsg{Theme: theme.New(false, false)})
			if light := s.text(); light != dark {
				t.Errorf("%s at %v: light differs:\n%s\n%s", st.name, size, light, dark)
			}
			s.send(widget.ThemeMsg{Theme: theme.New(true, true)})
			view := ansi.Strip(s.c.view(size[0], size[1]-2))
			if i := strings.IndexFunc(view, func(r rune) bool { return r > unicode.MaxASCII }); i >= 0 {
				t.Errorf("%s at %v: %q is not ASCII", st.name, size, view[i:min(len(view), i+10)])
			}
		}
	}
}

// Every size from nothing up, so that no drag of the window breaks a frame.
func TestAnySize(t *testing.T) {
	for _, st := range states {
		s := newTheatre(80, 24, st.sandbox)
		st.play(s)
		for w := 40; w <= 130; w += 3 {
			for _, h := range []int{12, 13, 15, 16, 17, 25, 60} {
				s.send(tea.WindowSizeMsg{Width: w, Height: h})
				s.wellDrawn(t, w, h)
			}
		}
	}
}
