package metrics

import (
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch/types"

	"secretwatch/aws/alarm"
	"secretwatch/aws/sandbox/wire"
)

// metricAlarm is one alarm: its definition, its state, and what the
// evaluation has to remember.
type metricAlarm struct {
	name, arn, region string
	metric            Metric
	key               string // of the metric
	unit              string
	rule              alarm.Rule
	datapoints        *int32 // as given, for DescribeAlarms
	treat             *string
	lowSample         *string
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

	watchUntil time.Time // an evaluation after this can change nothing
	fresh      []breach  // breaching points that were evaluated, fast only
	spent      []breach  // those that have left the evaluation range
}

func (s *State) putMetricAlarm(c *wire.Call, in *cloudwatch.PutMetricAlarmInput) (*cloudwatch.PutMetricAlarmOutput, error) {
	if err := checkAlarm(c, in); err != nil {
		return nil, err
	}
	r := s.region(c.Region)
	a := r.alarms[aws.ToString(in.AlarmName)]
	now := s.deps.Clock.Now()
	created := a == nil
	if created {
		if len(r.alarms) >= maxAlarms {
			return nil, &wire.Error{Code: "LimitExceeded", Message: "The maximum limit of " + itoa(maxAlarms) + " alarms has been exceeded.", Status: 400}
		}
		a = &metricAlarm{
			name: *in.AlarmName, region: c.Region, arn: s.alarmARN(c.Region, *in.AlarmName), tags: map[string]string{},
			state: alarm.InsufficientData, reason: alarm.InitialReason, stateUpdated: now, transitioned: now,
		}
		for _, tag := range in.Tags {
			a.tags[aws.ToString(tag.Key)] = aws.ToString(tag.Value)
		}
		r.alarms[a.name] = a
	}
	a.define(in)
	a.updated = now
	s.noteConfiguration(r, a, created)
	s.watch(a)
	return &cloudwatch.PutMetricAlarmOutput{}, nil
}

// define takes a definition whole; the state stays as it was.
func (a *metricAlarm) define(in *cloudwatch.PutMetricAlarmInput) {
	a.metric = Metric{aws.ToString(in.Namespace), aws.ToString(in.MetricName), dimensionMap(in.Dimensions)}
	if key := a.metric.key(); key != a.key {
		a.key, a.fresh, a.spent = key, nil, nil
	}
	a.unit = string(in.Unit)
	a.rule = alarm.Rule{
		Statistic:         cmpOr(string(in.Statistic), aws.ToString(in.ExtendedStatistic)),
		Period:            time.Duration(*in.Period) * time.Second,
		EvaluationPeriods: int(*in.EvaluationPeriods),
		DatapointsToAlarm: int(aws.ToInt32(in.DatapointsToAlarm)),
		Threshold:         *in.Threshold,
		Comparison:        string(in.ComparisonOperator),
		TreatMissing:      aws.ToString(in.TreatMissingData),
	}
	a.datapoints, a.treat, a.lowSample = in.DatapointsToAlarm, in.TreatMissingData, in.EvaluateLowSampleCountPercentile
	a.description = in.AlarmDescription
	a.enabled = in.ActionsEnabled == nil || *in.ActionsEnabled
	a.actions = map[alarm.State][]string{
		alarm.OK: in.OKActions, alarm.Alarm: in.AlarmActions, alarm.InsufficientData: in.InsufficientDataActions,
	}
}

func (s *State) alarmARN(region, name string) string {
	return "arn:" + wire.Partition(region) + ":cloudwatch:" + region + ":" + s.deps.Account + ":alarm:" + name
}

// described is the alarm as DescribeAlarms shows it.
func (a *metricAlarm) described() types.MetricAlarm {
	d := types.MetricAlarm{
		AlarmName: aws.String(a.name), AlarmArn: aws.String(a.arn), AlarmDescription: a.description,
		AlarmConfigurationUpdatedTimestamp: aws.Time(a.updated), ActionsEnabled: aws.Bool(a.enabled),
		OKActions: list(a.actions[alarm.OK]), AlarmActions: list(a.actions[alarm.Alarm]),
		InsufficientDataActions: list(a.actions[alarm.InsufficientData]),
		StateValue:              types.StateValue(a.state), StateReason: aws.String(a.reason),
		StateUpdatedTimestamp: aws.Time(a.stateUpdated), StateTransitionedTimestamp: aws.Time(a.transitioned),
		MetricName: aws.String(a.metric.Name), Namespace: aws.String(a.metric.Namespace), Dimensions: dimensionList(a.metric.Dimensions),
		Period:            aws.Int32(int32(a.rule.Period / time.Second)), //nolint:gosec // define took it from an int32
		EvaluationPeriods: aws.Int32(int32(a.rule.EvaluationPeriods)),    //nolint:gosec // define took it from an int32
		DatapointsToAlarm: a.datapoints, Unit: types.StandardUnit(a.unit),
		Threshold: aws.Float64(a.rule.Threshold), ComparisonOperator: types.ComparisonOperator(a.rule.Comparison),
		TreatMissingData: a.treat, EvaluateLowSampleCountPercentile: a.lowSample,
	}
	if a.reasonData != "" {
		d.StateReasonData = aws.String(a.reasonData)
	}
	if _, extended := percent(a.rule.Statistic); extended {
		d.ExtendedStatistic = aws.String(a.rule.Statistic)
	} else {
		d.Statistic = types.Statistic(a.rule.Statistic)
	}
	return d
}

// list is never nil, as AWS sends empty lists.
func list(actions []string) []string { return append([]string{}, actions...) }

func (s *State) deleteAlarms(c *wire.Call, in *cloudwatch.DeleteAlarmsInput) (*cloudwatch.DeleteAlarmsOutput, error) {
	r := s.region(c.Region)
	for _, name := range in.AlarmNames {
		if r.alarms[name] == nil {
			return nil, noResource()
		}
	}
	for _, name := range in.AlarmNames {
		s.noteDeletion(r, r.alarms[name])
		delete(r.alarms, name)
	}
	return &cloudwatch.DeleteAlarmsOutput{}, nil
}

func (s *State) setAlarmState(c *wire.Call, in *cloudwatch.SetAlarmStateInput) (*cloudwatch.SetAlarmStateOutput, error) {
	state := alarm.State(in.StateValue)
	if state != alarm.OK && state != alarm.Alarm && state != alarm.InsufficientData {
		return nil, validation("1 validation error detected: Value '%s' at 'stateValue' failed to satisfy constraint: Member must satisfy enum value set: [INSUFFICIENT_DATA, ALARM, OK]", in.StateValue)
	}
	r := s.region(c.Region)
	a := r.alarms[aws.ToString(in.AlarmName)]
	if a == nil {
		return nil, noResource()
	}
	s.change(r, a, state, aws.ToString(in.StateReason), aws.ToString(in.StateReasonData))
	s.watch(a)
	return &cloudwatch.SetAlarmStateOutput{}, nil
}

func (s *State) enableAlarmActions(c *wire.Call, in *cloudwatch.EnableAlarmActionsInput) (*cloudwatch.EnableAlarmActionsOutput, error) {
	s.setEnabled(c, in.AlarmNames, true)
	return &cloudwatch.EnableAlarmActionsOutput{}, nil
}

func (s *State) disableAlarmActions(c *wire.Call, in *cloudwatch.DisableAlarmActionsInput) (*cloudwatch.DisableAlarmActionsOutput, error) {
	s.setEnabled(c, in.AlarmNames, false)
	return &cloudwatch.DisableAlarmActionsOutput{}, nil
}

// setEnabled passes over names that do not exist, as AWS does.
func (s *State) setEnabled(c *wire.Call, names []string, enabled bool) {
	r := s.region(c.Region)
	for _, name := range names {
		if a := r.alarms[name]; a != nil && a.enabled != enabled {
			a.enabled, a.updated = enabled, s.deps.Clock.Now()
			s.noteConfiguration(r, a, false)
		}
	}
}

// actionsOf are the actions that a change to the state runs.
func (a *metricAlarm) actionsOf(state alarm.State) []string {
	if !a.enabled {
		return nil
	}
	return a.actions[state]
}
