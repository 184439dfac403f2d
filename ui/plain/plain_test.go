package plain_test

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"secretwatch/aws/build"
	"secretwatch/aws/doctor"
	"secretwatch/aws/foreign"
	"secretwatch/aws/monitor"
	"secretwatch/aws/record"
	"secretwatch/aws/watch"
	"secretwatch/ui/plain"
)

var at = time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)

func printed(f func(plain.Printer)) string {
	var b bytes.Buffer
	f(plain.Printer{W: &b, Zone: time.FixedZone("CET", 3600)})
	return b.String()
}

func TestAReadIsOneLineWhateverItsAuthorSent(t *testing.T) {
	got := printed(func(p plain.Printer) {
		p.Read(watch.Read{Read: record.Read{
			Time: at, How: record.HowOther, Result: record.ResultDenied, Error: foreign.New("AccessDenied\nALL OK"),
			Who: record.Who{Kind: record.WhoUser, Name: foreign.New("eve\r\x1b]52;c;aGk=\x07")}, From: foreign.New("\u202e1.2.3.4"),
		}})
	})
	want := "13:00:00  read of an unnamed secret by user eve ·]52;c;aGk=·, how: other, from ·1.2.3.4, result: denied (AccessDenied ALL OK)\n"
	if got != want {
		t.Errorf("got  %qwant %q", got, want)
	}
}

// A read that a service made says which one.
func TestAReadByAService(t *testing.T) {
	got := printed(func(p plain.Printer) {
		p.Read(watch.Read{Read: record.Read{
			Time: at, How: record.HowService, By: foreign.New("ecs-tasks\x1b.amazonaws.com"), Result: record.ResultOK,
			Who: record.Who{Kind: record.WhoRole, Name: foreign.New("app")}, From: foreign.New("ecs-tasks.amazonaws.com"), Secret: foreign.New("db"),
		}})
	})
	want := "13:00:00  read of db by role app, how: service, by the AWS service ecs-tasks·.amazonaws.com, from ecs-tasks.amazonaws.com, result: ok\n"
	if got != want {
		t.Errorf("got  %qwant %q", got, want)
	}
}

func TestDates(t *testing.T) {
	got := printed(func(p plain.Printer) {
		p.Dates = true
		p.Read(watch.Read{Read: record.Read{Time: at.AddDate(0, 0, -3), How: record.HowCLI, Result: record.ResultOK}})
		p.Transition(watch.Transition{At: at, Alarm: "a", From: "OK", To: "ALARM"})
	})
	for _, want := range []string{"2026-11-19 13:00:00  read of ", "\n2026-11-22 13:00:00  alarm a: OK -> ALARM"} {
		if !strings.Contains(got, want) {
			t.Errorf("no %q in %q", want, got)
		}
	}
}

func TestTransitionTellsActionsOnceAndErrorsInFull(t *testing.T) {
	topic := "arn:aws:sns:us-east-1:111122223333:t"
	tr := watch.Transition{At: at, Alarm: "a", From: "OK", To: "ALARM", Reason: foreign.New("because")}
	later := tr
	later.Update = true
	later.Actions = []watch.ActionResult{{At: at, Target: topic, Error: foreign.New("not authorized")}}
	got := printed(func(p plain.Printer) { p.Transition(tr); p.Transition(later) })
	want := "13:00:00  alarm a: OK -> ALARM (because)\n13:00:00  alarm action to " + topic + " FAILED: not authorized\n"
	if got != want {
		t.Errorf("got  %qwant %q", got, want)
	}
}

func TestReportEndsWithItsVerdict(t *testing.T) {
	broken := doctor.Finding{
		Code: "no-trail", Hop: monitor.HopTrail, Status: doctor.Broken, Summary: "there is no trail",
		Evidence: []doctor.Evidence{{Name: "trails seen", Value: "0"}},
		Remedy:   &doctor.Remedy{Kind: doctor.Auto, Summary: "make one", Commands: []string{"aws cloudtrail create-trail"}},
	}
	got := printed(func(p plain.Printer) {
		p.Report(doctor.Report{Verdict: broken, Findings: []doctor.Finding{
			{Code: "account", Hop: monitor.HopAccount, Status: doctor.OK, Summary: "this is 1"},
			broken,
			{Code: "delivery", Hop: monitor.HopDelivery, Status: doctor.Skipped, Summary: "not looked at", BecauseOf: "no-trail"},
		}})
	})
	want := `ACCOUNT
  [ok] this is 1
TRAIL
  [BROKEN] there is no trail [no-trail]
         trails seen: 0
DELIVERY
  [skipped] not looked at [delivery, because of no-trail]

What to do: make one
  aws cloudtrail create-trail
More about it: secretwatch explain no-trail
Verdict: there is no trail (no-trail)
`
	if got != want {
		t.Errorf("got:\n%s\nwant:\n%s", got, want)
	}
}

func TestPlanAndProgressSayWhatAndWhy(t *testing.T) {
	alarm := monitor.Change{
		Kind: monitor.KindAlarm, Name: "a", Action: monitor.ActionUpdate, Why: "one setting differs",
		Settings: []monitor.Setting{{Name: "statistic", Have: "Average", Want: "Sum"}},
	}
	got := printed(func(p plain.Printer) {
		p.Plan([]monitor.Change{alarm}, build.Cost{MonthlyUSD: 0.4, PricesAsOf: "2026-11-22", Lines: []build.CostLine{{Item: "secret", USD: 0.4, Why: "one secret"}}})
		p.Progress(build.Progress{Change: alarm, State: build.Queued})
		p.Progress(build.Progress{Change: alarm, State: build.Done, Took: 1500 * time.Millisecond})
		p.Progress(build.Progress{Change: alarm, State: build.Failed, Note: "denied"})
	})
	for _, want := range []string{
		"~ update  alarm         a  (one setting differs)", "statistic: Average -> Sum", "About $0.40 a month",
		"updated   alarm a  1.5 s", "FAILED    alarm a  denied",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("nothing says %q in:\n%s", want, got)
		}
	}
	if n := strings.Count(got, "alarm a"); n != 2 {
		t.Errorf("%d lines of progress, want 2: what is queued is not worth one", n)
	}
}

func TestTook(t *testing.T) {
	for d, want := range map[time.Duration]string{12 * time.Millisecond: "12 ms", 3400 * time.Millisecond: "3.4 s", 125 * time.Second: "2 m 05 s"} {
		if got := plain.Took(d); got != want {
			t.Errorf("Took(%v) = %q, want %q", d, got, want)
		}
	}
}
