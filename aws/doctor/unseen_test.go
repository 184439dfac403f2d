package doctor_test

import (
	"strings"
	"testing"

	"secretwatch/aws/doctor"
	"secretwatch/aws/foreign"
	"secretwatch/aws/monitor"
	"secretwatch/aws/record"
)

type monitorReads = []record.Read

func unseen[T any](permission string) monitor.Seen[T] {
	service, operation, _ := strings.Cut(permission, ":")
	return monitor.NotSeen[T](monitor.Unseen{
		Service: service, Operation: operation, Permission: permission, Resource: foreign.New("arn:of:it"),
		Reason: monitor.ReasonDenied, Code: "AccessDenied",
		Message: foreign.New("User: arn:aws:iam::111122223333:user/x is not authorized to perform: " + permission),
	})
}

// blindness are looks that fail, with what the survey then cannot look at.
func blindness() map[string]func(*monitor.Snapshot) {
	return map[string]func(*monitor.Snapshot){
		"secretsmanager:DescribeSecret": func(s *monitor.Snapshot) { s.Secret = unseen[monitor.Secret]("secretsmanager:DescribeSecret") },
		"cloudtrail:LookupEvents":       func(s *monitor.Snapshot) { s.Reads = unseen[monitorReads]("cloudtrail:LookupEvents") },
		"cloudtrail:DescribeTrails": func(s *monitor.Snapshot) {
			noTrail(s)
			s.Trails = unseen[[]monitor.Trail]("cloudtrail:DescribeTrails")
			s.Trail = monitor.Seen[monitor.Trail]{Unseen: s.Trails.Unseen}
		},
		"cloudtrail:GetTrailStatus":    func(s *monitor.Snapshot) { s.Status = unseen[monitor.TrailStatus]("cloudtrail:GetTrailStatus") },
		"cloudtrail:GetEventSelectors": func(s *monitor.Snapshot) { s.Selectors = unseen[monitor.Selectors]("cloudtrail:GetEventSelectors") },
		"s3:GetBucketPolicy":           func(s *monitor.Snapshot) { s.Bucket = unseen[monitor.Bucket]("s3:GetBucketPolicy") },
		"logs:DescribeLogGroups": func(s *monitor.Snapshot) {
			noGroup(s)
			s.Status.Value.LogsError = foreign.String{}
			s.LogGroup = unseen[monitor.LogGroup]("logs:DescribeLogGroups")
		},
		"iam:GetRole": func(s *monitor.Snapshot) { s.Role = unseen[monitor.Role]("iam:GetRole") },
		"logs:DescribeMetricFilters": func(s *monitor.Snapshot) {
			s.Filters = unseen[[]monitor.MetricFilter]("logs:DescribeMetricFilters")
			s.Filter = monitor.Seen[monitor.MetricFilter]{Unseen: s.Filters.Unseen}
		},
		"cloudwatch:DescribeAlarms": func(s *monitor.Snapshot) {
			noAlarm(s)
			s.Alarms = unseen[[]monitor.Alarm]("cloudwatch:DescribeAlarms")
			s.Alarm = monitor.Seen[monitor.Alarm]{Unseen: s.Alarms.Unseen}
		},
		"cloudwatch:DescribeAlarmHistory": func(s *monitor.Snapshot) {
			s.AlarmHistory = unseen[[]monitor.HistoryItem]("cloudwatch:DescribeAlarmHistory")
		},
		"sns:GetTopicAttributes": func(s *monitor.Snapshot) {
			noTopic(s)
			s.Topic = unseen[monitor.Topic]("sns:GetTopicAttributes")
		},
		"sns:ListSubscriptionsByTopic": func(s *monitor.Snapshot) {
			s.Subscribers = unseen[[]monitor.Subscription]("sns:ListSubscriptionsByTopic")
		},
	}
}

func TestUnseenIsUnknown(t *testing.T) {
	for permission, blind := range blindness() {
		t.Run(permission, func(t *testing.T) {
			s := healthy()
			blind(&s)
			r := doctor.Check(s, doctor.Options{})
			v := r.Verdict
			if v.Code != "cannot-see" || v.Status != doctor.Unknown || r.ExitCode() != 1 {
				t.Fatalf("verdict %s, %s: %s", v.Code, v.Status, v.Summary)
			}
			if !strings.Contains(v.Summary, permission) || value(v, "resource") != "arn:of:it" || v.Remedy.Kind != doctor.Person {
				t.Errorf("does not name the permission and the resource: %+v", v)
			}
			notBroken(t, r)
			wellFormed(t, r)
		})
	}
}

// Also where nothing at all can be seen, and where a chain was built by other
// hands, so that one look decides what the next one looks at.
func TestAllUnseen(t *testing.T) {
	s := healthy()
	for _, blind := range blindness() {
		if s.Status.Value == nil {
			s.Status = monitor.Found(monitor.TrailStatus{})
		}
		blind(&s)
	}
	s.Status = monitor.Seen[monitor.TrailStatus]{}
	r := doctor.Check(s, doctor.Options{Email: email})
	if r.Verdict.Code != "cannot-see" {
		t.Errorf("verdict %s", r.Verdict.Code)
	}
	notBroken(t, r)
	wellFormed(t, r)

	s = healthy()
	blindness()["cloudtrail:DescribeTrails"](&s)
	s.Alarm.Value.Tags = nil
	s.LogGroup, s.Role = monitor.Seen[monitor.LogGroup]{}, monitor.Seen[monitor.Role]{}
	noFilter(&s)
	r = doctor.Check(s, doctor.Options{})
	if r.Verdict.Code != "cannot-see" {
		t.Errorf("built by other hands: verdict %s: %s", r.Verdict.Code, r.Verdict.Summary)
	}
	notBroken(t, r)
}

func notBroken(t *testing.T, r doctor.Report) {
	t.Helper()
	for _, f := range r.Findings {
		if f.Status == doctor.Broken {
			t.Errorf("%s is called broken: %s", f.Code, f.Summary)
		}
	}
}

func TestReasonsForNotSeeing(t *testing.T) {
	for reason, want := range map[monitor.UnseenReason]string{
		monitor.ReasonThrottled:   "too many calls",
		monitor.ReasonUnsupported: "this endpoint does not know DescribeAlarmHistory",
		monitor.ReasonFailed:      "DescribeAlarmHistory failed",
	} {
		s := healthy()
		s.AlarmHistory = unseen[[]monitor.HistoryItem]("cloudwatch:DescribeAlarmHistory")
		s.AlarmHistory.Unseen.Reason = reason
		if v := doctor.Check(s, doctor.Options{}).Verdict; !strings.Contains(v.Summary, want) || strings.Contains(v.Summary, "permission") {
			t.Errorf("%s: %s", reason, v.Summary)
		}
	}
}

// A failed publication is evidence, also where the topic cannot be looked at.
func TestHistoryTellsOfAnUnseenTopic(t *testing.T) {
	s := healthy()
	blindness()["sns:GetTopicAttributes"](&s)
	acted(&s, now, refusedNew)
	if v := doctor.Check(s, doctor.Options{}).Verdict; v.Code != "topic-policy-denies" || v.Status != doctor.Broken {
		t.Errorf("verdict %s, %s", v.Code, v.Status)
	}
}
