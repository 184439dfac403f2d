package setup

import (
	"slices"
	"time"

	tea "charm.land/bubbletea/v2"

	"secretwatch/aws/build"
	"secretwatch/aws/monitor"
	"secretwatch/ui/widget"
	"secretwatch/wizard"
)

// seenBy is how long after it was made a part has to be found: some services of AWS
// tell of what is new a few seconds later.
const seenBy = 10 * time.Second

// gone says, on the step with which it begins again, what is no more.
type gone struct {
	text string
	at   wizard.StepID
}

// lost are the parts that this run has seen in place, and that a job which makes
// others finds gone: somebody has deleted them, or a sandbox was restarted.
func (w *work) lost(j *job, plan []monitor.Change) []monitor.Kind {
	var kinds []monitor.Kind
	for _, c := range plan {
		p := w.parts[c.Kind]
		if p == nil || p.State != build.Done || p.Change.Name != c.Name || slices.Contains(j.kinds, c.Kind) || c.Action != monitor.ActionCreate {
			continue
		}
		if !p.At.IsZero() && j.looked.Sub(p.At) >= seenBy && p.Change.Action != monitor.ActionDelete {
			kinds = append(kinds, c.Kind)
		}
	}
	return kinds
}

// standsMsg is what is there, looked at because something that was made was not
// where it should be.
type standsMsg struct {
	visit  int
	looked time.Time
	seen   monitor.Snapshot
	err    error
}

// checkStands looks whether what was made is still there.
func (s *Screen) checkStands() tea.Cmd {
	if s.deps.Survey == nil {
		return nil
	}
	ctx, look, d, visit, now := s.ctx, s.deps.Survey, s.desired, s.visit, s.now
	return func() tea.Msg {
		seen, err := look(ctx, d)
		return standsMsg{visit, now, seen, err}
	}
}

// checked takes what was found there.
func (s *Screen) checked(msg standsMsg) tea.Cmd {
	if msg.err != nil || msg.visit != s.visit {
		return nil
	}
	after := &job{step: s.wiz.Step().ID, looked: msg.looked}
	lost := s.work.lost(after, s.deps.Plan(wizard.Owned(s.desired, msg.seen), msg.seen))
	if len(lost) == 0 {
		return nil
	}
	s.seen = msg.seen
	return s.work.beginAgain(after, lost)
}

// beginAgain takes back what a job stands on and is gone: its steps are to be made
// again, with the answers that they have, and the job's own is to be answered anew.
func (w *work) beginAgain(j *job, lost []monitor.Kind) tea.Cmd {
	words := make([]string, len(lost))
	for i, k := range lost {
		words[i] = k.Word()
		delete(w.parts, k)
		w.wiz.Built(k, "")
	}
	delete(w.jobs, j.step)
	delete(w.jobs, wizard.StepBuild) // which stood for all of them
	w.Screen.built = false
	first := j.step
	for _, s := range slices.Backward(wizard.Steps()) {
		if slices.ContainsFunc(wizard.Builds(s.ID), func(k monitor.Kind) bool { return slices.Contains(lost, k) }) {
			delete(w.jobs, s.ID)
			first = s.ID
		}
	}
	why := "somebody has deleted them"
	if w.deps.Inbox != nil {
		why = "perhaps the sandbox was restarted"
	}
	w.gone = gone{"What was made is gone (" + wizard.Listed(words) + "): " + why + ". Your answers are kept, and the steps make it again.", first}
	return tea.Batch(w.goTo(first), widget.Notice("What was made is gone: "+why+"."))
}
