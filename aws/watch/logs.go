package watch

import (
	"context"
	"errors"
	"iter"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs/types"

	"secretwatch/aws/account"
	"secretwatch/aws/logpage"
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

// ahead is how many pages may be on their way while one is being read.
const ahead = 2

// pages asks for one page after the other. A look far back has hundreds of them:
// the next is asked for as soon as its token is here, while those before are
// decoded and read.
func (w *Watcher) pages(ctx context.Context, in *cloudwatchlogs.FilterLogEventsInput) iter.Seq[logPage] {
	return func(yield func(logPage) bool) {
		ctx, stop := context.WithCancel(ctx)
		defer stop()
		queue := make(chan (<-chan logPage), ahead-1)
		go w.askAhead(ctx, *in, queue)
		for answer := range queue {
			if p := <-answer; !yield(p) || p.err != nil || p.last {
				return
			}
		}
	}
}

// askAhead puts the answers in order into the queue, until the last or until ctx
// is done.
func (w *Watcher) askAhead(ctx context.Context, in cloudwatchlogs.FilterLogEventsInput, queue chan<- (<-chan logPage)) {
	defer close(queue)
	for {
		answer, tokens := w.ask(ctx, in)
		select {
		case queue <- answer:
		case <-ctx.Done():
			return
		}
		token := <-tokens
		if token == "" || token == aws.ToString(in.NextToken) {
			return
		}
		in.NextToken, ctx = aws.String(token), account.Hurry(ctx)
	}
}

// ask asks for one page. The token of the next comes first, "" where there is
// none to ask for.
func (w *Watcher) ask(ctx context.Context, in cloudwatchlogs.FilterLogEventsInput) (<-chan logPage, <-chan string) {
	answer, tokens := make(chan logPage, 1), make(chan string, 2) // the page's as it comes, and as it was decoded
	go func() {
		told := ""
		out, err := w.a.Logs.FilterLogEvents(logpage.Ahead(ctx, func(token string) {
			if told == "" { // a call that is tried again may tell it again
				told = token
				tokens <- token
			}
		}), &in)
		if err != nil {
			tokens <- ""
			answer <- logPage{err: err}
			return
		}
		token := aws.ToString(out.NextToken)
		if told != "" && told != token {
			answer <- logPage{err: errTwoTokens} // what follows was asked for by the wrong one
			return
		}
		tokens <- token
		answer <- logPage{FilterLogEventsOutput: out, last: token == "" || token == aws.ToString(in.NextToken)}
	}()
	return answer, tokens
}

var errTwoTokens = errors.New("FilterLogEvents: the answer has two tokens for the next page")

func (w *Watcher) logReads(events []types.FilteredLogEvent) []Read {
	reads := make([]Read, 0, len(events))
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
