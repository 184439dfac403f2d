package watch

import (
	"context"
	"sync"
	"time"

	"secretwatch/aws/lookup"
)

// filtersAgain is when the metric filters are asked for again where they could
// not be seen.
const filtersAgain = 5 * time.Minute

// quiet knows how to ask for reads so that no metric filter of the log group
// counts the asking, which goes on as long as somebody watches.
type quiet struct {
	mu    sync.Mutex
	by    lookup.By
	seen  bool
	again time.Time // local clock
}

// lookupBy asks for the log group's metric filters once, for there may be others
// than the one whose pattern we know.
func (w *Watcher) lookupBy(ctx context.Context) lookup.By {
	if p := w.pattern.Load(); p != nil && lookup.Quiet(p.String()) == lookup.Source {
		return lookup.Source
	}
	q := &w.quiet
	q.mu.Lock()
	defer q.mu.Unlock()
	if now := time.Now(); !q.seen && !now.Before(q.again) {
		by, err := lookup.Look(ctx, w.a, w.t.LogGroup)
		q.by, q.seen, q.again = by, err == nil, now.Add(filtersAgain)
	}
	return q.by
}
