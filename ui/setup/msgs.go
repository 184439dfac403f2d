package setup

import (
	"time"

	"secretwatch/aws/build"
	"secretwatch/aws/foreign"
	"secretwatch/aws/monitor"
	"secretwatch/aws/record"
	"secretwatch/aws/trace"
)

// Messages of the screen's own commands. visit is the page that asked: an
// answer to a page that was left is dropped. None of them holds the secret's
// value.
type (
	tickMsg struct{ visit int } // a second has passed
	pollMsg struct{ visit int } // time to ask again

	identifiedMsg struct {
		place  monitor.Place
		caller foreign.String
		err    error
	}
	secretsMsg struct {
		names []string
		err   error
	}
	lookedAroundMsg struct {
		secret string // that the look was for
		seen   monitor.Snapshot
		err    error
	}
	surveyedMsg struct {
		visit   int
		desired monitor.Desired
		seen    monitor.Snapshot
		err     error
	}
	comeBackMsg struct{ run int } // a job that failed may try again
	workTickMsg struct{}          // a second has passed while something is made
	jobSeenMsg  struct {
		run  int // the job that asked
		seen monitor.Snapshot
		err  error
	}
	progressMsg struct {
		run   int
		steps []build.Progress
	}
	builtMsg struct {
		run     int
		results []build.Result
		err     error
	}
	undoSeenMsg struct {
		seen monitor.Snapshot
		err  error
	}
	undoneMsg struct {
		gone build.Destroyed
		err  error
	}
	recordsMsg struct {
		records []record.Record
		err     error
	}
	paceMsg struct {
		perMinute float64
		err       error
	}
	subscribedMsg struct {
		visit              int
		again              bool
		confirmed, pending int
		err                error
	}
	confirmedMsg   struct{ err error }
	readdressedMsg struct {
		email string
		err   error
	}
	testReadMsg struct {
		requestID string
		at        time.Time // AWS's clock
		err       error
	}
	hopsMsg struct {
		from   <-chan trace.Update
		update trace.Update
	}
	followedMsg struct {
		from <-chan trace.Update
		err  error
	}
	historyMsg struct {
		visit int
		reads []record.Read
		err   error
	}
)
