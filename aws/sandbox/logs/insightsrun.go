package logs

import (
	"strconv"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs/types"
	"github.com/tidwall/gjson"
)

// row is an event, or what stats counted, with the fields that the query made.
type row struct {
	event *event // nil behind stats
	log   string // ACCOUNT:GROUP
	json  gjson.Result
	made  map[string]cell
}

func (r *row) set(name string, c cell) {
	if r.made == nil {
		r.made = map[string]cell{}
	}
	r.made[name] = c
}

// get is a field by its name: one that the query made, one that CloudWatch Logs
// makes, or one that it discovers in the event's JSON.
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_AnalyzeLogData-discoverable-fields.html
func (r *row) get(name string) cell {
	if c, ok := r.made[name]; ok {
		return c
	}
	if r.event == nil {
		return cell{}
	}
	switch name {
	case "@message":
		return textCell(r.event.message)
	case "@timestamp":
		return timeCell(r.event.at)
	case "@ingestionTime":
		return timeCell(r.event.arrived)
	case "@logStream":
		return textCell(r.event.stream)
	case "@log":
		return textCell(r.log)
	case "@ptr":
		return textCell(r.event.id())
	}
	if !r.json.Exists() {
		r.json = gjson.Parse(r.event.message)
	}
	return discovered(r.json, name)
}

// discovered follows the dots of a name into JSON; a list's items have numbers.
// Names may have dots themselves. Only what has no parts is a field.
func discovered(in gjson.Result, name string) cell {
	var found cell
	n := 0
	in.ForEach(func(key, v gjson.Result) bool {
		k := key.Str
		if in.IsArray() {
			k = strconv.Itoa(n)
			n++
		}
		rest, below := strings.CutPrefix(name, k+".")
		switch {
		case k == name && !v.IsObject() && !v.IsArray() && v.Type != gjson.Null:
			found = scalar(v)
		case below && (v.IsObject() || v.IsArray()):
			found = discovered(v, rest)
		}
		return !found.there
	})
	return found
}

// scalar: truth is 1 and 0.
func scalar(v gjson.Result) cell {
	switch v.Type {
	case gjson.True:
		return textCell("1")
	case gjson.False:
		return textCell("0")
	default:
		return textCell(v.String())
	}
}

// Numbers of rows.
// https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_StartQuery.html
const (
	usualInsightRows = 10_000
	maxInsightRows   = 100_000
)

// answer is what a query found.
type answer struct {
	rows       [][]types.ResultField
	statistics types.QueryStatistics
}

// run is the query over the events. An event's row has its place as well.
func (q *insight) run(events []event, log string, limit int) answer {
	rows := make([]*row, len(events))
	a := answer{rows: [][]types.ResultField{}}
	for i := range events {
		rows[i] = &row{event: &events[i], log: log}
		a.statistics.BytesScanned += float64(len(events[i].message))
	}
	a.statistics.RecordsScanned, a.statistics.LogGroupsScanned = float64(len(events)), 1
	matched := len(rows)
	for _, s := range q.steps {
		if rows = s.do(rows); s.chosen {
			matched = len(rows)
		}
	}
	if !q.counted && !q.sorted {
		rows = sortRows(rows, []sortKey{{of: func(r *row) cell { return r.get("@timestamp") }, down: true}})
	}
	a.statistics.RecordsMatched = float64(matched)
	shown := q.fields
	if len(shown) == 0 {
		shown = []column{{name: "@timestamp"}, {name: "@message"}}
	}
	for _, r := range rows[:min(limit, len(rows))] {
		a.rows = append(a.rows, r.shown(shown))
	}
	return a
}

func (r *row) shown(columns []column) []types.ResultField {
	var fields []types.ResultField
	for _, c := range columns {
		if v := r.get(c.name); v.there {
			fields = append(fields, types.ResultField{Field: aws.String(c.name), Value: aws.String(v.text)})
		}
	}
	if r.event != nil {
		fields = append(fields, types.ResultField{Field: aws.String("@ptr"), Value: aws.String(r.get("@ptr").text)})
	}
	return fields
}
