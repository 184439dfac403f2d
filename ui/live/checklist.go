package live

import (
	"fmt"
	"strings"

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
var groups = []struct {
	title string
	hops  []monitor.Hop
}{
	{"account and reads", []monitor.Hop{monitor.HopAccount, monitor.HopRead, monitor.HopHistory}},
	{"log delivery", []monitor.Hop{monitor.HopTrail, monitor.HopDelivery}},
	{"filter matches", []monitor.Hop{monitor.HopFilter, monitor.HopMetric}},
	{"alarm configuration", []monitor.Hop{monitor.HopAlarm, monitor.HopAction, monitor.HopTopic}},
	{"subscription confirmation", []monitor.Hop{monitor.HopSubscription, monitor.HopMail}},
}

// verdictHead is the verdict's status and code.
func (l *Live) verdictHead() (string, lipgloss.Style) {
	v := l.report.Verdict
	style, glyph, word := l.look(v)
	code := foreign.Safe(v.Code)
	switch {
	case harmless(v):
		said, _, _ := strings.Cut(foreign.Safe(v.Summary), ": ") // no second mail, or none by the alarm
		return glyph + " " + said + ":", style
	case v.Status == doctor.OK:
		return glyph + " " + code, style
	}
	return glyph + " " + word + " " + code, style
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

// checklistView draws the findings in their groups: with all their evidence, or
// beside other panes, where that is more than there is room for, in one line
// each, so that the whole chain is in sight.
func (l *Live) checklistView(w, h int) string {
	if l.hunt.Covered() {
		return widget.Fit(strings.Join(hunt.CoveredLines(l.theme, w), "\n"), w, h)
	}
	drawn := checkDraw{w: w, h: h, focus: l.focus == paneChecklist, at: l.chosenAt}
	if before := l.checkDrawn; before != drawn {
		l.checkDrawn = drawn
		lines, first, last := l.checklistLines(w, drawn.focus)
		if !drawn.focus && len(lines) > h && l.report != nil {
			lines = l.briefLines(w)
		}
		l.checklist.SetLines(lines)
		if before.focus && drawn.focus && before.at != drawn.at {
			l.checklist.Marked(l.theme, w, h) // so that it knows its height
			l.checklist.Reveal(first, last)
		}
	}
	return l.checklist.Marked(l.theme, w, h)
}

// checkDraw is for what the checklist's lines were made; the zero value makes
// them anew.
type checkDraw struct {
	w, h  int
	focus bool
	at    int
}

// briefLines are the findings without their evidence.
func (l *Live) briefLines(w int) []string {
	lines := l.verdictLines(w)
	for _, g := range groups {
		found := l.findings(g.hops)
		if len(found) > 0 {
			lines = append(lines, l.theme.Heading.Render(strings.ToUpper(g.title)))
		}
		for _, f := range found {
			lines = append(lines, widget.FitLine(l.findingHead(f)+l.findingText(f), w))
		}
	}
	return lines
}

// checklistLines are the findings with their evidence, and with a cursor where
// the checklist has the focus; first and last are the lines that it is on.
func (l *Live) checklistLines(w int, cursor bool) (lines []string, first, last int) {
	t := l.theme
	if l.report == nil {
		said := l.verdictParts()
		lines := []string{"", "  " + said.style.Render(said.head)}
		return append(lines, widget.Indent("  ", widget.Wrap(said.text, w-2))...), 0, 0
	}
	lines = l.verdictLines(w)
	at := 0
	for _, g := range groups {
		found := l.findings(g.hops)
		if len(found) == 0 {
			continue
		}
		if len(lines) > 0 {
			lines = append(lines, "")
		}
		lines = append(lines, t.Heading.Render(strings.ToUpper(g.title)))
		for _, f := range found {
			part := l.findingLines(f, w)
			if cursor && at == l.chosenAt {
				first, last = len(lines), len(lines)+len(part)-1
				plain := ansi.Strip(part[0])
				part[0] = t.Cursor.Render(widget.FitLine(t.Glyphs.Cursor+strings.TrimPrefix(plain, " "), w))
				if at == 0 && last < l.checkDrawn.h {
					first = 0 // with the verdict above it
				}
			}
			lines = append(lines, part...)
			at++
		}
	}
	return lines, first, last
}

// verdictLines are the whole verdict with its remedy, where not all is well.
func (l *Live) verdictLines(w int) []string {
	v := l.report.Verdict
	if v.Status == doctor.OK {
		return nil
	}
	if harmless(v) {
		text := foreign.Safe(v.Summary) + ". It rearms by itself: nothing needs doing."
		return widget.Indent(" "+l.theme.Dim.Render(l.theme.Glyphs.Skip)+" ", widget.Wrap(text, w-3))
	}
	head, style := l.verdictHead()
	lines := []string{style.Render(head)}
	lines = append(lines, widget.Indent(" ", widget.Wrap(foreign.Safe(v.Summary), w-2))...)
	if v.Remedy != nil {
		lines = append(lines, l.remedyLines(*v.Remedy, w)...)
	}
	return lines
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

// findingLines is one finding: what it says, and the evidence for it.
func (l *Live) findingLines(f doctor.Finding, w int) []string {
	t := l.theme
	lines := widget.Indent(l.findingHead(f), widget.Wrap(l.findingText(f), max(w-12, 8)))
	for _, e := range f.Evidence {
		for _, part := range factLines(e, max(w-14, 8)) {
			lines = append(lines, widget.Blank(14)+t.Dim.Render(part))
		}
	}
	if f.BecauseOf != "" {
		lines = append(lines, widget.Blank(14)+t.Dim.Render("because of "+foreign.Safe(f.BecauseOf)))
	}
	return lines
}

// factLines is one piece of evidence in lines of w cells; of a long name or ARN
// the end is kept.
func factLines(e doctor.Evidence, w int) []string {
	name, value := foreign.Safe(e.Name)+": ", foreign.Safe(e.Value)
	room := w - lipgloss.Width(name)
	if lipgloss.Width(value) > room && room >= 12 && !strings.Contains(value, " ") {
		return []string{name + widget.FitTail(value, room)}
	}
	return widget.Wrap(name+value, w)
}

// orApply says that the program can do it too.
func (l *Live) orApply(r doctor.Remedy) string {
	if l.canApply(doctor.Finding{Remedy: &r}) {
		return ", or press a"
	}
	return ""
}

func (l *Live) remedyLines(r doctor.Remedy, w int) []string {
	t := l.theme
	run := "run this command"
	if len(r.Commands) > 1 {
		run = "run these commands"
	}
	who := map[doctor.RemedyKind]string{
		doctor.Auto:    run + l.orApply(r),
		doctor.Person:  "yours to do",
		doctor.Removes: "it takes something away, so it is only shown",
	}[r.Kind]
	lines := []string{t.Accent.Bold(true).Render("REMEDY") + t.Dim.Render("  "+who)}
	lines = append(lines, widget.Indent(" ", widget.Wrap(foreign.Safe(r.Summary), w-2))...)
	for _, c := range r.Commands {
		for _, part := range widget.Wrap(foreign.Safe(c), w-3) {
			lines = append(lines, "  "+t.Accent.Render(part))
		}
	}
	if len(r.Commands) > 0 {
		lines = append(lines, t.Dim.Render(" y copies the command"))
	}
	return lines
}
