package live

import (
	"fmt"
	"strings"
	"time"

	"charm.land/lipgloss/v2"
	"github.com/charmbracelet/x/ansi"

	"secretwatch/aws/doctor"
	"secretwatch/aws/foreign"
	"secretwatch/aws/monitor"
	"secretwatch/ui/hunt"
	"secretwatch/ui/widget"
)

// groups are the questions of the checklist, in the order of the way from the
// read to the mail.
var groups = [...]struct {
	title string
	hops  []monitor.Hop
}{
	{"account and reads", []monitor.Hop{monitor.HopAccount, monitor.HopRead, monitor.HopHistory}},
	{"log delivery", []monitor.Hop{monitor.HopTrail, monitor.HopDelivery}},
	{"filter matches", []monitor.Hop{monitor.HopFilter, monitor.HopMetric}},
	{"alarm configuration", []monitor.Hop{monitor.HopAlarm, monitor.HopAction, monitor.HopTopic}},
	{"subscription confirmation", []monitor.Hop{monitor.HopSubscription, monitor.HopMail}},
}

// checklistNote counts what is not well, for the pane's title.
func (l *Live) checklistNote() string {
	if l.report == nil || l.hunt.Covered() {
		return ""
	}
	counts := map[doctor.Status]int{}
	for _, f := range l.report.Findings {
		if !harmless(f) {
			counts[f.Status]++
		}
	}
	var parts []string
	for _, s := range []doctor.Status{doctor.Broken, doctor.Waiting, doctor.Unknown, doctor.Warning} {
		if counts[s] > 0 {
			_, _, word := l.theme.Status(s)
			parts = append(parts, fmt.Sprintf("%d %s", counts[s], word))
		}
	}
	if len(parts) == 0 {
		return "all well"
	}
	return strings.Join(parts, ", ")
}

// checklistView draws the findings in their groups: what is not well with all
// that is known of it, what is well folded. Where there is no room for that the
// evidence goes first, so that the whole chain is in sight; enter shows it.
func (l *Live) checklistView(w, h int) string {
	if l.hunt.Covered() {
		return widget.Fit(strings.Join(hunt.CoveredLines(l.theme, w), "\n"), w, h)
	}
	drawn := checkDraw{w: w, h: h, focus: l.focus == paneChecklist, at: l.chosenAt, unfolded: l.unfolded}
	if before := l.checkDrawn; before != drawn {
		l.checkDrawn = drawn
		lines, first, last := l.checklistLines(drawn, l.detailFor(drawn))
		l.checklist.SetLines(lines)
		if drawn.focus && (before.focus || h < lowChecklist) {
			l.checklist.Marked(l.theme, w, h) // so that it knows its height
			l.checklist.Reveal(first, last)
		}
	}
	return l.checklist.Marked(l.theme, w, h)
}

// checkDraw is for what the checklist's lines were made; the zero value makes
// them anew.
type checkDraw struct {
	w, h     int
	focus    bool
	at       int
	unfolded unfolds
}

// detail is how much of what is not well is set out.
type detail int

const (
	allOfIt detail = iota
	withoutEvidence
	leastOfIt // nor the remedy's commands
)

// detailFor is the most for which there is room while all that is well is folded:
// unfolding it shall not change the rest.
func (l *Live) detailFor(d checkDraw) detail {
	d.unfolded, d.focus = unfolds{}, false
	for much := allOfIt; much < leastOfIt; much++ {
		if lines, _, _ := l.checklistLines(d, much); len(lines) <= d.h {
			return much
		}
	}
	return leastOfIt
}

// lowChecklist is in how many lines the verdict has no room above the finding that
// is chosen.
const lowChecklist = 8

// checkIndent is where a finding's text begins, behind its state.
const checkIndent = 12

// checklistLines are the findings, with a cursor where the checklist has the
// focus; first and last are the lines that it is on.
func (l *Live) checklistLines(d checkDraw, much detail) (lines []string, first, last int) {
	t, w := l.theme, d.w
	if l.report == nil {
		said := l.verdictParts()
		lines := []string{"", "  " + said.style.Render(said.head)}
		return append(lines, widget.Indent("  ", widget.Wrap(said.text, w-2))...), 0, 0
	}
	lines = l.verdictLines(w, much, d.focus)
	group, apart, unfolding := -1, len(lines) > 0, false
	for at, e := range l.entries(d.unfolded) {
		bad, _ := parted(l.findings(groups[e.group].hops))
		if e.group != group {
			open := len(bad) > 0 || d.unfolded[e.group]
			if (open || apart) && len(lines) > 0 && much == allOfIt {
				lines = append(lines, "")
			}
			if len(bad) > 0 {
				lines = append(lines, t.Heading.Render(strings.ToUpper(groups[e.group].title)))
			}
			group, apart = e.group, open
		}
		part := l.entryLines(e, w, len(bad) > 0, much)
		if d.focus && at == d.at {
			first, last = len(lines), len(lines)+len(part)-1
			plain := ansi.Strip(part[0])
			part[0] = t.Cursor.Render(widget.FitLine(t.Glyphs.Cursor+strings.TrimPrefix(plain, " "), w))
			if at == 0 && last < d.h {
				first = 0 // with the verdict above it
			}
		}
		lines = append(lines, part...)
		if d.focus && at == d.at {
			unfolding = e.fold
		} else if unfolding = unfolding && e.group == group && e.finding.Status == doctor.OK && !e.fold; unfolding {
			last = len(lines) - 1 // what was unfolded comes into view too
		}
	}
	return lines, first, last
}

// entryLines are one entry, below its group's heading or without.
func (l *Live) entryLines(e entry, w int, headed bool, much detail) []string {
	switch {
	case e.fold:
		return []string{l.foldLine(e.group, w, headed)}
	case e.finding.Status == doctor.OK:
		return widget.Indent("  ", l.findingLines(e.finding, w-2, allOfIt))
	default:
		return l.findingLines(e.finding, w, much)
	}
}

func (l *Live) findings(hops []monitor.Hop) []doctor.Finding {
	var found []doctor.Finding
	for _, f := range l.report.Findings {
		for _, h := range hops {
			if f.Hop == h {
				found = append(found, f)
			}
		}
	}
	return found
}

func (l *Live) findingHead(f doctor.Finding) string {
	style, glyph, word := l.look(f)
	return " " + style.Render(widget.FitLine(glyph+" "+word, 10)) + " "
}

func (l *Live) findingText(f doctor.Finding) string {
	text := foreign.Safe(f.Summary)
	if f.Status != doctor.OK && f.Code != "" {
		return l.theme.Bold.Render(foreign.Safe(f.Code)) + "  " + text
	}
	return text
}

// findingLines is one finding: what it says, and the evidence for it where that
// is wanted.
func (l *Live) findingLines(f doctor.Finding, w int, much detail) []string {
	t := l.theme
	lines := widget.Indent(l.findingHead(f), widget.Wrap(l.findingText(f), max(w-checkIndent, 8)))
	if much != allOfIt {
		return lines
	}
	for _, e := range f.Evidence {
		for _, part := range l.factLines(e, max(w-14, 8)) {
			lines = append(lines, widget.Blank(14)+t.Dim.Render(part))
		}
	}
	if f.BecauseOf != "" {
		lines = append(lines, widget.Blank(14)+t.Dim.Render("because of "+foreign.Safe(f.BecauseOf)))
	}
	return lines
}

// unaged is a moment by the pane's clock, without how long ago it was when the check
// was made: that would soon be wrong here.
func (l *Live) unaged(value string) string {
	stamp, age, ok := strings.Cut(value, " (")
	if !ok || !strings.HasSuffix(age, " ago)") {
		return value
	}
	at, err := time.Parse(time.RFC3339, stamp)
	if err != nil {
		return value
	}
	return l.when(at, 12)
}

// factLines is one piece of evidence in lines of w cells. What has no blank is not
// broken: it gets a line of its own, or its end is kept.
func (l *Live) factLines(e doctor.Evidence, w int) []string {
	name, value := foreign.Safe(e.Name)+": ", l.unaged(foreign.Safe(e.Value))
	room := w - lipgloss.Width(name)
	switch long := lipgloss.Width(value); {
	case long <= room || strings.Contains(value, " "):
	case long <= w-2:
		return []string{strings.TrimSuffix(name, " "), "  " + value}
	case room >= 12:
		return []string{name + widget.FitTail(value, room)}
	}
	return widget.Wrap(name+value, w)
}
