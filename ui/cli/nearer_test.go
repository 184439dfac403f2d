package cli

import (
	"io"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch"
)

// The monitor of setup is known by its alarm's tags alone: one call.
func TestOurMonitorTakesOneCallToFind(t *testing.T) {
	onStage(t, func(t *testing.T, s *stage) {
		s.p.flags.secret = "prod/db"
		before := s.a.Log.Total()
		n, err := s.p.chain(t.Context(), s.a)
		if err != nil || n != s.names {
			t.Fatalf("%+v, %v\nwant %+v", n, err, s.names)
		}
		if calls := s.a.Log.Total() - before; calls != 1 {
			t.Errorf("%d calls", calls)
		}
	})
}

// A trace looks as close as the doctor does for what it blames.
func TestATraceSeesTheAlarmOfAnotherRegion(t *testing.T) {
	onStage(t, func(t *testing.T, s *stage) {
		ctx := t.Context()
		if _, err := s.a.CloudWatch.DeleteAlarms(ctx, &cloudwatch.DeleteAlarmsInput{AlarmNames: []string{s.names.Alarm}}); err != nil {
			t.Fatal(err)
		}
		if _, err := s.a.In("eu-west-1").CloudWatch.PutMetricAlarm(ctx, &cloudwatch.PutMetricAlarmInput{
			AlarmName: aws.String(s.names.Alarm), Namespace: aws.String(s.names.Namespace), MetricName: aws.String(s.names.Metric), Statistic: "Sum",
			Period: aws.Int32(60), EvaluationPeriods: aws.Int32(1), Threshold: aws.Float64(1), ComparisonOperator: "GreaterThanOrEqualToThreshold",
		}); err != nil {
			t.Fatal(err)
		}
		s.p.streams = Streams{In: strings.NewReader(""), Out: io.Discard, Err: io.Discard}
		j, err := s.p.newJourney(s.a, s.names, nil, traceFlags{})
		if err != nil {
			t.Fatal(err)
		}
		if _, r, err := j.look(ctx); err != nil || r.Verdict.Code != "alarm-other-region" {
			t.Errorf("%+v, %v", r.Verdict, err)
		}
	})
}
