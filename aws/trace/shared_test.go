package trace_test

import (
	"strings"
	"testing"
	"time"

	"secretwatch/aws/doctor"
	"secretwatch/aws/foreign"
	"secretwatch/aws/monitor"
	"secretwatch/aws/trace"
	"secretwatch/aws/watch"
)

// followed is the way of a read on a monitor with both ways, ten minutes after
// it.
func followed(change func(*trace.Input)) trace.Path {
	asked := at(600)
	in := trace.Input{
		Read: read(), Now: at(600), Mails: []trace.Mail{}, Transitions: []watch.Transition{toAlarm(280, told(281))}, Datapoints: []watch.Datapoint{point(1)},
		Closely: &trace.Closely{
			Chain: twoWays(), Match: &trace.Match{Matches: true, Tested: true}, Counts: &trace.Counts{Published: 1, Delivered: 1},
			Asked: map[watch.Source]time.Time{trace.SourceRuleTopic: asked, trace.SourceInbox: asked, watch.SourceAlarm: asked, watch.SourceAlarmHistory: asked},
		},
	}
	change(&in)
	return trace.Follow(in)
}

// A read that the rule mailed is not lost where it fell into another one's ALARM.
func TestRuleMailsAReadInAlarm(t *testing.T) {
	ruleMail := trace.Mail{At: at(61), Subject: "AWS Notification Message", Text: `"Request id: r-1"`}
	before := trace.Mail{At: at(-58), Subject: `ALARM: "secretwatch-db" in US East (N. Virginia)`}
	for _, c := range []struct {
		name   string
		mails  []trace.Mail
		code   string
		status doctor.Status
	}{
		{"both sent", []trace.Mail{before, ruleMail}, "alarm-mail-was-earlier", doctor.OK},
		{"the rule's only", []trace.Mail{ruleMail}, "alarm-already-in-alarm", doctor.Warning},
		{"the alarm's earlier one only", []trace.Mail{before}, "alarm-already-in-alarm", doctor.Broken},
	} {
		path := followed(func(in *trace.Input) {
			in.Transitions, in.Mails = []watch.Transition{toAlarm(-60, told(-59))}, c.mails
		})
		v := trace.Judge(path, nil)
		if v.Code != c.code || v.Status != c.status {
			t.Errorf("%s: %s %s: %s", c.name, v.Code, v.Status, v.Summary)
		}
		calm := path.Of(monitor.HopAlarm).Status == trace.OK
		if calm != (c.status != doctor.Broken) {
			t.Errorf("%s: the alarm's hop is %+v", c.name, path.Of(monitor.HopAlarm))
		}
	}
}

// What keeps the rule's mail back shows at the hop that its code is of.
func TestRuleFaultAtItsHop(t *testing.T) {
	for _, c := range []struct {
		hop  monitor.Hop
		want string // a letter a hop: action topic subscription mail
	}{
		{monitor.HopFilter, "buuu"},
		{monitor.HopAlarm, "buuu"},
		{monitor.HopAction, "buuu"},
		{monitor.HopTopic, "obuu"},
		{monitor.HopSubscription, "oobu"},
	} {
		path := followed(func(in *trace.Input) {
			in.Closely.RuleBlame = &trace.Blame{Hop: c.hop, Code: "rule-x", Summary: "it is broken"}
		})
		var got strings.Builder
		for _, h := range path.Rule {
			got.WriteByte(h.Status[0])
			if h.Status == trace.Broken && h.Code != "rule-x" {
				t.Errorf("%s: code %s", c.hop, h.Code)
			}
		}
		if got.String() != c.want {
			t.Errorf("a fault at %s is shown as %s, want %s", c.hop, got.String(), c.want)
		}
	}
}

// A pattern that takes this very read is not what kept its mail back.
func TestPatternThatTakesTheRead(t *testing.T) {
	pattern := doctor.Finding{Code: "rule-pattern-mismatch", Hop: monitor.HopFilter, Status: doctor.Broken}
	state := doctor.Finding{Code: "rule-without-management-events", Hop: monitor.HopAlarm, Status: doctor.Broken}
	r := &doctor.Report{Verdict: pattern, Findings: []doctor.Finding{pattern, state}}
	for id, want := range map[string]string{"db": "rule-without-management-events", "other": "rule-pattern-mismatch"} {
		path := followed(func(in *trace.Input) {
			in.Read.JSON = foreign.New(`{"eventSource":"secretsmanager.amazonaws.com","eventName":"GetSecretValue","requestParameters":{"secretId":"` + id + `"}}`)
			in.Mails = []trace.Mail{{At: at(284), Subject: `ALARM: "secretwatch-db" in US East (N. Virginia)`}}
			in.Closely.Chain.Rule = monitor.Found(monitor.Rule{Pattern: foreign.New(`{"source":["aws.secretsmanager"],"detail":{"requestParameters":{"secretId":["db"]}}}`)})
		})
		if v := trace.Judge(path, r); v.Code != want {
			t.Errorf("read of %s: %s, want %s", id, v.Code, want)
		}
	}
}

// Where the rule sends a text of somebody's own, its topic's count speaks.
func TestRuleTextWithoutRequest(t *testing.T) {
	path := followed(func(in *trace.Input) {
		in.Mails = []trace.Mail{{At: at(61), Subject: "AWS Notification Message", Text: "read!"}, {At: at(284), Subject: `ALARM: "secretwatch-db" in US East (N. Virginia)`}}
		in.Closely.RuleCounts = &trace.Counts{Published: 1, Delivered: 1}
		in.Closely.Chain.RuleTopic = monitor.Found(monitor.Topic{ARN: "arn:t"})
		in.Closely.Chain.Rule = monitor.Found(monitor.Rule{Targets: monitor.Found([]monitor.RuleTarget{{ID: "mail", ARN: "arn:t", Template: foreign.New(`"read!"`)}})})
	})
	for _, h := range path.Rule {
		if h.Status == trace.Broken || h.Status == trace.Waiting {
			t.Errorf("%s is %s: %+v", h.Hop, h.Status, h.Evidence)
		}
	}
	if v := trace.Judge(path, nil); v.Status != doctor.OK {
		t.Errorf("%s %s: %s", v.Code, v.Status, v.Summary)
	}
}
