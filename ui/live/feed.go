// Package live is the live pane: reads as they come, how far the newest has got
// on its way to the e-mail, the alarm, its metric, the checklist, the API log
// and, on a sandbox, the inbox. It asks AWS nothing itself: all it shows comes
// through a Feed. It may import ui/hunt, ui/widget, ui/theme and aws.
package live

import (
	"context"
	"time"

	tea "charm.land/bubbletea/v2"

	"secretwatch/aws/account"
	"secretwatch/aws/doctor"
	"secretwatch/aws/monitor"
	"secretwatch/aws/sandbox/inbox"
	"secretwatch/aws/watch"
	"secretwatch/ui/hunt"
)

// Feed is where the live pane's data comes from, and what it can ask for. Every
// function may be nil: then the pane does without. They are called from
// commands, never while drawing; Nudge, Calls and Now must not wait.
type Feed struct {
	// Batches are the watcher's; closing it says that nothing more comes.
	Batches <-chan watch.Batch
	// Nudge says that somebody looks.
	Nudge func()
	// Check takes a snapshot and judges it. It costs about 20 API calls.
	Check func(ctx context.Context) (doctor.Report, error)
	// TestRead reads the secret once, marked as a test.
	TestRead func(ctx context.Context) (requestID string, at time.Time, err error)
	// Inbox lists the sandbox's mails, newest last; nil on AWS.
	Inbox func(ctx context.Context) ([]inbox.Mail, error)
	// OpenLink opens a link of such a mail.
	OpenLink func(ctx context.Context, url string) error
	// Break breaks the monitor without saying what, for a hunt; nil on AWS.
	Break hunt.Break
	// BreakNow begins the first hunt at once.
	BreakNow bool
	// Back is how far back the watcher began to look; 0 means an hour.
	Back time.Duration
	// AllSecrets says that reads of every secret come, so that a read is worth the
	// mark of the monitor that its secret has.
	AllSecrets bool
	// Past reads Event history as far back as it goes, a page a second at most,
	// newest first. It closes the channel after the last page, and stops when the
	// context ends.
	Past func(ctx context.Context) <-chan Past
	// Calls are the newest API calls, newest first.
	Calls func(n int) []account.Call
	// Now is AWS's clock.
	Now func() time.Time

	Asks

	Names monitor.Names
	// ReadCommand is the AWS CLI's command for reading the secret elsewhere.
	ReadCommand string
	// Fast says that the endpoint is a sandbox whose hops take seconds, so that
	// other waits are usual.
	Fast bool
	// NoPattern says that the watcher does not know the metric filter's pattern.
	NoPattern bool
	// Zone is the time zone to begin with; nil means UTC.
	Zone *time.Location
}

// Messages of the pane's own commands.
type (
	batchesMsg []watch.Batch
	endedMsg   struct{} // the watcher has ended
	reportMsg  struct {
		report doctor.Report
		err    error
	}
	testMsg struct {
		requestID string
		at        time.Time
		err       error
	}
	tickMsg struct{ generation int }
)

// mostBatches bounds what one message takes, so that a flood still lets keys
// through.
const mostBatches = 256

// listen waits for one batch, takes what else is ready, and makes one message of
// it all: drawing happens once a message.
func listen(ctx context.Context, batches <-chan watch.Batch) tea.Cmd {
	if batches == nil {
		return nil
	}
	return func() tea.Msg {
		var got batchesMsg
		select {
		case b, ok := <-batches:
			if !ok {
				return endedMsg{}
			}
			got = append(got, b)
		case <-ctx.Done():
			return nil
		}
		for len(got) < mostBatches {
			select {
			case b, ok := <-batches:
				if !ok {
					return got
				}
				got = append(got, b)
			default:
				return got
			}
		}
		return got
	}
}

func check(ctx context.Context, f func(context.Context) (doctor.Report, error)) tea.Cmd {
	return func() tea.Msg {
		report, err := f(ctx)
		return reportMsg{report: report, err: err}
	}
}

func testRead(ctx context.Context, f func(context.Context) (string, time.Time, error)) tea.Cmd {
	return func() tea.Msg {
		id, at, err := f(ctx)
		return testMsg{requestID: id, at: at, err: err}
	}
}
