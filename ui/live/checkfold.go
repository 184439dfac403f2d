package live

import (
	"strconv"
	"strings"

	"charm.land/lipgloss/v2"

	"secretwatch/aws/doctor"
	"secretwatch/ui/widget"
)

// entry is one thing of the checklist that the cursor can be on: a finding, or
// the one line in which a group's passing checks are folded.
type entry struct {
	group   int
	fold    bool
	finding doctor.Finding // of a fold the zero value
}

// unfolds are the groups whose passing checks are set out.
type unfolds [len(groups)]bool

// entries are the checklist from the top: of each group what is not well, then
// the line for what is, and below it each of those where they are unfolded.
func (l *Live) entries(open unfolds) []entry {
	if l.report == nil {
		return nil
	}
	var all []entry
	for g, group := range groups {
		bad, well := parted(l.findings(group.hops))
		for _, f := range bad {
			all = append(all, entry{group: g, finding: f})
		}
		if len(well) > 0 {
			all = append(all, entry{group: g, fold: true})
		}
		if !open[g] {
			continue
		}
		for _, f := range well {
			all = append(all, entry{group: g, finding: f})
		}
	}
	return all
}

// parted are findings that have to be shown, and those that are well.
func parted(found []doctor.Finding) (bad, well []doctor.Finding) {
	for _, f := range found {
		if f.Status == doctor.OK {
			well = append(well, f)
		} else {
			bad = append(bad, f)
		}
	}
	return bad, well
}

// same reports that two entries stand for the same thing, maybe of two reports.
func (e entry) same(as entry) bool {
	return e.group == as.group && e.fold == as.fold && e.finding.Code == as.finding.Code && e.finding.Hop == as.finding.Hop
}

// turnFold sets a group's passing checks out, or folds them.
func (l *Live) turnFold(g int) { l.unfolded[g] = !l.unfolded[g] }

// foldLine says in w cells that so many checks of a group are well, and of which
// hops. A group that has its heading above needs no name.
func (l *Live) foldLine(g, w int, headed bool) string {
	_, well := parted(l.findings(groups[g].hops))
	hops := make([]string, len(well))
	for i, f := range well {
		hops[i] = string(f.Hop)
	}
	name, many, n := groups[g].title+": ", widget.Plural(len(well), "check", "checks"), strconv.Itoa(len(well))
	if headed {
		name = ""
	}
	list := strings.Join(hops, ", ")
	head := l.findingHead(doctor.Finding{Status: doctor.OK})
	room := w - checkIndent
	return widget.FitLine(head+longest(room,
		name+many+" well ("+list+")", name+many+" well", name+n+" well", strings.TrimSuffix(name, ": ")), w)
}

// longest is the first of texts that has room in w cells, the last where none has.
func longest(w int, texts ...string) string {
	for _, text := range texts[:len(texts)-1] {
		if lipgloss.Width(text) <= w {
			return text
		}
	}
	return texts[len(texts)-1]
}

// checkEnter is what enter does at the chosen line of the checklist.
func (l *Live) checkEnter() string {
	switch e, ok := l.chosenEntry(); {
	case ok && e.fold && l.unfolded[e.group]:
		return "fold"
	case ok && e.fold:
		return "unfold"
	}
	if _, ok := l.toApply(); ok {
		return "evidence" // the remedy has a key of its own, and that has to have room
	}
	return "evidence and remedy"
}
