package setup

import (
	"slices"

	tea "charm.land/bubbletea/v2"

	"secretwatch/ui/widget"
	"secretwatch/wizard"
)

// formPage asks the questions of one step; once they are answered it shows what
// becomes of the answers, until somebody wants to change them. The cursor stands on a row: a text
// field, one option of a choice, or the row that opens the rest. Moving it
// changes no answer; enter answers and goes on, space only answers.
type formPage struct {
	*Screen
	step     wizard.StepID
	shows    bool           // the answers and what they made, not the questions
	more     bool           // also ask what is well answered by its default
	tried    []wizard.Trial // of the last pattern that was one
	insisted string         // the pattern that was accepted although it matches no read
	at       int
	fresh    map[wizard.Q]bool // answered by the default: the first letter begins anew
	fields   map[wizard.Q]*widget.Input
	problems map[wizard.Q]string
	stood    map[wizard.Q]string // the answers before they were changed
}

type rowKind int

const (
	textRow rowKind = iota
	maskedRow
	optionRow
	confirmRow
	pickRow // the name of a secret that exists
	moreRow
)

type row struct {
	kind   rowKind
	q      wizard.Question
	option wizard.Option
}

// picks is how many existing secrets are offered below the field.
const picks = 4

func (f *formPage) enter() tea.Cmd {
	f.fields, f.problems, f.fresh = map[wizard.Q]*widget.Input{}, map[wizard.Q]string{}, map[wizard.Q]bool{}
	for _, q := range f.wiz.Questions(f.step, true) {
		if q.Kind == wizard.Text {
			in := widget.NewInput(f.theme, widget.InputOptions{Value: f.wiz.Answer(q.ID), Most: mostTyped})
			f.fields[q.ID] = &in
			f.fresh[q.ID] = (q.ID == wizard.QSecret || q.ID == wizard.QEmail) && !f.wiz.Changed(q.ID)
		}
	}
	f.shows = f.work.touched(f.step) && !f.whole
	f.stood = nil
	f.jump("")
	if f.step == wizard.StepFilter && f.wiz.OwnPattern() { // on a choice, enter would give it up
		f.more = true
		f.jump(wizard.QPattern)
	}
	return f.askOwn()
}

// askOwn asks for the account's own numbers where a step can use them. Without
// the permission the samples do, so an error says nothing here.
func (f *formPage) askOwn() tea.Cmd {
	ctx, records, pace := f.ctx, f.deps.Records, f.deps.EventsPerMinute
	switch {
	case f.step == wizard.StepFilter && records != nil:
		return func() tea.Msg {
			list, err := records(ctx)
			return recordsMsg{list, err}
		}
	case f.step == wizard.StepAlarm && pace != nil:
		return func() tea.Msg {
			perMinute, err := pace(ctx)
			return paceMsg{perMinute, err}
		}
	default:
		return nil
	}
}

// mostTyped is more than any answer may have, so that what is a little too long
// is refused with its length. What goes beyond is left out, and the field says
// so: every key costs time in the length of what is there.
const mostTyped = 2 << 10

func (f *formPage) rows() []row {
	var rows []row
	rest := false
	for _, q := range f.wiz.Questions(f.step, true) {
		if f.wiz.Fixed(q.ID) {
			continue
		}
		if q.More && !f.more {
			rest = true
			continue
		}
		rows = append(rows, f.rowsOf(q)...)
	}
	if rest || f.more {
		rows = append(rows, row{kind: moreRow})
	}
	return rows
}

func (f *formPage) rowsOf(q wizard.Question) []row {
	switch q.Kind {
	case wizard.Masked:
		return []row{{kind: maskedRow, q: q}}
	case wizard.Confirm:
		return []row{{kind: confirmRow, q: q}}
	case wizard.Choice:
		var rows []row
		for _, o := range q.Options {
			rows = append(rows, row{kind: optionRow, q: q, option: o})
		}
		return rows
	}
	rows := []row{{kind: textRow, q: q}}
	if q.ID == wizard.QSecret {
		for _, name := range f.offered() {
			rows = append(rows, row{kind: pickRow, q: q, option: wizard.Option{Value: name, Label: name}})
		}
	}
	return rows
}

// offered are the existing secrets that begin with what was typed; all of them
// while nothing was.
func (f *formPage) offered() []string {
	prefix := f.wiz.Answer(wizard.QSecret)
	if !f.wiz.Changed(wizard.QSecret) {
		prefix = ""
	}
	chosen := f.wiz.Answer(wizard.QSecret)
	names := slices.DeleteFunc(f.wiz.Existing(prefix, picks+1), func(name string) bool { return name == chosen })
	return names[:min(len(names), picks)]
}

// changeable reports that there is an answer to change.
func (f *formPage) changeable() bool {
	return slices.ContainsFunc(f.wiz.Questions(f.step, true), func(q wizard.Question) bool { return !f.wiz.Fixed(q.ID) })
}

// chosen reports that an option is the answer. While a pattern of the person's own
// counts, no choice of reads does.
func (f *formPage) chosen(r row) bool {
	return f.wiz.Answer(r.q.ID) == r.option.Value && (r.q.ID != wizard.QAttempts || !f.wiz.OwnPattern())
}

func (f *formPage) row() row {
	rows := f.rows()
	f.at = max(min(f.at, len(rows)-1), 0)
	if len(rows) == 0 {
		return row{kind: moreRow}
	}
	return rows[f.at]
}

// jump puts the cursor on a question, on the option that is chosen; on the
// first row for "".
func (f *formPage) jump(q wizard.Q) {
	f.at = 0
	for i, r := range f.rows() {
		if q == "" {
			q = r.q.ID
		}
		if r.q.ID != q || r.kind == pickRow {
			continue
		}
		if r.kind != optionRow || r.option.Value == f.wiz.Answer(q) {
			f.at = i
			break
		}
	}
	f.focus()
}

// focus gives the field under the cursor the keys.
func (f *formPage) focus() {
	r := f.row()
	for q, in := range f.fields {
		if r.kind == textRow && q == r.q.ID {
			in.Focus()
		} else {
			in.Blur()
		}
	}
}

func (f *formPage) typing() bool {
	r := f.row()
	return !f.shows && (r.kind == textRow || r.kind == maskedRow || f.begins(r))
}

// begins reports the option that stands for a value to type, while nothing has been
// typed: what is typed on it is the value's beginning, and no key of the wizard's.
// Later a letter would be added to a value that cannot be seen.
func (f *formPage) begins(r row) bool {
	return r.kind == optionRow && r.q.ID == wizard.QSource && r.option.Value == wizard.FromTyping && f.wiz.Value().Size() == 0
}

func (f *formPage) retheme() {
	for _, in := range f.fields {
		in.SetTheme(f.theme)
	}
}

func (f *formPage) keys() []keyHelp {
	if f.shows {
		return f.shownKeys()
	}
	does := "make it"
	switch {
	case f.whole:
		does = "to the plan"
	case f.stood != nil && f.work.standing(f.step) == standsNow:
		does = "take it"
	case f.step == wizard.StepSecret && f.wiz.Exists():
		does = "watch it"
	case len(f.there.changes) > 0 && f.work.standing(f.step) != standsNow:
		does = "go on"
	}
	if r := f.row(); r.kind == optionRow && !f.chosen(r) {
		does = "choose, " + does
	}
	list := []keyHelp{{"enter", does}, {"tab", "move"}}
	switch f.row().kind {
	case optionRow, confirmRow, pickRow:
		list = append(list, keyHelp{"space", "choose"})
	}
	if !f.typing() && f.hasMore() {
		does := "more settings"
		if f.more {
			does = "fewer settings"
		}
		list = append(list, keyHelp{"m", does})
	}
	return list
}

func (f *formPage) hasMore() bool {
	rows := f.rows()
	return len(rows) > 0 && rows[len(rows)-1].kind == moreRow
}
