package watch

import (
	"context"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs/types"
)

// A record's log timestamp is its delivery, so little comes late; where
// somebody copies records into the group, it may be the read's own time.
const (
	logsShallow = 2 * time.Minute
	logsDeep    = 15 * time.Minute
)

// readsPattern has CloudWatch Logs leave out everything but reads of secrets.
const readsPattern = `{ ($.eventSource = "secretsmanager.amazonaws.com") && ($.eventName = "GetSecretValue") }`

// pollLogs asks FilterLogEvents for records of reads. A page without events is
// not the end: only a missing token is.
// https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_FilterLogEvents.html
func (w *Watcher) pollLogs() func(context.Context, func(found) bool) (found, int) {
	v := &window{shallow: logsShallow, deep: logsDeep}
	return func(ctx context.Context, emit func(found) bool) (found, int) {
		now := w.a.Clock.Now()
		if v.from.IsZero() {
			v.from = now.Add(-w.o.Since)
		}
		start, first := v.begin(now)
		in := &cloudwatchlogs.FilterLogEventsInput{
			FilterPattern: aws.String(readsPattern),
			StartTime:     aws.Int64(start.UnixMilli()),
		}
		if group := strings.TrimSuffix(w.t.LogGroup, ":*"); strings.HasPrefix(group, "arn:") {
			in.LogGroupIdentifier = aws.String(group)
		} else {
			in.LogGroupName = aws.String(group)
		}
		for calls := 1; ; calls++ {
			page, err := w.a.Logs.FilterLogEvents(ctx, in)
			if err != nil {
				return found{err: err}, calls
			}
			f := found{first: first, reads: w.logReads(page.Events)}
			token := aws.ToString(page.NextToken)
			if token == "" || token == aws.ToString(in.NextToken) {
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

func (w *Watcher) logReads(events []types.FilteredLogEvent) []Read {
	var reads []Read
	for _, e := range events {
		message := aws.ToString(e.Message)
		r, ok := w.read(message)
		if !ok {
			continue
		}
		r.InLogs = time.UnixMilli(aws.ToInt64(e.Timestamp)).UTC()
		r.Matched = w.pattern != nil && w.pattern.Match(message)
		reads = append(reads, r)
	}
	return reads
}
