package setup

import (
	tea "charm.land/bubbletea/v2"

	"secretwatch/aws/monitor"
	"secretwatch/wizard"
)

// existing is what an earlier run left: found before the first question, so
// that nobody is asked for what AWS can tell.
type existing struct {
	changes []monitor.Change // what setup would do, with the answers as they were
}

// lookAround looks whether there is a monitor already. Without the permissions
// the steps find out by themselves, so an error says nothing here.
func (s *Screen) lookAround() tea.Cmd {
	ctx, look, d := s.ctx, s.deps.Survey, s.wiz.Draft()
	if look == nil {
		return nil
	}
	return func() tea.Msg {
		seen, err := look(ctx, d)
		return lookedAroundMsg{d.Secret, seen, err}
	}
}

// lookedAround takes over what was found, unless the person was faster.
func (s *Screen) lookedAround(msg lookedAroundMsg) {
	if msg.err != nil || len(s.work.jobs)+len(s.work.parts) > 0 || s.wiz.Answer(wizard.QSecret) != msg.secret {
		return
	}
	if at := s.wiz.Step().ID; at != wizard.StepAccount && at != wizard.StepSecret {
		return
	}
	s.seen = msg.seen
	s.wiz.Learn(msg.seen)
	d := wizard.Owned(s.wiz.Draft(), msg.seen)
	changes := s.deps.Plan(d, msg.seen)
	if _, ok := wizard.StandingOf(msg.seen, changes); ok {
		s.there.changes = changes
	}
	s.reprice()
}

// thereNow is what setup would do with what was found, by the answers as they are
// now; nil where nothing was found.
func (s *Screen) thereNow() []monitor.Change {
	if len(s.there.changes) == 0 {
		return nil
	}
	return s.deps.Plan(wizard.Owned(s.wiz.Draft(), s.seen), s.seen)
}

// found reports that a monitor of the secret, or the beginning of one, is there.
func (s *Screen) found() (there wizard.Standing, ok bool) {
	return wizard.StandingOf(s.seen, s.there.changes)
}

// drawExisting says what is there, and what going on would do to it.
func (s *Screen) drawExisting(p *paper) {
	there, ok := s.found()
	if !ok {
		return
	}
	p.gap()
	if !there.Since.IsZero() {
		p.hang(p.Text, "  "+p.Dim.Render(pad("Counts reads since", labelWidth)), there.Since.UTC().Format("2 January 2006, 15:04 MST"))
	}
	for _, l := range []struct {
		label string
		names []string
	}{
		{"Is there and stays", there.Stays},
		{"Would be changed", there.Changed},
		{"Would be made", there.Made},
	} {
		if len(l.names) > 0 {
			p.hang(p.Text, "  "+p.Dim.Render(pad(l.label, labelWidth)), wizard.Listed(l.names))
		}
	}
}
