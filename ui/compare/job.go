package compare

import (
	"context"
	"sync"
	"time"

	tea "charm.land/bubbletea/v2"

	"secretwatch/aws/compare"
	"secretwatch/ui/widget"
)

// mostEvents bounds what is kept of a long experiment's news.
const mostEvents = 500

// seen is how a job stands.
type seen struct {
	compare.Progress
	events []compare.Event // oldest first
	left   []compare.Left  // of a removal
	over   bool
	err    error
}

// job is an experiment, or a removal, that runs in a goroutine of its own and
// goes on whatever is on the screen.
type job struct {
	stop    context.CancelFunc
	changed chan struct{} // one change at least since it was last taken
	done    chan struct{}

	mu   sync.Mutex
	seen seen
}

func begin(ctx context.Context, do func(context.Context, *job)) *job {
	ctx, stop := context.WithCancel(ctx)
	j := &job{stop: stop, changed: make(chan struct{}, 1), done: make(chan struct{})}
	go func() {
		defer close(j.done)
		defer stop()
		do(ctx, j)
		j.change(func(s *seen) { s.over = true })
	}()
	return j
}

func (j *job) change(f func(*seen)) {
	j.mu.Lock()
	f(&j.seen)
	j.mu.Unlock()
	select {
	case j.changed <- struct{}{}:
	default:
	}
}

func (j *job) tell(e compare.Event) {
	j.change(func(s *seen) {
		if n := len(s.events) - mostEvents + 1; n > 0 {
			s.events = append([]compare.Event(nil), s.events[n:]...)
		}
		s.events = append(s.events, e)
	})
}

// look is how the job stands. What it returns changes no more.
func (j *job) look() seen {
	j.mu.Lock()
	defer j.mu.Unlock()
	s := j.seen
	s.events = s.events[:len(s.events):len(s.events)]
	return s
}

// Messages of the screen's own commands.
type (
	movedMsg  struct{ job *job }
	lookedMsg struct {
		planned, things []compare.Thing
		other           *compare.Other
		err             error
	}
	tickMsg struct{ generation int }
	mailMsg struct{ msg tea.Msg } // the mailbox's own
)

// listen waits for one change of the job; an earlier wait ends.
func (c *Compare) listen() tea.Cmd {
	if c.hush != nil {
		c.hush()
		c.hush = nil
	}
	if c.job == nil || c.seen.over {
		return nil
	}
	ctx, hush := context.WithCancel(c.ctx)
	c.hush = hush
	j := c.job
	return func() tea.Msg {
		select {
		case <-j.changed:
			return movedMsg{j}
		case <-ctx.Done():
			return nil
		}
	}
}

// look asks what an earlier experiment left behind.
func (c *Compare) look() tea.Cmd {
	if c.lab.ReadOnly {
		return nil
	}
	c.stage = looking
	ctx, lab := c.ctx, c.lab
	return tea.Batch(c.tick(), func() tea.Msg {
		planned, left, err := lab.Before(ctx)
		m := lookedMsg{planned: planned, things: left, err: err}
		if lab.Running != nil {
			if o, ok := lab.Running(ctx, left); ok {
				m.other = &o
			}
		}
		return m
	})
}

// start begins the experiment.
func (c *Compare) start() tea.Cmd {
	c.stage, c.stopping, c.fault = running, false, fault{}
	order := Order{Reads: c.reads, Keep: c.keep}
	run := c.lab.Run
	return c.begin(func(ctx context.Context, j *job) {
		order.Tell = j.tell
		order.Show = func(p compare.Progress) { j.change(func(s *seen) { s.Progress = p }) }
		result, err := run(ctx, order)
		j.change(func(s *seen) { s.Result, s.err = result, err })
	})
}

// clear removes what was left behind.
func (c *Compare) clear() tea.Cmd {
	c.stage, c.fault = removing, fault{}
	things, remove := c.found, c.lab.Remove
	return c.begin(func(ctx context.Context, j *job) {
		left := remove(ctx, things, j.tell)
		j.change(func(s *seen) { s.left = left })
	})
}

func (c *Compare) begin(do func(context.Context, *job)) tea.Cmd {
	c.seen = seen{}
	c.job = begin(c.ctx, do)
	c.text.Home()
	return tea.Batch(c.listen(), c.tick())
}

// sync takes how the job stands, and reports that it has just ended.
func (c *Compare) sync() bool {
	if c.job == nil || c.seen.over {
		return false
	}
	c.seen = c.job.look()
	if !c.quitting {
		c.heard = len(c.seen.events)
	}
	if !c.seen.over {
		return false
	}
	c.asking = false
	c.text.Home()
	if c.seen.err != nil {
		c.fault = c.explained(c.seen.err)
	}
	if c.stage == running {
		c.stage = ended
	}
	return true
}

// Pending reports that something runs, or has ended without that its end could
// be seen. It may be called when the terminal program is over.
func (c *Compare) Pending() bool { return c.job != nil && (!c.seen.over || c.quitting) }

// Wait waits until what runs has ended and cleaned up, which it does once the
// context of New has. It tells what could not be seen on the screen, and
// returns what is left. It may be called when the terminal program is over.
func (c *Compare) Wait(tell func(compare.Event)) (left []compare.Left) {
	if c.job == nil {
		return nil
	}
	for told := c.heard; ; {
		over := false
		select {
		case <-c.job.changed:
		case <-c.job.done:
			over = true
		}
		s := c.job.look()
		for _, e := range s.events[min(told, len(s.events)):] {
			tell(e)
		}
		told = len(s.events)
		if over {
			return append(s.left, s.Left...)
		}
	}
}

// How often the clock is looked at while something is awaited.
const every = time.Second

// tick looks at the clock for as long as something is awaited.
func (c *Compare) tick() tea.Cmd {
	c.generation++
	if c.stage != running && c.stage != removing && c.stage != looking && !c.mailing {
		return nil
	}
	return widget.After(c.ctx, every, tickMsg{c.generation})
}
