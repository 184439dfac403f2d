package setup

import (
	"slices"

	tea "charm.land/bubbletea/v2"

	"secretwatch/ui/widget"
	"secretwatch/wizard"
)

func (f *formPage) update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case tea.PasteMsg:
		if !f.shows {
			f.enterText(msg)
		}
	case tea.KeyPressMsg:
		return f.press(msg)
	}
	return nil
}

func (f *formPage) press(k tea.KeyPressMsg) tea.Cmd {
	if f.shows {
		return f.pressShown(k.String())
	}
	switch k.String() {
	case "enter":
		return f.accept()
	case "up":
		f.move(-1)
	case "down":
		f.move(1)
	case "tab":
		f.hop(1)
	case "shift+tab":
		if !f.hop(-1) {
			return f.back()
		}
	case "space", "m", "p":
		if f.typing() && (k.String() != "space" || !f.begins(f.row())) {
			f.enterText(k)
			return nil
		}
		f.pressLetter(k.String())
	case "u":
		if !f.typing() {
			return nothingToUndo()
		}
		f.enterText(k)
	default:
		f.enterText(k)
	}
	return nil
}

// nothingToUndo answers the u key where this run has made nothing.
func nothingToUndo() tea.Cmd {
	return widget.Notice("This run has made nothing in this step; b goes back to one in which it has.")
}

// pressLetter handles what is text while a field has the cursor.
func (f *formPage) pressLetter(name string) {
	switch {
	case name == "p" && f.step == wizard.StepFilter:
		f.more = true
		f.jump(wizard.QPattern)
	case name == "m" && f.hasMore():
		f.toggleMore()
	case name == "space":
		f.choose()
	}
}

// enterText gives keys and pastes to the field under the cursor.
func (f *formPage) enterText(msg tea.Msg) {
	if f.begins(f.row()) && writes(msg) {
		f.choose()
		f.jump(wizard.QValue)
	}
	r := f.row()
	switch r.kind {
	case textRow:
		in := f.fields[r.q.ID]
		if f.fresh[r.q.ID] && writes(msg) {
			in.SetValue("")
		}
		delete(f.fresh, r.q.ID)
		if in.Update(msg) {
			f.wiz.Set(r.q.ID, in.Value())
			delete(f.problems, r.q.ID)
			if r.q.ID == wizard.QPattern { // a pattern is tried as it is typed
				f.check(r.q.ID)
			}
			f.reprice()
		}
	case maskedRow:
		if mask(f.wiz.Value(), msg) {
			delete(f.problems, r.q.ID)
			if f.wiz.Value().Size() > 0 { // dots do not tell that it is too long
				f.check(r.q.ID)
			}
		}
	}
}

// writes reports that a message adds text.
func writes(msg tea.Msg) bool {
	switch msg := msg.(type) {
	case tea.PasteMsg:
		return true
	case tea.KeyPressMsg:
		return msg.Text != "" && !msg.Mod.Contains(tea.ModCtrl) && !msg.Mod.Contains(tea.ModAlt)
	default:
		return false
	}
}

// mask edits the hidden value. Its text never enters a field, so that no dump
// of one can show it.
func mask(v *wizard.Value, msg tea.Msg) bool {
	switch msg := msg.(type) {
	case tea.PasteMsg:
		v.Append(msg.Content)
	case tea.KeyPressMsg:
		switch {
		case msg.String() == "backspace" || msg.String() == "ctrl+h":
			v.Backspace()
		case msg.String() == "ctrl+u" || msg.String() == "ctrl+w":
			v.Zero()
		case writes(msg):
			v.Append(msg.Text)
		default:
			return false
		}
	default:
		return false
	}
	return true
}

// move goes n rows down; what is left is checked.
func (f *formPage) move(n int) {
	left := f.row()
	f.at = max(min(f.at+n, len(f.rows())-1), 0)
	if now := f.row(); now.q.ID != left.q.ID {
		f.check(left.q.ID)
	}
	f.focus()
}

// hop goes to the next or the previous question. It is false where there is
// none.
func (f *formPage) hop(n int) bool {
	from, rows := f.row(), f.rows()
	for i := f.at + n; i >= 0 && i < len(rows); i += n {
		if rows[i].q.ID == from.q.ID {
			continue
		}
		f.check(from.q.ID)
		if rows[i].kind == moreRow {
			f.at = i
			f.focus()
		} else {
			f.jump(rows[i].q.ID)
		}
		return true
	}
	return false
}

// check notes what is wrong with the answer to one question.
func (f *formPage) check(q wizard.Q) {
	delete(f.problems, q)
	for _, p := range f.wiz.Check(f.step) {
		if p.Question == q {
			f.problems[q] = p.Text
		}
	}
}

// choose answers with the option under the cursor.
func (f *formPage) choose() {
	r := f.row()
	switch r.kind {
	case optionRow:
		f.wiz.Set(r.q.ID, r.option.Value)
		if r.q.ID == wizard.QAttempts { // the recommended pattern of this choice
			f.wiz.Reset(wizard.QPattern)
			delete(f.problems, wizard.QPattern)
		}
	case confirmRow:
		answer := wizard.Yes
		if f.wiz.Answer(r.q.ID) == wizard.Yes {
			answer = wizard.No
		}
		f.wiz.Set(r.q.ID, answer)
	case pickRow:
		f.wiz.Set(r.q.ID, r.option.Value)
		f.fields[r.q.ID].SetValue(r.option.Value)
		delete(f.problems, r.q.ID)
		f.jump(r.q.ID)
	case moreRow:
		f.toggleMore()
	}
	f.refresh()
	f.reprice()
}

// refresh shows defaults that follow other answers, such as the pattern.
func (f *formPage) refresh() {
	for q, in := range f.fields {
		if !in.Focused() && in.Value() != f.wiz.Answer(q) {
			in.SetValue(f.wiz.Answer(q))
		}
	}
}

func (f *formPage) toggleMore() {
	f.more = !f.more
	if !f.more {
		f.jump("")
		return
	}
	for _, q := range f.wiz.Questions(f.step, true) {
		if q.More {
			f.jump(q.ID)
			return
		}
	}
}

// accept answers the step: what is well goes on to be made, and the next step
// comes; what is not is asked for.
func (f *formPage) accept() tea.Cmd {
	switch f.row().kind {
	case optionRow, pickRow:
		f.choose()
	}
	f.refresh()
	if problems := f.wiz.Check(f.step); len(problems) > 0 {
		f.point(problems)
		return nil
	}
	if f.doubts() {
		return nil
	}
	if f.whole {
		return f.goTo(wizard.StepReview)
	}
	return tea.Batch(f.work.agree(f.step), f.onward())
}

// onward leads to the next step; the last one with questions to the build.
func (f *formPage) onward() tea.Cmd {
	if f.step == wizard.StepAlarm {
		return f.goTo(wizard.StepBuild)
	}
	return f.next()
}

// point shows what is wrong and puts the cursor on the first of it.
func (f *formPage) point(problems []wizard.Problem) {
	for i, p := range problems {
		if p.Question != wizard.QValue || f.row().kind == maskedRow || f.wiz.Value().Size() > 0 {
			f.problems[p.Question] = p.Text
		} // else it is only being asked for
		if i == 0 {
			f.more = f.more || f.behindMore(p.Question)
			if f.row().q.ID != p.Question {
				f.jump(p.Question)
			}
		}
	}
}

// doubts holds back, once, a pattern that matches no read, and an alarm that tells
// of none.
func (f *formPage) doubts() bool {
	if f.step == wizard.StepAlarm {
		return f.doubtsAlarm()
	}
	pattern := f.wiz.Answer(wizard.QPattern)
	if f.step != wizard.StepFilter || !f.wiz.Changed(wizard.QPattern) || f.insisted == pattern || !f.wiz.Misses() {
		return false
	}
	f.insisted = pattern
	f.problems[wizard.QPattern] = "This pattern matches none of the reads above: no e-mail would ever come. Enter once more takes it all the same."
	f.more = true
	f.jump(wizard.QPattern)
	return true
}

// doubtsAlarm holds back numbers with which the person's own events set nothing off.
func (f *formPage) doubtsAlarm() bool {
	statistic := f.wiz.Answer(wizard.QStatistic)
	numbers := statistic + " " + f.wiz.Answer(wizard.QThreshold) + " " + f.wiz.Answer(wizard.QPeriod)
	i := slices.IndexFunc(f.wiz.Samples(), func(s wizard.Sample) bool { return s.Statistic == statistic })
	if i < 0 || f.insisted == numbers {
		return false
	}
	if s := f.wiz.Samples()[i]; s.Fires && !s.Always {
		return false
	}
	f.insisted = numbers
	f.problems[wizard.QStatistic] = "With these numbers no e-mail would come for a read, as the bars show. Enter once more takes them all the same."
	f.jump(wizard.QStatistic)
	return true
}

func (f *formPage) behindMore(q wizard.Q) bool {
	for _, known := range f.wiz.Questions(f.step, false) {
		if known.ID == q {
			return false
		}
	}
	return true
}
