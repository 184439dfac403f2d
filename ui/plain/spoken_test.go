package plain_test

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"secretwatch/aws/build"
	"secretwatch/aws/doctor"
	"secretwatch/aws/doctor/pages"
	"secretwatch/aws/foreign"
	"secretwatch/aws/monitor"
	"secretwatch/aws/record"
	"secretwatch/aws/trace"
	"secretwatch/aws/watch"
	"secretwatch/ui/plain"
)

func TestHistoryIsHeard(t *testing.T) {
	var b bytes.Buffer
	plain.Printer{W: &b, Zone: time.UTC, Spoken: true}.History(answer(), 120, false)
	const want = `41 reads of prod/db and 2 tries that failed from 2026-11-18 12:00 to 2026-11-22 12:00, in Event history.
Role app (several sessions): 40 reads from Lambda from 203.0.113.7, result ok.
First 2026-11-19 12:00, last 2026-11-22 12:02.
User eve·[2J: 2 reads with the AWS CLI from 203.0.113.7, result denied.
First 2026-11-19 12:00, last 2026-11-22 12:01.
The record does not name the secret, only the message of the refusal does.
User ann: 1 read with secretwatch from 203.0.113.7, result ok.
First 2026-11-19 12:00, last 2026-11-22 12:00.
These were test reads of secretwatch.
Days with reads or tries that failed, in UTC, both counted as tries:
2026-11-19: 3 tries.
2026-11-22: 40 tries.
`
	if b.String() != want {
		t.Errorf("said\n%s\nwant\n%s", b.String(), want)
	}
}

func TestReadIsHeard(t *testing.T) {
	who := record.Who{Kind: record.WhoUser, Name: foreign.New("eve─⣿")}
	for _, c := range []struct {
		name string
		read record.Read
		want string
	}{
		{"denied", record.Read{Who: who, How: record.HowCLI, Result: record.ResultDenied, Error: foreign.New("AccessDenied"), Secret: foreign.New("prod/db"), From: foreign.New("203.0.113.7"), Time: at}, "12:00:00, user eve\ufffd\ufffd tried to read prod/db with the AWS CLI from 203.0.113.7 and was denied: AccessDenied."},
		{"denied, and named in the message only", record.Read{Who: who, How: record.HowCLI, Result: record.ResultDenied, Error: foreign.New("AccessDenied: User: arn:aws:iam::1:user/eve is not authorized to perform: secretsmanager:GetSecretValue on resource: prod/db because no identity-based policy"), From: foreign.New("203.0.113.7"), Time: at}, "12:00:00, user eve\ufffd\ufffd tried to read prod/db with the AWS CLI from 203.0.113.7 and was denied: AccessDenied."},
		{"denied by its ARN", record.Read{Who: who, How: record.HowCLI, Result: record.ResultDenied, Error: foreign.New("AccessDenied: secretsmanager:GetSecretValue on resource: arn:aws:secretsmanager:eu-west-1:1:secret:prod/db-AbCdEf"), From: foreign.New("203.0.113.7"), Time: at}, "12:00:00, user eve\ufffd\ufffd tried to read prod/db-AbCdEf with the AWS CLI from 203.0.113.7 and was denied: AccessDenied."},
		{"in a batch", record.Read{Who: who, How: record.HowService, By: foreign.New("secretsmanager.amazonaws.com"), Result: record.ResultOK, From: foreign.New("secretsmanager.amazonaws.com"), Time: at}, "12:00:00, user eve\ufffd\ufffd read an unnamed secret through Secrets Manager (as for a BatchGetSecretValue), from secretsmanager.amazonaws.com."},
		{"of nothing known", record.Read{Who: who, Result: record.ResultOK}, "At an unknown time, user eve\ufffd\ufffd read an unnamed secret with another program from an unknown address."},
	} {
		t.Run(c.name, func(t *testing.T) {
			var b bytes.Buffer
			plain.Printer{W: &b, Zone: time.UTC, Spoken: true}.Read(watch.Read{Read: c.read})
			if got := strings.TrimSuffix(b.String(), "\n"); got != c.want {
				t.Errorf("said %q, want %q", got, c.want)
			}
		})
	}
}

func TestPlanIsHeard(t *testing.T) {
	var b bytes.Buffer
	plain.Printer{W: &b, Spoken: true}.Plan([]monitor.Change{
		{Kind: monitor.KindSecret, Name: "a", Action: monitor.ActionNone},
		{Kind: monitor.KindAlarm, Name: "x", Action: monitor.ActionUpdate, Why: "it averages", Settings: []monitor.Setting{{Name: "statistic", Have: "Average", Want: "Sum"}, {Name: "actions", Want: strings.Repeat("y", 500)}}},
		{Kind: monitor.KindTopic, Name: "t", Action: monitor.ActionCreate, Why: "it is not there"},
		{Kind: monitor.KindRule, Name: "r", Action: monitor.ActionNone, Why: "as it should be"},
		{Kind: monitor.KindRule, Name: "theirs", Action: monitor.ActionNone, Why: "it was not made by setup"},
	}, build.Cost{MonthlyUSD: 0.1, PricesAsOf: "2026-11-22", Lines: []build.CostLine{{Item: "alarm", USD: 0.1, Why: "the first 10 are free"}}})
	want := `Change: alarm x, because it averages.
It changes statistic from Average to Sum.
It changes actions from nothing to ` + strings.Repeat("y", 120) + `, and so on.
Create: topic t.
Left alone: EventBridge rule theirs, because it was not made by setup.
There already as it should be: secret a, EventBridge rule r.
It costs about $0.10 a month, by list prices as of 2026-11-22.
Alarm: $0.10. The first 10 are free.
`
	if b.String() != want {
		t.Errorf("said\n%s\nwant\n%s", b.String(), want)
	}
}

func TestLasted(t *testing.T) {
	for d, want := range map[time.Duration]string{
		-time.Second: "no time", 0: "no time", 300 * time.Millisecond: "0.3 seconds", time.Second: "1 second", 3 * time.Second: "3 seconds",
		65 * time.Second: "1 minute 5 seconds", 10 * time.Minute: "10 minutes",
	} {
		if got := plain.Lasted(d); got != want {
			t.Errorf("%s: %q, want %q", d, got, want)
		}
	}
}

// A read that found the alarm in ALARM is nobody's fault, and is not heard as one.
func TestAReadInAnAlarmIsHeardAsWell(t *testing.T) {
	h := trace.Hop{Hop: monitor.HopAlarm, Status: trace.Broken, Code: "alarm-already-in-alarm", Evidence: []trace.Pair{
		{Name: trace.EvidenceWhy, Value: "the alarm was in ALARM already, and actions run on a change only"},
		{Name: trace.EvidenceCovered, Value: "2026-11-22T12:00:00Z"},
	}}
	got := plain.Printer{Spoken: true}.HopSentence(h)
	const want = "The alarm: it was in ALARM already and had sent its mail, so this read gets none of its own. That is as it should be."
	if got != want {
		t.Errorf("heard %q, want %q", got, want)
	}
}

// The list of codes is one of sentences, and a page's headings end as such.
func TestCodesAreHeard(t *testing.T) {
	var b bytes.Buffer
	p := plain.Printer{W: &b, Zone: time.UTC, Spoken: true}
	p.Codes(pages.All())
	page, _ := pages.Get("alarm-average")
	p.Page(page, 100)
	for l := range strings.Lines(b.String()) {
		l = strings.TrimRight(l, "\n")
		if strings.HasPrefix(l, " ") || strings.Contains(l, "  ") || l != "" && !strings.ContainsAny(l[len(l)-1:], ".:?!") && !strings.Contains(l, "aws ") && !strings.Contains(l, "https://") {
			t.Errorf("no sentence: %q", l)
		}
	}
	if !strings.Contains(b.String(), "clock-skew: The clock here differs from AWS's.") {
		t.Errorf("a code is missing in\n%s", b.String())
	}
}

// An address that was not confirmed yet waits for a person: it is not broken.
func TestAPendingSubscriptionIsHeardAsWaiting(t *testing.T) {
	h := trace.Hop{Hop: monitor.HopSubscription, Status: trace.Broken, Code: doctor.CodePending, Evidence: []trace.Pair{{Name: trace.EvidenceWhy, Value: "a@example.com has not confirmed"}}}
	if got := (plain.Printer{Spoken: true}).HopSentence(h); !strings.HasPrefix(got, "The subscription, waiting. ") {
		t.Errorf("heard %q", got)
	}
}

// A failed read that the filter misses for another reason than its failing is no
// matter of course.
func TestAFailedReadIsLeftOutOnPurposeOnly(t *testing.T) {
	for clause, want := range map[string]bool{"$.errorCode NOT EXISTS: the record has AccessDenied": true, `$.requestParameters.secretId = "a": the record has "b"`: false} {
		h := trace.Hop{Hop: monitor.HopFilter, Status: trace.Broken, Code: "read-failed", Evidence: []trace.Pair{{Name: "does not hold", Value: clause}}}
		if got := plain.LeftOut(h); got != want {
			t.Errorf("%s: left out on purpose %v", clause, got)
		}
	}
}

// The numbers by which AWS explains a change are left to who asks for them.
func TestAChangeIsHeardWithoutItsNumbers(t *testing.T) {
	for reason, want := range map[string]string{
		"Threshold Crossed: 1 out of the last 1 datapoints [1.0 (23/11/26 16:03:00)] was greater than or equal to the threshold (1.0).": "12:00:00, the alarm a went from OK to ALARM.\n",
		"by hand": "12:00:00, the alarm a went from OK to ALARM. by hand.\n",
	} {
		var b bytes.Buffer
		plain.Printer{W: &b, Zone: time.UTC, Spoken: true}.Transition(watch.Transition{At: at, Alarm: "a", From: "OK", To: "ALARM", Reason: foreign.New(reason)})
		if b.String() != want {
			t.Errorf("said %q, want %q", b.String(), want)
		}
	}
}

// A pattern is heard once: the one of the remedy's command.
func TestAPatternIsHeardOnce(t *testing.T) {
	f := doctor.Finding{
		Code: "read-failed", Hop: monitor.HopRead, Status: doctor.Warning, Summary: "the newest read failed",
		Evidence: []doctor.Evidence{{Name: "pattern", Value: "{ $.a = 1 }"}, {Name: "from", Value: "192.0.2.1"}},
		Remedy:   &doctor.Remedy{Kind: doctor.Person, Summary: "count them too", Commands: []string{"aws logs put-metric-filter --filter-pattern '{ $.b = 1 }'"}},
	}
	for _, c := range []struct {
		name     string
		commands []string
		want     int
	}{{"in the command", f.Remedy.Commands, 0}, {"in none", nil, 1}} {
		f.Remedy.Commands = c.commands
		var b bytes.Buffer
		plain.Printer{W: &b, Spoken: true}.Report(doctor.Report{Findings: []doctor.Finding{f}, Verdict: f})
		if n := strings.Count(b.String(), "{ $.a = 1 }"); n != c.want || !strings.Contains(b.String(), "From: 192.0.2.1.") {
			t.Errorf("%s: said\n%s", c.name, b.String())
		}
	}
}

// Of an ARN what it names is heard.
func TestWhyAReadStoppedIsHeardWithoutARNs(t *testing.T) {
	h := trace.Hop{Hop: monitor.HopAction, Status: trace.Broken, Evidence: []trace.Pair{{Name: trace.EvidenceWhy, Value: "arn:aws:sns:us-east-1:123456789012:mails: no access to arn:aws:kms:us-east-1:123456789012:key/k-1"}}}
	const want = "The alarm's action, BROKEN. mails: no access to k-1."
	if got := (plain.Printer{Spoken: true}).HopSentence(h); got != want {
		t.Errorf("heard %q, want %q", got, want)
	}
}
