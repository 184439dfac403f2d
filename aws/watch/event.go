// Package watch turns polling AWS into one stream: reads from Event history and
// from the log group, merged by event id without loss or repeat, the alarm's
// state and history, and the metric. It may import account, record, monitor,
// filter and foreign.
package watch

import (
	"time"

	"secretwatch/aws/foreign"
	"secretwatch/aws/monitor"
	"secretwatch/aws/record"
)

// Batch is what one round of polling brought. Its lists are oldest first.
type Batch struct {
	At          time.Time // AWS's clock
	Reads       []Read
	Transitions []Transition
	Datapoints  []Datapoint
	Alarm       *AlarmState // nil where it was not asked or not seen
	// Trouble is what could not be asked in this round, by source. An entry
	// with an empty text says that the source works again.
	Trouble map[Source]foreign.String
	// Answered is the source that was asked to the end just now, "" where none was:
	// what it knew by then has come.
	Answered Source
	// Next is when the watcher polls again.
	Next time.Time
}

// Source is one place the watcher polls.
type Source string

// The sources of a watcher.
const (
	SourceHistory      Source = "history"       // CloudTrail LookupEvents
	SourceLogGroup     Source = "log-group"     // FilterLogEvents
	SourceAlarm        Source = "alarm"         // DescribeAlarms
	SourceAlarmHistory Source = "alarm-history" // DescribeAlarmHistory
	SourceMetric       Source = "metric"        // GetMetricStatistics
)

var sources = [...]Source{SourceHistory, SourceLogGroup, SourceAlarm, SourceAlarmHistory, SourceMetric}

// Read is a read and where it was seen so far. The same read comes again, with
// the same event id and Update set, when a further source has it too.
type Read struct {
	record.Read
	Update bool
	// CatchUp marks what was there already when the watcher first looked, so
	// that InHistory says when we looked and not how long it took.
	CatchUp bool
	// Unlooked marks what came into Event history while nobody looked for too long
	// to tell when: at rest, or while AWS refused. InHistory is by when, as with
	// CatchUp.
	Unlooked  bool
	InHistory time.Time // when Event history had it first, as far as we polled; zero if not
	InLogs    time.Time // the log event's timestamp, that is, CloudTrail's delivery; zero if not
	Stream    string    // the log stream that it lies in; "" until InLogs is set
	Matched   bool      // the metric filter's pattern matches the record; known once InLogs is set
	JSON      foreign.String
}

// AlarmState is the alarm's state at one moment.
type AlarmState struct {
	Name   string
	State  string // OK, ALARM or INSUFFICIENT_DATA
	Reason foreign.String
	Since  time.Time
	// Judged is by what the state was come to.
	Judged Evaluation
	// Rule is what the alarm compares; its Period is 0 where that is unknown, or
	// an expression.
	Rule    monitor.AlarmRule
	Actions int  // that ALARM sets off
	Muted   bool // its actions are switched off
}

// Transition is a change of the alarm's state with what its actions did.
type Transition struct {
	At       time.Time
	Alarm    string
	From, To string
	Reason   foreign.String
	Judged   Evaluation // by what it was come to
	Actions  []ActionResult
	Update   bool // seen before; actions have been added
}

// ActionResult is one action of a transition.
type ActionResult struct {
	At     time.Time
	Target string // ARN
	OK     bool
	Error  foreign.String
}

// Datapoint is one minute of the filter's metric, as a sum. The same minute
// comes again when its value has changed.
type Datapoint struct {
	At    time.Time // start of the minute
	Value float64
	Count float64 // how many log events the filter looked at, matched or not
}
