// Package app holds the program's one tea.Model: the frame around the screens,
// the way from one screen to the next, and the keys that work on all of them.
// It knows no screen by name. It may import ui/widget and ui/theme.
package app

import (
	"fmt"
	"strings"

	tea "charm.land/bubbletea/v2"
	"charm.land/lipgloss/v2"

	"secretwatch/ui/theme"
	"secretwatch/ui/widget"
)

// The smallest terminal in which the screens make sense, in cells.
const (
	MinWidth  = 40
	MinHeight = 12
)

// Options are what the program starts with. Banner and Place must be safe for
// a terminal.
type Options struct {
	Theme  theme.Theme
	Start  widget.Screen
	Banner string // "" where the endpoint is AWS itself
	// Place is where we are, such as "111122223333 us-east-1 admin". Where there
	// is no room its last words go first.
	Place string
	Mark  string // such as "READ-ONLY", "" for none; it is never left out
}

// Model is the root of the terminal program.
type Model struct {
	theme         theme.Theme
	dark          bool // the terminal's background, as far as it is known
	screen        widget.Screen
	banner, place string
	width, height int
	notice        string
	over          overlay
	help          widget.Scroll
	palette       palette
	mark          string // "" or a word that is never left out
	mouse         bool
	stopping      bool // a busy screen was asked to stop
	suspends      bool // ctrl+z goes back to the shell, and fg comes back
}

// overlay is what lies over the screen.
type overlay int

const (
	nothing overlay = iota
	helpPage
	stopQuestion
	commandPalette
)

// New makes the root model.
func New(o Options) *Model {
	return &Model{theme: o.Theme, dark: o.Theme.Dark, screen: o.Start, banner: o.Banner, place: o.Place, mark: o.Mark}
}

// Init implements tea.Model. The answer about the background may never come;
// until then the theme is the one of Options.
func (m *Model) Init() tea.Cmd {
	return tea.Batch(tea.RequestBackgroundColor, answerTo(m.screen, m.screen.Init()))
}

// Update implements tea.Model. What is not about the frame is the screen's.
func (m *Model) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	cmd := m.handle(msg)
	if m.over == stopQuestion && m.busy() == "" {
		m.over, m.notice = nothing, "It has ended by itself; ctrl+c leaves."
	}
	return m, cmd
}

func (m *Model) handle(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case tea.WindowSizeMsg:
		redraw := m.resize(msg)
		return tea.Batch(redraw, m.update(m.screen, msg))
	case tea.BackgroundColorMsg:
		m.dark = msg.IsDark()
		return m.recolor(m.theme.Look)
	case answerMsg:
		return m.update(msg.screen, msg.msg)
	case widget.ShowMsg:
		return m.show(msg.Screen)
	case widget.FrameMsg:
		m.banner, m.place, m.mark = msg.Banner, msg.Place, msg.Mark
		return nil
	case widget.MouseMsg:
		m.mouse = !m.mouse
		m.notice = "The mouse is off: the terminal selects text again."
		if m.mouse {
			m.notice = "The mouse is on: its wheel scrolls. To select text, hold shift, or turn it off."
		}
		return nil
	case tea.MouseMsg:
		if m.over != nothing || m.tooSmall() {
			return nil
		}
	case widget.NoticeMsg:
		m.notice = msg.Text
		return nil
	case tea.KeyPressMsg:
		return m.press(msg)
	case tea.PasteMsg:
		if m.over != nothing || m.tooSmall() {
			return nil
		}
	}
	return m.update(m.screen, msg)
}

// fullMargins has the whole screen scroll (DECSTBM).
const fullMargins = "\x1b[r"

// resize takes a new size. What was drawn for the one before may reach the
// terminal after it has the new one, and Bubble Tea scrolls parts of the screen
// between margins: those of the old size would then stay, and every frame after
// them be broken.
func (m *Model) resize(size tea.WindowSizeMsg) tea.Cmd {
	first := m.width == 0
	m.width, m.height = size.Width, size.Height
	if first {
		return nil
	}
	return tea.Sequence(tea.Raw(fullMargins), tea.ClearScreen)
}

// recolor draws everything in another look from now on.
func (m *Model) recolor(look theme.Look) tea.Cmd {
	m.theme = look.Theme(m.dark, m.theme.ASCII)
	return m.update(m.screen, widget.ThemeMsg{Theme: m.theme})
}

// nextLook goes on to the next colours, and says how to keep them.
func (m *Model) nextLook() tea.Cmd {
	look := m.theme.Look.Next()
	m.notice = "Colours: " + look.String() + ". To keep them: " + theme.Variable + "=" + look.String()
	return m.recolor(look)
}

func (m *Model) show(s widget.Screen) tea.Cmd {
	m.screen, m.over, m.stopping = s, nothing, false
	return tea.Batch(m.update(s, widget.ThemeMsg{Theme: m.theme}), answerTo(s, s.Init()))
}

// press handles the keys that work everywhere and passes on the others.
func (m *Model) press(k tea.KeyPressMsg) tea.Cmd {
	m.notice = ""
	name := k.String()
	switch {
	case name == "ctrl+c":
		return m.interrupt()
	case name == "ctrl+z" && m.suspends:
		return tea.Suspend
	case m.tooSmall():
		// What cannot be seen must not be pressed, except to leave.
		if name != "q" || !m.quits() {
			return nil
		}
	case m.over == stopQuestion:
		return m.answer(name)
	case name == "f2":
		return m.nextLook()
	case m.over == commandPalette:
		return m.pressPalette(k)
	case m.over == helpPage:
		if !m.help.Update(k) {
			m.over = nothing
		}
		return nil
	case name == "ctrl+p", name == ":" && !m.screen.Typing():
		m.openPalette()
		return nil
	case name == "f1", name == "ctrl+g", name == "?" && !m.screen.Typing():
		m.over = helpPage
		m.help.Home()
		return nil
	}
	return m.update(m.screen, k)
}

// interrupt ends the program, but asks first where that would cut something
// off; a second ctrl+c means it.
func (m *Model) interrupt() tea.Cmd {
	if m.busy() == "" || m.over == stopQuestion || m.stopping || m.tooSmall() {
		return tea.Interrupt
	}
	m.over = stopQuestion
	return nil
}

func (m *Model) answer(name string) tea.Cmd {
	switch name {
	case "y", "enter":
		m.over, m.stopping = nothing, true
		if m.busy() == "" { // it has ended meanwhile
			return tea.Quit
		}
		return m.update(m.screen, widget.StopMsg{})
	case "n", "esc":
		m.over = nothing
	}
	return nil
}

func (m *Model) busy() string {
	if b, ok := m.screen.(widget.Busier); ok {
		return b.Busy()
	}
	return ""
}

// quits reports that the screen takes q, and as the key that leaves.
func (m *Model) quits() bool { return !m.screen.Typing() && has(m.screen, "q") }

func (m *Model) tooSmall() bool { return m.width < MinWidth || m.height < MinHeight }

// needs is what is shown where the terminal is too small: one line, the longest
// of those that fit, and the way out in all of them.
func (m *Model) needs() string {
	out := "ctrl+c quits"
	if m.quits() {
		out = "q quits"
	}
	need, is := fmt.Sprintf("%dx%d", MinWidth, MinHeight), fmt.Sprintf("%dx%d", m.width, m.height)
	if b, ok := m.screen.(widget.Briefer); ok && b.Brief() != "" {
		state := b.Brief()
		for _, line := range []string{
			state + "; secretwatch needs " + need + ", this is " + is + "; " + out, state + "; needs " + need + ", is " + is + "; " + out,
			state + "; needs " + need + "; " + out, state + "; " + out,
		} {
			if lipgloss.Width(line) <= m.width {
				return line
			}
		}
	}
	for _, line := range []string{
		"secretwatch needs " + need + ", this is " + is + "; " + out, "needs " + need + ", is " + is + "; " + out,
		out + "; needs " + need, out,
	} {
		if lipgloss.Width(line) <= m.width {
			return line
		}
	}
	return strings.TrimSuffix(out, " quits")
}
