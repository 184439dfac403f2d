package trace_test

import (
	"strings"
	"testing"
	"time"

	"secretwatch/aws/foreign"
	"secretwatch/aws/monitor"
	"secretwatch/aws/trace"
	"secretwatch/aws/watch"
)

// closely is a read followed by itself, on setup's monitor, every source asked
// just now.
func closely(now int, change func(*trace.Input)) trace.Path {
	asked := map[watch.Source]time.Time{}
	for _, s := range []watch.Source{
		watch.SourceHistory, watch.SourceLogGroup, watch.SourceMetric, watch.SourceAlarm, watch.SourceAlarmHistory, trace.SourceTopic, trace.SourceInbox,
	} {
		asked[s] = at(now)
	}
	in := trace.Input{
		Read: read(), Datapoints: []watch.Datapoint{point(1)}, Alarm: &watch.AlarmState{State: "OK", Since: at(-900)}, Now: at(now),
		Closely: &trace.Closely{
			Asked: asked, Match: &trace.Match{Matches: true, Tested: true},
			Chain: monitor.Snapshot{
				Filter: monitor.Found(monitor.MetricFilter{Name: "f", Namespace: "N", Metric: "m", Pattern: foreign.New("p")}),
				Alarm: monitor.Found(monitor.Alarm{
					Name: "secretwatch-db", Namespace: "N", Metric: "m", Rule: monitor.DefaultRule(), ActionsEnabled: true, AlarmActions: []string{topic},
				}),
			},
		},
	}
	change(&in)
	return trace.Follow(in)
}

// The alarm's arithmetic, with the numbers of the read's own minute.
func TestReckoning(t *testing.T) {
	for _, c := range []struct {
		name   string
		change func(*monitor.AlarmRule)
		points []watch.Datapoint
		code   string // once the alarm is overdue
		says   string
	}{
		{"well", func(*monitor.AlarmRule) {}, []watch.Datapoint{point(1)}, "", "Sum of the period = 1 meets >= 1"},
		{
			"average", func(r *monitor.AlarmRule) { r.Statistic = "Average" },
			[]watch.Datapoint{{At: at(230), Value: 1, Count: 41}},
			"alarm-average", "Average = 1 of 41 log events = 0.0244, and that is not >= 1",
		},
		{"average of a read that was alone", func(r *monitor.AlarmRule) { r.Statistic = "Average" }, []watch.Datapoint{{At: at(230), Value: 1, Count: 1}}, "", "meets >= 1"},
		{
			"average over five minutes", func(r *monitor.AlarmRule) { r.Statistic, r.Period = "Average", 300 },
			[]watch.Datapoint{{At: at(170), Value: 0, Count: 9}, {At: at(230), Value: 1, Count: 1}},
			"alarm-average", "1 of 10 log events = 0.1",
		},
		{"more than one", func(r *monitor.AlarmRule) { r.ComparisonOperator = "GreaterThanThreshold" }, []watch.Datapoint{point(1)}, "alarm-threshold", "that is not > 1"},
		{
			"m of n", func(r *monitor.AlarmRule) { r.EvaluationPeriods, r.DatapointsToAlarm = 3, 2 },
			[]watch.Datapoint{point(1)},
			"alarm-m-of-n", "wants that in 2 of 3 periods, and one read gives one",
		},
		{"ten seconds", func(r *monitor.AlarmRule) { r.Period = 10 }, []watch.Datapoint{point(1)}, "alarm-period-too-short", "most periods have no data"},
		{"all events counted", func(r *monitor.AlarmRule) { r.Statistic, r.Threshold = "SampleCount", 100 }, []watch.Datapoint{point(1)}, "alarm-statistic", "not >= 100"},
		{"another statistic", func(r *monitor.AlarmRule) { r.Statistic = "p90" }, []watch.Datapoint{point(1)}, "", "which two sums do not tell"},
	} {
		t.Run(c.name, func(t *testing.T) {
			follow := func(now int) trace.Hop {
				return closely(now, func(in *trace.Input) {
					in.Datapoints = c.points
					c.change(&in.Closely.Chain.Alarm.Value.Rule)
				}).Of(monitor.HopAlarm)
			}
			if h := follow(245); h.Status != trace.Waiting || h.Code != "" || !strings.Contains(facts(h), c.says) {
				t.Errorf("at once: %s %s\n%s", h.Status, h.Code, facts(h))
			}
			want := trace.Waiting
			if c.code != "" {
				want = trace.Broken
			}
			if h := follow(240 + 7*60 + 30); h.Status != want || h.Code != c.code || !strings.Contains(facts(h), c.says) {
				t.Errorf("overdue: %s %s, want %s %s\n%s", h.Status, h.Code, want, c.code, facts(h))
			}
		})
	}
}

// An alarm that is in ALARM may fall back and rise again for this very read.
func TestInALARMThatMayRearm(t *testing.T) {
	into := func(in *trace.Input) {
		in.Alarm, in.Transitions = &watch.AlarmState{State: "ALARM", Since: at(100)}, []watch.Transition{toAlarm(100, told(101))}
	}
	if h := closely(300, into).Of(monitor.HopAlarm); h.Status != trace.Waiting || !strings.Contains(facts(h), "in ALARM already") {
		t.Errorf("a minute after the delivery: %s\n%s", h.Status, facts(h))
	}
	if h := closely(240+121, into).Of(monitor.HopAlarm); h.Status != trace.Broken || h.Said(trace.EvidenceCovered) == "" {
		t.Errorf("two minutes after it: %s\n%s", h.Status, facts(h))
	}
	again := closely(320, func(in *trace.Input) {
		into(in)
		in.Transitions = append(in.Transitions, toOK(260), toAlarm(310, told(311)))
	})
	if h := again.Of(monitor.HopAlarm); h.Status != trace.OK {
		t.Errorf("risen again: %s\n%s", h.Status, facts(h))
	}
}

func TestActionsThatAreDisarmed(t *testing.T) {
	for code, change := range map[string]func(*monitor.Snapshot){
		"alarm-actions-disabled": func(s *monitor.Snapshot) { s.Alarm.Value.ActionsEnabled = false },
		"alarm-no-action":        func(s *monitor.Snapshot) { s.Alarm.Value.AlarmActions = nil },
		"alarm-muted": func(s *monitor.Snapshot) {
			s.Mutes = monitor.Found([]monitor.MuteRule{{Name: "over", Status: "EXPIRED"}, {Name: "night", Status: "ACTIVE", Until: at(3600)}})
		},
	} {
		h := closely(285, func(in *trace.Input) {
			in.Transitions = []watch.Transition{toAlarm(280)}
			change(&in.Closely.Chain)
		}).Of(monitor.HopAction)
		if h.Status != trace.Broken || h.Code != code {
			t.Errorf("%s: %s %s", code, h.Status, h.Code)
		}
	}
}

// When a hop is due and late follows from the moment at which it began.
func TestDueAndLate(t *testing.T) {
	path := closely(245, func(*trace.Input) {})
	h, waiting := path.Heading()
	if !waiting || h.Hop != monitor.HopAlarm || !h.Due.Equal(at(240+180)) || !h.Late.Equal(at(240+300)) {
		t.Errorf("heading for %s, due %s, late %s", h.Hop, h.Due, h.Late)
	}
	long := closely(245, func(in *trace.Input) { in.Closely.Chain.Alarm.Value.Rule.Period = 300 })
	if h := long.Of(monitor.HopAlarm); !h.Due.Equal(at(240 + 7*60)) {
		t.Errorf("with a period of 300 seconds it is due %s", h.Due)
	}
	if h := path.Of(monitor.HopDelivery); !h.Due.IsZero() || h.Took != 240*time.Second {
		t.Errorf("a hop that was passed is due %s, and took %s", h.Due, h.Took)
	}
}

// A read from before the trail was switched on is not waited for.
func TestAReadThatTheTrailHasMissed(t *testing.T) {
	for name, c := range map[string]struct {
		started, stopped int // seconds after the read; 0 for never
		fast, missed     bool
	}{
		"switched on long after":                 {started: 400, missed: true},
		"switched on soon after":                 {started: 200},
		"switched on soon after, in the sandbox": {started: 200, fast: true, missed: true},
		"switched on before":                     {started: -100},
		"off for a while since":                  {started: 500, stopped: 400},
		"off already, and on again":              {started: 500, stopped: -400, missed: true},
	} {
		p := closely(600, func(in *trace.Input) {
			in.Read.InLogs, in.Closely.Fast = time.Time{}, c.fast
			st := monitor.TrailStatus{Logging: true, Started: in.Read.Time.Add(time.Duration(c.started) * time.Second)}
			if c.stopped != 0 {
				st.Stopped = in.Read.Time.Add(time.Duration(c.stopped) * time.Second)
			}
			in.Closely.Chain.Status = monitor.Found(st)
		})
		h := p.Of(monitor.HopDelivery)
		if got := h.Code == "trail-not-logging" && strings.Contains(h.Said(trace.EvidenceWhy), "after this read"); got != c.missed {
			t.Errorf("%s: %+v", name, h)
		}
	}
}
