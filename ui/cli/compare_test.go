package cli

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"secretwatch/aws/compare"
)

// How an experiment ended decides the exit status.
func TestHowAComparisonEnds(t *testing.T) {
	gone := fmt.Errorf("the alarm x is gone, so %w", compare.ErrGone)
	for _, c := range []struct {
		name string
		r    compare.Result
		err  error
		code int
		says string
	}{
		{"well", compare.Result{}, nil, ExitOK, ""},
		{"the monitor was removed", compare.Result{Failed: "x"}, errors.Join(gone), ExitBroken, "error: the alarm x is gone, so the comparison cannot go on\nhint: secretwatch doctor"},
		{"something is left", compare.Result{Left: make([]compare.Left, 1)}, gone, ExitBroken, "error: not everything that the comparison made is gone\n"},
		{"another one was faster", compare.Result{}, compare.ErrLeftovers, ExitBroken, "error: another comparison began at the same moment; this one has made nothing\nhint: run compare again"},
		{"interrupted", compare.Result{Interrupted: true}, context.Canceled, ExitInterrupted, ""},
	} {
		var text bytes.Buffer
		code := report(Streams{Err: &text}, ended(c.r, c.err))
		if code != c.code || !strings.HasPrefix(text.String(), c.says) || (c.says == "") != (text.Len() == 0) {
			t.Errorf("%s: exit %d, %q", c.name, code, text.String())
		}
	}
}

// The person is told how many mails there are to confirm.
func TestHowManyMailsToConfirm(t *testing.T) {
	for n, want := range map[int]string{0: "", 1: "a mail to confirm", 2: "2 mails to confirm"} {
		if got := toConfirm(n); !strings.Contains(got, want) || (got == "") != (want == "") {
			t.Errorf("%d: %q", n, got)
		}
	}
}
