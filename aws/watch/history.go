package watch

import (
	"context"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudtrail/types"

	"secretwatch/aws/foreign"
	"secretwatch/aws/lookup"
)

// Event history shows most reads within 15 minutes, in no strict order.
const (
	historyShallow = 5 * time.Minute
	historyDeep    = 30 * time.Minute
)

// pollHistory asks LookupEvents for reads of any secret: it takes one
// condition only, so the secret is told apart here.
// https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_LookupEvents.html
func (w *Watcher) pollHistory() func(context.Context, func(found) bool) (found, int) {
	v := &window{shallow: historyShallow, deep: historyDeep}
	var looked time.Time // before, by AWS's clock
	return func(ctx context.Context, emit func(found) bool) (found, int) {
		now := w.a.Clock.Now()
		if v.from.IsZero() {
			v.from = now.Add(-w.o.Since)
		}
		start, first := v.begin(now)
		f, calls := found{}, 0
		for page, err := range lookup.Pages(ctx, w.a, w.lookupBy(ctx), lookup.Span{From: start}, 0) {
			calls++
			if err != nil {
				return found{err: err}, calls
			}
			f = found{first: first, reads: w.historyReads(page.Events, first, looked)}
			if !page.Last && !f.empty() && !emit(f) {
				return found{err: ctx.Err()}, calls
			}
		}
		v.end(now, start, calls)
		looked = now
		return f, calls
	}
}

// historyReads are the reads among events that a first, or a later look has found;
// the one before was at looked.
func (w *Watcher) historyReads(events []types.Event, first bool, looked time.Time) []Read {
	var reads []Read
	at := w.a.Clock.Now()
	for _, e := range events {
		if r, ok := w.read(aws.ToString(e.CloudTrailEvent)); ok {
			r.JSON = foreign.New(aws.ToString(e.CloudTrailEvent))
			r.InHistory, r.CatchUp, r.Unlooked = at, first, !first && unlooked(r.Time, looked, at)
			reads = append(reads, r)
		}
	}
	return reads
}

// unlooked reports that between two looks at Event history more time went by than
// leaves anything to say about how long a read took: over a third of it.
func unlooked(read, before, now time.Time) bool {
	blind := now.Sub(read)
	if since := now.Sub(before); since < blind {
		blind = since
	}
	return blind > unlookedFrom && 3*blind > now.Sub(read)
}

// unlookedFrom is more than passes between two looks at the busiest pace.
const unlookedFrom = 5 * time.Second
