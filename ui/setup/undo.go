package setup

import (
	"slices"
	"time"

	tea "charm.land/bubbletea/v2"
	"charm.land/lipgloss/v2"

	"secretwatch/aws/build"
	"secretwatch/aws/foreign"
	"secretwatch/aws/monitor"
	"secretwatch/ui/widget"
	"secretwatch/wizard"
)

type undoState int

const (
	undoAsked undoState = iota
	undoLooking
	undoDeleting
	undoOver // something stayed
)

// undo takes back what one step made in this run, after a yes.
type undo struct {
	step  wizard.StepID
	state undoState
	kinds []monitor.Kind
	left  []build.Remaining
	err   error
	began time.Time
}

// undoable lists what undoing a step would remove: what this run made, unless
// something that was there before stands on it.
func (w *work) undoable(id wizard.StepID) []monitor.Kind {
	if w.deps.Undo == nil {
		return nil
	}
	var kinds []monitor.Kind
	for _, k := range wizard.Undoes(id) {
		switch p := w.parts[k]; {
		case p == nil:
		case p.mine:
			kinds = append(kinds, k)
		case p.State == build.Done && !slices.Contains(w.kindsOf(id), k):
			return nil
		}
	}
	return kinds
}

// undo asks whether to undo a step.
func (w *work) undo(id wizard.StepID) tea.Cmd {
	kinds := w.undoable(id)
	switch {
	case w.busy():
		return widget.Notice("Something is being made right now; u works when that is done.")
	case len(kinds) == 0:
		return widget.Notice("This run made nothing here that could be undone.")
	}
	w.undoing = &undo{step: id, kinds: kinds}
	return nil
}

func (w *work) pressUndo(name string) tea.Cmd {
	u := w.undoing
	switch {
	case u.state == undoAsked && name == "y", u.state == undoOver && name == "r":
		return w.undoLook()
	case u.state == undoAsked && (name == "n" || name == "esc"), u.state == undoOver && (name == "enter" || name == "esc"):
		w.undoing = nil
		return w.advance()
	}
	return nil
}

// undoLook looks at what is there now: only what still carries our tag goes.
func (w *work) undoLook() tea.Cmd {
	u := w.undoing
	u.state, u.err, u.left, u.began = undoLooking, nil, nil, w.now
	ctx, survey, d := w.ctx, w.deps.Survey, w.final()
	return tea.Batch(func() tea.Msg {
		seen, err := survey(ctx, d)
		return undoSeenMsg{seen, err}
	}, w.tick())
}

func (w *work) updateUndo(msg tea.Msg) tea.Cmd {
	u := w.undoing
	if u == nil {
		return nil
	}
	switch msg := msg.(type) {
	case undoSeenMsg:
		if msg.err != nil {
			u.state, u.err = undoOver, msg.err
			return w.settleUndo()
		}
		u.state = undoDeleting
		ctx, remove, kinds := w.ctx, w.deps.Undo, slices.Clone(u.kinds)
		return func() tea.Msg {
			gone, err := remove(ctx, msg.seen, kinds)
			return undoneMsg{gone, err}
		}
	case undoneMsg:
		return w.undone(msg)
	}
	return nil
}

func (w *work) undone(msg undoneMsg) tea.Cmd {
	u := w.undoing
	stays := map[monitor.Kind]bool{}
	for _, r := range msg.gone.Remaining {
		if slices.Contains(u.kinds, r.Kind) && r.GoneBy.IsZero() {
			stays[r.Kind] = true
			u.left = append(u.left, r)
		}
	}
	if msg.err != nil && len(u.left) == 0 {
		u.state, u.err = undoOver, msg.err
		return w.settleUndo()
	}
	var gone []string
	for _, k := range u.kinds {
		if !stays[k] { // deleted now, or by somebody before
			gone = append(gone, k.Word())
			w.forget(k)
		}
	}
	u.err = msg.err
	if len(u.left) > 0 {
		u.state = undoOver
		return w.settleUndo()
	}
	w.undoing = nil
	return tea.Batch(w.settleUndo(), w.page().enter(), widget.Notice(undoneWords(gone)))
}

// undoneWords says what is gone.
func undoneWords(gone []string) string {
	if len(gone) == 1 {
		return "Undone: the " + gone[0] + " is gone."
	}
	return "Undone: the " + wizard.Listed(gone) + " are gone."
}

// forget takes a part and the yes for its step back. What was gone through
// because of it is still to come again.
func (w *work) forget(k monitor.Kind) {
	delete(w.parts, k)
	w.wiz.Built(k, "")
	w.Screen.built = false
	delete(w.jobs, wizard.StepBuild)
	delete(w.been, wizard.StepBuild)
	if c, ok := w.pages[wizard.StepConfirm].(*confirmPage); ok && k == monitor.KindSubscription {
		c.confirmed, c.asked = false, false
		delete(w.been, wizard.StepConfirm)
	}
	if k != monitor.KindTrail { // which the next step makes
		delete(w.jobs, wizard.StepOf(k))
	} else {
		delete(w.jobs, wizard.StepDelivery)
	}
}

// settleUndo leaves where that was asked for meanwhile.
func (w *work) settleUndo() tea.Cmd {
	if w.stopping {
		w.wiz.Value().Zero()
		return tea.Quit
	}
	return w.advance()
}

func (w *work) drawUndo(p *paper) {
	u := w.undoing
	var title string
	for _, s := range wizard.Steps() {
		if s.ID == u.step {
			title = s.Title
		}
	}
	p.text(p.Bold, "Undo the step "+title+"?")
	p.gap()
	switch u.state {
	case undoLooking, undoDeleting:
		p.text(p.Wait, "Removing what this run made; usually 1-2 seconds, a bucket up to 10; "+widget.Span(max(w.now.Sub(u.began), 0))+" so far ...")
		return
	case undoOver:
		w.drawLeft(p)
		return
	}
	p.text(p.Text, "This deletes, as far as it still carries setup's tag:")
	for _, k := range u.kinds {
		p.line("  - " + p.kindCell(k) + widget.FitTail(foreign.Safe(w.parts[k].Change.Name), max(p.w-4-lipgloss.Width(p.kindCell(k)), 4)))
	}
	p.gap()
	if slices.Contains(u.kinds, monitor.KindSecret) {
		p.hang(p.Warn, p.Warn.Render(p.Glyphs.Warn)+" ", "The secret's value goes at once and for good: there is no recovery window.")
	}
	stays := "What was there before this run stays. Your answers stay too."
	if slices.Contains(u.kinds, monitor.KindSecret) && w.wiz.Answer(wizard.QSource) == wizard.FromTyping {
		stays = "What was there before this run stays. Your answers stay too, but for the value that was typed: it is kept nowhere."
	}
	p.text(p.Dim, stays)
	p.gap()
	p.line(p.Key.Render("y") + " undoes it   " + p.Key.Render("esc") + " leaves it as it is")
}

func (w *work) drawLeft(p *paper) {
	u := w.undoing
	for _, r := range u.left {
		p.hang(p.Warn, p.Warn.Render(p.Glyphs.Warn)+" ", "The "+r.Kind.Word()+" "+foreign.Safe(r.Name)+" stays: "+foreign.Safe(r.Why))
	}
	if u.err != nil {
		summary, hint := w.explain(u.err)
		p.problem(summary, hint)
	}
	p.gap()
	p.line(p.Key.Render("r") + " tries again   " + p.Key.Render("enter") + " goes on")
}

func (w *work) undoKeys() []keyHelp {
	switch w.undoing.state {
	case undoAsked:
		return []keyHelp{{"y", "undo"}, {"esc", "leave it"}}
	case undoOver:
		return []keyHelp{{"r", "try again"}, {"enter", "go on"}}
	default:
		return nil
	}
}
