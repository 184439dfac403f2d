// Package build plans and makes changes: desired minus snapshot, what it would
// cost, applying it along the dependency graph, and taking it all away again.
// It may import account, survey, monitor, iampolicy, command and foreign.
package build

import (
	"time"

	"secretwatch/aws/monitor"
)

// State is how far one change has come.
type State string

// The states of a change under way.
const (
	Queued   State = "queued"
	Running  State = "running"
	Retrying State = "retrying" // AWS was not ready yet; Progress.Note says for what
	Done     State = "done"
	Failed   State = "failed"
	Held     State = "held" // not tried: something it needs has failed
)

// Progress is one step forward of one change.
type Progress struct {
	Change monitor.Change
	State  State
	At     time.Time // local clock
	Took   time.Duration
	Note   string // safe for a terminal
	// RetryUntil is when a retry gives up; zero unless State is Retrying.
	RetryUntil time.Time
	Err        error // on Failed
}

// Result is what became of one change.
type Result struct {
	Change monitor.Change
	State  State
	Took   time.Duration
	Err    error
}
