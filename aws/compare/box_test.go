package compare_test

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudtrail"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch"
	"github.com/aws/aws-sdk-go-v2/service/eventbridge"
	"github.com/aws/aws-sdk-go-v2/service/sns"

	"secretwatch/aws/account"
	"secretwatch/aws/build"
	"secretwatch/aws/compare"
	"secretwatch/aws/monitor"
	"secretwatch/aws/sandbox"
	"secretwatch/aws/survey"
)

const address = "ana@example.com"

// wire is the way to a sandbox, on which tests count calls and cut them off.
type wire struct {
	to    http.RoundTripper
	after func(n int) // hears of every call that was answered, with its number from 1
	// refuse answers in AWS's stead where it returns something.
	refuse func(operation string) *http.Response

	mu    sync.Mutex
	calls []string
	dead  bool
}

func (w *wire) RoundTrip(r *http.Request) (*http.Response, error) {
	w.mu.Lock()
	dead := w.dead
	w.calls = append(w.calls, operationOf(r))
	n := len(w.calls)
	w.mu.Unlock()
	if dead {
		return nil, http.ErrServerClosed
	}
	if w.refuse != nil {
		if answer := w.refuse(operationOf(r)); answer != nil {
			return answer, nil
		}
	}
	answer, err := w.to.RoundTrip(r)
	if w.after != nil {
		w.after(n)
	}
	return answer, err
}

func (w *wire) set(dead bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.dead = dead
}

func (w *wire) made() []string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return slices.Clone(w.calls)
}

func operationOf(r *http.Request) string {
	if target := r.Header.Get("X-Amz-Target"); target != "" {
		return target[strings.LastIndexByte(target, '.')+1:]
	}
	if r.Header.Get("Content-Type") == "application/x-www-form-urlencoded" && r.Body != nil {
		body, _ := io.ReadAll(r.Body)
		r.Body = io.NopCloser(strings.NewReader(string(body)))
		if form, err := url.ParseQuery(string(body)); err == nil {
			return form.Get("Action")
		}
	}
	return r.Method + " " + r.URL.Path
}

// box is a sandbox with a healthy monitor.
type box struct {
	*sandbox.Sandbox
	t    *testing.T
	wire *wire
	a    *account.Account
	n    monitor.Names
	told []compare.Event
}

// story runs a test in a bubble of fake time, on a monitor whose address is
// confirmed and whose alarm has been OK for a while.
func story(t *testing.T, pace sandbox.Pace, run func(*testing.T, *box)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		s, err := sandbox.New(sandbox.Options{Pace: pace})
		if err != nil {
			t.Fatal(err)
		}
		defer s.Close()
		b := &box{Sandbox: s, t: t, wire: &wire{to: s.Transport()}}
		config := s.Config("")
		config.HTTPClient = &http.Client{Transport: b.wire}
		if b.a, err = account.Open(t.Context(), account.Options{Config: &config}); err != nil {
			t.Fatal(err)
		}
		d := monitor.DesiredFor("prod/db", address, b.a.Place)
		b.n = d.Names
		o := build.Options{SecretValue: func() (string, error) { return "geheim", nil }}
		if _, err := build.Apply(t.Context(), b.a, d, build.Plan(d, b.take(survey.Plan)), o); err != nil {
			t.Fatal(err)
		}
		b.confirm()
		time.Sleep(30 * time.Minute)
		run(t, b)
	})
}

func (b *box) take(purpose survey.Purpose) monitor.Snapshot {
	b.t.Helper()
	s, err := survey.Take(b.t.Context(), b.a, b.n, survey.Options{For: purpose})
	if err != nil {
		b.t.Fatal(err)
	}
	return s
}

// confirm opens every confirmation link, as the person would.
func (b *box) confirm() {
	b.t.Helper()
	for _, m := range b.Mails() {
		for _, l := range m.Links {
			if l.Kind == "confirm" {
				if err := b.Inbox().Open(context.Background(), l.URL); err != nil {
					b.t.Fatal(err)
				}
			}
		}
	}
}

// options are those of the sandbox's fast pace, where the inbox can be seen.
func (b *box) options(reads int) compare.Options {
	return compare.Options{
		Reads: reads, Fast: true, Open: b.Inbox().Open,
		Inbox: func(context.Context) ([]compare.Letter, error) { return b.letters(), nil },
		Tell:  func(e compare.Event) { b.told = append(b.told, e) },
	}
}

func (b *box) letters() []compare.Letter {
	var list []compare.Letter
	for _, m := range b.Mails() {
		l := compare.Letter{To: m.To, Subject: m.Subject, Body: m.Body, At: m.At}
		for _, link := range m.Links {
			l.Links = append(l.Links, link.URL)
		}
		list = append(list, l)
	}
	return list
}

func (b *box) run(o compare.Options) compare.Result {
	b.t.Helper()
	r, err := compare.Run(b.t.Context(), b.a, b.take(survey.Doctor), o)
	if err != nil {
		b.t.Fatalf("%v\n%s", err, b.said())
	}
	return r
}

func (b *box) said() string {
	var text strings.Builder
	for _, e := range b.told {
		fmt.Fprintf(&text, "%s %s: %s\n", e.At.Format("15:04:05.000"), e.Kind, e.Text)
	}
	return text.String()
}

// state is all that the experiment might change in the account.
func (b *box) state() string {
	b.t.Helper()
	ctx := context.Background()
	var text []string
	topics := must(b.a.SNS.ListTopics(ctx, &sns.ListTopicsInput{}))
	for _, t := range topics.Topics {
		got := must(b.a.SNS.GetTopicAttributes(ctx, &sns.GetTopicAttributesInput{TopicArn: t.TopicArn}))
		text = append(text, *t.TopicArn+" "+got.Attributes["Policy"])
		for _, tag := range must(b.a.SNS.ListTagsForResource(ctx, &sns.ListTagsForResourceInput{ResourceArn: t.TopicArn})).Tags {
			text = append(text, "topic tag "+*tag.Key+"="+*tag.Value)
		}
	}
	for _, s := range must(b.a.SNS.ListSubscriptions(ctx, &sns.ListSubscriptionsInput{})).Subscriptions {
		text = append(text, "subscription "+*s.SubscriptionArn+" "+*s.Endpoint)
	}
	for _, r := range must(b.a.Events.ListRules(ctx, &eventbridge.ListRulesInput{})).Rules {
		text = append(text, "rule "+*r.Arn)
	}
	for _, t := range must(b.a.CloudTrail.DescribeTrails(ctx, &cloudtrail.DescribeTrailsInput{})).TrailList {
		text = append(text, "trail "+*t.Name+" notifies "+aws.ToString(t.SnsTopicARN)+" writes to "+*t.S3BucketName+" and "+aws.ToString(t.CloudWatchLogsLogGroupArn))
	}
	for _, m := range must(b.a.CloudWatch.DescribeAlarms(ctx, &cloudwatch.DescribeAlarmsInput{})).MetricAlarms {
		text = append(text, "alarm "+*m.AlarmName+" "+strings.Join(m.AlarmActions, " "))
		for _, tag := range must(b.a.CloudWatch.ListTagsForResource(ctx, &cloudwatch.ListTagsForResourceInput{ResourceARN: m.AlarmArn})).Tags {
			text = append(text, "alarm tag "+*tag.Key+"="+*tag.Value)
		}
	}
	return strings.Join(text, "\n")
}

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}
