package setup

import (
	tea "charm.land/bubbletea/v2"

	"secretwatch/wizard"
)

// pressShown handles the keys while the answers and what they made are shown.
func (f *formPage) pressShown(name string) tea.Cmd {
	j := f.work.jobs[f.step]
	asks := j != nil && j.state == asking
	switch {
	case name == "enter":
		if problems := f.wiz.Check(f.step); len(problems) > 0 {
			f.change()
			f.point(problems)
			return nil
		}
		return f.onward()
	case name == "c" && f.changeable():
		f.change()
	case name == "u": // where it undoes, it is answered before
		return nothingToUndo()
	case name == "r" && j != nil && j.needs():
		return f.work.retry(j)
	case name == "y" && asks:
		return f.work.allow(j)
	case name == "w" && asks && f.mayWatch(j.desired, blockedOf(j.changes)):
		f.watchExisting(j.desired.Secret)
		return f.work.retry(j)
	}
	return nil
}

func (f *formPage) shownKeys() []keyHelp {
	var list []keyHelp
	if j := f.work.jobs[f.step]; j != nil && j.needs() {
		switch blocked := blockedOf(j.changes); {
		case j.state == failed:
			list = append(list, keyHelp{"r", "try again"})
		case f.mayWatch(j.desired, blocked):
			list = append(list, keyHelp{"w", "watch that one"})
		case len(blocked) > 0:
			list = append(list, keyHelp{"r", "look again"})
		default:
			list = append(list, keyHelp{"y", "yes"})
		}
	}
	list = append(list, keyHelp{"enter", "next"})
	if f.changeable() {
		list = append(list, keyHelp{"c", "change"})
	}
	return list
}

// change opens the answers of a step that was answered.
func (f *formPage) change() {
	f.stood = map[wizard.Q]string{}
	for _, q := range f.wiz.Questions(f.step, true) {
		f.stood[q.ID] = f.wiz.Answer(q.ID)
	}
	f.shows = false
	f.jump("")
}

// unchange goes back to what the step has made, and is false where the answers
// were not opened from there. A new answer that could not stand becomes again what
// it was.
func (f *formPage) unchange() bool {
	if f.shows || f.stood == nil || f.whole || !f.work.touched(f.step) {
		return false
	}
	for _, p := range f.wiz.Check(f.step) {
		if answer, ok := f.stood[p.Question]; ok {
			f.wiz.Set(p.Question, answer)
		}
	}
	for _, in := range f.fields {
		in.Blur()
	}
	f.refresh()
	f.reprice()
	f.problems, f.stood, f.shows = map[wizard.Q]string{}, nil, true
	return true
}

// ask says how far the step is, once it was answered.
func (f *formPage) ask() string {
	if !f.shows {
		return ""
	}
	switch f.work.standing(f.step) {
	case trouble:
		return "This step needs you."
	case standsNow:
		return "This step is done."
	case underWay:
		return "This step is being made."
	default:
		return "This step is answered."
	}
}

// drawShown is the answered step: what it makes, and the answers.
func (f *formPage) drawShown(p *paper) {
	if j := f.work.jobs[f.step]; j != nil && j.needs() {
		f.work.drawTrouble(p, j)
		p.gap()
	}
	f.work.drawParts(p, f.step)
	p.gap()
	keys := p.Key.Render("enter") + " goes on"
	if f.changeable() {
		keys += "   " + p.Key.Render("c") + " changes the answers"
	}
	if len(f.work.undoable(f.step)) > 0 {
		keys += "   " + p.Key.Render("u") + " undoes it"
	}
	p.line(keys)
	p.head("Your answers", "")
	f.list(p, f.wiz.Answers(f.step))
}
