package report_test

import (
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	cwtypes "github.com/aws/aws-sdk-go-v2/service/cloudwatch/types"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/charmbracelet/x/exp/golden"

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
