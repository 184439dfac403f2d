// Package trace follows one read hop by hop on its way to the e-mail. Follow
// only thinks; Read makes a test read. It may import account, watch, record,
// monitor and foreign.
package trace

import (
	"time"

	"secretwatch/aws/monitor"
	"secretwatch/aws/watch"
)

// Status is what is known of one hop.
type Status string

// The statuses, as the JSON contract names them.
const (
	OK      Status = "ok"
	Broken  Status = "broken"  // the read came this far, and no further
	Waiting Status = "waiting" // not yet, and that is usual or merely late
	Unknown Status = "unknown" // cannot be seen from here
)

// Pair is one piece of evidence. Both parts are safe for a terminal.
type Pair struct{ Name, Value string }

// Names of evidence that faces look for.
const (
	EvidenceUsual = "usual" // how long this hop usually takes
	EvidenceLate  = "late"  // it takes longer than usual
	EvidenceWhy   = "why"   // what stopped the read here
	EvidenceAfter = "after" // the hop that has to come first
	// EvidenceCovered is on a read that found the alarm in ALARM already, where
	// that ALARM has sent a mail of its own: when it began, RFC 3339 in UTC.
	// The hop is broken for this read, and yet nothing need be wrong.
	EvidenceCovered = "covered by the ALARM since"
)

// Hop is one link of the way, and whether the read has passed it.
type Hop struct {
	Hop    monitor.Hop
	Status Status
	// At is when the read passed or was stopped, UTC; zero where the moment
	// is not known.
	At       time.Time
	After    time.Duration // since the read; zero where At is
	Evidence []Pair
}

// Path is the way of one read, its hops in order.
type Path struct {
	Read watch.Read
	Hops []Hop
}

// Done reports that no hop is waited for any more.
func (p Path) Done() bool {
	for _, h := range p.Hops {
		if h.Status == Waiting && h.Hop != monitor.HopHistory {
			return false
		}
	}
	return true
}

// Mail is one mail that reached the inbox.
type Mail struct {
	At      time.Time
	Subject string
}

// Input is what was seen around one read. Lists are oldest first.
type Input struct {
	Read        watch.Read
	Transitions []watch.Transition
	Datapoints  []watch.Datapoint
	Alarm       *watch.AlarmState // nil where it was not seen
	Mails       []Mail            // nil where no inbox can be seen
	// NoPattern says that the watcher knew no filter pattern, so that
	// Read.Matched says nothing.
	NoPattern bool
	Now       time.Time // AWS's clock
}

// Follow says how far a read has come: read, history, delivery, filter, metric,
// alarm, action, mail. It does not say why a hop is broken beyond what was seen
// there; that is the doctor's affair.
func Follow(in Input) Path {
	t := &tracer{Input: in}
	t.read()
	t.history()
	t.delivery()
	t.filter()
	alarm, transition := t.alarm()
	t.metric(alarm.Status == OK)
	if h, held := t.held(monitor.HopAlarm); held && (alarm.Status == Waiting || t.broken == monitor.HopMetric) {
		alarm = h
	}
	t.add(alarm)
	t.action(transition)
	t.mail(transition)
	return Path{Read: in.Read, Hops: t.hops}
}
