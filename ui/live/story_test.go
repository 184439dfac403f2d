package live

import (
	"context"
	"reflect"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"secretwatch/aws/account"
	"secretwatch/aws/doctor"
	"secretwatch/aws/foreign"
	"secretwatch/aws/mend"
	"secretwatch/aws/monitor"
	"secretwatch/aws/record"
	"secretwatch/aws/sandbox/inbox"
	"secretwatch/aws/watch"
	"secretwatch/ui/app"
	"secretwatch/ui/theme"
)

// noon is when the stories begin.
var noon = time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)

// stage is the whole terminal program around a live pane, driven by hand:
// commands are run at once, and those that wait for the clock come to nothing.
type stage struct {
	*app.Model
	live   *Live
	now    time.Time
	report doctor.Report
	checks int
	mails  []inbox.Mail
	opened []string
	// unanswered says that no source has answered; else each has whenever
	// something happens.
	unanswered bool
	seen       []tea.Msg // what commands brought

	failing []watch.Failing
	fixed   []string // the codes whose remedies were applied
	others  []mend.Resource
	browsed []string
	told    []watch.Read
	away    []bool
}

// newStage sets up a pane on a sandbox, or on AWS, in a terminal of w by h.
func newStage(w, h int, sandbox bool) *stage {
	s := &stage{now: noon, report: healthy()}
	feed := Feed{
		Now:      func() time.Time { return s.now },
		TestRead: func(context.Context) (string, time.Time, error) { return "req-test", s.now, nil },
		Check: func(context.Context) (doctor.Report, error) {
			s.checks++
			return s.report, nil
		},
		Calls:       calls,
		Names:       monitor.Names{Secret: "TopSecretInfo", Namespace: "SecretWatch", Metric: "topsecretinfo-reads", Topic: "secretwatch-topsecretinfo"},
		ReadCommand: "aws secretsmanager get-secret-value --secret-id TopSecretInfo --region us-east-1",
	}
	banner := ""
	if sandbox {
		banner = "not AWS: sandbox at http://127.0.0.1:4566, pace fast"
		feed.Fast = true
		feed.Inbox = func(context.Context) ([]inbox.Mail, error) { return s.mails, nil }
		feed.OpenLink = func(_ context.Context, url string) error {
			s.opened = append(s.opened, url)
			return nil
		}
	}
	ended, end := context.WithCancel(context.Background())
	end()
	th := theme.New(true, false)
	s.live = New(ended, th, feed)
	s.Model = app.New(app.Options{Theme: th, Start: s.live, Banner: banner, Place: "111122223333 us-east-1"})
	s.run(s.Init())
	s.send(tea.WindowSizeMsg{Width: w, Height: h})
	return s
}

func (s *stage) send(msgs ...tea.Msg) {
	for _, m := range msgs {
		if s.live != nil && !s.unanswered {
			for _, source := range seenBy {
				s.live.answered[source] = s.now
			}
		}
		_, cmd := s.Update(m)
		s.run(cmd)
	}
}

func (s *stage) run(cmd tea.Cmd) {
	if cmd == nil {
		return
	}
	msg := cmd()
	if msg == nil {
		return
	}
	if v := reflect.ValueOf(msg); v.Type().ConvertibleTo(reflect.TypeFor[[]tea.Cmd]()) { // at once, or one after the other
		for _, c := range v.Convert(reflect.TypeFor[[]tea.Cmd]()).Interface().([]tea.Cmd) {
			s.run(c)
		}
		return
	}
	s.seen = append(s.seen, msg)
	s.send(msg)
}

// tick lets the pane look at the clock.
func (s *stage) tick() { s.send(tickMsg{generation: s.live.generation}) }

// at moves the clock to so long after noon.
func (s *stage) at(d time.Duration) { s.now = noon.Add(d) }

func (s *stage) keys(names ...string) {
	for _, n := range names {
		s.send(keyPress(n))
	}
}

// text is the frame without colours and without blanks at the ends of lines.
func (s *stage) text() string {
	lines := strings.Split(ansi.Strip(s.View().Content), "\n")
	for i := range lines {
		lines[i] = strings.TrimRight(lines[i], " ")
	}
	return strings.Join(lines, "\n") + "\n"
}

func keyPress(name string) tea.KeyPressMsg {
	codes := map[string]rune{
		"enter": tea.KeyEnter, "esc": tea.KeyEscape, "tab": tea.KeyTab, "up": tea.KeyUp, "down": tea.KeyDown,
		"end": tea.KeyEnd, "home": tea.KeyHome, "pgdown": tea.KeyPgDown,
	}
	if c, ok := codes[name]; ok {
		return tea.KeyPressMsg{Code: c}
	}
	return tea.KeyPressMsg{Code: []rune(name)[0], Text: name}
}

// readOf is a read by an AWS CLI so long after noon.
func readOf(id string, after time.Duration) watch.Read {
	at := noon.Add(after)
	return watch.Read{Read: record.Read{
		Time: at, EventID: "event-" + id, RequestID: "req-" + id, Region: "us-east-1",
		Secret: foreign.New("TopSecretInfo"),
		Who:    record.Who{Kind: record.WhoUser, Name: foreign.New("sam"), ARN: foreign.New("arn:aws:iam::111122223333:user/sam"), Account: "111122223333"},
		How:    record.HowCLI, Agent: foreign.New("aws-cli/2.31.4 md/awscrt#0.27"), From: foreign.New("203.0.113.40"),
		Result: record.ResultOK, KeyID: "AKIAIOSFODNN7EXAMPLE",
	}, JSON: foreign.New(`{"eventName":"GetSecretValue","eventID":"event-` + id + `","requestParameters":{"secretId":"TopSecretInfo"},"readOnly":true}`)}
}

// earlier are two reads of the morning.
func earlier() []watch.Read {
	a, b := readOf("a", -40*time.Minute), readOf("b", -25*time.Minute)
	b.Who = record.Who{Kind: record.WhoRole, Name: foreign.New("deploy"), Session: foreign.New("i-0ab12cd34"), ARN: foreign.New("arn:aws:sts::111122223333:assumed-role/deploy/i-0ab12cd34")}
	b.How, b.From, b.Result = record.HowSDK, foreign.New("10.0.4.17"), record.ResultDenied
	b.Error = foreign.New("AccessDenied: not authorized to perform: secretsmanager:GetSecretValue")
	for _, r := range []*watch.Read{&a, &b} {
		r.CatchUp, r.InHistory, r.InLogs, r.Matched = true, r.Time.Add(time.Minute), r.Time.Add(3*time.Second), r.Result == record.ResultOK
	}
	return []watch.Read{a, b}
}

// testRecord is the record of the stage's test read.
func testRecord(after time.Duration) watch.Read {
	r := readOf("test", after)
	r.Test, r.How, r.Agent = true, record.HowSecretwatch, foreign.New("aws-sdk-go-v2/1.47.7 app/secretwatch-test")
	r.From, r.Who = foreign.New("127.0.0.1"), record.Who{Kind: record.WhoUser, Name: foreign.New("admin"), ARN: foreign.New("arn:aws:iam::111122223333:user/admin")}
	return r
}

const alarmName = "secretwatch-topsecretinfo"

// quiet is the first batch: nothing but an alarm that is OK.
func quiet(reads ...watch.Read) batchesMsg {
	return batchesMsg{{
		At: noon, Next: noon.Add(20 * time.Second), Reads: reads,
		Alarm: &watch.AlarmState{
			Name: alarmName, State: "OK", Since: noon.Add(-time.Hour), Rule: monitor.DefaultRule(), Actions: 1,
			Reason: foreign.New("Threshold Crossed: no datapoints were received for 1 period and 1 missing datapoint was treated as [NonBreaching]."),
		},
	}}
}

// readSeen brings the test read as Event history has it, and one second later
// as the log group has it.
func (s *stage) readSeen(delivered bool) {
	r := testRecord(0)
	r.InHistory = noon.Add(time.Second)
	s.at(1100 * time.Millisecond)
	s.send(batchesMsg{{At: s.now, Reads: []watch.Read{r}, Next: s.now.Add(time.Second)}})
	if !delivered {
		return
	}
	r.InLogs, r.Matched, r.Update = noon.Add(2*time.Second), true, true
	s.at(2100 * time.Millisecond)
	s.send(batchesMsg{{
		At: s.now, Reads: []watch.Read{r}, Next: s.now.Add(time.Second),
		Datapoints: []watch.Datapoint{{At: noon, Value: 1, Count: 3}},
	}})
}

// alarmed brings the alarm's transition and what its action did.
func (s *stage) alarmed() {
	tr := watch.Transition{
		At: noon.Add(3 * time.Second), Alarm: alarmName, From: "OK", To: "ALARM",
		Reason:  foreign.New("Threshold Crossed: 1 out of the last 1 datapoints [1.0 (22/11/26 12:00:00)] was greater than or equal to the threshold (1.0) (minimum 1 datapoint for OK -> ALARM transition)."),
		Actions: []watch.ActionResult{{At: noon.Add(3100 * time.Millisecond), Target: "arn:aws:sns:us-east-1:111122223333:secretwatch-topsecretinfo", OK: true}},
	}
	s.at(3500 * time.Millisecond)
	s.send(batchesMsg{{
		At: s.now, Transitions: []watch.Transition{tr}, Next: s.now.Add(time.Second),
		Alarm: &watch.AlarmState{Name: alarmName, State: "ALARM", Since: tr.At, Reason: tr.Reason, Rule: monitor.DefaultRule(), Actions: 1},
	}})
}

// mails are what lands in the inbox of the story, newest last.
func mails() []inbox.Mail {
	return []inbox.Mail{
		{
			To: "you@example.com", From: "AWS Notifications <no-reply@sns.amazonaws.com>", At: noon.Add(-time.Hour),
			Subject: "AWS Notification - Subscription Confirmation",
			Body:    "You have chosen to subscribe to the topic:\narn:aws:sns:us-east-1:111122223333:secretwatch-topsecretinfo\n\nTo confirm this subscription, click or visit the link below (If this was in error no action is necessary):\nhttp://127.0.0.1:4566/confirmation.html?TopicArn=arn:aws:sns:us-east-1:111122223333:secretwatch-topsecretinfo&Token=abc\n",
			Links:   []inbox.Link{{Kind: inbox.Confirm, URL: "http://127.0.0.1:4566/confirmation.html?TopicArn=arn:aws:sns:us-east-1:111122223333:secretwatch-topsecretinfo&Token=abc"}},
		},
		{
			To: "you@example.com", From: "AWS Notifications <no-reply@sns.amazonaws.com>", At: noon.Add(3200 * time.Millisecond),
			Subject: `ALARM: "` + alarmName + `" in US East (N. Virginia)`,
			Body:    "You are receiving this email because your Amazon CloudWatch Alarm \"" + alarmName + "\" in the US East (N. Virginia) region has entered the ALARM state.\n\nView this alarm in the AWS Management Console:\nhttps://us-east-1.console.aws.amazon.com/cloudwatch/deeplink.js?region=us-east-1#alarmsV2:alarm/" + alarmName + "\n",
			Links: []inbox.Link{
				{Kind: inbox.Console, URL: "https://us-east-1.console.aws.amazon.com/cloudwatch/deeplink.js?region=us-east-1#alarmsV2:alarm/" + alarmName},
				{Kind: inbox.Unsubscribe, URL: "http://127.0.0.1:4566/unsubscribe.html?SubscriptionArn=s"},
			},
		},
	}
}

func calls(n int) []account.Call {
	all := []account.Call{
		{At: noon.Add(-time.Second), Service: "CloudWatch Logs", Operation: "FilterLogEvents", Duration: 83 * time.Millisecond, RequestID: "6c1f0f5e-0000-4000-8000-000000000002", Attempts: 1, Command: foreign.New("aws logs filter-log-events --log-group-name /secretwatch/topsecretinfo --region us-east-1")},
		{At: noon.Add(-2 * time.Second), Service: "CloudTrail", Operation: "LookupEvents", Duration: 2100 * time.Millisecond, RequestID: "6c1f0f5e-0000-4000-8000-000000000001", Attempts: 2, Err: foreign.New("ThrottlingException: Rate exceeded")},
	}
	return all[:min(n, len(all))]
}

func finding(h monitor.Hop, s doctor.Status, code, summary string, evidence ...doctor.Evidence) doctor.Finding {
	return doctor.Finding{Code: code, Hop: h, Status: s, Summary: summary, Evidence: evidence}
}

func healthy() doctor.Report {
	return doctor.Report{
		Findings: []doctor.Finding{
			finding(monitor.HopTrail, doctor.OK, "trail", "The trail logs read and write events of every region.", doctor.Evidence{Name: "trail", Value: "secretwatch-topsecretinfo"}),
			finding(monitor.HopDelivery, doctor.OK, "delivery", "CloudTrail delivers to the log group.", doctor.Evidence{Name: "last delivery", Value: "2026-11-22T11:59:40Z"}),
			finding(monitor.HopFilter, doctor.OK, "filter", "The filter matches a read of this secret."),
			finding(monitor.HopAlarm, doctor.OK, "alarm", "The alarm goes off at a sum of 1 in 60 seconds."),
			finding(monitor.HopTopic, doctor.OK, "topic", "The topic lets CloudWatch publish."),
			finding(monitor.HopSubscription, doctor.OK, "subscription", "1 of 1 address is confirmed.", doctor.Evidence{Name: "address", Value: "y***@example.com"}),
		},
		Verdict: doctor.Finding{Code: "healthy", Status: doctor.OK, Summary: "Every hop from the read to the e-mail is well."},
	}
}

func averaging() doctor.Report {
	r := healthy()
	r.Findings[3] = finding(monitor.HopAlarm, doctor.Broken, "alarm-average", "The alarm averages the reads, so a single read cannot reach its threshold.",
		doctor.Evidence{Name: "statistic", Value: "Average"}, doctor.Evidence{Name: "seen", Value: "0.024"})
	r.Findings[3].Remedy = &doctor.Remedy{
		Kind: doctor.Auto, Summary: "Statistic Average to Sum, period 300 to 60.",
		Commands: []string{"aws cloudwatch put-metric-alarm --alarm-name 'Secret is accessed' --statistic Sum --period 60 --threshold 1 --comparison-operator GreaterThanOrEqualToThreshold --evaluation-periods 1"},
	}
	r.Findings[5] = finding(monitor.HopSubscription, doctor.Waiting, "subscription-pending", "The address has not confirmed yet.")
	r.Verdict = r.Findings[3]
	return r
}
