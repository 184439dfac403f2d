package metrics

import (
	"encoding/json"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch"

	"secretwatch/aws/alarm"
	"secretwatch/aws/sandbox/wire"
)

// setAlarmState runs the state's actions, as any change does. AWS undoes it at
// the next evaluation, and so does the real pace. The fast one evaluates each
// second, and keeps the state for as long as it keeps a breaching point
// (spentAfter), so that people see it; samples that breach end that at once.
func (s *State) setAlarmState(c *wire.Call, in *cloudwatch.SetAlarmStateInput) (*cloudwatch.SetAlarmStateOutput, error) {
	state := alarm.State(in.StateValue)
	switch {
	case aws.ToString(in.AlarmName) == "":
		return nil, null("alarmName")
	case state != alarm.OK && state != alarm.Alarm && state != alarm.InsufficientData:
		return nil, validation("1 validation error detected: Value '%s' at 'stateValue' failed to satisfy constraint: Member must satisfy enum value set: [INSUFFICIENT_DATA, ALARM, OK]", in.StateValue)
	case in.StateReason == nil:
		return nil, null("stateReason")
	case in.StateReasonData != nil && !json.Valid([]byte(*in.StateReasonData)):
		return nil, &wire.Error{Code: "InvalidFormatFault", Query: "InvalidFormat", Message: "StateReasonData must be valid JSON."} // the words are ours
	}
	r := s.region(c.Region)
	a := r.find(*in.AlarmName)
	if a == nil || a.base().name != *in.AlarmName {
		return nil, noResource()
	}
	if composite, ok := a.(*compositeAlarm); ok {
		composite.triggers = nil
	}
	s.change(r, a, state, *in.StateReason, aws.ToString(in.StateReasonData))
	if m, ok := a.(*metricAlarm); ok {
		m.heldUntil = time.Time{}
		if s.deps.Fast {
			m.heldUntil, m.heldSerial = s.deps.Clock.Now().Add(spentAfter), s.serial
		}
		s.watch(m)
	}
	return &cloudwatch.SetAlarmStateOutput{}, nil
}

// change sets the state. Only a change of it runs actions.
func (s *State) change(r *region, a anyAlarm, state alarm.State, reason, data string) {
	c := a.base()
	old, before := a.snapshot(), c.state
	now := s.deps.Clock.Now()
	c.reason, c.reasonData, c.stateUpdated = reason, data, now
	if c.state == state {
		return
	}
	c.state, c.transitioned, c.muted = state, now, nil
	composite, ok := a.(*compositeAlarm)
	if ok {
		s.beginSuppression(r, composite, before)
	}
	s.noteState(r, a, old)
	if !ok || composite.suppressedBy == "" {
		s.runActions(r, a, before)
	}
	s.tellParents(r, a)
}

func (s *State) enableAlarmActions(c *wire.Call, in *cloudwatch.EnableAlarmActionsInput) (*cloudwatch.EnableAlarmActionsOutput, error) {
	return &cloudwatch.EnableAlarmActionsOutput{}, s.setEnabled(c, in.AlarmNames, true)
}

func (s *State) disableAlarmActions(c *wire.Call, in *cloudwatch.DisableAlarmActionsInput) (*cloudwatch.DisableAlarmActionsOutput, error) {
	return &cloudwatch.DisableAlarmActionsOutput{}, s.setEnabled(c, in.AlarmNames, false)
}

// setEnabled passes over names that do not exist, as AWS does.
func (s *State) setEnabled(c *wire.Call, names []string, enabled bool) error {
	if err := checkNames(names); err != nil {
		return err
	}
	r := s.region(c.Region)
	for _, name := range names {
		a := r.find(name)
		if a == nil || a.base().enabled == enabled {
			continue
		}
		before := a.configuration(r)
		a.base().enabled, a.base().updated = enabled, s.deps.Clock.Now()
		s.noteConfiguration(r, a, before)
	}
	return nil
}

// maxNames is how many alarms one call may name.
const maxNames = 100

func checkNames(names []string) error {
	switch {
	case len(names) == 0:
		return null("alarmNames")
	case len(names) > maxNames:
		return validation("1 validation error detected: Value '%v' at 'alarmNames' failed to satisfy constraint: Member must have length less than or equal to %d", names, maxNames)
	}
	return nil
}
