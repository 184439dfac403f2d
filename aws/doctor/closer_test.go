package doctor_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"secretwatch/aws/doctor"
	"secretwatch/aws/foreign"
	"secretwatch/aws/monitor"
	"secretwatch/aws/record"
)

// Whoever changed the link is named, where the change is about this monitor.
func TestChangedBy(t *testing.T) {
	for _, tt := range []struct {
		name, want string
		do         func(s *monitor.Snapshot)
	}{
		{"the trail", "arn:aws:iam::111122223333:user/bob with StopLogging, 2026-11-22T13:00:00Z (60 min ago)", func(s *monitor.Snapshot) {
			s.Status.Value.Logging = false
			changed(s, "StopLogging", now.Add(-time.Hour), s.Trail.Value.ARN)
		}},
		{"another trail", "", func(s *monitor.Snapshot) {
			s.Status.Value.Logging = false
			changed(s, "StopLogging", now.Add(-time.Hour), "other")
		}},
		{"another event", "", func(s *monitor.Snapshot) {
			s.Status.Value.Logging = false
			changed(s, "PutMetricAlarm", now.Add(-time.Hour), s.Names.Alarm)
		}},
		{"the newest of two", "arn:aws:iam::111122223333:user/bob with DisableAlarmActions, 2026-11-22T13:59:00Z (60 s ago)", func(s *monitor.Snapshot) {
			s.Alarm.Value.ActionsEnabled = false
			changed(s, "PutMetricAlarm", now.Add(-time.Hour), s.Names.Alarm)
			changed(s, "DisableAlarmActions", now.Add(-time.Minute), s.Names.Alarm)
		}},
		{"nothing said of what", "arn:aws:iam::111122223333:user/bob with DeleteAlarms, 2026-11-22T13:59:00Z (60 s ago)", func(s *monitor.Snapshot) {
			noAlarm(s)
			changed(s, "DeleteAlarms", now.Add(-time.Minute))
		}},
	} {
		if got := value(verdictOf(tt.do), "changed by"); got != tt.want {
			t.Errorf("%s: %q", tt.name, got)
		}
	}
}

// Every event that is looked up belongs to a code of the catalogue.
func TestChangedByIsOfTheCatalogue(t *testing.T) {
	with := 0
	for _, e := range doctor.Catalogue() {
		events := doctor.ChangedBy(e.Code)
		if len(events) > 0 {
			with++
			events[0] = "" // it is a copy
		}
		if slices.Contains(doctor.ChangedBy(e.Code), "") {
			t.Errorf("%s: %q", e.Code, doctor.ChangedBy(e.Code))
		}
	}
	if got := doctor.ChangedBy("trail-not-logging"); with < 50 || len(got) == 0 || got[0] != "StopLogging" {
		t.Errorf("%d codes have events, trail-not-logging %q", with, got)
	}
}

func TestWants(t *testing.T) {
	quiet := func(s *monitor.Snapshot) { s.Trail.Value.MultiRegion = false }
	for _, tt := range []struct {
		name string
		do   func(s *monitor.Snapshot)
		want doctor.Wants
	}{
		{"healthy", func(*monitor.Snapshot) {}, doctor.Wants{}},
		{"waiting", func(s *monitor.Snapshot) { read(s, now.Add(-4*time.Minute)) }, doctor.Wants{}},
		{"nothing there", func(s *monitor.Snapshot) {
			*s = monitor.Snapshot{Place: s.Place, Names: s.Names, At: s.At, Secret: s.Secret}
		}, doctor.Wants{Events: []string{"DeleteTrail"}}},
		{"no trail", noTrail, doctor.Wants{Events: []string{"DeleteTrail"}, Elsewhere: true}},
		{"one region, never read", quiet, doctor.Wants{Events: []string{"ListSecretVersionIds"}, AwayReads: true}},
		{"one region, read", func(s *monitor.Snapshot) {
			quiet(s)
			read(s, now.Add(-50*time.Minute))
			turned(s, now.Add(-45*time.Minute), "OK", "ALARM")
			acted(s, now.Add(-45*time.Minute), "")
			turned(s, now.Add(-43*time.Minute), "ALARM", "OK")
		}, doctor.Wants{}},
		{"managed policies", func(s *monitor.Snapshot) {
			s.Role.Value.Policies, s.Role.Value.Attached = nil, []string{"arn:aws:iam::111122223333:policy/a"}
			s.Status.Value.LogsDelivered = time.Time{}
		}, doctor.Wants{Managed: true}},
		{"no action", func(s *monitor.Snapshot) { s.Alarm.Value.AlarmActions = nil }, doctor.Wants{Events: []string{"PutMetricAlarm"}, Composites: true}},
		{"no alarm", func(s *monitor.Snapshot) {
			s.Alarm, s.Alarms = monitor.Seen[monitor.Alarm]{}, monitor.Found([]monitor.Alarm{})
		}, doctor.Wants{Events: []string{"DeleteAlarms"}, AwayAlarms: true}},
		{"two causes", func(s *monitor.Snapshot) {
			s.Alarm.Value.ActionsEnabled, s.Status.Value.Logging = false, false
		}, doctor.Wants{Events: []string{"StopLogging", "CreateTrail", "DisableAlarmActions", "PutMetricAlarm"}}},
	} {
		s := healthy()
		tt.do(&s)
		got := doctor.Check(s, doctor.Options{}).Wants()
		if !slices.Equal(got.Events, tt.want.Events) || got.Elsewhere != tt.want.Elsewhere || got.AwayReads != tt.want.AwayReads ||
			got.Managed != tt.want.Managed || got.Composites != tt.want.Composites || got.AwayAlarms != tt.want.AwayAlarms || got.None() != (tt.name == "healthy" || tt.name == "waiting" || tt.name == "one region, read") {
			t.Errorf("%s: %+v", tt.name, got)
		}
	}
}

// The pattern is tried on the records as they are.
func TestRealRecords(t *testing.T) {
	const arn = "arn:aws:secretsmanager:us-east-1:111122223333:secret:TopSecretInfo-x1Y2z3"
	s := healthy()
	s.Filter.Value.Pattern = foreign.New(event + ` && ($.requestParameters.secretId = "TopSecretInfo") }`)
	readAs(&s, now.Add(-3*time.Minute), func(r *record.Read) { r.Secret = foreign.New(arn) })
	log(&s, now.Add(-time.Minute), arn, "").Tested = true
	v := doctor.Check(s, doctor.Options{}).Verdict
	clause := value(v, `$.requestParameters.secretId = "TopSecretInfo"`)
	if v.Code != "filter-secret-by-name" || !strings.HasPrefix(clause, "the record says "+arn) {
		t.Errorf("%s: %q in %+v", v.Code, clause, v.Evidence)
	}
	if value(v, "TestMetricFilter") != "does not match the record of the read 13:57:00 UTC" {
		t.Errorf("%+v", v.Evidence)
	}

	// AWS matches what is not matched here: nothing is called broken.
	(*s.Logged.Value)[0].Matched = true
	r := doctor.Check(s, doctor.Options{})
	if r.Verdict.Code != "filter-unverified" || r.Verdict.Status != doctor.Unknown || value(r.Verdict, "TestMetricFilter") != "matches" || value(r.Verdict, "secretwatch") != "does not match" {
		t.Errorf("%+v", r.Verdict)
	}
	notBroken(t, r)

	// A read that only the log group has is a read.
	s = healthy()
	read(&s, now.Add(-4*time.Minute))
	log(&s, now.Add(-10*time.Second), s.Names.Secret, "")
	s.Reads = monitor.Found([]record.Read{})
	if v := doctor.Check(s, doctor.Options{}).Verdict; v.Code != doctor.CodeNotEvaluated || value(v, "delivered") != "2026-11-22T13:59:50Z (10 s ago)" {
		t.Errorf("%+v", v)
	}
}

// The account's own numbers stand in the arithmetic.
func TestAverageByTheAccount(t *testing.T) {
	for _, tt := range []struct {
		name, want string
		period     int32
		points     []monitor.Point
		status     doctor.Status
	}{
		{"a read in a crowd", "1 read among 41 events = 0.024 < 1", 60, []monitor.Point{{At: now.Add(-9 * time.Minute), Samples: 7}, {At: now.Add(-8 * time.Minute), Sum: 1, Samples: 41}}, doctor.Broken},
		{"over five minutes", "2 reads among 10 events = 0.2 < 1", 300, []monitor.Point{{At: now.Add(-10 * time.Minute), Sum: 1, Samples: 4}, {At: now.Add(-9 * time.Minute), Sum: 1, Samples: 6}}, doctor.Broken},
		{"never read yet", "1 read among 13 events = 0.077 < 1", 60, []monitor.Point{{At: now.Add(-9 * time.Minute), Samples: 12}}, doctor.Broken},
		{"alone so far", "1 read among 1 event = 1 >= 1", 60, []monitor.Point{{At: now.Add(-9 * time.Minute), Sum: 1, Samples: 1}}, doctor.Warning},
		{"alone once", "1 read among 5 events = 0.2 < 1", 60, []monitor.Point{{At: now.Add(-9 * time.Minute), Sum: 1, Samples: 5}, {At: now.Add(-8 * time.Minute), Sum: 1, Samples: 1}}, doctor.Broken},
		{"no points", "", 60, nil, doctor.Broken},
	} {
		v := verdictOf(func(s *monitor.Snapshot) {
			s.Alarm.Value.Rule.Statistic, s.Alarm.Value.Rule.Period = "Average", tt.period
			s.Points = monitor.Found(tt.points)
		})
		if got := value(v, "in this account"); v.Code != "alarm-average" || v.Status != tt.status || got != tt.want {
			t.Errorf("%s: %s, %s, %q", tt.name, v.Code, v.Status, got)
		}
	}
}

// Mails that never were are counted and dated.
func TestReadsWithoutAMail(t *testing.T) {
	v := verdictOf(func(s *monitor.Snapshot) {
		turned(s, now.Add(-30*time.Minute), "OK", "ALARM")
		acted(s, now.Add(-30*time.Minute), "")
		for _, ago := range []time.Duration{35, 20, 10, 1} {
			read(s, now.Add(-ago*time.Minute))
		}
	})
	if got := value(v, "reads without a mail of their own"); v.Code != "alarm-already-in-alarm" || got != "3: 13:59:00 UTC, 13:50:00 UTC, 13:40:00 UTC" {
		t.Errorf("%s: %q", v.Code, got)
	}
	// What is delivered only now may still find the alarm OK.
	s := healthy()
	turned(&s, now.Add(-3*time.Minute), "OK", "ALARM")
	acted(&s, now.Add(-3*time.Minute), "")
	read(&s, now.Add(-2*time.Minute))
	log(&s, now.Add(-4*time.Minute), s.Names.Secret, "")
	if v := doctor.Check(s, doctor.Options{}).Verdict; v.Code == "alarm-already-in-alarm" {
		t.Errorf("a record that came before the transition: %s", v.Summary)
	}
}

// What could not be looked at is unknown, and where an endpoint lacks an
// operation there is nothing to see.
func TestCloserLooksThatFail(t *testing.T) {
	for permission, blind := range map[string]func(*monitor.Snapshot) *monitor.Unseen{
		"cloudwatch:ListAlarmMuteRules": func(s *monitor.Snapshot) *monitor.Unseen {
			s.Mutes = unseen[[]monitor.MuteRule]("cloudwatch:ListAlarmMuteRules")
			return s.Mutes.Unseen
		},
		"cloudwatch:GetMetricData": func(s *monitor.Snapshot) *monitor.Unseen {
			s.Mails = unseen[monitor.MailCounts]("cloudwatch:GetMetricData")
			return s.Mails.Unseen
		},
		"cloudwatch:GetMetricStatistics": func(s *monitor.Snapshot) *monitor.Unseen {
			s.Points = unseen[[]monitor.Point]("cloudwatch:GetMetricStatistics")
			return s.Points.Unseen
		},
		"logs:FilterLogEvents": func(s *monitor.Snapshot) *monitor.Unseen {
			s.Logged = unseen[[]monitor.LoggedRead]("logs:FilterLogEvents")
			return s.Logged.Unseen
		},
		"logs:TestMetricFilter": func(s *monitor.Snapshot) *monitor.Unseen {
			s.Untested = unseen[bool]("logs:TestMetricFilter").Unseen
			return s.Untested
		},
		"sns:GetSubscriptionAttributes": func(s *monitor.Snapshot) *monitor.Unseen {
			(*s.Subscribers.Value)[0].Unseen = unseen[bool]("sns:GetSubscriptionAttributes").Unseen
			return (*s.Subscribers.Value)[0].Unseen
		},
	} {
		s := healthy()
		u := blind(&s)
		r := doctor.Check(s, doctor.Options{})
		if r.Verdict.Code != "cannot-see" || !strings.Contains(r.Verdict.Summary, permission) {
			t.Errorf("%s: %s: %s", permission, r.Verdict.Code, r.Verdict.Summary)
		}
		notBroken(t, r)
		u.Reason = monitor.ReasonUnsupported
		if v := doctor.Check(s, doctor.Options{}).Verdict; v.Code != "healthy" {
			t.Errorf("%s is not known there: %s", permission, v.Code)
		}
	}
	for permission, blind := range map[string]func(*monitor.Snapshot){
		"kms:DescribeKey": func(s *monitor.Snapshot) { s.Key = unseen[monitor.Key]("kms:DescribeKey") },
		"kms:GetKeyPolicy": func(s *monitor.Snapshot) {
			s.Key = monitor.Found(monitor.Key{State: "Enabled", Policy: unseen[string]("kms:GetKeyPolicy")})
		},
	} {
		s := healthy()
		s.Topic.Value.KeyID = "k"
		blind(&s)
		if v := doctor.Check(s, doctor.Options{}).Verdict; v.Code != "cannot-see" || !strings.Contains(v.Summary, permission) {
			t.Errorf("%s: %s", permission, v.Code)
		}
		acted(&s, now.Add(-time.Minute), "") // CloudWatch was let in
		if v := doctor.Check(s, doctor.Options{}).Verdict; v.Code != "healthy" {
			t.Errorf("%s, and a mail went out: %s", permission, v.Code)
		}
	}
}

// Every id is there once, with a reason.
func TestUnseeable(t *testing.T) {
	seen := map[string]bool{}
	for _, b := range doctor.Unseeable() {
		if seen[b.ID] || b.What == "" || b.Why == "" {
			t.Errorf("%+v", b)
		}
		seen[b.ID] = true
	}
	if len(seen) < 40 {
		t.Errorf("%d ids", len(seen))
	}
}
