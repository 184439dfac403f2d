package setup

import (
	"context"
	"time"

	tea "charm.land/bubbletea/v2"

	"secretwatch/aws/build"
	"secretwatch/aws/monitor"
	"secretwatch/wizard"
)

type buildState int

const (
	idle     buildState = iota
	looking             // a retry looks again at what is there
	building            // Apply runs
	stopped             // it was told to stop and has
	failed
	done
)

// buildPage applies the plan and shows every part as it comes.
type buildPage struct {
	*Screen
	state    buildState
	changes  []monitor.Change
	allowed  map[monitor.Kind]bool
	progress map[monitor.Kind]build.Progress
	begun    map[monitor.Kind]time.Time
	from     <-chan build.Progress
	cancel   context.CancelFunc
	stopping bool
	started  time.Time
	took     time.Duration
	err      error
}

// begin takes over the plan that was accepted.
func (b *buildPage) begin(changes []monitor.Change, allowed map[monitor.Kind]bool) {
	b.changes, b.allowed = changes, allowed
	b.state = idle
}

func (b *buildPage) enter() tea.Cmd {
	if b.state != idle {
		return b.clock()
	}
	return b.apply()
}

// clock ticks while something runs.
func (b *buildPage) clock() tea.Cmd {
	if b.state == building || b.state == looking {
		return b.second()
	}
	return nil
}

func (b *buildPage) apply() tea.Cmd {
	ctx, cancel := context.WithCancel(b.ctx)
	steps := make(chan build.Progress, 64)
	b.state, b.cancel, b.from, b.err, b.stopping = building, cancel, steps, nil, false
	b.progress, b.begun = map[monitor.Kind]build.Progress{}, map[monitor.Kind]time.Time{}
	b.started = b.now
	allowed := map[monitor.Kind]bool{}
	for k, yes := range b.allowed {
		allowed[k] = yes
	}
	root, apply, d, changes, value := b.ctx, b.deps.Apply, b.desired, b.changes, b.wiz.SecretValue
	run := func() tea.Msg {
		defer close(steps)
		results, err := apply(ctx, d, changes, value,
			func(c monitor.Change) bool { return allowed[c.Kind] },
			func(p build.Progress) {
				select {
				case steps <- p:
				case <-root.Done():
				}
			})
		return builtMsg{results, err}
	}
	return tea.Batch(run, listen(steps), b.second())
}

// listen waits for one step of progress and takes along what else is there.
func listen(from <-chan build.Progress) tea.Cmd {
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
					return progressMsg{from, steps}
				}
				steps = append(steps, p)
			default:
				return progressMsg{from, steps}
			}
		}
	}
}

func (b *buildPage) update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case tickMsg:
		return b.clock()
	case progressMsg:
		if msg.from != b.from {
			return nil
		}
		for _, p := range msg.steps {
			b.note(p)
		}
		return listen(b.from)
	case builtMsg:
		return b.finished(msg)
	case surveyedMsg:
		return b.replan(msg)
	case tea.KeyPressMsg:
		return b.press(msg.String())
	}
	return nil
}

func (b *buildPage) note(p build.Progress) {
	if b.state != building { // the results were faster, and say more
		return
	}
	k := p.Change.Kind
	if _, known := b.begun[k]; !known && p.State != build.Queued {
		b.begun[k] = p.At
	}
	b.progress[k] = p
}

func (b *buildPage) finished(msg builtMsg) tea.Cmd {
	b.cancel()
	b.took = b.now.Sub(b.started)
	b.state = done
	for _, r := range msg.results {
		p := b.progress[r.Change.Kind]
		p.Change, p.State, p.Took, p.Err = r.Change, r.State, r.Took, r.Err
		b.progress[r.Change.Kind] = p
		switch {
		case r.State == build.Failed || r.State == build.Held:
			b.state = failed
		case r.Change.Kind == monitor.KindSecret && r.State == build.Done:
			b.wiz.Value().Zero() // Secrets Manager has it now
		}
		if b.err == nil && r.State == build.Failed {
			b.err = r.Err
		}
	}
	if msg.err != nil {
		b.state = failed
		if b.err == nil {
			b.err = msg.err
		}
	}
	b.built = b.state == done
	if b.stopping {
		if !b.built {
			b.state = stopped
		}
		b.wiz.Value().Zero()
		return tea.Quit
	}
	return nil
}

// retry looks again and goes on with what is missing. A new question, such as
// one about something that was not there before, goes back to the review.
func (b *buildPage) retry() tea.Cmd {
	b.state, b.err = looking, nil
	return tea.Batch(b.survey(b.desired), b.second())
}

func (b *buildPage) replan(msg surveyedMsg) tea.Cmd {
	if b.state != looking {
		return nil
	}
	if msg.err != nil {
		b.state, b.err = failed, msg.err
		return nil
	}
	b.seen = msg.seen
	changes := b.deps.Plan(b.desired, b.seen)
	for _, c := range changes {
		if c.Action == monitor.ActionBlocked || c.NotOurs && touches(c) && !b.allowed[c.Kind] {
			b.state = failed
			return b.goTo(wizard.StepReview)
		}
	}
	b.changes = changes
	return b.apply()
}

// stop asks the build to begin nothing new; what is in flight finishes.
func (b *buildPage) stop() {
	b.stopping = true
	b.cancel()
}

func (b *buildPage) press(name string) tea.Cmd {
	switch {
	case name == "enter" && b.state == done:
		_, cmd := b.next()
		return cmd
	case name == "r" && b.state == failed:
		return b.retry()
	case name == "b" && b.state == failed:
		return b.goTo(wizard.StepReview)
	}
	return nil
}

func (b *buildPage) typing() bool { return false }

func (b *buildPage) keys() []keyHelp {
	switch b.state {
	case done:
		return []keyHelp{{"enter", "next"}}
	case failed:
		return []keyHelp{{"r", "try again"}, {"b", "back to the plan"}}
	default:
		return nil
	}
}
