package logpage

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"
)

// Event is one log event. Its texts are good only until the Taker returns, which
// has to copy what it keeps. What an answer leaves out is "" or 0.
type Event struct {
	Stream, Message string
	At              int64 // milliseconds since 1970
}

// Taker takes a page's events one by one as they are read, so that they need no
// memory of their own.
type Taker interface {
	// Begin says that a page of about so many bytes begins: what was taken before
	// does not count, for it is of an answer that turned out to be unusable.
	Begin(size int)
	Take(e *Event)
}

type eachKey struct{}

// Each is a context for a call whose events go to the taker instead of into the
// answer. They count only where the call succeeds.
func Each(ctx context.Context, t Taker) context.Context {
	return context.WithValue(ctx, eachKey{}, t)
}

func takerOf(ctx context.Context) Taker {
	t, _ := ctx.Value(eachKey{}).(Taker)
	return t
}

// handOver gives what the SDK has read to the taker.
func handOver(t Taker, size int, out *cloudwatchlogs.FilterLogEventsOutput) {
	t.Begin(size)
	for _, e := range out.Events {
		t.Take(&Event{Stream: aws.ToString(e.LogStreamName), Message: aws.ToString(e.Message), At: aws.ToInt64(e.Timestamp)})
	}
	out.Events = nil
}
