package trace

import (
	"fmt"
	"strings"
	"time"

	"secretwatch/aws/monitor"
	"secretwatch/aws/watch"
)

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
	if len(tr.Actions) == 0 {
		t.add(t.noAction(tr))
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
	t.add(h)
}

// noAction is the hop of a transition that has set nothing off so far.
func (t *tracer) noAction(tr *watch.Transition) Hop {
	if why, code := t.disarmed(tr.At); why != "" {
		return Hop{Hop: monitor.HopAction, Status: Broken, Code: code, Evidence: []Pair{{EvidenceWhy, why}}}
	}
	h := t.wait(monitor.HopAction, tr.At, "")
	if h.Status == Broken && h.Code == "" {
		h = Hop{Hop: monitor.HopAction, Status: Unknown, Evidence: []Pair{{EvidenceWhy, "the alarm's history shows no action for this transition"}}}
	}
	return h
}

// disarmed is why the alarm, as it was seen last, does nothing when it goes off.
func (t *tracer) disarmed(at time.Time) (why, code string) {
	if t.Closely == nil || t.Closely.Chain.Alarm.Value == nil {
		return "", ""
	}
	a := t.Closely.Chain.Alarm.Value
	switch {
	case !a.ActionsEnabled:
		return "the alarm's actions are switched off", "alarm-actions-disabled"
	case len(a.AlarmActions) == 0:
		return "the alarm has no action for the state ALARM", "alarm-no-action"
	}
	if t.Closely.Chain.Mutes.Value == nil {
		return "", ""
	}
	for _, m := range *t.Closely.Chain.Mutes.Value {
		if m.Status == "ACTIVE" && (m.Until.IsZero() || m.Until.After(at)) {
			return "mute rule " + safe(m.Name) + " holds the alarm's actions back", "alarm-muted"
		}
	}
	return "", ""
}

// toldTopic is the ARN of the topic that the transition's actions told, "" where
// they told none.
func toldTopic(tr *watch.Transition) string {
	if tr == nil {
		return ""
	}
	for _, a := range tr.Actions {
		if a.OK && strings.Contains(a.Target, ":sns:") {
			return a.Target
		}
	}
	return ""
}
