package talk

import (
	"secretwatch/aws/expected"
	"secretwatch/aws/record"
	"secretwatch/aws/watch"
)

// remarks says what is remarkable about a read beside who made it: how new its
// reader and place are, and a missing second factor where one is usual.
func (w *watching) remarks(r watch.Read) {
	if r.Test {
		return
	}
	if text := w.novelty(r); text != "" {
		w.say("%s", text)
	}
	if !r.MFA && (r.How == record.HowConsole || r.Who.Kind == record.WhoRoot) {
		w.say("It was made without a second factor.")
	}
}

// novelty is how new a read's reader or place is. Before Event history was read
// nobody can say more than that it was not seen here, and of what was there when
// the watch began not even that.
func (w *watching) novelty(r watch.Read) string {
	id := expected.Of(r.Who)
	if id == "" || !w.past.read && w.old(r) {
		return ""
	}
	from := r.From.Safe()
	seen, there := false, false
	for _, x := range w.reads { // oldest first
		if x.EventID == r.EventID {
			break
		}
		if expected.Of(x.Who) == id {
			seen = true
			there = there || x.From.Safe() == from
		}
	}
	switch {
	case !seen && w.past.read && !w.dropped:
		return "It is this reader's first read in 90 days."
	case !seen:
		return "It is the first read of this reader that was seen here."
	case !there:
		return "This reader was not seen at that address before."
	default:
		return ""
	}
}
