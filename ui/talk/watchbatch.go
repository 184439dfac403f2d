package talk

import (
	"context"

	"secretwatch/aws/expected"
	"secretwatch/aws/trace"
	"secretwatch/aws/watch"
	"secretwatch/ui/plain"
)

// batch says what one round brought.
func (w *watching) batch(ctx context.Context, b watch.Batch) {
	for source, text := range b.Trouble {
		said := text.Safe()
		switch said {
		case w.trouble[source]:
		case "":
			w.say("%s can be asked again.", source)
		default:
			w.say("Warning: %s cannot be asked: %s", source, plain.Sentence(said))
		}
		w.trouble[source] = said
	}
	if w.since.IsZero() {
		w.since = b.At
	}
	w.now = b.At
	w.took(b.Datapoints)
	w.before(b)
	for _, r := range b.Reads {
		if r.Update {
			w.seenElsewhere(r)
		}
		if !w.wanted(r) {
			continue
		}
		if w.feed.NewRead != nil {
			w.feed.NewRead(r)
		}
		w.keep(r)
		if !w.old(r) && w.passes(r) && (w.mine == "" || r.RequestID != w.mine) {
			w.out.Read(r)
			w.remarks(r)
			w.stranger(r)
		}
	}
	if b.Alarm != nil {
		w.alarm = b.Alarm
	}
	for _, t := range b.Transitions {
		w.changed(t)
		if !t.At.Before(w.since) {
			w.inTurn(func(p trace.Path) { w.transition(t, p) })
		}
	}
	if w.way != nil {
		w.release(w.way.last.Path, false)
	}
	if len(b.Transitions) > 0 {
		w.look(ctx)
	}
	w.lookForMail(ctx)
}

func (w *watching) wanted(r watch.Read) bool {
	familiar := r.Test || w.expected[expected.Of(r.Who)]
	return !r.Update && (!w.feed.Unexpected || !familiar)
}

// old reports that a read was there to be seen before the watch began, wherever
// it was seen first.
func (w *watching) old(r watch.Read) bool {
	return r.CatchUp || r.InHistory.IsZero() && !r.InLogs.IsZero() && r.InLogs.Before(w.since)
}

// before says how much was there before the watch began. It is heard on asking:
// there may be much of it.
func (w *watching) before(b watch.Batch) {
	reads, changes := 0, 0
	for _, r := range b.Reads {
		if w.old(r) && w.wanted(r) {
			reads++
		}
	}
	for _, t := range b.Transitions {
		if t.At.Before(w.since) && !t.Update {
			changes++
		}
	}
	switch {
	case reads > 0 && changes > 0:
		w.say("Seen from before: %s, and %s of the alarm. Type reads to hear the reads.", count(reads, "read"), count(changes, "change"))
	case reads > 0 && w.toldPast:
		w.say("Seen from before as well: %s.", count(reads, "read"))
	case reads > 0:
		w.say("Seen from before: %s. Type reads to hear them.", count(reads, "read"))
	}
	w.toldPast = w.toldPast || reads > 0
}
