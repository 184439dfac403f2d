package cli

import (
	"bytes"
	"context"
	"io"
	"net"
	"net/http"
	"os"
	"strings"
	"sync"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs/types"
	"github.com/charmbracelet/colorprofile"
	"github.com/charmbracelet/x/ansi"

	"secretwatch/aws/account"
	"secretwatch/aws/build"
	"secretwatch/aws/monitor"
	"secretwatch/aws/sandbox"
	"secretwatch/aws/sandbox/inbox"
	"secretwatch/aws/survey"
	"secretwatch/ui/app"
	"secretwatch/ui/theme"
)

// wire is the way to the sandbox, on which credentials expire and the network
// gets lost.
type wire struct {
	to http.RoundTripper

	mu            sync.Mutex
	expired, lost bool
}

func (w *wire) set(expired, lost bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.expired, w.lost = expired, lost
}

func (w *wire) RoundTrip(r *http.Request) (*http.Response, error) {
	w.mu.Lock()
	expired, lost := w.expired, w.lost
	w.mu.Unlock()
	switch {
	case lost:
		return nil, &net.OpError{Op: "dial", Err: os.NewSyscallError("connect", syscall.ENETUNREACH)}
	case expired:
		const body = `{"__type":"ExpiredTokenException","message":"The security token included in the request is expired"}`
		return &http.Response{
			StatusCode: http.StatusBadRequest, Header: http.Header{"Content-Type": {"application/x-amz-json-1.1"}},
			Body: io.NopCloser(strings.NewReader(body)), ContentLength: int64(len(body)), Request: r,
		}, nil
	}
	return w.to.RoundTrip(r)
}

// filmed keeps the newest frame, drawn by the program itself: only its own
// goroutine may touch the model.
type filmed struct {
	*app.Model
	mu    sync.Mutex
	frame string
}

func (f *filmed) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	_, cmd := f.Model.Update(msg)
	return f, cmd
}

func (f *filmed) View() tea.View {
	v := f.Model.View()
	f.mu.Lock()
	defer f.mu.Unlock()
	f.frame = v.Content
	return v
}

// paneStory is the live pane as the program opens it, on a sandbox in memory
// and in fake time, with a monitor that is built and confirmed.
type paneStory struct {
	t      *testing.T
	a      *account.Account
	wire   *wire
	names  monitor.Names
	film   *filmed
	screen *screens
	send   func(tea.Msg)
}

func playPane(t *testing.T, w watchFlags, play func(*paneStory)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		box, err := sandbox.New(sandbox.Options{Pace: sandbox.Fast})
		if err != nil {
			t.Fatal(err)
		}
		defer box.Close()
		s := &paneStory{t: t, wire: &wire{to: box.Transport()}}
		config := box.Config("")
		config.HTTPClient = &http.Client{Transport: s.wire}
		config.RetryMaxAttempts = 1
		if s.a, err = account.Open(t.Context(), account.Options{Config: &config}); err != nil {
			t.Fatal(err)
		}
		s.a.Endpoint, s.a.Profile = "", "dev" // explained as AWS itself would be
		s.build(box)
		ctx, cancel := context.WithCancel(t.Context())
		p := &program{streams: Streams{Out: io.Discard, Err: io.Discard}}
		p.flags.timeZone, p.flags.email = "UTC", demoEmail
		s.screen = &screens{p: p, ctx: ctx, theme: theme.New(true, false), a: s.a, mail: &mailbox{Client: box.Inbox(), pace: sandbox.Fast}}
		first := s.screen.liveNow(ctx, s.names, w)
		s.film = &filmed{Model: app.New(app.Options{Theme: s.screen.theme, Start: first, Place: s.screen.place()})}
		program := tea.NewProgram(s.film, tea.WithInput(nil), tea.WithOutput(&bytes.Buffer{}), tea.WithWindowSize(120, 40), tea.WithoutSignalHandler(),
			tea.WithColorProfile(colorprofile.ASCII), tea.WithEnvironment([]string{"TERM=xterm-256color"}))
		s.send = program.Send
		ended := make(chan error, 1)
		go func() {
			_, err := program.Run()
			ended <- err
		}()
		defer func() {
			program.Quit()
			if err := <-ended; err != nil {
				t.Errorf("left with %v", err)
			}
			cancel()
			synctest.Wait()
		}()
		time.Sleep(5 * time.Second)
		play(s)
	})
}

func (s *paneStory) build(box *sandbox.Sandbox) {
	s.t.Helper()
	ctx := s.t.Context()
	d := monitor.DesiredFor(demoSecret, demoEmail, s.a.Place)
	seen, err := survey.TakeFor(ctx, s.a, d)
	if err != nil {
		s.t.Fatal(err)
	}
	o := build.Options{SecretValue: func() (string, error) { return "geheim", nil }}
	if _, err := build.Apply(ctx, s.a, d, build.Plan(d, seen), o); err != nil {
		s.t.Fatal(err)
	}
	s.names = d.Names
	for _, m := range box.Mails() {
		for _, l := range m.Links {
			if l.Kind == inbox.Confirm {
				if err := box.Inbox().Open(ctx, l.URL); err != nil {
					s.t.Fatal(err)
				}
			}
		}
	}
	time.Sleep(5 * time.Second)
}

func (s *paneStory) press(names ...string) {
	for _, n := range names {
		k := tea.KeyPressMsg{Code: []rune(n)[0], Text: n}
		switch n {
		case "enter":
			k = tea.KeyPressMsg{Code: tea.KeyEnter}
		case "esc":
			k = tea.KeyPressMsg{Code: tea.KeyEscape}
		}
		s.send(k)
		time.Sleep(time.Second)
	}
}

// sees waits until the frame holds all texts, or with a leading "not " does not,
// for so long at most.
func (s *paneStory) sees(when string, most time.Duration, wants ...string) {
	s.t.Helper()
	var frame, missing string
	for end := time.Now().Add(most); ; time.Sleep(time.Second) {
		synctest.Wait()
		s.film.mu.Lock()
		frame = ansi.Strip(s.film.frame)
		s.film.mu.Unlock()
		missing = ""
		for _, w := range wants {
			absent, is := strings.CutPrefix(w, "not ")
			if is == strings.Contains(frame, absent) && (is || !strings.Contains(frame, w)) {
				missing = w
			}
		}
		if missing == "" {
			return
		}
		if time.Now().After(end) {
			break
		}
	}
	s.t.Fatalf("%s: after %s still not: %q in\n%s", when, most, missing, frame)
}

// Broken by a call to the API, mended from the checklist, proven by a read.
func TestPaneMendsWhatACallBroke(t *testing.T) {
	playPane(t, watchFlags{since: time.Hour}, func(s *paneStory) {
		s.sees("at the start", 20*time.Second, "✓ healthy", "profile:dev", "alarm ✓ OK")
		if _, err := s.a.CloudWatch.DisableAlarmActions(s.t.Context(), &cloudwatch.DisableAlarmActionsInput{AlarmNames: []string{s.names.Alarm}}); err != nil {
			s.t.Fatal(err)
		}
		s.press("r", "c")
		s.sees("on the checklist", 20*time.Second, "✗ BROKEN alarm-actions-disabled", "or press a")
		s.press("enter")
		s.sees("the finding", 20*time.Second, "WHAT WAS SEEN", "user/admin with DisableAlarmActions", "a applies it, after a yes, and looks again.", "alarm-actions-disabled: ")
		s.press("a")
		s.sees("the question", time.Second, "apply the remedy?", "enable-alarm-actions", "not was not made by")
		s.press("y")
		s.sees("mended", 30*time.Second, "Mended alarm-actions-disabled in", "✓ healthy")
		s.press("1", "t")
		s.sees("the mail", 60*time.Second, "the mail arrived")
	})
}

// What is not ours is asked for on its own, and the filter's real pattern decides
// what the hop bar says.
func TestPaneFollowsTheRealFilter(t *testing.T) {
	playPane(t, watchFlags{since: time.Hour}, func(s *paneStory) {
		s.sees("at the start", 20*time.Second, "✓ healthy")
		if _, err := s.a.Logs.PutMetricFilter(s.t.Context(), &cloudwatchlogs.PutMetricFilterInput{
			LogGroupName: aws.String(s.names.LogGroup), FilterName: aws.String(s.names.Filter), FilterPattern: aws.String(`{ $.eventName = "PutSecretValue" }`),
			MetricTransformations: []types.MetricTransformation{{
				MetricName: aws.String(s.names.Metric), MetricNamespace: aws.String(s.names.Namespace), MetricValue: aws.String("1"),
			}},
		}); err != nil {
			s.t.Fatal(err)
		}
		s.press("r")
		s.sees("after a check", 30*time.Second, "✗ BROKEN filter-")
		s.press("t")
		s.sees("the read", 30*time.Second, "✗ filter")
	})
}

func TestPaneOutlivesExpiredCredentials(t *testing.T) {
	playPane(t, watchFlags{since: time.Hour}, func(s *paneStory) {
		s.sees("at the start", 20*time.Second, "✓ healthy")
		s.wire.set(true, false)
		s.sees("expired", 2*time.Minute, "credentials expired: aws sso login --profile dev", "; again 00:")
		s.wire.set(false, false)
		s.sees("back", 2*time.Minute, "not expired", "✓ healthy")
		s.press("t")
		s.sees("the mail", 60*time.Second, "the mail arrived")
	})
}

func TestPaneOutlivesALostNetwork(t *testing.T) {
	playPane(t, watchFlags{since: time.Hour}, func(s *paneStory) {
		s.sees("at the start", 20*time.Second, "✓ healthy")
		s.wire.set(false, true)
		s.sees("lost", 2*time.Minute, "no network; asking again at ")
		s.press("r")
		s.sees("a check meanwhile", 30*time.Second, "could not check: no network; last verdict")
		s.wire.set(false, false)
		s.sees("back", 2*time.Minute, "not no network", "✓ healthy", "not cannot-see")
		s.press("t")
		s.sees("the mail", 60*time.Second, "the mail arrived")
	})
}
