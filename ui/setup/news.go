package setup

import (
	"slices"
	"strings"

	"charm.land/lipgloss/v2"

	"secretwatch/aws/monitor"
	"secretwatch/ui/widget"
	"secretwatch/wizard"
)

// drawNews tells in a line what became of the other steps: what waits for the
// person, what is under way, and what was made last.
func (w *work) drawNews(p *paper) {
	if g := w.gone; g.text != "" && g.at == w.wiz.Step().ID {
		p.hang(p.Warn, p.Warn.Render(p.Glyphs.Warn)+" ", g.text)
		p.gap()
	}
	var lines []string
	var last *job
	for i, s := range wizard.Steps() {
		j := w.jobs[s.ID]
		if j == nil || s.ID == w.wiz.Step().ID || s.ID == wizard.StepBuild {
			continue
		}
		switch {
		case j.needs():
			line := p.Bad.Render(p.Glyphs.Bad + " " + s.Title + " needs you")
			if there := "  " + w.goesThere(p); lipgloss.Width(line+there) <= p.w {
				line += there
			} else {
				lines, line = append(lines, line), there
			}
			lines = append(lines, line)
		case j.running():
			line := p.Glyphs.Arrow + " " + s.Title + " is being made, " + widget.Span(w.now.Sub(j.started))
			if j.state == looking && w.now.Sub(j.looked) > patience {
				line += "; no answer yet"
			}
			lines = append(lines, p.Wait.Render(line))
		case j.state == done && i < w.wiz.At() && (last == nil || j.run > last.run):
			last = j
		}
	}
	if last != nil && len(wizard.Builds(w.wiz.Step().ID)) > 0 {
		lines = append(lines, p.Good.Render(p.Glyphs.OK+" "+w.madeBy(last))+p.Dim.Render(", "+lasted(last.took)))
	}
	for _, l := range lines[:min(len(lines), 4)] {
		p.line(l)
	}
	if len(lines) > 0 {
		p.gap()
	}
}

// madeBy says what a job did.
func (w *work) madeBy(j *job) string {
	if changed := j.changed(); len(changed) > 0 {
		return strings.Join(changed, ", ") + " changed"
	}
	var made, kept []string
	for _, k := range j.kinds {
		switch p := w.parts[k]; {
		case p == nil || j.step == wizard.StepAlarm && k == monitor.KindTopic:
		case p.mine:
			made = append(made, k.Word())
		default:
			kept = append(kept, k.Word())
		}
	}
	switch {
	case slices.Contains(made, monitor.KindSubscription.Word()):
		if slices.Contains(made, monitor.KindRuleSubscription.Word()) {
			return "subscribed; two mails to confirm"
		}
		return "subscribed; confirmation mail on its way"
	case len(made) > 0:
		return strings.Join(made, ", ") + " made"
	default:
		return strings.Join(kept, ", ") + " kept"
	}
}

// changed are the parts that a job changed, where it made none.
func (j *job) changed() []string {
	var changed []string
	for _, c := range j.changes {
		switch c.Action {
		case monitor.ActionCreate:
			return nil
		case monitor.ActionUpdate:
			changed = append(changed, c.Kind.Word())
		}
	}
	return changed
}

// goesThere is how to get to the step that needs somebody: a letter is text
// while a field has the cursor.
func (w *work) goesThere(p *paper) string {
	if w.page().typing() {
		return p.Key.Render("tab") + " then " + p.Key.Render("g") + " goes there"
	}
	return p.Key.Render("g") + " goes there"
}
