package trace

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"strings"
	"sync"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"

	"secretwatch/aws/account"
	"secretwatch/aws/foreign"
	"secretwatch/aws/lookup"
	"secretwatch/aws/monitor"
	"secretwatch/aws/record"
	"secretwatch/aws/watch"
)

// ErrNoRead says that neither Event history nor the log group has the read.
var ErrNoRead = errors.New("no read with this request id")

// reach is how far back Event history goes.
// https://docs.aws.amazon.com/awscloudtrail/latest/userguide/view-cloudtrail-events.html
const reach = 90 * 24 * time.Hour

var requestIDs = regexp.MustCompile(`^[0-9A-Za-z-]{8,64}$`)

// IsRequestID reports whether text has the form of a request id.
func IsRequestID(text string) bool { return requestIDs.MatchString(text) }

// Find looks for a read of the last 90 days by its request id, in Event history
// and in the monitor's log group, where that may be there, at the same time,
// newest first. In a busy account that takes a while: Event history gives 50
// events a second. It tells how far back it has looked. The monitor's metric
// filters do not count the search for a read. The error is ErrNoRead where
// neither has it, and that of the calls where neither could be asked.
func Find(ctx context.Context, a *account.Account, chain monitor.Snapshot, requestID string, tell func(back time.Time)) (watch.Read, error) {
	group := ""
	if chain.LogGroup.There() || chain.LogGroup.Unseen != nil {
		group = chain.Names.LogGroup
	}
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	now := a.Clock.Now()
	type answer struct {
		read *watch.Read
		err  error
	}
	answers := make(chan answer, 2)
	var running sync.WaitGroup
	ask := func(f func() (*watch.Read, error)) {
		running.Go(func() {
			r, err := f()
			answers <- answer{r, err}
		})
	}
	ask(func() (*watch.Read, error) {
		return inHistory{a, requestID, lookup.For(chain.Filters)}.lookup(ctx, now.Add(-reach), now.Add(time.Minute), tell)
	})
	asked := 1
	if group != "" {
		asked++
		ask(func() (*watch.Read, error) { return searchBack(ctx, a, group, requestID, now) })
	}
	defer running.Wait()
	defer stop()
	var failed []error
	for range asked {
		switch got := <-answers; {
		case got.read != nil:
			got.read.CatchUp = true
			return *got.read, nil
		case got.err != nil:
			failed = append(failed, got.err)
		}
	}
	if len(failed) == asked {
		return watch.Read{}, errors.Join(failed...)
	}
	err := fmt.Errorf("%w: %s", ErrNoRead, requestID)
	for _, f := range failed {
		err = fmt.Errorf("%w (not everything could be asked: %s)", err, account.Explain(f).Summary)
	}
	return watch.Read{}, err
}

// searchBack searches the log group in ever longer stretches.
func searchBack(ctx context.Context, a *account.Account, group, requestID string, now time.Time) (*watch.Read, error) {
	to := now.Add(time.Minute)
	for _, back := range []time.Duration{time.Hour, 24 * time.Hour, 7 * 24 * time.Hour, reach} {
		from := now.Add(-back)
		read, err := search(ctx, a, group, requestID, from, to)
		if err != nil || read != nil {
			return read, err
		}
		to = from
	}
	return nil, nil //nolint:nilnil // not there is an answer
}

// search asks the log group for one request; nil where it has none of it. A page
// without events is not the end: only a missing token is.
// https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_FilterLogEvents.html
func search(ctx context.Context, a *account.Account, group, requestID string, from, to time.Time) (*watch.Read, error) {
	in := &cloudwatchlogs.FilterLogEventsInput{
		FilterPattern: aws.String(fmt.Sprintf(`{ ($.requestID = "%s") && ($.eventName = "GetSecret*") }`, requestID)),
		StartTime:     aws.Int64(from.UnixMilli()), EndTime: aws.Int64(to.UnixMilli()),
	}
	if group = strings.TrimSuffix(group, ":*"); strings.HasPrefix(group, "arn:") {
		in.LogGroupIdentifier = aws.String(group)
	} else {
		in.LogGroupName = aws.String(group)
	}
	for {
		page, err := a.Logs.FilterLogEvents(ctx, in)
		if err != nil {
			return nil, fmt.Errorf("search the log group: %w", err)
		}
		for _, e := range page.Events {
			if r, ok := parsed(aws.ToString(e.Message), requestID); ok {
				r.InLogs = time.UnixMilli(aws.ToInt64(e.Timestamp)).UTC()
				r.Stream = aws.ToString(e.LogStreamName)
				return &r, nil
			}
		}
		token := aws.ToString(page.NextToken)
		if token == "" || token == aws.ToString(in.NextToken) {
			return nil, nil //nolint:nilnil // not there is an answer
		}
		in.NextToken = page.NextToken
	}
}

// inHistory looks for one request in Event history, which takes no request id.
type inHistory struct {
	a         *account.Account
	requestID string
	by        lookup.By
}

// lookup looks at what is between two moments, newest first; nil where none is
// this read.
// https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_LookupEvents.html
func (s inHistory) lookup(ctx context.Context, from, to time.Time, tell func(back time.Time)) (*watch.Read, error) {
	for page, err := range lookup.Pages(ctx, s.a, s.by, lookup.Span{From: from, To: to}, 0) {
		if err != nil {
			return nil, err
		}
		for _, e := range page.Events {
			if r, ok := parsed(aws.ToString(e.CloudTrailEvent), s.requestID); ok {
				r.InHistory = s.a.Clock.Now()
				return &r, nil
			}
		}
		if n := len(page.Events); tell != nil && n > 0 && !page.Last {
			tell(aws.ToTime(page.Events[n-1].EventTime).UTC())
		}
	}
	return nil, nil //nolint:nilnil // not there is an answer
}

// parsed reads a record; false where it is not the read of that request.
func parsed(text, requestID string) (watch.Read, bool) {
	r, err := record.Parse(text)
	if err != nil || r.RequestID != requestID {
		return watch.Read{}, false
	}
	read, ok := r.Read()
	return watch.Read{Read: read, JSON: foreign.New(text)}, ok
}
