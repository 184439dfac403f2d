package alarm_test

import (
	"encoding/json"
	"os"
	"reflect"
	"testing"
	"time"

	"secretwatch/aws/alarm"
)

type recordedCase struct {
	Name              string
	TreatMissingData  string `json:"treat_missing_data"`
	DatapointsToAlarm int    `json:"datapoints_to_alarm"`
	Query             time.Time
	Points            map[time.Time]float64
	State             alarm.State
	Reason            string
	ReasonData        map[string]any `json:"reason_data"`
}

// seen is what the alarm sees at the query: its range of periods, of which
// the newest ends ten seconds before.
func (c recordedCase) seen(rule alarm.Rule) []alarm.Point {
	end := c.Query.Add(-10 * time.Second).Truncate(rule.Period)
	var points []alarm.Point
	for at := end.Add(-time.Duration(alarm.Range(rule)) * rule.Period); at.Before(end); at = at.Add(rule.Period) {
		value, ok := c.Points[at]
		points = append(points, alarm.Point{At: at, Value: value, SampleCount: 1, Missing: !ok})
	}
	return points
}

// State, sentence and data are those that real alarms had.
func TestAsRecorded(t *testing.T) {
	b, err := os.ReadFile("testdata/recorded.json")
	if err != nil {
		t.Fatal(err)
	}
	var file struct{ Cases []recordedCase }
	if err := json.Unmarshal(b, &file); err != nil {
		t.Fatal(err)
	}
	if len(file.Cases) != 21 {
		t.Fatalf("%d cases, want 21", len(file.Cases))
	}
	for _, c := range file.Cases {
		rule := alarm.Rule{
			Statistic: alarm.Average, Unit: "Count", Period: 10 * time.Second, EvaluationPeriods: 3,
			DatapointsToAlarm: c.DatapointsToAlarm, Threshold: 50,
			Comparison: alarm.GreaterThanThreshold, TreatMissing: c.TreatMissingData,
		}
		got := alarm.Evaluate(rule, alarm.InsufficientData, c.seen(rule))
		if got.State != c.State || got.Reason != c.Reason {
			t.Errorf("%s:\n got %s %s\nwant %s %s", c.Name, got.State, got.Reason, c.State, c.Reason)
		}
		var data map[string]any
		if err := json.Unmarshal([]byte(got.ReasonData.JSON(c.Query)), &data); err != nil {
			t.Fatal(err)
		}
		if !reflect.DeepEqual(data, c.ReasonData) {
			t.Errorf("%s:\n got %v\nwant %v", c.Name, data, c.ReasonData)
		}
	}
}
