package watch

import (
	"context"
	"errors"
	"fmt"
	"iter"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"

	"secretwatch/aws/account"
	"secretwatch/aws/logpage"
)

// logPage is one answer of FilterLogEvents.
type logPage struct {
	reads []Read
	next  string // its token, "" for the last
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
			if p := <-answer; !yield(p) || p.err != nil || p.next == "" {
				return
			}
		}
	}
}

// askAhead puts the answers in order into the queue, until the last or until ctx
// is done. It is one goroutine for all pages: each page needs the token of the
// one before, so what a look back takes is mostly what it takes to come from the
// one answer to the next.
func (w *Watcher) askAhead(ctx context.Context, in cloudwatchlogs.FilterLogEventsInput, queue chan<- (<-chan logPage)) {
	defer close(queue)
	for {
		answer := make(chan logPage, 1)
		next := w.ask(ctx, &in, answer)
		select {
		case queue <- answer:
		case <-ctx.Done():
			return
		}
		if next == "" {
			return
		}
		in.NextToken, ctx = aws.String(next), account.Hurry(ctx)
	}
}

// ask asks for one page, and gives the token of the next, "" where there is none
// to ask for. The page is decoded beside.
func (w *Watcher) ask(ctx context.Context, in *cloudwatchlogs.FilterLogEventsInput, answer chan<- logPage) (next string) {
	page, asked := new(logpage.Undecoded), aws.ToString(in.NextToken)
	if _, err := w.a.Logs.FilterLogEvents(logpage.Later(ctx, page), in); err != nil {
		answer <- logPage{err: err}
		return ""
	}
	if next = page.Token(); next == "" || next == asked { // the last page, or one that tells only when decoded
		p := w.decode(page)
		if p.next == asked {
			p.next = ""
		}
		answer <- p
		return p.next
	}
	go func() {
		p := w.decode(page)
		if p.err == nil && p.next != next {
			p = logPage{err: errTwoTokens} // what follows was asked for by the wrong one
		}
		answer <- p
	}()
	return next
}

var errTwoTokens = errors.New("FilterLogEvents: the answer has two tokens for the next page")

func (w *Watcher) decode(page *logpage.Undecoded) logPage {
	reads := &logReads{w: w, pattern: w.pattern.Load()}
	out, err := page.Decode(reads)
	if err != nil {
		return logPage{err: fmt.Errorf("FilterLogEvents: %w", err)}
	}
	return logPage{reads: reads.reads, next: aws.ToString(out.NextToken)}
}
