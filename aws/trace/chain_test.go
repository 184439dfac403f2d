package trace_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/secretsmanager"

	"secretwatch/aws/account"
	"secretwatch/aws/build"
	"secretwatch/aws/doctor"
	"secretwatch/aws/foreign"
	"secretwatch/aws/monitor"
	"secretwatch/aws/record"
	"secretwatch/aws/sandbox"
	"secretwatch/aws/survey"
	"secretwatch/aws/trace"
	"secretwatch/aws/watch"
)

// wire is the way to a sandbox, on which calls are counted and can be cut off.
type wire struct {
	to http.RoundTripper

	mu      sync.Mutex
	cut     bool
	made    map[string][]time.Time // by operation
	answers map[string]string      // instead of the sandbox's, by operation; "" for an HTML page
}

var errCut = errors.New("network is unreachable")

func (w *wire) RoundTrip(r *http.Request) (*http.Response, error) {
	w.mu.Lock()
	cut := w.cut
	_, operation, _ := strings.Cut(r.Header.Get("X-Amz-Target"), ".")
	w.made[operation] = append(w.made[operation], time.Now())
	body, instead := w.answers[operation]
	w.mu.Unlock()
	time.Sleep(80 * time.Millisecond)
	if cut {
		return nil, errCut
	}
	if instead {
		status := http.StatusBadRequest
		if body == "" {
			status, body = http.StatusInternalServerError, "<!doctype html><title>500 Internal Server Error</title>"
		}
		return &http.Response{StatusCode: status, Header: http.Header{}, Body: io.NopCloser(strings.NewReader(body)), Request: r}, nil
	}
	return w.to.RoundTrip(r)
}

func (w *wire) setCut(cut bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.cut = cut
}

// chain is a sandbox at AWS's pace, an account on it, and the monitor that setup
// builds there.
type chain struct {
	t   *testing.T
	box *sandbox.Sandbox
	*account.Account
	wire  *wire
	names monitor.Names
}

const address = "ana@example.com"

// story runs a test in a bubble of fake time, half an hour after setup.
func story(t *testing.T, run func(*testing.T, *chain)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		c := begin(t)
		defer c.box.Close()
		c.confirm()
		time.Sleep(30 * time.Minute)
		run(t, c)
	})
}

// begin has setup build the monitor on an empty sandbox.
func begin(t *testing.T) *chain {
	t.Helper()
	box, err := sandbox.New(sandbox.Options{Pace: sandbox.Real})
	if err != nil {
		t.Fatal(err)
	}
	c := &chain{t: t, box: box, wire: &wire{to: box.Transport(), made: map[string][]time.Time{}}}
	config := box.Config("")
	config.HTTPClient = &http.Client{Transport: c.wire}
	if c.Account, err = account.Open(t.Context(), account.Options{Config: &config}); err != nil {
		t.Fatal(err)
	}
	d := monitor.DesiredFor(secret, address, c.Place)
	c.names = d.Names
	s, err := survey.Take(t.Context(), c.Account, d.Names, survey.Options{For: survey.Plan})
	if err != nil {
		t.Fatal(err)
	}
	value := func() (string, error) { return "the value", nil }
	if _, err := build.Apply(t.Context(), c.Account, d, build.Plan(d, s), build.Options{SecretValue: value}); err != nil {
		t.Fatal(err)
	}
	return c
}

func (c *chain) confirm() {
	c.t.Helper()
	confirm(c.t, c.box)
}

func (c *chain) look(ctx context.Context) (monitor.Snapshot, doctor.Report, error) {
	s, err := survey.Take(ctx, c.Account, c.names, survey.Options{For: survey.Doctor})
	if err != nil {
		return s, doctor.Report{}, err
	}
	return s, doctor.Check(s, doctor.Options{}), nil
}

// longEnough is as long as the sandbox's Event history may be behind the mail.
const longEnough = 5 * time.Minute

// options see the sandbox's inbox.
func (c *chain) options() trace.Options {
	return trace.Options{Examine: c.look, Linger: longEnough, Mails: func(context.Context) ([]trace.Mail, error) {
		var mails []trace.Mail
		for _, m := range c.box.Mails() {
			mails = append(mails, trace.Mail{At: m.At, Subject: m.Subject})
		}
		return mails, nil
	}}
}

// trace makes a test read and begins to follow it.
func (c *chain) trace(o trace.Options) *trace.Tracer {
	c.t.Helper()
	s, _, err := c.look(c.t.Context())
	if err != nil {
		c.t.Fatal(err)
	}
	return c.follower(s, o)
}

// follower is trace on the monitor as it was seen before.
func (c *chain) follower(s monitor.Snapshot, o trace.Options) *trace.Tracer {
	c.t.Helper()
	test, err := trace.Read(c.t.Context(), c.Account, secret)
	if err != nil {
		c.t.Fatal(err)
	}
	return trace.New(c.Account, watch.Read{Read: record.Read{
		Time: test.At, RequestID: test.RequestID, Secret: foreign.New(secret), Result: record.ResultOK, Test: true,
	}}, s, o)
}

// follow follows the read until it has come to its end, and judges it.
func (c *chain) follow(tr *trace.Tracer, patience time.Duration) (trace.Path, doctor.Finding, error) {
	c.t.Helper()
	ctx, cancel := context.WithTimeout(c.t.Context(), patience)
	defer cancel()
	err := tr.Run(ctx, func(u trace.Update) { c.keepsWhatIsKnown(u) })
	if tr.Path().Of(monitor.HopMail).Status != trace.OK {
		tr.Examine(c.t.Context())
	}
	return tr.Path(), trace.Judge(tr.Path(), tr.Report()), err
}

var ranks = map[trace.Status]int{trace.OK: 1}

// keepsWhatIsKnown wants that hops come in order, and that one before the hop
// that is awaited has an end.
func (c *chain) keepsWhatIsKnown(u trace.Update) {
	c.t.Helper()
	last := 1
	for _, h := range u.Path.Hops {
		if h.Hop == monitor.HopHistory || h.Status == trace.Unknown {
			continue
		}
		if ranks[h.Status] > last {
			c.t.Errorf("%s is passed, and a hop before it is not: %s", h.Hop, letters(u.Path))
		}
		last = ranks[h.Status]
	}
}

// read is another read than the traced one.
func (c *chain) read() {
	c.t.Helper()
	if _, err := c.Secrets.GetSecretValue(c.t.Context(), &secretsmanager.GetSecretValueInput{SecretId: aws.String(secret)}); err != nil {
		c.t.Fatal(err)
	}
}

// keepsLimits wants that the calls of an operation keep this far apart: so many
// in any stretch of a second.
func (c *chain) keepsLimits(operation string, most int) {
	c.t.Helper()
	made := c.wire.made[operation]
	if len(made) < 3 {
		c.t.Errorf("%s was called %d times only", operation, len(made))
	}
	for i := most; i < len(made); i++ {
		if made[i].Sub(made[i-most]) < time.Second-time.Millisecond {
			c.t.Errorf("%d calls of %s within %s", most+1, operation, made[i].Sub(made[i-most]))
		}
	}
}

// facts is all the evidence of a hop.
func facts(h trace.Hop) string {
	text := ""
	for _, p := range h.Evidence {
		text += p.Name + ": " + p.Value + "\n"
	}
	return text
}
