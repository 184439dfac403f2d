package report_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"secretwatch/aws/foreign"
	"secretwatch/aws/monitor"
	"secretwatch/aws/record"
	"secretwatch/aws/report"
)

// busy is a secret that 40 readers read 5,000 times, number 1 the most often,
// with an alarm that somebody cannot leave alone.
func busy() report.Facts {
	counts := map[int]int{}
	var reads []record.Read // newest first
	for i := range 5000 {
		who := i%40 + 1
		if i%40 >= 20 && i%3 == 0 {
			who = 1
		}
		counts[who]++
		name := fmt.Sprintf("worker%02d", who)
		reads = append(reads, record.Read{
			Time: noon.Add(-time.Duration(i) * 7 * time.Second), Secret: foreign.New("s"), How: record.HowSDK, Result: record.ResultOK,
			From: foreign.New(fmt.Sprintf("10.0.0.%d", who)), RequestID: fmt.Sprint(i), Agent: foreign.New("Boto3/1.40"),
			Who: record.Who{Kind: record.WhoUser, Name: foreign.New(name), ARN: foreign.New("arn:aws:iam::123456789012:user/" + name), Account: "123456789012"},
		})
	}
	var changes []monitor.Changed
	var past []monitor.HistoryItem
	for i := range 300 {
		when := noon.Add(-time.Duration(i) * 2 * time.Minute)
		changes = append(changes, monitor.Changed{
			Event: []string{"StopLogging", "StartLogging", "PutMetricAlarm"}[i%3], At: when, Who: foreign.New("arn:aws:iam::123456789012:user/worker07"), EventID: fmt.Sprint(i),
		})
		past = append(past, monitor.HistoryItem{
			At: when, Type: "StateUpdate", Summary: foreign.New("Alarm updated from OK to ALARM"), Data: foreign.New(`{"newState":{"stateReason":"by hand"}}`),
		})
	}
	return report.Facts{Snapshot: monitor.Snapshot{
		Place: monitor.Place{Account: "123456789012", Region: "us-east-1", Partition: "aws"}, At: noon.Add(time.Minute),
		Names: monitor.Names{Secret: "s", Trail: "t", Topic: "topic", Alarm: "a"},
		Reads: monitor.Found(reads), Changes: monitor.Found(changes), AlarmHistory: monitor.Found(past),
	}}
}

// TestBusy keeps the report of a busy secret readable, and its numbers true.
func TestBusy(t *testing.T) {
	text := report.Markdown(busy())
	for _, want := range []string{
		"By whom of the newest 5000 reads, the most frequent first:\n\n| Who | Reads | First | Newest |\n| --- | --- | --- | --- |\n| user `person 3` | 959 |",
		"| and 30 more | 2916 |  |  |", "(4988 reads before these left out, and older ones not looked for)", "(260 changes before these left out)",
		"(295 times before these left out). That tests the mail alone", "The newest 10 of 99 causes:",
		"5000 reads (a program with an SDK)",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("no %q", want)
		}
	}
	if lines := strings.Count(text, "\n"); lines > 330 {
		t.Errorf("%d lines", lines)
	}
	if strings.Contains(text, "worker") {
		t.Error("a name is not masked")
	}
	if t.Failed() {
		t.Log(text)
	}
}

// TestFewReaders needs no table of who reads.
func TestFewReaders(t *testing.T) {
	f := busy()
	few := (*f.Snapshot.Reads.Value)[:12]
	f.Snapshot.Reads = monitor.Found(few)
	if text := report.Markdown(f); strings.Contains(text, "By whom") || strings.Contains(text, "left out):\n\n| Time") {
		t.Error("12 reads are counted up beside their table")
	}
}
