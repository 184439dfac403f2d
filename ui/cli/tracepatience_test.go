package cli

import (
	"bytes"
	"context"
	"errors"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"secretwatch/aws/account"
)

// A trace that AWS refuses at its start as one call too many goes on by itself,
// as it does in the middle, until its time is up.
func TestTraceIsPatientAtItsStart(t *testing.T) {
	busy := account.Problem{Kind: account.Throttled, Summary: "STS GetCallerIdentity is being called too often in this account and region"}
	denied := account.Problem{Kind: account.Denied, Summary: "no"}
	for _, c := range []struct {
		name    string
		refused int // times
		then    error
		timeout time.Duration
		stop    time.Duration // of ctrl+c; 0 for none
		code    int
		took    time.Duration
		said    string
	}{
		{"at once", 0, nil, time.Minute, 0, ExitOK, 0, ""},
		{"after two waits", 2, nil, time.Minute, 0, ExitOK, 15 * time.Second, "warning: " + busy.Summary + "; trying again in 5 s\nwarning: " + busy.Summary + "; trying again in 10 s\n"},
		{"after long", 6, nil, 20 * time.Minute, 0, ExitOK, (5 + 10 + 20 + 40 + 60 + 60) * time.Second, "trying again in 1 m 00 s\n"},
		{"another refusal", 1, denied, time.Minute, 0, ExitRefused, 5 * time.Second, "trying again in 5 s\nerror: no\n"},
		{"too long", 100, nil, time.Minute, 0, ExitTimeout, time.Minute, "error: out of time after 1m0s, before there was a read to follow: " + busy.Summary + "\nhint: wait a minute, and give it longer with --timeout 40m\n"},
		{"ctrl+c", 100, nil, time.Minute, 7 * time.Second, ExitInterrupted, 7 * time.Second, "error: interrupted\nhint: nothing is lost: run the same command again to go on\n"},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				var errs bytes.Buffer
				p := &program{streams: Streams{Err: &errs}}
				ctx, cancel := context.WithCancel(t.Context())
				defer cancel()
				if c.stop > 0 {
					time.AfterFunc(c.stop, cancel)
				}
				begun, asked := time.Now(), 0
				err := p.patiently(ctx, c.timeout, func(context.Context) error {
					if asked++; asked <= c.refused {
						return busy
					}
					return c.then
				})
				if code := report(p.streams, err); code != c.code || time.Since(begun) != c.took {
					t.Errorf("exit status %d after %s, want %d after %s: %v", code, time.Since(begun), c.code, c.took, err)
				}
				if !strings.HasSuffix(errs.String(), c.said) || c.said == "" && errs.Len() > 0 {
					t.Errorf("it says %q, want %q", errs.String(), c.said)
				}
			})
		})
	}
}

// What hangs until the time is up has run out of it too, and what AWS refused
// before that says why.
func TestTraceThatHangsAtItsStart(t *testing.T) {
	for first, says := range map[error]string{
		nil: "no answer came in time",
		account.Problem{Kind: account.Throttled, Summary: "one too many"}: "before there was a read to follow: one too many",
	} {
		synctest.Test(t, func(t *testing.T) {
			p := &program{streams: Streams{Err: &bytes.Buffer{}}}
			asked := 0
			err := p.patiently(t.Context(), time.Minute, func(ctx context.Context) error {
				if asked++; asked == 1 && first != nil {
					return first
				}
				<-ctx.Done()
				return account.Problem{Kind: account.NoNetwork, Summary: "no answer came in time"}
			})
			var f *failure
			if !errors.As(err, &f) || f.code != ExitTimeout || !strings.HasSuffix(f.Error(), says) {
				t.Errorf("%v, want %q", err, says)
			}
		})
	}
}
