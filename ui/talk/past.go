package talk

import (
	"context"
	"time"

	"secretwatch/aws/watch"
)

// past is the look into Event history that a person asked for.
type past struct {
	stop  context.CancelFunc // nil while none is under way
	calls int
	found int
	told  time.Time // when it was said last how far it is
	read  bool      // it was read to its end
}

// pastTold is how often it is said how far the look is.
const pastTold = 20 * time.Second

// history reads Event history as far back as it goes, or stops that.
func (w *watching) history(ctx context.Context) {
	switch {
	case w.feed.Past == nil:
		w.say("Event history cannot be asked here.")
		return
	case w.past.stop != nil:
		w.past.stop()
		w.say("Stopped. The reads that were found so far are kept.")
		return
	}
	ctx, stop := context.WithCancel(ctx)
	if w.past.read {
		w.say("Event history was read before; what has come since is found too.")
	}
	w.past = past{stop: stop, told: time.Now(), read: w.past.read}
	w.say("Asking Event history for 90 days, one call a second, 50 reads a call. Type history again to stop.")
	pages := w.feed.Past
	w.beside(ctx, func(say func(func())) func() {
		var failed error
		for page, err := range pages(ctx) {
			if failed = err; err != nil {
				break
			}
			say(func() { w.tookPage(page) })
		}
		whole := failed == nil && ctx.Err() == nil
		return func() { w.pastEnds(whole, failed) }
	})
}

// tookPage keeps one page of reads.
func (w *watching) tookPage(p watch.Page) {
	w.past.calls++
	for _, r := range p.Reads {
		if !w.has(r.EventID) && w.wanted(r) {
			w.past.found++
			w.keep(r)
			if w.now.Sub(r.Time) >= 24*time.Hour {
				w.out.Dates = true // a time alone may be of any day
			}
		}
	}
	if time.Since(w.past.told) >= pastTold {
		w.past.told = time.Now()
		w.say("Event history is read back to %s, in %s.", w.out.Clock(p.Back), count(w.past.calls, "call"))
	}
}

func (w *watching) pastEnds(whole bool, err error) {
	if w.past.stop != nil {
		w.past.stop()
	}
	w.past.stop = nil
	switch {
	case whole:
		w.past.read = true
		w.say("Event history has been read, in %s: %s that were not heard of before.", count(w.past.calls, "call"), count(w.past.found, "read"))
		if w.past.found > 0 {
			w.say("Type readers to hear who they are by, or reads 20 for the newest of them.")
		}
		if w.dropped {
			w.say("The newest %d reads are kept here. secretwatch history lists all.", mostReads)
		}
	case err != nil:
		w.sayError(err)
	}
}
