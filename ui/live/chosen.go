package live

import (
	tea "charm.land/bubbletea/v2"

	"secretwatch/aws/doctor"
)

// ordered are the findings as the checklist shows them, group by group.
func (l *Live) ordered() []doctor.Finding {
	var all []doctor.Finding
	if l.report != nil {
		for _, g := range groups {
			all = append(all, l.findings(g.hops)...)
		}
	}
	return all
}

// chosenFinding is the one that the cursor is on, or the verdict where the
// checklist does not have the focus.
func (l *Live) chosenFinding() (doctor.Finding, bool) {
	if l.report == nil || l.hunt.Covered() {
		return doctor.Finding{}, false
	}
	all := l.ordered()
	if l.focus != paneChecklist || len(all) == 0 {
		return l.report.Verdict, true
	}
	return all[min(max(l.chosenAt, 0), len(all)-1)], true
}

// pressChecklist moves among the findings and opens one.
func (l *Live) pressChecklist(k tea.KeyPressMsg) tea.Cmd {
	most := max(len(l.ordered())-1, 0)
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

// choose puts the cursor on the finding that is the verdict, where it was not
// moved to another one that is still there.
func (l *Live) choose() {
	v := l.report.Verdict
	for i, f := range l.ordered() {
		if f.Code == v.Code && f.Hop == v.Hop {
			l.chosenAt = i
			return
		}
	}
	l.chosenAt = min(l.chosenAt, max(len(l.report.Findings)-1, 0))
}
