package doctor_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"secretwatch/aws/doctor"
	"secretwatch/aws/foreign"
	"secretwatch/aws/iampolicy"
	"secretwatch/aws/monitor"
	"secretwatch/aws/record"
)

const (
	account = "111122223333"
	region  = "us-east-1"
	email   = "you@example.com"
)

var now = time.Date(2026, 11, 22, 14, 0, 0, 0, time.UTC)

// healthy is a monitor as setup makes it, an hour old and never read.
func healthy() monitor.Snapshot { return healthyOf("TopSecretInfo", monitor.DefaultRule()) }

func healthyOf(secret string, rule monitor.AlarmRule) monitor.Snapshot {
	p := monitor.Place{Account: account, Region: region, Partition: "aws"}
	n := monitor.NamesFor(secret, p)
	d := monitor.DesiredFor(secret, email, p)
	made := now.Add(-time.Hour)
	trail := monitor.Trail{
		Name: n.Trail, ARN: n.TrailARN(p), HomeRegion: region, Bucket: n.Bucket, LogGroupARN: n.LogGroupARN(p) + ":*",
		RoleARN: n.RoleARN(p), MultiRegion: true, GlobalEvents: true, Validation: true, Tags: d.Tags(),
	}
	zero := 0.0
	filter := monitor.MetricFilter{
		Name: n.Filter, LogGroup: n.LogGroup, Pattern: foreign.New(d.FilterPattern()), Namespace: n.Namespace, Metric: n.Metric,
		Value: "1", Default: &zero, Created: made,
	}
	alarm := monitor.Alarm{
		Name: n.Alarm, ARN: n.AlarmARN(p), Namespace: n.Namespace, Metric: n.Metric, Rule: rule, ActionsEnabled: true,
		Description:  foreign.New("Somebody read it: run secretwatch watch to see who"),
		AlarmActions: []string{n.TopicARN(p)}, State: "OK", Since: made.Add(2 * time.Minute), Updated: made, Tags: d.AlarmTags(),
		Reason: foreign.New("Threshold Crossed: no datapoints were received for 1 period and 1 missing datapoint was treated as [NonBreaching]."),
	}
	return monitor.Snapshot{
		Place: p, Names: n, Caller: foreign.New("arn:aws:iam::111122223333:user/admin"), At: now,
		Secret: monitor.Found(monitor.Secret{Name: foreign.New(secret), ARN: p.ARN("secretsmanager", region, "secret:"+secret+"-x1Y2z3")}),
		Trails: monitor.Found([]monitor.Trail{trail}), Trail: monitor.Found(trail),
		Status: monitor.Found(monitor.TrailStatus{
			Logging: true, Started: made, Delivered: now.Add(-2 * time.Minute), LogsDelivered: now.Add(-12 * time.Second),
		}),
		Selectors: monitor.Found(monitor.Selectors{Basic: []monitor.BasicSelector{{ReadWriteType: "All", Management: true}}}),
		Bucket: monitor.Found(monitor.Bucket{
			Name: n.Bucket, Policy: monitor.Found(iampolicy.BucketPolicy(n.Bucket, "", account, trail.ARN, "aws")),
		}),
		LogGroup: monitor.Found(monitor.LogGroup{Name: n.LogGroup, ARN: trail.LogGroupARN, Class: "STANDARD", RetentionDays: 30, Tags: d.Tags()}),
		Role: monitor.Found(monitor.Role{
			Name: n.Role, ARN: n.RoleARN(p), Trust: iampolicy.RoleTrust(trail.ARN),
			Policies: map[string]string{"secretwatch-delivery": iampolicy.RolePermissions(trail.LogGroupARN, account, region)},
		}),
		Filters: monitor.Found([]monitor.MetricFilter{filter}), Filter: monitor.Found(filter),
		Topic: monitor.Found(monitor.Topic{ARN: n.TopicARN(p), Policy: iampolicy.TopicPolicy(n.TopicARN(p), account, alarm.ARN), Confirmed: 1}),
		Subscribers: monitor.Found([]monitor.Subscription{{
			ARN: n.TopicARN(p) + ":8a21d249-4329-4871-acc6-7be709c6ea7f", Protocol: "email", Endpoint: foreign.New(email),
		}}),
		Alarms: monitor.Found([]monitor.Alarm{alarm}), Alarm: monitor.Found(alarm),
		AlarmHistory: monitor.Found([]monitor.HistoryItem{}), Reads: monitor.Found([]record.Read{}),
	}
}

// read puts a read that worked into the Event history.
func read(s *monitor.Snapshot, at time.Time) {
	list := append([]record.Read{{
		Time: at, EventID: "e-" + at.Format("150405"), RequestID: "r-" + at.Format("150405"), Region: region,
		Secret: foreign.New(s.Names.Secret), Result: record.ResultOK, How: record.HowCLI,
		Agent: foreign.New("aws-cli/2.17.60"), From: foreign.New("203.0.113.9"),
		Who: record.Who{
			Kind: record.WhoUser, Name: foreign.New("anna"), ARN: foreign.New("arn:aws:iam::111122223333:user/anna"), Account: account,
		},
	}}, *s.Reads.Value...)
	s.Reads = monitor.Found(list)
}

// turned puts a transition of the alarm into its history.
func turned(s *monitor.Snapshot, at time.Time, from, to string) {
	s.Alarm.Value.State, s.Alarm.Value.Since = to, at
	past(s, at, "StateUpdate", "Alarm updated from "+from+" to "+to,
		fmt.Sprintf(`{"version":"1.0","oldState":{"stateValue":%q},"newState":{"stateValue":%q}}`, from, to))
}

// acted puts an action on the topic into the alarm's history; failed is AWS's
// error, "" where it worked.
func acted(s *monitor.Snapshot, at time.Time, failed string) {
	arn := s.Alarm.Value.AlarmActions[0]
	if failed == "" {
		past(s, at, "Action", "Successfully executed action "+arn,
			fmt.Sprintf(`{"actionState":"Succeeded","stateUpdateTimestamp":0,"notificationResource":%q,"publishedMessage":null,"error":null}`, arn))
		return
	}
	past(s, at, "Action", fmt.Sprintf("Failed to execute action %s. Received error: %q", arn, failed),
		fmt.Sprintf(`{"actionState":"Failed","stateUpdateTimestamp":0,"notificationResource":%q,"publishedMessage":null,"error":%q}`, arn, failed))
}

func past(s *monitor.Snapshot, at time.Time, kind, summary, data string) {
	item := monitor.HistoryItem{At: at, Type: kind, Summary: foreign.New(summary), Data: foreign.New(data)}
	s.AlarmHistory = monitor.Found(append([]monitor.HistoryItem{item}, *s.AlarmHistory.Value...))
}

func TestHealthy(t *testing.T) {
	for _, tt := range []struct {
		name  string
		email string
		do    func(s *monitor.Snapshot)
	}{
		{name: "never read", do: func(*monitor.Snapshot) {}},
		{name: "with the address asked for", email: "You@Example.com", do: func(*monitor.Snapshot) {}},
		{name: "just made", do: func(s *monitor.Snapshot) {
			made := now.Add(-30 * time.Second)
			s.Status.Value.Started, s.Status.Value.LogsDelivered, s.Status.Value.Delivered = made, time.Time{}, time.Time{}
			s.Filter.Value.Created, s.Alarm.Value.Updated, s.Alarm.Value.Since = made, made, made
			s.Alarm.Value.State, s.Alarm.Value.Reason = "INSUFFICIENT_DATA", foreign.New("Unchecked: Initial alarm creation")
		}},
		{name: "read before it was built", do: func(s *monitor.Snapshot) { read(s, now.Add(-2*time.Hour)) }},
		{name: "read and mailed", do: func(s *monitor.Snapshot) {
			read(s, now.Add(-3*time.Minute))
			turned(s, now.Add(-time.Minute), "OK", "ALARM")
			acted(s, now.Add(-time.Minute), "")
		}},
		{name: "read twice within one ALARM, and OK again, a while ago", do: func(s *monitor.Snapshot) {
			read(s, now.Add(-40*time.Minute))
			turned(s, now.Add(-39*time.Minute), "OK", "ALARM")
			acted(s, now.Add(-39*time.Minute), "")
			read(s, now.Add(-38*time.Minute))
			turned(s, now.Add(-35*time.Minute), "ALARM", "OK")
		}},
		{name: "a failed read, a while ago", do: func(s *monitor.Snapshot) {
			read(s, now.Add(-40*time.Minute))
			(*s.Reads.Value)[0].Result = record.ResultDenied
		}},
		{name: "a stranger reads another secret", do: func(s *monitor.Snapshot) {
			readAs(s, now.Add(-time.Minute), func(r *record.Read) { r.Secret = foreign.New("db") })
		}},
		{name: "a program reads a secret of much the same name", do: func(s *monitor.Snapshot) {
			readAs(s, now.Add(-time.Minute), func(r *record.Read) { r.Secret, r.How = foreign.New("TopSecretInfo2"), record.HowLambda })
		}},
		{name: "a neighbour was read after this secret", do: func(s *monitor.Snapshot) {
			read(s, now.Add(-10*time.Minute))
			turned(s, now.Add(-9*time.Minute), "OK", "ALARM")
			acted(s, now.Add(-9*time.Minute), "")
			turned(s, now.Add(-7*time.Minute), "ALARM", "OK")
			readAs(s, now.Add(-time.Minute), func(r *record.Read) { r.Secret = foreign.New("TopSecretInfo-old") })
		}},
		{name: "a neighbour that another filter counts", do: func(s *monitor.Snapshot) {
			other := *s.Filter.Value
			other.Name, other.Metric, other.Pattern = "old", "old", foreign.New(monitor.PatternFor("TopSecretInfo-old", false))
			s.Filters = monitor.Found([]monitor.MetricFilter{*s.Filter.Value, other})
			readAs(s, now.Add(-time.Minute), func(r *record.Read) { r.Secret = foreign.New("TopSecretInfo-old") })
		}},
		{name: "an expected reader is left out by name", do: func(s *monitor.Snapshot) {
			s.Filter.Value.Pattern = foreign.New(event + ` && ($.userIdentity.arn != "*user/anna") }`)
			read(s, now.Add(-5*time.Minute))
		}},
		{name: "a composite alarm mails for it", do: func(s *monitor.Snapshot) {
			s.Composites = monitor.Found([]monitor.Composite{{Name: "all", State: "OK", ActionsEnabled: true, AlarmActions: s.Alarm.Value.AlarmActions}})
			s.Alarm.Value.AlarmActions = nil
		}},
		{name: "a customer's key lets CloudWatch in", do: func(s *monitor.Snapshot) {
			s.Topic.Value.KeyID = "alias/mine"
			s.Key = monitor.Found(monitor.Key{ID: "alias/mine", ARN: "arn:aws:kms:us-east-1:111122223333:key/1", State: "Enabled", Policy: monitor.Found(
				`{"Statement":{"Effect":"Allow","Principal":{"Service":"cloudwatch.amazonaws.com"},"Action":["kms:Decrypt","kms:GenerateDataKey*"],"Resource":"*"}}`)})
		}},
		{name: "email-json beside email", do: func(s *monitor.Snapshot) {
			json := (*s.Subscribers.Value)[0]
			json.Protocol = "email-json"
			s.Subscribers = monitor.Found([]monitor.Subscription{json, (*s.Subscribers.Value)[0]})
		}},
		{name: "a filter policy that the alarm fits", do: func(s *monitor.Snapshot) {
			one := &(*s.Subscribers.Value)[0]
			one.Looked, one.FilterPolicy, one.FilterScope = true, `{"NewStateValue":["ALARM"],"AlarmName":[{"prefix":"secret"}]}`, "MessageBody"
		}},
		{name: "a mute rule that is over", do: func(s *monitor.Snapshot) {
			s.Mutes = monitor.Found([]monitor.MuteRule{{Name: "old", Status: "EXPIRED"}, {Name: "next", Status: "SCHEDULED"}})
		}},
		{name: "managed policies and a boundary that let it write", do: func(s *monitor.Snapshot) {
			const all = `{"Statement":{"Effect":"Allow","Action":"logs:*","Resource":"*"}}`
			r := s.Role.Value
			r.Policies, r.Attached, r.Boundary = nil, []string{"arn:aws:iam::111122223333:policy/a"}, "arn:aws:iam::111122223333:policy/b"
			r.Managed = map[string]string{r.Attached[0]: all, r.Boundary: all}
		}},
		{name: "without selectors", do: func(s *monitor.Snapshot) { s.Selectors = monitor.Found(monitor.Selectors{}) }},
		{name: "average without default value", do: func(s *monitor.Snapshot) {
			s.Alarm.Value.Rule.Statistic, s.Filter.Value.Default = "Average", nil
		}},
		{name: "default topic policy", do: func(s *monitor.Snapshot) {
			s.Topic.Value.Policy = iampolicy.DefaultTopicPolicy(s.Topic.Value.ARN, account)
		}},
		{name: "AWS's own policy on the role", do: func(s *monitor.Snapshot) {
			s.Role.Value.Policies, s.Role.Value.Attached = nil, []string{"arn:aws:iam::aws:policy/CloudWatchLogsFullAccess"}
		}},
		{name: "a mended failure, then a mail", do: func(s *monitor.Snapshot) {
			acted(s, now.Add(-50*time.Minute), "CloudWatch Alarms is not authorized to perform: SNS:Publish on resource:arn:aws:sns:us-east-1:111122223333:t")
			acted(s, now.Add(-40*time.Minute), "")
		}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := healthy()
			tt.do(&s)
			r := doctor.Check(s, doctor.Options{Email: tt.email, Skew: -time.Hour})
			if r.Verdict.Code != "healthy" || r.Verdict.Status != doctor.OK || r.ExitCode() != 0 {
				t.Errorf("verdict %+v, exit %d", r.Verdict, r.ExitCode())
			}
			wellFormed(t, r)
		})
	}
}

// wellFormed checks what holds for every report.
func wellFormed(t interface{ Errorf(string, ...any) }, r doctor.Report) {
	order := map[monitor.Hop]int{}
	for i, h := range monitor.Hops() {
		order[h] = i
	}
	last := 0
	seen := map[monitor.Hop]bool{}
	for _, f := range r.Findings {
		at, known := order[f.Hop]
		if !known || at < last {
			t.Errorf("%s is at hop %q, out of order", f.Code, f.Hop)
		}
		last, seen[f.Hop] = at, true
		if f.Summary == "" || f.Summary != foreign.Safe(f.Summary) {
			t.Errorf("%s: summary %q", f.Code, f.Summary)
		}
		if f.Code != doctor.CodeMailEarlier && (f.Status == doctor.OK || f.Status == doctor.Skipped) != (f.Code == string(f.Hop)) {
			t.Errorf("%s at %s has status %s", f.Code, f.Hop, f.Status)
		}
		if f.Status != doctor.OK && f.Status != doctor.Skipped && f.Remedy == nil && f.BecauseOf == "" {
			t.Errorf("%s has no remedy", f.Code)
		}
	}
	for _, h := range monitor.Hops() {
		if !seen[h] {
			t.Errorf("nothing is said of hop %s", h)
		}
	}
}

// CloudTrail gives whole seconds, everything else milliseconds: a read in the
// second in which the monitor was finished is after it.
func TestReadInTheFirstSecond(t *testing.T) {
	s := healthy()
	made := now.Add(-10 * time.Second).Add(400 * time.Millisecond)
	s.Status.Value.Started, s.Filter.Value.Created = made, made
	read(&s, now.Add(-10*time.Second))
	turned(&s, now.Add(-6*time.Second), "OK", "ALARM")
	acted(&s, now.Add(-6*time.Second), "")
	r := doctor.Check(s, doctor.Options{})
	for _, f := range r.Findings {
		if f.Hop == monitor.HopMail && !strings.Contains(f.Summary, "handed to SNS 4 s after it") {
			t.Errorf("%s: %s", f.Code, f.Summary)
		}
	}
}
