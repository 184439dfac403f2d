package watch

import (
	"context"
	"fmt"
	"iter"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudtrail"
	"github.com/aws/aws-sdk-go-v2/service/cloudtrail/types"
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
// first, 50 reads of any secret in a page, one page a second (account's limit).
// It ends with the first error.
// https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_LookupEvents.html
func (w *Watcher) Past(ctx context.Context) iter.Seq2[Page, error] {
	return func(yield func(Page, error) bool) {
		back := w.a.Clock.Now()
		in := &cloudtrail.LookupEventsInput{
			EndTime: aws.Time(back), MaxResults: aws.Int32(50),
			LookupAttributes: []types.LookupAttribute{{AttributeKey: types.LookupAttributeKeyEventName, AttributeValue: aws.String("GetSecretValue")}},
		}
		for {
			out, err := w.a.CloudTrail.LookupEvents(ctx, in, func(o *cloudtrail.Options) { o.RetryMaxAttempts = pagePatience })
			if err != nil {
				yield(Page{Back: back}, fmt.Errorf("look at the Event history: %w", err))
				return
			}
			for _, e := range out.Events {
				if at := aws.ToTime(e.EventTime).UTC(); !at.IsZero() && at.Before(back) {
					back = at
				}
			}
			reads := w.historyReads(out.Events, true)
			for _, r := range reads {
				if r.Time.Before(back) {
					back = r.Time
				}
			}
			if !yield(Page{Reads: reads, Back: back}, nil) || aws.ToString(out.NextToken) == "" {
				return
			}
			in.NextToken = out.NextToken
		}
	}
}
