package trace_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	"github.com/aws/aws-sdk-go-v2/service/secretsmanager"

	"secretwatch/aws/doctor"
	"secretwatch/aws/monitor"
	"secretwatch/aws/record"
	"secretwatch/aws/trace"
)

func TestInterruptedAndResumed(t *testing.T) {
	for _, c := range []struct {
		name    string
		pause   time.Duration
		found   bool // at the first look
		letters string
		verdict string
	}{
		{"at once", 0, false, "", ""},
		{"after an hour", time.Hour, true, "oooooooooo", doctor.Healthy},
		{"after thirteen days", 13 * 24 * time.Hour, true, "oooooooooo", doctor.Healthy},
		// Event history has the read, but neither log group nor alarm history.
		{"after forty days", 40 * 24 * time.Hour, true, "oouuouuuuu", "cannot-see"},
	} {
		t.Run(c.name, func(t *testing.T) {
			story(t, func(t *testing.T, s *chain) {
				tr := s.trace(s.options())
				path, verdict, err := s.follow(tr, 2*time.Minute)
				if !errors.Is(err, context.DeadlineExceeded) || letters(path) != "owwwwwwwww" || verdict.Code != doctor.CodeTooSoon {
					t.Fatalf("%v: %s, %+v", err, letters(path), verdict)
				}
				time.Sleep(c.pause)
				id := path.Read.RequestID
				read, err := trace.Find(t.Context(), s.Account, logsIn(s.names.LogGroup), id, nil)
				if !c.found {
					if !errors.Is(err, trace.ErrNoRead) {
						t.Errorf("found %+v, %v", read, err)
					}
					return
				}
				if err != nil || read.RequestID != id || !read.Test {
					t.Fatalf("%+v, %v", read, err)
				}
				chain, _, err := s.look(t.Context())
				if err != nil {
					t.Fatal(err)
				}
				begun := time.Now()
				path, verdict, err = s.follow(trace.New(s.Account, read, chain, s.options()), usualPatience)
				if err != nil || letters(path) != c.letters || verdict.Code != c.verdict {
					t.Fatalf("%v: %s, %+v", err, letters(path), verdict)
				}
				if took := time.Since(begun); took > 30*time.Second {
					t.Errorf("an old read took %s", took)
				}
			})
		})
	}
}

func TestReadsThatNobodyMade(t *testing.T) {
	story(t, func(t *testing.T, c *chain) {
		_, err := trace.Find(t.Context(), c.Account, logsIn(c.names.LogGroup), "00000000-aaaa-bbbb", nil)
		if !errors.Is(err, trace.ErrNoRead) {
			t.Error(err)
		}
	})
}

// Event history takes no request id: it is searched page by page.
func TestFindInABusyAccount(t *testing.T) {
	story(t, func(t *testing.T, c *chain) {
		test, err := trace.Read(t.Context(), c.Account, secret)
		if err != nil {
			t.Fatal(err)
		}
		for range 120 {
			c.read()
		}
		time.Sleep(20 * time.Minute)
		clear(c.wire.made)
		pages := 0
		read, err := trace.Find(t.Context(), c.Account, logsIn(""), test.RequestID, func(back time.Time) {
			if pages++; back.IsZero() {
				t.Error("it does not say how far back")
			}
		})
		if err != nil || read.RequestID != test.RequestID || !read.CatchUp || read.InHistory.IsZero() {
			t.Fatalf("%+v, %v", read, err)
		}
		if pages != 2 {
			t.Errorf("%d full pages without it, want 2", pages)
		}
		c.keepsLimits("LookupEvents", 1)
		if read, err = trace.Find(t.Context(), c.Account, logsIn(c.names.LogGroup), test.RequestID, nil); err != nil || read.InLogs.IsZero() || read.Stream == "" {
			t.Errorf("the log group is not asked at the same time: %+v, %v", read, err)
		}
	})
}

func TestRequestIDs(t *testing.T) {
	for id, want := range map[string]bool{
		"1471f5f6-3a0c-4b7e-9a53-2f8f0f1c9d11": true, "8E2IJOKZye8gNHo6dR8YWc4qJAYsKlBN4ECxTz2LMSutiz9OR7hp": true,
		"": false, "short": false, `x") || ($.a = "12345`: false, "a b c d e f g h": false,
	} {
		if got := trace.IsRequestID(id); got != want {
			t.Errorf("%q: %v", id, got)
		}
	}
}

// Any read can be followed, also one that this program did not make and that
// failed: the filter counts those that worked.
func TestAReadThatFailed(t *testing.T) {
	story(t, func(t *testing.T, c *chain) {
		_, err := c.Secrets.GetSecretValue(t.Context(), &secretsmanager.GetSecretValueInput{SecretId: aws.String(secret), VersionStage: aws.String("nope")})
		var answer *awshttp.ResponseError
		if !errors.As(err, &answer) {
			t.Fatal(err)
		}
		time.Sleep(10 * time.Minute)
		read, err := trace.Find(t.Context(), c.Account, logsIn(c.names.LogGroup), answer.ServiceRequestID(), nil)
		if err != nil || read.Test || read.Result == record.ResultOK {
			t.Fatalf("%+v, %v", read, err)
		}
		chain, _, err := c.look(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		path, verdict, err := c.follow(trace.New(c.Account, read, chain, c.options()), usualPatience)
		if err != nil || letters(path) != "ooobuuuuuu" || verdict.Code != "read-failed" || verdict.Status != doctor.Broken {
			t.Fatalf("%v: %s, %+v", err, letters(path), verdict)
		}
		if h := path.Of(monitor.HopFilter); !strings.Contains(facts(h), "does not hold: $.errorCode NOT EXISTS: the record has ResourceNotFound") {
			t.Errorf("it does not say which clause failed on which value:\n%s", facts(h))
		}
	})
}

// logsIn is a monitor of which the log group alone is known, "" for none.
func logsIn(group string) monitor.Snapshot {
	s := monitor.Snapshot{Names: monitor.Names{LogGroup: group}}
	if group != "" {
		s.LogGroup = monitor.Found(monitor.LogGroup{Name: group})
	}
	return s
}
