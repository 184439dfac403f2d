package logpage

import (
	"bytes"
	"context"
	"errors"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"
)

// Event is one log event. Its texts are good only until the Taker returns, which
// has to copy what it keeps. What an answer leaves out is "" or 0.
type Event struct {
	Stream, Message string
	At              int64 // milliseconds since 1970
	Quoted          bool  // the message is "": it was taken by TakeQuoted
}

// Taker takes a page's events one by one as they are read, so that they need no
// memory of their own.
type Taker interface {
	// Begin says that a page of about so many bytes begins: what was taken before
	// does not count, for it is of an answer that turned out to be unusable.
	Begin(size int)
	Take(e *Event)
}

// QuotedTaker is a Taker that can take messages as they stand in the page.
type QuotedTaker interface {
	Taker
	// TakeQuoted gets what follows the opening quote of an event's message, before
	// the event is taken, and gives where the closing quote stands: what is between
	// must be a string's inside as JSON has it. 0 has it unescaped for Take instead.
	TakeQuoted(message string) (end int)
}

// Undecoded is a page that is here, but not decoded yet: the next one can be
// asked for before that.
type Undecoded struct {
	work   *scratch
	out    *cloudwatchlogs.FilterLogEventsOutput
	decode func(take Taker) error
}

type laterKey struct{}

// Later is a context for a call whose answer is left undecoded: where the call
// succeeds, it is in page, and its output says nothing.
func Later(ctx context.Context, page *Undecoded) context.Context {
	return context.WithValue(ctx, laterKey{}, page)
}

// tokenMember begins the member that holds the token. Within a string its quotes
// would be escaped, so it can be nothing else, but for the depth at which it
// stands.
const tokenMember = `"nextToken":"`

// Token is the next page's, "" where there is none or none to be seen without
// decoding. What counts is what Decode gives: a page that turns out to be broken
// may have another.
func (u *Undecoded) Token() string {
	if u.work == nil {
		return ""
	}
	from := bytes.LastIndex(u.work.body, []byte(tokenMember))
	if from < 0 {
		return ""
	}
	token, _, whole := bytes.Cut(u.work.body[from+len(tokenMember):], []byte(`"`))
	if !whole || bytes.IndexByte(token, '\\') >= 0 {
		return ""
	}
	return string(token)
}

// Decode hands the events to the taker and gives the rest of the answer. They
// count only where there is no error. It can be called once.
func (u *Undecoded) Decode(take Taker) (*cloudwatchlogs.FilterLogEventsOutput, error) {
	if u.work == nil {
		return nil, errors.New("there is no page of log events to decode")
	}
	u.work = nil
	if err := u.decode(take); err != nil {
		return nil, err
	}
	return u.out, nil
}

// handOver gives what the SDK has read to the taker.
func handOver(t Taker, size int, out *cloudwatchlogs.FilterLogEventsOutput) {
	t.Begin(size)
	for _, e := range out.Events {
		t.Take(&Event{Stream: aws.ToString(e.LogStreamName), Message: aws.ToString(e.Message), At: aws.ToInt64(e.Timestamp)})
	}
	out.Events = nil
}
