package cli_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"secretwatch/aws/monitor"
	"secretwatch/aws/sandbox"
	"secretwatch/ui/cli"
)

// stage is a sandbox on a port whose credentials can expire between two calls.
type stage struct {
	program
	t   *testing.T
	box *sandbox.Sandbox
	log string // of --debug: the calls of the last run

	mu       sync.Mutex
	calls    int
	expireAt int // the credentials expire with this call; 0 for never
}

func newStage(t *testing.T) *stage {
	t.Helper()
	box, err := sandbox.New(sandbox.Options{Pace: sandbox.Fast})
	if err != nil {
		t.Fatal(err)
	}
	s := &stage{t: t, box: box, log: filepath.Join(t.TempDir(), "calls")}
	server := httptest.NewServer(s)
	t.Cleanup(func() {
		server.CloseClientConnections()
		server.Close()
		box.Close()
	})
	box.SetBase(server.URL)
	s.program = program(server.URL)
	return s
}

func (s *stage) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if !strings.HasPrefix(r.URL.Path, "/_sandbox/") {
		s.mu.Lock()
		s.calls++
		if s.expireAt > 0 && s.calls >= s.expireAt {
			if err := s.box.Trouble(sandbox.Trouble{Kind: sandbox.ExpiredToken}); err != nil {
				s.t.Error(err)
			}
		}
		s.mu.Unlock()
	}
	s.box.Handler().ServeHTTP(w, r)
}

// expire sets the call of the next run with which the credentials expire.
func (s *stage) expire(at int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.calls, s.expireAt = 0, at
}

// made is how many calls the last run made.
func (s *stage) made() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.calls
}

func (s *stage) run(args ...string) (code int, out, errs string) {
	_ = os.Remove(s.log)
	return s.program.run(s.t, append(args[:len(args):len(args)], "--no-input", "--debug", s.log)...)
}

func setupArgs() []string {
	return []string{"setup", "--yes", "--secret", "prod/db", "--generate", "--email", "me@example.com"}
}

// finishes wants that setup, run again, ends with the whole monitor.
func (s *stage) finishes() {
	s.t.Helper()
	if code, _, errs := s.run(setupArgs()...); code != cli.ExitWaiting {
		s.t.Errorf("setup run again: exit status %d, %s", code, errs)
	}
	var plan struct {
		Changes []struct{ Kind, Name, Action, Why string }
	}
	_, out, errs := s.run("plan", "--json", "--secret", "prod/db", "--email", "me@example.com")
	if err := json.Unmarshal([]byte(out), &plan); err != nil || len(plan.Changes) == 0 {
		s.t.Fatalf("plan: %v\n%s%s", err, out, errs)
	}
	for _, c := range plan.Changes {
		if c.Action != "none" {
			s.t.Errorf("the plan still says %+v", c)
		}
	}
}

// explained wants one error with a hint, and these words in it.
func explained(t *testing.T, errs string, words ...string) {
	t.Helper()
	for _, want := range append([]string{"error: ", "hint: "}, words...) {
		if !strings.Contains(errs, want) {
			t.Errorf("stderr lacks %q:\n%s", want, errs)
		}
	}
}

// Credentials may expire between any two calls. It is said, nothing is lost,
// and the next run finishes.
func TestCredentialsThatExpireAtEveryCallOfSetup(t *testing.T) {
	for k, over := 1, false; !over; k++ {
		t.Run(fmt.Sprintf("call %d", k), func(t *testing.T) {
			s := newStage(t)
			s.expire(k)
			code, _, errs := s.run(setupArgs()...)
			if over = s.made() < k; over {
				return
			}
			s.expire(0)
			if code == cli.ExitWaiting && strings.Count(errs, "created ") == len(monitor.Kinds()) {
				return // all is built; only whether the address is confirmed was not seen
			}
			if code != cli.ExitConfig {
				t.Errorf("exit status %d, want %d", code, cli.ExitConfig)
			}
			explained(t, errs, "expired")
			s.finishes()
		})
	}
}

func TestCredentialsThatExpireAtEveryCallOfLooking(t *testing.T) {
	t.Parallel()
	for _, args := range [][]string{
		{"plan", "--secret", "prod/db", "--email", "me@example.com"},
		{"doctor"},
		{"watch", "--json", "--no-follow"},
	} {
		t.Run(args[0], func(t *testing.T) {
			t.Parallel()
			s := newStage(t)
			s.finishes()
			step := 1
			if args[0] == "watch" {
				step = 4 // it keeps to one look at the Event history a second
			}
			for k := 1; s.looks(k, args); {
				k += step
			}
		})
	}
}

// looks runs a command whose credentials expire with this call, and says whether
// it made as many.
func (s *stage) looks(k int, args []string) bool {
	s.t.Helper()
	s.expire(k)
	code, out, errs := s.run(args...)
	made := s.made()
	s.expire(0)
	if made < k {
		return false
	}
	// watch goes on with what it has, and says what it lacks.
	silent := code == cli.ExitOK && args[0] != "watch"
	if silent || !strings.Contains(out+errs, "expired") {
		s.t.Errorf("%s, expired at call %d: exit status %d\n%s%s", args[0], k, code, out, errs)
	}
	if strings.Contains(out, "[BROKEN]") {
		s.t.Errorf("%s, expired at call %d, takes what it could not see for broken:\n%s", args[0], k, out)
	}
	return true
}

func TestCredentialsThatExpireAtEveryCallOfDestroy(t *testing.T) {
	for k, over := 1, false; !over; k++ {
		t.Run(fmt.Sprintf("call %d", k), func(t *testing.T) {
			s := newStage(t)
			s.finishes()
			s.expire(k)
			code, _, errs := s.run("destroy", "--yes", "--secret", "prod/db")
			if over = s.made() < k; over {
				return
			}
			s.expire(0)
			if code != cli.ExitConfig {
				t.Errorf("exit status %d, want %d", code, cli.ExitConfig)
			}
			explained(t, errs, "expired")
			if code, _, errs := s.run("destroy", "--yes", "--secret", "prod/db"); code != cli.ExitOK {
				t.Errorf("destroy run again: exit status %d, %s", code, errs)
			}
		})
	}
}
