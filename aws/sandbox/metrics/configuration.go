package metrics

import (
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch/types"

	"secretwatch/aws/alarm"
)

// configured is an alarm's definition as its history shows it; what was not
// given is left out.
type configured struct {
	AlarmName               string            `json:"alarmName"`
	AlarmDescription        *string           `json:"alarmDescription,omitempty"`
	AlarmArn                string            `json:"alarmArn"`
	Updated                 string            `json:"alarmConfigurationUpdatedTimestamp"`
	Namespace               string            `json:"namespace,omitempty"`
	MetricName              string            `json:"metricName,omitempty"`
	Statistic               string            `json:"extendedStatistic,omitempty"` // SUM as well as p99
	Period                  *int              `json:"period,omitempty"`
	Dimensions              *[]pair           `json:"dimensions,omitempty"`
	Unit                    string            `json:"unit,omitempty"`
	Metrics                 []configuredQuery `json:"metrics,omitempty"`
	Threshold               *number           `json:"threshold,omitempty"`
	Comparison              string            `json:"comparisonOperator,omitempty"`
	EvaluationPeriods       int               `json:"evaluationPeriods,omitempty"`
	DatapointsToAlarm       *int32            `json:"datapointsToAlarm,omitempty"`
	TreatMissingData        *string           `json:"treatMissingData,omitempty"`
	LowSample               *string           `json:"evaluateLowSampleCountPercentile,omitempty"`
	Rule                    string            `json:"alarmRule,omitempty"`
	Suppressor              string            `json:"actionsSuppressor,omitempty"`
	WaitPeriod              *int32            `json:"actionsSuppressorWaitPeriod,omitempty"`
	ExtensionPeriod         *int32            `json:"actionsSuppressorExtensionPeriod,omitempty"`
	State                   alarm.State       `json:"stateValue"`
	StateUpdated            string            `json:"stateUpdatedTimestamp"`
	ActionsEnabled          bool              `json:"actionsEnabled"`
	AlarmActions            []string          `json:"alarmActions"`
	InsufficientDataActions []string          `json:"insufficientDataActions"`
	OKActions               []string          `json:"okactions"` // AWS's spelling
	Children                *[]childState     `json:"childStates,omitempty"`
}

// pair is a dimension.
type pair struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

type configuredQuery struct {
	ID         string          `json:"id"`
	MetricStat *configuredStat `json:"metricStat,omitempty"`
	Expression *string         `json:"expression,omitempty"`
	Label      *string         `json:"label,omitempty"`
	Period     *int32          `json:"period,omitempty"`
	ReturnData *bool           `json:"returnData,omitempty"`
}

type configuredStat struct {
	Metric configuredMetric `json:"metric"`
	Period int32            `json:"period"`
	Stat   string           `json:"stat"`
	Unit   string           `json:"unit,omitempty"`
}

type configuredMetric struct {
	Namespace  string `json:"namespace"`
	MetricName string `json:"metricName"`
	Dimensions []pair `json:"dimensions"`
}

type childState struct {
	Arn   string `json:"arn"`
	State struct {
		Value        alarm.State `json:"value"`
		Transitioned string      `json:"transitionTimestamp"`
		Updated      string      `json:"timestamp"`
	} `json:"state"`
}

func (c *core) configured() configured {
	return configured{
		AlarmName: c.name, AlarmDescription: c.description, AlarmArn: c.arn, Updated: c.updated.UTC().Format(jsonTime),
		State: c.state, StateUpdated: c.stateUpdated.UTC().Format(jsonTime), ActionsEnabled: c.enabled,
		AlarmActions: list(c.actions[alarm.Alarm]), OKActions: list(c.actions[alarm.OK]),
		InsufficientDataActions: list(c.actions[alarm.InsufficientData]),
	}
}

func (a *metricAlarm) configuration(*region) any {
	d := a.configured()
	threshold := number(a.rule.Threshold)
	d.Threshold, d.Comparison, d.EvaluationPeriods = &threshold, a.rule.Comparison, a.rule.EvaluationPeriods
	d.DatapointsToAlarm, d.TreatMissingData, d.LowSample = a.datapoints, a.treat, a.lowSample
	if len(a.queries) > 0 {
		d.Dimensions = &[]pair{}
		for _, q := range a.queries {
			d.Metrics = append(d.Metrics, configuredQueryOf(q))
		}
		return d
	}
	dimensions := pairs(dimensionList(a.metric.Dimensions))
	period := int(a.rule.Period / time.Second)
	d.Namespace, d.MetricName, d.Period, d.Dimensions, d.Unit = a.metric.Namespace, a.metric.Name, &period, &dimensions, a.unit
	d.Statistic = a.rule.Statistic
	if !extended(d.Statistic) {
		d.Statistic = strings.ToUpper(d.Statistic)
	}
	return d
}

func configuredQueryOf(q types.MetricDataQuery) configuredQuery {
	out := configuredQuery{ID: aws.ToString(q.Id), Expression: q.Expression, Label: q.Label, Period: q.Period, ReturnData: q.ReturnData}
	if stat := q.MetricStat; stat != nil && stat.Metric != nil {
		out.MetricStat = &configuredStat{
			configuredMetric{aws.ToString(stat.Metric.Namespace), aws.ToString(stat.Metric.MetricName), pairs(stat.Metric.Dimensions)},
			aws.ToInt32(stat.Period), aws.ToString(stat.Stat), string(stat.Unit),
		}
	}
	return out
}

func pairs(dimensions []types.Dimension) []pair {
	list := []pair{}
	for _, d := range dimensions {
		list = append(list, pair{aws.ToString(d.Name), aws.ToString(d.Value)})
	}
	return list
}

func (a *compositeAlarm) configuration(r *region) any {
	d := a.configured()
	d.Rule, d.Suppressor, d.WaitPeriod, d.ExtensionPeriod = a.ruleText, a.suppressor, a.waitPeriod, a.extensionPeriod
	children := []childState{}
	for _, child := range r.childrenOf(a) {
		one := childState{Arn: child.arn}
		one.State.Value = child.state
		one.State.Transitioned, one.State.Updated = child.transitioned.UTC().Format(jsonTime), child.stateUpdated.UTC().Format(jsonTime)
		children = append(children, one)
	}
	d.Children = &children
	return d
}
