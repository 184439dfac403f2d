// Package doctor judges a snapshot: findings hop by hop, one verdict, and the
// remedy for it. It only thinks: no SDK, no I/O, no clock. It may import
// monitor, record, foreign, filter, eventpattern, alarm, iampolicy and command.
package doctor

import "secretwatch/aws/monitor"

// Status is what a finding says of its hop.
type Status string

// The statuses, as the JSON contract names them.
const (
	OK      Status = "ok"
	Broken  Status = "broken"
	Warning Status = "warning"
	Waiting Status = "waiting"
	Unknown Status = "unknown"
	Skipped Status = "skipped"
)

// Finding is what one check says.
type Finding struct {
	Code     string // a slug such as alarm-average; the hop's name where the check passed
	Hop      monitor.Hop
	Status   Status
	Summary  string     // one sentence, safe for a terminal
	Evidence []Evidence // what was seen, in order of weight
	Remedy   *Remedy    // nil where nothing needs doing
	// BecauseOf is the code of the finding that explains this one.
	BecauseOf string
}

// Evidence is one fact behind a finding. The value is safe for a terminal.
type Evidence struct{ Name, Value string }

// RemedyKind says who can apply a remedy.
type RemedyKind string

// The kinds of remedy.
const (
	Auto    RemedyKind = "auto"    // the commands do it
	Person  RemedyKind = "person"  // a person has to act
	Removes RemedyKind = "removes" // it takes something away, so it is shown only
)

// Remedy is the change that repairs a finding.
type Remedy struct {
	Kind     RemedyKind
	Summary  string
	Commands []string // AWS CLI commands that do it by hand, safe for a terminal
	// Lines are the same commands as they are, to be run and never shown.
	Lines []string
}

// Report is the whole answer about one monitor.
type Report struct {
	Monitor  monitor.Names
	Place    monitor.Place
	Findings []Finding // in the order of the hops
	Verdict  Finding
	wants    Wants // beside the events
}
