package setup

import (
	"context"
	"time"

	"secretwatch/aws/build"
	"secretwatch/aws/foreign"
	"secretwatch/aws/monitor"
	"secretwatch/aws/record"
	"secretwatch/aws/sandbox/inbox"
	"secretwatch/aws/trace"
	"secretwatch/ui/widget"
)

// Deps is what the screens need from AWS, as functions. Those that take a
// context run in commands, off the screen's goroutine.
type Deps struct {
	// Identify says who and where we are; not called when Start knows already.
	Identify func(ctx context.Context) (monitor.Place, foreign.String, error)
	// Secrets lists the names of the secrets that exist.
	Secrets func(ctx context.Context) ([]string, error)
	Survey  func(ctx context.Context, d monitor.Desired) (monitor.Snapshot, error)
	Plan    func(monitor.Desired, monitor.Snapshot) []monitor.Change
	Price   func(monitor.Desired, monitor.Snapshot) build.Cost
	// Apply builds. When ctx ends it begins nothing new, lets the calls in
	// flight finish, and returns.
	Apply func(ctx context.Context, d monitor.Desired, changes []monitor.Change,
		value func() (string, error), consent func(monitor.Change) bool, progress func(build.Progress)) ([]build.Result, error)
	// Undo deletes those of the snapshot's parts that are of these kinds and
	// carry setup's tag, the secret with no recovery window. Nil: no undo.
	Undo func(ctx context.Context, seen monitor.Snapshot, kinds []monitor.Kind) (build.Destroyed, error)
	// Records are the account's newest reads in Event history, of any secret,
	// to try patterns on; EventsPerMinute how many management events it has.
	// Either may be nil.
	Records         func(ctx context.Context) ([]record.Record, error)
	EventsPerMinute func(ctx context.Context) (float64, error)
	// ConfirmLink confirms the subscription with the link from the mail.
	ConfirmLink func(ctx context.Context, d monitor.Desired, link string) error
	// Subscribe sends the confirmation mail to the address, for the topic and,
	// where there is one, the rule's. Nil: an address cannot be changed.
	Subscribe func(ctx context.Context, d monitor.Desired) error
	// Subscribed counts the topic's subscriptions of the address, and those of
	// the rule's topic.
	Subscribed func(ctx context.Context, d monitor.Desired) (confirmed, pending int, err error)
	// TestRead reads the secret once and throws the value away.
	TestRead func(ctx context.Context, secret string) (requestID string, at time.Time, err error)
	// Follow follows that read hop by hop and tells of every round of looking,
	// until nothing is waited for any more. It may be nil.
	Follow func(ctx context.Context, d monitor.Desired, requestID string, at time.Time, tell func(trace.Update)) error
	// History gives the secret's reads in CloudTrail's Event history.
	History func(ctx context.Context, secret string) ([]record.Read, error)
	// ReadCommand is the AWS CLI line that reads the secret from elsewhere.
	ReadCommand func(secret string) string
	// Explain says an error in words, safe for a terminal, and what to do.
	Explain func(err error) (summary, hint string)
	// Inbox and OpenLink are nil unless the endpoint is a sandbox.
	Inbox    func(ctx context.Context) ([]inbox.Mail, error)
	OpenLink func(ctx context.Context, url string) error
	// Live makes the screen that comes after.
	Live func(d monitor.Desired) widget.Screen
	// Again is the command that goes on with an unfinished setup, such as
	// "secretwatch setup"; "" where leaving takes everything along, as in demo.
	Again string
}
