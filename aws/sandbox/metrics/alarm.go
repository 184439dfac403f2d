package metrics

import (
	"slices"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch/types"

	"secretwatch/aws/alarm"
	"secretwatch/aws/sandbox/wire"
)

// metricAlarm is one alarm on a metric: its definition, its state, and what
// the evaluation has to remember.
type metricAlarm struct {
	core
	metric     Metric
	key        string   // of the metric; "" where the alarm watches an expression
	keys       []string // of all metrics that it looks at
	unit       string
	source     types.MetricDataQuery // what it compares with its threshold
	rule       alarm.Rule
	datapoints *int32 // as given, for DescribeAlarms
	treat      *string
	lowSample  *string
	queries    []types.MetricDataQuery // where the alarm was defined by Metrics
	warmUp     *types.WarmUpConfiguration

	watchUntil time.Time // an evaluation after this can change nothing
	fresh      []breach  // breaching points that were evaluated, fast only
	spent      []breach  // those that have left the evaluation range

	// A state that was set by hand, at the fast pace: until then it stays,
	// unless samples after this one breach.
	heldUntil  time.Time
	heldSerial uint64
}

func (a *metricAlarm) kind() types.AlarmType { return types.AlarmTypeMetricAlarm }

func (s *State) putMetricAlarm(c *wire.Call, in *cloudwatch.PutMetricAlarmInput) (*cloudwatch.PutMetricAlarmOutput, error) {
	if err := checkAlarm(c, in); err != nil {
		return nil, err
	}
	r := s.region(c.Region)
	name := *in.AlarmName
	if r.composites[name] != nil {
		return nil, validation("Cannot change the type of alarm %s", name)
	}
	a := r.alarms[name]
	var before any
	if a == nil {
		if err := r.full(); err != nil {
			return nil, err
		}
		a = &metricAlarm{core: s.newCore(c.Region, name, in.Tags)}
		r.alarms[name] = a
	} else {
		before = a.configuration(r)
	}
	a.define(in)
	a.updated = s.deps.Clock.Now()
	a.heldUntil = time.Time{}
	s.noteConfiguration(r, a, before)
	s.watch(a)
	return &cloudwatch.PutMetricAlarmOutput{}, nil
}

// define takes a definition whole; the state stays as it was.
func (a *metricAlarm) define(in *cloudwatch.PutMetricAlarmInput) {
	a.source, a.queries = sourceOf(in), in.Metrics
	var main reading
	a.key = ""
	if a.source.MetricStat != nil {
		main = readingOf(a.source.MetricStat)
		a.key = main.metric.key()
	}
	a.metric, a.unit = main.metric, main.unit
	keys := keysOf(append([]types.MetricDataQuery{a.source}, in.Metrics...))
	if !slices.Equal(keys, a.keys) {
		a.keys, a.fresh, a.spent = keys, nil, nil
	}
	a.rule = alarm.Rule{
		Statistic:         main.statistic,
		Unit:              a.unit,
		Period:            periodOf(a.source, in.Metrics),
		EvaluationPeriods: int(*in.EvaluationPeriods),
		DatapointsToAlarm: int(aws.ToInt32(in.DatapointsToAlarm)),
		Threshold:         *in.Threshold,
		Comparison:        string(in.ComparisonOperator),
		TreatMissing:      aws.ToString(in.TreatMissingData),
	}
	a.datapoints, a.treat, a.lowSample = in.DatapointsToAlarm, in.TreatMissingData, in.EvaluateLowSampleCountPercentile
	a.description, a.warmUp = in.AlarmDescription, in.WarmUpConfiguration
	a.setActions(toDo{in.ActionsEnabled, in.OKActions, in.AlarmActions, in.InsufficientDataActions})
}

// sourceOf reads either form of a definition: one metric, or Metrics with one
// query that returns data.
func sourceOf(in *cloudwatch.PutMetricAlarmInput) types.MetricDataQuery {
	for _, q := range in.Metrics {
		if q.ReturnData == nil || *q.ReturnData {
			return q
		}
	}
	return types.MetricDataQuery{MetricStat: &types.MetricStat{
		Metric: &types.Metric{Namespace: in.Namespace, MetricName: in.MetricName, Dimensions: in.Dimensions},
		Period: in.Period, Stat: aws.String(cmpOr(string(in.Statistic), aws.ToString(in.ExtendedStatistic))), Unit: in.Unit,
	}}
}

func keysOf(queries []types.MetricDataQuery) []string {
	var keys []string
	for _, q := range queries {
		if q.MetricStat == nil {
			continue
		}
		if key := readingOf(q.MetricStat).metric.key(); !slices.Contains(keys, key) {
			keys = append(keys, key)
		}
	}
	return keys
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
		EvaluationPeriods: aws.Int32(int32(a.rule.EvaluationPeriods)), //nolint:gosec // define took it from an int32
		DatapointsToAlarm: a.datapoints,
		Threshold:         aws.Float64(a.rule.Threshold), ComparisonOperator: types.ComparisonOperator(a.rule.Comparison),
		TreatMissingData: a.treat, EvaluateLowSampleCountPercentile: a.lowSample, WarmUpConfiguration: a.warmUp,
		Dimensions: []types.Dimension{},
	}
	if a.reasonData != "" {
		d.StateReasonData = aws.String(a.reasonData)
	}
	if len(a.queries) > 0 {
		d.Metrics = a.queries
		return d
	}
	d.MetricName, d.Namespace, d.Dimensions = aws.String(a.metric.Name), aws.String(a.metric.Namespace), dimensionList(a.metric.Dimensions)
	d.Period = aws.Int32(int32(a.rule.Period / time.Second)) //nolint:gosec // define took it from an int32
	d.Unit = types.StandardUnit(a.unit)
	if extended(a.rule.Statistic) {
		d.ExtendedStatistic = aws.String(a.rule.Statistic)
	} else {
		d.Statistic = types.Statistic(a.rule.Statistic)
	}
	return d
}
