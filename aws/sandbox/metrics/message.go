package metrics

import (
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch/types"

	"secretwatch/aws/alarm"
	"secretwatch/aws/sandbox/wire"
)

const jsonTime = "2006-01-02T15:04:05.000-0700"

// number is written with at least one decimal place, as CloudWatch does.
type number float64

// MarshalJSON writes 1 as 1.0.
func (n number) MarshalJSON() ([]byte, error) { return []byte(decimal(float64(n))), nil }

// notification is what an alarm publishes to everything but e-mail, in
// CloudWatch's order.
type notification struct {
	AlarmName                          string
	AlarmDescription                   *string
	AWSAccountId                       string
	AlarmConfigurationUpdatedTimestamp string `json:",omitempty"` // metric alarms only
	NewStateValue                      alarm.State
	NewStateReason                     string
	StateChangeTime                    string
	Region                             string
	AlarmArn                           string
	OldStateValue                      alarm.State
	ActionExecutedAfterMuteWindow      bool
	OKActions                          []string
	AlarmActions                       []string
	InsufficientDataActions            []string
	Trigger                            any                `json:",omitempty"`
	AlarmRule                          string             `json:",omitempty"`
	TriggeringChildren                 *[]triggeringChild `json:",omitempty"`
}

// evaluated is what the triggers of all metric alarms have in common.
type evaluated struct {
	Period                           int // seconds
	EvaluationPeriods                int
	DatapointsToAlarm                *int32 `json:",omitempty"`
	ComparisonOperator               string
	Threshold                        number
	TreatMissingData                 string
	EvaluateLowSampleCountPercentile string
}

type trigger struct {
	MetricName    string
	Namespace     string
	StatisticType string
	Statistic     string
	Unit          *string
	Dimensions    []dimension
	evaluated
}

// queryTrigger is the trigger of an alarm that was defined by Metrics.
type queryTrigger struct {
	evaluated
	Metrics []query
}

type query struct {
	Expression *string `json:",omitempty"`
	Id         string
	Label      *string `json:",omitempty"`
	MetricStat *stat   `json:",omitempty"`
	Period     *int32  `json:",omitempty"`
	ReturnData *bool   `json:",omitempty"`
}

type stat struct {
	Metric struct {
		Dimensions []dimension
		MetricName string
		Namespace  string
	}
	Period int32
	Stat   string
	Unit   string `json:",omitempty"`
}

type dimension struct {
	Value string `json:"value"`
	Name  string `json:"name"`
}

// triggeringChild is an alarm whose change of state changed a composite alarm.
type triggeringChild struct {
	Arn   string
	State struct {
		Value     alarm.State
		Timestamp string
	}
}

// notify has what the notifications of all alarms have in common.
func (s *State) notify(c *core, old alarm.State, late bool) notification {
	return notification{
		AlarmName: c.name, AlarmDescription: c.description, AWSAccountId: s.deps.Account,
		NewStateValue: c.state, NewStateReason: c.reason, StateChangeTime: c.stateUpdated.UTC().Format(jsonTime),
		Region: regionName(c.region), AlarmArn: c.arn, OldStateValue: old, ActionExecutedAfterMuteWindow: late,
		OKActions: list(c.actions[alarm.OK]), AlarmActions: list(c.actions[alarm.Alarm]),
		InsufficientDataActions: list(c.actions[alarm.InsufficientData]),
	}
}

func (a *metricAlarm) message(s *State, old alarm.State, late bool) string {
	n := s.notify(&a.core, old, late)
	n.AlarmConfigurationUpdatedTimestamp = a.updated.UTC().Format(jsonTime)
	n.Trigger = a.trigger()
	return encode(n)
}

func (a *compositeAlarm) message(s *State, old alarm.State, late bool) string {
	n := s.notify(&a.core, old, late)
	children := a.triggering()
	n.AlarmRule, n.TriggeringChildren = a.ruleText, &children
	return encode(n)
}

// encode writes JSON as CloudWatch does: the arrow of a reason stays an arrow.
// What is given to it can always be written.
func encode(v any) string {
	written, err := wire.JSON(v)
	if err != nil {
		return "{}"
	}
	return written
}

func (a *metricAlarm) trigger() any {
	e := evaluated{
		Period: int(a.rule.Period / time.Second), EvaluationPeriods: a.rule.EvaluationPeriods, DatapointsToAlarm: a.datapoints,
		ComparisonOperator: a.rule.Comparison, Threshold: number(a.rule.Threshold), TreatMissingData: a.rule.TreatMissing,
		EvaluateLowSampleCountPercentile: aws.ToString(a.lowSample),
	}
	if len(a.queries) > 0 {
		t := queryTrigger{evaluated: e}
		for _, q := range a.queries {
			t.Metrics = append(t.Metrics, queryOf(q))
		}
		return t
	}
	t := trigger{
		MetricName: a.metric.Name, Namespace: a.metric.Namespace, StatisticType: "Statistic",
		Statistic: strings.ToUpper(a.rule.Statistic), Dimensions: dimensions(dimensionList(a.metric.Dimensions)), evaluated: e,
	}
	if extended(a.rule.Statistic) {
		t.StatisticType, t.Statistic = "ExtendedStatistic", a.rule.Statistic
	}
	if a.unit != "" {
		t.Unit = &a.unit
	}
	return t
}

func dimensions(list []types.Dimension) []dimension {
	out := []dimension{}
	for _, d := range list {
		out = append(out, dimension{Value: aws.ToString(d.Value), Name: aws.ToString(d.Name)})
	}
	return out
}

func queryOf(q types.MetricDataQuery) query {
	out := query{Expression: q.Expression, Id: aws.ToString(q.Id), Label: q.Label, Period: q.Period, ReturnData: q.ReturnData}
	if q.MetricStat != nil && q.MetricStat.Metric != nil {
		m := q.MetricStat.Metric
		out.MetricStat = &stat{Period: aws.ToInt32(q.MetricStat.Period), Stat: aws.ToString(q.MetricStat.Stat), Unit: string(q.MetricStat.Unit)}
		out.MetricStat.Metric.Dimensions = dimensions(m.Dimensions)
		out.MetricStat.Metric.MetricName, out.MetricStat.Metric.Namespace = aws.ToString(m.MetricName), aws.ToString(m.Namespace)
	}
	return out
}
