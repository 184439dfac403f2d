package live

import (
	"strings"

	"charm.land/lipgloss/v2"

	"secretwatch/aws/doctor"
	"secretwatch/aws/foreign"
	"secretwatch/ui/widget"
)

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

// verdictLines are the whole verdict with its remedy, where not all is well.
func (l *Live) verdictLines(w int, much detail, focus bool) []string {
	v := l.report.Verdict
	if v.Status == doctor.OK {
		return nil
	}
	if harmless(v) {
		text := foreign.Safe(v.Summary) + ". The alarm goes back to OK by itself: there is nothing to do."
		return widget.Indent(" "+l.theme.Dim.Render(l.theme.Glyphs.Skip)+" ", widget.Wrap(text, w-3))
	}
	head, style := l.verdictHead()
	lines := []string{style.Render(head)}
	if much != leastOfIt { // the finding below says it too
		lines = append(lines, widget.Indent(" ", widget.Wrap(foreign.Safe(v.Summary), w-2))...)
	}
	if v.Remedy != nil {
		lines = append(lines, l.remedyLines(*v.Remedy, w, much)...)
		if len(v.Remedy.Commands) > 0 {
			lines = append(lines, l.theme.Dim.Render(" "+commandHint(much, focus)))
		}
	}
	return lines
}

// orApply says that the program can do it too.
func (l *Live) orApply(r doctor.Remedy) string {
	if l.canApply(doctor.Finding{Remedy: &r}) {
		return ", or press a"
	}
	return ""
}

func (l *Live) remedyLines(r doctor.Remedy, w int, much detail) []string {
	t := l.theme
	run := "run this command"
	if len(r.Commands) > 1 {
		run = "run these commands"
	}
	who := map[doctor.RemedyKind]string{
		doctor.Auto:    run + l.orApply(r),
		doctor.Person:  "yours to do",
		doctor.Removes: "it deletes something, so it is only shown",
	}[r.Kind]
	lines := []string{t.Accent.Bold(true).Render("REMEDY") + t.Dim.Render("  "+who)}
	lines = append(lines, widget.Indent(" ", widget.Wrap(foreign.Safe(r.Summary), w-2))...)
	if much == leastOfIt {
		return lines
	}
	for _, c := range r.Commands {
		for _, part := range widget.Wrap(foreign.Safe(c), w-3) {
			lines = append(lines, "  "+t.Accent.Render(part))
		}
	}
	return lines
}

// commandHint says how the verdict's command is had.
func commandHint(much detail, focus bool) string {
	switch {
	case focus && much == leastOfIt:
		return "enter shows the command, y copies it"
	case focus:
		return "y copies the command"
	case much == leastOfIt:
		return "c, then enter: the command; y copies it"
	default:
		return "c, then y: copies the command"
	}
}
