package cli

import (
	"context"

	"secretwatch/aws/watch"
	"secretwatch/ui/live"
)

// past lets the live pane ask for what Event history has from before it looked.
func past(w *watch.Watcher) func(context.Context) <-chan live.Past {
	return func(ctx context.Context) <-chan live.Past {
		pages := make(chan live.Past)
		go func() {
			defer close(pages)
			for page, err := range w.Past(ctx) {
				select {
				case pages <- live.Past{Reads: page.Reads, Back: page.Back, Err: err}:
				case <-ctx.Done():
					return
				}
			}
		}()
		return pages
	}
}
