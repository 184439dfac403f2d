package trace_test

import (
	"strings"
	"testing"
	"time"

	"secretwatch/aws/doctor"
	"secretwatch/aws/monitor"
	"secretwatch/aws/trace"
)

// What cannot be asked is unknown and never broken: the read is followed past it.
func TestWhatCannotBeAskedIsUnknown(t *testing.T) {
	denied := `{"__type":"AccessDeniedException","message":"User: x is not authorized to perform: y on resource: z because no identity-based policy allows it"}`
	for _, c := range []struct {
		name    string
		answers map[string]string
		want    string
		hop     monitor.Hop
		says    string
	}{
		{
			"no Event history and no alarm history, as in moto",
			map[string]string{"LookupEvents": "", "DescribeAlarmHistory": "", "TestMetricFilter": ""},
			"ouoooouooo", monitor.HopAction, "it cannot be seen: CloudWatch DescribeAlarmHistory is not offered by http://sandbox.internal",
		},
		{"the log group may not be read", map[string]string{"FilterLogEvents": denied}, "oouuoooooo", monitor.HopDelivery, "it cannot be seen: "},
		{"nor may the metric", map[string]string{"FilterLogEvents": denied, "GetMetricStatistics": denied}, "oouuoooooo", monitor.HopMetric, "seen: by the alarm"},
		{"TestMetricFilter is denied", map[string]string{"TestMetricFilter": denied}, "oooooooooo", monitor.HopFilter, "our own reading of the pattern: 1 match"},
	} {
		t.Run(c.name, func(t *testing.T) {
			story(t, func(t *testing.T, s *chain) {
				s.wire.answers = c.answers
				path, verdict, err := s.follow(s.trace(s.options()), usualPatience)
				if err != nil || letters(path) != c.want || verdict.Code != doctor.Healthy {
					t.Fatalf("%v: %s, want %s; verdict %+v", err, letters(path), c.want, verdict)
				}
				if h := path.Of(c.hop); !strings.Contains(facts(h), c.says) {
					t.Errorf("%s does not say %q:\n%s", h.Hop, c.says, facts(h))
				}
			})
		})
	}
}

// With nothing but the metric and the mailbox out of sight, the verdict is
// unknown, not well and not broken.
func TestNothingToSee(t *testing.T) {
	story(t, func(t *testing.T, s *chain) {
		tr := s.trace(trace.Options{})
		s.wire.answers = map[string]string{"LookupEvents": "", "FilterLogEvents": "", "DescribeAlarms": "", "DescribeAlarmHistory": "", "GetMetricStatistics": ""}
		path, verdict, err := s.follow(tr, usualPatience)
		if err != nil || letters(path) != "ouuuuuuuuu" || verdict.Code != "cannot-see" || verdict.Status != doctor.Unknown {
			t.Fatalf("%v: %s, verdict %+v", err, letters(path), verdict)
		}
		if path.Total() != 0 || time.Since(path.Read.Time) > 2*time.Minute {
			t.Errorf("it was waited for %s", time.Since(path.Read.Time))
		}
	})
}
