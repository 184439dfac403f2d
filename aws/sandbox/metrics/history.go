package metrics

import (
	"encoding/json"
	"slices"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch/types"

	"secretwatch/aws/alarm"
	"secretwatch/aws/sandbox/wire"
)

type historyItem struct {
	at            time.Time
	alarm         string
	kind          types.HistoryItemType
	summary, data string
}

// stateOf is an alarm's state as history shows it.
type stateOf struct {
	Value  alarm.State     `json:"stateValue"`
	Reason string          `json:"stateReason"`
	Data   json.RawMessage `json:"stateReasonData,omitempty"`
}

func snapshot(a *metricAlarm) stateOf {
	s := stateOf{Value: a.state, Reason: a.reason}
	if json.Valid([]byte(a.reasonData)) {
		s.Data = json.RawMessage(a.reasonData)
	}
	return s
}

func (s *State) note(r *region, a *metricAlarm, kind types.HistoryItemType, summary string, data any) {
	now := s.deps.Clock.Now()
	r.history = append(r.history, historyItem{now, a.name, kind, summary, encode(data)})
	drop := max(0, len(r.history)-maxHistory)
	for drop < len(r.history) && now.Sub(r.history[drop].at) > keepHistory {
		drop++
	}
	r.history = r.history[drop:]
}

func (s *State) noteState(r *region, a *metricAlarm, old stateOf) {
	s.note(r, a, types.HistoryItemTypeStateUpdate, "Alarm updated from "+string(old.Value)+" to "+string(a.state), struct {
		Version string  `json:"version"`
		Old     stateOf `json:"oldState"`
		New     stateOf `json:"newState"`
	}{"1.0", old, snapshot(a)})
}

func (s *State) noteAction(r *region, a *metricAlarm, action, message, failed string) {
	type data struct {
		State     string  `json:"actionState"`
		Updated   int64   `json:"stateUpdateTimestamp"` // milliseconds
		Resource  string  `json:"notificationResource"`
		Published *string `json:"publishedMessage"`
		Error     *string `json:"error"`
		MuteUntil *int64  `json:"muteWindowEndTimestamp"`
	}
	published := encode(map[string]string{"default": message})
	d := data{State: "Succeeded", Updated: a.stateUpdated.UnixMilli(), Resource: action, Published: &published}
	summary := "Successfully executed action " + action
	if failed != "" {
		d.State, d.Error = "Failed", &failed
		summary = "Failed to execute action " + action + `. Received error: "` + failed + `"`
	}
	s.note(r, a, types.HistoryItemTypeAction, summary, d)
}

func (s *State) noteConfiguration(r *region, a *metricAlarm, created bool) {
	if created {
		s.note(r, a, types.HistoryItemTypeConfigurationUpdate, `Alarm "`+a.name+`" created`,
			map[string]any{"version": "1.0", "type": "Create", "createdAlarm": a.configuration()})
		return
	}
	s.note(r, a, types.HistoryItemTypeConfigurationUpdate, `Alarm "`+a.name+`" updated`,
		map[string]any{"version": "1.0", "type": "Update", "updatedAlarm": a.configuration()})
}

func (s *State) noteDeletion(r *region, a *metricAlarm) {
	s.note(r, a, types.HistoryItemTypeConfigurationUpdate, `Alarm "`+a.name+`" deleted`,
		map[string]any{"version": "1.0", "type": "Delete", "deletedAlarm": a.configuration()})
}

// configuration is the definition as history shows it.
func (a *metricAlarm) configuration() map[string]any {
	dimensions := []map[string]string{}
	for _, d := range dimensionList(a.metric.Dimensions) {
		dimensions = append(dimensions, map[string]string{"name": *d.Name, "value": *d.Value})
	}
	return map[string]any{
		"alarmName": a.name, "alarmArn": a.arn, "alarmDescription": a.description, "stateValue": a.state,
		"alarmConfigurationUpdatedTimestamp": a.updated.Format(jsonTime), "actionsEnabled": a.enabled,
		"oKActions": list(a.actions[alarm.OK]), "alarmActions": list(a.actions[alarm.Alarm]),
		"insufficientDataActions": list(a.actions[alarm.InsufficientData]),
		"metricName":              a.metric.Name, "namespace": a.metric.Namespace, "dimensions": dimensions, "statistic": a.rule.Statistic,
		"period": int(a.rule.Period / time.Second), "evaluationPeriods": a.rule.EvaluationPeriods, "datapointsToAlarm": a.datapoints,
		"threshold": a.rule.Threshold, "comparisonOperator": a.rule.Comparison, "treatMissingData": a.treat,
	}
}

const historyPage = 100

func (s *State) describeAlarmHistory(c *wire.Call, in *cloudwatch.DescribeAlarmHistoryInput) (*cloudwatch.DescribeAlarmHistoryOutput, error) {
	found := []types.AlarmHistoryItem{}
	now := s.deps.Clock.Now()
	for _, item := range s.region(c.Region).history {
		if now.Sub(item.at) > keepHistory || !item.asked(in) {
			continue
		}
		found = append(found, types.AlarmHistoryItem{
			AlarmName: aws.String(item.alarm), AlarmType: types.AlarmTypeMetricAlarm, HistoryItemType: item.kind,
			HistorySummary: aws.String(item.summary), HistoryData: aws.String(item.data), Timestamp: aws.Time(item.at),
		})
	}
	if in.ScanBy != types.ScanByTimestampAscending {
		slices.Reverse(found)
	}
	items, next, err := page(found, in.NextToken, pageSize(in.MaxRecords, historyPage))
	if err != nil {
		return nil, err
	}
	return &cloudwatch.DescribeAlarmHistoryOutput{AlarmHistoryItems: items, NextToken: next}, nil
}

func (item historyItem) asked(in *cloudwatch.DescribeAlarmHistoryInput) bool {
	switch {
	case in.AlarmName != nil && *in.AlarmName != item.alarm:
		return false
	case in.HistoryItemType != "" && in.HistoryItemType != item.kind:
		return false
	case in.StartDate != nil && item.at.Before(*in.StartDate):
		return false
	case in.EndDate != nil && item.at.After(*in.EndDate):
		return false
	case len(in.AlarmTypes) > 0 && !slices.Contains(in.AlarmTypes, types.AlarmTypeMetricAlarm):
		return false
	}
	return true
}

func pageSize(asked *int32, most int) int {
	if asked == nil || *asked < 1 || int(*asked) > most {
		return most
	}
	return int(*asked)
}
