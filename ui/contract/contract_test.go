package contract_test

import (
	"bytes"
	"testing"
	"time"

	"secretwatch/aws/build"
	"secretwatch/aws/doctor"
	"secretwatch/aws/foreign"
	"secretwatch/aws/monitor"
	"secretwatch/aws/record"
	"secretwatch/aws/watch"
	"secretwatch/ui/contract"
)

var at = time.Date(2026, 11, 22, 12, 0, 0, 250e6, time.FixedZone("CET", 3600))

// The texts below are the contract: scripts rely on every name in them.
func TestShapes(t *testing.T) {
	d := monitor.Desired{Place: monitor.Place{Account: "111122223333", Region: "us-east-1"}, Names: monitor.Names{Monitor: "db"}}
	trail := monitor.Change{Kind: monitor.KindTrail, Name: "t", ARN: "arn:t", Action: monitor.ActionCreate, Why: "it is not there"}
	adopted, kept, blocked := trail, trail, trail
	adopted.Action, kept.Action, blocked.Action = monitor.ActionAdopt, monitor.ActionNone, monitor.ActionBlocked
	finding := doctor.Finding{
		Code: "alarm-average", Hop: monitor.HopAlarm, Status: doctor.Broken, Summary: "s",
		Evidence: []doctor.Evidence{{Name: "statistic", Value: "Average"}},
		Remedy:   &doctor.Remedy{Kind: doctor.Auto, Summary: "r", Commands: []string{"aws x > y"}}, BecauseOf: "no-trail",
	}
	read := watch.Read{Read: record.Read{
		Time: at, EventID: "e", RequestID: "r", Secret: foreign.New("db"), How: record.HowCLI, Agent: foreign.New("evil\x1b[31m\r"),
		Who:  record.Who{Kind: record.WhoRole, Name: foreign.New("n"), ARN: foreign.New("arn:n"), Session: foreign.New("s")},
		From: foreign.New("192.0.2.1"), Result: record.ResultDenied, Error: foreign.New("AccessDenied"), Test: true,
	}}
	for _, c := range []struct {
		name string
		v    any
		want string
	}{
		{
			"setup",
			contract.NewSetup(d, []build.Result{
				{Change: trail, State: build.Done, Took: 12 * time.Millisecond},
				{Change: adopted, State: build.Done},
				{Change: kept, State: build.Done},
				{Change: trail, State: build.Failed},
			}, []string{"confirm the e-mail sent to a@example.com"}),
			`{"schemaVersion":1,"monitor":"db","account":"111122223333","region":"us-east-1","resources":[` +
				`{"kind":"trail","name":"t","arn":"arn:t","action":"created","durationMs":12},` +
				`{"kind":"trail","name":"t","arn":"arn:t","action":"adopted","durationMs":0},` +
				`{"kind":"trail","name":"t","arn":"arn:t","action":"unchanged","durationMs":0}],` +
				`"waiting":["confirm the e-mail sent to a@example.com"]}`,
		},
		{"setup with nothing to wait for", contract.NewSetup(d, nil, nil), `{"schemaVersion":1,"monitor":"db","account":"111122223333","region":"us-east-1","resources":[],"waiting":[]}`},
		{
			"plan",
			contract.NewPlan([]monitor.Change{trail, kept, blocked}, build.Cost{
				MonthlyUSD: 0.4, Lines: []build.CostLine{{Item: "secret", USD: 0.4, Why: "w"}}, PricesAsOf: "2026-11-22",
			}),
			`{"schemaVersion":1,"changes":[{"kind":"trail","name":"t","action":"create","why":"it is not there"},` +
				`{"kind":"trail","name":"t","action":"none","why":"it is not there"},` +
				`{"kind":"trail","name":"t","action":"none","why":"it is not there","blocked":true}],` +
				`"cost":{"monthlyUSD":0.4,"lines":[{"item":"secret","usd":0.4,"why":"w"}],"pricesAsOf":"2026-11-22"}}`,
		},
		{
			"doctor",
			contract.NewDoctor(doctor.Report{Verdict: finding, Findings: []doctor.Finding{finding}}),
			`{"schemaVersion":1,"monitor":{"name":"","account":"","region":"","secret":"","trail":"","bucket":"","logGroup":"","role":"",` +
				`"metricFilter":"","namespace":"","metric":"","alarm":"","topic":""},` +
				`"verdict":{"code":"alarm-average","hop":"alarm","status":"broken","summary":"s"},` +
				`"findings":[{"code":"alarm-average","hop":"alarm","status":"broken","summary":"s","evidence":{"statistic":"Average"},` +
				`"remedy":{"kind":"auto","summary":"r","commands":["aws x > y"]},"becauseOf":"no-trail"}]}`,
		},
		{
			"destroy",
			contract.NewDestroy(build.Destroyed{
				Deleted:   []monitor.Change{trail},
				Remaining: []build.Remaining{{Kind: monitor.KindSecret, Name: "db", Why: "w", GoneBy: at}, {Kind: monitor.KindBucket, Name: "b", Why: "w"}},
			}),
			`{"schemaVersion":1,"deleted":[{"kind":"trail","name":"t"}],"remaining":[` +
				`{"kind":"secret","name":"db","why":"w","goneBy":"2026-11-22T11:00:00.250Z"},{"kind":"bucket","name":"b","why":"w","goneBy":null}]}`,
		},
		{
			"read",
			contract.NewRead(read, at.Add(2*time.Second)),
			`{"type":"read","time":"2026-11-22T11:00:00.250Z","eventId":"e","requestId":"r","secret":"db",` +
				`"who":{"kind":"role","name":"n","arn":"arn:n","session":"s"},"how":"aws-cli","agent":"evil\u001b[31m\r","from":"192.0.2.1",` +
				`"result":"denied","error":"AccessDenied","test":true,"lagMs":2000}`,
		},
		{
			"alarm",
			contract.NewAlarm(watch.Transition{
				At: at, Alarm: "a", From: "OK", To: "ALARM", Reason: foreign.New("why"),
				Actions: []watch.ActionResult{{Target: "arn:topic", Error: foreign.New("no")}},
			}),
			`{"type":"alarm","time":"2026-11-22T11:00:00.250Z","alarm":"a","from":"OK","to":"ALARM","reason":"why",` +
				`"actions":[{"target":"arn:topic","ok":false,"error":"no"}]}`,
		},
		{"datapoint", contract.NewDatapoint("m", watch.Datapoint{At: at, Value: 1}), `{"type":"datapoint","time":"2026-11-22T11:00:00.250Z","metric":"m","value":1}`},
		{
			"finding",
			contract.NewWatchFinding(doctor.Finding{Code: "trail", Hop: monitor.HopTrail, Status: doctor.OK, Summary: "s"}),
			`{"type":"finding","code":"trail","hop":"trail","status":"ok","summary":"s","evidence":{}}`,
		},
	} {
		var b bytes.Buffer
		if err := contract.Write(&b, c.v); err != nil {
			t.Fatal(err)
		}
		if got := b.String(); got != c.want+"\n" {
			t.Errorf("%s:\ngot  %swant %s", c.name, got, c.want)
		}
	}
}
