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
	alarmType     types.AlarmType
	kind          types.HistoryItemType
	summary, data string
}

// stateOf is an alarm's state as history shows it.
type stateOf struct {
	Value            alarm.State     `json:"stateValue"`
	Reason           string          `json:"stateReason"`
	Data             json.RawMessage `json:"stateReasonData,omitempty"`
	SuppressedBy     string          `json:"actionsSuppressedBy,omitempty"`
	SuppressedReason string          `json:"actionsSuppressedReason,omitempty"`
}

func newStateOf(value alarm.State, reason, data string) stateOf {
	s := stateOf{Value: value, Reason: reason}
	if json.Valid([]byte(data)) {
		s.Data = json.RawMessage(data)
	}
	return s
}

func (s *State) note(r *region, a anyAlarm, kind types.HistoryItemType, summary string, data any) {
	now := s.deps.Clock.Now()
	r.history = append(r.history, historyItem{now, a.base().name, a.kind(), kind, summary, encode(data)})
	drop := max(0, len(r.history)-maxHistory)
	for drop < len(r.history) && now.Sub(r.history[drop].at) > keepHistory {
		drop++
	}
	r.history = r.history[drop:]
}

func (s *State) noteState(r *region, a anyAlarm, old stateOf) {
	s.note(r, a, types.HistoryItemTypeStateUpdate, "Alarm updated from "+string(old.Value)+" to "+string(a.base().state), struct {
		Version string  `json:"version"`
		Old     stateOf `json:"oldState"`
		New     stateOf `json:"newState"`
	}{"1.0", old, a.snapshot()})
}

// outcome is how an action went, in CloudWatch's order. What does not apply is
// null.
type outcome struct {
	State     string  `json:"actionState"`
	Updated   int64   `json:"stateUpdateTimestamp"` // milliseconds
	Resource  string  `json:"notificationResource"`
	Published *string `json:"publishedMessage"`
	Error     *string `json:"error"`
	MuteUntil *int64  `json:"muteWindowEndTimestamp"` // milliseconds
}

// noteAction writes how an action went; failed is "" where it worked.
func (s *State) noteAction(r *region, a anyAlarm, action string, what published, failed string) {
	text := encode(what)
	o := outcome{State: "Succeeded", Updated: a.base().stateUpdated.UnixMilli(), Resource: action, Published: &text}
	summary := "Successfully executed action " + action
	if failed != "" {
		o.State, o.Error, o.Published = "Failed", &failed, nil
		summary = "Failed to execute action " + action + `. Received error: "` + failed + `"`
	}
	s.note(r, a, types.HistoryItemTypeAction, summary, o)
}

// noteMuted writes that a mute rule held an action back. CloudWatch's own word
// for this state is not known to us; the window's end is its field.
func (s *State) noteMuted(r *region, a anyAlarm, action string, until time.Time) {
	end := until.UnixMilli()
	s.note(r, a, types.HistoryItemTypeAction, "Muted action "+action,
		outcome{State: "Muted", Updated: a.base().stateUpdated.UnixMilli(), Resource: action, MuteUntil: &end})
}

// noteConfiguration writes that an alarm was made, or changed where before is
// what it was.
func (s *State) noteConfiguration(r *region, a anyAlarm, before any) {
	now := a.configuration(r)
	if before == nil {
		s.note(r, a, types.HistoryItemTypeConfigurationUpdate, `Alarm "`+a.base().name+`" created`,
			map[string]any{"version": "1.0", "type": "Create", "createdAlarm": now})
		return
	}
	s.note(r, a, types.HistoryItemTypeConfigurationUpdate, `Alarm "`+a.base().name+`" updated`,
		map[string]any{"version": "1.0", "type": "Update", "updatedAlarm": now, "originalUpdatedFields": changed(before, now)})
}

func (s *State) noteDeletion(r *region, a anyAlarm) {
	s.note(r, a, types.HistoryItemTypeConfigurationUpdate, `Alarm "`+a.base().name+`" deleted`,
		map[string]any{"version": "1.0", "type": "Delete", "deletedAlarm": a.configuration(r)})
}

// changed are the old values of what is different now.
func changed(before, now any) map[string]json.RawMessage {
	var old, current map[string]json.RawMessage
	if json.Unmarshal([]byte(encode(before)), &old) != nil || json.Unmarshal([]byte(encode(now)), &current) != nil {
		return nil
	}
	for name, value := range old {
		if string(value) == string(current[name]) {
			delete(old, name)
		}
	}
	return old
}

const historyPage = 100

func (s *State) describeAlarmHistory(c *wire.Call, in *cloudwatch.DescribeAlarmHistoryInput) (*cloudwatch.DescribeAlarmHistoryOutput, error) {
	if err := checkHistory(in); err != nil {
		return nil, err
	}
	found := []types.AlarmHistoryItem{}
	now := s.deps.Clock.Now()
	for _, item := range s.region(c.Region).history {
		if now.Sub(item.at) > keepHistory || !item.asked(in) {
			continue
		}
		found = append(found, types.AlarmHistoryItem{
			AlarmName: aws.String(item.alarm), AlarmType: item.alarmType, HistoryItemType: item.kind,
			HistorySummary: aws.String(item.summary), HistoryData: aws.String(item.data), Timestamp: aws.Time(item.at),
		})
	}
	if in.ScanBy != types.ScanByTimestampAscending {
		slices.Reverse(found)
	}
	size := historyPage
	if in.MaxRecords != nil {
		size = int(*in.MaxRecords)
	}
	items, next, err := page(found, in.NextToken, size)
	if err != nil {
		return nil, err
	}
	return &cloudwatch.DescribeAlarmHistoryOutput{AlarmHistoryItems: items, NextToken: next}, nil
}

func checkHistory(in *cloudwatch.DescribeAlarmHistoryInput) error {
	switch {
	case in.MaxRecords != nil && (*in.MaxRecords < 1 || *in.MaxRecords > historyPage):
		return maxRecords(*in.MaxRecords)
	case in.HistoryItemType != "" && !slices.Contains(in.HistoryItemType.Values(), in.HistoryItemType):
		return notInSet(string(in.HistoryItemType), "historyItemType", in.HistoryItemType.Values())
	case in.ScanBy != "" && !slices.Contains(in.ScanBy.Values(), in.ScanBy):
		return notInSet(string(in.ScanBy), "scanBy", in.ScanBy.Values())
	}
	return nil
}

// asked reports whether a call asks for the item. Without AlarmTypes it asks
// for metric alarms only.
func (item historyItem) asked(in *cloudwatch.DescribeAlarmHistoryInput) bool {
	kinds := in.AlarmTypes
	if len(kinds) == 0 {
		kinds = []types.AlarmType{types.AlarmTypeMetricAlarm}
	}
	switch {
	case !slices.Contains(kinds, item.alarmType):
		return false
	case in.AlarmContributorId != nil:
		return false // no alarm here has contributors
	case in.AlarmName != nil && *in.AlarmName != item.alarm:
		return false
	case in.HistoryItemType != "" && in.HistoryItemType != item.kind:
		return false
	case in.StartDate != nil && item.at.Before(*in.StartDate):
		return false
	case in.EndDate != nil && item.at.After(*in.EndDate):
		return false
	}
	return true
}
