package survey

import (
	"context"
	"fmt"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudtrail"

	"secretwatch/aws/account"
	"secretwatch/aws/lookup"
	"secretwatch/aws/record"
)

// ReadRecords are the newest reads in Event history as whole records, of any
// secret, newest first: to try filter patterns on. No metric filter of the region
// counts the asking for a read.
func ReadRecords(ctx context.Context, a *account.Account) ([]record.Record, error) {
	return lookup.Newest(ctx, a, lookup.On(ctx, a, ""), lookup.Span{})
}

// EventsPerMinute is how many management events the region's Event history has
// a minute, over its newest page; 0 where it has too few to say. LookupEvents
// says at most 50 at a time.
// https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_LookupEvents.html
func EventsPerMinute(ctx context.Context, a *account.Account) (float64, error) {
	out, err := a.CloudTrail.LookupEvents(ctx, &cloudtrail.LookupEventsInput{MaxResults: aws.Int32(historyPage)})
	if err != nil {
		return 0, fmt.Errorf("look at the Event history: %w", err)
	}
	if len(out.Events) < 2 {
		return 0, nil
	}
	newest, oldest := aws.ToTime(out.Events[0].EventTime), aws.ToTime(out.Events[len(out.Events)-1].EventTime)
	// A handful of calls within a moment says nothing about a minute.
	return float64(len(out.Events)) / max(newest.Sub(oldest), time.Minute).Minutes(), nil
}
