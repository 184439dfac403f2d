package speed_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"secretwatch/aws/sandbox"
	"secretwatch/aws/sandbox/inbox"
)

// delay stands for the way to AWS and back.
const delay = 80 * time.Millisecond

// floor is the longest chain of calls that depend on each other in a build.
const floor = 5 * delay

// far is a sandbox every call to which takes the delay.
type far struct {
	URL   string
	box   *sandbox.Sandbox
	calls atomic.Int64
}

func newFar(b *testing.B) *far {
	b.Helper()
	box, err := sandbox.New(sandbox.Options{Pace: sandbox.Fast})
	if err != nil {
		b.Fatal(err)
	}
	f := &far{box: box}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !strings.HasPrefix(r.URL.Path, "/_sandbox/") {
			f.calls.Add(1)
		}
		time.Sleep(delay)
		box.Handler().ServeHTTP(w, r)
	}))
	f.URL = server.URL
	box.SetBase(server.URL)
	b.Cleanup(func() {
		server.CloseClientConnections()
		server.Close()
		box.Close()
	})
	return f
}

// confirm presses the link of every mail that asks for it.
func (f *far) confirm(b *testing.B) {
	b.Helper()
	box := f.box.Inbox()
	mails, err := box.List(b.Context())
	if err != nil || len(mails) == 0 {
		b.Fatalf("%d mails, %v", len(mails), err)
	}
	for _, m := range mails {
		for _, l := range m.Links {
			if l.Kind != inbox.Confirm {
				continue
			}
			if err := box.Open(b.Context(), l.URL); err != nil {
				b.Fatal(err)
			}
		}
	}
}

const (
	exitWell    = 0
	exitWaiting = 3
)

var setup = []string{"setup", "--yes", "--json", "--secret", "prod/db", "--generate", "--email", "me@example.com"}

// BenchmarkBuild builds the whole monitor in an empty account.
func BenchmarkBuild(b *testing.B) {
	var calls, peak float64
	for b.Loop() {
		b.StopTimer()
		f := newFar(b)
		cmd := program(b, f.URL, setup...)
		b.StartTimer()
		peak = max(peak, run(b, cmd, exitWaiting))
		calls = float64(f.calls.Load())
	}
	report(b, calls, peak)
}

// BenchmarkNothingToDo runs setup, plan and doctor on a monitor that is whole.
func BenchmarkNothingToDo(b *testing.B) {
	doctor := []string{"doctor", "--json", "--secret", "prod/db"}
	for _, c := range []struct {
		name      string
		args      []string
		confirmed bool
		code      int
	}{
		{"setup", setup, false, exitWaiting},
		{"plan", []string{"plan", "--json", "--secret", "prod/db", "--email", "me@example.com"}, false, exitWell},
		{"doctor", doctor, true, exitWell},
		{"doctor-waiting", doctor, false, exitWaiting},
	} {
		b.Run(c.name, func(b *testing.B) {
			f := newFar(b)
			run(b, program(b, f.URL, setup...), exitWaiting)
			if c.confirmed {
				f.confirm(b)
			}
			var calls, peak float64
			for b.Loop() {
				b.StopTimer()
				time.Sleep(time.Second) // Event history answers twice a second, and throttles who asks more
				b.StartTimer()
				before := f.calls.Load()
				peak = max(peak, run(b, program(b, f.URL, c.args...), c.code))
				calls = float64(f.calls.Load() - before)
			}
			report(b, calls, peak)
		})
	}
}

func report(b *testing.B, calls, peak float64) {
	b.Helper()
	perRun := float64(b.Elapsed()) / float64(b.N)
	b.ReportMetric(perRun/float64(floor), "x-chain-of-5")
	b.ReportMetric(perRun/float64(delay), "waves")
	b.ReportMetric(calls, "calls")
	b.ReportMetric(peak/mebi, "MiB-peak")
}
