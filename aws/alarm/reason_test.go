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

func TestReasonData(t *testing.T) {
	rule := alarm.Rule{
		Statistic: alarm.Average, Period: 5 * time.Minute, EvaluationPeriods: 3, DatapointsToAlarm: 2,
		Threshold: 90, Comparison: alarm.GreaterThanThreshold, TreatMissing: alarm.TreatNotBreaching,
	}
	got := alarm.Evaluate(rule, alarm.OK, []alarm.Point{
		{At: at(19, 5, 46), Value: 41, SampleCount: 5},
		{At: at(19, 5, 51), Missing: true},
		{At: at(19, 5, 56), Value: 1.0166666666666666, SampleCount: 1},
	}).ReasonData.JSON(time.Date(2019, 11, 19, 6, 1, 18, 43e6, time.UTC))
	want := `{"version":"1.0","queryDate":"2019-11-19T06:01:18.043+0000","startDate":"2019-11-19T05:46:00.000+0000","statistic":"Average","period":300,"recentDatapoints":[41.0,1.0166666666666666],"threshold":90.0,"evaluatedDatapoints":[{"timestamp":"2019-11-19T05:56:00.000+0000","sampleCount":1.0,"value":1.0166666666666666},{"timestamp":"2019-11-19T05:51:00.000+0000"},{"timestamp":"2019-11-19T05:46:00.000+0000","sampleCount":5.0,"value":41.0}]}`
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
