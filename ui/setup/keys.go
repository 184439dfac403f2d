package setup

import (
	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"secretwatch/wizard"
)

// keyHelp is a key that works now and what it does.
type keyHelp struct{ key, does string }

// command is a key of the wizard itself. While a field has the cursor a letter
// is text: then a key with ctrl stands in for it, where there is one.
type command struct {
	key  string
	does string
	do   func() tea.Cmd
}

// commands are those that work now on the page in front, the most useful first.
func (s *Screen) commands() []command {
	id, typing := s.wiz.Step().ID, s.page().typing()
	var list []command
	add := func(may bool, letter, ctrl, does string, do func() tea.Cmd) {
		name := letter
		if typing {
			name = ctrl
		}
		if may && name != "" {
			list = append(list, command{name, does, do})
		}
	}
	now := func(do func()) func() tea.Cmd {
		return func() tea.Cmd {
			do()
			return nil
		}
	}
	form := len(wizard.Builds(id)) > 0
	add(s.troubled() != "", "g", "", "go to what needs you", func() tea.Cmd { return s.goTo(s.troubled()) })
	add(s.mayGoBack(), "b", "shift+tab", "back", s.back)
	add(true, "e", "ctrl+t", "explain", now(s.explainTerms))
	add(s.hasCommands(), "y", "ctrl+y", "copy", s.copyCommands)
	add(form || id == wizard.StepAccount, "x", "ctrl+x", "accept all", s.acceptAll)
	add(form && len(s.work.undoable(id)) > 0, "u", "", "undo", func() tea.Cmd { return s.work.undo(id) })
	does := "read more"
	if s.unfolded {
		does = "read less"
	}
	add(s.foldable, s.foldKey(), "ctrl+o", does, now(s.unfold))
	leave := now(func() { s.leaving = true })
	add(true, "s", "", "leave", leave)
	return append(list, command{"esc", "leave", leave})
}

// hasCommands: y copies, unless it is the yes to a question.
func (s *Screen) hasCommands() bool {
	id := s.wiz.Step().ID
	if j := s.work.jobs[id]; j != nil && j.state == asking {
		return false
	}
	return id != wizard.StepReview && id != wizard.StepBuild // all others have some, and writing them at each key takes time
}

// watches reports that w is an answer here.
func (s *Screen) watches() bool {
	for _, k := range s.page().keys() {
		if k.key == "w" {
			return true
		}
	}
	return false
}

// troubled is a step other than the one in front that waits for the person; ""
// where none does.
func (s *Screen) troubled() wizard.StepID {
	for _, step := range wizard.Steps() {
		if j := s.work.jobs[step.ID]; j != nil && j.needs() && step.ID != s.wiz.Step().ID && step.ID != wizard.StepBuild {
			return step.ID
		}
	}
	return ""
}

// mayGoBack: before the first step there is none; shift+tab goes through a
// form's own questions first.
func (s *Screen) mayGoBack() bool {
	if f, ok := s.page().(*formPage); ok && f.typing() {
		return false
	}
	return s.wiz.At() > 0
}

// acceptAll leaves every other question at its answer and shows the plan of the
// whole, to be made at once.
func (s *Screen) acceptAll() tea.Cmd {
	if a, ok := s.page().(*accountPage); ok && !a.known {
		return nil
	}
	s.whole, s.came = true, s.wiz.Step().ID
	s.work.drop()
	return s.goTo(wizard.StepReview)
}

// Keys implements widget.Screen.
func (s *Screen) Keys() []key.Binding {
	switch {
	case s.leaving:
		return bindings([]keyHelp{{"y", "leave"}, {"esc", "stay"}})
	case s.work.undoing != nil:
		return bindings(s.work.undoKeys())
	case s.terms != nil:
		return bindings([]keyHelp{{"down", "next"}, {"up", "previous"}, {"esc", "close"}})
	}
	if full, ok := s.page().(fuller); ok && full.fills() {
		return full.fullKeys()
	}
	list, later := apart(s.page().keys())
	if s.page().typing() && s.wiz.At() > 0 && !s.mayGoBack() { // else it is among the commands
		list = append(list, keyHelp{"shift+tab", "back"})
	}
	for _, c := range s.commands() {
		if c.key == "s" || c.key == "w" || c.key == "ctrl+o" { // esc leaves too, and the page itself tells of the fold
			continue
		}
		list = append(list, keyHelp{c.key, c.does})
	}
	list = append(list, later...)
	if s.most > 0 {
		list = append(list, keyHelp{"pgdown", "read on"})
	}
	return bindings(list)
}

// apart puts aside what the page itself tells about, or what every form has:
// a narrow footer has no room for it.
func apart(list []keyHelp) (first, later []keyHelp) {
	for _, k := range list {
		if k.key == "tab" || k.key == "m" || k.key == "space" {
			later = append(later, k)
		} else {
			first = append(first, k)
		}
	}
	return first, later
}

func bindings(list []keyHelp) []key.Binding {
	all := make([]key.Binding, 0, len(list))
	for _, k := range list {
		all = append(all, key.NewBinding(key.WithKeys(k.key), key.WithHelp(shortKey(k.key), k.does)))
	}
	return all
}

// shortKey is a key as the footer writes it.
func shortKey(name string) string {
	if name == "down" || name == "up" {
		return map[string]string{"down": "↓", "up": "↑"}[name]
	}
	return name
}

// fuller is a page that sometimes fills the whole main column by itself and
// takes every key then.
type fuller interface {
	fills() bool
	fill(w, h int) string
	fullKeys() []key.Binding
}

// Help implements widget.Helper.
func (s *Screen) Help() []string {
	return []string{
		"Every question has an answer already: enter accepts the step's answers, begins to make its parts, and goes on. " +
			"x accepts all defaults and shows the plan of the whole; then nothing is made before you have accepted that.",
		"While a field has the cursor, letters are text; tab leaves it. s or esc leaves setup and says how to go on.",
	}
}
