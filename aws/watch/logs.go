package watch

import (
	"context"
	"errors"
	"iter"
	"runtime"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"

	"secretwatch/aws/account"
	"secretwatch/aws/filter"
	"secretwatch/aws/foreign"
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
			f := found{first: first, reads: p.reads}
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
	reads []Read
	last  bool
	err   error
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
		told, page := "", &logReads{w: w, pattern: w.pattern.Load()}
		out, err := w.a.Logs.FilterLogEvents(logpage.Ahead(logpage.Each(ctx, page), func(token string) {
			if told == "" { // a call that is tried again may tell it again
				told = token
				tokens <- token
				runtime.Gosched() // let the next page be asked for before this one is decoded, which takes milliseconds
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
		answer <- logPage{reads: page.reads, last: token == "" || token == aws.ToString(in.NextToken)}
	}()
	return answer, tokens
}

var errTwoTokens = errors.New("FilterLogEvents: the answer has two tokens for the next page")

// logReads takes the reads out of a page's events.
type logReads struct {
	w       *Watcher
	pattern *filter.Pattern
	reads   []Read
}

// recordSize is about how much of a page a record takes at least, in bytes.
const recordSize = 1500

func (l *logReads) Begin(size int) {
	if clear(l.reads); cap(l.reads) == 0 {
		l.reads = make([]Read, 0, min(size/recordSize+1, mostRecords))
	}
	l.reads = l.reads[:0]
}

// mostRecords is how many reads of a page get their memory at once: of a page far
// longer than AWS's most may be no reads.
const mostRecords = 1000

func (l *logReads) Take(e *logpage.Event) {
	r, ok := l.w.read(e.Message)
	if !ok {
		return
	}
	if !l.w.o.NoRecords {
		r.JSON = foreign.New(strings.Clone(e.Message))
	}
	r.InLogs = time.UnixMilli(e.At).UTC()
	if n := len(l.reads); n > 0 && l.reads[n-1].Stream == e.Stream {
		r.Stream = l.reads[n-1].Stream
	} else {
		r.Stream = strings.Clone(e.Stream)
	}
	r.Matched = l.pattern != nil && l.pattern.Match(e.Message)
	l.reads = append(l.reads, r)
}
