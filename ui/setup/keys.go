package setup

import (
	"charm.land/bubbles/v2/key"

	"secretwatch/wizard"
)

// keyHelp is a key that works now and what it does.
type keyHelp struct{ key, does string }

// Keys implements widget.Screen.
func (s *Screen) Keys() []key.Binding {
	if s.leaving {
		return bindings([]keyHelp{{"enter", "leave"}, {"esc", "stay"}})
	}
	if full, ok := s.page().(fuller); ok && full.fills() {
		return full.fullKeys()
	}
	list := s.page().keys()
	hands := len(s.wiz.ByHand(s.wiz.Step().ID)) > 0 || s.wiz.Step().ID == wizard.StepRead
	switch {
	case s.page().typing() && hands:
		list = append(list, keyHelp{"ctrl+y", "copy command"})
	case hands:
		list = append(list, keyHelp{"y", "copy command"})
	}
	if s.mayGoBack() {
		if s.page().typing() {
			list = append(list, keyHelp{"shift+tab", "back"})
		} else {
			list = append(list, keyHelp{"b", "back"})
		}
	}
	if s.most > 0 {
		list = append(list, keyHelp{"pgdown", "read on"})
	}
	return bindings(append(list, keyHelp{"esc", "leave"}))
}

func bindings(list []keyHelp) []key.Binding {
	all := make([]key.Binding, 0, len(list))
	for _, k := range list {
		all = append(all, key.NewBinding(key.WithKeys(k.key), key.WithHelp(k.key, k.does)))
	}
	return all
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
		"Every question has an answer already: enter accepts it and goes on. Nothing is changed before you have accepted the plan.",
		"While a field has the cursor, letters are text; tab leaves it.",
	}
}
