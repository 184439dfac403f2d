package build_test

import (
	"io"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"secretwatch/aws/account"
	"secretwatch/aws/build"
	"secretwatch/aws/monitor"
	"secretwatch/aws/sandbox"
	"secretwatch/aws/survey"
)

// wire is the way to a sandbox, on which tests count, delay and refuse calls.
type wire struct {
	to    http.RoundTripper
	delay time.Duration
	// refuse answers in AWS's stead where it returns something.
	refuse func(operation string) *http.Response
	// after hears of every call that was answered, with its number from 1.
	after func(n int)

	mu    sync.Mutex
	calls []string
	last  time.Time // when the last of them was made
	dead  bool
}

func (w *wire) RoundTrip(r *http.Request) (*http.Response, error) {
	operation := operationOf(r)
	w.mu.Lock()
	dead := w.dead
	w.calls, w.last = append(w.calls, operation), time.Now()
	n := len(w.calls)
	w.mu.Unlock()
	if dead {
		return nil, http.ErrServerClosed
	}
	if w.delay > 0 {
		time.Sleep(w.delay)
	}
	if w.refuse != nil {
		if answer := w.refuse(operation); answer != nil {
			return answer, nil
		}
	}
	answer, err := w.to.RoundTrip(r)
	if w.after != nil {
		w.after(n)
	}
	return answer, err
}

// kill makes every later call fail, as for a process that is gone.
func (w *wire) kill() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.dead = true
}

func (w *wire) count() int {
	w.mu.Lock()
	defer w.mu.Unlock()
	return len(w.calls)
}

// operationOf names a call by its target, its action, or S3's method and query.
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
	return r.Method + " " + r.URL.RequestURI()
}

// refusal is AWS's answer in the JSON protocol.
func refusal(code, message string) *http.Response {
	body := `{"__type":"` + code + `","message":"` + message + `"}`
	return &http.Response{
		StatusCode: http.StatusBadRequest, Body: io.NopCloser(strings.NewReader(body)),
		Header: http.Header{"Content-Type": {"application/x-amz-json-1.1"}},
	}
}

// box is an empty sandbox and an account on it.
type box struct {
	t    *testing.T
	aws  *sandbox.Sandbox
	wire *wire
	a    *account.Account
	d    monitor.Desired
}

// story runs a test in a bubble of fake time.
func story(t *testing.T, run func(*testing.T, *box)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		s, err := sandbox.New(sandbox.Options{})
		if err != nil {
			t.Fatal(err)
		}
		defer s.Close()
		b := &box{t: t, aws: s, wire: &wire{to: s.Transport()}}
		b.open("")
		b.d = monitor.DesiredFor("prod/db", "me@example.com", b.a.Place)
		run(t, b)
	})
}

// open opens the account in a region, "" for the usual one.
func (b *box) open(region string) {
	b.t.Helper()
	config := b.aws.Config(region)
	config.HTTPClient = &http.Client{Transport: b.wire}
	a, err := account.Open(b.t.Context(), account.Options{Config: &config})
	if err != nil {
		b.t.Fatal(err)
	}
	b.a = a
}

func value() (string, error) { return "geheim", nil }

func (b *box) look(purpose survey.Purpose) monitor.Snapshot {
	b.t.Helper()
	s, err := survey.Take(b.t.Context(), b.a, b.d.Names, survey.Options{For: purpose, EventBridge: b.d.EventBridge})
	if err != nil {
		b.t.Fatal(err)
	}
	return s
}

func (b *box) plan() []monitor.Change {
	b.t.Helper()
	return build.Plan(b.d, b.look(survey.Plan))
}

// build applies the plan and expects no failure.
func (b *box) build() []build.Result {
	b.t.Helper()
	results, err := build.Apply(b.t.Context(), b.a, b.d, b.plan(), build.Options{SecretValue: value})
	if err != nil {
		b.t.Fatal(err)
	}
	return results
}
