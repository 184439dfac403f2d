package cli

import (
	"context"
	"time"

	"secretwatch/ui/live"
	"secretwatch/ui/talk"
)

// talkHunt builds a healthy monitor and begins its watch, where something is
// broken at once.
func (t *talker) talkHunt(ctx context.Context) error {
	d, err := wanted(t.p.answers(secretSource{generate: true}), t.a.Place)
	if err != nil {
		return err
	}
	t.hunter.wants(d, d.Names)
	t.p.printer(t.p.streams.Out, nil).Say("Building a healthy monitor, usually 1 to 3 seconds.")
	if err := t.hunter.build(ctx); err != nil {
		return t.left(err, nil)
	}
	return t.watch(ctx, d.Names, watchFlags{since: time.Hour})
}

// chasing lets the watch of the demo break things.
func (t *talker) chasing(feed *talk.Feed) {
	var pane live.Feed
	t.hunter.feed(&pane)
	feed.Break, feed.BreakNow = pane.Break, pane.BreakNow
}
