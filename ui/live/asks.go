package live

import (
	"context"
	"time"

	tea "charm.land/bubbletea/v2"

	"secretwatch/aws/doctor"
	"secretwatch/aws/expected"
	"secretwatch/aws/mend"
	"secretwatch/aws/record"
	"secretwatch/aws/survey"
	"secretwatch/aws/watch"
	"secretwatch/ui/widget"
)

// Asks are what the pane can ask for beyond looking on. Every field may be
// empty: then the pane does without.
type Asks struct {
	// Failing lists what cannot be asked at present. It must not wait.
	Failing func() []watch.Failing
	// Retry has what fails asked again at once. It must not wait.
	Retry func()
	// Away says that nobody looks at the terminal, or that somebody is back. It
	// must not wait.
	Away func(bool)
	// Neighbours asks Event history what the caller of a read did around it.
	Neighbours func(context.Context, record.Read) (survey.Neighbourhood, error)
	// Blame adds to the newest report who changed what is broken. It takes
	// seconds, and is asked once for a verdict.
	Blame func(context.Context) (doctor.Report, error)
	// Plan says what the remedy of a finding of the newest report would take.
	// It makes no call.
	Plan func(doctor.Finding) (mend.Ask, error)
	// Fix applies that remedy, looks again and judges; told hears what is
	// waited for. What asked for a yes has got it.
	Fix func(ctx context.Context, f doctor.Finding, told func(string)) (doctor.Report, error)
	// EventURL is the page of an event in AWS's console, and EventCommand the
	// command of the AWS CLI that shows it.
	EventURL     func(record.Read) string
	EventCommand func(record.Read) string
	// Browse opens a page in the person's browser; nil where there is no desktop.
	Browse func(ctx context.Context, url string) error
	// NewRead is told of every read that comes while the pane is open; its error
	// is shown. nil for nothing.
	NewRead func(context.Context, watch.Read) error
	// UnexpectedOnly begins with unexpected reads only, and tells NewRead of no
	// others.
	UnexpectedOnly bool
	// Notes is how this terminal shows a desktop notification.
	Notes Notes
	// Expected is who the alarm's tags expect as they were seen last; false where
	// they were not seen. It must not wait.
	Expected func() (expected.Set, bool)
	// Expect remembers on the alarm that readers are expected, or no longer, and
	// gives all who are then. agreed says that an alarm which setup did not make
	// may be changed; without it the error is expected.ErrNotOurs. nil where there
	// is no alarm.
	Expect func(ctx context.Context, d expected.Delta, agreed bool) (expected.Set, error)
	// Filter is the pattern of the monitor's metric filter as it was seen last, ""
	// where there is none, and since when that filter is there; false where nobody
	// could see. It must not wait.
	Filter func() (pattern string, since time.Time, known bool)
	// ByRule reports that an EventBridge rule tells of every read as well. It must
	// not wait.
	ByRule func() bool
	// Monitors lists the monitors that can be watched here, this one among them.
	// It takes seconds. nil where there is nothing to list.
	Monitors func(context.Context) ([]Monitor, error)
	// Switch makes the live pane of another one.
	Switch func(context.Context, Monitor) (widget.Screen, error)
	// Close ends what brings the batches. It must not wait.
	Close func()
	// Compare opens the comparison of three ways to be told of a read; nil where
	// there is none to open.
	Compare func() tea.Msg
	// ReadOnly says that nothing may be changed.
	ReadOnly bool
}
