package app_test

import (
	"strings"
	"testing"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"secretwatch/ui/widget"
)

// commander is a screen with more keys than its footer shows.
type commander struct{ screen }

func (c *commander) Commands() []key.Binding {
	off := widget.Binding("never", "n")
	off.SetEnabled(false)
	return append(c.Keys(), widget.Binding("previous pane", "shift+tab"), widget.Binding("scroll", "↑/↓"), widget.Binding("quit", "q"), off)
}

var ctrlP = tea.KeyPressMsg{Code: 'p', Mod: tea.ModCtrl}

func TestPaletteRunsWhatItFinds(t *testing.T) {
	s := &commander{screen{title: "watch"}}
	m := start(s)
	s.got = nil
	m.Update(letter(':'))
	got := text(m)
	for _, want := range []string{"commands", "t          test read", "shift+tab  previous pane", "?          help", "ctrl+c     leave"} {
		if !strings.Contains(got, want) {
			t.Errorf("no %q in\n%s", want, got)
		}
	}
	if strings.Contains(got, "scroll") || strings.Contains(got, "never") || strings.Count(got, "quit") != 1 {
		t.Errorf("lists what cannot be pressed, or twice:\n%s", got)
	}
	for _, r := range "PANE prev" {
		m.Update(tea.KeyPressMsg{Code: r, Text: string(r)})
	}
	if got = text(m); !strings.Contains(got, "previous pane") || strings.Contains(got, "t          test read") {
		t.Errorf("not filtered:\n%s", got)
	}
	_, cmd := m.Update(tea.KeyPressMsg{Code: tea.KeyEnter})
	if cmd == nil {
		t.Fatal("enter does nothing")
	}
	if k, ok := cmd().(tea.KeyPressMsg); !ok || k.String() != "shift+tab" {
		t.Errorf("enter gives %v", cmd())
	}
	if len(s.got) != 0 || strings.Contains(text(m), "commands") {
		t.Errorf("keys of the palette reached the screen, or it stays: %v", s.got)
	}
}

func TestPaletteAroundTextFields(t *testing.T) {
	s := &screen{title: "setup", typing: true}
	m := start(s)
	m.Update(letter(':'))
	if len(s.got) != 1 {
		t.Error(": in a text field is not text")
	}
	m.Update(ctrlP)
	if got := text(m); !strings.Contains(got, "commands") {
		t.Errorf("no palette while typing:\n%s", got)
	}
	for _, r := range "zzz" {
		m.Update(letter(r))
	}
	if got := text(m); !strings.Contains(got, "nothing here does that") {
		t.Errorf("found something:\n%s", got)
	}
	if _, cmd := m.Update(tea.KeyPressMsg{Code: tea.KeyEnter}); cmd != nil {
		t.Error("enter runs nothing that was found")
	}
	m.Update(esc)
	if strings.Contains(text(m), "commands") || len(s.got) != 1 {
		t.Errorf("esc does not close it: %v", s.got)
	}
}

// Every key that the palette can name is the key that the terminal would send.
func TestPaletteKeysAreKeys(t *testing.T) {
	for _, name := range []string{"t", "B", "?", "enter", "esc", "tab", "shift+tab", "space", "left", "right", "ctrl+g", "f1", "pgup", "/"} {
		s := &screen{title: "watch"}
		m := start(&one{s, widget.Binding("it", name)})
		m.Update(ctrlP)
		_, cmd := m.Update(tea.KeyPressMsg{Code: tea.KeyEnter})
		if cmd == nil {
			t.Errorf("%s runs nothing", name)
			continue
		}
		if k, ok := cmd().(tea.KeyPressMsg); !ok || k.String() != name {
			t.Errorf("%s gives %v", name, cmd())
		}
	}
}

type one struct {
	*screen
	binding key.Binding
}

func (o *one) Keys() []key.Binding { return []key.Binding{o.binding} }

func TestTitleBarKeepsTheMark(t *testing.T) {
	m := start(&screen{title: "watch TopSecretInfo [ALARM]"})
	m.Update(widget.FrameMsg{Place: "111122223333 us-east-1 profile:dev", Mark: "READ-ONLY"})
	for w, want := range map[int]string{
		120: "111122223333 us-east-1 profile:dev  READ-ONLY",
		72:  "111122223333 us-east-1 …  READ-ONLY",
		56:  "…3333 us-east-1  READ-ONLY",
		41:  "[ALARM]  READ-ONLY",
	} {
		m.Update(tea.WindowSizeMsg{Width: w, Height: 24})
		line, _, _ := strings.Cut(text(m), "\n")
		if !strings.Contains(strings.Join(strings.Fields(line), " "), strings.Join(strings.Fields(want), " ")) || !strings.Contains(line, "READ-ONLY") {
			t.Errorf("%d wide: %q", w, line)
		}
	}
}

func TestMouseIsOffUntilAskedFor(t *testing.T) {
	s := &screen{title: "watch"}
	m := start(s)
	if v := m.View(); v.MouseMode != tea.MouseModeNone || !v.ReportFocus {
		t.Errorf("at the start: mouse %v, focus reports %v", v.MouseMode, v.ReportFocus)
	}
	m.Update(widget.TurnMouse()())
	if m.View().MouseMode != tea.MouseModeCellMotion || !strings.Contains(text(m), "The mouse is on") {
		t.Errorf("after turning it on:\n%s", text(m))
	}
	m.Update(letter('?'))
	s.got = nil
	m.Update(tea.MouseWheelMsg{Button: tea.MouseWheelDown})
	if len(s.got) != 0 {
		t.Error("the wheel moves what lies under the help")
	}
	m.Update(esc)
	m.Update(tea.MouseWheelMsg{Button: tea.MouseWheelDown})
	if len(s.got) != 1 {
		t.Error("the wheel does not reach the screen")
	}
}

func TestPaletteFindsByOtherWords(t *testing.T) {
	m := start(&screen{title: "watch"})
	m.Update(tea.KeyPressMsg{Code: 'p', Mod: tea.ModCtrl})
	for _, r := range "theme" {
		m.Update(tea.KeyPressMsg{Code: r, Text: string(r)})
	}
	if got := text(m); !strings.Contains(got, "other colours") || strings.Contains(got, "leave") || strings.Contains(got, "also:") {
		t.Errorf("theme finds\n%s", got)
	}
}

// briefly is a screen whose state has a word.
type briefly struct{ screen }

func (briefly) Brief() string { return "alarm OK" }

func TestATinyTerminalSaysTheState(t *testing.T) {
	m := start(&briefly{screen{title: "watch"}})
	for _, c := range []struct {
		w, h int
		want string
	}{
		{30, 8, "alarm OK; needs 40x12; q quits"},
		{39, 11, "alarm OK; needs 40x12; q quits"},
		{28, 3, "alarm OK; q quits"},
		{12, 1, "q quits"},
		{80, 5, "alarm OK; secretwatch needs 40x12, this is 80x5; q quits"},
	} {
		m.Update(tea.WindowSizeMsg{Width: c.w, Height: c.h})
		lines := strings.Split(text(m), "\n")
		if len(lines) != c.h || strings.TrimRight(lines[0], " ") != c.want || strings.TrimSpace(strings.Join(lines[1:], "")) != "" {
			t.Errorf("%dx%d: %q", c.w, c.h, lines)
		}
	}
}
