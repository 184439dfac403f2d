package doctor_test

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"secretwatch/aws/doctor"
	"secretwatch/aws/foreign"
	"secretwatch/aws/monitor"
)

// Monitors that are well in many different ways are called healthy.
func TestHealthyInManyWays(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		secret := rapid.StringMatching(`[A-Za-z0-9/_+=.@-]{1,40}`).Draw(t, "secret")
		rule := monitor.DefaultRule()
		rule.Period = rapid.SampledFrom([]int32{60, 300}).Draw(t, "period")
		rule.Statistic = rapid.SampledFrom([]string{"Sum", "Maximum"}).Draw(t, "statistic")
		if rapid.Bool().Draw(t, "above nothing") {
			rule.ComparisonOperator, rule.Threshold = "GreaterThanThreshold", 0
		}
		s := healthyOf(secret, rule)
		f, a := s.Filter.Value, s.Alarm.Value

		f.Pattern = foreign.New(rapid.SampledFrom([]string{
			monitor.PatternFor(secret, false), monitor.PatternFor(secret, true), `"GetSecretValue"`, `{ $.eventName = "GetSecretValue" }`,
		}).Draw(t, "pattern"))
		name := rapid.StringMatching(`[A-Za-z][A-Za-z -]{0,20}[a-z]`)
		f.Name, f.Metric, f.Namespace = name.Draw(t, "filter"), name.Draw(t, "metric"), name.Draw(t, "namespace")
		a.Metric, a.Namespace = f.Metric, f.Namespace
		if rapid.Bool().Draw(t, "no default") {
			f.Default = nil
		}
		for _, more := range []string{"arn:aws:lambda:us-east-1:111122223333:function:page", "arn:aws:sns:us-east-1:111122223333:pager"} {
			if rapid.Bool().Draw(t, more) {
				a.AlarmActions = append([]string{more}, a.AlarmActions...)
			}
		}
		if rapid.Bool().Draw(t, "another subscriber") {
			*s.Subscribers.Value = append(*s.Subscribers.Value, monitor.Subscription{Protocol: "email", Endpoint: foreign.New("late@example.com"), Pending: true})
		}
		if rapid.Bool().Draw(t, "selectors") {
			s.Selectors = monitor.Found(monitor.Selectors{Advanced: []monitor.AdvancedSelector{
				{Fields: []monitor.FieldSelector{{Field: "eventCategory", Equals: []string{"Data"}}}},
				{Fields: []monitor.FieldSelector{
					{Field: "eventCategory", Equals: []string{"Management"}}, {Field: "eventSource", NotEquals: []string{"kms.amazonaws.com"}},
				}},
			}})
		}
		r := doctor.Check(s, doctor.Options{Email: rapid.SampledFrom([]string{"", email}).Draw(t, "email")})
		if r.Verdict.Code != "healthy" {
			t.Fatalf("%s: %s", r.Verdict.Code, r.Verdict.Summary)
		}
		wellFormed(t, r)
	})
}

// Whatever stands in the names and texts of a broken monitor, nothing reaches
// a screen that could move it.
func TestTextsAreSafe(t *testing.T) {
	all := slices.Concat(faults(), filterFaults(), moreFaults(), ruleFaults())
	rapid.Check(t, func(t *rapid.T) {
		tt := all[rapid.IntRange(0, len(all)-1).Draw(t, "fault")]
		s := healthy()
		evil := rapid.SampledFrom([]string{"\x1b]0;owned\a", "a\rALL OK", "\u202Ereversed", "\x9b2J"}).Draw(t, "evil")
		tt.do(&s)
		if s.Alarm.There() {
			s.Alarm.Value.Name, s.Alarm.Value.Reason, s.Alarm.Value.Description = evil, foreign.New(evil), foreign.New(evil)
		}
		if s.Filter.There() {
			s.Filter.Value.Name = evil
		}
		if s.Status.There() {
			s.Status.Value.DeliveryError = foreign.New(evil)
		}
		if s.Trail.There() {
			s.Trail.Value.Name = evil
		}
		s.Names.Rule, s.Names.RuleTopic = evil, evil
		if s.Rule.There() {
			s.Rule.Value.Name, s.Rule.Value.Description = evil, foreign.New(evil)
		}
		if s.RuleTopic.There() {
			s.RuleTopic.Value.ARN = ruleTopic + evil
		}
		for _, f := range doctor.Check(s, doctor.Options{Email: evil}).Findings {
			texts := []string{f.Summary}
			for _, e := range f.Evidence {
				texts = append(texts, e.Name, e.Value)
			}
			if f.Remedy != nil {
				texts = append(append(texts, f.Remedy.Summary), f.Remedy.Commands...)
			}
			for _, text := range texts {
				if text != foreign.Safe(text) {
					t.Fatalf("%s: %q", f.Code, text)
				}
			}
		}
	})
}
