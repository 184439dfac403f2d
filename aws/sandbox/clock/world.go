package clock

import (
	"container/heap"
	"sync"
	"time"
)

// World is the sandbox's one clock. Its goroutine sleeps until the next work
// is due and does nothing at rest.
type World struct {
	lock sync.Locker // the sandbox's; held while work runs

	mu     sync.Mutex // guards what follows; never held while work runs
	offset time.Duration
	fixed  time.Time // while Advance runs: the time of the work that is running
	queue  queue
	serial int
	closed bool

	wake chan struct{}
	done chan struct{}
	gone sync.WaitGroup
}

// NewWorld starts a clock that runs its work with lock held. Close ends it.
func NewWorld(lock sync.Locker) *World {
	w := &World{lock: lock, wake: make(chan struct{}, 1), done: make(chan struct{})}
	w.gone.Go(w.run)
	return w
}

// Now is the sandbox's time, UTC.
func (w *World) Now() time.Time {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.now()
}

func (w *World) now() time.Time {
	if !w.fixed.IsZero() {
		return w.fixed
	}
	return time.Now().Add(w.offset).UTC()
}

// At runs work at t, or as soon as it can where t is past.
func (w *World) At(t time.Time, work func()) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.closed {
		return
	}
	w.serial++
	heap.Push(&w.queue, item{at: t, serial: w.serial, work: work})
	w.nudge()
}

// Advance moves the clock by d and runs, in order and each at its own time,
// all work that is due by then, also what that work itself asks for. The
// caller must not hold the sandbox's lock. A negative d does nothing.
func (w *World) Advance(d time.Duration) {
	if d <= 0 {
		return
	}
	w.lock.Lock()
	defer w.lock.Unlock()
	start := w.Now()
	end := start.Add(d)
	w.fix(start)
	for {
		next, ok := w.due(end)
		if !ok {
			break
		}
		if next.at.After(w.Now()) {
			w.fix(next.at)
		}
		next.work()
	}
	w.mu.Lock()
	w.fixed = time.Time{}
	w.offset += d
	w.nudge()
	w.mu.Unlock()
}

// Forget drops all work that waits.
func (w *World) Forget() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.queue = nil
}

// Close ends the clock's goroutine and drops what waits. The caller must not
// hold the sandbox's lock.
func (w *World) Close() {
	w.mu.Lock()
	if w.closed {
		w.mu.Unlock()
		return
	}
	w.closed = true
	w.queue = nil
	close(w.done)
	w.mu.Unlock()
	w.gone.Wait()
}

func (w *World) fix(t time.Time) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.fixed = t
}

// due takes the earliest work off the queue if its time is not after t.
func (w *World) due(t time.Time) (item, bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if len(w.queue) == 0 || w.queue[0].at.After(t) {
		return item{}, false
	}
	return heap.Pop(&w.queue).(item), true
}

// untilNext is how long the goroutine may sleep; false means until it is woken.
func (w *World) untilNext() (time.Duration, bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if len(w.queue) == 0 {
		return 0, false
	}
	return max(0, w.queue[0].at.Sub(w.now())), true
}

// nudge makes the goroutine look at the queue again.
func (w *World) nudge() {
	select {
	case w.wake <- struct{}{}:
	default:
	}
}

func (w *World) run() {
	for {
		var timeout <-chan time.Time
		var timer *time.Timer
		if wait, ok := w.untilNext(); ok {
			timer = time.NewTimer(wait)
			timeout = timer.C
		}
		select {
		case <-w.done:
			return
		case <-w.wake:
		case <-timeout:
			w.runDue()
		}
		if timer != nil {
			timer.Stop()
		}
	}
}

// runDue runs everything whose time has come, one lock for each, so that
// calls from outside get their turn in between.
func (w *World) runDue() {
	for {
		if !w.runOne() {
			return
		}
	}
}

func (w *World) runOne() bool {
	w.lock.Lock()
	defer w.lock.Unlock()
	next, ok := w.due(w.Now())
	if ok {
		next.work()
	}
	return ok
}
