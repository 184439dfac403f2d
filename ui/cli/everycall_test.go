package cli_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/iam"

	"secretwatch/aws/account"
	"secretwatch/aws/monitor"
	"secretwatch/aws/sandbox"
	"secretwatch/ui/cli"
)

// stage is a sandbox on a port whose credentials can expire between two calls.
type stage struct {
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
	for name, value := range map[string]string{
		"AWS_ENDPOINT_URL": server.URL, "AWS_REGION": "us-east-1", "AWS_EC2_METADATA_DISABLED": "true",
		"AWS_CONFIG_FILE": "/nonexistent", "AWS_SHARED_CREDENTIALS_FILE": "/nonexistent",
	} {
		t.Setenv(name, value)
	}
	s.as("test")
	return s
}

// as lets whoever has this access key make the calls.
func (s *stage) as(key string) {
	s.t.Setenv("AWS_ACCESS_KEY_ID", key)
	s.t.Setenv("AWS_SECRET_ACCESS_KEY", key)
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
	var o, e bytes.Buffer
	_ = os.Remove(s.log)
	args = append(args, "--no-input", "--debug", s.log)
	code = cli.Main(s.t.Context(), args, cli.Streams{In: strings.NewReader(""), Out: &o, Err: &e, Env: os.Environ()}, cli.Build{})
	return code, o.String(), e.String()
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
	s := newStage(t)
	s.finishes()
	for _, args := range [][]string{
		{"plan", "--secret", "prod/db", "--email", "me@example.com"},
		{"doctor"},
		{"watch", "--json", "--no-follow"},
	} {
		step := 1
		if args[0] == "watch" {
			step = 4 // it keeps to one look at the Event history a second
		}
		for k := 1; ; k += step {
			s.expire(k)
			code, out, errs := s.run(args...)
			made := s.made()
			s.expire(0)
			if made < k {
				break
			}
			// watch goes on with what it has, and says what it lacks.
			silent := code == cli.ExitOK && args[0] != "watch"
			if silent || !strings.Contains(out+errs, "expired") {
				t.Errorf("%s, expired at call %d: exit status %d\n%s%s", args[0], k, code, out, errs)
			}
			if strings.Contains(out, "[BROKEN]") {
				t.Errorf("%s, expired at call %d, takes what it could not see for broken:\n%s", args[0], k, out)
			}
		}
	}
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

// permissions are those of the calls that the last run made.
func (s *stage) permissions() []string {
	s.t.Helper()
	text, err := os.ReadFile(s.log)
	if err != nil {
		s.t.Fatal(err)
	}
	var all []string
	for line := range strings.Lines(string(text)) {
		var c struct{ Service, Operation string }
		if err := json.Unmarshal([]byte(line), &c); err != nil {
			s.t.Fatal(err)
		}
		if p := account.Permission(c.Service, c.Operation); !slices.Contains(all, p) {
			all = append(all, p)
		}
	}
	slices.Sort(all)
	return all
}

// someone makes an IAM user who may do everything but this, and lets them make
// the calls.
func (s *stage) someone(not string) {
	s.t.Helper()
	config := s.box.Config("us-east-1")
	c := iam.NewFromConfig(config)
	name := aws.String("someone")
	_, err := c.CreateUser(s.t.Context(), &iam.CreateUserInput{UserName: name})
	if err != nil {
		s.t.Fatal(err)
	}
	_, err = c.PutUserPolicy(s.t.Context(), &iam.PutUserPolicyInput{
		UserName: name, PolicyName: aws.String("p"), PolicyDocument: aws.String(`{"Version":"2012-10-17","Statement":[
 {"Effect":"Allow","Action":"*","Resource":"*"},{"Effect":"Deny","Action":"` + not + `","Resource":"*"}]}`),
	})
	if err != nil {
		s.t.Fatal(err)
	}
	key, err := c.CreateAccessKey(s.t.Context(), &iam.CreateAccessKeyInput{UserName: name})
	if err != nil {
		s.t.Fatal(err)
	}
	s.as(*key.AccessKey.AccessKeyId)
}

// A permission may be missing for any call. setup says which, or does without,
// and with the permission the next run finishes.
func TestEveryPermissionOfSetupDenied(t *testing.T) {
	first := newStage(t)
	if code, _, errs := first.run(setupArgs()...); code != cli.ExitWaiting {
		t.Fatalf("exit status %d: %s", code, errs)
	}
	for _, permission := range first.permissions() {
		t.Run(permission, func(t *testing.T) {
			s := newStage(t)
			s.someone(permission)
			code, _, errs := s.run(setupArgs()...)
			switch {
			case permission == "sts:GetCallerIdentity": // cannot be denied
				if code != cli.ExitWaiting {
					t.Errorf("exit status %d: %s", code, errs)
				}
			case code == cli.ExitWaiting: // done without it
			case code != cli.ExitRefused:
				t.Errorf("exit status %d, want %d", code, cli.ExitRefused)
				fallthrough
			default:
				explained(t, errs, permission)
			}
			s.as("test")
			s.finishes()
		})
	}
}

func TestEveryPermissionOfTheDoctorDenied(t *testing.T) {
	first := newStage(t)
	first.finishes()
	first.run("doctor", "--secret", "prod/db")
	for _, permission := range first.permissions() {
		t.Run(permission, func(t *testing.T) {
			s := newStage(t)
			s.finishes()
			s.someone(permission)
			code, out, errs := s.run("doctor", "--secret", "prod/db", "--json")
			var report struct {
				Verdict  struct{ Code, Status string }
				Findings []struct{ Code, Status, Summary string }
			}
			if err := json.Unmarshal([]byte(out), &report); err != nil {
				t.Fatalf("exit status %d: %v\n%s%s", code, err, out, errs)
			}
			for _, f := range report.Findings {
				if f.Status == "broken" {
					t.Errorf("without %s: %+v", permission, f)
				}
			}
		})
	}
}
