package lookup

import (
	"context"
	"fmt"
	"iter"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudtrail"
	"github.com/aws/aws-sdk-go-v2/service/cloudtrail/types"

	"secretwatch/aws/account"
	"secretwatch/aws/record"
)

// Span is the time that is asked about, in UTC; what is zero is left out.
type Span struct{ From, To time.Time }

// Page is one answer of Event history.
type Page struct {
	Events []types.Event // newest first
	Last   bool
}

// Pages are the events, newest first, 50 in a page, those of other kinds too
// where the source is asked for. They end with the first error. The quota is two
// calls a second for everyone in the account, the console too: tries is how often
// a page is asked for, 0 for as often as other calls.
// https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_LookupEvents.html
func Pages(ctx context.Context, a *account.Account, by By, s Span, tries int) iter.Seq2[Page, error] {
	return func(yield func(Page, error) bool) {
		in := &cloudtrail.LookupEventsInput{LookupAttributes: []types.LookupAttribute{by.attribute()}, MaxResults: aws.Int32(50)}
		if !s.From.IsZero() {
			in.StartTime = aws.Time(s.From)
		}
		if !s.To.IsZero() {
			in.EndTime = aws.Time(s.To)
		}
		patient := func(o *cloudtrail.Options) {
			if tries > 0 {
				o.RetryMaxAttempts = tries
			}
		}
		for {
			out, err := a.CloudTrail.LookupEvents(ctx, in, patient)
			if err != nil {
				yield(Page{}, fmt.Errorf("look at the Event history: %w", err))
				return
			}
			last := aws.ToString(out.NextToken) == ""
			if !yield(Page{out.Events, last}, nil) || last {
				return
			}
			in.NextToken = out.NextToken
		}
	}
}

// maxPages is how far the events of Secrets Manager are gone through for reads: a
// quota holds the next page up.
const maxPages = 3

// Newest are the records of the newest reads in Event history, of any secret,
// newest first: those on one page, or on the first of three that has any where
// the source is asked for. One that cannot be read is left out: it is no
// evidence.
func Newest(ctx context.Context, a *account.Account, by By, s Span) ([]record.Record, error) {
	var records []record.Record
	n := 0
	for page, err := range Pages(ctx, a, by, s, 0) {
		if err != nil {
			return nil, err
		}
		for _, e := range page.Events {
			if r, err := record.Parse(aws.ToString(e.CloudTrailEvent)); err == nil {
				if _, ok := r.Read(); ok {
					records = append(records, r)
				}
			}
		}
		if n++; by == Name || len(records) > 0 || n == maxPages {
			break
		}
	}
	return records, nil
}
