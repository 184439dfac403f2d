// Package start is the first screen: it finds out who and where we are while
// the person already sees something, and says clearly what is missing when
// that fails. It may import widget and theme.
package start

import (
	"context"
	"strings"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
	"charm.land/lipgloss/v2"

	"secretwatch/ui/theme"
	"secretwatch/ui/widget"
)

// Open finds the screen that comes next: the live pane or the wizard.
type Open func(ctx context.Context) (widget.Screen, error)

// Words say what went wrong and what to do next, safe for a terminal.
type Words struct{ Summary, Hint string }

// Screen shows that something is being looked for, or why it was not found.
type Screen struct {
	ctx     context.Context
	open    Open
	theme   theme.Theme
	failed  error
	why     Words
	explain func(error) Words
	found   tea.Cmd // run once the next screen is known
	retry   key.Binding
	quit    key.Binding
}

// New makes the screen. ctx ends with the program; found runs when the next
// screen is known, before it is shown.
func New(ctx context.Context, t theme.Theme, open Open, explain func(error) Words, found tea.Cmd) *Screen {
	return &Screen{
		ctx: ctx, open: open, theme: t, explain: explain, found: found,
		retry: key.NewBinding(key.WithKeys("r"), key.WithHelp("r", "try again"), key.WithDisabled()),
		quit:  key.NewBinding(key.WithKeys("q"), key.WithHelp("q", "quit")),
	}
}

type openedMsg struct {
	next widget.Screen
	err  error
}

// Init looks for the first time.
func (s *Screen) Init() tea.Cmd {
	ctx, open := s.ctx, s.open
	return func() tea.Msg {
		next, err := open(ctx)
		return openedMsg{next, err}
	}
}

// Update implements widget.Screen.
func (s *Screen) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case widget.ThemeMsg:
		s.theme = msg.Theme
	case openedMsg:
		if msg.err != nil {
			s.failed, s.why = msg.err, s.explain(msg.err)
			s.retry.SetEnabled(true)
			return nil
		}
		return tea.Sequence(s.found, widget.Show(msg.next))
	case tea.KeyPressMsg:
		switch {
		case key.Matches(msg, s.quit):
			return tea.Quit
		case key.Matches(msg, s.retry):
			s.failed = nil
			s.retry.SetEnabled(false)
			return s.Init()
		}
	}
	return nil
}

// View implements widget.Screen.
func (s *Screen) View(width, height int) string {
	var b strings.Builder
	wrap := lipgloss.NewStyle().Width(max(10, min(width-4, 76)))
	if s.failed == nil {
		b.WriteString(s.theme.Bold.Render("Looking at your account: usually 1 to 2 s ..."))
		b.WriteString("\n\n" + wrap.Render("Who am I, in which region, and is there a monitor already?"))
	} else {
		b.WriteString(s.theme.Bad.Render(s.theme.Glyphs.Bad + " This cannot start yet"))
		b.WriteString("\n\n" + wrap.Render(s.why.Summary))
		if s.why.Hint != "" {
			b.WriteString("\n\n" + s.theme.Heading.Render("What to do") + "\n" + wrap.Render(s.why.Hint))
		}
		b.WriteString("\n\n" + s.theme.Dim.Render("r tries again. No account at hand? secretwatch demo needs none."))
	}
	return widget.Fit(lipgloss.NewStyle().Padding(1, 2).Render(b.String()), width, height)
}

// Title implements widget.Screen.
func (s *Screen) Title() string { return "" }

// Keys implements widget.Screen.
func (s *Screen) Keys() []key.Binding { return []key.Binding{s.retry, s.quit} }

// Typing implements widget.Screen.
func (s *Screen) Typing() bool { return false }

// Failed is the error on the screen, nil while there is none: a program that is
// left on it has failed with it.
func (s *Screen) Failed() error { return s.failed }
