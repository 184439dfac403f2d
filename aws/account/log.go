package account

import (
	"sync"
	"time"

	"secretwatch/aws/foreign"
)

// Call is one API call as it went over the wire, retries counted.
type Call struct {
	At        time.Time // when it was sent, UTC, by the local clock
	Service   string    // such as CloudTrail
	Operation string    // such as DescribeTrails
	Duration  time.Duration
	RequestID string
	Attempts  int
	Err       foreign.String // "" where it worked
	// Command is the same call as a command of the AWS CLI, without what is
	// secret in it. It is kept in memory only.
	Command foreign.String
}

// CallLog keeps the newest calls in a ring of a fixed size. It is safe for
// concurrent use.
type CallLog struct {
	mu    sync.Mutex
	ring  []Call
	total int
	watch func(Call)

	unsigned int   // calls that failed for want of good credentials
	refusal  error // of the newest of them
}

// NewCallLog returns a log that keeps the newest size calls.
func NewCallLog(size int) *CallLog { return &CallLog{ring: make([]Call, 0, size)} }

// Observe has every later call told to watch, one at a time.
func (l *CallLog) Observe(watch func(Call)) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.watch = watch
}

// Add records a call.
func (l *CallLog) Add(c Call) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.watch != nil {
		l.watch(c)
	}
	if len(l.ring) < cap(l.ring) {
		l.ring = append(l.ring, c)
	} else {
		l.ring[l.total%cap(l.ring)] = c
	}
	l.total++
}

// unsign records that a call failed for want of good credentials.
func (l *CallLog) unsign(err error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.unsigned++
	l.refusal = err
}

// Unsigned is how many calls failed for want of good credentials, which may
// expire between any two calls, and the error of the newest. Whoever asked many
// things at once can tell by it that the answers are not to be trusted.
func (l *CallLog) Unsigned() (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.unsigned, l.refusal
}

// Total is how many calls there were, kept or not.
func (l *CallLog) Total() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.total
}

// Newest returns up to n calls, newest first.
func (l *CallLog) Newest(n int) []Call {
	l.mu.Lock()
	defer l.mu.Unlock()
	if n > len(l.ring) {
		n = len(l.ring)
	}
	calls := make([]Call, 0, n)
	for i := range n {
		calls = append(calls, l.ring[(l.total-1-i)%cap(l.ring)])
	}
	return calls
}
