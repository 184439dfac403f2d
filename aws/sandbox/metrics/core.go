package metrics

import (
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch/types"

	"secretwatch/aws/alarm"
	"secretwatch/aws/sandbox/wire"
)

// core is what metric alarms and composite alarms have in common.
type core struct {
	name, arn, region string
	description       *string
	enabled           bool
	actions           map[alarm.State][]string
	tags              map[string]string
	updated           time.Time // of the definition

	state        alarm.State
	reason       string
	reasonData   string
	stateUpdated time.Time
	transitioned time.Time

	muted *withheld // what a mute rule holds back; nil for nothing
}

// withheld is a change of state whose actions wait.
type withheld struct {
	old, state alarm.State
}

// anyAlarm is an alarm of either kind.
type anyAlarm interface {
	base() *core
	kind() types.AlarmType
	// message is what SNS publishes, mail what it writes to people; late says
	// that a mute window held the actions back.
	message(s *State, old alarm.State, late bool) string
	mail(s *State, old alarm.State) string
	// configuration is the definition as history shows it.
	configuration(r *region) any
	// snapshot is the state as history shows it.
	snapshot() stateOf
}

func (c *core) base() *core { return c }

// newCore is an alarm that was never evaluated.
func (s *State) newCore(region, name string, tags []types.Tag) core {
	now := s.deps.Clock.Now()
	c := core{
		name: name, region: region, arn: s.alarmARN(region, name), tags: map[string]string{},
		state: alarm.InsufficientData, reason: alarm.InitialReason, stateUpdated: now, transitioned: now,
	}
	for _, tag := range tags {
		c.tags[aws.ToString(tag.Key)] = aws.ToString(tag.Value)
	}
	return c
}

// toDo are an alarm's actions as a call gives them.
type toDo struct {
	enabled                     *bool
	ok, alarm, insufficientData []string
}

func (c *core) setActions(t toDo) {
	c.enabled = t.enabled == nil || *t.enabled
	c.actions = map[alarm.State][]string{alarm.OK: t.ok, alarm.Alarm: t.alarm, alarm.InsufficientData: t.insufficientData}
}

func (s *State) alarmARN(region, name string) string {
	return "arn:" + wire.Partition(region) + ":cloudwatch:" + region + ":" + s.deps.Account + ":alarm:" + name
}

// snapshot is the state as history shows it.
func (c *core) snapshot() stateOf { return newStateOf(c.state, c.reason, c.reasonData) }

// all are the alarms of a region of either kind, by name.
func (r *region) all() []anyAlarm {
	list := make([]anyAlarm, 0, len(r.alarms)+len(r.composites))
	for _, a := range r.alarms {
		list = append(list, a)
	}
	for _, a := range r.composites {
		list = append(list, a)
	}
	slices.SortFunc(list, func(a, b anyAlarm) int { return strings.Compare(a.base().name, b.base().name) })
	return list
}

// find is the alarm of this name or ARN, or nil.
func (r *region) find(nameOrARN string) anyAlarm {
	name := nameOrARN
	if parts := strings.SplitN(nameOrARN, ":", 7); len(parts) == 7 && parts[0] == "arn" && parts[5] == "alarm" && parts[3] == r.name {
		name = parts[6]
	}
	if a := r.alarms[name]; a != nil {
		return a
	}
	if a := r.composites[name]; a != nil {
		return a
	}
	return nil
}

// sorted lists the metric alarms of a region by name.
func (r *region) sorted() []*metricAlarm {
	return slices.SortedFunc(maps.Values(r.alarms), func(a, b *metricAlarm) int { return strings.Compare(a.name, b.name) })
}

// sortedComposites lists the composite alarms of a region by name.
func (r *region) sortedComposites() []*compositeAlarm {
	return slices.SortedFunc(maps.Values(r.composites), func(a, b *compositeAlarm) int { return strings.Compare(a.name, b.name) })
}

// full reports whether the region has as many alarms as the sandbox keeps.
func (r *region) full() error {
	if len(r.alarms)+len(r.composites) < maxAlarms {
		return nil
	}
	e := wire.Errorf("LimitExceeded", "The maximum limit of %d alarms has been exceeded.", maxAlarms)
	e.Code, e.Query = "LimitExceededFault", "LimitExceeded"
	return e
}

// list is never nil, as AWS sends empty lists.
func list(actions []string) []string { return append([]string{}, actions...) }
