package contract_test

import (
	"bytes"
	"testing"
	"time"

	"secretwatch/aws/doctor"
	"secretwatch/aws/foreign"
	"secretwatch/aws/monitor"
	"secretwatch/aws/record"
	"secretwatch/aws/trace"
	"secretwatch/aws/watch"
	"secretwatch/ui/contract"
)

// The text below is the contract: scripts rely on every name in it.
func TestTraceShape(t *testing.T) {
	read := watch.Read{Read: record.Read{Time: at, RequestID: "r", Secret: foreign.New("db\x1b"), Test: true}}
	path := trace.Path{Read: read, Hops: []trace.Hop{
		{Hop: monitor.HopRead, Status: trace.OK, At: at},
		{Hop: monitor.HopDelivery, Status: trace.OK, At: at.Add(time.Second), After: time.Second, Took: time.Second, Evidence: []trace.Pair{{Name: "told", Value: "a"}, {Name: "told", Value: "b"}}},
		{Hop: monitor.HopAlarm, Status: trace.Waiting, Due: at.Add(time.Minute), Late: at.Add(time.Hour)},
		{Hop: monitor.HopMail, Status: trace.Broken, Code: "c"},
	}}
	verdict := doctor.Finding{
		Code: "alarm-average", Hop: monitor.HopAlarm, Status: doctor.Broken, Summary: "s", Remedy: &doctor.Remedy{Kind: doctor.Auto, Summary: "r", Commands: []string{"aws x"}},
	}
	want := `{"schemaVersion":1,"requestId":"r","secret":"db\u001b","test":true,"readAt":"2026-11-22T11:00:00.250Z","ended":"timeout","totalMs":1000,"hops":[` +
		`{"hop":"read","status":"ok","at":"2026-11-22T11:00:00.250Z","afterMs":0,"tookMs":0,"evidence":{}},` +
		`{"hop":"delivery","status":"ok","at":"2026-11-22T11:00:01.250Z","afterMs":1000,"tookMs":1000,"evidence":{"told":"a; b"}},` +
		`{"hop":"alarm","status":"waiting","at":null,"afterMs":0,"tookMs":0,"dueBy":"2026-11-22T11:01:00.250Z","lateFrom":"2026-11-22T12:00:00.250Z","evidence":{}},` +
		`{"hop":"mail","status":"broken","at":null,"afterMs":0,"tookMs":0,"code":"c","evidence":{}}],` +
		`"verdict":{"code":"alarm-average","hop":"alarm","status":"broken","summary":"s"},` +
		`"remedy":{"kind":"auto","summary":"r","commands":["aws x"]},"resume":"secretwatch trace --resume r"}` + "\n"
	var b bytes.Buffer
	if err := contract.Write(&b, contract.NewTrace(path, verdict, contract.TraceTimeout, "secretwatch trace --resume r")); err != nil {
		t.Fatal(err)
	}
	if b.String() != want {
		t.Errorf("got\n%swant\n%s", b.String(), want)
	}
}
