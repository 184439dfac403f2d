package setup

import (
	"slices"

	tea "charm.land/bubbletea/v2"

	"secretwatch/aws/monitor"
	"secretwatch/wizard"
)

// buildPage shows every part of the monitor as it comes, whoever asked for it:
// the steps one by one, or the whole plan.
type buildPage struct{ *Screen }

func (b *buildPage) enter() tea.Cmd { return nil }

func (b *buildPage) update(msg tea.Msg) tea.Cmd {
	if k, ok := msg.(tea.KeyPressMsg); ok {
		return b.press(k.String())
	}
	return nil
}

// stuck is the first job that waits for the person, nil where none does.
func (b *buildPage) stuck() *job {
	for _, s := range wizard.Steps() {
		if j := b.work.jobs[s.ID]; j != nil && j.needs() {
			return j
		}
	}
	return nil
}

// missing is the first step whose parts nobody has agreed to yet.
func (b *buildPage) missing() (wizard.StepID, bool) {
	if b.work.jobs[wizard.StepBuild] != nil {
		return "", false
	}
	for _, s := range wizard.Steps() {
		j := b.work.jobs[s.ID]
		lacks := j != nil && j.state == done && slices.ContainsFunc(b.wiz.Parts(s.ID), func(k monitor.Kind) bool {
			return k != monitor.KindTrail && b.work.parts[k] == nil // answered since, and not agreed to
		})
		if len(wizard.Builds(s.ID)) > 0 && (lacks || !b.work.touched(s.ID)) {
			return s.ID, true
		}
	}
	return "", false
}

func (b *buildPage) press(name string) tea.Cmd {
	j := b.stuck()
	switch {
	case name == "enter" && b.work.built():
		b.built, b.desired = true, b.work.final()
		return b.next()
	case j != nil && name == "r" && j.state == failed:
		return b.work.retry(j)
	case j != nil && name == "enter" && j.step != wizard.StepBuild:
		return b.goTo(j.step)
	}
	if id, ok := b.missing(); ok && name == "enter" && !b.work.busy() {
		return b.goTo(id)
	}
	return nil
}

func (b *buildPage) typing() bool { return false }

func (b *buildPage) keys() []keyHelp {
	j := b.stuck()
	_, open := b.missing()
	switch {
	case b.work.built():
		return []keyHelp{{"enter", "next"}}
	case j != nil && j.step == wizard.StepBuild:
		return []keyHelp{{"r", "try again"}}
	case j != nil && j.state == failed:
		return []keyHelp{{"r", "try again"}, {"enter", "go to that step"}}
	case j != nil, open && !b.work.busy():
		return []keyHelp{{"enter", "go to that step"}}
	default:
		return nil
	}
}

func (b *buildPage) ask() string {
	_, open := b.missing()
	switch {
	case b.work.built():
		return "The monitor is built."
	case b.work.stopping:
		return "Stopping: the calls in flight finish first."
	case b.stuck() != nil:
		return "The build stopped before the end."
	case open && !b.work.busy():
		return "Some steps are not answered yet."
	default:
		return ""
	}
}

func (b *buildPage) draw(p *paper) {
	if j := b.stuck(); j != nil {
		b.drawStuck(p, j)
	}
	for _, k := range b.work.kinds() {
		if one := b.work.parts[k]; one != nil {
			b.work.drawPart(p, one)
			continue
		}
		p.line(p.Dim.Render(p.Glyphs.Todo+" "+pad("next", 8)) + p.kindCell(k) + p.Dim.Render(b.work.waitsFor(wizard.StepOf(k), k)))
	}
	p.gap()
	id, open := b.missing()
	switch {
	case b.work.built():
		p.here()
		p.line(p.Good.Render(p.Glyphs.OK+" All parts are there.") + "  " + p.Key.Render("enter") + " goes on")
	case b.stuck() != nil && b.work.held():
		p.text(p.Dim, "Held parts were not tried: they need one that failed.")
	case b.work.busy():
		p.text(p.Dim, "Usually less than a minute. What is made stays, and is not made twice.")
	case open:
		p.here()
		p.line(p.Key.Render("enter") + " goes to " + titleOf(id))
	}
}

func (b *buildPage) drawStuck(p *paper, j *job) {
	if j.state == asking {
		p.here()
		p.hang(p.Warn, p.Warn.Render(p.Glyphs.Warn)+" ", titleOf(j.step)+" needs you: something there was not made by setup, or is in the way.")
		p.line("  " + p.Key.Render("enter") + " goes there")
	} else {
		b.work.drawTrouble(p, j)
	}
	p.gap()
}
