package metrics

import (
	"slices"

	"secretwatch/aws/alarm"
)

// childrenOf are the alarms that a composite alarm's rule names, each once.
func (r *region) childrenOf(a *compositeAlarm) []*core {
	var found []*core
	for _, name := range a.rule.Names() {
		if child := r.find(name); child != nil && !slices.Contains(found, child.base()) {
			found = append(found, child.base())
		}
	}
	return found
}

// tellParents has the composite alarms look that depend on an alarm whose
// state has changed.
func (s *State) tellParents(r *region, a anyAlarm) {
	child := a.base()
	now := triggered{child.arn, child.state, child.transitioned}
	for _, parent := range r.sortedComposites() {
		if slices.Contains(r.childrenOf(parent), child) {
			s.deps.Clock.At(s.deps.Clock.Now(), func() { s.compose(r, parent, []triggered{now}, "") })
		}
		if suppressor := r.find(parent.suppressor); suppressor != nil && suppressor.base() == child {
			s.deps.Clock.At(s.deps.Clock.Now(), func() { s.suppressorChanged(r, parent) })
		}
	}
}

// compose evaluates a composite alarm, because of a child's change, or because
// the alarm was created or updated. It is INSUFFICIENT_DATA only until then.
func (s *State) compose(r *region, a *compositeAlarm, by []triggered, how string) {
	if r.composites[a.name] != a || r.inCycle(a) {
		return // deleted meanwhile; or a cycle, where AWS stops evaluating
	}
	state := alarm.OK
	if a.rule.Holds(r.stateOf) {
		state = alarm.Alarm
	}
	if state == a.state {
		return
	}
	reason := a.arn + " was " + how + " and its alarm rule evaluates to " + string(state)
	if len(by) > 0 {
		reason = by[0].arn + " transitioned to " + string(by[0].state) + " at " + by[0].at.UTC().Format(mailTime)
	} else {
		for _, child := range r.childrenOf(a) {
			by = append(by, triggered{child.arn, child.state, child.stateUpdated})
		}
	}
	a.triggers = by
	s.change(r, a, state, reason, reasonOf(by))
}

func (r *region) stateOf(nameOrARN string) alarm.State {
	if a := r.find(nameOrARN); a != nil {
		return a.base().state
	}
	return alarm.InsufficientData
}

// reasonOf is a composite alarm's StateReasonData.
func reasonOf(by []triggered) string {
	type state struct {
		Value     alarm.State `json:"value"`
		Timestamp string      `json:"timestamp"`
	}
	type one struct {
		Arn   string `json:"arn"`
		State state  `json:"state"`
	}
	alarms := []one{}
	for _, t := range by {
		alarms = append(alarms, one{t.arn, state{t.state, t.at.UTC().Format(jsonTime)}})
	}
	return encode(struct {
		Alarms []one `json:"triggeringAlarms"`
	}{alarms})
}

// inCycle reports whether an alarm depends on itself, directly or through
// others.
func (r *region) inCycle(a *compositeAlarm) bool {
	seen := map[string]bool{}
	var reaches func(from *compositeAlarm) bool
	reaches = func(from *compositeAlarm) bool {
		for _, child := range r.childrenOf(from) {
			if child.name == a.name {
				return true
			}
			next := r.composites[child.name]
			if next == nil || seen[next.name] {
				continue
			}
			seen[next.name] = true
			if reaches(next) {
				return true
			}
		}
		return false
	}
	return reaches(a)
}
