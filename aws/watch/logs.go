package watch

import (
	"context"
	"iter"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs/types"

	"secretwatch/aws/account"
	"secretwatch/aws/record"
)

// A record's log timestamp is its delivery, so little comes late; where
// somebody copies records into the group, it may be the read's own time.
const (
	logsShallow = 2 * time.Minute
	logsDeep    = 15 * time.Minute
)

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
			FilterPattern: aws.String(record.ReadsPattern),
			StartTime:     aws.Int64(start.UnixMilli()),
		}
		if group := strings.TrimSuffix(w.t.LogGroup, ":*"); strings.HasPrefix(group, "arn:") {
			in.LogGroupIdentifier = aws.String(group)
		} else {
			in.LogGroupName = aws.String(group)
		}
		calls := 0
		for p := range w.pages(ctx, in) {
			calls++
			if p.err != nil {
				return found{err: p.err}, calls
			}
			f := found{first: first, reads: w.logReads(p.Events)}
			if p.last {
				v.end(now, start, calls)
				return f, calls
			}
			if !f.empty() && !emit(f) {
				break
			}
		}
		return found{err: ctx.Err()}, max(calls, 1)
	}
}

// logPage is one answer of FilterLogEvents.
type logPage struct {
	*cloudwatchlogs.FilterLogEventsOutput
	last bool
	err  error
}

// pages asks for one page after the other, the next already while the last is
// being read: a look far back has hundreds of them.
func (w *Watcher) pages(ctx context.Context, in *cloudwatchlogs.FilterLogEventsInput) iter.Seq[logPage] {
	return func(yield func(logPage) bool) {
		ctx, stop := context.WithCancel(ctx)
		defer stop()
		ask := func(ctx context.Context, in cloudwatchlogs.FilterLogEventsInput) <-chan logPage {
			answer := make(chan logPage, 1)
			go func() {
				out, err := w.a.Logs.FilterLogEvents(ctx, &in)
				answer <- logPage{FilterLogEventsOutput: out, err: err}
			}()
			return answer
		}
		next := ask(ctx, *in)
		for {
			p := <-next
			if p.err == nil {
				token := aws.ToString(p.NextToken)
				p.last = token == "" || token == aws.ToString(in.NextToken)
				in.NextToken = p.NextToken
			}
			over := p.err != nil || p.last
			if !over {
				next = ask(account.Hurry(ctx), *in)
			}
			if !yield(p) || over {
				return
			}
		}
	}
}

func (w *Watcher) logReads(events []types.FilteredLogEvent) []Read {
	var reads []Read
	pattern := w.pattern.Load()
	for _, e := range events {
		message := aws.ToString(e.Message)
		r, ok := w.read(message)
		if !ok {
			continue
		}
		r.InLogs = time.UnixMilli(aws.ToInt64(e.Timestamp)).UTC()
		r.Stream = aws.ToString(e.LogStreamName)
		r.Matched = pattern != nil && pattern.Match(message)
		reads = append(reads, r)
	}
	return reads
}
