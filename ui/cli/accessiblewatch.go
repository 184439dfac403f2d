package cli

import (
	"context"
	"time"

	"secretwatch/aws/expected"
	"secretwatch/aws/foreign"
	"secretwatch/aws/monitor"
	"secretwatch/aws/record"
	"secretwatch/aws/survey"
	"secretwatch/aws/trace"
	"secretwatch/aws/watch"
	"secretwatch/ui/live"
	"secretwatch/ui/talk"
)

// listen runs a watcher and says what it brings.
func (t *talker) listen(ctx context.Context, n monitor.Names, target watch.Target, w watchFlags) error {
	ctx, stop := context.WithCancel(ctx)
	fast := t.mail.fast()
	watcher := watch.New(t.a, target, watch.Options{
		Since: w.since, Follow: true, AllSecrets: w.allSecrets || target.SecretName == "", Fast: fast,
	})
	batches, ended := make(chan watch.Batch), make(chan struct{})
	go func() {
		defer close(ended)
		defer close(batches)
		_ = watcher.Run(ctx, batches) // trouble comes in the batches
	}()
	defer func() { stop(); <-ended }()
	teller := newTeller(w.hook, t.a)
	defer teller.work(ctx)()
	since := t.a.Clock.Now()
	feed := talk.Feed{
		Names: n, Batches: batches, Nudge: watcher.Nudge, Every: 5 * time.Minute, Expected: w.readers, Failing: teller.failed,
		Unexpected: w.unexpected, Back: w.since,
		NewRead: func(r watch.Read) {
			if live.News(r, since) {
				teller.tell(r)
			}
		},
	}
	if fast {
		feed.Every = 20 * time.Second
	}
	if n.Secret != "" {
		t.mender = &mender{p: t.p, a: t.a, watcher: watcher, names: n}
		feed.Check, feed.Blame = t.mender.look, t.mender.blame
	}
	t.asking(&feed, watcher)
	t.changing(&feed, n)
	t.chasing(&feed)
	feed.Stays = t.again != ""
	if n.Secret != "" && !t.p.flags.readOnly {
		feed.TestRead = func(ctx context.Context) (string, time.Time, error) {
			r, err := trace.Read(ctx, t.a, t.hunter.readID(ctx, n.Secret))
			return r.RequestID, r.At, err
		}
		feed.Follow = func(ctx context.Context, id string, at time.Time, tell func(trace.Update)) error {
			return t.follow(ctx, n, t.p.flags.email, watch.Read{Read: record.Read{
				Time: at, RequestID: id, Secret: foreign.New(n.Secret), Result: record.ResultOK, Test: true,
			}}, tell)
		}
	}
	if t.mail != nil {
		feed.Inbox, feed.OpenLink = t.mail.List, t.mail.Open
	}
	return t.voice.Watch(ctx, feed)
}

// changing lets the person change the monitor, unless only reading is allowed.
func (t *talker) changing(feed *talk.Feed, n monitor.Names) {
	if n.Secret == "" || t.p.flags.readOnly {
		return
	}
	feed.Plan, feed.Fix = t.mender.plan, t.mender.fix
	if n.Alarm != "" {
		feed.Expect = func(ctx context.Context, d expected.Delta, agreed bool) (expected.Set, error) {
			return expected.Change(ctx, t.a, n, d, agreed)
		}
	}
}

// asking lets the person ask for more than what comes by itself.
func (t *talker) asking(feed *talk.Feed, watcher *watch.Watcher) {
	a := t.a
	feed.Neighbours = func(ctx context.Context, r record.Read) (survey.Neighbourhood, error) {
		return survey.Neighbours(ctx, regional(a, r.Region), r)
	}
	feed.EventURL = func(r record.Read) string { return eventURL(a, r) }
	feed.EventCommand = func(r record.Read) string { return eventCommand(a, r) }
	feed.Calls = a.Log.Newest
	if feed.Names.Secret == "" {
		return
	}
	feed.Past = watcher.Past
	names := feed.Names
	feed.FollowRead = func(ctx context.Context, r watch.Read, tell func(trace.Update)) error {
		return t.follow(ctx, names, t.p.flags.email, r, tell)
	}
	feed.Monitors = func(ctx context.Context) ([]talk.Other, error) {
		all, err := t.monitors(ctx)
		others := make([]talk.Other, 0, len(all))
		for _, m := range all {
			others = append(others, talk.Other{Names: m.Names, State: m.State})
		}
		return others, err
	}
}
