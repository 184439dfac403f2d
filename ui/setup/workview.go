package setup

import (
	"errors"
	"strings"
	"time"

	"charm.land/lipgloss/v2"

	"secretwatch/aws/account"
	"secretwatch/aws/build"
	"secretwatch/aws/foreign"
	"secretwatch/aws/monitor"
	"secretwatch/ui/widget"
	"secretwatch/wizard"
)

// standing is how far a step's parts are.
type standing int

const (
	untouched standing = iota
	inQueue
	underWay
	trouble // it waits for the person
	standsNow
)

func (w *work) standing(id wizard.StepID) standing {
	if j := w.jobs[id]; j != nil {
		switch {
		case j.needs():
			return trouble
		case j.running():
			return underWay
		case j.state == waiting:
			return inQueue
		case j.state == done && id == wizard.StepTrail:
			return w.standingOfTrail()
		case j.state == done:
			return standsNow
		}
	}
	return w.standingOfParts(id)
}

// standingOfTrail: the trail itself is made by the step after its own.
func (w *work) standingOfTrail() standing {
	p := w.parts[monitor.KindTrail]
	switch {
	case p != nil && p.State == build.Done:
		return standsNow
	case p != nil && (p.State == build.Running || p.State == build.Retrying):
		return underWay
	default:
		return inQueue
	}
}

func (w *work) standingOfParts(id wizard.StepID) standing {
	kinds := w.kindsOf(id)
	state := standsNow
	for _, k := range kinds {
		p := w.parts[k]
		switch {
		case p == nil || p.State == build.Queued || p.State == build.Held:
			state = min(state, inQueue)
			if p == nil && w.jobs[id] == nil {
				return untouched
			}
		case p.State == build.Failed:
			return trouble
		case p.State != build.Done:
			state = min(state, underWay)
		}
	}
	if len(kinds) == 0 {
		return untouched
	}
	return state
}

// standsSince is when the last part of this run was made, UTC; zero where it made
// none.
func (w *work) standsSince() time.Time {
	var last time.Time
	for _, p := range w.parts {
		if p != nil && p.mine && p.At.After(last) {
			last = p.At
		}
	}
	return last
}

// soFar is what the parts that are there are called: those that this run has
// made, or found.
func (w *work) soFar() string {
	for _, p := range w.parts {
		if p != nil && (p.mine || p.State == build.Done && p.Change.Action == monitor.ActionCreate) {
			return "Made so far"
		}
	}
	return "There so far"
}

// held reports that something was not tried because what it needs has failed.
func (w *work) held() bool {
	for _, p := range w.parts {
		if p != nil && p.State == build.Held {
			return true
		}
	}
	return false
}

// took is how long the making of a step's parts lasted.
func (w *work) tookFor(id wizard.StepID) time.Duration {
	var longest time.Duration
	if j := w.jobs[id]; j != nil && j.state == done {
		longest = j.took
	}
	for _, k := range w.kindsOf(id) {
		if p := w.parts[k]; p != nil {
			longest = max(longest, p.Took)
		}
	}
	return longest
}

// underWay says what is being made, for whoever wants to stop it.
func (w *work) underWay() string {
	if w.undoing != nil && w.undoing.state != undoAsked && w.undoing.state != undoOver {
		return "undoing a step"
	}
	if !w.busy() {
		return ""
	}
	var names []string
	for _, k := range w.kinds() {
		if p := w.parts[k]; p != nil && (p.State == build.Running || p.State == build.Retrying) {
			names = append(names, k.Word())
		}
	}
	if len(names) == 0 {
		return "building the monitor"
	}
	return "building the " + strings.Join(names, ", ")
}

// drawParts shows how far the parts of a step are, and what keeps them.
func (w *work) drawParts(p *paper, id wizard.StepID) {
	kinds := w.kindsOf(id)
	if id == wizard.StepDelivery { // which makes the trail too
		kinds = append(kinds, monitor.KindTrail)
	}
	for _, k := range kinds {
		if one := w.parts[k]; one != nil {
			w.drawPart(p, one)
			continue
		}
		p.line(p.Dim.Render(p.Glyphs.Todo+" "+pad("next", 8)) + p.kindCell(k) + p.Dim.Render(w.waitsFor(id, k)))
	}
}

// waitsFor says why a part is not made yet.
func (w *work) waitsFor(id wizard.StepID, k monitor.Kind) string {
	j := w.jobs[id]
	switch {
	case k == monitor.KindTrail && w.jobs[wizard.StepDelivery] == nil && w.jobs[wizard.StepBuild] == nil:
		return "is made with the next step: it has to know where to deliver"
	case j != nil && j.state == looking && w.now.Sub(j.looked) > patience:
		return "no answer yet; given up after " + widget.Span(account.AttemptTimeout) + ", then asked again"
	case j != nil && j.state == looking:
		return "looking at what is there, 1-2 s"
	case j != nil && j.state == waiting:
		for _, before := range after(id) {
			if !w.stands(before) {
				return "waits for the step " + titleOf(before)
			}
		}
		return "waits for its turn"
	case j != nil && j.state == asking:
		return "waits for you"
	default:
		return ""
	}
}

func titleOf(id wizard.StepID) string {
	for _, s := range wizard.Steps() {
		if s.ID == id {
			return s.Title
		}
	}
	return ""
}

func (w *work) drawPart(p *paper, one *part) {
	c := one.Change
	style, glyph, word := p.part(one.State, true)
	clock := ""
	switch one.State {
	case build.Done, build.Failed:
		clock = lasted(one.Took)
		if one.State == build.Done && (c.Action == monitor.ActionNone || c.Action == monitor.ActionAdopt) {
			word, clock = "kept", ""
			if one.mine {
				word = "done"
			}
		}
		if one.State == build.Done && c.Action == monitor.ActionDelete {
			word = "deleted"
		}
	case build.Running, build.Retrying:
		clock = widget.Span(max(w.now.Sub(one.begun), 0))
	}
	head := style.Render(glyph+" "+pad(word, 8)) + p.kindCell(c.Kind)
	room := max(p.w-lipgloss.Width(head)-lipgloss.Width(clock)-1, 4)
	p.line(head + widget.FitTail(foreign.Safe(c.Name), room) + " " + p.Dim.Render(clock))
	if note := w.remark(one); note != "" {
		p.hang(style, widget.Blank(min(10, p.w/4)), note)
	}
}

// remark is what a part waits for, or why it failed.
func (w *work) remark(one *part) string {
	switch one.State {
	case build.Retrying:
		note := foreign.Safe(one.Note)
		if !one.RetryUntil.IsZero() {
			note += "; gives up in " + widget.Span(max(one.RetryUntil.Sub(w.now), 0))
		}
		return note
	case build.Failed:
		if one.Err == nil || w.saidAbove(one.Err) {
			return ""
		}
		summary, _ := w.explain(one.Err)
		return summary
	default:
		return ""
	}
}

func (w *work) saidAbove(err error) bool {
	for _, j := range w.jobs {
		if j.err != nil && errors.Is(j.err, err) {
			return true
		}
	}
	return false
}

// part is how a state looks: glyph and word, so that colour says nothing alone.
func (p *paper) part(s build.State, known bool) (style lipgloss.Style, glyph, word string) {
	switch {
	case !known || s == build.Queued || s == "":
		return p.Dim, p.Glyphs.Todo, "queued"
	case s == build.Running:
		return p.Wait, p.Glyphs.Arrow, "working"
	case s == build.Retrying:
		return p.Warn, p.Glyphs.Wait, "waits"
	case s == build.Done:
		return p.Good, p.Glyphs.OK, "done"
	case s == build.Failed:
		return p.Bad, p.Glyphs.Bad, "FAILED"
	default:
		return p.Dim, p.Glyphs.Skip, "held"
	}
}

// drawTrouble says what a job waits for and which keys answer.
func (w *work) drawTrouble(p *paper, j *job) {
	if j == nil || !j.needs() {
		return
	}
	p.here()
	if j.state == failed {
		summary, hint := w.explain(j.err)
		p.problem(summary, hint)
		p.hang(p.Text, "  "+p.Key.Render("r")+" ", j.triesAgain())
		return
	}
	if blocked := blockedOf(j.changes); len(blocked) > 0 {
		c := blocked[0]
		p.hang(p.Bad, p.Bad.Render(p.Glyphs.Bad)+" ", "The "+c.Kind.Word()+" "+foreign.Safe(c.Name)+" cannot be made: "+foreign.Safe(c.Why)+".")
		if c.Kind == monitor.KindSecret && w.mayWatch(j.desired, j.changes) {
			p.line("  " + p.Key.Render("w") + " watches the secret that exists; its value stays")
		}
		again := " looks again"
		if !j.againAt.IsZero() {
			again += " now; " + j.atOnce()
		}
		p.line("  " + p.Key.Render("c") + " changes the answer   " + p.Key.Render("r") + again)
		return
	}
	open := j.questions()
	if len(open) == 0 {
		return
	}
	c := open[0]
	if c.Action == monitor.ActionDelete {
		p.hang(p.Warn, p.Warn.Render(p.Glyphs.Warn)+" ", "The "+c.Kind.Word()+" "+foreign.Safe(c.Name)+" would be deleted: the alarm alone shall tell from now on.")
		p.line("  " + p.Key.Render("y") + " deletes it   " + p.Key.Render("c") + " changes the answer")
		return
	}
	p.hang(p.Warn, p.Warn.Render(p.Glyphs.Warn)+" ", "The "+c.Kind.Word()+" "+foreign.Safe(c.Name)+" is there already and was not made by setup.")
	if c.Action == monitor.ActionAdopt {
		p.hang(p.Text, "  ", "It fits. It would be used as it is, and never removed by secretwatch.")
	}
	for _, set := range c.Settings {
		p.hang(p.Dim, "  ", foreign.Safe(set.Name)+": "+brief(set.Have)+" "+p.Glyphs.Arrow+" "+brief(set.Want))
	}
	does := " allows to change it"
	if c.Action == monitor.ActionAdopt {
		does = " uses it"
	}
	p.line("  " + p.Key.Render("y") + does + "   " + p.Key.Render("c") + " changes the answer")
}
