// Package trace follows one read hop by hop on its way to the e-mail. Follow and
// Judge only think; Read makes a test read, Find finds an old one, and a Tracer
// asks AWS about one until it has come to its end. It may import account, watch,
// record, monitor, filter, alarm, doctor and foreign.
package trace

import (
	"slices"
	"time"

	"secretwatch/aws/doctor"
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
	EvidenceNote  = "note"  // what else a person should know
	// EvidencePattern is the metric filter's pattern.
	EvidencePattern = "pattern"
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
	At    time.Time
	After time.Duration // since the read; zero where At is
	Took  time.Duration // since the hop before it; zero where At is
	// AfterWhole and TookWhole say that the duration is known to the second only:
	// it may be up to a second shorter. CloudTrail writes the time of a read
	// without its fraction.
	AfterWhole, TookWhole bool
	// Due and Late are by when the hop that the read is heading for is usually
	// passed, and from when on that is late; UTC, zero on every other hop.
	Due, Late time.Time
	// Code is the cause where the hop is broken and the cause is known, as the
	// doctor calls it.
	Code     string
	Evidence []Pair
}

// Said is a piece of evidence, "" where the hop has none of that name.
func (h Hop) Said(name string) string {
	for _, p := range h.Evidence {
		if p.Name == name {
			return p.Value
		}
	}
	return ""
}

// Path is the way of one read, its hops in order.
type Path struct {
	Read watch.Read
	Hops []Hop // of the alarm's way
	Rule []Hop // of the rule's way; nil where the monitor has none

	ruleTakes bool // the rule's pattern takes this very read
}

// Done reports that no hop is waited for any more.
func (p Path) Done() bool {
	for _, h := range p.All() {
		if h.Status == Waiting && h.Hop != monitor.HopHistory {
			return false
		}
	}
	return true
}

// Of is one hop of the way; its Status is "" where the way has no such hop.
func (p Path) Of(hop monitor.Hop) Hop {
	for _, h := range p.Hops {
		if h.Hop == hop {
			return h
		}
	}
	return Hop{}
}

// Heading is the hop that the read has to pass next.
func (p Path) Heading() (Hop, bool) {
	for _, h := range p.Hops {
		if h.Status == Waiting && h.Hop != monitor.HopHistory {
			return h, true
		}
	}
	return Hop{}, false
}

// ruleHeading is the hop of the rule's way that is waited for.
func (p Path) ruleHeading() (Hop, bool) { return firstOf(p.Rule, Waiting) }

// Next is the hop that is waited for: of the alarm's way, and behind that of the
// rule's.
func (p Path) Next() (Hop, bool) {
	if h, waiting := p.Heading(); waiting {
		return h, true
	}
	return p.ruleHeading()
}

func firstOf(hops []Hop, status Status) (Hop, bool) {
	i := slices.IndexFunc(hops, func(h Hop) bool { return h.Status == status })
	if i < 0 {
		return Hop{}, false
	}
	return hops[i], true
}

// All are the hops of the alarm's way, and behind them those of the rule's.
func (p Path) All() []Hop { return slices.Concat(p.Hops, p.Rule) }

// Mailed reports that the read's mail was seen, on every way that there is.
func (p Path) Mailed() bool {
	rule := len(p.Rule) == 0 || p.Rule[len(p.Rule)-1].Status == OK
	return rule && p.Of(monitor.HopMail).Status == OK
}

// Total is how long the read took to the last hop that it has passed.
func (p Path) Total() time.Duration {
	var total time.Duration
	for _, h := range p.Hops {
		if h.Status == OK && h.Hop != monitor.HopHistory {
			total = max(total, h.After)
		}
	}
	return total
}

// TotalWhole says that Total is known to the second only, as a Hop's AfterWhole does.
func (p Path) TotalWhole() bool { return whole(p.Read.Time) }

// Mail is one mail that reached the inbox.
type Mail struct {
	At      time.Time
	Subject string
	Text    string // the body; "" where it is not known
}

// Input is what was seen around one read. Lists are oldest first.
type Input struct {
	Read        watch.Read
	Transitions []watch.Transition
	Datapoints  []watch.Datapoint
	Alarm       *watch.AlarmState // nil where it was not seen
	Mails       []Mail            // nil where no inbox can be seen
	// Later is when the records of later reads were delivered that count as well,
	// UTC; nil where that is not known. An ALARM that began after one of them is
	// that read's.
	Later []time.Time
	// OneClock says that all times are of one clock, to the millisecond: those of a
	// sandbox at the fast pace.
	OneClock bool
	// NoPattern says that the watcher knew no filter pattern, so that
	// Read.Matched says nothing.
	NoPattern bool
	// NoFilter says that there was no metric filter, so that nothing matched.
	NoFilter bool
	Now      time.Time // AWS's clock

	// Closely is what is known of a read that is followed by itself; nil leaves
	// out the topic's and the subscription's hop.
	Closely *Closely
}

// Closely is what a Tracer knows beyond what a watcher tells.
type Closely struct {
	Chain  monitor.Snapshot // the monitor as it was seen last
	Match  *Match           // what the filter makes of the record; nil where that is not known
	Counts *Counts          // the topic's; nil where they were not seen
	// RuleCounts are those of the rule's topic since the minute of the read.
	RuleCounts *Counts
	// Asked is when each source answered last, and Blind why one cannot be asked:
	// a hop is not broken before somebody has looked.
	Asked map[watch.Source]time.Time
	Blind map[watch.Source]Blind
	Blame *Blame // what the doctor says keeps the read from the hop it is heading for
	// RuleBlame is the same of the rule's way.
	RuleBlame *Blame
	// Arrived is what a person said of the mail; nil where nobody did.
	Arrived *bool
	Fast    bool          // on a sandbox whose hops take seconds
	Period  time.Duration // of Datapoints; 0 for a minute
}

// Match is what the metric filter makes of the read's record.
type Match struct {
	Matches bool
	Tested  bool     // TestMetricFilter says so; else only our own reading of the pattern
	Failed  []Clause // that do not hold
	Note    string   // why TestMetricFilter could not be asked
}

// Clause is a part of a pattern that does not hold, safe for a terminal.
type Clause struct {
	Text string
	Got  string // what the record has there; "" for nothing
}

// Counts are sums of AWS/SNS metrics of a topic since the alarm went off.
type Counts struct {
	Published, Delivered, Failed, FilteredOut float64
	First                                     time.Time // the first minute with a published message, UTC
}

// Blind is why a source cannot be asked.
type Blind struct {
	Why     string // safe for a terminal
	Lasting bool   // waiting does not mend it: a permission, or an endpoint without the operation
}

// Blame is a cause for a hop's not being passed.
type Blame struct {
	Hop           monitor.Hop
	Code, Summary string // safe for a terminal
}

// Follow says how far a read has come: read, history, delivery, filter, metric,
// alarm, action, mail; followed closely also topic and subscription, before the
// mail. It does not say why a hop is broken beyond what was seen there; that is
// the doctor's affair. Where the monitor also tells by an EventBridge rule, its
// way is followed too.
func Follow(in Input) Path {
	t := &tracer{Input: in, last: in.Read.Time}
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
	if t.Closely != nil {
		t.topic(transition)
		t.subscription(transition)
	}
	t.mail(transition)
	p := Path{Read: in.Read, Hops: t.hops, Rule: byRule(in)}
	if p.Rule != nil {
		soften(p.Hops, p.Rule)
		p.ruleTakes = doctor.RuleTakes(in.Closely.Chain, in.Read.JSON.Raw())
	}
	return p
}
