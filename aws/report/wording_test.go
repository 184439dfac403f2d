package report_test

import (
	"strings"
	"testing"
	"time"

	"secretwatch/aws/foreign"
	"secretwatch/aws/monitor"
	"secretwatch/aws/record"
	"secretwatch/aws/report"
)

// edited is a change of the alarm in its history.
func edited(at time.Time, data string) monitor.HistoryItem {
	return monitor.HistoryItem{At: at, Type: "ConfigurationUpdate", Data: foreign.New(data)}
}

// TestWording is how reads, changes and counts are told.
func TestWording(t *testing.T) {
	denied, batch := readAt(2), readAt(3)
	denied.Result, denied.Error = record.ResultDenied, foreign.New("AccessDenied")
	batch.How, batch.By = record.HowService, foreign.New("secretsmanager.amazonaws.com")
	put := func(after time.Duration) monitor.Changed {
		return monitor.Changed{Event: "PutMetricAlarm", At: at(-10).Add(after), Who: foreign.New("arn:aws:iam::123456789012:user/ann"), EventID: after.String()}
	}
	published := 4.0
	text := report.Markdown(report.Facts{
		Snapshot: monitor.Snapshot{
			Place: monitor.Place{Account: "123456789012", Region: "us-east-1"}, Names: monitor.Names{Secret: "s", Trail: "t", Topic: "topic", Alarm: "a"}, At: at(8),
			Reads: monitor.Found([]record.Read{batch, denied, readAt(1)}), Changes: monitor.Found([]monitor.Changed{put(3 * time.Second), put(0)}),
			AlarmHistory: history(
				edited(at(-10).Add(3200*time.Millisecond), `{"type":"Update","updatedAlarm":{"statistic":"AVERAGE","period":300},"originalUpdatedFields":{"statistic":"SUM","datapointsToAlarm":1}}`),
				edited(at(-10).Add(100*time.Millisecond), `{"type":"Create","createdAlarm":{"statistic":"SUM","metricName":"m","period":60,"comparisonOperator":"GreaterThanOrEqualToThreshold","threshold":1.0}}`)),
			Points: monitor.Found([]monitor.Point{{At: at(0), Sum: 1, Samples: 1}, {At: at(1), Sum: 10, Samples: 10}, {At: at(2), Sum: 4, Samples: 4}}),
		},
		Notices: report.Notices{Counts: []report.Count{{Span: report.Span{On: at(6), Topic: foreign.New("files")}, From: at(5), To: at(10), Published: &published, Delivered: &published}}},
	})
	for _, want := range []string{
		"**With the AWS CLI.** 2 reads, 1 of which failed (the AWS CLI)", "**In the console, or by a program.** No such read is in Event history.",
		"**By an AWS service, for somebody or for itself.** 1 read (Secrets Manager (as for a BatchGetSecretValue))",
		"- 2026-11-22 11:50:00 UTC: `PutMetricAlarm` by `user/person 1`, which made the alarm: `Sum of m in 60 s at least 1`\n" +
			"- 2026-11-22 11:50:03 UTC: `PutMetricAlarm` by `user/person 1`: statistic `Sum` → `Average`, datapoints to alarm `1` → not set\n",
		"From 2026-11-22 12:05:00 UTC to 2026-11-22 12:08:00 UTC, when this was written and SNS's last period was not over, SNS counted 4 messages",
		"(# counted, + less than the line's number, - the alarm's threshold", "10 | #\n 8 | #\n 6 | #\n 4 | ##\n 2 |+##\n 0 |___\n",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("no %q", want)
		}
	}
	if t.Failed() {
		t.Log(text)
	}
}
