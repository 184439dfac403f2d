package live

import (
	"context"

	"secretwatch/aws/doctor"
	"secretwatch/aws/mend"
	"secretwatch/aws/record"
	"secretwatch/aws/survey"
	"secretwatch/aws/watch"
)

// Asks are what the pane can ask for beyond looking on. Every field may be
// empty: then the pane does without.
type Asks struct {
	// Failing lists what cannot be asked at present. It must not wait.
	Failing func() []watch.Failing
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
	// Notes is how this terminal shows a desktop notification.
	Notes Notes
	// ReadOnly says that nothing may be changed.
	ReadOnly bool
}
