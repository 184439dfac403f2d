package watch

import (
	"context"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"

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
			if p.next == "" {
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

// logReads takes the reads out of a page's events.
type logReads struct {
	w       *Watcher
	pattern *filter.Pattern
	reads   []Read

	quoted Read // of the event that is being read, where it was taken quoted
	isRead bool // and was a read to show
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

// TakeQuoted reads a record where it stands, if nobody wants to see its text.
func (l *logReads) TakeQuoted(message string) (end int) {
	if l.pattern != nil || !l.w.o.NoRecords {
		return 0
	}
	r, end := record.ParseQuoted(message)
	if end > 0 {
		l.quoted, l.isRead = l.w.readOf(r)
	}
	return end
}

func (l *logReads) Take(e *logpage.Event) {
	r, ok := l.quoted, l.isRead
	if !e.Quoted {
		r, ok = l.w.read(e.Message)
	}
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
