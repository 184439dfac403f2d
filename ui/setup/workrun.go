package setup

import (
	"context"
	"errors"
	"maps"
	"slices"

	tea "charm.land/bubbletea/v2"

	"secretwatch/aws/build"
	"secretwatch/aws/monitor"
	"secretwatch/wizard"
)

func (w *work) update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case workTickMsg:
		w.ticking = false
		if w.busy() || w.undoing != nil {
			return w.tick()
		}
	case jobSeenMsg:
		if j := w.byRun(msg.run); j != nil && j.state == looking {
			return w.seenFor(j, msg)
		}
	case progressMsg:
		if j := w.byRun(msg.run); j != nil {
			for _, p := range msg.steps {
				w.note(j, p)
			}
			return listen(j.run, j.from)
		}
	case builtMsg:
		if j := w.byRun(msg.run); j != nil {
			return w.finished(j, msg)
		}
	case comeBackMsg:
		return w.cameBack(msg)
	}
	return nil
}

// seenFor plans a job and begins it, unless something has to be asked first.
func (w *work) seenFor(j *job, msg jobSeenMsg) tea.Cmd {
	if w.stopping || j.again {
		j.state = waiting
		return w.settle(j)
	}
	if msg.err != nil {
		j.state, j.err = failed, msg.err
		return tea.Batch(w.settle(j), w.comeBack(j))
	}
	d := wizard.Owned(j.desired, msg.seen)
	w.seen = msg.seen
	whole := w.deps.Plan(d, msg.seen)
	if lost := w.lost(j, whole); len(lost) > 0 {
		return w.beginAgain(j, lost)
	}
	w.learn()
	d, changes := wizard.Part(d, whole, j.kinds)
	j.wished, j.desired = j.desired.Names, d
	return w.decide(j, changes)
}

// learn takes over what an earlier run has chosen.
func (w *work) learn() {
	w.wiz.Learn(w.seen)
	if f, ok := w.page().(*formPage); ok {
		f.refresh()
	}
	w.reprice()
}

// decide asks where something is not ours to use or change, else builds.
func (w *work) decide(j *job, changes []monitor.Change) tea.Cmd {
	j.changes = changes
	if len(j.questions()) == 0 && len(blockedOf(changes)) == 0 {
		return w.apply(j, changes)
	}
	j.state = asking
	if j.step == wizard.StepBuild {
		j.state = failed
		return w.goTo(wizard.StepReview)
	}
	return tea.Batch(w.settle(j), w.comeBack(j))
}

// questions are the changes that take a yes of their own.
func (j *job) questions() []monitor.Change {
	var list []monitor.Change
	for _, c := range j.changes {
		asks := wizard.Asks(j.desired, c)
		if j.step == wizard.StepBuild { // the plan has said what it uses
			asks = wizard.Grave(c)
		}
		if asks && !j.allowed[c.Kind] {
			list = append(list, c)
		}
	}
	return list
}

// allow says yes to the first question.
func (w *work) allow(j *job) tea.Cmd {
	open := j.questions()
	if j.state != asking || len(open) == 0 || len(blockedOf(j.changes)) > 0 {
		return nil
	}
	j.allowed[open[0].Kind] = true
	if len(open) > 1 {
		return nil
	}
	// What was agreed to was seen a while ago: look again, with the yes kept.
	j.state = waiting
	return w.advance()
}

func (w *work) apply(j *job, changes []monitor.Change) tea.Cmd {
	ctx, cancel := context.WithCancel(w.ctx)
	steps := make(chan build.Progress, 64)
	j.state, j.changes, j.cancel, j.from = building, changes, cancel, steps
	allowed := maps.Clone(j.allowed)
	for _, k := range j.kinds {
		if old := w.parts[k]; old != nil && !w.stays(k, changes) {
			w.parts[k] = &part{mine: old.mine}
		}
	}
	value, forget := noValue, func() {}
	if slices.ContainsFunc(changes, func(c monitor.Change) bool {
		return c.Kind == monitor.KindSecret && c.Action == monitor.ActionCreate
	}) {
		value, forget = w.wiz.Valuer()
	}
	j.forget = forget
	root, apply, d, run := w.ctx, w.deps.Apply, j.desired, j.run
	work := func() tea.Msg {
		defer close(steps)
		results, err := apply(ctx, d, changes, value,
			func(c monitor.Change) bool { return allowed[c.Kind] },
			func(p build.Progress) {
				select {
				case steps <- p:
				case <-root.Done():
				}
			})
		return builtMsg{run, results, err}
	}
	return tea.Batch(work, listen(run, steps))
}

func noValue() (string, error) { return "", errors.New("no secret is to be made") }

// listen waits for one step of progress and takes along what else is there.
func listen(run int, from <-chan build.Progress) tea.Cmd {
	return func() tea.Msg {
		first, open := <-from
		if !open {
			return nil
		}
		steps := []build.Progress{first}
		for {
			select {
			case p, open := <-from:
				if !open {
					return progressMsg{run, steps}
				}
				steps = append(steps, p)
			default:
				return progressMsg{run, steps}
			}
		}
	}
}

// stays reports that a part of this run is there and nothing is done to it: how
// it came to be is told on.
func (w *work) stays(k monitor.Kind, changes []monitor.Change) bool {
	i := slices.IndexFunc(changes, func(c monitor.Change) bool { return c.Kind == k })
	old := w.parts[k]
	return old != nil && old.mine && old.State == build.Done && i >= 0 && changes[i].Action == monitor.ActionNone
}

func (w *work) note(j *job, p build.Progress) {
	k := p.Change.Kind
	if j.state != building || !slices.Contains(j.kinds, k) { // the results were faster, and say more
		return
	}
	if w.stays(k, j.changes) {
		return
	}
	if w.parts[k] == nil {
		w.parts[k] = &part{}
	}
	one := w.parts[k]
	if one.begun.IsZero() && p.State != build.Queued {
		one.begun = p.At
	}
	one.Progress = p
}

func (w *work) finished(j *job, msg builtMsg) tea.Cmd {
	j.cancel()
	j.forget()
	j.took, j.state, j.err = w.now.Sub(j.started), done, nil
	slices.SortStableFunc(msg.results, heldFirst) // what failed explains what was held
	for _, r := range msg.results {
		if slices.Contains(j.kinds, r.Change.Kind) {
			w.result(j, r)
		}
	}
	if msg.err != nil && j.err == nil {
		j.err = msg.err
	}
	if j.err != nil {
		j.state = failed
	}
	return tea.Batch(w.settle(j), w.comeBack(j))
}

func heldFirst(a, b build.Result) int {
	switch {
	case a.State == build.Held && b.State != build.Held:
		return -1
	case b.State == build.Held && a.State != build.Held:
		return 1
	default:
		return 0
	}
}

func (w *work) result(j *job, r build.Result) {
	k := r.Change.Kind
	if w.stays(k, j.changes) {
		return
	}
	w.note(j, build.Progress{Change: r.Change, State: r.State, At: w.now, Took: r.Took, Err: r.Err})
	one := w.parts[k]
	if one == nil {
		one = &part{}
		w.parts[k] = one
	}
	one.Change, one.State, one.Took, one.Err = r.Change, r.State, r.Took, r.Err
	switch {
	case r.State == build.Failed:
		j.err = r.Err
	case r.State == build.Held:
		if j.err == nil {
			j.err = r.Err
		}
	case r.Change.Action == monitor.ActionDelete:
		w.wiz.Built(k, "")
	case !r.Change.NotOurs:
		one.mine = one.mine || r.Change.Action == monitor.ActionCreate
		if asked := j.wished.Of(k); asked != "" && asked != r.Change.Name {
			w.wiz.Found(k, asked, r.Change.Name)
		}
		w.wiz.Built(k, r.Change.Name)
		if k == monitor.KindSecret {
			w.wiz.Value().Zero() // Secrets Manager has it now
		}
	}
}

// settle goes on after a job has come to an end: with what was answered anew
// meanwhile, with what waited for it, and with leaving.
func (w *work) settle(j *job) tea.Cmd {
	if w.stopping {
		if w.busy() {
			return nil
		}
		w.wiz.Value().Zero()
		return tea.Quit
	}
	if j.again {
		j.again = false
		return w.agree(j.step)
	}
	return w.advance()
}

// stop begins nothing new; what is in flight finishes.
func (w *work) stop() {
	w.stopping = true
	for _, j := range w.jobs {
		if j.state == building {
			j.cancel()
		}
	}
}
