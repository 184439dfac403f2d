package contract_test

import (
	"bytes"
	"testing"
	"time"

	"secretwatch/aws/foreign"
	"secretwatch/aws/history"
	"secretwatch/aws/record"
	"secretwatch/ui/contract"
)

// The text below is the contract: scripts rely on every name in it.
func TestHistoryShape(t *testing.T) {
	s := history.Summary{
		Secret: history.Secret{Name: "db"}, From: at, To: at.Add(time.Hour), Known: at, Source: history.Insights, Complete: true, Reads: 3,
		Readers: []history.Reader{{
			Who: record.Who{Kind: record.WhoRole, Name: foreign.New("app\x1b"), Account: "111122223333"}, Several: true,
			How: record.HowLambda, From: foreign.New("203.0.113.7"), Result: record.ResultDenied, Test: true, InMessage: true,
			Count: 3, First: at, Last: at.Add(time.Minute),
		}},
		Days: []history.Day{{Day: at.Truncate(24 * time.Hour), Count: 3}},
	}
	want := `{"schemaVersion":1,"secret":"db","from":"2026-11-22T11:00:00.250Z","to":"2026-11-22T12:00:00.250Z","source":"insights","complete":true,"reads":3,"readers":[` +
		`{"who":{"kind":"role","name":"app\u001b","arn":"","session":""},"account":"111122223333","severalSessions":true,"how":"lambda","from":"203.0.113.7",` +
		`"result":"denied","count":3,"first":"2026-11-22T11:00:00.250Z","last":"2026-11-22T11:01:00.250Z","test":true,"inMessage":true}],` +
		`"days":[{"day":"2026-11-22","count":3}]}` + "\n"
	var b bytes.Buffer
	if err := contract.Write(&b, contract.NewHistory(s)); err != nil {
		t.Fatal(err)
	}
	if b.String() != want {
		t.Errorf("got  %s\nwant %s", b.String(), want)
	}
	b.Reset()
	part := history.Summary{Secret: s.Secret, From: at, To: at, Known: at, Source: history.EventHistory, Why: "stopped"}
	if err := contract.Write(&b, contract.NewHistory(part)); err != nil {
		t.Fatal(err)
	}
	want = `{"schemaVersion":1,"secret":"db","from":"2026-11-22T11:00:00.250Z","to":"2026-11-22T11:00:00.250Z","source":"event-history","complete":false,` +
		`"why":"stopped","knownFrom":"2026-11-22T11:00:00.250Z","reads":0,"readers":[],"days":[]}` + "\n"
	if b.String() != want {
		t.Errorf("got  %s\nwant %s", b.String(), want)
	}
}
