package trace

import (
	"slices"
	"time"

	"secretwatch/aws/doctor"
	"secretwatch/aws/foreign"
	"secretwatch/aws/monitor"
	"secretwatch/aws/watch"
)

const (
	stateAlarm = "ALARM"
	// grain is how far apart the times of two of AWS's services may be.
	grain = time.Second
	// oneClock is the same on a sandbox at the fast pace, where reads are seconds
	// apart, and one clock gives all times to the millisecond.
	oneClock = 2 * time.Millisecond
	// again is how soon after a delivery the alarm may fall back and rise for
	// this very read: its point is published up to a minute after it.
	again = 2 * time.Minute
	// againFast is the same on a sandbox at the fast pace.
	againFast = 12 * time.Second
	// keptHistory is how long CloudWatch keeps an alarm's history.
	keptHistory = 14 * 24 * time.Hour
)

func safe(s string) string { return foreign.Safe(s) }

// alarm judges the alarm's hop and gives the transition that belongs to the
// read: the first into ALARM after its delivery. It adds nothing, because an
// alarm that went off proves the metric's hop before it.
func (t *tracer) alarm() (Hop, *watch.Transition) {
	if h, held := t.held(monitor.HopAlarm); held {
		return h, nil
	}
	delivered := t.delivered()
	before := t.stateAt(delivered)
	for i := range t.Transitions {
		tr := &t.Transitions[i]
		if tr.To != stateAlarm || tr.At.Before(delivered.Add(-t.grain())) {
			continue
		}
		if before == stateAlarm && (tr.At.Sub(delivered) > again || t.ofAnother(tr, delivered)) {
			break
		}
		h := Hop{Hop: monitor.HopAlarm, Status: OK, At: tr.At, Evidence: []Pair{
			{"transition", orUnknown(tr.From) + " -> " + safe(tr.To)}, {"reason", tr.Reason.Safe()},
		}}
		if t.Closely != nil && t.Read.InLogs.IsZero() {
			h.Evidence = append(h.Evidence, Pair{EvidenceNote, "the record was not seen, so another read may have set it off"})
		}
		return h, tr
	}
	return t.silent(before, delivered), nil
}

func (t *tracer) grain() time.Duration {
	if t.OneClock || t.fast() {
		return oneClock
	}
	return grain
}

// ofAnother reports that the alarm, which was in ALARM when this read's record was
// delivered, has gone off again for a later read: one that came after it had
// fallen back.
func (t *tracer) ofAnother(risen *watch.Transition, delivered time.Time) bool {
	var fell time.Time
	for _, tr := range t.Transitions {
		if tr.To != stateAlarm && tr.At.After(delivered) && tr.At.Before(risen.At) {
			fell = tr.At
		}
	}
	return !fell.IsZero() && slices.ContainsFunc(t.Later, func(at time.Time) bool {
		return at.After(fell.Add(-grain)) && !at.After(risen.At.Add(grain))
	})
}

// silent is the hop of an alarm that has not gone off.
func (t *tracer) silent(before string, delivered time.Time) Hop {
	looked := t.looked(monitor.HopAlarm)
	switch {
	case before == stateAlarm && t.Closely != nil && looked.Sub(delivered) < t.rearming():
		h := t.wait(monitor.HopAlarm, t.begun(), "the alarm has not gone off")
		h.Evidence = append(h.Evidence, Pair{EvidenceNote, "the alarm is in ALARM already; it would have to fall back and rise again for this read"})
		return h
	case before == stateAlarm:
		return Hop{Hop: monitor.HopAlarm, Status: Broken, Code: doctor.CodeAlreadyInAlarm, Evidence: t.alreadyInAlarm(delivered)}
	case t.Closely != nil && t.Alarm == nil && t.Closely.Chain.Alarm.Absent():
		return Hop{Hop: monitor.HopAlarm, Status: Broken, Code: "no-alarm", Evidence: []Pair{{EvidenceWhy, "there is no such alarm"}}}
	case t.Closely == nil && before == "" && t.Alarm == nil && len(t.Transitions) == 0:
		return Hop{Hop: monitor.HopAlarm, Status: Unknown, Evidence: []Pair{{EvidenceWhy, "the alarm was not seen"}}}
	case t.Closely != nil && looked.Sub(delivered) > keptHistory:
		return Hop{Hop: monitor.HopAlarm, Status: Unknown, Evidence: []Pair{{EvidenceWhy, "CloudWatch keeps an alarm's history for two weeks, and this read is older"}}}
	}
	return t.quiet(looked)
}

// quiet is the hop of an alarm that could go off, with the arithmetic of why it
// has not.
func (t *tracer) quiet(looked time.Time) Hop {
	h := t.wait(monitor.HopAlarm, t.begun(), "the alarm has not gone off")
	if t.Alarm != nil {
		h.Evidence = append(h.Evidence, Pair{"state", safe(t.Alarm.State)})
	}
	if t.Closely == nil {
		return h
	}
	r := t.reckon()
	if r.text != "" {
		h.Evidence = append(h.Evidence, Pair{"reckoned", r.text})
	}
	hopeless := h.Status == Broken || h.Status == Waiting && looked.After(h.Due)
	if r.code != "" && h.Code == "" && hopeless {
		return Hop{Hop: monitor.HopAlarm, Status: Broken, Code: r.code, Evidence: append([]Pair{{EvidenceWhy, r.text}}, h.Evidence...)}
	}
	return h
}

// rearming is how long an alarm that is in ALARM may take to fall back and rise
// again for this read.
func (t *tracer) rearming() time.Duration {
	if t.fast() {
		return againFast
	}
	return again
}

func orUnknown(state string) string {
	if state == "" {
		return "unknown"
	}
	return safe(state)
}

// stateAt is the alarm's state at a moment, "" where it cannot be told.
func (t *tracer) stateAt(at time.Time) string {
	state := ""
	for _, tr := range t.Transitions {
		if tr.At.After(at) {
			if state == "" {
				state = tr.From
			}
			break
		}
		state = tr.To
	}
	if state == "" && t.Alarm != nil && !t.Alarm.Since.After(at) {
		state = t.Alarm.State
	}
	return state
}

func (t *tracer) alreadyInAlarm(delivered time.Time) []Pair {
	why := "the alarm was in ALARM already, and actions run on a change only"
	var since time.Time
	mailed := false
	for _, tr := range t.Transitions {
		if tr.To == stateAlarm && !tr.At.After(delivered) {
			since, mailed = tr.At, t.mailed(tr)
		}
	}
	if since.IsZero() && t.Alarm != nil && t.Alarm.State == stateAlarm {
		since = t.Alarm.Since
	}
	evidence := []Pair{{EvidenceWhy, why}}
	if !since.IsZero() {
		evidence = append(evidence, Pair{"in ALARM since", since.UTC().Format(time.RFC3339)})
	}
	if mailed {
		evidence = append(evidence, Pair{EvidenceCovered, since.UTC().Format(time.RFC3339)})
	}
	return evidence
}
