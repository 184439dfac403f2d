package talk

import (
	"context"
	"slices"
	"strings"
	"time"

	"secretwatch/aws/alarm"
	"secretwatch/aws/foreign"
	"secretwatch/aws/sandbox/inbox"
	"secretwatch/aws/watch"
)

// post is what is known of the sandbox's inbox.
type post struct {
	asking bool
	known  bool // how many mails there were when it was looked at first
	count  int
	early  time.Time // when a mail was seen whose alarm was not said yet; zero for none
}

// patience is how long a mail waits for the alarm that it tells of.
const patience = 3 * time.Second

// lookForMail looks whether a mail has come, beside the watch.
func (w *watching) lookForMail(ctx context.Context) {
	if w.feed.Inbox == nil || w.post.asking {
		return
	}
	w.post.asking = true
	list := w.feed.Inbox
	w.beside(ctx, func(func(func())) func() {
		mails, err := list(ctx)
		return func() {
			w.post.asking = false
			if err == nil { // else the next round asks again
				w.arrived(ctx, mails)
			}
		}
	})
}

// arrived says which mails are new. That of a test read which is being followed
// is said at the end of its way.
func (w *watching) arrived(ctx context.Context, mails []inbox.Mail) {
	from := min(w.post.count, len(mails))
	if !w.post.known {
		from = len(mails)
	}
	w.post.known, w.post.count = true, len(mails)
	for i, m := range mails[from:] {
		alarms := strings.HasPrefix(m.Subject, "ALARM")
		switch {
		case w.way != nil && alarms:
			continue
		case alarms && w.tooEarly(ctx, m):
			w.post.count = from + i
			return
		}
		w.post.early = time.Time{}
		if m.At.IsZero() {
			w.say("A mail has come to %s: %s", foreign.Safe(m.To), foreign.Safe(m.Subject))
		} else {
			w.say("%s, a mail has come to %s: %s", w.out.Clock(m.At), foreign.Safe(m.To), foreign.Safe(m.Subject))
		}
		w.say("Type mail %d to hear it.", from+i+1)
	}
}

// tooEarly reports that a mail is to be said a little later: the change of the
// alarm that it tells of was not said yet, and comes before it.
func (w *watching) tooEarly(ctx context.Context, m inbox.Mail) bool {
	caused := slices.ContainsFunc(w.changes, func(t watch.Transition) bool {
		return t.To == string(alarm.Alarm) && t.At.Sub(m.At).Abs() < time.Minute
	})
	switch {
	case m.At.IsZero() || caused:
		return false
	case w.post.early.IsZero():
		w.post.early = time.Now()
		w.beside(ctx, func(func(func())) func() {
			select {
			case <-ctx.Done():
			case <-time.After(patience):
			}
			return func() { w.lookForMail(ctx) }
		})
		return true
	default:
		return time.Since(w.post.early) < patience
	}
}
