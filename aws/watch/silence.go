package watch

import (
	"context"
	"sync"
	"time"

	"secretwatch/aws/account"
)

// patience is how long an answer is waited for without a word. AWS answers in far
// less than a second, and a call that gets no answer fails only much later.
const patience = 5 * time.Second

// failingSilently lists the sources that do not answer, but have not failed yet.
func (w *Watcher) failingSilently() []Failing {
	var list []Failing
	for s, asked := range w.asked {
		since := asked.Since()
		if since.IsZero() || time.Since(since) < patience || w.failed[s] != nil {
			continue
		}
		list = append(list, Failing{
			Source: s, Silent: since.Add(w.a.Clock.Offset()).UTC(),
			Problem: account.Problem{Kind: account.NoNetwork, Summary: "no answer yet"},
		})
	}
	return list
}

// noticeSilence has tell called for every answer that is waited for too long, until
// stop, which waits for it.
func (w *Watcher) noticeSilence(ctx context.Context, s Source, tell func(context.Context)) (stop func()) {
	ctx, cancel := context.WithCancel(ctx)
	var running sync.WaitGroup
	running.Go(func() {
		var told time.Time
		wait := patience
		for {
			select {
			case <-ctx.Done():
				return
			case <-time.After(wait):
			}
			wait = patience
			since := w.asked[s].Since()
			switch lasted := time.Since(since); {
			case since.IsZero(), since.Equal(told):
			case lasted < patience:
				wait = patience - lasted
			default:
				told = since
				tell(ctx)
			}
		}
	})
	return func() {
		cancel()
		running.Wait()
	}
}
