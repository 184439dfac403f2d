package watch

import (
	"context"
	"iter"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"

	"secretwatch/aws/lookup"
)

// Page is one page of Event history.
type Page struct {
	Reads []Read    // of the target, newest first
	Back  time.Time // how far back the pages so far reach, UTC
}

// pagePatience is how often a page is asked for: everyone in the account shares
// the quota.
const pagePatience = 10

// Past reads Event history as far back as it goes, which is 90 days, newest
// first, 50 events in a page, reads of any secret, one page a second (account's limit).
// It ends with the first error.
// https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_LookupEvents.html
func (w *Watcher) Past(ctx context.Context) iter.Seq2[Page, error] {
	return func(yield func(Page, error) bool) {
		back := w.a.Clock.Now()
		for page, err := range lookup.Pages(ctx, w.a, w.lookupBy(ctx), lookup.Span{To: back}, pagePatience) {
			if err != nil {
				yield(Page{Back: back}, err)
				return
			}
			for _, e := range page.Events {
				if at := aws.ToTime(e.EventTime).UTC(); !at.IsZero() && at.Before(back) {
					back = at
				}
			}
			reads := w.historyReads(page.Events, true, time.Time{})
			for _, r := range reads {
				if r.Time.Before(back) {
					back = r.Time
				}
			}
			if !yield(Page{Reads: reads, Back: back}, nil) {
				return
			}
		}
	}
}
