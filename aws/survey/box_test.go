package survey_test

import (
	"io"
	"net/http"
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

// wire is the way to a sandbox, on which tests count and refuse calls.
type wire struct {
	to     http.RoundTripper
	refuse func(*http.Request) *http.Response

	mu    sync.Mutex
	calls int
}

func (w *wire) RoundTrip(r *http.Request) (*http.Response, error) {
	w.mu.Lock()
	w.calls++
	w.mu.Unlock()
	time.Sleep(perCall)
	if w.refuse != nil {
		if answer := w.refuse(r); answer != nil {
			return answer, nil
		}
	}
	return w.to.RoundTrip(r)
}

const perCall = 80 * time.Millisecond

// box is a sandbox and an account on it.
type box struct {
	*sandbox.Sandbox
	wire *wire
	a    *account.Account
}

// story runs a test in a bubble of fake time, on an empty sandbox.
func story(t *testing.T, run func(*testing.T, *box)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		s, err := sandbox.New(sandbox.Options{})
		if err != nil {
			t.Fatal(err)
		}
		defer s.Close()
		b := &box{Sandbox: s, wire: &wire{to: s.Transport()}}
		config := s.Config("")
		config.HTTPClient = &http.Client{Transport: b.wire}
		if b.a, err = account.Open(t.Context(), account.Options{Config: &config}); err != nil {
			t.Fatal(err)
		}
		run(t, b)
	})
}

func (b *box) build(t *testing.T, d monitor.Desired) {
	t.Helper()
	o := build.Options{SecretValue: func() (string, error) { return "geheim", nil }}
	if _, err := build.Apply(t.Context(), b.a, d, build.Plan(d, b.take(t, d.Names, survey.Plan)), o); err != nil {
		t.Fatal(err)
	}
}

func (b *box) take(t *testing.T, n monitor.Names, purpose survey.Purpose) monitor.Snapshot {
	t.Helper()
	s, err := survey.Take(t.Context(), b.a, n, survey.Options{For: purpose})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// answer is a refusal in the form of one of AWS's protocols.
func answer(status int, kind, body string) *http.Response {
	return &http.Response{StatusCode: status, Header: http.Header{"Content-Type": {kind}}, Body: io.NopCloser(strings.NewReader(body))}
}

// form is a request's body, which stays to be read.
func form(r *http.Request) string {
	if r.Body == nil {
		return ""
	}
	text, err := io.ReadAll(r.Body)
	if err != nil {
		return ""
	}
	r.Body = io.NopCloser(strings.NewReader(string(text)))
	return string(text)
}
