package talk

import (
	"context"
	"strings"

	"secretwatch/aws/foreign"
	"secretwatch/aws/sandbox/inbox"
)

// post is what is known of the sandbox's inbox.
type post struct {
	asking bool
	known  bool // how many mails there were when it was looked at first
	count  int
}

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
				w.arrived(mails)
			}
		}
	})
}

// arrived says which mails are new. That of a test read which is being followed
// is said at the end of its way.
func (w *watching) arrived(mails []inbox.Mail) {
	from := min(w.post.count, len(mails))
	if !w.post.known {
		from = len(mails)
	}
	w.post.known, w.post.count = true, len(mails)
	for i, m := range mails[from:] {
		if w.way != nil && strings.HasPrefix(m.Subject, "ALARM") {
			continue
		}
		w.say("A mail has come to %s: %s", foreign.Safe(m.To), foreign.Safe(m.Subject))
		w.say("Type mail %d to hear it.", from+i+1)
	}
}
