package metrics

import (
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch/types"

	"secretwatch/aws/alarm"
	"secretwatch/aws/sandbox/wire"
)

// compositeAlarm is an alarm on other alarms.
type compositeAlarm struct {
	core
	ruleText string
	rule     alarm.Expression
	triggers []triggered // what made the newest change

	suppressor                  string // name or ARN as given; "" for none
	waitPeriod, extensionPeriod *int32 // seconds

	suppressedBy     types.ActionsSuppressedBy // "" where actions run
	suppressedReason string
	suppressedUntil  time.Time   // the end of a wait or an extension
	suppressedOld    alarm.State // the state before the change whose actions wait
}

// triggered is a child's state when it changed a composite alarm.
type triggered struct {
	arn   string
	state alarm.State
	at    time.Time
}

func (a *compositeAlarm) kind() types.AlarmType { return types.AlarmTypeCompositeAlarm }

func (a *compositeAlarm) snapshot() stateOf {
	s := a.core.snapshot()
	s.SuppressedBy, s.SuppressedReason = string(a.suppressedBy), a.suppressedReason
	return s
}

func (s *State) putCompositeAlarm(c *wire.Call, in *cloudwatch.PutCompositeAlarmInput) (*cloudwatch.PutCompositeAlarmOutput, error) {
	if in.ActionConfiguration != nil {
		return nil, validation("The sandbox does not simulate ActionConfiguration.")
	}
	r := s.region(c.Region)
	rule, err := s.checkComposite(r, in)
	if err != nil {
		return nil, err
	}
	name := *in.AlarmName
	a := r.composites[name]
	var before any
	if a == nil {
		if err := r.full(); err != nil {
			return nil, err
		}
		a = &compositeAlarm{core: s.newCore(c.Region, name, in.Tags)}
		r.composites[name] = a
	} else {
		before = a.configuration(r)
	}
	a.rule, a.ruleText, a.description = rule, *in.AlarmRule, in.AlarmDescription
	a.suppressor, a.waitPeriod, a.extensionPeriod = aws.ToString(in.ActionsSuppressor), in.ActionsSuppressorWaitPeriod, in.ActionsSuppressorExtensionPeriod
	a.setActions(toDo{in.ActionsEnabled, in.OKActions, in.AlarmActions, in.InsufficientDataActions})
	a.updated = s.deps.Clock.Now()
	if a.suppressor == "" {
		a.suppressedBy, a.suppressedReason = "", ""
	}
	s.noteConfiguration(r, a, before)
	how := "created"
	if before != nil {
		how = "updated"
	}
	s.deps.Clock.At(s.deps.Clock.Now(), func() { s.compose(r, a, nil, how) })
	return &cloudwatch.PutCompositeAlarmOutput{}, nil
}

// checkComposite refuses what CloudWatch refuses. That an alarm of the rule
// must exist, and how a rule that cannot be read is refused, are its words.
func (s *State) checkComposite(r *region, in *cloudwatch.PutCompositeAlarmInput) (alarm.Expression, error) {
	var none alarm.Expression
	if err := checkNamed(in.AlarmName, in.AlarmDescription); err != nil {
		return none, err
	}
	text := aws.ToString(in.AlarmRule)
	switch {
	case text == "":
		return none, null("alarmRule")
	case len(text) > alarm.MaxRule:
		return none, validation("1 validation error detected: Value '%s' at 'alarmRule' failed to satisfy constraint: Member must have length less than or equal to %d", text, alarm.MaxRule)
	case r.alarms[*in.AlarmName] != nil:
		return none, validation("Cannot change the type of alarm %s", *in.AlarmName)
	}
	rule, err := alarm.ParseExpression(text)
	if err != nil {
		return none, validation("Error in AlarmRule [%s]", err)
	}
	var missing []string
	for _, name := range rule.Names() {
		if r.find(name) == nil && name != *in.AlarmName {
			missing = append(missing, name)
		}
	}
	if len(missing) > 0 {
		return none, validation("Could not save the composite alarm as alarms [%s] in the alarm rule do not exist", strings.Join(missing, ", "))
	}
	if err := checkSuppressor(r, in); err != nil {
		return none, err
	}
	return rule, checkActions(r.name, toDo{in.ActionsEnabled, in.OKActions, in.AlarmActions, in.InsufficientDataActions})
}

func checkSuppressor(r *region, in *cloudwatch.PutCompositeAlarmInput) error {
	wait, extension := in.ActionsSuppressorWaitPeriod, in.ActionsSuppressorExtensionPeriod
	switch {
	case in.ActionsSuppressor == nil && (wait != nil || extension != nil):
		return validation("ActionsSuppressorWaitPeriod and ActionsSuppressorExtensionPeriod can only be specified with ActionsSuppressor")
	case in.ActionsSuppressor == nil:
		return nil
	case wait == nil || extension == nil:
		return validation("ActionsSuppressorWaitPeriod and ActionsSuppressorExtensionPeriod are required when ActionsSuppressor is specified")
	case *wait < 0 || *extension < 0:
		return validation("ActionsSuppressorWaitPeriod and ActionsSuppressorExtensionPeriod must not be negative")
	case r.find(*in.ActionsSuppressor) == nil:
		return validation("Could not save the composite alarm as the actions suppressor alarm [%s] does not exist", *in.ActionsSuppressor)
	}
	return nil
}

// described is the alarm as DescribeAlarms shows it.
func (a *compositeAlarm) described() types.CompositeAlarm {
	d := types.CompositeAlarm{
		AlarmName: aws.String(a.name), AlarmArn: aws.String(a.arn), AlarmDescription: a.description, AlarmRule: aws.String(a.ruleText),
		AlarmConfigurationUpdatedTimestamp: aws.Time(a.updated), ActionsEnabled: aws.Bool(a.enabled),
		OKActions: list(a.actions[alarm.OK]), AlarmActions: list(a.actions[alarm.Alarm]),
		InsufficientDataActions: list(a.actions[alarm.InsufficientData]),
		StateValue:              types.StateValue(a.state), StateReason: aws.String(a.reason),
		StateUpdatedTimestamp: aws.Time(a.stateUpdated), StateTransitionedTimestamp: aws.Time(a.transitioned),
		ActionsSuppressedBy: a.suppressedBy, ActionsSuppressorWaitPeriod: a.waitPeriod, ActionsSuppressorExtensionPeriod: a.extensionPeriod,
	}
	if a.reasonData != "" {
		d.StateReasonData = aws.String(a.reasonData)
	}
	if a.suppressor != "" {
		d.ActionsSuppressor = aws.String(a.suppressor)
	}
	if a.suppressedReason != "" {
		d.ActionsSuppressedReason = aws.String(a.suppressedReason)
	}
	return d
}

// triggering are the triggers as the notification shows them.
func (a *compositeAlarm) triggering() []triggeringChild {
	out := make([]triggeringChild, 0, len(a.triggers))
	for _, t := range a.triggers {
		one := triggeringChild{Arn: t.arn}
		one.State.Value, one.State.Timestamp = t.state, t.at.UTC().Format(jsonTime)
		out = append(out, one)
	}
	return out
}
