package compare

import (
	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"secretwatch/ui/widget"
)

// OpenMsg puts the comparison in front of the screen below it.
type OpenMsg struct{}

type leaveMsg struct{}

// Open is the command that does it.
func Open() tea.Msg { return OpenMsg{} }

func leave() tea.Msg { return leaveMsg{} }

// Front is a screen with a comparison that can be put in front of it. Both get
// their messages whichever is in front, so that both go on.
type Front struct {
	under widget.Screen
	c     *Compare
	shown bool
}

var (
	_ widget.Screen    = (*Front)(nil)
	_ widget.Commander = (*Front)(nil)
	_ widget.Helper    = (*Front)(nil)
	_ widget.Busier    = (*Front)(nil)
)

// Before puts a comparison before a screen.
func Before(under widget.Screen, c *Compare) *Front { return &Front{under: under, c: c} }

// Init implements widget.Screen.
func (f *Front) Init() tea.Cmd {
	cmd := f.c.wake()
	if f.c.stage == resting {
		cmd = f.c.look()
	}
	return tea.Batch(f.under.Init(), cmd)
}

// Update implements widget.Screen.
func (f *Front) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case OpenMsg:
		f.shown = true
		return f.c.open()
	case leaveMsg:
		f.shown = false
		if f.c.Running() {
			return widget.Notice("The comparison goes on: C shows it.")
		}
		return nil
	case lookedMsg, movedMsg:
		return f.news(msg)
	case widget.StopMsg:
		f.c.quitting = true
		f.c.stop()
		return nil
	case widget.ThemeMsg:
		f.c.recolour(msg.Theme)
		return f.under.Update(msg)
	}
	if f.shown {
		switch msg := msg.(type) {
		case tea.KeyPressMsg:
			return f.c.press(msg)
		case tea.MouseWheelMsg:
			f.wheel(msg)
			return nil
		case tea.PasteMsg:
			return nil
		}
	}
	return f.pass(msg)
}

// pass hands a message to the screen that it belongs to.
func (f *Front) pass(msg tea.Msg) tea.Cmd {
	if cmd, mine := f.c.update(msg); mine {
		return cmd
	}
	return f.under.Update(msg)
}

// news takes what the comparison has to say, and says on the screen below what
// a person should know of it there.
func (f *Front) news(msg tea.Msg) tea.Cmd {
	ran := f.c.Running()
	cmd, _ := f.c.update(msg)
	_, looked := msg.(lookedMsg)
	switch {
	case f.shown:
		return cmd
	case looked && f.c.stage == leftovers && f.c.other != nil:
		return widget.Notice("Another comparison may still be running " + f.c.other.Where() + ": C shows what it made.")
	case looked && f.c.stage == leftovers:
		return widget.Notice("An earlier comparison was cut off: C removes what it made.")
	case ran && !f.c.Running() && !f.c.quitting:
		return tea.Batch(cmd, widget.Notice("The comparison has ended: C shows what it found."))
	default:
		return cmd
	}
}

func (f *Front) wheel(msg tea.MouseWheelMsg) {
	switch msg.Mouse().Button {
	case tea.MouseWheelUp:
		f.c.text.Update(tea.KeyPressMsg{Code: tea.KeyUp})
	case tea.MouseWheelDown:
		f.c.text.Update(tea.KeyPressMsg{Code: tea.KeyDown})
	default:
	}
}

// View implements widget.Screen.
func (f *Front) View(w, h int) string {
	if f.shown {
		return f.c.view(w, h)
	}
	return f.under.View(w, h)
}

// Title implements widget.Screen.
func (f *Front) Title() string {
	switch {
	case f.shown:
		return "compare " + f.c.lab.Secret.Safe()
	case f.c.Running():
		return f.under.Title() + " [comparing]"
	default:
		return f.under.Title()
	}
}

// Keys implements widget.Screen.
func (f *Front) Keys() []key.Binding {
	if f.shown {
		return f.c.keys()
	}
	return f.under.Keys()
}

// Typing implements widget.Screen.
func (f *Front) Typing() bool { return !f.shown && f.under.Typing() }

// Commands implements widget.Commander.
func (f *Front) Commands() []key.Binding {
	if u, ok := f.under.(widget.Commander); ok && !f.shown {
		return u.Commands()
	}
	return f.Keys()
}

// Brief implements widget.Briefer.
func (f *Front) Brief() string {
	if u, ok := f.under.(widget.Briefer); ok {
		return u.Brief()
	}
	return ""
}

// Help implements widget.Helper.
func (f *Front) Help() []string {
	if f.shown {
		return help()
	}
	if u, ok := f.under.(widget.Helper); ok {
		return u.Help()
	}
	return nil
}

// Busy implements widget.Busier.
func (f *Front) Busy() string {
	if what := f.c.Busy(); what != "" {
		return what
	}
	if u, ok := f.under.(widget.Busier); ok {
		return u.Busy()
	}
	return ""
}
