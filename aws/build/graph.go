package build

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"secretwatch/aws/monitor"
)

// step is one call, or a few that belong together, towards one change.
type step struct {
	change int      // which change it belongs to
	id     string   // such as trail/create
	needs  []string // ids; those that no step has are taken as done
	fresh  bool     // what it needs was made a moment ago in this run
	long   bool     // do makes many calls, and sees to interruptions itself
	do     func(context.Context) error
}

// errHeld marks what was not tried, because what it needs failed or because the
// run was interrupted first.
var errHeld = errors.New("not tried")

// run carries out steps, each as soon as what it needs is done.
type run struct {
	o       Options
	steps   []step
	results []Result

	mu    sync.Mutex
	began []time.Time // by change
	left  []int       // steps by change
	done  map[string]chan struct{}
	errs  map[string]error

	refused []error // why changes were held before the run began
	waits   string  // what a held step says of what it needs, %s
}

func newRun(o Options, changes []monitor.Change) *run {
	r := &run{
		o: o, results: make([]Result, len(changes)), began: make([]time.Time, len(changes)), left: make([]int, len(changes)),
		done: map[string]chan struct{}{}, errs: map[string]error{}, waits: "it needs the %s",
	}
	for i, c := range changes {
		r.results[i] = Result{Change: c, State: Queued}
	}
	return r
}

func (r *run) add(s step) {
	r.steps = append(r.steps, s)
	r.left[s.change]++
	r.done[s.id] = make(chan struct{})
}

// all runs every step and waits for the last. It returns the errors of what
// failed, and ctx's where the run was interrupted.
func (r *run) all(ctx context.Context) ([]Result, error) {
	for i := range r.results {
		switch {
		case r.results[i].State != Queued: // settled before it began
		case r.left[i] == 0:
			r.results[i].State = Done
		}
		r.report(i, Progress{})
	}
	var wg sync.WaitGroup
	for _, s := range r.steps {
		wg.Go(func() { r.one(ctx, s) })
	}
	wg.Wait()
	return r.results, r.failure(ctx)
}

func (r *run) failure(ctx context.Context) error {
	errs := slices.Clone(r.refused)
	held := false
	for _, x := range r.results {
		if x.State == Failed {
			errs = append(errs, x.Err)
		}
		held = held || x.State == Held
	}
	if ctx.Err() != nil && (held || len(errs) > 0) {
		errs = append(errs, fmt.Errorf("interrupted: %w", ctx.Err()))
	}
	return errors.Join(errs...)
}

func (r *run) one(ctx context.Context, s step) {
	defer close(r.done[s.id])
	err := r.ready(ctx, s)
	if err == nil {
		r.begin(s)
		err = inWords(r.try(ctx, s), r.results[s.change].Change.Kind)
	}
	r.end(s, err)
}

func (r *run) try(ctx context.Context, s step) error {
	if s.long {
		return s.do(ctx)
	}
	return r.o.patiently(ctx, s.fresh, func(note string, until time.Time) {
		r.mu.Lock()
		defer r.mu.Unlock()
		r.report(s.change, Progress{State: Retrying, Note: note, RetryUntil: until})
	}, s.do)
}

// ready waits for what a step needs.
func (r *run) ready(ctx context.Context, s step) error {
	for _, id := range s.needs {
		if c, ok := r.done[id]; ok {
			<-c
		}
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, id := range s.needs {
		if err := r.errs[id]; err != nil {
			return fmt.Errorf("%w: "+r.waits, errHeld, kindOf(id).Word())
		}
	}
	if ctx.Err() != nil {
		return fmt.Errorf("%w: %w", errHeld, ctx.Err())
	}
	return nil
}

func kindOf(id string) monitor.Kind {
	kind, _, _ := strings.Cut(id, "/")
	return monitor.Kind(kind)
}

func (r *run) begin(s step) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if !r.began[s.change].IsZero() {
		return
	}
	r.began[s.change] = time.Now()
	r.results[s.change].State = Running
	r.report(s.change, Progress{})
}

// end settles a step, and its change with the last of its steps. A change of
// which something was done and something was not has failed.
func (r *run) end(s step, err error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	result := &r.results[s.change]
	r.left[s.change]--
	if err != nil {
		r.errs[s.id] = err
		if result.Err == nil || errors.Is(result.Err, errHeld) {
			result.Err = err
		}
	}
	if r.left[s.change] > 0 {
		return
	}
	if !r.began[s.change].IsZero() {
		result.Took = time.Since(r.began[s.change])
	}
	switch {
	case result.Err == nil:
		result.State = Done
	case errors.Is(result.Err, errHeld) && r.began[s.change].IsZero():
		result.State = Held
	default:
		result.State = Failed
	}
	r.report(s.change, Progress{})
}

// settle holds a change before the run begins.
func (r *run) settle(i int, why error) {
	r.results[i].State, r.results[i].Err = Held, why
	r.refused = append(r.refused, why)
}

// hold makes a step that will not run fail what needs it.
func (r *run) hold(id string, err error) {
	done := make(chan struct{})
	close(done)
	r.done[id], r.errs[id] = done, err
}

// report tells the listener how a change stands. The caller holds mu, or no
// step runs yet.
func (r *run) report(i int, p Progress) {
	if r.o.Progress == nil {
		return
	}
	x := r.results[i]
	p.Change, p.At, p.Took = x.Change, time.Now(), x.Took
	if p.State == "" {
		p.State = x.State
	}
	if p.State == Failed || p.State == Held {
		p.Err = x.Err
	}
	r.o.Progress(p)
}
