package setup

import (
	"secretwatch/aws/build"
	"secretwatch/aws/foreign"
	"secretwatch/aws/monitor"
	"secretwatch/aws/record"
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
	surveyedMsg struct {
		visit   int
		desired monitor.Desired
		seen    monitor.Snapshot
		err     error
	}
	progressMsg struct {
		from  <-chan build.Progress
		steps []build.Progress
	}
	builtMsg struct {
		results []build.Result
		err     error
	}
	subscribedMsg struct {
		visit              int
		again              bool
		confirmed, pending int
		err                error
	}
	confirmedMsg struct{ err error }
	testReadMsg  struct {
		requestID string
		err       error
	}
	historyMsg struct {
		visit int
		reads []record.Read
		err   error
	}
)
