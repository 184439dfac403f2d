package report

import (
	"cmp"
	"encoding/json"
	"slices"
	"strconv"
	"strings"
	"time"

	"secretwatch/aws/doctor"
	"secretwatch/aws/foreign"
	"secretwatch/aws/monitor"
	"secretwatch/aws/record"
)

// definition is what an alarm's history says of its settings.
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_AlarmHistoryItem.html
// says only that it is JSON: the names of the fields are those that AWS writes.
type definition map[string]json.RawMessage

// edit is one change of the alarm's definition.
type edit struct {
	at            time.Time
	created       bool
	before, after definition // before is nil for a creation
}

func editsOf(history []monitor.HistoryItem) []edit {
	var edits []edit
	for _, h := range slices.Backward(history) {
		var d struct {
			Type    string     `json:"type"`
			Created definition `json:"createdAlarm"`
			Updated definition `json:"updatedAlarm"`
			Old     definition `json:"originalUpdatedFields"`
		}
		if h.Type != "ConfigurationUpdate" || json.Unmarshal([]byte(h.Data.Raw()), &d) != nil {
			continue
		}
		switch {
		case d.Created != nil:
			edits = append(edits, edit{at: h.At, created: true, after: d.Created})
		case d.Updated != nil:
			before := definition{}
			for name, v := range d.Updated {
				before[name] = v
			}
			for name, v := range d.Old {
				before[name] = v
			}
			if e := (edit{at: h.At, before: before, after: d.Updated}); len(e.differences()) > 0 {
				edits = append(edits, e)
			}
		}
	}
	return edits
}

// setting is a part of a definition that people know.
type setting struct{ field, name string }

var settings = []setting{
	{"statistic", "statistic"},
	{"extendedStatistic", "statistic"},
	{"period", "period"},
	{"threshold", "threshold"},
	{"comparisonOperator", "comparison"},
	{"evaluationPeriods", "evaluation periods"},
	{"datapointsToAlarm", "datapoints to alarm"},
	{"treatMissingData", "missing data"},
	{"namespace", "namespace"},
	{"metricName", "metric"},
	{"unit", "unit"},
	{"actionsEnabled", "actions enabled"},
	{"alarmActions", "alarm actions"},
}

// differences are the settings that an edit changed.
func (e edit) differences() []monitor.Setting {
	var list []monitor.Setting
	for _, s := range settings {
		have, want := e.before.text(s.field), e.after.text(s.field)
		if have != want {
			list = append(list, monitor.Setting{Name: s.name, Have: have, Want: want})
		}
	}
	return list
}

// text is one setting as a person says it.
func (d definition) text(field string) string {
	raw, ok := d[field]
	if !ok || string(raw) == "null" {
		return ""
	}
	var text string
	var list []string
	var num float64
	switch {
	case json.Unmarshal(raw, &text) == nil:
	case json.Unmarshal(raw, &list) == nil:
		text = strings.Join(list, " ")
	case json.Unmarshal(raw, &num) == nil:
		text = number(num)
	default:
		text = string(raw)
	}
	if strings.HasSuffix(strings.ToLower(field), "statistic") {
		return statistic(text)
	}
	return text
}

func statistic(s string) string {
	for _, known := range []string{"Sum", "Average", "Minimum", "Maximum", "SampleCount"} {
		if strings.EqualFold(strings.ReplaceAll(s, "_", ""), known) {
			return known
		}
	}
	return s
}

// then is the snapshot as it was just before an edit of the alarm, as far as
// is still known: with the alarm's old settings, and without what came later.
func then(s monitor.Snapshot, e edit) (monitor.Snapshot, bool) {
	if s.Alarm.Value == nil || e.before == nil {
		return s, false
	}
	a := *s.Alarm.Value
	d := e.before
	a.Rule.Statistic = cmp.Or(d.text("extendedStatistic"), d.text("statistic"))
	a.Rule.Period, a.Rule.EvaluationPeriods = d.int("period"), d.int("evaluationPeriods")
	a.Rule.DatapointsToAlarm = max(d.int("datapointsToAlarm"), 0)
	a.Rule.Threshold, _ = strconv.ParseFloat(d.text("threshold"), 64)
	a.Rule.ComparisonOperator, a.Rule.TreatMissingData = d.text("comparisonOperator"), cmp.Or(d.text("treatMissingData"), "missing")
	a.Namespace, a.Metric, a.Unit = d.text("namespace"), d.text("metricName"), d.text("unit")
	a.ActionsEnabled = d.text("actionsEnabled") != "false"
	a.AlarmActions = strings.Fields(d.text("alarmActions"))
	a.State, a.Since = stateAt(valueOf(s.AlarmHistory), e.at)
	a.Reason = foreign.String{}
	s.Alarm, s.At = monitor.Found(a), e.at
	s.Mails = monitor.Seen[monitor.MailCounts]{} // of the last day, not of then
	s.AlarmHistory = until(s.AlarmHistory, func(h monitor.HistoryItem) bool { return h.At.Before(e.at) })
	s.Reads = until(s.Reads, func(r record.Read) bool { return r.Time.Before(e.at) })
	s.Points = until(s.Points, func(p monitor.Point) bool { return !p.At.Add(time.Minute).After(e.at) }) // whole minutes
	s.Logged = until(s.Logged, func(l monitor.LoggedRead) bool { return l.Delivered.Before(e.at) })
	s.Changes = monitor.Seen[[]monitor.Changed]{}
	return s, a.Metric != "" && a.Rule.Period > 0
}

// stateAt is the alarm's state at a moment, as its history tells.
func stateAt(history []monitor.HistoryItem, at time.Time) (state string, since time.Time) {
	for _, h := range history {
		if h.Type != "StateUpdate" || !h.At.Before(at) {
			continue
		}
		if i := strings.LastIndex(h.Summary.Raw(), " to "); i >= 0 {
			return strings.TrimSuffix(h.Summary.Raw()[i+len(" to "):], "."), h.At
		}
	}
	return "INSUFFICIENT_DATA", time.Time{}
}

func (d definition) int(field string) int32 {
	n, err := strconv.ParseInt(d.text(field), 10, 32)
	if err != nil {
		return 0
	}
	return int32(n)
}

func until[T any](s monitor.Seen[[]T], before func(T) bool) monitor.Seen[[]T] {
	if s.Value == nil {
		return s
	}
	var kept []T
	for _, v := range *s.Value {
		if before(v) {
			kept = append(kept, v)
		}
	}
	return monitor.Found(kept)
}

// wrong are the findings about the alarm that held before an edit and do not
// hold any more.
func wrong(f Facts, e edit) []doctor.Finding {
	s, ok := then(f.Snapshot, e)
	if !ok {
		return nil
	}
	var gone []doctor.Finding
	for _, was := range doctor.Check(s, f.Judging).Findings {
		alarms := slices.Contains(doctor.ChangedBy(was.Code), callPutAlarm)
		still := slices.ContainsFunc(f.Report.Findings, func(now doctor.Finding) bool { return now.Code == was.Code })
		if alarms && !still && (was.Status == doctor.Broken || was.Status == doctor.Warning) {
			gone = append(gone, was)
		}
	}
	return gone
}

// mended is an edit of the alarm that mended something.
type mended struct {
	edit
	since time.Time // of the definition before it; zero where that is not known
	was   []doctor.Finding
}

func mendings(f Facts, edits []edit) []mended {
	var list []mended
	for i, e := range edits {
		was := wrong(f, e)
		if len(was) == 0 {
			continue
		}
		m := mended{edit: e, was: was}
		if i > 0 {
			m.since = edits[i-1].at
		}
		list = append(list, m)
	}
	return list
}
