package watch

import (
	"context"
	"sync"
	"time"
)

// activeFor is how long a read, a transition or a nudge keeps the watcher fast.
const activeFor = 60 * time.Second

// pace knows whether the watcher is active or at rest, by the local clock.
type pace struct {
	mu    sync.Mutex
	until time.Time
	away  bool          // nobody looks
	woken chan struct{} // closed when rest ends
}

func newPace() *pace { return &pace{woken: make(chan struct{})} }

func (p *pace) nudge() {
	p.mu.Lock()
	defer p.mu.Unlock()
	now := time.Now()
	if !p.until.After(now) && !p.away {
		p.rouse()
	}
	p.until = now.Add(activeFor)
}

// rouse ends the rest of all who sleep.
func (p *pace) rouse() {
	close(p.woken)
	p.woken = make(chan struct{})
}

// leave says whether nobody looks: then nothing keeps the watcher fast.
func (p *pace) leave(away bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.away && !away {
		p.until = time.Now().Add(activeFor)
		p.rouse()
	}
	p.away = away
}

// wakeAll has all who sleep ask anew when they are due.
func (p *pace) wakeAll() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.rouse()
}

func (p *pace) active() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return !p.away && p.until.After(time.Now())
}

// wake is closed when rest ends.
func (p *pace) wake() <-chan struct{} {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.woken
}

// sleep waits until due says so, which it is asked again whenever rest ends.
// It is false when the context ends first.
func (p *pace) sleep(ctx context.Context, due func() time.Time) bool {
	for {
		wake := p.wake()
		timer := time.NewTimer(time.Until(due()))
		select {
		case <-ctx.Done():
			timer.Stop()
			return false
		case <-timer.C:
			return true
		case <-wake:
			timer.Stop()
		}
	}
}
