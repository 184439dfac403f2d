package trace_test

import (
	"strings"
	"testing"
	"time"

	"secretwatch/aws/doctor"
	"secretwatch/aws/monitor"
	"secretwatch/aws/record"
	"secretwatch/aws/trace"
	"secretwatch/aws/watch"
)

// twoWays is a monitor that also tells by a rule.
func twoWays() monitor.Snapshot {
	s := monitor.Snapshot{Place: monitor.Place{Account: "123456789012", Region: "us-east-1"}}
	s.Names = monitor.NamesFor("db", s.Place)
	s.Alarm = monitor.Found(monitor.Alarm{Name: "secretwatch-db", ActionsEnabled: true, AlarmActions: []string{topic}, Tags: map[string]string{
		monitor.TagManagedBy: monitor.ManagedBy, monitor.TagMonitor: "db", monitor.TagNotify: "alarm eventbridge",
	}})
	s.Filter = monitor.Found(monitor.MetricFilter{Name: "secretwatch-db"})
	return s
}

var ruleBroken = doctor.Finding{Code: "rule-disabled", Hop: monitor.HopAlarm, Status: doctor.Broken, Summary: "the rule is switched off"}

func TestRuleWay(t *testing.T) {
	alarmMail := trace.Mail{At: at(284), Subject: `ALARM: "secretwatch-db" in US East (N. Virginia)`}
	ruleMail := trace.Mail{At: at(61), Subject: "AWS Notification Message", Text: `"Someone read the secret db."` + "\n" + `"Request id: r-1"`}
	others := trace.Mail{At: at(62), Subject: "AWS Notification Message", Text: `"Request id: r-2"`}
	counted := &trace.Counts{Published: 1, Delivered: 1}
	for _, c := range []struct {
		name   string
		mails  []trace.Mail
		counts *trace.Counts
		blame  *trace.Blame
		report *doctor.Report
		now    int
		read   func(*watch.Read)
		// want is a letter a hop of the rule's way: action topic subscription mail.
		want, code string
		status     doctor.Status
		says       string
	}{
		{name: "both mails", mails: []trace.Mail{ruleMail, alarmMail}, now: 300, want: "oooo", code: doctor.Healthy, status: doctor.OK, says: "EventBridge rule came 1 min 01 s after the read"},
		{name: "another read's mail", mails: []trace.Mail{others, alarmMail}, counts: counted, now: 300, want: "wwww", code: doctor.CodeTooSoon, status: doctor.Waiting, says: "not out yet"},
		{
			name: "switched off", mails: []trace.Mail{alarmMail}, blame: &trace.Blame{Hop: monitor.HopAction, Code: "rule-disabled", Summary: "the rule is switched off"},
			report: &doctor.Report{Verdict: ruleBroken, Findings: []doctor.Finding{ruleBroken}}, now: 400, want: "buuu", code: "rule-disabled", status: doctor.Broken, says: "switched off",
		},
		{name: "nobody knows why", mails: []trace.Mail{alarmMail}, now: 1300, want: "buuu", code: "cannot-see", status: doctor.Unknown, says: "took no message"},
		{name: "no inbox, counted", counts: counted, now: 400, want: "ooou", code: doctor.Healthy, status: doctor.OK, says: "the EventBridge rule's topic sent its mail too"},
		{
			name: "no inbox, counted, and the doctor knows better", counts: counted, now: 400, report: &doctor.Report{Verdict: ruleBroken, Findings: []doctor.Finding{ruleBroken}},
			want: "ooou", code: "rule-disabled", status: doctor.Broken, says: "switched off",
		},
		{
			name: "a read that failed", mails: []trace.Mail{}, now: 400, read: func(r *watch.Read) { r.Result, r.Matched = record.ResultDenied, false },
			want: "uuuu", code: "read-failed", status: doctor.Broken, says: "no further",
		},
		{
			name: "the alarm's is silent, the rule's not", mails: []trace.Mail{ruleMail}, now: 2000, report: &doctor.Report{Verdict: ruleBroken, Findings: []doctor.Finding{ruleBroken}},
			want: "oooo", code: "mail-given-up", status: doctor.Broken, says: "the mail",
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := read()
			matches := c.read == nil
			if c.read != nil {
				c.read(&r)
			}
			asked := at(c.now)
			path := trace.Follow(trace.Input{
				Read: r, Now: at(c.now), Mails: c.mails, Transitions: []watch.Transition{toAlarm(280, told(281))}, Datapoints: []watch.Datapoint{point(1)},
				Closely: &trace.Closely{
					Chain: twoWays(), Match: &trace.Match{Matches: matches, Tested: true}, Counts: counted, RuleCounts: c.counts, RuleBlame: c.blame,
					Asked: map[watch.Source]time.Time{trace.SourceRuleTopic: asked, trace.SourceInbox: asked, watch.SourceAlarm: asked, watch.SourceAlarmHistory: asked},
				},
			})
			var got strings.Builder
			for _, h := range path.Rule {
				got.WriteByte(h.Status[0])
				if h.Said(trace.EvidenceWay) != "eventbridge" {
					t.Errorf("%s does not say which way it is of", h.Hop)
				}
			}
			if got.String() != c.want {
				t.Errorf("the rule's way is %s, not %s: %+v", got.String(), c.want, path.Rule)
			}
			v := trace.Judge(path, c.report)
			if v.Code != c.code || v.Status != c.status || !strings.Contains(v.Summary, c.says) {
				t.Errorf("verdict %s %s: %s", v.Code, v.Status, v.Summary)
			}
			if n := len(path.Strokes(at(c.now), 40)); n != len(path.Hops)+4 {
				t.Errorf("%d bars", n)
			}
		})
	}
}

// A finding about the rule explains nothing about the alarm's mail.
func TestRuleIsNotBlamedForTheAlarm(t *testing.T) {
	r := doctor.Report{Findings: []doctor.Finding{ruleBroken}}
	if f := trace.Blamed(monitor.HopAction, r); f != nil {
		t.Errorf("blamed %s", f.Code)
	}
}

// A monitor without the way has none of its hops.
func TestOneWay(t *testing.T) {
	s := twoWays()
	delete(s.Alarm.Value.Tags, monitor.TagNotify)
	if path := trace.Follow(trace.Input{Read: read(), Now: at(5), Closely: &trace.Closely{Chain: s}}); path.Rule != nil {
		t.Errorf("%+v", path.Rule)
	}
}
