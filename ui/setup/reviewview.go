package setup

import (
	"slices"

	"charm.land/lipgloss/v2"

	"secretwatch/aws/build"
	"secretwatch/aws/foreign"
	"secretwatch/aws/monitor"
	"secretwatch/ui/widget"
	"secretwatch/wizard"
)

func (r *reviewPage) ask() string {
	switch {
	case r.looking:
		return "Looking at what is there."
	case r.err != nil:
		return "Looking at what is there did not work."
	case len(r.wrong) > 0:
		return "Some answers cannot stand yet."
	case len(r.blocked()) > 0:
		return "Something has to be decided first. Nothing has been changed."
	case len(r.changes) > 0 && r.idle():
		return "Everything is there already. Nothing has to change."
	default:
		return ""
	}
}

// idle reports that the plan changes nothing.
func (r *reviewPage) idle() bool {
	for _, c := range r.changes {
		if c.Action != monitor.ActionNone && c.Action != monitor.ActionAdopt {
			return false
		}
	}
	return true
}

func (r *reviewPage) draw(p *paper) {
	switch {
	case r.patient:
		p.text(p.Wait, "Waiting for what is being made right now, usually less than a minute ...")
	case r.looking:
		p.text(p.Wait, "Asking AWS about "+widget.Plural(len(r.wiz.Kinds()), "part", "parts")+" of the monitor, usually 1-2 seconds ...")
	case r.err != nil:
		summary, hint := r.explain(r.err)
		p.problem(summary, hint)
		p.gap()
		p.line(p.Key.Render("r") + " looks again" + byItself(r.passes()))
	case len(r.wrong) > 0:
		for _, w := range r.wrong {
			p.hang(p.Bad, p.Bad.Render(p.Glyphs.Bad)+" ", w.Text)
		}
		p.gap()
		p.line(p.Key.Render("enter") + " goes to the first of them")
	default:
		for _, c := range r.changes {
			drawChange(p, c)
		}
		r.drawAdvice(p)
		r.drawYes(p)
		r.drawPrice(p)
	}
}

// drawAdvice says again what should be thought of: whoever goes over the plan may
// have passed it by.
func (r *reviewPage) drawAdvice(p *paper) {
	for _, s := range wizard.Steps() {
		for _, q := range r.wiz.Questions(s.ID, true) {
			if text := r.wiz.Advice(q.ID); text != "" && (q.ID != wizard.QSecret || !r.wiz.Exists()) {
				p.hang(p.Warn, p.Warn.Render(p.Glyphs.Warn)+" ", q.Label+": "+text)
			}
		}
	}
}

// sign is how a plan marks a change: a sign and a word, so that colour says
// nothing alone.
func (p *paper) sign(a monitor.Action) (style lipgloss.Style, sign, word string) {
	switch a {
	case monitor.ActionCreate:
		return p.Good, "+", "create"
	case monitor.ActionUpdate:
		return p.Warn, "~", "update"
	case monitor.ActionAdopt:
		return p.Accent, "=", "use"
	case monitor.ActionDelete:
		return p.Bad, "-", "delete"
	case monitor.ActionBlocked:
		return p.Bad, "!", "blocked"
	default:
		return p.Dim, "=", "keep"
	}
}

func drawChange(p *paper, c monitor.Change) {
	style, sign, word := p.sign(c.Action)
	head := style.Render(pad(sign+" "+word, 10)) + p.kindCell(c.Kind)
	room := max(p.w-lipgloss.Width(head), 8)
	p.line(head + widget.FitTail(foreign.Safe(c.Name), room))
	switch {
	case c.Action == monitor.ActionAdopt:
		p.hang(p.Dim, widget.Blank(10), "not made by setup; stays as it is")
	case c.NotOurs && wizard.Touches(c):
		p.hang(p.Warn, widget.Blank(10), "not made by setup")
	}
	switch {
	case c.Action == monitor.ActionBlocked:
		p.hang(p.Bad, widget.Blank(10), foreign.Safe(c.Why))
	case c.Why != "" && len(c.Settings) == 0 && (wizard.Touches(c) || build.LeftBehind(c)):
		p.hang(p.Dim, widget.Blank(10), foreign.Safe(c.Why))
	}
	for _, set := range c.Settings {
		p.hang(p.Dim, widget.Blank(10), foreign.Safe(set.Name)+": "+brief(set.Have)+" "+p.Glyphs.Arrow+" "+brief(set.Want))
	}
}

// brief keeps policies and patterns from filling the page.
func brief(s string) string {
	const most = 60
	s = foreign.Safe(s)
	if s == "" {
		return "none"
	}
	if runes := []rune(s); len(runes) > most {
		return string(runes[:most]) + "..."
	}
	return s
}

// drawYes asks: first for each change to what others made, then for the whole.
func (r *reviewPage) drawYes(p *paper) {
	asked := r.asked()
	if deletes := deletions(asked); len(deletes) > 0 {
		p.head("To be asked for by itself", "each needs its own yes")
	} else if len(asked) > 0 {
		p.head("Not made by setup", "each needs its own yes")
	}
	for i, c := range asked {
		mark := "[ ]"
		if r.allowed[c.Kind] {
			mark = p.Good.Render("[" + p.Glyphs.OK + "]")
		}
		if r.at == i {
			p.here()
		}
		does := " allow to change the "
		if c.Action == monitor.ActionDelete {
			does = " allow to delete the "
		}
		p.line(p.cursor(r.at == i) + mark + does + c.Kind.Word() + " " + foreign.Safe(c.Name))
	}
	p.gap()
	here := r.at >= len(asked)
	if here {
		p.here()
	}
	switch {
	case unseen(r.blocked()):
		p.line(p.Key.Render("r") + " looks again" + byItself(true))
	case r.mayWatch():
		p.hang(p.Text, p.Key.Render("w")+" ", "watches the secret that exists, as it is; its value stays")
		p.hang(p.Text, p.Key.Render("enter")+" ", "goes back and chooses another name")
	case len(r.blocked()) > 0:
		p.line(p.Key.Render("enter") + " goes to the step that can settle it")
	case len(deletions(r.refused())) > 0:
		p.text(p.Dim, "  Without these yeses nothing is built. b goes back and keeps the rule.")
	case len(r.refused()) > 0:
		p.text(p.Dim, "  Without these the monitor cannot be built. b goes back and chooses other names.")
	default:
		label := "Build it now"
		if r.idle() {
			label = "Go on"
		}
		p.line(p.cursor(here) + p.Good.Bold(true).Render(label) + p.Dim.Render("  enter"))
	}
}

// kindCell is a kind of resource with the room that all in the list have.
func (p *paper) kindCell(k monitor.Kind) string { return pad(k.Word()+" ", p.kinds) }

// kindWidth is the width of a column with the kinds of this monitor's parts. The
// rule's are longer than the others; where there is no room they stand out.
func (s *Screen) kindWidth(w int) int {
	const usual, wordy = 14, 20
	rule := slices.Contains(s.wiz.Kinds(), monitor.KindRule) || s.work.parts[monitor.KindRule] != nil
	if r, ok := s.pages[wizard.StepReview].(*reviewPage); ok {
		rule = rule || slices.ContainsFunc(r.changes, func(c monitor.Change) bool { return c.Kind == monitor.KindRule })
	}
	if rule && w >= narrow {
		return wordy
	}
	return usual
}

func deletions(changes []monitor.Change) []monitor.Change {
	var list []monitor.Change
	for _, c := range changes {
		if c.Action == monitor.ActionDelete {
			list = append(list, c)
		}
	}
	return list
}

// drawPrice says what it will cost. Where the side column has the lines, the
// total is enough.
func (r *reviewPage) drawPrice(p *paper) {
	p.head("What it costs", "estimate")
	p.line(pad("a month, about", 16) + p.Bold.Render(usd(r.price.MonthlyUSD)))
	for _, l := range r.price.Lines {
		p.hang(p.Dim, p.Dim.Render(pad(l.Item, 16)+usd(l.USD))+"  ", l.Why)
	}
	if r.price.PricesAsOf != "" {
		p.text(p.Dim, "List prices of us-east-1, "+r.price.PricesAsOf+"; free tiers are left out where they depend on the rest of the account.")
	}
}
