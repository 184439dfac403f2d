package alarm_test

import (
	"testing"
	"time"

	"secretwatch/aws/alarm"
)

func at(day, hour, minute int) time.Time {
	return time.Date(2019, 11, day, hour, minute, 0, 0, time.UTC)
}

// The sentences are CloudWatch's own, from mails and the user guide.
func TestReasons(t *testing.T) {
	read := alarm.Rule{
		Statistic: alarm.Sum, Period: time.Minute, EvaluationPeriods: 1, DatapointsToAlarm: 1,
		Comparison: alarm.GreaterThanThreshold, TreatMissing: alarm.TreatMissing,
	}
	with := func(change func(*alarm.Rule)) alarm.Rule {
		r := read
		change(&r)
		return r
	}
	one := []alarm.Point{{At: at(22, 15, 38), Value: 1, SampleCount: 1}}
	zero := []alarm.Point{{At: at(18, 6, 56), Value: 0, SampleCount: 1}}
	none := []alarm.Point{{At: at(22, 15, 38), Missing: true}}

	for _, c := range []struct {
		name   string
		rule   alarm.Rule
		points []alarm.Point
		state  alarm.State
		want   string
	}{
		{
			"to ALARM", read, one, alarm.Alarm,
			"Threshold Crossed: 1 out of the last 1 datapoints [1.0 (22/11/19 15:38:00)] was greater than the threshold (0.0) (minimum 1 datapoint for OK -> ALARM transition).",
		},
		{
			"to OK", read, zero, alarm.OK,
			"Threshold Crossed: 1 out of the last 1 datapoints [0.0 (18/11/19 06:56:00)] was not greater than the threshold (0.0) (minimum 1 datapoint for ALARM -> OK transition).",
		},
		{
			"greater than or equal to",
			with(func(r *alarm.Rule) { r.Threshold, r.Comparison = 1, alarm.GreaterThanOrEqualToThreshold }),
			one, alarm.Alarm,
			"Threshold Crossed: 1 out of the last 1 datapoints [1.0 (22/11/19 15:38:00)] was greater than or equal to the threshold (1.0) (minimum 1 datapoint for OK -> ALARM transition).",
		},
		{
			"datapoints to alarm left out",
			with(func(r *alarm.Rule) { r.DatapointsToAlarm = 0 }), one, alarm.Alarm,
			"Threshold Crossed: 1 datapoint [1.0 (22/11/19 15:38:00)] was greater than the threshold (0.0).",
		},
		{
			"nothing came, not breaching",
			with(func(r *alarm.Rule) { r.TreatMissing = alarm.TreatNotBreaching }), none, alarm.OK,
			"Threshold Crossed: no datapoints were received for 1 period and 1 missing datapoint was treated as [NonBreaching].",
		},
		{
			"nothing came, breaching",
			with(func(r *alarm.Rule) {
				r.EvaluationPeriods, r.DatapointsToAlarm, r.TreatMissing = 3, 3, alarm.TreatBreaching
			}), none, alarm.Alarm,
			"Threshold Crossed: no datapoints were received for 3 periods and 3 missing datapoints were treated as [Breaching].",
		},
		{"nothing came, missing", read, none, alarm.InsufficientData, "Insufficient Data: 1 datapoint was unknown."},
		{
			"nothing came for long",
			with(func(r *alarm.Rule) { r.EvaluationPeriods = 5 }), none, alarm.InsufficientData,
			"Insufficient Data: 5 datapoints were unknown.",
		},
		{
			"some came, breaching",
			with(func(r *alarm.Rule) {
				r.EvaluationPeriods, r.DatapointsToAlarm, r.Threshold = 3, 0, 1
				r.Comparison, r.TreatMissing = alarm.LessThanThreshold, alarm.TreatBreaching
			}),
			[]alarm.Point{{At: at(26, 16, 15), Missing: true}, {At: at(26, 16, 16), Value: 1}},
			alarm.OK,
			"Threshold Crossed: 1 datapoint [1.0 (26/11/19 16:16:00)] was not less than the threshold (1.0) and 2 missing datapoints were treated as [Breaching].",
		},
		{
			"breaching, and missing data make it alarm with a good point",
			with(func(r *alarm.Rule) {
				r.EvaluationPeriods, r.DatapointsToAlarm, r.TreatMissing = 3, 2, alarm.TreatBreaching
			}),
			[]alarm.Point{{At: at(26, 16, 15), Missing: true}, {At: at(26, 16, 16)}},
			alarm.Alarm,
			"Threshold Crossed: 1 datapoint was received for 3 periods and 2 missing datapoints were treated as [Breaching].",
		},
		{
			"some came, breaching, to ALARM",
			with(func(r *alarm.Rule) {
				r.EvaluationPeriods, r.DatapointsToAlarm, r.Threshold = 2, 0, 1
				r.Comparison, r.TreatMissing = alarm.LessThanThreshold, alarm.TreatBreaching
			}),
			[]alarm.Point{{At: at(20, 18, 44), Missing: true}, {At: at(20, 18, 45)}},
			alarm.Alarm,
			"Threshold Crossed: 1 datapoint [0.0 (20/11/19 18:45:00)] was less than the threshold (1.0) and 1 missing datapoint was treated as [Breaching].",
		},
		{
			"more points than it takes",
			with(func(r *alarm.Rule) { r.EvaluationPeriods, r.DatapointsToAlarm = 3, 1 }),
			[]alarm.Point{
				{At: at(8, 11, 23), Value: 20000},
				{At: at(8, 11, 24), Value: 20000},
				{At: at(8, 11, 25), Value: 20000},
			},
			alarm.Alarm,
			"Threshold Crossed: 3 out of the last 3 datapoints [20000.0 (08/11/19 11:25:00), 20000.0 (08/11/19 11:24:00), 20000.0 (08/11/19 11:23:00)] were greater than the threshold (0.0) (minimum 1 datapoint for OK -> ALARM transition).",
		},
		{
			"three of five are well, newest first",
			with(func(r *alarm.Rule) { r.EvaluationPeriods, r.DatapointsToAlarm = 5, 3 }),
			[]alarm.Point{
				{At: at(21, 6, 41), Value: 2},
				{At: at(21, 6, 42)},
				{At: at(21, 6, 43), Value: 1},
				{At: at(21, 6, 44)},
				{At: at(21, 6, 45)},
			},
			alarm.OK,
			"Threshold Crossed: 3 out of the last 5 datapoints [0.0 (21/11/19 06:45:00), 0.0 (21/11/19 06:44:00), 0.0 (21/11/19 06:42:00)] were not greater than the threshold (0.0) (minimum 3 datapoints for ALARM -> OK transition).",
		},
		{
			"five and more",
			with(func(r *alarm.Rule) {
				r.EvaluationPeriods, r.DatapointsToAlarm, r.Threshold = 6, 6, 65
				r.Comparison = alarm.LessThanThreshold
			}),
			[]alarm.Point{
				{At: at(29, 23, 27)},
				{At: at(29, 23, 28)},
				{At: at(29, 23, 29)},
				{At: at(29, 23, 30)},
				{At: at(29, 23, 31)},
				{At: at(29, 23, 32)},
			},
			alarm.Alarm,
			"Threshold Crossed: 6 out of the last 6 datapoints were less than the threshold (65.0). The most recent datapoints which crossed the threshold: [0.0 (29/11/19 23:32:00), 0.0 (29/11/19 23:31:00), 0.0 (29/11/19 23:30:00), 0.0 (29/11/19 23:29:00), 0.0 (29/11/19 23:28:00)] (minimum 6 datapoints for OK -> ALARM transition).",
		},
		{
			"diluted by an average",
			with(func(r *alarm.Rule) {
				r.Statistic, r.Threshold, r.Comparison = alarm.Average, 1, alarm.GreaterThanOrEqualToThreshold
			}),
			[]alarm.Point{{At: at(22, 15, 38), Value: 0.05, SampleCount: 20}},
			alarm.OK,
			"Threshold Crossed: 1 out of the last 1 datapoints [0.05 (22/11/19 15:38:00)] was not greater than or equal to the threshold (1.0) (minimum 1 datapoint for ALARM -> OK transition).",
		},
	} {
		got := alarm.Evaluate(c.rule, alarm.OK, c.points)
		if got.State != c.state || got.Reason != c.want {
			t.Errorf("%s:\n got %s %s\nwant %s %s", c.name, got.State, got.Reason, c.state, c.want)
		}
	}
}

// The event of a real alarm: all three points are well, and only the one that
// it takes is among the evaluated ones.
func TestReasonData(t *testing.T) {
	day := func(minute int) time.Time { return time.Date(2022, 1, 26, 13, minute, 0, 0, time.UTC) }
	rule := alarm.Rule{
		Statistic: alarm.Average, Period: 5 * time.Minute, EvaluationPeriods: 3, DatapointsToAlarm: 3,
		Threshold: 80, Comparison: alarm.GreaterThanOrEqualToThreshold,
	}
	got := alarm.Evaluate(rule, alarm.InsufficientData, []alarm.Point{
		{At: day(9), Missing: true},
		{At: day(14), Value: 38.364239895660816, SampleCount: 5},
		{At: day(19), Value: 38.391752618786896, SampleCount: 5},
		{At: day(24), Value: 38.395433048854194, SampleCount: 4},
	})
	const reason = "Threshold Crossed: 3 out of the last 3 datapoints [38.395433048854194 (26/01/22 13:24:00), 38.391752618786896 (26/01/22 13:19:00), 38.364239895660816 (26/01/22 13:14:00)] were not greater than or equal to the threshold (80.0) (minimum 1 datapoint for ALARM -> OK transition)."
	if got.State != alarm.OK || got.Reason != reason {
		t.Errorf("got  %s %s\nwant %s", got.State, got.Reason, reason)
	}
	const data = `{"version":"1.0","queryDate":"2022-01-26T13:29:29.292+0000","startDate":"2022-01-26T13:14:00.000+0000","statistic":"Average","period":300,"recentDatapoints":[38.364239895660816,38.391752618786896,38.395433048854194],"threshold":80.0,"evaluatedDatapoints":[{"timestamp":"2022-01-26T13:24:00.000+0000","sampleCount":4.0,"value":38.395433048854194}]}`
	if text := got.ReasonData.JSON(time.Date(2022, 1, 26, 13, 29, 29, 292e6, time.UTC)); text != data {
		t.Errorf("got  %s\nwant %s", text, data)
	}
}

func TestReasonDataWithNothing(t *testing.T) {
	rule := alarm.Rule{
		Statistic: alarm.Sum, Period: 5 * time.Minute, EvaluationPeriods: 1, Threshold: 10,
		Comparison: alarm.GreaterThanOrEqualToThreshold, TreatMissing: alarm.TreatNotBreaching,
	}
	got := alarm.Evaluate(rule, alarm.InsufficientData, []alarm.Point{
		{At: time.Date(2026, 1, 13, 1, 45, 0, 0, time.UTC), Missing: true},
		{At: time.Date(2026, 1, 13, 1, 50, 0, 0, time.UTC), Missing: true},
	}).ReasonData.JSON(time.Date(2026, 1, 13, 1, 57, 48, 92e6, time.UTC))
	const want = `{"version":"1.0","queryDate":"2026-01-13T01:57:48.092+0000","statistic":"Sum","period":300,"recentDatapoints":[],"threshold":10.0,"evaluatedDatapoints":[{"timestamp":"2026-01-13T01:50:00.000+0000"}]}`
	if got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

func TestNumbersAsJavaWritesThem(t *testing.T) {
	for value, want := range map[float64]string{
		1: "1.0", 20000: "20000.0", 0.35220499833424884: "0.35220499833424884",
		12345678: "1.2345678E7", 1e7: "1.0E7", 0.0001: "1.0E-4", -2.5: "-2.5",
	} {
		rule := alarm.Rule{
			Period: time.Minute, EvaluationPeriods: 1, Threshold: value,
			Comparison: alarm.GreaterThanOrEqualToThreshold,
		}
		got := alarm.Evaluate(rule, alarm.OK, []alarm.Point{{At: at(22, 15, 38), Value: value}}).Reason
		want := "Threshold Crossed: 1 datapoint [" + want + " (22/11/19 15:38:00)] was greater than or equal to the threshold (" + want + ")."
		if got != want {
			t.Errorf("%v: %s, want %s", value, got, want)
		}
	}
}
