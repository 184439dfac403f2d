package doctor_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"secretwatch/aws/doctor"
	"secretwatch/aws/monitor"
)

// The number of mails is what was counted, for a day: of a trail that is
// younger it is reckoned, and said to be.
func TestTheFloodIsCountedForADay(t *testing.T) {
	const counted = " (metric NumberOfMessagesPublished; what others send there is among them)"
	for name, c := range map[string]struct {
		do             func(*monitor.Snapshot)
		brief, longer  string
		withoutNumbers bool
	}{
		"a whole day": {func(*monitor.Snapshot) {}, "topic secretwatch-TopSecretInfo (about 96 a day, by SNS's count), and", "SNS counted 96 published to the topic in the last day, 0 of them the alarm's" + counted, false},
		"three hours of logging": {func(s *monitor.Snapshot) {
			s.Status.Value.Started = now.Add(-3 * time.Hour)
			s.Mails.Value.Published = 12
		}, "(about 96 a day, by SNS's count)", "SNS counted 12 published to the topic in the last 3 hours, 0 of them the alarm's" + counted + ", so about 96 a day beside the alarm's", false},
		"off and on again": {func(s *monitor.Snapshot) {
			s.Status.Value.Started, s.Status.Value.Stopped = now.Add(-3*time.Hour), now.Add(-4*time.Hour)
		}, "(about 96 a day", "96 published to the topic in the last day", false},
		"switched on 90 minutes ago": {func(s *monitor.Snapshot) {
			changed(s, "UpdateTrail", now.Add(-90*time.Minute), s.Trail.Value.ARN)
			s.Mails.Value.Published = 6
		}, "(about 96 a day", "in the last 90 minutes, ", false},
		"the alarm's own mail": {func(s *monitor.Snapshot) {
			s.Status.Value.Started = now.Add(-2 * time.Hour)
			s.Mails.Value.Published = 9
			read(s, now.Add(-40*time.Minute))
			turned(s, now.Add(-35*time.Minute), "OK", "ALARM")
			acted(s, now.Add(-35*time.Minute), "")
			turned(s, now.Add(-30*time.Minute), "ALARM", "OK")
		}, "(about 96 a day", "9 published to the topic in the last 2 hours, 1 of them the alarm's", false},
		"twenty minutes": {func(s *monitor.Snapshot) {
			s.Status.Value.Started = now.Add(-20 * time.Minute)
			s.Mails.Value.Published = 4
		}, "", "SNS counted 4 published to the topic in the last 20 minutes, 0 of them the alarm's" + counted + ": too short a time to say how many that is a day", true},
		"twenty seconds": {func(s *monitor.Snapshot) {
			s.Status.Value.Started = now.Add(-20 * time.Second)
			s.Mails.Value.Published = 0
		}, "", "SNS counted 0 published to the topic in the last minute, 0 of them the alarm's", true},
		"another trail, whose age is not known": {func(s *monitor.Snapshot) {
			s.Status.Value.Started = now.Add(-3 * time.Hour)
			list := slices.Clone(*s.Trails.Value)
			list[0].Notifies = ""
			s.Trails = monitor.Found(append(list, monitor.Trail{Name: "theirs", ARN: "arn:aws:cloudtrail:us-east-1:111122223333:trail/theirs", Notifies: s.Topic.Value.ARN}))
		}, "(about 96 a day", "96 published to the topic in the last day", false},
		"not counted": {func(s *monitor.Snapshot) { s.Mails = monitor.Seen[monitor.MailCounts]{} }, "", "", true},
	} {
		s := healthy()
		(*s.Trails.Value)[0].Notifies = s.Topic.Value.ARN
		s.Mails = monitor.Found(monitor.MailCounts{Published: 96})
		s.Status.Value.Started = now.Add(-48 * time.Hour)
		c.do(&s)
		v := doctor.Check(s, doctor.Options{Email: email}).Verdict
		if v.Code != "trail-notifies-topic" {
			t.Errorf("%s: the verdict is %s: %s", name, v.Code, v.Summary)
			continue
		}
		if !strings.Contains(v.Summary, c.brief) || c.withoutNumbers && strings.Contains(v.Summary, "a day") {
			t.Errorf("%s: says %q, want %q in it", name, v.Summary, c.brief)
		}
		i := slices.IndexFunc(v.Evidence, func(e doctor.Evidence) bool { return e.Name == "mails a day" })
		switch {
		case c.longer == "" && i >= 0:
			t.Errorf("%s: evidence %q", name, v.Evidence[i].Value)
		case c.longer != "" && (i < 0 || !strings.Contains(v.Evidence[i].Value, c.longer)):
			t.Errorf("%s: evidence %+v, want %q", name, v.Evidence, c.longer)
		}
	}
}
