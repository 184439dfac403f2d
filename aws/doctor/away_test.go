package doctor_test

import (
	"strings"
	"testing"
	"time"

	"secretwatch/aws/doctor"
	"secretwatch/aws/foreign"
	"secretwatch/aws/monitor"
)

// An alarm that was made in another region waits there for ever.
func TestAlarmOfAnotherRegion(t *testing.T) {
	for _, topicThere := range []bool{true, false} {
		s := healthy()
		away := *s.Alarm.Value
		away.ARN = strings.Replace(away.ARN, "us-east-1", "eu-west-1", 1)
		away.AlarmActions = []string{"arn:aws:sns:eu-west-1:111122223333:SecurityAlarms"}
		s.Alarm, s.Alarms = monitor.Seen[monitor.Alarm]{}, monitor.Found([]monitor.Alarm{})
		s.AwayAlarms = monitor.Found([]monitor.Alarm{away})
		if !topicThere {
			s.Topic, s.Subscribers = monitor.Seen[monitor.Topic]{}, monitor.Seen[[]monitor.Subscription]{}
		}
		v := doctor.Check(s, doctor.Options{Email: "me@example.com"}).Verdict
		if v.Code != "alarm-other-region" || v.Status != doctor.Broken || v.Remedy == nil {
			t.Fatalf("verdict %+v", v)
		}
		commands := strings.Join(v.Remedy.Commands, "\n")
		if strings.Contains(commands, "eu-west-1") || !strings.Contains(commands, "--alarm-actions arn:aws:sns:us-east-1:") {
			t.Errorf("the alarm is not brought here: %s", commands)
		}
		if got := strings.Contains(commands, "sns subscribe"); got == topicThere {
			t.Errorf("topic here %v: %s", topicThere, commands)
		}
	}
}

// The chain was found without its trail, so that only Event history knows what
// the trail was called.
func TestTrailOfAnotherRegionByItsOldName(t *testing.T) {
	for name, want := range map[string]string{"the-trail": "trail-single-region-elsewhere", "another": "no-trail"} {
		s := healthy()
		noTrail(&s)
		s.Trails = monitor.Found([]monitor.Trail{})
		s.Elsewhere = monitor.Found([]monitor.Trail{{Name: "the-trail", HomeRegion: "eu-west-1", ARN: "arn:aws:cloudtrail:eu-west-1:111122223333:trail/the-trail"}})
		s.Changes = monitor.Found([]monitor.Changed{{
			Event: "DeleteTrail", At: now.Add(-time.Hour), Who: foreign.New("arn:aws:iam::111122223333:user/anna"), Resources: []foreign.String{foreign.New(name)},
		}})
		if v := doctor.Check(s, doctor.Options{}).Verdict; v.Code != want {
			t.Errorf("%s was deleted: verdict %s, want %s", name, v.Code, want)
		}
	}
}

// Without an alarm that names it, a topic that is missing is only a guess.
func TestTopicThatNobodyNames(t *testing.T) {
	for name, c := range map[string]struct {
		do   func(s *monitor.Snapshot)
		want string
	}{
		"no alarm": {func(s *monitor.Snapshot) {
			s.Alarm, s.Alarms = monitor.Seen[monitor.Alarm]{}, monitor.Found([]monitor.Alarm{})
		}, "no-alarm"},
		"no action":     {func(s *monitor.Snapshot) { s.Alarm.Value.AlarmActions = nil }, "alarm-no-action"},
		"it names this": {func(*monitor.Snapshot) {}, ""},
	} {
		s := healthy()
		s.Alarm.Value.Tags, s.LogGroup.Value.Tags, s.Trail.Value.Tags, s.Secret.Value.Tags = nil, nil, nil, nil
		s.Topic, s.Subscribers = monitor.Seen[monitor.Topic]{}, monitor.Seen[[]monitor.Subscription]{}
		c.do(&s)
		for _, f := range doctor.Check(s, doctor.Options{}).Findings {
			if f.Code == "topic-missing" && (f.BecauseOf != c.want || strings.Contains(f.Summary, "the alarm tells") != (c.want == "")) {
				t.Errorf("%s: %+v", name, f)
			}
		}
	}
}

// Somebody deleted the topic after it was seen and before its subscribers were
// asked for.
func TestTopicThatGoesAwayWhileItIsLookedAt(t *testing.T) {
	s := healthy()
	s.Subscribers = monitor.Seen[[]monitor.Subscription]{}
	v := doctor.Check(s, doctor.Options{Email: "me@example.com"}).Verdict
	if v.Code != "no-subscription" || v.Status != doctor.Broken {
		t.Errorf("verdict %s, %s", v.Status, v.Code)
	}
}
