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
	case lookedAroundMsg:
		s.lookedAround(msg)
		return nil
	case recordsMsg:
		s.wiz.SetReads(msg.records)
		return nil
	case paceMsg:
		s.wiz.SetPace(msg.perMinute)
		return nil
	case workTickMsg, jobSeenMsg, progressMsg, builtMsg, comeBackMsg: // it goes on whatever page is in front
		return s.work.update(msg)
	case standsMsg:
		return s.checked(msg)
	case undoSeenMsg, undoneMsg:
		return s.work.updateUndo(msg)
	case tea.KeyPressMsg:
		s.follow, s.fresh = true, false
		if cmd, done := s.press(msg); done {
			return cmd
		}
	case tea.PasteMsg:
		if s.covered() {
			return nil
		}
		s.follow, s.fresh = true, false
	}
	return s.page().update(msg)
}

// press handles the keys that every page has.
func (s *Screen) press(k tea.KeyPressMsg) (tea.Cmd, bool) {
	name := k.String()
	switch {
	case s.leaving:
		return s.pressLeaving(name), true
	case s.work.undoing != nil:
		return s.work.pressUndo(name), true
	case s.terms != nil:
		s.pressTerms(k)
		return nil, true
	}
	if full, ok := s.page().(fuller); ok && full.fills() {
		return nil, false
	}
	if esc, ok := s.page().(interface{ escape() bool }); ok && name == "esc" && esc.escape() {
		return nil, true
	}
	for _, c := range s.commands() {
		if c.key == name {
			return c.do(), true
		}
	}
	if name == "pgdown" || name == "pgup" {
		s.scroll(name)
		return nil, true
	}
	return nil, false
}

// pressLeaving: enter means "go on" everywhere else, so it does here.
func (s *Screen) pressLeaving(name string) tea.Cmd {
	switch name {
	case "y":
		return s.stop()
	case "enter", "esc", "n", "b":
		s.leaving = false
	}
	return nil
}

// stop leaves: at once where nothing is under way, else after the calls that
// are in flight.
func (s *Screen) stop() tea.Cmd {
	s.leaving = false
	if s.Busy() != "" {
		s.work.stop()
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
		return widget.Notice("There is no command to copy here.")
	}
	return tea.Batch(tea.SetClipboard(text), widget.Notice("Sent to the clipboard, as far as this terminal allows."))
}
