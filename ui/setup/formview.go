package setup

import (
	"strings"

	"charm.land/lipgloss/v2"

	"secretwatch/aws/foreign"
	"secretwatch/ui/widget"
	"secretwatch/wizard"
)

func pad(s string, w int) string { return s + widget.Blank(w-lipgloss.Width(s)) }

func (f *formPage) draw(p *paper) {
	if f.shows {
		f.drawShown(p)
		return
	}
	f.drawForm(p)
	f.drawYes(p)
}

// drawRest: the settings that are well answered by their defaults, and the
// lessons that had no room above. Where there is no other question the settings
// are the question.
func (f *formPage) drawRest(p *paper) {
	if f.shows {
		return
	}
	if p.tight {
		f.drawLessons(p)
	}
	if f.settingsLast() {
		f.drawMore(p, f.row().kind == moreRow)
	}
}

// settingsLast reports that the row which opens the settings stands below what
// has to be read first.
func (f *formPage) settingsLast() bool { return !f.more && f.hasMore() && len(f.rows()) > 1 }

func (f *formPage) drawForm(p *paper) {
	rows := f.rows()
	at := f.row()
	f.drawFixed(p)
	var last wizard.Q
	for i, r := range rows {
		here := i == f.at
		if r.kind == moreRow {
			f.endOfQuestions(p, last)
			if !f.settingsLast() {
				f.drawMore(p, here)
			}
			break
		}
		if last != "" && r.q.ID != last {
			f.remarks(p, last)
			if last == at.q.ID {
				p.belongs()
			}
		}
		if here {
			p.here()
		}
		f.drawRow(p, r, here, r.q.ID != last, r.q.ID == at.q.ID)
		last = r.q.ID
	}
	if len(rows) == 0 || rows[len(rows)-1].kind != moreRow {
		f.endOfQuestions(p, last)
	}
}

// drawFixed lists what is made and keeps its name.
func (f *formPage) drawFixed(p *paper) {
	for _, q := range f.wiz.Questions(f.step, true) {
		if f.wiz.Fixed(q.ID) && (!q.More || f.more) {
			p.hang(p.Dim, "  "+pad(q.Label, labelWidth), foreign.Safe(f.wiz.Answer(q.ID))+" (made; only undoing the step frees the name)")
		}
	}
}

// endOfQuestions is what there is to say about the last of them.
func (f *formPage) endOfQuestions(p *paper, last wizard.Q) {
	if last == "" {
		return
	}
	f.remarks(p, last)
	if last == f.row().q.ID {
		p.belongs()
	}
}

// cursor is what stands in front of a row.
func (p *paper) cursor(here bool) string {
	if here {
		return p.Accent.Render(p.Glyphs.Cursor) + " "
	}
	return "  "
}

func (f *formPage) drawRow(p *paper, r row, here, first, asked bool) {
	switch r.kind {
	case textRow, maskedRow:
		if first {
			p.gap()
		}
		f.drawField(p, r, here)
		if text := f.wiz.Answer(r.q.ID); asked && r.q.ID == wizard.QPattern && lipgloss.Width(text) > p.fieldRoom() {
			p.hang(p.Text, "  "+p.Dim.Render("whole "), foreign.Safe(text))
		}
		if asked && r.q.Hint != "" {
			p.hang(p.Dim, p.under(), r.q.Hint)
		}
	case optionRow:
		if first {
			p.gap()
			p.line("  " + r.q.Label)
			if here {
				p.here()
			}
		}
		f.drawOption(p, r, here)
	case confirmRow:
		p.gap()
		mark := "[ ] no"
		if f.wiz.Answer(r.q.ID) == wizard.Yes {
			mark = "[" + p.Glyphs.OK + "] yes"
		}
		p.hang(p.Dim, p.cursor(here)+pad(r.q.Label, labelWidth)+mark+"  ", r.q.Hint)
	case pickRow:
		name := foreign.Safe(r.option.Value)
		p.line(p.cursor(here) + p.under()[2:] + p.Accent.Render(name) + p.Dim.Render("  exists"))
	}
}

// narrow is the width below which a field stands on a line of its own.
const narrow = 46

// under is the indent of what is said about a field.
func (p *paper) under() string {
	if p.w < narrow {
		return widget.Blank(3)
	}
	return widget.Blank(2 + labelWidth)
}

// fieldRoom is how many cells a field has between its brackets.
func (p *paper) fieldRoom() int {
	if p.w < narrow {
		return p.w - 4
	}
	return p.w - 2 - labelWidth - 2
}

func (f *formPage) drawField(p *paper, r row, here bool) {
	label, room := p.cursor(here)+pad(r.q.Label, labelWidth), p.fieldRoom()
	if p.w < narrow {
		p.line(p.cursor(here) + r.q.Label)
		label = "  "
	}
	brackets := p.Dim
	if here {
		brackets = p.Accent
	}
	var inside string
	if r.kind == maskedRow {
		inside = masked(p, f.wiz.Value(), here, room)
	} else {
		inside = f.fields[r.q.ID].View(room)
	}
	if here {
		p.here()
	}
	p.line(label + brackets.Render("[") + inside + brackets.Render("]"))
	if note := f.note(r); note != "" {
		p.hang(p.Warn, p.under(), note)
	}
}

func (f *formPage) note(r row) string {
	if r.kind != textRow {
		return ""
	}
	if note := f.fields[r.q.ID].Note(); note != "" {
		return strings.ToUpper(note[:1]) + note[1:] + "."
	}
	return ""
}

// masked shows a dot for every character, as far as there is room.
func masked(p *paper, v *wizard.Value, here bool, w int) string {
	dots := min(v.Len(), max(w-1, 0))
	end := ""
	if here {
		end = p.Accent.Reverse(true).Render(" ")
	}
	return widget.FitLine(strings.Repeat(p.Glyphs.Bullet, dots)+end, w)
}

func (f *formPage) drawOption(p *paper, r row, here bool) {
	mark, style := "( )", p.Text
	if f.chosen(r) {
		mark, style = p.Accent.Render("("+p.Glyphs.Dot+")"), p.Bold
	}
	wide := 0
	for _, o := range r.q.Options {
		wide = max(wide, lipgloss.Width(o.Label))
	}
	head := p.cursor(here) + mark + " " + style.Render(pad(r.option.Label, wide))
	p.hang(p.Dim, head+"   ", r.option.Note)
}

// remarks is what there is to say about an answer: what is wrong with it, or
// what should be thought of.
func (f *formPage) remarks(p *paper, q wizard.Q) {
	switch {
	case q == wizard.QStatistic:
		f.drawSamples(p)
	case q == wizard.QEvents && p.tight:
		f.drawActivity(p)
	case q == wizard.QEvents:
		f.drawActivities(p)
	case q == wizard.QAttempts && f.wiz.OwnPattern():
		p.text(p.Dim, "Your own pattern counts (below). Choosing here takes the recommended one again.")
		if !f.more {
			f.drawTrials(p)
		}
	case q == wizard.QAttempts && p.tight && !f.more:
		f.drawTally(p)
	case q == wizard.QAttempts && !f.more:
		f.drawTrials(p)
	}
	if text := f.problems[q]; text != "" {
		p.hang(p.Bad, p.Bad.Render(p.Glyphs.Bad)+" ", text)
	} else if text := f.wiz.Advice(q); text != "" {
		p.hang(p.Warn, p.Warn.Render(p.Glyphs.Warn)+" ", text)
	}
	if q == wizard.QPattern {
		f.drawTrials(p)
	}
}

// drawLessons are those of which the first screen had room for the gist only.
func (f *formPage) drawLessons(p *paper) {
	switch {
	case f.step == wizard.StepTrail:
		f.drawActivities(p)
	case f.step == wizard.StepFilter && !f.more:
		f.drawTrials(p)
	}
}

// drawMore is the row that opens the rest, below what the rest is now.
func (f *formPage) drawMore(p *paper, here bool) {
	p.gap()
	label := "fewer settings"
	if !f.more {
		label = "change these"
		f.Screen.facts(p, f.step)
		for _, q := range f.wiz.Questions(f.step, true) {
			if text := f.problems[q.ID]; text != "" && q.More {
				p.hang(p.Bad, p.Bad.Render(p.Glyphs.Bad)+" ", q.Label+": "+text)
			} else if text := f.wiz.Advice(q.ID); text != "" && q.More {
				p.hang(p.Warn, p.Warn.Render(p.Glyphs.Warn)+" ", text)
			}
		}
	}
	if here {
		p.here()
	}
	style := p.Dim
	if here {
		style = p.Accent
	}
	key := "  " + p.Key.Render("m")
	if f.typing() { // where m is a letter
		key = "  " + p.Key.Render("tab") + p.Dim.Render(" goes there")
	}
	p.line(p.cursor(here) + style.Render(label) + key)
}
