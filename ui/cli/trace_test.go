package cli

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch"
	"github.com/aws/aws-sdk-go-v2/service/secretsmanager"
	"github.com/aws/aws-sdk-go-v2/service/sns"
	"github.com/charmbracelet/x/exp/golden"

	"secretwatch/aws/account"
	"secretwatch/aws/build"
	"secretwatch/aws/monitor"
	"secretwatch/aws/sandbox"
	"secretwatch/aws/survey"
)

// stage is the program on a monitor at AWS's pace, in a bubble of fake time.
type stage struct {
	p         *program
	a         *account.Account
	box       *sandbox.Sandbox
	names     monitor.Names
	out, errs bytes.Buffer
}

func onStage(t *testing.T, run func(*testing.T, *stage)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		box, err := sandbox.New(sandbox.Options{Pace: sandbox.Real})
		if err != nil {
			t.Fatal(err)
		}
		defer box.Close()
		config := box.Config("")
		s := &stage{box: box}
		if s.a, err = account.Open(t.Context(), account.Options{Config: &config}); err != nil {
			t.Fatal(err)
		}
		d := monitor.DesiredFor("prod/db", "ana@example.com", s.a.Place)
		s.names = d.Names
		seen, err := survey.Take(t.Context(), s.a, d.Names, survey.Options{For: survey.Plan})
		if err != nil {
			t.Fatal(err)
		}
		value := func() (string, error) { return "the value", nil }
		if _, err := build.Apply(t.Context(), s.a, d, build.Plan(d, seen), build.Options{SecretValue: value}); err != nil {
			t.Fatal(err)
		}
		time.Sleep(10 * time.Second)
		s.open(t, "confirm")
		time.Sleep(30 * time.Minute)
		s.p = &program{streams: Streams{In: strings.NewReader(""), Out: &s.out, Err: &s.errs}}
		s.p.flags.timeZone = "UTC"
		run(t, s)
	})
}

// open opens the link of that kind in the first mail that has one.
func (s *stage) open(t *testing.T, kind string) {
	t.Helper()
	for _, m := range s.box.Mails() {
		for _, l := range m.Links {
			if l.Kind == kind {
				if err := s.box.Inbox().Open(t.Context(), l.URL); err != nil {
					t.Fatal(err)
				}
				return
			}
		}
	}
	t.Fatalf("no mail has a link to %s", kind)
}

// trace runs the command, with the sandbox's inbox in sight or without, and
// gives its exit code.
func (s *stage) trace(ctx context.Context, inbox bool, f traceFlags) int {
	s.out.Reset()
	s.errs.Reset()
	var mail *mailbox
	if inbox {
		mail = &mailbox{Client: s.box.Inbox(), pace: sandbox.Real}
	}
	j, err := s.p.newJourney(s.a, s.names, mail, f)
	if err == nil {
		err = j.run(ctx)
	}
	return report(s.p.streams, err)
}

// The sandbox's Event history may be minutes behind the mail.
var usually = traceFlags{timeout: 20 * time.Minute, linger: 5 * time.Minute}

var changing = []struct {
	from *regexp.Regexp
	to   string
}{
	{regexp.MustCompile(`[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}`), "ID"},
	{regexp.MustCompile(`\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z`), "TIME"},
	{regexp.MustCompile(`(afterMs|tookMs|totalMs)": [1-9]\d*`), `$1": MS`},
	{regexp.MustCompile(`"log events": "\d+"`), `"log events": "N"`},
	{regexp.MustCompile(`\d\d/\d\d/\d\d \d\d:\d\d:\d\d`), "MINUTE"},
	{regexp.MustCompile(`\d+ min \d\d s later`), "TOOK later"},
}

// The JSON by field: only ids, times and the neighbours of a read may change.
func TestTraceJSON(t *testing.T) {
	onStage(t, func(t *testing.T, s *stage) {
		s.p.flags.json = true
		if code := s.trace(t.Context(), true, usually); code != ExitOK {
			t.Fatalf("exit status %d\n%s%s", code, s.out.String(), s.errs.String())
		}
		if n := strings.Count(s.out.String(), "\n"); n != 1 {
			t.Errorf("%d lines, want one object", n)
		}
		var indented bytes.Buffer
		if err := json.Indent(&indented, s.out.Bytes(), "", "  "); err != nil {
			t.Fatal(err)
		}
		text := indented.String()
		for _, c := range changing {
			text = c.from.ReplaceAllString(text, c.to)
		}
		golden.RequireEqual(t, []byte(text))
	})
}

func TestTraceTellsItsWay(t *testing.T) {
	onStage(t, func(t *testing.T, s *stage) {
		if code := s.trace(t.Context(), true, usually); code != ExitOK {
			t.Fatalf("exit status %d\n%s%s", code, s.out.String(), s.errs.String())
		}
		for _, want := range []string{
			"next: the record in the log group, expected by 00:36:", "late from 00:45:", "[ok] delivery", "[ok] mail",
		} {
			if !strings.Contains(s.errs.String(), want) {
				t.Errorf("the progress does not say %q:\n%s", want, s.errs.String())
			}
		}
		lines := strings.Split(strings.TrimSpace(s.out.String()), "\n")
		if last := lines[len(lines)-1]; !strings.HasPrefix(last, "Verdict: the read ended in an e-mail ") || !strings.HasSuffix(last, "(healthy)") {
			t.Errorf("the last line is %q", last)
		}
		for _, line := range lines[:12] {
			if strings.Contains(line, "[ok]") && len(line) > usualWidth {
				t.Errorf("%d cells: %s", len(line), line)
			}
		}
		if strings.Contains(s.out.String()+s.errs.String(), "the value") {
			t.Error("the value is shown")
		}
	})
}

func TestTraceAsksThePersonWhetherTheMailArrived(t *testing.T) {
	for answer, want := range map[string]struct {
		code int
		says string
	}{
		"y\n": {ExitOK, "every hop is well (healthy)"},
		"n\n": {ExitBroken, "(mail-sent-look-in-spam)"},
		"\n":  {ExitOK, "did it arrive?"},
	} {
		onStage(t, func(t *testing.T, s *stage) {
			s.p.streams.Terminal, s.p.streams.In = true, strings.NewReader(answer)
			if code := s.trace(t.Context(), false, usually); code != want.code || !strings.Contains(s.out.String(), want.says) {
				t.Errorf("%q: exit status %d, want %d and %q:\n%s", answer, code, want.code, want.says, s.out.String())
			}
			if !strings.Contains(s.errs.String(), "Did the e-mail arrive?") {
				t.Error("nobody was asked")
			}
		})
	}
	onStage(t, func(t *testing.T, s *stage) { // a script is not asked
		if code := s.trace(t.Context(), false, usually); code != ExitOK || strings.Contains(s.errs.String(), "Did the e-mail") {
			t.Errorf("exit status %d\n%s", code, s.errs.String())
		}
	})
}

func TestTraceInterruptedTimedOutAndResumed(t *testing.T) {
	onStage(t, func(t *testing.T, s *stage) {
		ctx, interrupt := context.WithCancel(t.Context())
		time.AfterFunc(90*time.Second, interrupt)
		if code := s.trace(ctx, true, usually); code != ExitInterrupted {
			t.Errorf("exit status %d, want 130", code)
		}
		m := regexp.MustCompile(`Interrupted\. Go on with: secretwatch trace --resume ([0-9a-f-]+)\n`).FindStringSubmatch(s.out.String())
		if m == nil {
			t.Fatalf("nothing says how to go on:\n%s", s.out.String())
		}
		resumed := traceFlags{timeout: time.Minute, resume: m[1]}
		if code := s.trace(t.Context(), true, resumed); code != ExitTimeout || !strings.Contains(s.errs.String(), "no such read is shown yet") {
			t.Errorf("exit status %d, want 124\n%s", code, s.errs.String())
		}
		resumed.timeout = 20 * time.Minute
		if code := s.trace(t.Context(), true, resumed); code != ExitOK || !strings.Contains(s.out.String(), "request id "+m[1]) {
			t.Errorf("exit status %d\n%s%s", code, s.out.String(), s.errs.String())
		}
	})
}

func TestTraceExitCodes(t *testing.T) {
	for _, c := range []struct {
		name  string
		spoil func(context.Context, *stage) error
		f     traceFlags
		code  int
		says  string // on either stream
	}{
		{"waits for a person", func(ctx context.Context, s *stage) error {
			topic := s.names.TopicARN(s.a.Place)
			subs, err := s.a.SNS.ListSubscriptionsByTopic(ctx, &sns.ListSubscriptionsByTopicInput{TopicArn: &topic})
			if err == nil {
				_, err = s.a.SNS.Unsubscribe(ctx, &sns.UnsubscribeInput{SubscriptionArn: subs.Subscriptions[0].SubscriptionArn})
			}
			if err == nil {
				_, err = s.a.SNS.Subscribe(ctx, &sns.SubscribeInput{TopicArn: &topic, Protocol: aws.String("email"), Endpoint: aws.String("ana@example.com")})
			}
			return err
		}, usually, ExitWaiting, "(subscription-pending)"},
		{"broken", func(ctx context.Context, s *stage) error {
			_, err := s.a.CloudWatch.DisableAlarmActions(ctx, &cloudwatch.DisableAlarmActionsInput{AlarmNames: []string{s.names.Alarm}})
			return err
		}, usually, ExitBroken, "What to do: "},
		{"no such secret", func(ctx context.Context, s *stage) error {
			_, err := s.a.Secrets.DeleteSecret(ctx, &secretsmanager.DeleteSecretInput{SecretId: aws.String("prod/db")})
			return err
		}, usually, ExitRefused, "error: "},
		{"no such read", nil, traceFlags{timeout: time.Hour, resume: "00000000-0000-0000-0000-000000000000"}, ExitBroken, "error: no read with this request id"},
	} {
		t.Run(c.name, func(t *testing.T) {
			onStage(t, func(t *testing.T, s *stage) {
				if c.spoil != nil {
					if err := c.spoil(t.Context(), s); err != nil {
						t.Fatal(err)
					}
				}
				if code := s.trace(t.Context(), true, c.f); code != c.code || !strings.Contains(s.out.String()+s.errs.String(), c.says) {
					t.Errorf("exit status %d, want %d and %q\n%s%s", code, c.code, c.says, s.out.String(), s.errs.String())
				}
			})
		})
	}
}

// A command to go on with has to mean the same monitor.
func TestResumeCommand(t *testing.T) {
	p := &program{}
	p.flags.secret, p.flags.region, p.flags.alarm = "prod/db", "eu-west-1", "Secret is accessed"
	a := &account.Account{Profile: "learner"}
	got := p.resumeCommand(a, "id-12345")
	want := "secretwatch trace --resume id-12345 --profile learner --region eu-west-1 --secret prod/db --alarm 'Secret is accessed'"
	if got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

func TestWidth(t *testing.T) {
	file, err := os.Create(filepath.Join(t.TempDir(), "out"))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = file.Close() }()
	for _, c := range []struct {
		s    Streams
		want int
	}{
		{Streams{Out: file}, 80},
		{Streams{Out: &bytes.Buffer{}, Env: []string{"COLUMNS=132"}}, 132},
		{Streams{Out: file, Env: []string{"COLUMNS=wide"}}, 80},
		{Streams{Out: file, Env: []string{"COLUMNS=3"}}, 20},
	} {
		if got := c.s.width(); got != c.want {
			t.Errorf("%v: %d, want %d", c.s.Env, got, c.want)
		}
	}
}
