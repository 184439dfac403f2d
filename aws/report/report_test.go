package report_test

import (
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	cwtypes "github.com/aws/aws-sdk-go-v2/service/cloudwatch/types"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/charmbracelet/x/exp/golden"

	"secretwatch/aws/foreign"
	"secretwatch/aws/monitor"
	"secretwatch/aws/report"
	"secretwatch/aws/sandbox"
)

// headings are the exercise's own.
var headings = []string{
	"## Introducing Today's Project", "## Tools and concepts", "## Project reflection", "## Create a Secret", "## Set Up CloudTrail",
	"## Read vs Write Activity", "## Verifying CloudTrail", "## CloudWatch Metrics", "## CloudWatch Alarm",
	"## Troubleshooting Notification Errors", "## Success!", "## Comparing CloudWatch with CloudTrail Notifications",
}

func check(t *testing.T, text string) {
	t.Helper()
	var have []string
	for _, l := range strings.Split(text, "\n") {
		if strings.HasPrefix(l, "## ") {
			have = append(have, l)
		}
	}
	if strings.Join(have, "\n") != strings.Join(headings, "\n") {
		t.Errorf("headings %q", have)
	}
	golden.RequireEqual(t, stable(text))
}

// TestMended is the exercise: the alarm averages, a read brings no mail, the
// statistic is changed, and the next read brings one.
func TestMended(t *testing.T) {
	story(t, func(t *testing.T, b *box) {
		key := b.user("jane.doe")
		console, cli := b.as(key, consoleAgent), b.as(b.user("bob"), cliAgent)
		b.build(console)
		time.Sleep(10 * time.Minute)
		b.confirm()
		time.Sleep(20 * time.Minute)
		b.read(console)
		time.Sleep(30 * time.Minute)
		b.alarm(console, cwtypes.StatisticSum, 60)
		time.Sleep(10 * time.Minute)
		b.read(cli)
		time.Sleep(20 * time.Minute)
		f := b.facts(b.a)
		text := report.Markdown(f)
		for _, want := range []string{"Average", "alarm-average", "statistic `Average` → `Sum`", "period `300` → `60`", "person 1"} {
			if !strings.Contains(text, want) {
				t.Errorf("no %q", want)
			}
		}
		for _, never := range []string{"jane.doe", "123456789012", "127.0.0.1"} {
			if strings.Contains(text, never) {
				t.Errorf("%q is not masked", never)
			}
		}
		check(t, text)
		f.Unmasked = true
		open := report.Markdown(f)
		for _, want := range []string{"jane.doe", "123456789012", "127.0.0.1", "jane.doe@example.com"} {
			if !strings.Contains(open, want) {
				t.Errorf("unmasked, and no %q", want)
			}
		}
	})
}

// TestNothingRead has a chain that nobody has confirmed and nobody has read.
func TestNothingRead(t *testing.T) {
	story(t, func(t *testing.T, b *box) {
		b.build(b.a)
		time.Sleep(10 * time.Minute)
		check(t, report.Markdown(b.facts(b.a)))
	})
}

// TestDenied looks with few permissions: what cannot be seen is said so.
func TestDenied(t *testing.T) {
	story(t, func(t *testing.T, b *box) {
		b.build(b.a)
		b.confirm()
		time.Sleep(20 * time.Minute)
		b.read(b.as(sandbox.AccessKey, consoleAgent))
		time.Sleep(20 * time.Minute)
		key := b.user("auditor")
		must(t, b.a.IAM.PutUserPolicy, &iam.PutUserPolicyInput{UserName: aws.String("auditor"), PolicyName: aws.String("all"), PolicyDocument: aws.String(
			`{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["secretsmanager:Describe*","sts:*","cloudtrail:DescribeTrails"],"Resource":"*"}]}`)})
		check(t, report.Markdown(b.facts(b.as(key, ""))))
	})
}

// TestBrokenLater has a chain that was well, was broken and mended within one
// period, and reads that share an ALARM. Tests of secretwatch's own are no
// reader's.
func TestBrokenLater(t *testing.T) {
	story(t, func(t *testing.T, b *box) {
		cli := b.as(b.user("bob"), cliAgent)
		b.build(b.a)
		b.confirm()
		b.alarm(b.a, cwtypes.StatisticSum, 300)
		time.Sleep(time.Minute)
		b.read(cli)
		time.Sleep(10 * time.Minute)
		b.read(cli)
		time.Sleep(time.Second)
		b.read(cli) // before the alarm goes off
		time.Sleep(30 * time.Minute)
		b.alarm(b.a, cwtypes.StatisticAverage, 300)
		time.Sleep(time.Minute)
		b.read(cli)
		time.Sleep(20 * time.Second)
		b.alarm(b.a, cwtypes.StatisticSum, 300)
		time.Sleep(10 * time.Minute)
		text := report.Markdown(b.facts(b.a))
		for _, want := range []string{
			"its record came at 2000-01-01 00:15:03 UTC, into the ALARM since 2000-01-01 00:15:02 UTC | none of its own |", "once the alarm had been changed at 2000-01-01 00:46:21 UTC",
			"From 2000-01-01 00:45:01 UTC to 2000-01-01 00:46:21 UTC: alarm Secret is accessed averages the reads away",
			"That ended `alarm-average`", "for the read at 2000-01-01 00:46:01 UTC.",
		} {
			if !strings.Contains(text, want) {
				t.Errorf("no %q", want)
			}
		}
		if strings.Contains(text, "brought no mail before that") {
			t.Error("a read that shares an ALARM is called silent")
		}
		if t.Failed() {
			t.Log(text)
		}
	})
}

// TestKeptRule has a rule beside the alarm.
func TestKeptRule(t *testing.T) {
	story(t, func(t *testing.T, b *box) {
		b.build(b.a)
		f := b.facts(b.a)
		s := &f.Snapshot
		s.Alarm.Value.Tags = map[string]string{monitor.TagManagedBy: monitor.ManagedBy, monitor.TagMonitor: s.Monitor, monitor.TagNotify: "alarm eventbridge"}
		s.Rule = monitor.Found(monitor.Rule{
			Name: s.Names.Rule, State: monitor.RuleStateAll, Pattern: foreign.New(`{"source":["aws.secretsmanager"]}`),
			Targets: monitor.Found([]monitor.RuleTarget{{ID: "mail", ARN: s.RuleTopicARN(s.Place), Template: foreign.New(monitor.RuleTemplate())}}),
		})
		s.RuleTopic = monitor.Found(monitor.Topic{ARN: s.RuleTopicARN(s.Place)})
		s.RuleSubscribers = monitor.Found([]monitor.Subscription{{Protocol: "email", Endpoint: foreign.New("jane.doe@example.com")}})
		changes := append([]monitor.Changed{}, *s.Changes.Value...)
		changes = append(changes,
			monitor.Changed{Event: "CreateTopic", Who: foreign.New("arn:aws:iam::123456789012:user/jane.doe"), At: s.At, EventID: "1", Resources: []foreign.String{foreign.New(s.Names.RuleTopic)}},
			monitor.Changed{Event: "PutRule", Who: foreign.New("arn:aws:iam::123456789012:user/jane.doe"), At: s.At, EventID: "2", Resources: []foreign.String{foreign.New(s.Names.Rule)}})
		for i, event := range []string{"DisableRule", "PutRule"} {
			changes = append(changes, monitor.Changed{
				Event: event, Who: foreign.New("arn:aws:iam::123456789012:user/jane.doe"), At: s.At.Add(time.Duration(i+1) * time.Second), EventID: event,
				Resources: []foreign.String{foreign.New(s.Names.Rule)},
			})
		}
		s.Changes = monitor.Found(changes)
		text := report.Markdown(f)
		for _, want := range []string{
			"| EventBridge rule | `secretwatch-TopSecretInfo_reads` | there | 2000-01-01 00:04:00 UTC by `user/person",
			"| rule's subscription | `j***@e***.com` (email) | confirmed |", "**The EventBridge rule of this monitor.**",
			"From 2000-01-01 00:04:01 UTC to 2000-01-01 00:04:02 UTC the EventBridge rule told nobody (`DisableRule`)",
			"`{\"source\":[\"aws.secretsmanager\"]}`", "Someone read the secret <secret>.", "`PutRule` by `user/person",
			"| topic | `SecurityAlarms` | there | 2000-01-01 00:04:00 UTC by `user/person 1` |",
		} {
			if !strings.Contains(text, want) {
				t.Errorf("no %q", want)
			}
		}
		if strings.Contains(text, "jane.doe") {
			t.Error("a name is not masked")
		}
	})
}
