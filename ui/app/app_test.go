package app_test

import (
	"image/color"
	"slices"
	"strings"
	"testing"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
	"charm.land/lipgloss/v2"
	"github.com/charmbracelet/x/ansi"

	"secretwatch/ui/app"
	"secretwatch/ui/theme"
	"secretwatch/ui/widget"
)

// screen is a screen that remembers what it was sent.
type screen struct {
	title, body, busy string
	typing            bool
	got               []tea.Msg
	cmd               tea.Cmd
}

func (s *screen) Init() tea.Cmd              { return nil }
func (s *screen) Update(msg tea.Msg) tea.Cmd { s.got = append(s.got, msg); return s.cmd }
func (s *screen) View(int, int) string       { return s.body }
func (s *screen) Title() string              { return s.title }
func (s *screen) Typing() bool               { return s.typing }
func (s *screen) Busy() string               { return s.busy }
func (s *screen) Keys() []key.Binding {
	return []key.Binding{widget.Binding("test read", "t"), widget.Binding("quit", "q")}
}

func start(s widget.Screen) *app.Model {
	m := app.New(app.Options{
		Theme: theme.New(true, false), Start: s,
		Banner: "not AWS: sandbox at http://127.0.0.1:4566, pace fast", Place: "111122223333 us-east-1",
	})
	m.Init()
	m.Update(tea.WindowSizeMsg{Width: 80, Height: 24})
	if plain, ok := s.(*screen); ok {
		plain.got = nil
	}
	return m
}

func letter(r rune) tea.KeyPressMsg { return tea.KeyPressMsg{Code: r, Text: string(r)} }

var (
	ctrlC = tea.KeyPressMsg{Code: 'c', Mod: tea.ModCtrl}
	esc   = tea.KeyPressMsg{Code: tea.KeyEscape}
)

func text(m *app.Model) string { return ansi.Strip(m.View().Content) }

func TestFrameIsExactAtEverySize(t *testing.T) {
	s := &screen{title: "watch 秘密", body: strings.Repeat("a long line of the body that goes on and on\n", 60)}
	m := start(s)
	for _, over := range []string{"", "?", "ctrl+c"} {
		switch over {
		case "?":
			m.Update(letter('?'))
		case "ctrl+c":
			m.Update(esc)
			s.busy = "building the trail"
			m.Update(ctrlC)
		}
		for w := range 130 {
			for _, h := range []int{1, 3, 11, 12, 13, 20, 24, 50} {
				m.Update(tea.WindowSizeMsg{Width: w, Height: h})
				v := m.View()
				if !v.AltScreen {
					t.Fatalf("%dx%d: not in the alternate screen", w, h)
				}
				if w == 0 {
					continue
				}
				lines := strings.Split(v.Content, "\n")
				if len(lines) != h {
					t.Fatalf("%q over it at %dx%d: %d lines", over, w, h, len(lines))
				}
				for i, l := range lines {
					if lipgloss.Width(l) != w {
						t.Fatalf("%q over it at %dx%d: line %d has %d cells: %q", over, w, h, i, lipgloss.Width(l), l)
					}
				}
			}
		}
	}
}

func TestSmallTerminalsSayWhatIsNeeded(t *testing.T) {
	s := &screen{title: "watch"}
	m := start(s)
	m.Update(tea.WindowSizeMsg{Width: 30, Height: 8})
	if got := text(m); !strings.Contains(got, "needs 40x12") || !strings.Contains(got, "30x8") {
		t.Errorf("shows %q", got)
	}
	s.got = nil
	m.Update(letter('t'))
	m.Update(tea.PasteMsg{Content: "x"})
	if len(s.got) != 0 {
		t.Errorf("keys went to a screen that cannot be seen: %v", s.got)
	}
	m.Update(letter('q'))
	if len(s.got) != 1 {
		t.Error("q does not reach the screen")
	}
	for _, typing := range []bool{false, true} {
		s.typing = typing
		out := map[bool]string{true: "ctrl+c", false: "q"}[typing]
		for w := 1; w < 60; w++ {
			for h := 1; h < app.MinHeight; h++ {
				m.Update(tea.WindowSizeMsg{Width: w, Height: h})
				lines := strings.Split(text(m), "\n")
				if len(lines) != h || strings.TrimSpace(strings.Join(lines[1:], "")) != "" {
					t.Fatalf("%dx%d is not one line: %q", w, h, lines)
				}
				if lipgloss.Width(lines[0]) != w || w >= len(out) && !strings.Contains(lines[0], out) || w >= 28 && !strings.Contains(lines[0], "40x12") {
					t.Fatalf("%dx%d, typing %v: %q", w, h, typing, lines[0])
				}
			}
		}
	}
}

func TestFrameSaysWhereWeAre(t *testing.T) {
	m := start(&screen{title: "watch db"})
	lines := strings.Split(text(m), "\n")
	if !strings.Contains(lines[0], "watch db") || !strings.Contains(lines[0], "111122223333 us-east-1") {
		t.Errorf("title bar: %q", lines[0])
	}
	if !strings.Contains(lines[1], "not AWS: sandbox at http://127.0.0.1:4566, pace fast") {
		t.Errorf("banner: %q", lines[1])
	}
	if !strings.Contains(lines[23], "t test read") || !strings.Contains(lines[23], "? help") {
		t.Errorf("footer: %q", lines[23])
	}
	m.Update(widget.FrameMsg{Place: "444455556666 eu-west-1"})
	got := text(m)
	if strings.Contains(got, "not AWS") || !strings.Contains(got, "444455556666 eu-west-1") {
		t.Errorf("the frame did not change:\n%s", got)
	}
}

func TestHelpPage(t *testing.T) {
	s := &screen{title: "watch"}
	m := start(s)
	m.Update(letter('?'))
	if got := text(m); !strings.Contains(got, "keys") || !strings.Contains(got, "t  test read") {
		t.Errorf("no help:\n%s", got)
	}
	m.Update(letter('t'))
	if len(s.got) != 0 {
		t.Errorf("the key that closes the help reached the screen: %v", s.got)
	}
	if got := text(m); strings.Contains(got, "leave") {
		t.Errorf("help is still there:\n%s", got)
	}
	s.typing = true
	m.Update(letter('?'))
	if len(s.got) != 1 {
		t.Error("? in a text field is not text")
	}
	if got := text(m); !strings.Contains(got, "F1 help") {
		t.Errorf("no way to the help while typing:\n%s", got)
	}
	for _, k := range []tea.KeyPressMsg{{Code: tea.KeyF1}, {Code: 'g', Mod: tea.ModCtrl}} {
		m.Update(k)
		if got := text(m); !strings.Contains(got, "t  test read") {
			t.Errorf("%s opens no help while typing:\n%s", k, got)
		}
		m.Update(k)
	}
	if len(s.got) != 1 {
		t.Errorf("the help's keys reached the screen: %v", s.got)
	}
}

func TestLongHelpSaysHowToScroll(t *testing.T) {
	m := start(&screen{title: "watch"})
	m.Update(tea.WindowSizeMsg{Width: 80, Height: 15})
	m.Update(letter('?'))
	if got := text(m); strings.Contains(got, "scroll") {
		t.Errorf("a page that fits scrolls:\n%s", got)
	}
	long := start(&longHelp{screen{title: "watch"}})
	long.Update(letter('?'))
	if got := text(long); !strings.Contains(got, "of 50  ↑/↓ scroll") {
		t.Errorf("no hint:\n%s", got)
	}
}

// longHelp is a screen whose help page is longer than the terminal.
type longHelp struct{ screen }

func (l *longHelp) Help() []string { return slices.Repeat([]string{"a line"}, 40) }

func TestPlainTerminalsGetASCIIOnly(t *testing.T) {
	s := &screen{title: "watch", body: "cut…  ←/→ ↑/↓"}
	m := app.New(app.Options{Theme: theme.New(true, true), Start: s})
	m.Update(tea.WindowSizeMsg{Width: 80, Height: 24})
	if got := text(m); !strings.Contains(got, "cut~  </> ^/v") {
		t.Errorf("shows\n%s", got)
	}
}

func TestLeaving(t *testing.T) {
	s := &screen{title: "setup"}
	m := start(s)
	if _, cmd := m.Update(ctrlC); cmd == nil || cmd() != (tea.InterruptMsg{}) {
		t.Error("ctrl+c does not leave")
	}
	s.busy = "building the trail"
	if _, cmd := m.Update(ctrlC); cmd != nil {
		t.Error("ctrl+c cuts off the build")
	}
	if got := text(m); !strings.Contains(got, "Under way: building the trail.") {
		t.Errorf("no question:\n%s", got)
	}
	m.Update(letter('n'))
	if len(s.got) != 0 || strings.Contains(text(m), "Under way") {
		t.Error("n does not go on")
	}
	m.Update(ctrlC)
	m.Update(letter('y'))
	if len(s.got) != 1 || s.got[0] != (widget.StopMsg{}) {
		t.Errorf("the screen was not asked to stop: %v", s.got)
	}
	if got := text(m); !strings.Contains(got, "stopping after this step, usually within a minute: building the trail") {
		t.Errorf("does not say that it stops:\n%s", got)
	}
	if _, cmd := m.Update(ctrlC); cmd == nil || cmd() != (tea.InterruptMsg{}) {
		t.Error("ctrl+c again does not leave")
	}
}

func TestScreensFollowOneAnother(t *testing.T) {
	first, second := &screen{title: "setup"}, &screen{title: "watch", body: "second"}
	m := start(first)
	m.Update(widget.Show(second)())
	if got := text(m); !strings.Contains(got, "second") {
		t.Errorf("shows\n%s", got)
	}
	m.Update(tea.BackgroundColorMsg{Color: color.White})
	last, ok := second.got[len(second.got)-1].(widget.ThemeMsg)
	if !ok || last.Theme.Dark {
		t.Errorf("no light theme on a light background: %v", second.got)
	}
	if len(first.got) != 0 {
		t.Errorf("the first screen still gets messages: %v", first.got)
	}
}

func TestNoticeLastsUntilTheNextKey(t *testing.T) {
	m := start(&screen{title: "watch"})
	m.Update(widget.Notice("record sent to the clipboard")())
	if got := text(m); !strings.Contains(got, "record sent to the clipboard") {
		t.Errorf("no notice:\n%s", got)
	}
	m.Update(letter('x'))
	if got := text(m); strings.Contains(got, "clipboard") {
		t.Errorf("the notice stays:\n%s", got)
	}
}

func TestNoColorWithAnyValue(t *testing.T) {
	for _, c := range []struct {
		value string
		want  int
	}{{"", 0}, {"1", 1}, {"yes", 1}, {"0", 1}} {
		got := app.ProgramOptions(func(name string) string {
			if name == "NO_COLOR" {
				return c.value
			}
			return ""
		})
		if len(got) != c.want {
			t.Errorf("NO_COLOR=%q: %d options, want %d", c.value, len(got), c.want)
		}
	}
}

func TestStoppingSaysHowLongThatTakes(t *testing.T) {
	m := start(&screen{busy: "building the role"})
	m.Update(ctrlC)
	m.Update(letter('y'))
	for w, want := range map[int]string{
		120: "stopping after this step, usually within a minute: building the role; ctrl+c stops now",
		80:  "stopping after this step, usually within a minute: building the role",
		60:  "stopping, usually within a minute: building the role",
	} {
		m.Update(tea.WindowSizeMsg{Width: w, Height: 24})
		lines := strings.Split(text(m), "\n")
		if got := strings.TrimSpace(lines[len(lines)-1]); got != want {
			t.Errorf("at %d: %q", w, got)
		}
	}
}
