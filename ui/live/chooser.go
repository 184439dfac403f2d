package live

import (
	"context"
	"strings"
	"time"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"secretwatch/aws/account"
	"secretwatch/aws/foreign"
	"secretwatch/ui/theme"
	"secretwatch/ui/widget"
)

// Chooser is the screen on which a person says which of several monitors is to
// be watched, where nothing else says it. It is a widget.Screen.
type Chooser struct {
	ctx   context.Context
	theme theme.Theme
	roster
	list    func(context.Context) ([]Monitor, error)
	open    func(context.Context, Monitor) (widget.Screen, error)
	asking  bool
	opening string
	failed  string
	quit    key.Binding
}

var _ widget.Screen = (*Chooser)(nil)

// NewChooser makes the screen for these monitors; list finds them anew.
func NewChooser(ctx context.Context, t theme.Theme, now func() time.Time, all []Monitor,
	list func(context.Context) ([]Monitor, error), open func(context.Context, Monitor) (widget.Screen, error),
) *Chooser {
	return &Chooser{
		ctx: ctx, theme: t, roster: roster{all: all, now: now}, list: list, open: open, quit: widget.Binding("quit", "q"),
	}
}

// Init implements widget.Screen.
func (c *Chooser) Init() tea.Cmd { return nil }

// Title implements widget.Screen.
func (c *Chooser) Title() string { return "which monitor?" }

// Typing implements widget.Screen.
func (c *Chooser) Typing() bool { return false }

// Keys implements widget.Screen.
func (c *Chooser) Keys() []key.Binding {
	return append(rosterKeys(), widget.Binding("look again", "r"), c.quit)
}

// Update implements widget.Screen.
func (c *Chooser) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case widget.ThemeMsg:
		c.theme = msg.Theme
	case monitorsMsg:
		c.asking = false
		if msg.err != nil && len(msg.all) == 0 {
			c.failed = whyNot(msg.err)
			return nil
		}
		c.all = msg.all
	case switchedMsg:
		c.opening = ""
		if msg.err == nil {
			return widget.Show(msg.screen)
		}
		c.failed = short(foreign.New(account.Explain(msg.err).Summary))
	case tea.KeyPressMsg:
		return c.press(msg)
	}
	return nil
}

func (c *Chooser) press(k tea.KeyPressMsg) tea.Cmd {
	switch {
	case key.Matches(k, c.quit):
		return tea.Quit
	case c.opening != "":
		return nil
	case k.String() == "r":
		return c.again()
	}
	chosen := c.roster.press(k)
	if chosen == nil {
		return nil
	}
	c.opening, c.failed = foreign.Safe(chosen.Secret), ""
	ctx, to, open := c.ctx, *chosen, c.open
	return func() tea.Msg {
		screen, err := open(ctx, to)
		return switchedMsg{screen, err}
	}
}

func (c *Chooser) again() tea.Cmd {
	if c.asking {
		return nil
	}
	c.asking, c.failed = true, ""
	ctx, list := c.ctx, c.list
	return func() tea.Msg {
		all, err := list(ctx)
		return monitorsMsg{all, err}
	}
}

// View implements widget.Screen.
func (c *Chooser) View(w, h int) string {
	t := c.theme
	wide := max(w-4, 1)
	head := append([]string{""}, widget.Indent("  ", widget.Wrap("There are several monitors here. Which one do you want to watch? In the live pane m shows this list again.", wide))...)
	head = append(head, "")
	if h < len(head)+len(c.all)+3 {
		head = []string{t.Bold.Render(" Which monitor?")}
	}
	lines := head
	for _, line := range c.lines(t, wide, max(h-len(head)-2, 1)) {
		lines = append(lines, "  "+line)
	}
	lines = append(lines, "")
	switch {
	case c.opening != "":
		lines = append(lines, t.Wait.Render("  "+t.Glyphs.Wait+" opening the monitor of "+c.opening+": usually 1 to 2 s"))
	case c.asking:
		lines = append(lines, t.Wait.Render("  "+t.Glyphs.Wait+" looking for monitors: usually 1 to 3 s"))
	case c.failed != "":
		lines = append(lines, t.Warn.Render("  "+t.Glyphs.Warn+" "+c.failed))
	}
	view := widget.Fit(strings.Join(lines, "\n"), w, h)
	if t.ASCII {
		return widget.ASCII(view)
	}
	return view
}
