package trace

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"secretwatch/aws/foreign"
	"secretwatch/aws/monitor"
	"secretwatch/aws/watch"
)

const (
	stateAlarm = "ALARM"
	// grain is how far apart the times of two services may be.
	grain = time.Second
	// again is how soon after a delivery the alarm may fall back and rise for
	// this very read: its point is published up to a minute after it.
	again = 2 * time.Minute
)

func safe(s string) string { return foreign.Safe(s) }

// alarm judges the alarm's hop and gives the transition that belongs to the
// read: the first into ALARM after its delivery. It adds nothing, because an
// alarm that went off proves the metric's hop before it.
func (t *tracer) alarm() (Hop, *watch.Transition) {
	if h, held := t.held(monitor.HopAlarm); held {
		return h, nil
	}
	delivered := t.Read.InLogs
	before := t.stateAt(delivered)
	for i := range t.Transitions {
		tr := &t.Transitions[i]
		if tr.To != stateAlarm || tr.At.Before(delivered.Add(-grain)) {
			continue
		}
		if before == stateAlarm && tr.At.Sub(delivered) > again {
			break
		}
		return Hop{Hop: monitor.HopAlarm, Status: OK, At: tr.At, Evidence: []Pair{
			{"transition", safe(tr.From) + " -> " + safe(tr.To)}, {"reason", tr.Reason.Safe()},
		}}, tr
	}
	switch {
	case before == stateAlarm:
		return Hop{Hop: monitor.HopAlarm, Status: Broken, Evidence: t.alreadyInAlarm(delivered)}, nil
	case before == "" && t.Alarm == nil && len(t.Transitions) == 0:
		return Hop{Hop: monitor.HopAlarm, Status: Unknown, Evidence: []Pair{{EvidenceWhy, "the alarm was not seen"}}}, nil
	}
	h := t.wait(monitor.HopAlarm, delivered, lateAlarm, brokenAlarm, usualAlarm, "the alarm has not gone off")
	if t.Alarm != nil {
		h.Evidence = append(h.Evidence, Pair{"state", safe(t.Alarm.State)})
	}
	return h, nil
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

// mailed reports that a transition's mail went out: it is in the inbox, or
// where none can be seen, an action worked.
func (t *tracer) mailed(tr watch.Transition) bool {
	if t.Mails != nil {
		_, ok := t.mailOf(tr)
		return ok
	}
	return slices.ContainsFunc(tr.Actions, func(a watch.ActionResult) bool { return a.OK })
}

// mailOf is the mail that tells of a transition.
func (t *tracer) mailOf(tr watch.Transition) (Mail, bool) {
	for _, m := range t.Mails {
		if !m.At.Before(tr.At.Add(-grain)) && about(m.Subject, tr.Alarm) {
			return m, true
		}
	}
	return Mail{}, false
}

// action judges what the transition's actions did.
func (t *tracer) action(tr *watch.Transition) {
	if h, held := t.held(monitor.HopAction); held {
		t.add(h)
		return
	}
	if tr == nil {
		t.add(Hop{Hop: monitor.HopAction, Status: Unknown, Evidence: []Pair{{EvidenceAfter, string(monitor.HopAlarm)}}})
		return
	}
	h := Hop{Hop: monitor.HopAction, Status: OK}
	for _, a := range tr.Actions {
		if h.At.Before(a.At) {
			h.At = a.At
		}
		if a.OK {
			h.Evidence = append(h.Evidence, Pair{"told", safe(a.Target)})
			continue
		}
		h.Status = Broken
		h.Evidence = append(h.Evidence, Pair{EvidenceWhy, fmt.Sprintf("%s: %s", safe(a.Target), a.Error.Safe())})
	}
	if len(tr.Actions) == 0 {
		h.Status = Waiting
		h.Evidence = []Pair{{EvidenceUsual, usualAction}}
		if t.Now.Sub(tr.At) > patienceAction {
			h.Status = Unknown
			h.Evidence = []Pair{{EvidenceWhy, "the alarm's history shows no action for this transition"}}
		}
	}
	t.add(h)
}

// mail looks for the mail in an inbox that can be seen, which only the
// sandbox's can.
func (t *tracer) mail(tr *watch.Transition) {
	if h, held := t.held(monitor.HopMail); held {
		t.add(h)
		return
	}
	if tr == nil || t.Mails == nil {
		why := "the mailbox cannot be seen from here"
		if tr != nil {
			why += fmt.Sprintf(`; look for a mail with the subject ALARM: "%s" ...`, safe(tr.Alarm))
		}
		t.add(Hop{Hop: monitor.HopMail, Status: Unknown, Evidence: []Pair{{EvidenceWhy, why}}})
		return
	}
	if m, ok := t.mailOf(*tr); ok {
		t.add(Hop{Hop: monitor.HopMail, Status: OK, At: m.At, Evidence: []Pair{{"subject", safe(m.Subject)}}})
		return
	}
	t.add(t.wait(monitor.HopMail, tr.At, lateMail, brokenMail, usualMail, "nothing has arrived"))
}

// about reports whether a subject is of this alarm's going off. SNS puts _ for
// what is not ASCII, and cuts long names.
func about(subject, alarm string) bool {
	rest, ok := strings.CutPrefix(subject, `ALARM: "`)
	if !ok {
		return false
	}
	name, _, ok := strings.Cut(rest, `" in `)
	if !ok {
		return false
	}
	alarm = beyondASCII.ReplaceAllString(alarm, "_")
	if cut, short := strings.CutSuffix(name, "..."); short && strings.HasPrefix(alarm, cut) {
		return true
	}
	return name == alarm
}

var beyondASCII = regexp.MustCompile(`[^\x20-\x7e]+`)
