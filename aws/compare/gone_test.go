package compare_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudtrail"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch"
	"github.com/aws/aws-sdk-go-v2/service/eventbridge"
	"github.com/aws/aws-sdk-go-v2/service/secretsmanager"
	"github.com/aws/aws-sdk-go-v2/service/sns"

	"secretwatch/aws/account"
	"secretwatch/aws/build"
	"secretwatch/aws/compare"
	"secretwatch/aws/sandbox"
	"secretwatch/aws/survey"
)

// another is somebody else's way into the same account.
func (b *box) another() *account.Account {
	b.t.Helper()
	config := b.Config("")
	config.HTTPClient = &http.Client{Transport: b.Transport()}
	a, err := account.Open(context.Background(), account.Options{Config: &config})
	if err != nil {
		b.t.Fatal(err)
	}
	return a
}

// removals are what somebody may take away meanwhile. What is not there yet is
// no matter.
func removals() map[string]func(context.Context, *box, *account.Account) {
	topic := func(name func(*box) string) func(context.Context, *box, *account.Account) {
		return func(ctx context.Context, b *box, a *account.Account) {
			_, _ = a.SNS.DeleteTopic(ctx, &sns.DeleteTopicInput{TopicArn: aws.String(a.ARN("sns", a.Region, name(b)))})
		}
	}
	return map[string]func(context.Context, *box, *account.Account){
		"alarm": func(ctx context.Context, b *box, a *account.Account) {
			_, _ = a.CloudWatch.DeleteAlarms(ctx, &cloudwatch.DeleteAlarmsInput{AlarmNames: []string{b.n.Alarm}})
		},
		"topic": topic(func(b *box) string { return b.n.Topic }),
		"files": topic(func(b *box) string { return b.n.FilesTopic() }),
		"reads": topic(func(b *box) string { return "secretwatch-" + b.n.Monitor + "_reads" }),
		"trail": func(ctx context.Context, b *box, a *account.Account) {
			_, _ = a.CloudTrail.DeleteTrail(ctx, &cloudtrail.DeleteTrailInput{Name: aws.String(b.n.Trail)})
		},
		"rule": func(ctx context.Context, b *box, a *account.Account) {
			name := aws.String("secretwatch-" + b.n.Monitor + "_reads")
			_, _ = a.Events.RemoveTargets(ctx, &eventbridge.RemoveTargetsInput{Rule: name, Ids: []string{"mail"}})
			_, _ = a.Events.DeleteRule(ctx, &eventbridge.DeleteRuleInput{Name: name})
		},
		"secret": func(ctx context.Context, b *box, a *account.Account) {
			_, _ = a.Secrets.DeleteSecret(ctx, &secretsmanager.DeleteSecretInput{SecretId: aws.String(b.n.Secret), ForceDeleteWithoutRecovery: aws.Bool(true)})
		},
	}
}

// leavings are what of the experiment is there.
func (b *box) leavings() string {
	b.t.Helper()
	var left []string
	for line := range strings.Lines(b.state()) {
		if strings.Contains(line, "_files") || strings.Contains(line, "_reads") || strings.Contains(line, "experiment") {
			left = append(left, line)
		}
	}
	return strings.Join(left, "")
}

// Whatever goes away after whichever call: no panic, and nothing of the
// experiment stays. Where a way can tell no more it ends soon and says so.
func TestWhatGoesAwayMeanwhile(t *testing.T) {
	calls := []string{"none"}
	story(t, sandbox.Fast, func(t *testing.T, b *box) {
		chain, first := b.take(survey.Doctor), len(b.wire.made())
		if _, err := compare.Run(t.Context(), b.a, chain, b.options(1)); err != nil {
			t.Fatal(err)
		}
		for _, c := range b.wire.made()[first:] {
			if !slices.Contains(calls, c) && !strings.HasPrefix(c, "GET /") {
				calls = append(calls, c)
			}
		}
	})
	t.Log(calls)
	for _, what := range []string{"alarm", "topic", "trail", "rule", "files", "reads", "secret"} {
		remove := removals()[what]
		from := 0
		if what == "files" || what == "reads" || what == "rule" {
			from = slices.Index(calls, "CreateTopic")
		}
		for _, operation := range calls[from:] {
			t.Run(fmt.Sprintf("%s after %s", what, operation), func(t *testing.T) {
				story(t, sandbox.Fast, func(t *testing.T, b *box) { goesAway(t, b, b.options(1), operation, remove, 30*time.Second) })
			})
		}
	}
}

// The same where no mailbox can be seen and AWS's own words are all there is.
func TestWhatGoesAwayUnseen(t *testing.T) {
	for what, remove := range removals() {
		for _, operation := range []string{"UpdateTrail", "GetSecretValue", "GetMetricStatistics"} {
			t.Run(fmt.Sprintf("%s after %s", what, operation), func(t *testing.T) {
				story(t, sandbox.Real, func(t *testing.T, b *box) {
					o := b.options(1)
					o.Fast, o.Inbox, o.Open, o.ConfirmWithin = false, nil, nil, 5*time.Minute
					tell := o.Tell
					o.Tell = func(e compare.Event) {
						if tell(e); e.Kind == compare.EventWaiting && strings.Contains(e.Text, "Subscription Confirmation") {
							for _, m := range b.Mails() {
								if m.Links[0].Kind == "confirm" { // some are of what is gone
									_ = b.Inbox().Open(context.Background(), m.Links[0].URL)
								}
							}
						}
					}
					goesAway(t, b, o, operation, remove, 30*time.Minute)
				})
			})
		}
	}
}

// goesAway runs an experiment from which something is taken away after the first
// call of an operation.
func goesAway(t *testing.T, b *box, o compare.Options, operation string, remove func(context.Context, *box, *account.Account), within time.Duration) {
	t.Helper()
	chain, other := b.take(survey.Doctor), b.another()
	var once atomic.Bool // calls are made side by side
	away := func() {
		if once.CompareAndSwap(false, true) {
			remove(t.Context(), b, other)
		}
	}
	if operation == "none" {
		away()
	}
	first := len(b.wire.made())
	b.wire.after = func(n int) {
		if n > first && !once.Load() && b.wire.made()[n-1] == operation {
			away()
		}
	}
	begun := time.Now()
	r, err := compare.Run(t.Context(), b.a, chain, o)
	b.wire.after = nil
	if left := b.leavings(); left != "" {
		t.Errorf("left behind:\n%s\nerror %v\n%s", left, err, b.said())
	}
	if len(r.Left) > 0 {
		t.Errorf("left %v", r.Left)
	}
	if took := time.Since(begun); took > within {
		t.Errorf("took %v, error %v\n%s", took, err, b.said())
	}
	if (err != nil) != (r.Failed != "") {
		t.Errorf("failed %q, error %v", r.Failed, err)
	}
}

// destroy beside a comparison: it says in one sentence what is gone, and cleans
// up its own.
func TestDestroyedMeanwhile(t *testing.T) {
	for _, pace := range []sandbox.Pace{sandbox.Fast, sandbox.Real} {
		story(t, pace, func(t *testing.T, b *box) {
			o := b.options(2)
			o.Fast = pace == sandbox.Fast
			var read time.Time
			tell := o.Tell
			o.Tell = func(e compare.Event) {
				if tell(e); e.Kind == compare.EventRead {
					read = time.Now()
					if _, err := build.Destroy(t.Context(), b.another(), b.take(survey.Destroy), build.Options{}); err != nil {
						t.Error(err)
					}
				}
			}
			r, err := compare.Run(t.Context(), b.a, b.take(survey.Doctor), o)
			if !errors.Is(err, compare.ErrGone) || r.Interrupted || !strings.Contains(r.Failed, "the monitor of the secret prod/db is gone, with its alarm, topic and trail: somebody removed") || strings.ContainsAny(r.Failed, "\n") {
				t.Errorf("error %v, failed %q", err, r.Failed)
			}
			if took := time.Since(read); o.Fast && took > 15*time.Second || took > 5*time.Minute {
				t.Errorf("it took %v to see that", took)
			}
			if left := b.leavings(); left != "" || len(r.Left) > 0 {
				t.Errorf("left behind:\n%s\n%v", left, r.Left)
			}
			if v := compare.Verdict(r); len(v) != 1 || !strings.Contains(v[0], "nothing to judge") {
				t.Errorf("the verdict is %q", v)
			}
		})
	}
}
