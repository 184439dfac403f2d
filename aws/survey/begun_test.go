package survey_test

import (
	"bytes"
	"io"
	"net/http"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"

	"secretwatch/aws/monitor"
	"secretwatch/aws/survey"
)

// A monitor without filter and alarm tells of no read; one that lost either, or
// that cannot be seen, is there to be looked at.
func TestOnlyBegun(t *testing.T) {
	story(t, func(t *testing.T, b *box) {
		d := monitor.DesiredFor("db", "sam@example.com", b.a.Place)
		only := func(want bool, when string) {
			t.Helper()
			if got := survey.OnlyBegun(t.Context(), b.a, d.Names); got != want {
				t.Errorf("%s: only begun is %v", when, got)
			}
		}
		only(true, "nothing there")
		b.build(t, d)
		only(false, "whole")
		if _, err := b.a.CloudWatch.DeleteAlarms(t.Context(), &cloudwatch.DeleteAlarmsInput{AlarmNames: []string{d.Names.Alarm}}); err != nil {
			t.Fatal(err)
		}
		only(false, "without the alarm")
		in := cloudwatchlogs.DeleteMetricFilterInput{LogGroupName: aws.String(d.LogGroup), FilterName: aws.String(d.Filter)}
		if _, err := b.a.Logs.DeleteMetricFilter(t.Context(), &in); err != nil {
			t.Fatal(err)
		}
		only(true, "without filter and alarm")
		b.wire.refuse = func(*http.Request) *http.Response {
			return &http.Response{
				StatusCode: http.StatusBadRequest, Header: http.Header{"X-Amzn-Errortype": {"AccessDeniedException"}},
				Body: io.NopCloser(bytes.NewReader([]byte(`{"__type":"AccessDeniedException"}`))),
			}
		}
		only(false, "not to be seen")
	})
}

// Another secret's monitor, which setup made too, is not taken for the missing one
// of this secret: its parts would be changed.
func TestAnothersMonitorIsNotThisOnes(t *testing.T) {
	story(t, func(t *testing.T, b *box) {
		b.build(t, monitor.DesiredFor("one", "sam@example.com", b.a.Place))
		s := b.take(t, monitor.NamesFor("two", b.a.Place), survey.Doctor)
		if s.Trail.There() || s.Filter.There() || s.LogGroup.There() {
			t.Errorf("taken for that of two: trail %v, filter %v", s.Trail.Value, s.Filter.Value)
		}
	})
}
