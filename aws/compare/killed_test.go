package compare_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"

	"secretwatch/aws/compare"
	"secretwatch/aws/sandbox"
	"secretwatch/aws/survey"
)

// Cut off after any single call, by ctrl+c or by a kill, nothing is left: after
// ctrl+c at once, after a kill when the next start has cleaned up.
func TestCutOffAnywhereNothingIsLeft(t *testing.T) {
	for _, how := range []string{"interrupt", "kill"} {
		reached := map[string]bool{}
		for k := 1; ; k++ {
			done := false
			t.Run(fmt.Sprintf("%s after call %d", how, k), func(t *testing.T) {
				story(t, sandbox.Fast, func(t *testing.T, b *box) { done = cutOff(t, b, how, k, reached) })
			})
			if done {
				break
			}
		}
		for _, operation := range []string{"CreateTopic", "Subscribe", "PutRule", "PutTargets", "UpdateTrail", "GetSecretValue", "RemoveTargets", "DeleteRule", "Unsubscribe", "DeleteTopic"} {
			if !reached[operation] {
				t.Errorf("%s was never the last call before the %s", operation, how)
			}
		}
	}
}

// cutOff reports whether the run ended before call k.
func cutOff(t *testing.T, b *box, how string, k int, reached map[string]bool) (finished bool) {
	before, chain := b.state(), b.take(survey.Doctor)
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	first := len(b.wire.made())
	b.wire.after = func(n int) {
		if n-first == k {
			if how == "kill" {
				b.wire.set(true)
			}
			cancel()
		}
	}
	r, err := compare.Run(ctx, b.a, chain, b.options(1))
	b.wire.after = nil
	b.wire.set(false)
	calls := b.wire.made()[first:]
	if len(calls) < k {
		return true
	}
	reached[calls[k-1]] = true
	if how == "interrupt" {
		if err != nil && !errors.Is(err, context.Canceled) {
			t.Errorf("ended with %v", err)
		}
		if after := b.state(); after != before {
			t.Errorf("after %s the interruption left behind:\n%s\nbefore:\n%s", calls[k-1], after, before)
		}
		if len(r.Left) > 0 {
			t.Errorf("left %v", r.Left)
		}
		return false
	}
	things, err := compare.Leftovers(t.Context(), b.a, b.n)
	if err != nil {
		t.Fatal(err)
	}
	if len(things) > 0 {
		if _, err := compare.Run(t.Context(), b.a, chain, b.options(1)); !errors.Is(err, compare.ErrLeftovers) {
			t.Errorf("another experiment began on what was left: %v", err)
		}
	}
	if after := b.state(); (after == before) != (len(things) == 0) {
		t.Errorf("found %v, and there was:\n%s", things, after)
	}
	removed, left := compare.Remove(t.Context(), b.a, things, nil)
	if !slices.Equal(removed, things) || len(left) > 0 {
		t.Errorf("removed %v, left %v", removed, left)
	}
	if after := b.state(); after != before {
		t.Errorf("after %s the kill left behind:\n%s\nbefore:\n%s", calls[k-1], after, before)
	}
	return false
}
