package logs

import (
	"context"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs/types"

	"secretwatch/aws/filter"
	"secretwatch/aws/sandbox/clock"
	"secretwatch/aws/sandbox/wire"
)

// What a session sends and keeps.
const (
	// tailFirst is how long the answer takes. One that overtakes the end of its
	// request makes aws-sdk-go-v2 close the connection, and with it the stream.
	// https://github.com/aws/aws-sdk-go-v2/issues/2737
	tailFirst   = 20 * time.Millisecond
	tailEvery   = time.Second
	tailLimit   = 3 * time.Hour
	tailUpdate  = 500     // events of an update; more are sampled
	tailPending = 5000    // events for a client that reads too slowly; the oldest go
	tailBytes   = 8 << 20 // of an update: clients refuse frames of 16 MiB
)

// tails are the sessions that are open. They have a lock of their own: streams
// run without the sandbox's.
type tails struct {
	mu       sync.Mutex
	sessions []*tail
}

// open reports false where the Region has all the sessions it may have.
func (ts *tails) open(t *tail) bool {
	ts.mu.Lock()
	defer ts.mu.Unlock()
	n := 0
	for _, other := range ts.sessions {
		if other.region == t.region {
			n++
		}
	}
	if n >= maxTails {
		return false
	}
	t.all = ts
	ts.sessions = append(ts.sessions, t)
	return true
}

func (ts *tails) close(t *tail) {
	ts.mu.Lock()
	defer ts.mu.Unlock()
	ts.sessions = slices.DeleteFunc(ts.sessions, func(other *tail) bool { return other == t })
}

// offer shows an event to every session.
func (ts *tails) offer(g *group, e event) {
	ts.mu.Lock()
	defer ts.mu.Unlock()
	for _, t := range ts.sessions {
		if arn, ok := t.groups[g.name]; ok && t.region == g.region && t.wants(e) {
			t.keep(types.LiveTailSessionLogEvent{
				LogGroupIdentifier: aws.String(arn), LogStreamName: aws.String(e.stream), Message: aws.String(e.message),
				Timestamp: aws.Int64(e.at), IngestionTime: aws.Int64(e.arrived),
			})
		}
	}
}

// end ends every session.
func (ts *tails) end() {
	ts.mu.Lock()
	defer ts.mu.Unlock()
	for _, t := range ts.sessions {
		close(t.ended)
	}
	ts.sessions = nil
}

// tail is one Live Tail session.
type tail struct {
	region          string
	groups          map[string]string // ARNs by name
	names, prefixes []string          // of streams
	pattern         *filter.Pattern
	start           types.LiveTailSessionStart
	clock           clock.Clock
	begun           time.Time
	ended           chan struct{} // closed when the account is emptied

	all     *tails
	pending []types.LiveTailSessionLogEvent // guarded by all.mu
}

func (t *tail) wants(e event) bool {
	hasPrefix := func(prefix string) bool { return strings.HasPrefix(e.stream, prefix) }
	return (len(t.names) == 0 || slices.Contains(t.names, e.stream)) &&
		(len(t.prefixes) == 0 || slices.ContainsFunc(t.prefixes, hasPrefix)) && t.pattern.Match(e.message)
}

func (t *tail) keep(e types.LiveTailSessionLogEvent) {
	if len(t.pending) == tailPending {
		t.pending = slices.Delete(t.pending, 0, tailUpdate)
	}
	t.pending = append(t.pending, e)
}

// Stream implements wire.Streamer: an update every second until the client
// leaves or the session has lasted for three hours.
func (t *tail) Stream(ctx context.Context, w http.ResponseWriter) {
	defer t.all.close(t)
	tick := time.NewTicker(tailEvery)
	defer tick.Stop()
	time.Sleep(tailFirst)
	out, err := wire.NewEventStream(w)
	if err != nil || out.Send("sessionStart", t.start) != nil {
		return // the client has left, here as below
	}
	for {
		select {
		case <-ctx.Done():
			return
		case <-t.ended:
			_ = out.Fail(wire.Errorf("SessionStreamingException", "The session has ended: the account was emptied."))
			return
		case <-tick.C:
		}
		if t.clock.Now().Sub(t.begun) >= tailLimit {
			_ = out.Fail(wire.Errorf("SessionTimeoutException", "The Live Tail session has timed out after 3 hours."))
			return
		}
		if out.Send("sessionUpdate", t.update()) != nil {
			return
		}
	}
}

// update takes what has come since the last one.
func (t *tail) update() types.LiveTailSessionUpdate {
	t.all.mu.Lock()
	events := t.pending
	t.pending = nil
	t.all.mu.Unlock()
	sample := make([]types.LiveTailSessionLogEvent, 0, min(len(events), tailUpdate))
	size := 0
	for i := range cap(sample) {
		e := events[i*len(events)/cap(sample)]
		if size += len(*e.Message); size > tailBytes && i > 0 {
			break
		}
		sample = append(sample, e)
	}
	return types.LiveTailSessionUpdate{
		SessionMetadata: &types.LiveTailSessionMetadata{Sampled: len(sample) < len(events)}, SessionResults: sample,
	}
}
