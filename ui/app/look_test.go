package app_test

import (
	"image/color"
	"strings"
	"testing"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"secretwatch/ui/app"
	"secretwatch/ui/theme"
	"secretwatch/ui/widget"
)

// themed is the theme that a screen was told last.
func (s *screen) themed(t *testing.T) theme.Theme {
	t.Helper()
	for i := len(s.got) - 1; i >= 0; i-- {
		if msg, ok := s.got[i].(widget.ThemeMsg); ok {
			return msg.Theme
		}
	}
	t.Fatal("the screen was told no theme")
	return theme.Theme{}
}

var f2 = tea.KeyPressMsg{Code: tea.KeyF2}

func TestColoursChangeWhileItRuns(t *testing.T) {
	s := &screen{title: "setup", typing: true}
	m := start(s)
	for _, want := range []theme.Look{theme.Light, theme.Dark, theme.HighContrast, theme.Auto} {
		m.Update(f2)
		if got := s.themed(t); got.Look != want || got.Dark != (want != theme.Light) {
			t.Errorf("F2 gives %v, dark %v, for %v", got.Look, got.Dark, want)
		}
		if !strings.Contains(text(m), "SECRETWATCH_THEME="+want.String()) {
			t.Errorf("does not say how to keep it:\n%s", text(m))
		}
	}
	m.Update(ctrlP)
	for _, r := range "contrast" {
		m.Update(letter(r))
	}
	_, cmd := m.Update(tea.KeyPressMsg{Code: tea.KeyEnter})
	if cmd == nil {
		t.Fatalf("the palette does not know of contrast:\n%s", text(m))
	}
	m.Update(cmd())
	if got := s.themed(t); got.Look != theme.Light {
		t.Errorf("the palette gives %v", got.Look)
	}
}

// What the person chose stands, whatever the terminal's background is.
func TestTheChosenLookOutlivesTheTerminalsAnswer(t *testing.T) {
	for _, look := range []theme.Look{theme.Auto, theme.Light, theme.Dark, theme.HighContrast} {
		s := &screen{title: "watch"}
		m := app.New(app.Options{Theme: look.Theme(true, false), Start: s})
		m.Update(tea.WindowSizeMsg{Width: 80, Height: 24})
		m.Update(tea.BackgroundColorMsg{Color: color.White})
		if got := s.themed(t); got.Look != look || got.Dark != (look == theme.Dark) {
			t.Errorf("%v becomes %v, dark %v", look, got.Look, got.Dark)
		}
	}
}

// The way out that a small terminal names is one that works.
func TestSmallTerminalsNameAKeyThatLeaves(t *testing.T) {
	s := &keyless{screen{title: "setup"}}
	m := start(s)
	m.Update(tea.WindowSizeMsg{Width: 39, Height: 12})
	if got := text(m); !strings.Contains(got, "needs 40x12, is 39x12; ctrl+c quits") {
		t.Errorf("shows %q", got)
	}
	s.got = nil
	m.Update(letter('q'))
	if len(s.got) != 0 {
		t.Error("q goes to a screen that does not quit by it")
	}
	if _, cmd := m.Update(ctrlC); cmd == nil || cmd() != (tea.InterruptMsg{}) {
		t.Error("ctrl+c does not leave")
	}
}

// The question whether to stop goes when there is nothing left to stop.
func TestStopQuestionGoesWithTheWork(t *testing.T) {
	s := &screen{title: "setup", busy: "building the trail"}
	m := start(s)
	m.Update(ctrlC)
	if got := text(m); !strings.Contains(got, "Under way: building the trail.") {
		t.Fatalf("no question:\n%s", got)
	}
	s.busy = ""
	m.Update(struct{}{}) // what the work tells at its end
	got := text(m)
	if strings.Contains(got, "Under way") || !strings.Contains(got, "It has ended by itself; ctrl+c leaves.") {
		t.Errorf("shows\n%s", got)
	}
	if _, cmd := m.Update(ctrlC); cmd == nil || cmd() != (tea.InterruptMsg{}) {
		t.Error("ctrl+c does not leave")
	}
}

// keyless is a screen that q does not leave.
type keyless struct{ screen }

func (k *keyless) Keys() []key.Binding { return []key.Binding{widget.Binding("leave", "s")} }
