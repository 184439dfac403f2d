package talk

import (
	"cmp"
	"context"
	"slices"
	"time"

	"secretwatch/aws/foreign"
	"secretwatch/aws/record"
	"secretwatch/aws/survey"
	"secretwatch/ui/plain"
)

// mostAround is how many of a caller's other records are heard.
const mostAround = 20

// around says what else the caller of a read did about that time.
func (w *watching) around(ctx context.Context, number string) {
	if w.feed.Neighbours == nil {
		w.say("Event history cannot be asked here.")
		return
	}
	r, ok := w.numbered("around", number)
	if !ok {
		return
	}
	w.say("Asking Event history what this reader did around %s, one call a second, usually 1 to 3 seconds.", w.out.Clock(r.Time))
	ask := w.feed.Neighbours
	w.beside(ctx, func(func(func())) func() {
		found, err := ask(ctx, r.Read)
		return func() { w.sayAround(r.Read, found, err) }
	})
}

func (w *watching) sayAround(r record.Read, n survey.Neighbourhood, err error) {
	if err != nil {
		w.sayError(err)
		return
	}
	w.say("%s by %s in this region, %s before and after.", count(len(n.Records), "other record"), n.By, plain.Lasted(n.Around))
	for _, x := range survey.Runs(nearest(n.Records, r.Time), r.Time) {
		w.sayCall(x, r.Time)
	}
	if further := len(n.Records) - mostAround; further > 0 {
		w.say("Those are the nearest to the read; %d others are further from it.", further)
	}
	if n.More {
		w.say("There are still more, that were not asked for.")
	}
}

// sayCall says one of the caller's other calls, or one that was repeated.
func (w *watching) sayCall(x survey.Run, read time.Time) {
	result := "it worked"
	if e := x.ErrorCode.Safe(); e != "" {
		result = "it failed with " + e
	}
	name := foreign.Safe(x.EventName) + " of " + foreign.Safe(x.EventSource)
	if x.N > 1 { // the list is from the oldest to the newest
		from := w.out.Clock(x.Oldest)
		if to := w.out.Clock(x.EventTime); to != from {
			from = "from " + from + " to " + to
		}
		w.say("%s, %s, %s, %d times, %s.", from, apart(x.EventTime.Sub(read)), name, x.N, result)
		return
	}
	w.say("%s, %s, %s, %s.", w.out.Clock(x.EventTime), apart(x.EventTime.Sub(read)), name, result)
}

// nearest are the records nearest to a moment, oldest first.
func nearest(records []record.Record, at time.Time) []record.Record {
	list := slices.Clone(records)
	slices.SortStableFunc(list, func(a, b record.Record) int {
		return cmp.Compare(a.EventTime.Sub(at).Abs(), b.EventTime.Sub(at).Abs())
	})
	list = list[:min(len(list), mostAround)]
	slices.SortStableFunc(list, func(a, b record.Record) int { return a.EventTime.Compare(b.EventTime) })
	return list
}

// apart is how long before or after a read something was.
func apart(d time.Duration) string {
	switch d = d.Round(time.Second); {
	case d < 0:
		return plain.Lasted(-d) + " before"
	case d > 0:
		return plain.Lasted(d) + " after"
	default:
		return "in the same second"
	}
}
