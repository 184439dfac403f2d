package doctor_test

import (
	"strings"
	"testing"
	"time"

	"secretwatch/aws/doctor"
	"secretwatch/aws/record"
)

// TestWhoseMail has four reads that somebody made while waiting for one mail: all
// but the first came to the log group after the ALARM.
func TestWhoseMail(t *testing.T) {
	at := func(s string) time.Time {
		moment, err := time.Parse(time.TimeOnly, s)
		if err != nil {
			t.Fatal(err)
		}
		return time.Date(2026, 11, 22, 13, moment.Minute()+20, moment.Second(), 0, time.UTC)
	}
	type came struct{ read, logged string } // "" where it is not known
	for _, c := range []struct {
		name     string
		reads    []came
		summary  string
		evidence map[string]string
	}{
		{
			"the deliveries are known",
			[]came{{"00:20:47", "00:25:27"}, {"00:22:48", "00:27:02"}, {"00:25:18", "00:30:28"}, {"00:25:39", "00:31:37"}},
			"the newest read fell into the ALARM of an earlier one, whose message was handed to SNS at 13:46:07 UTC",
			map[string]string{
				"read": "2026-11-22T13:40:47Z", "newest read": "2026-11-22T13:45:39Z", "its record came": "2026-11-22T13:51:37Z", "mail": "2026-11-22T13:46:07Z",
				"reads without a mail of their own": "3: 13:45:39 UTC, 13:45:18 UTC, 13:42:48 UTC",
			},
		},
		{
			"none is known, and one read is old enough",
			[]came{{"00:20:47", ""}, {"00:25:18", ""}, {"00:25:39", ""}},
			"one mail was sent for 3 reads: the alarm went off once for all of them",
			map[string]string{"read": "2026-11-22T13:40:47Z", "mail": "2026-11-22T13:46:07Z", "reads without a mail of their own": "2: 13:45:39 UTC, 13:45:18 UTC"},
		},
		{
			"none is known, and two are",
			[]came{{"00:20:47", ""}, {"00:22:48", ""}, {"00:25:39", ""}},
			"one mail was sent for 3 reads: the alarm went off once for all of them",
			map[string]string{"read": "one of those at 13:42:48 UTC, 13:40:47 UTC", "reads without a mail of their own": "2 of 3: 13:45:39 UTC, 13:42:48 UTC, 13:40:47 UTC"},
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := healthy()
			for _, r := range c.reads {
				read(&s, at(r.read))
				if r.logged != "" {
					log(&s, at(r.logged), "TopSecretInfo", "")
				}
			}
			turned(&s, at("00:26:07"), "OK", "ALARM")
			acted(&s, at("00:26:07"), "")
			turned(&s, at("00:35:07"), "ALARM", "OK")
			f := finding(doctor.Check(s, doctor.Options{Email: email}), "alarm-mail-was-earlier")
			if f.Summary != c.summary {
				t.Errorf("summary %q", f.Summary)
			}
			for name, want := range c.evidence {
				if got := value(f, name); !strings.HasPrefix(got, want) {
					t.Errorf("%s: %q, want %q", name, got, want)
				}
			}
		})
	}
}

// TestFailedReads tells the tries that failed from those that did not.
func TestFailedReads(t *testing.T) {
	s := healthy()
	read(&s, now.Add(-3*time.Minute))
	read(&s, now.Add(-2*time.Minute))
	(*s.Reads.Value)[0].Result = record.ResultDenied
	const want = "the Event history has 2 reads of TopSecretInfo (1 failed), the newest at 13:58:00 UTC"
	if got := finding(doctor.Check(s, doctor.Options{Email: email}), "history").Summary; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}

// One page of Event history is looked at: a full one says that there may be more.
func TestManyReads(t *testing.T) {
	s := healthy()
	for i := range 50 {
		read(&s, now.Add(-time.Duration(i+2)*time.Minute))
	}
	if got := finding(doctor.Check(s, doctor.Options{Email: email}), "history").Summary; !strings.Contains(got, "at least 50 reads of TopSecretInfo") {
		t.Errorf("%q", got)
	}
}
