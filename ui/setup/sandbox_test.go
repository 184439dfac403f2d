package setup

import (
	"context"
	"io"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudtrail"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"

	"secretwatch/aws/account"
	"secretwatch/aws/build"
	"secretwatch/aws/foreign"
	"secretwatch/aws/monitor"
	"secretwatch/aws/record"
	"secretwatch/aws/sandbox"
	"secretwatch/aws/survey"
	"secretwatch/aws/trace"
	"secretwatch/aws/watch"
	"secretwatch/ui/widget"
	"secretwatch/wizard"
)

// wire is the way to the sandbox, on which a test refuses calls.
type wire struct {
	to http.RoundTripper

	mu      sync.Mutex
	refused string // the operation that answers with access denied
}

func (w *wire) RoundTrip(r *http.Request) (*http.Response, error) {
	w.mu.Lock()
	refused := w.refused
	w.mu.Unlock()
	time.Sleep(40 * time.Millisecond)
	if refused != "" && strings.HasSuffix(r.Header.Get("X-Amz-Target"), "."+refused) {
		return &http.Response{
			StatusCode: http.StatusBadRequest, Header: http.Header{"Content-Type": {"application/x-amz-json-1.1"}},
			Body: io.NopCloser(strings.NewReader(`{"__type":"AccessDeniedException","message":"User: arn:aws:iam::123456789012:user/sam is not authorized to perform: cloudtrail:` + refused + `"}`)),
		}, nil
	}
	return w.to.RoundTrip(r)
}

func (w *wire) refuse(operation string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.refused = operation
}

// box is a sandbox and an account on it.
type box struct {
	*sandbox.Sandbox
	wire *wire
	a    *account.Account
}

// onSandbox runs a story on an empty sandbox, with the SDK between it and the
// wizard.
func onSandbox(t *testing.T, run func(t *testing.T, b *box)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		s, err := sandbox.New(sandbox.Options{Pace: sandbox.Fast})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(s.Close)
		b := &box{Sandbox: s, wire: &wire{to: s.Transport()}}
		config := s.Config("us-east-1")
		config.HTTPClient = &http.Client{Transport: b.wire}
		if b.a, err = account.Open(t.Context(), account.Options{Config: &config}); err != nil {
			t.Fatal(err)
		}
		run(t, b)
	})
}

func (b *box) deps() Deps {
	a := b.a
	return Deps{
		Secrets: func(ctx context.Context) ([]string, error) { return survey.SecretsLike(ctx, a, "") },
		Survey: func(ctx context.Context, d monitor.Desired) (monitor.Snapshot, error) {
			return survey.TakeFor(ctx, a, d)
		},
		Plan: build.Plan, Price: build.Price,
		Apply: func(ctx context.Context, d monitor.Desired, changes []monitor.Change, value func() (string, error),
			consent func(monitor.Change) bool, progress func(build.Progress),
		) ([]build.Result, error) {
			return build.Apply(ctx, a, d, changes, build.Options{SecretValue: value, Consent: consent, Progress: progress})
		},
		Undo: func(ctx context.Context, seen monitor.Snapshot, kinds []monitor.Kind) (build.Destroyed, error) {
			return build.Destroy(ctx, a, seen, build.Options{
				ForceSecret: true, Only: func(c monitor.Change) bool { return slices.Contains(kinds, c.Kind) },
			})
		},
		Records:         func(ctx context.Context) ([]record.Record, error) { return survey.ReadRecords(ctx, a) },
		EventsPerMinute: func(ctx context.Context) (float64, error) { return survey.EventsPerMinute(ctx, a) },
		Subscribe: func(ctx context.Context, d monitor.Desired) error {
			_, err := build.Resend(ctx, a, d.TopicARN(a.Place), d.Email)
			return err
		},
		Subscribed: func(ctx context.Context, d monitor.Desired) (confirmed, pending int, err error) {
			subs, err := survey.Subscribers(ctx, a, d.TopicARN(a.Place), d.Email)
			if err == nil && d.EventBridge {
				var more []monitor.Subscription
				more, err = survey.Subscribers(ctx, a, d.RuleTopicARN(a.Place), d.Email)
				subs = append(subs, more...)
			}
			for _, s := range subs {
				switch {
				case s.Endpoint.Safe() != d.Email:
				case s.Pending:
					pending++
				default:
					confirmed++
				}
			}
			return confirmed, pending, err
		},
		TestRead: func(ctx context.Context, secret string) (string, time.Time, error) {
			r, err := trace.Read(ctx, a, secret)
			return r.RequestID, r.At, err
		},
		Follow:  b.follow,
		History: func(ctx context.Context, _ string) ([]record.Read, error) { return survey.Reads(ctx, a) },
		ReadCommand: func(secret string) string {
			return "aws secretsmanager get-secret-value --secret-id " + secret
		},
		Explain: func(err error) (string, string) {
			p := account.Explain(err)
			return p.Summary, p.Hint
		},
		Inbox: b.Inbox().List, OpenLink: b.Inbox().Open,
		Live:  func(monitor.Desired) widget.Screen { return live{} },
		Again: "secretwatch setup",
	}
}

func (b *box) follow(ctx context.Context, d monitor.Desired, requestID string, at time.Time, tell func(trace.Update)) error {
	chain, err := survey.Take(ctx, b.a, d.Names, survey.Options{For: survey.Doctor, Email: d.Email})
	if err != nil {
		return err
	}
	mails := func(ctx context.Context) ([]trace.Mail, error) {
		list, err := b.Inbox().List(ctx)
		all := make([]trace.Mail, 0, len(list))
		for _, m := range list {
			all = append(all, trace.Mail{At: m.At, Subject: m.Subject})
		}
		return all, err
	}
	r := watch.Read{Read: record.Read{Time: at, RequestID: requestID, Secret: foreign.New(d.Secret), Result: record.ResultOK, Test: true}}
	return trace.New(b.a, r, chain, trace.Options{Fast: true, Mails: mails}).Run(ctx, tell)
}

func (b *box) begin(t *testing.T) *driver {
	t.Helper()
	return drive(t, b.deps(), wizard.Start{Place: b.a.Place, Caller: b.a.Caller, Flags: sam})
}

// missing lists the parts that are not there.
func (b *box) missing(t *testing.T) []monitor.Kind {
	t.Helper()
	d := monitor.DesiredFor("TopSecretInfo", sam.Email, b.a.Place)
	seen, err := survey.TakeFor(t.Context(), b.a, d)
	if err != nil {
		t.Fatal(err)
	}
	var kinds []monitor.Kind
	for _, c := range build.Plan(d, seen) {
		if c.Action == monitor.ActionCreate {
			kinds = append(kinds, c.Kind)
		}
	}
	return kinds
}

// The main story: answered step by step, built as answered, confirmed in the
// inbox, read, and the mail arrives.
func TestFromTheFirstQuestionToTheMail(t *testing.T) {
	onSandbox(t, func(t *testing.T, b *box) {
		r := b.begin(t)
		r.to(wizard.StepAlarm)
		r.wait(5 * time.Second)
		mails, err := b.Inbox().List(t.Context())
		if err != nil || len(mails) != 1 || mails[0].Subject != "AWS Notification - Subscription Confirmation" {
			t.Fatalf("before the last question the inbox has %v, error %v", mails, err)
		}
		if got := b.missing(t); !slices.Equal(got, []monitor.Kind{monitor.KindAlarm}) {
			t.Fatalf("before the last answer %v are missing", got)
		}
		r.press("enter")
		r.wait(3 * time.Second)
		r.sees("The monitor is built.")
		if got := b.missing(t); got != nil {
			t.Fatalf("%v are missing", got)
		}
		r.press("enter", "i")
		r.wait(2 * time.Second)
		r.press("enter", "enter")
		r.wait(3 * time.Second)
		r.sees("The e-mail address is confirmed.")
		r.press("enter", "t")
		r.wait(4 * time.Second)
		r.sees("is in Event history")
		r.wait(15 * time.Second)
		r.sees("✓ delivery +", "✓ alarm +", "✓ mail +", "The e-mail is there,")
		mails, err = b.Inbox().List(t.Context())
		if err != nil || len(mails) < 2 || !strings.HasPrefix(mails[1].Subject, `ALARM: "secretwatch-TopSecretInfo" in US East (N. Virginia)`) {
			t.Errorf("the inbox has %v, error %v", mails, err)
		}
		r.press("enter")
		if r.shown == nil {
			t.Error("the live pane does not come")
		}
	})
}

// Undone and answered again, step by step backwards; at the end all is there
// once.
func TestUndoOnTheSandbox(t *testing.T) {
	onSandbox(t, func(t *testing.T, b *box) {
		r := b.begin(t)
		r.to(wizard.StepBuild)
		r.wait(5 * time.Second)
		for _, id := range []wizard.StepID{wizard.StepAlarm, wizard.StepTopic, wizard.StepFilter, wizard.StepDelivery, wizard.StepTrail, wizard.StepSecret} {
			if r.s.Typing() { // letters are text there
				r.press("tab")
			}
			r.press("b", "u", "y")
			r.wait(30 * time.Second)
			if left := r.s.work.undoing; left != nil {
				t.Fatalf("undoing %s: %v, left %v", id, left.err, left.left)
			}
		}
		if got := b.missing(t); len(got) != len(monitor.Kinds()) {
			t.Fatalf("after undoing all only %v are missing", got)
		}
		r.to(wizard.StepBuild)
		r.wait(10 * time.Second)
		r.sees("The monitor is built.")
		if got := b.missing(t); got != nil {
			t.Fatalf("%v are missing", got)
		}
	})
}

// A refused call stays at its step; mended there, the rest follows.
func TestARefusalOnTheSandbox(t *testing.T) {
	onSandbox(t, func(t *testing.T, b *box) {
		b.wire.refuse("CreateTrail")
		r := b.begin(t)
		r.to(wizard.StepBuild)
		r.wait(10 * time.Second)
		r.sees("The build stopped before the end.", "cloudtrail:CreateTrail", "○ next metric filter waits for the step Log delivery")
		b.wire.refuse("")
		r.press("r")
		r.wait(10 * time.Second)
		r.sees("The monitor is built.")
	})
}

// A wizard that was left is taken up by the next one, without anything twice.
func TestTheNextRunFinishes(t *testing.T) {
	onSandbox(t, func(t *testing.T, b *box) {
		first := b.begin(t)
		first.to(wizard.StepDelivery)
		first.press("m", "tab", "ctrl+u", "text:90")
		first.to(wizard.StepFilter)
		first.wait(5 * time.Second)
		first.press("s", "y")
		if !first.quit {
			t.Fatal("it does not leave")
		}
		r := b.begin(t)
		r.wait(time.Second)
		r.sees("was begun here; this goes on with it.", "Is there and stays secret, bucket, log group, role and trail", "Would be made metric filter")
		r.press("enter")
		r.sees("Setup made this secret: it stays as it is")
		r.to(wizard.StepTrail)
		r.wait(3 * time.Second)
		if got := r.s.wiz.Answer(wizard.QRetention); got != "90" {
			t.Errorf("the logs' retention is asked for as %s", got)
		}
		r.to(wizard.StepBuild)
		r.wait(10 * time.Second)
		r.sees("The monitor is built.", "✓ kept secret", "✓ kept trail", "✓ done alarm")
		groups, err := b.a.Logs.DescribeLogGroups(t.Context(), &cloudwatchlogs.DescribeLogGroupsInput{})
		if err != nil || len(groups.LogGroups) != 1 || aws.ToInt32(groups.LogGroups[0].RetentionInDays) != 90 {
			t.Errorf("log groups %+v, error %v", groups.LogGroups, err)
		}
		out, err := b.a.CloudTrail.DescribeTrails(t.Context(), &cloudtrail.DescribeTrailsInput{})
		if err != nil || len(out.TrailList) != 1 {
			t.Errorf("%d trails, error %v", len(out.TrailList), err)
		}
	})
}

// All at once finishes it too.
func TestTheNextRunFinishesAtOnce(t *testing.T) {
	onSandbox(t, func(t *testing.T, b *box) {
		first := b.begin(t)
		first.to(wizard.StepDelivery)
		first.press("m", "tab", "ctrl+u", "text:90")
		first.to(wizard.StepTopic)
		first.wait(5 * time.Second)
		first.press("esc", "y")
		r := b.begin(t)
		r.press("x")
		r.wait(3 * time.Second)
		r.sees("= keep secret", "= keep log group", "= keep trail", "+ create alarm")
		r.press("enter")
		r.wait(5 * time.Second)
		r.sees("The monitor is built.")
		if got := b.missing(t); got != nil {
			t.Errorf("%v are missing", got)
		}
	})
}

// A log group of the same name that somebody else made is used after a yes, and
// stays when the step is undone.
func TestSomebodyElsesLogGroup(t *testing.T) {
	onSandbox(t, func(t *testing.T, b *box) {
		name := aws.String("/secretwatch/TopSecretInfo")
		if _, err := b.a.Logs.CreateLogGroup(t.Context(), &cloudwatchlogs.CreateLogGroupInput{LogGroupName: name}); err != nil {
			t.Fatal(err)
		}
		r := b.begin(t)
		r.to(wizard.StepFilter)
		r.wait(5 * time.Second)
		r.sees("✗ Log delivery needs you")
		r.press("g")
		r.sees("The log group /secretwatch/TopSecretInfo is there already and was not made by setup.", "y uses it")
		r.press("y")
		r.wait(5 * time.Second)
		r.sees("This step is done.", "✓ kept log group", "✓ done trail")
		r.press("u", "y")
		r.wait(10 * time.Second)
		got := b.missing(t)
		if slices.Contains(got, monitor.KindLogGroup) || !slices.Contains(got, monitor.KindTrail) || !slices.Contains(got, monitor.KindRole) {
			t.Errorf("missing after the undo: %v", got)
		}
	})
}
