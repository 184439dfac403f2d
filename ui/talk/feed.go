package talk

import (
	"context"
	"iter"
	"time"

	"secretwatch/aws/account"
	"secretwatch/aws/doctor"
	"secretwatch/aws/expected"
	"secretwatch/aws/foreign"
	"secretwatch/aws/mend"
	"secretwatch/aws/monitor"
	"secretwatch/aws/record"
	"secretwatch/aws/survey"
	"secretwatch/aws/trace"
	"secretwatch/aws/watch"
	"secretwatch/ui/hunt"
)

// Feed is what the watch is told and can ask for.
type Feed struct {
	Names   monitor.Names
	Batches <-chan watch.Batch // closed when no more can come
	Nudge   func()             // polls soon
	// Unexpected leaves out tests, and reads by readers who are expected.
	Unexpected bool
	// Check looks at the whole monitor; nil where only a log group is watched.
	Check func(context.Context) (doctor.Report, error)
	// TestRead and Follow are nil where no read may be made.
	TestRead func(context.Context) (requestID string, at time.Time, err error)
	Follow   func(ctx context.Context, requestID string, at time.Time, tell func(trace.Update)) error
	// Inbox and OpenLink are nil unless the endpoint is a sandbox.
	Inbox    lister
	OpenLink func(context.Context, string) error
	// Plan says what applying a finding's remedy would take, and Fix applies it
	// and looks again. Nil where nothing may be changed.
	Plan func(doctor.Finding) (mend.Ask, error)
	Fix  func(ctx context.Context, f doctor.Finding, told func(string)) (doctor.Report, error)
	// Expected are the readers that are expected; Expect changes them, and is nil
	// where that may not be.
	Expected expected.Set
	Expect   func(ctx context.Context, d expected.Delta, agreed bool) (expected.Set, error)
	// NewRead hears of every read that comes; Failing says what went wrong then.
	// Both may be nil.
	NewRead func(watch.Read)
	Failing <-chan error
	// Break breaks one thing for the person to find, nil but in the demo; BreakNow
	// does it as soon as the watch begins.
	Break    hunt.Break
	BreakNow bool
	// Stays reports that the monitor outlives the program.
	Stays bool
	// Back is how far back the watcher began to look.
	Back time.Duration
	// Every is how often the monitor is checked.
	Every time.Duration

	Asks
}

// Asks are what the watch can ask for beyond looking on. Every field may be nil:
// then the watch does without.
type Asks struct {
	// Blame adds to the newest report who changed what is broken. It takes
	// seconds.
	Blame func(context.Context) (doctor.Report, error)
	// Neighbours asks Event history what the caller of a read did around it.
	Neighbours func(context.Context, record.Read) (survey.Neighbourhood, error)
	// Past reads Event history as far back as it goes, a page a second at most,
	// newest first. It stops when the context ends.
	Past func(context.Context) iter.Seq2[watch.Page, error]
	// FollowRead follows a read that somebody made to its mail.
	FollowRead func(ctx context.Context, r watch.Read, tell func(trace.Update)) error
	// EventURL is the page of an event in AWS's console, and EventCommand the
	// command of the AWS CLI that shows it.
	EventURL, EventCommand func(record.Read) string
	// Calls are the newest API calls, newest first.
	Calls func(n int) []account.Call
	// Monitors lists the monitors that can be watched, this one among them. It
	// takes seconds.
	Monitors func(context.Context) ([]Other, error)
}

// Other is one of several monitors.
type Other struct {
	monitor.Names
	State string // its alarm's; "" where there is none, or nobody could see it
}

// SwitchError ends a watch for the watch of another monitor.
type SwitchError struct{ To monitor.Names }

func (e *SwitchError) Error() string {
	return "the monitor of " + foreign.Safe(e.To.Secret) + " is to be watched"
}
