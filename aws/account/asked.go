package account

import (
	"context"
	"sync/atomic"
	"time"
)

// Asked knows since when an answer is waited for. It is safe for concurrent use,
// of one call at a time.
type Asked struct{ since atomic.Int64 } // nanoseconds since 1970, 0 for no request on its way

type askedKey struct{}

// Asking is a context whose calls tell asked while their answers are on their way.
// Waiting for our turn, or before another attempt, is none of that.
func Asking(ctx context.Context, asked *Asked) context.Context {
	return context.WithValue(ctx, askedKey{}, asked)
}

// Since is when the request was sent whose answer is waited for, by the local
// clock; zero where none is.
func (a *Asked) Since() time.Time {
	if since := a.since.Load(); since != 0 {
		return time.Unix(0, since)
	}
	return time.Time{}
}

// asking notes that a request is on its way, until it is done.
func asking(ctx context.Context) (done func()) {
	asked, ok := ctx.Value(askedKey{}).(*Asked)
	if !ok {
		return func() {}
	}
	asked.since.Store(time.Now().UnixNano())
	return func() { asked.since.Store(0) }
}
