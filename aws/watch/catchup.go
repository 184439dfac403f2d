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

	raw *logpage.Undecoded // the page where it is still to be decoded, else nil
}

// ahead is how many pages may wait while one is being decoded and the next is on
// its way.
const ahead = 2

// pages asks for one page after the other. A look far back has hundreds of them:
// the next is asked for as soon as its token is here, while those before are
// decoded and read. One goroutine decodes: more of them keep AWS's answer from
// being seen where there are few processors.
func (w *Watcher) pages(ctx context.Context, in *cloudwatchlogs.FilterLogEventsInput) iter.Seq[logPage] {
	return func(yield func(logPage) bool) {
		ctx, stop := context.WithCancel(ctx)
		defer stop()
		queue := make(chan logPage, ahead)
		go w.askAhead(ctx, *in, queue)
		for p := range queue {
			if p.raw != nil {
				p = w.decodeNext(p)
			}
			if !yield(p) || p.err != nil || p.next == "" {
				return
			}
		}
	}
}

// askAhead puts the answers in order into the queue, until the last or until ctx
// is done. It is one goroutine for all pages: each page needs the token of the
// one before, so what a look back takes is mostly what it takes to come from the
// one answer to the next.
func (w *Watcher) askAhead(ctx context.Context, in cloudwatchlogs.FilterLogEventsInput, queue chan<- logPage) {
	defer close(queue)
	for {
		p := w.ask(ctx, &in)
		select {
		case queue <- p:
		case <-ctx.Done():
			return
		}
		if p.next == "" {
			return
		}
		in.NextToken, ctx = aws.String(p.next), account.Hurry(ctx)
	}
}

// ask asks for one page, whose next is "" where there is none to ask for.
func (w *Watcher) ask(ctx context.Context, in *cloudwatchlogs.FilterLogEventsInput) logPage {
	page, asked := new(logpage.Undecoded), aws.ToString(in.NextToken)
	if _, err := w.a.Logs.FilterLogEvents(logpage.Later(ctx, page), in); err != nil {
		return logPage{err: err}
	}
	if next := page.Token(); next != "" && next != asked {
		return logPage{next: next, raw: page}
	}
	p := w.decode(page) // the last page, or one that tells only when decoded
	if p.next == asked {
		p.next = ""
	}
	return p
}

// decodeNext decodes a page whose token is used already.
func (w *Watcher) decodeNext(raw logPage) logPage {
	p := w.decode(raw.raw)
	if p.err == nil && p.next != raw.next {
		return logPage{err: errTwoTokens} // what follows was asked for by the wrong one
	}
	return p
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
