package alarm_test

import (
	"encoding/json"
	"os"
	"strings"
	"testing"
	"time"

	"secretwatch/aws/alarm"
)

type vector struct {
	ID         string `json:"id"`
	Datapoints string `json:"datapoints"`
	Period     int    `json:"period_seconds"`
	N          int    `json:"evaluation_periods"`
	M          int    `json:"datapoints_to_alarm"`
	Treat      string `json:"treat_missing_data"`
	Prior      string `json:"prior_state"`
	Expect     string `json:"expect"`
}

func vectors(t *testing.T) []vector {
	t.Helper()
	b, err := os.ReadFile("testdata/alarms.json")
	if err != nil {
		t.Fatal(err)
	}
	var file struct{ Vectors []vector }
	if err := json.Unmarshal(b, &file); err != nil {
		t.Fatal(err)
	}
	if len(file.Vectors) != 51 {
		t.Fatalf("%d vectors, want 51", len(file.Vectors))
	}
	return file.Vectors
}

// points reads "0 - X": not breaching, missing, breaching a threshold of 1.
func points(marks string, period time.Duration) []alarm.Point {
	at := time.Date(2026, 11, 22, 15, 0, 0, 0, time.UTC)
	var out []alarm.Point
	for mark := range strings.FieldsSeq(marks) {
		p := alarm.Point{At: at, SampleCount: 1, Missing: mark == "-"}
		if mark == "X" {
			p.Value = 1
		}
		out = append(out, p)
		at = at.Add(period)
	}
	return out
}

func TestEvaluateAsDocumented(t *testing.T) {
	for _, v := range vectors(t) {
		rule := alarm.Rule{
			Statistic: alarm.Sum, Period: time.Duration(v.Period) * time.Second,
			EvaluationPeriods: v.N, DatapointsToAlarm: v.M, Threshold: 1,
			Comparison: alarm.GreaterThanOrEqualToThreshold, TreatMissing: v.Treat,
		}
		priors := []alarm.State{alarm.State(v.Prior)}
		if strings.HasPrefix(v.Prior, "any") {
			priors = []alarm.State{alarm.OK, alarm.Alarm, alarm.InsufficientData}
		}
		for _, prior := range priors {
			got := alarm.Evaluate(rule, prior, points(v.Datapoints, rule.Period))
			switch v.Expect {
			case "NOT_ALARM":
				if got.State == alarm.Alarm {
					t.Errorf("%s %q (%s, from %s) is ALARM, want anything else", v.ID, v.Datapoints, v.Treat, prior)
				}
			case "RETAIN":
				if got.State != prior || got.Reason != "" {
					t.Errorf("%s %q (%s, from %s) = %s %q, want the state kept without a word",
						v.ID, v.Datapoints, v.Treat, prior, got.State, got.Reason)
				}
			default:
				if got.State != alarm.State(v.Expect) {
					t.Errorf("%s %q (%s, from %s) = %s, want %s", v.ID, v.Datapoints, v.Treat, prior, got.State, v.Expect)
				}
			}
		}
	}
}

// A single read holds the usual alarm in ALARM until its minute has left the
// evaluation range: that is why a second read soon after sends no mail.
func TestOneReadHoldsTheAlarmForTheRange(t *testing.T) {
	rule := alarm.Rule{
		Statistic: alarm.Sum, Period: time.Minute, EvaluationPeriods: 1, DatapointsToAlarm: 1,
		Threshold: 1, Comparison: alarm.GreaterThanOrEqualToThreshold, TreatMissing: alarm.TreatNotBreaching,
	}
	if got := alarm.Range(rule); got != 3 {
		t.Fatalf("Range = %d, want 3", got)
	}
	state := alarm.OK
	for _, step := range []struct {
		marks string
		want  alarm.State
	}{
		{"- - X", alarm.Alarm},
		{"- X -", alarm.Alarm},
		{"X - -", alarm.Alarm},
		{"- - -", alarm.OK},
	} {
		state = alarm.Evaluate(rule, state, points(step.marks, time.Minute)).State
		if state != step.want {
			t.Errorf("%s: %s, want %s", step.marks, state, step.want)
		}
	}
}

func TestBreaches(t *testing.T) {
	for _, c := range []struct {
		op                  string
		below, equal, above bool
	}{
		{alarm.GreaterThanOrEqualToThreshold, false, true, true},
		{alarm.GreaterThanThreshold, false, false, true},
		{alarm.LessThanThreshold, true, false, false},
		{alarm.LessThanOrEqualToThreshold, true, true, false},
		{"SomethingElse", false, false, false},
	} {
		got := [3]bool{alarm.Breaches(c.op, 0.9, 1), alarm.Breaches(c.op, 1, 1), alarm.Breaches(c.op, 1.1, 1)}
		if got != [3]bool{c.below, c.equal, c.above} {
			t.Errorf("%s: below, equal, above = %v", c.op, got)
		}
	}
}

func TestStats(t *testing.T) {
	var s alarm.Stats
	if _, ok := s.Of(alarm.Sum); ok {
		t.Error("no samples have a sum")
	}
	// One read among three other records of the minute, default value 0.
	for _, v := range []float64{0, 0, 1, 0} {
		s = s.Add(v)
	}
	s = s.Merge(alarm.Stats{})
	for name, want := range map[string]float64{
		alarm.Sum: 1, alarm.Average: 0.25, alarm.Minimum: 0, alarm.Maximum: 1, alarm.SampleCount: 4,
	} {
		if got, ok := s.Of(name); !ok || got != want {
			t.Errorf("%s = %v %v, want %v", name, got, ok, want)
		}
	}
	if _, ok := s.Of("p99"); ok {
		t.Error("p99 is not kept, but was given")
	}
	merged := alarm.Stats{}.Add(-3).Merge(alarm.Stats{}.Add(5))
	if merged != (alarm.Stats{Sum: 2, SampleCount: 2, Min: -3, Max: 5}) {
		t.Errorf("merged = %+v", merged)
	}
}
