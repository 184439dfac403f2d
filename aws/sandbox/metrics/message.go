package metrics

import (
	"encoding/json"
	"strings"
	"time"

	"secretwatch/aws/alarm"
)

const jsonTime = "2006-01-02T15:04:05.000-0700"

// notification is what an alarm publishes to everything but e-mail, in
// CloudWatch's order.
type notification struct {
	AlarmName                          string
	AlarmDescription                   *string
	AWSAccountId                       string
	AlarmConfigurationUpdatedTimestamp string
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
	Trigger                            trigger
}

type trigger struct {
	MetricName                       string
	Namespace                        string
	StatisticType                    string
	Statistic                        string
	Unit                             *string
	Dimensions                       []dimension
	Period                           int // seconds
	EvaluationPeriods                int
	DatapointsToAlarm                int
	ComparisonOperator               string
	Threshold                        float64
	TreatMissingData                 string
	EvaluateLowSampleCountPercentile string
}

type dimension struct {
	Value string `json:"value"`
	Name  string `json:"name"`
}

func (s *State) message(a *metricAlarm, old alarm.State) string {
	n := notification{
		AlarmName: a.name, AlarmDescription: a.description, AWSAccountId: s.deps.Account,
		AlarmConfigurationUpdatedTimestamp: a.updated.UTC().Format(jsonTime),
		NewStateValue:                      a.state, NewStateReason: a.reason, StateChangeTime: a.stateUpdated.UTC().Format(jsonTime),
		Region: regionName(a.region), AlarmArn: a.arn, OldStateValue: old,
		OKActions: list(a.actions[alarm.OK]), AlarmActions: list(a.actions[alarm.Alarm]),
		InsufficientDataActions: list(a.actions[alarm.InsufficientData]),
		Trigger:                 a.trigger(),
	}
	return encode(n)
}

// encode writes JSON as CloudWatch does: the arrow of a reason stays an arrow.
// What is given to it can always be written.
func encode(v any) string {
	var b strings.Builder
	encoder := json.NewEncoder(&b)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(v); err != nil {
		return "{}"
	}
	return strings.TrimSuffix(b.String(), "\n")
}

func (a *metricAlarm) trigger() trigger {
	t := trigger{
		MetricName: a.metric.Name, Namespace: a.metric.Namespace, StatisticType: "Statistic",
		Statistic: strings.ToUpper(a.rule.Statistic), Dimensions: []dimension{}, Period: int(a.rule.Period / time.Second),
		EvaluationPeriods: a.rule.EvaluationPeriods, DatapointsToAlarm: a.toAlarm(), ComparisonOperator: a.rule.Comparison,
		Threshold: a.rule.Threshold, TreatMissingData: cmpOr(a.rule.TreatMissing, alarm.TreatMissing),
	}
	if _, extended := percent(a.rule.Statistic); extended {
		t.StatisticType, t.Statistic = "ExtendedStatistic", a.rule.Statistic
	}
	if a.unit != "" {
		t.Unit = &a.unit
	}
	if a.lowSample != nil {
		t.EvaluateLowSampleCountPercentile = *a.lowSample
	}
	for _, d := range dimensionList(a.metric.Dimensions) {
		t.Dimensions = append(t.Dimensions, dimension{Value: *d.Value, Name: *d.Name})
	}
	return t
}
