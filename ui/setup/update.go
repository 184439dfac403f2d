package setup

import (
	"time"

	tea "charm.land/bubbletea/v2"

	"secretwatch/ui/widget"
	"secretwatch/wizard"
)

// Update implements widget.Screen.
func (s *Screen) Update(msg tea.Msg) tea.Cmd {
	s.now = time.Now()
	switch msg := msg.(type) {
	case widget.ThemeMsg:
		s.theme = msg.Theme
		for _, p := range s.pages {
			if themed, ok := p.(interface{ retheme() }); ok {
				themed.retheme()
			}
		}
		return nil
	case widget.StopMsg:
		return s.stop()
	case tickMsg:
		if msg.visit != s.visit {
			return nil
		}
	case secretsMsg: // from the account page, but wanted on the next
		s.wiz.SetExisting(msg.names)
		s.reprice()
		return nil
	case progressMsg, builtMsg: // the build goes on whatever page is in front
		return s.pages[wizard.StepBuild].update(msg)
	case tea.KeyPressMsg:
		s.follow = true
		if cmd, done := s.press(msg); done {
			return cmd
		}
	case tea.PasteMsg:
		if s.leaving {
			return nil
		}
		s.follow = true
	}
	return s.page().update(msg)
}

// press handles the keys that every page has.
func (s *Screen) press(k tea.KeyPressMsg) (tea.Cmd, bool) {
	name := k.String()
	if s.leaving {
		return s.pressLeaving(name), true
	}
	if full, ok := s.page().(fuller); ok && full.fills() {
		return nil, false
	}
	switch name {
	case "pgdown", "pgup":
		s.scroll(name)
		return nil, true
	case "ctrl+y":
		return s.copyCommands(), true
	case "esc":
		if esc, ok := s.page().(interface{ escape() bool }); ok && esc.escape() {
			return nil, true
		}
		s.leaving = true
		return nil, true
	}
	if s.page().typing() {
		return nil, false
	}
	switch name {
	case "y":
		return s.copyCommands(), true
	case "b":
		if s.mayGoBack() {
			return s.back(), true
		}
	}
	return nil, false
}

// mayGoBack: what is built cannot be answered differently on the way back.
func (s *Screen) mayGoBack() bool {
	switch s.wiz.Step().ID {
	case wizard.StepAccount, wizard.StepBuild, wizard.StepConfirm, wizard.StepRead:
		return false
	default:
		return true
	}
}

func (s *Screen) pressLeaving(name string) tea.Cmd {
	switch name {
	case "enter", "y":
		return s.stop()
	case "esc", "n", "b":
		s.leaving = false
	}
	return nil
}

// stop leaves: at once where nothing is under way, else after the calls that
// are in flight.
func (s *Screen) stop() tea.Cmd {
	s.leaving = false
	b, _ := s.pages[wizard.StepBuild].(*buildPage)
	if b.state == building {
		b.stop()
		return nil
	}
	s.wiz.Value().Zero()
	return tea.Quit
}

func (s *Screen) scroll(name string) {
	const step = 8
	s.follow = false
	if name == "pgdown" {
		s.top = min(s.top+step, s.most)
	} else {
		s.top = max(s.top-step, 0)
	}
}

// copyCommands sends the step's AWS CLI twin to the clipboard. Terminals do
// not answer, so nobody knows whether it arrived.
func (s *Screen) copyCommands() tea.Cmd {
	text := wizard.Script(s.wiz.ByHand(s.wiz.Step().ID))
	if c, ok := s.page().(interface{ command() string }); ok {
		text = c.command()
	}
	if text == "" {
		return nil
	}
	return tea.Batch(tea.SetClipboard(text), widget.Notice("Sent to the clipboard, as far as this terminal allows."))
}
