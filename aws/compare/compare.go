// Package compare is an experiment: it reads a secret a few times and measures
// three ways to be told of it by e-mail, CloudTrail's own notification of every
// log file, the monitor's alarm, and an EventBridge rule. What it has to make
// for that carries a tag of its own from the call that makes it, so that it is
// found and removed again after an interruption or a kill too.
//
// Verdict only thinks; everything else asks and changes AWS. It may import
// account, build, survey, trace, watch, record, monitor, filter, iampolicy and
// foreign.
package compare

import (
	"context"
	"slices"
	"time"

	"secretwatch/aws/foreign"
)

// Way is a way to be told of a read.
type Way string

// The ways, in the order in which they are shown.
const (
	// WayTrail is CloudTrail's notification of every log file that it delivers.
	WayTrail Way = "trail"
	// WayAlarm is the monitor's alarm.
	WayAlarm Way = "alarm"
	// WayRule is an EventBridge rule on reads of the secret.
	WayRule Way = "eventbridge"
)

// Ways are all of them.
func Ways() []Way { return []Way{WayTrail, WayAlarm, WayRule} }

// Word is the way as a person says it.
func (w Way) Word() string {
	switch w {
	case WayTrail:
		return "CloudTrail's notification"
	case WayAlarm:
		return "the alarm"
	default:
		return "EventBridge"
	}
}

// Options say how the experiment is made.
type Options struct {
	Reads int    // how often the secret is read
	Email string // "" for the first confirmed address of the monitor's topic
	Fast  bool   // a sandbox on which a mail takes seconds
	// Keep makes the EventBridge rule with its topic a part of the monitor, where
	// it told of every read.
	Keep bool
	// Inbox lists the mails of a mailbox that can be seen, which only the
	// sandbox's can; nil elsewhere.
	Inbox func(context.Context) ([]Letter, error)
	// Open opens a confirmation link of that mailbox.
	Open func(ctx context.Context, link string) error
	// MayOpen is asked once before Open, with how many links there are.
	MayOpen func(ctx context.Context, links int) bool
	// ConfirmWithin is how long the confirmations are waited for; 0 for half an
	// hour. A way that is not confirmed by then is left out.
	ConfirmWithin time.Duration
	// Tell hears what happens, one call at a time. Nil hears nothing.
	Tell func(Event)
	// Show gets how the experiment stands whenever that may have changed, one call
	// at a time. Nil gets nothing.
	Show func(Progress)
}

// Letter is a mail as it lies in a mailbox.
type Letter struct {
	To, Subject, Body string
	At                time.Time
	Links             []string
}

// Event is a step of the experiment.
type Event struct {
	At   time.Time // AWS's clock, UTC
	Kind EventKind
	Text string // safe for a terminal
}

// EventKind sorts events.
type EventKind string

// The kinds of events.
const (
	EventMade    EventKind = "made"    // something was made or switched on
	EventWaiting EventKind = "waiting" // a person or AWS is waited for
	EventSkipped EventKind = "skipped" // a way is left out
	EventRead    EventKind = "read"    // the secret was read
	EventMail    EventKind = "mail"    // a mail was sent
	EventRemoved EventKind = "removed" // something was removed or switched off
	EventKept    EventKind = "kept"    // something is a part of the monitor now
	EventNote    EventKind = "note"    // something is worth knowing
	EventFailed  EventKind = "failed"  // something was not removed
	EventWarning EventKind = "warning" // something could not be seen
)

// Read is one of the experiment's own reads.
type Read struct {
	RequestID string
	EventID   string    // of its record, "" where that was not seen
	At        time.Time // AWS's clock, UTC
}

// Source says where a mail is known from.
type Source string

// The sources. Only the first shows a mail itself.
const (
	FromInbox   Source = "inbox"
	FromHistory Source = "alarm-history" // CloudWatch says that it sent
	FromMetric  Source = "sns-metric"    // SNS counted a message, by the minute
	FromBucket  Source = "bucket"        // a file was delivered, which is notified
)

// About says what a mail is about.
type About string

// What mails are about.
const (
	AboutSecret  About = "secret"  // a read of this secret, or the alarm on it
	AboutOther   About = "other"   // noise
	AboutUnknown About = "unknown" // the log file could not be read
)

// Mail is one mail that a way sent.
type Mail struct {
	At      time.Time
	Grain   time.Duration // At may be as much too late
	Source  Source
	Subject foreign.String
	Lines   []foreign.String // its first
	About   About
	// OwnCalls says that the files that it tells of hold nothing but calls of this
	// program: without those it would not have been sent.
	OwnCalls bool
	Reads    []int // those of the experiment's reads that it tells of, from 0
}

// Outcome is what one way did.
type Outcome struct {
	Way     Way
	Topic   string // ARN
	Skipped string // why it was left out, "" where it was measured
	// OnAlready says that it was on before the experiment, which leaves it on.
	OnAlready bool
	Note      string // how its mails are counted, where that is not the usual way
	Mails     []Mail // oldest first
	// Published is how many messages SNS counted, -1 where it was not asked.
	Published  int
	Trouble    string // what AWS says went wrong, safe for a terminal
	MonthlyUSD float64
	CostWhy    string
}

// Result is what the experiment found.
type Result struct {
	Secret, Email  string
	Started, Ended time.Time
	Interrupted    bool
	Failed         string // why it ended early but for an interruption, safe for a terminal
	Inbox          bool   // mails were seen themselves
	Reads          []Read
	Ways           []Outcome
	Flood          *Flood
	Kept           bool // EventBridge is a part of the monitor
	Removed        []Thing
	Left           []Left
}

// Count is how many mails the way sent.
func (o Outcome) Count() int { return max(len(o.Mails), o.Published) }

// Of counts the mails about something. Messages that SNS counted and nobody saw
// are about nobody knows what.
func (o Outcome) Of(a About) int {
	n := 0
	for _, m := range o.Mails {
		if m.About == a {
			n++
		}
	}
	if a == AboutUnknown {
		n += o.Count() - len(o.Mails)
	}
	return n
}

// OwnCalls counts the mails about something else that only this program's own
// calls have caused, which come no more when it rests.
func (o Outcome) OwnCalls() int {
	n := 0
	for _, m := range o.Mails {
		if m.About == AboutOther && m.OwnCalls {
			n++
		}
	}
	return n
}

// After is how long after a read its first mail was sent; false where none was.
func (r Result) After(o Outcome, read int) (time.Duration, bool) {
	for _, m := range o.Mails {
		for _, i := range m.Reads {
			if i == read {
				return max(0, m.At.Sub(r.Reads[i].At)), true
			}
		}
	}
	return 0, false
}

// Exact reports that the mails' moments are known; else they were sent at those
// moments at the latest.
func (o Outcome) Exact() bool {
	return !slices.ContainsFunc(o.Mails, func(m Mail) bool { return m.Grain > 0 })
}

// Way gives the outcome of a way.
func (r Result) Way(w Way) Outcome {
	for _, o := range r.Ways {
		if o.Way == w {
			return o
		}
	}
	return Outcome{Way: w, Published: -1}
}
