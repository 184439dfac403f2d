package metrics

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch/types"

	"secretwatch/aws/sandbox/topics"
	"secretwatch/aws/sandbox/wire"
)

const topicARN = "arn:aws:sns:us-east-1:123456789012:reads"

var reads = Metric{Namespace: "N", Name: "reads"}

// bench is a State with its clock and what its alarms published.
type bench struct {
	*State
	t         *testing.T
	now       time.Time
	waiting   []work
	published []topics.Publication
	fails     error
}

type work struct {
	at  time.Time
	run func()
}

func (b *bench) Now() time.Time             { return b.now }
func (b *bench) At(t time.Time, run func()) { b.waiting = append(b.waiting, work{t, run}) }
func (b *bench) call() *wire.Call           { return &wire.Call{Region: "us-east-1"} }

func newBench(t *testing.T, fast bool) *bench {
	t.Helper()
	b := &bench{t: t, now: time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)}
	b.State = New(Deps{Account: "123456789012", Clock: b, Fast: fast, Publish: func(_ string, p topics.Publication) error {
		if b.fails == nil {
			b.published = append(b.published, p)
		}
		return b.fails
	}})
	return b
}

// pass lets time pass and runs what is due on the way, each at its time.
func (b *bench) pass(d time.Duration) {
	end := b.now.Add(d)
	for {
		next := -1
		for i, one := range b.waiting {
			if !one.at.After(end) && (next < 0 || one.at.Before(b.waiting[next].at)) {
				next = i
			}
		}
		if next < 0 {
			break
		}
		one := b.waiting[next]
		b.waiting = slices.Delete(b.waiting, next, next+1)
		b.now = one.at
		one.run()
	}
	b.now = end
}

func (b *bench) put(values ...float64) {
	for _, v := range values {
		b.Put("us-east-1", reads, One(b.now, v, ""))
	}
}

func input() *cloudwatch.PutMetricAlarmInput {
	return &cloudwatch.PutMetricAlarmInput{
		AlarmName: aws.String("a"), Namespace: aws.String("N"), MetricName: aws.String("reads"), Statistic: types.StatisticSum, Period: aws.Int32(60),
		EvaluationPeriods: aws.Int32(1), Threshold: aws.Float64(1), ComparisonOperator: types.ComparisonOperatorGreaterThanOrEqualToThreshold,
		TreatMissingData: aws.String("notBreaching"), AlarmActions: []string{topicARN},
	}
}

func (b *bench) alarm(change func(*cloudwatch.PutMetricAlarmInput)) error {
	in := input()
	if change != nil {
		change(in)
	}
	_, err := b.putMetricAlarm(b.call(), in)
	return err
}

func (b *bench) described() types.MetricAlarm {
	b.t.Helper()
	out, err := b.describeAlarms(b.call(), &cloudwatch.DescribeAlarmsInput{})
	if err != nil || len(out.MetricAlarms) != 1 {
		b.t.Fatalf("%v, %v", out, err)
	}
	return out.MetricAlarms[0]
}

func (b *bench) summaries() (all []string) {
	b.t.Helper()
	out, err := b.describeAlarmHistory(b.call(), &cloudwatch.DescribeAlarmHistoryInput{ScanBy: types.ScanByTimestampAscending})
	if err != nil {
		b.t.Fatal(err)
	}
	for _, item := range out.AlarmHistoryItems {
		all = append(all, *item.HistorySummary)
	}
	return all
}

func textOf(err error) string {
	var e *wire.Error
	if errors.As(err, &e) {
		return e.Code + ": " + e.Message
	}
	return ""
}

func (b *bench) must(err error) {
	b.t.Helper()
	if err != nil {
		b.t.Fatal(err)
	}
}

func TestAlarmFromFirstToLast(t *testing.T) {
	b := newBench(t, false)
	b.must(b.alarm(nil))
	if a := b.described(); a.StateValue != types.StateValueInsufficientData || *a.StateReason != "Unchecked: Initial alarm creation" {
		t.Errorf("a new alarm is %s: %s", a.StateValue, *a.StateReason)
	}
	b.pass(5 * time.Minute)
	b.put(1)
	b.pass(30 * time.Second)
	if state := b.described().StateValue; state != types.StateValueOk {
		t.Errorf("within the unfinished minute the alarm is %s", state)
	}
	b.pass(time.Minute)
	if state := b.described().StateValue; state != types.StateValueAlarm || len(b.published) != 1 {
		t.Errorf("after the minute the alarm is %s, %d mails", state, len(b.published))
	}
	b.pass(2 * time.Minute) // the point is within the evaluation range of N+2 periods
	if state := b.described().StateValue; state != types.StateValueAlarm {
		t.Errorf("within the evaluation range the alarm is %s", state)
	}
	b.pass(2 * time.Minute)
	if state := b.described().StateValue; state != types.StateValueOk {
		t.Errorf("after the evaluation range the alarm is %s", state)
	}
	want := []string{
		`Alarm "a" created`, "Alarm updated from INSUFFICIENT_DATA to OK", "Alarm updated from OK to ALARM",
		"Successfully executed action " + topicARN, "Alarm updated from ALARM to OK",
	}
	if got := b.summaries(); !slices.Equal(got, want) {
		t.Errorf("history %q, want %q", got, want)
	}
	b.pass(time.Hour)
	if len(b.waiting) != 0 {
		t.Error("at rest the evaluation still runs")
	}
}

func TestFastPointLeavesAfterTenSeconds(t *testing.T) {
	b := newBench(t, true)
	b.must(b.alarm(nil))
	b.pass(3 * time.Second)
	b.put(1)
	b.pass(time.Second)
	if state := b.described().StateValue; state != types.StateValueAlarm {
		t.Fatalf("after a second the alarm is %s", state)
	}
	b.pass(9 * time.Second)
	if state := b.described().StateValue; state != types.StateValueAlarm {
		t.Errorf("9 s later the alarm is %s", state)
	}
	b.pass(time.Second)
	if state := b.described().StateValue; state != types.StateValueOk {
		t.Errorf("10 s later the alarm is %s", state)
	}
	b.put(1) // in the same minute
	b.pass(time.Second)
	if state := b.described().StateValue; state != types.StateValueAlarm || len(b.published) != 2 {
		t.Errorf("the next read makes %s, %d mails in all", state, len(b.published))
	}
	out, err := b.getMetricStatistics(b.call(), &cloudwatch.GetMetricStatisticsInput{
		Namespace: aws.String("N"), MetricName: aws.String("reads"), Period: aws.Int32(60), Statistics: []types.Statistic{types.StatisticSum},
		StartTime: aws.Time(b.now.Truncate(time.Minute)), EndTime: aws.Time(b.now.Add(time.Minute)),
	})
	if err != nil || len(out.Datapoints) != 1 || *out.Datapoints[0].Sum != 2 {
		t.Errorf("the metric keeps both reads: %v, %v", out, err)
	}
}

func TestUpdateKeepsTheState(t *testing.T) {
	b := newBench(t, true)
	b.must(b.alarm(nil))
	if _, err := b.setAlarmState(b.call(), &cloudwatch.SetAlarmStateInput{AlarmName: aws.String("a"), StateValue: "ALARM", StateReason: aws.String("test")}); err != nil {
		t.Fatal(err)
	}
	if len(b.published) != 1 {
		t.Errorf("SetAlarmState ran %d actions", len(b.published))
	}
	b.must(b.alarm(func(in *cloudwatch.PutMetricAlarmInput) { in.Threshold = aws.Float64(2) }))
	if a := b.described(); a.StateValue != types.StateValueAlarm || *a.Threshold != 2 || *a.StateReason != "test" {
		t.Errorf("%s, threshold %v, %s", a.StateValue, *a.Threshold, *a.StateReason)
	}
	b.pass(time.Second)
	if state := b.described().StateValue; state != types.StateValueOk {
		t.Errorf("after the next evaluation the alarm is %s", state)
	}
}

func TestActionsThatFail(t *testing.T) {
	for err, want := range map[error]string{
		topics.ErrDenied:  "CloudWatch Alarms is not authorized to perform: SNS:Publish on resource:" + topicARN,
		topics.ErrKey:     "CloudWatch Alarms does not have authorization to access the SNS topic encryption key.",
		topics.ErrNoTopic: "Topic does not exist",
	} {
		b := newBench(t, true)
		b.fails = err
		b.must(b.alarm(nil))
		b.pass(2 * time.Second)
		b.put(1)
		b.pass(time.Second)
		all := b.summaries()
		if got := all[len(all)-1]; got != "Failed to execute action "+topicARN+`. Received error: "`+want+`"` {
			t.Errorf("%v: %s", err, got)
		}
		if state := b.described().StateValue; state != types.StateValueAlarm {
			t.Errorf("%v: the alarm is %s", err, state)
		}
	}
}

func TestPutMetricAlarmRefuses(t *testing.T) {
	for _, test := range []struct {
		change func(*cloudwatch.PutMetricAlarmInput)
		want   string
	}{
		{func(in *cloudwatch.PutMetricAlarmInput) { in.AlarmName = nil }, "1 validation error detected: Value null at 'alarmName' failed to satisfy constraint: Member must not be null"},
		{func(in *cloudwatch.PutMetricAlarmInput) { in.TreatMissingData = aws.String("never") }, "The value never is not supported for TreatMissingData parameter. Supported values are [breaching, notBreaching, ignore, missing]."},
		{func(in *cloudwatch.PutMetricAlarmInput) { in.EvaluationPeriods = aws.Int32(1441) }, "Metrics cannot be checked across more than a day (EvaluationPeriods * Period must be <= 86400)."},
		{func(in *cloudwatch.PutMetricAlarmInput) {
			in.AlarmActions = []string{"arn:aws:sns:ca-central-1:123456789012:x"}
		}, "Invalid region ca-central-1 specified. Only us-east-1 is supported."},
	} {
		if got := textOf(newBench(t, true).alarm(test.change)); got != "ValidationException: "+test.want {
			t.Errorf("%s\nwant %s", got, test.want)
		}
	}
	for _, change := range []func(*cloudwatch.PutMetricAlarmInput){
		func(in *cloudwatch.PutMetricAlarmInput) { in.Period = aws.Int32(45) },
		func(in *cloudwatch.PutMetricAlarmInput) { in.Statistic = "" },
		func(in *cloudwatch.PutMetricAlarmInput) { in.Statistic = "Median" },
		func(in *cloudwatch.PutMetricAlarmInput) { in.ExtendedStatistic = aws.String("p99") },
		func(in *cloudwatch.PutMetricAlarmInput) { in.DatapointsToAlarm = aws.Int32(2) },
		func(in *cloudwatch.PutMetricAlarmInput) { in.ComparisonOperator = "Near" },
		func(in *cloudwatch.PutMetricAlarmInput) { in.AlarmActions = []string{"topic"} },
		func(in *cloudwatch.PutMetricAlarmInput) { in.AlarmActions = slices.Repeat([]string{topicARN}, 6) },
		func(in *cloudwatch.PutMetricAlarmInput) { in.Threshold = nil },
	} {
		b := newBench(t, true)
		if err := b.alarm(change); !strings.HasPrefix(textOf(err), "ValidationException: ") || len(b.region("us-east-1").alarms) != 0 {
			t.Errorf("taken, or refused otherwise: %v", err)
		}
	}
}

func TestErrorsAreAWSs(t *testing.T) {
	b := newBench(t, true)
	now := aws.Time(b.now)
	_, state := b.setAlarmState(b.call(), &cloudwatch.SetAlarmStateInput{AlarmName: aws.String("a"), StateValue: "INVALID"})
	_, gone := b.deleteAlarms(b.call(), &cloudwatch.DeleteAlarmsInput{AlarmNames: []string{"gone"}})
	statistics := func(from *time.Time, to time.Time, period int32) error {
		_, err := b.getMetricStatistics(b.call(), &cloudwatch.GetMetricStatisticsInput{
			Namespace: aws.String("N"), MetricName: aws.String("m"), StartTime: from, EndTime: &to, Period: &period, Statistics: []types.Statistic{"Sum"},
		})
		return err
	}
	data := func(d types.MetricDatum) error {
		d.MetricName = aws.String("m")
		_, err := b.putMetricData(b.call(), &cloudwatch.PutMetricDataInput{Namespace: aws.String("N"), MetricData: []types.MetricDatum{d}})
		return err
	}
	for _, test := range []struct {
		err  error
		want string
	}{
		{state, "ValidationException: 1 validation error detected: Value 'INVALID' at 'stateValue' failed to satisfy constraint: Member must satisfy enum value set: [INSUFFICIENT_DATA, ALARM, OK]"},
		{gone, "ResourceNotFound: "},
		{statistics(now, b.now, 60), "InvalidParameterValueException: The parameter StartTime must be less than the parameter EndTime."},
		{statistics(now, b.now.Add(24*time.Hour), 1), "InvalidParameterCombinationException: You have requested up to 86400 datapoints, which exceeds the limit of 1440. You may reduce the datapoints requested by increasing Period, or decreasing the time range."},
		{data(types.MetricDatum{Value: aws.Float64(1), Values: []float64{1}}), "InvalidParameterCombinationException: The parameters MetricData.member.1.Value and MetricData.member.1.Values are mutually exclusive and you have specified both."},
		{data(types.MetricDatum{Values: []float64{1}, Counts: []float64{1, 2}}), "InvalidParameterValueException: The parameters MetricData.member.1.Values and MetricData.member.1.Counts must be of the same size."},
	} {
		if got := textOf(test.err); got != test.want {
			t.Errorf("%q, want %q", got, test.want)
		}
	}
}

func TestStatisticsOfPutData(t *testing.T) {
	b := newBench(t, true)
	dimensions := []types.Dimension{{Name: aws.String("A"), Value: aws.String("1")}, {Name: aws.String("B"), Value: aws.String("2")}}
	_, err := b.putMetricData(b.call(), &cloudwatch.PutMetricDataInput{Namespace: aws.String("N"), MetricData: []types.MetricDatum{
		{MetricName: aws.String("m"), Dimensions: dimensions, Values: []float64{1, 2, 10}, Counts: []float64{5, 4, 1}},
		{MetricName: aws.String("m"), Dimensions: dimensions, StatisticValues: &types.StatisticSet{Sum: aws.Float64(4), SampleCount: aws.Float64(2), Minimum: aws.Float64(1), Maximum: aws.Float64(3)}},
	}})
	b.must(err)
	slices.Reverse(dimensions) // their order does not matter
	out, err := b.getMetricStatistics(b.call(), &cloudwatch.GetMetricStatisticsInput{
		Namespace: aws.String("N"), MetricName: aws.String("m"), Dimensions: dimensions, Period: aws.Int32(60), Statistics: statisticsOf(),
		ExtendedStatistics: []string{"p50", "p100"}, StartTime: aws.Time(b.now), EndTime: aws.Time(b.now.Add(time.Minute)),
	})
	if err != nil || len(out.Datapoints) != 1 {
		t.Fatalf("%v, %v", out, err)
	}
	p := out.Datapoints[0]
	if got, want := fmt.Sprint(*p.Sum, *p.SampleCount, *p.Minimum, *p.Maximum), "27 12 1 10"; got != want {
		t.Errorf("sum, count, min, max: %s, want %s", got, want)
	}
	if len(p.ExtendedStatistics) != 0 {
		t.Errorf("of statistics that a caller gave there is a percentile: %v", p.ExtendedStatistics)
	}
	list, err := b.listMetrics(b.call(), &cloudwatch.ListMetricsInput{Dimensions: []types.DimensionFilter{{Name: aws.String("A")}}})
	if err != nil || len(list.Metrics) != 1 {
		t.Errorf("ListMetrics: %v, %v", list, err)
	}
	b.now = b.now.Add(15 * 24 * time.Hour)
	if list, _ := b.listMetrics(b.call(), &cloudwatch.ListMetricsInput{}); len(list.Metrics) != 0 {
		t.Error("a metric without data for two weeks is listed")
	}
}

func statisticsOf() (all []types.Statistic) {
	for _, s := range statistics {
		all = append(all, types.Statistic(s))
	}
	return all
}

func TestNotificationJSON(t *testing.T) {
	b := newBench(t, true)
	b.must(b.alarm(nil))
	b.pass(2 * time.Second)
	b.put(1)
	b.pass(time.Second)
	text := b.published[0].JSON
	last := -1
	for _, key := range []string{
		"AlarmName", "AlarmDescription", "AWSAccountId", "AlarmConfigurationUpdatedTimestamp", "NewStateValue", "NewStateReason", "StateChangeTime", "Region",
		"AlarmArn", "OldStateValue", "ActionExecutedAfterMuteWindow", "OKActions", "AlarmActions", "InsufficientDataActions", "Trigger",
	} {
		at := strings.Index(text, `"`+key+`":`)
		if at <= last {
			t.Errorf("%s is missing or out of order in %s", key, text)
		}
		last = at
	}
	var n struct {
		Region, StateChangeTime string
		AlarmDescription        *string
		Trigger                 map[string]any
	}
	b.must(json.Unmarshal([]byte(text), &n))
	if n.Region != "US East (N. Virginia)" || n.StateChangeTime != "2026-11-22T12:00:03.000+0000" || n.AlarmDescription != nil {
		t.Errorf("%+v", n)
	}
	want := "map[ComparisonOperator:GreaterThanOrEqualToThreshold Dimensions:[] EvaluateLowSampleCountPercentile: EvaluationPeriods:1 " +
		"MetricName:reads Namespace:N Period:60 Statistic:SUM StatisticType:Statistic Threshold:1 TreatMissingData:notBreaching Unit:<nil>]"
	if got := fmt.Sprint(n.Trigger); got != want {
		t.Errorf("trigger %s\nwant %s", got, want)
	}
}

func TestSubjectIsCutAndASCII(t *testing.T) {
	for name, want := range map[string]string{
		"short":                  `ALARM: "short" in US East (N. Virginia)`,
		"Über für":               `ALARM: "_ber f_r" in US East (N. Virginia)`,
		"日本語":                    `ALARM: "_" in US East (N. Virginia)`,
		strings.Repeat("x", 200): `ALARM: "` + strings.Repeat("x", 63) + `..." in US East (N. Virginia)`,
	} {
		got := subject(&core{name: name, region: "us-east-1", state: "ALARM"})
		if got != want || len(got) > 100 {
			t.Errorf("%q (%d), want %q", got, len(got), want)
		}
	}
}
