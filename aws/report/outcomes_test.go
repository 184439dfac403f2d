package report_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"secretwatch/aws/doctor"
	"secretwatch/aws/foreign"
	"secretwatch/aws/monitor"
	"secretwatch/aws/record"
	"secretwatch/aws/report"
)

// waited are four reads that somebody made while waiting for one mail: all but
// the first came to the log group after the ALARM.
func waited(t *testing.T, delivered bool, reads ...[2]string) monitor.Snapshot {
	t.Helper()
	at := func(s string) time.Time {
		moment, err := time.Parse(time.RFC3339, "2026-11-23T"+s+"Z")
		if err != nil {
			t.Fatal(err)
		}
		return moment
	}
	s := monitor.Snapshot{
		Place: monitor.Place{Account: "123456789012", Region: "us-east-1"}, Names: monitor.Names{Secret: "s", Trail: "t", Topic: "topic", Alarm: "a"},
		At: at("00:35:40"), Subscribers: monitor.Found([]monitor.Subscription{{Protocol: "email", Endpoint: foreign.New("a@example.com")}}),
		Changes: monitor.Found([]monitor.Changed{{Event: "CreateTrail", At: at("00:19:47")}, {Event: "PutMetricAlarm", At: at("00:19:47")}}),
		AlarmHistory: monitor.Found([]monitor.HistoryItem{
			{At: at("00:35:07"), Type: "StateUpdate", Summary: foreign.New("Alarm updated from ALARM to OK")},
			{At: at("00:26:07"), Type: "Action", Summary: foreign.New("Successfully executed action arn:aws:sns:us-east-1:123456789012:topic")},
			{At: at("00:26:07"), Type: "StateUpdate", Summary: foreign.New("Alarm updated from OK to ALARM"), Data: foreign.New(
				`{"newState":{"stateValue":"ALARM","stateReason":"` + crossed + `","stateReasonData":{"period":60,"evaluatedDatapoints":[{"timestamp":"2026-11-23T00:25:00.000+0000","value":1.0}]}}}`)},
			{At: at("00:20:10"), Type: "StateUpdate", Summary: foreign.New("Alarm updated from INSUFFICIENT_DATA to OK")},
		}),
	}
	var list []record.Read
	var logged []monitor.LoggedRead
	for i, r := range reads {
		id := fmt.Sprint("event-", i)
		list = append([]record.Read{{EventID: id, Time: at(r[0]), Secret: foreign.New("s"), How: record.HowCLI, Result: record.ResultOK}}, list...)
		logged = append(logged, monitor.LoggedRead{EventID: id, Delivered: at(r[1])})
	}
	s.Reads = monitor.Found(list)
	if delivered {
		s.Logged = monitor.Found(logged)
	}
	return s
}

// holds wants the one kind of words in a text, and none of the other.
func holds(t *testing.T, text string, has, hasNo []string) {
	t.Helper()
	for _, want := range has {
		if !strings.Contains(text, want) {
			t.Errorf("no %q", want)
		}
	}
	for _, never := range hasNo {
		if strings.Contains(text, never) {
			t.Errorf("%q", never)
		}
	}
	if t.Failed() {
		t.Log(text)
	}
}

// TestWhoseMail credits the mail to the read that the alarm went off for.
func TestWhoseMail(t *testing.T) {
	four := [][2]string{{"00:20:47", "00:25:27"}, {"00:22:48", "00:27:02"}, {"00:25:18", "00:30:28"}, {"00:25:39", "00:31:37"}}
	for _, c := range []struct {
		name       string
		s          monitor.Snapshot
		has, hasNo []string
	}{
		{
			"the deliveries are known", waited(t, true, four...),
			[]string{
				"From the first part (2026-11-23 00:19:47 UTC) to the first mail (2026-11-23 00:26:07 UTC) it took 6 min 20 s",
				"| 2026-11-23 00:20:47 UTC | the AWS CLI | ALARM at 2026-11-23 00:26:07 UTC, 5 min 20 s after the read | sent to the topic, 5 min 20 s after the read |",
				"| 2026-11-23 00:22:48 UTC | the AWS CLI | its record came at 2026-11-23 00:27:02 UTC, into the ALARM since 2026-11-23 00:26:07 UTC | none of its own |",
				"| 2026-11-23 00:25:39 UTC | the AWS CLI | its record came at 2026-11-23 00:31:37 UTC, into the ALARM since 2026-11-23 00:26:07 UTC | none of its own |",
				"The first read of which a mail was sent was that of 2026-11-23 00:20:47 UTC: the alarm went off 5 min 20 s after the read",
			},
			[]string{"28 s", "one of the reads", "brought no mail"},
		},
		{
			"no delivery is known, and one read is old enough", waited(t, false, four[0], four[2], four[3]),
			[]string{
				"The first read of which a mail was sent was that of 2026-11-23 00:20:47 UTC",
				"| 2026-11-23 00:25:39 UTC | the AWS CLI | ALARM at 2026-11-23 00:26:07 UTC, that of the read at 2026-11-23 00:20:47 UTC | none of its own |",
			},
			[]string{"28 s", "brought no mail"},
		},
		{
			"no delivery is known, and two reads are", waited(t, false, four...),
			[]string{
				"The first read of which a mail was sent was one of the reads of 2026-11-23 00:20:47 UTC and 2026-11-23 00:22:48 UTC: the alarm went off at 2026-11-23 00:26:07 UTC",
				"| 2026-11-23 00:22:48 UTC | the AWS CLI | ALARM at 2026-11-23 00:26:07 UTC, for one of the reads of 2026-11-23 00:20:47 UTC and 2026-11-23 00:22:48 UTC | one for these, sent to the topic at 2026-11-23 00:26:07 UTC |",
				"| 2026-11-23 00:25:39 UTC | the AWS CLI | ALARM at 2026-11-23 00:26:07 UTC, that of the read at 2026-11-23 00:20:47 UTC or 2026-11-23 00:22:48 UTC | none of its own |",
			},
			[]string{"28 s", "brought no mail"},
		},
		{
			"delivered when the alarm was OK again", waited(t, true, four[0], [2]string{"00:25:39", "00:35:20"}),
			[]string{"| 2026-11-23 00:25:39 UTC | the AWS CLI | stayed as it was | no |"},
			[]string{"28 s"},
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			text := report.Markdown(report.Facts{Snapshot: c.s, Judging: doctor.Options{}})
			holds(t, text, c.has, c.hasNo)
		})
	}
}
