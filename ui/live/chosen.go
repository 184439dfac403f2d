package live

import (
	tea "charm.land/bubbletea/v2"

	"secretwatch/aws/doctor"
)

// chosenEntry is what the cursor of the checklist is on; false where it does not
// have the focus, or nothing to be on.
func (l *Live) chosenEntry() (entry, bool) {
	all := l.entries(l.unfolded)
	if l.focus != paneChecklist || len(all) == 0 || l.hunt.Covered() {
		return entry{}, false
	}
	return all[min(max(l.chosenAt, 0), len(all)-1)], true
}

// chosenFinding is the one that the cursor is on, or the verdict where the
// checklist does not have the focus. A line of passing checks is none.
func (l *Live) chosenFinding() (doctor.Finding, bool) {
	if l.report == nil || l.hunt.Covered() {
		return doctor.Finding{}, false
	}
	e, ok := l.chosenEntry()
	if !ok {
		return l.report.Verdict, true
	}
	return e.finding, !e.fold
}

// pressChecklist moves among the findings and opens one.
func (l *Live) pressChecklist(k tea.KeyPressMsg) tea.Cmd {
	most := max(len(l.entries(l.unfolded))-1, 0)
	page := 5
	switch k.String() {
	case "up", "k":
		l.chosenAt--
	case "down", "j":
		l.chosenAt++
	case "pgup":
		l.chosenAt -= page
	case "pgdown", "space":
		l.chosenAt += page
	case "home", "g":
		l.chosenAt = 0
	case "end", "G":
		l.chosenAt = most
	case "enter":
		return l.openFinding()
	}
	l.chosenAt = min(max(l.chosenAt, 0), most)
	return nil
}

// keepChosen leaves the cursor of the checklist on what it was on in the report
// before, where that is still there.
func (l *Live) keepChosen(was entry) {
	all := l.entries(l.unfolded)
	for i, e := range all {
		if e.same(was) {
			l.chosenAt = i
			return
		}
	}
	l.chosenAt = min(l.chosenAt, max(len(all)-1, 0))
}

// choose puts the cursor on the finding that is the verdict, on the first line
// where all is well.
func (l *Live) choose() {
	v := l.report.Verdict
	for i, e := range l.entries(l.unfolded) {
		if !e.fold && e.finding.Code == v.Code && e.finding.Hop == v.Hop {
			l.chosenAt = i
			return
		}
	}
	l.chosenAt = 0
}
