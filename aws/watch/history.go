package watch

import (
	"context"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudtrail"
	"github.com/aws/aws-sdk-go-v2/service/cloudtrail/types"

	"secretwatch/aws/filter"
	"secretwatch/aws/foreign"
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
	return func(ctx context.Context, emit func(found) bool) (found, int) {
		now := w.a.Clock.Now()
		if v.from.IsZero() {
			v.from = now.Add(-w.o.Since)
		}
		start, first := v.begin(now)
		in := &cloudtrail.LookupEventsInput{
			StartTime:        aws.Time(start),
			LookupAttributes: []types.LookupAttribute{w.lookupBy()},
			MaxResults:       aws.Int32(50),
		}
		for calls := 1; ; calls++ {
			page, err := w.a.CloudTrail.LookupEvents(ctx, in)
			if err != nil {
				return found{err: err}, calls
			}
			f := found{first: first, reads: w.historyReads(page.Events, first)}
			if last := aws.ToString(page.NextToken) == ""; last {
				v.end(now, start, calls)
				return f, calls
			}
			if !f.empty() && !emit(f) {
				return found{err: ctx.Err()}, calls
			}
			in.NextToken = page.NextToken
		}
	}
}

// lookupBy is the one condition for reads: the event's name. Where the metric
// filter looks for text, it would find that name in the record of this very
// call, again and again; then all events of Secrets Manager are asked for.
func (w *Watcher) lookupBy() types.LookupAttribute {
	if p := w.pattern.Load(); p != nil && p.Kind() == filter.Text {
		return types.LookupAttribute{AttributeKey: types.LookupAttributeKeyEventSource, AttributeValue: aws.String("secretsmanager.amazonaws.com")}
	}
	return types.LookupAttribute{AttributeKey: types.LookupAttributeKeyEventName, AttributeValue: aws.String("GetSecretValue")}
}

func (w *Watcher) historyReads(events []types.Event, first bool) []Read {
	var reads []Read
	at := w.a.Clock.Now()
	for _, e := range events {
		if r, ok := w.read(aws.ToString(e.CloudTrailEvent)); ok {
			r.JSON = foreign.New(aws.ToString(e.CloudTrailEvent))
			r.InHistory, r.CatchUp = at, first
			reads = append(reads, r)
		}
	}
	return reads
}
