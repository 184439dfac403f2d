package doctor_test

import (
	"strings"
	"testing"
	"time"

	"secretwatch/aws/foreign"
	"secretwatch/aws/monitor"
)

// A new alarm does not know who is expected to read, and the remedy says so.
func TestANewAlarmForgetsWhoIsExpected(t *testing.T) {
	const gone = ", of which AWS keeps none: what is not written again has to be marked again, with x or X in secretwatch watch"
	for who, want := range map[string]string{
		"":                "if there was one before, the list of expected readers was in its tags" + gone,
		"secretwatch-db":  "the list of expected readers was in the deleted alarm's tags" + gone,
		"somebody else's": "if there was one before, the list of expected readers was in its tags" + gone,
	} {
		v := verdictOf(func(s *monitor.Snapshot) {
			noAlarm(s)
			if who != "" {
				s.Changes = monitor.Found([]monitor.Changed{{
					Event: "DeleteAlarms", At: now.Add(-time.Minute), Who: foreign.New("arn:aws:iam::111122223333:user/bob"),
					Resources: []foreign.String{foreign.New(who)},
				}})
			}
		})
		if v.Code != "no-alarm" || v.Remedy == nil || v.Remedy.Summary != "create alarm secretwatch-db on the filter's metric; "+want {
			t.Errorf("deleted %q: %s, %+v", who, v.Code, v.Remedy)
		}
	}
}

// An alarm that is made anew in another region takes the list with it.
func TestAnAlarmOfAnotherRegionTakesItsExpectedReadersAlong(t *testing.T) {
	const list = `{"Key":"secretwatch:expected","Value":"arn:aws:iam::111122223333:user/jane"},{"Key":"secretwatch:expected2","Value":"arn:aws:iam::111122223333:role/app"}`
	v := verdictOf(func(s *monitor.Snapshot) {
		s.Alarm.Value.Tags = map[string]string{
			"secretwatch:expected": "arn:aws:iam::111122223333:user/jane", "secretwatch:expected2": "arn:aws:iam::111122223333:role/app",
			"secretwatch:expected-not": "x", "team": "blue",
		}
		s.Trail.Value.HomeRegion, s.Trail.Value.LogGroupARN = "eu-west-1", "arn:aws:logs:eu-west-1:111122223333:log-group:there:*"
		s.Role.Value.Policies = map[string]string{"any": `{"Statement":{"Effect":"Allow","Action":"logs:*","Resource":"*"}}`}
		s.LogGroup = monitor.Seen[monitor.LogGroup]{}
		s.Filter, s.Filters = monitor.Seen[monitor.MetricFilter]{}, monitor.Seen[[]monitor.MetricFilter]{}
	})
	if v.Code != "alarm-other-region" || v.Remedy == nil {
		t.Fatalf("%s: %+v", v.Code, v.Remedy)
	}
	lines := strings.Join(v.Remedy.Lines, "\n")
	if !strings.Contains(lines, list) || strings.Contains(lines, "expected-not") || strings.Contains(lines, "blue") {
		t.Error(lines)
	}
	if strings.Contains(v.Remedy.Summary, "marked again") {
		t.Error(v.Remedy.Summary)
	}
}
