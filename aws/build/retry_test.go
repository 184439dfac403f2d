package build

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"github.com/aws/smithy-go"
)

func refusal(code, message string) error {
	return &smithy.GenericAPIError{Code: code, Message: message}
}

// The messages are AWS's own, as recorded.
func TestOnlyWhatPassesIsWaitedFor(t *testing.T) {
	for _, c := range []struct {
		err   error
		fresh bool
		limit time.Duration // 0: an answer, not to be waited for
	}{
		{refusal("InvalidCloudWatchLogsRoleArnException", "Access denied. Verify in IAM that the role has adequate trust relationships."), true, 2 * time.Minute},
		{refusal("InvalidCloudWatchLogsLogGroupArnException", "Access denied. Verify in IAM that the role has adequate permissions."), true, 2 * time.Minute},
		{refusal("InvalidCloudWatchLogsRoleArnException", "You must specify a log group and a role ARN."), true, 0},
		{refusal("InvalidCloudWatchLogsLogGroupArnException", "CloudTrail cannot validate the specified log group ARN."), true, 0},
		{refusal("InsufficientS3BucketPolicyException", "Incorrect S3 bucket policy is detected for bucket: b"), true, 30 * time.Second},
		{refusal("ConflictException", ""), false, 2 * time.Minute},
		{refusal("ThrottlingException", "Rate exceeded"), false, 2 * time.Minute},
		{refusal("NoSuchBucket", ""), true, 30 * time.Second},
		{refusal("NoSuchBucket", ""), false, 0},
		{refusal("AccessDeniedException", "User is not authorized"), true, 0},
		{errors.New("no network"), true, 0},
	} {
		note, limit := (Options{}).passes(c.err, c.fresh)
		if limit != c.limit || (note != "") != (c.limit > 0) {
			t.Errorf("%v (fresh %v): waits %v saying %q, want %v", c.err, c.fresh, limit, note, c.limit)
		}
	}
}

func TestPatienceEndsAfterTwoMinutes(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		start, calls, last := time.Now(), 0, time.Time{}
		denied := refusal("InvalidCloudWatchLogsRoleArnException", "Access denied. Verify in IAM that the role has adequate trust relationships.")
		err := (Options{}).patiently(t.Context(), true, func(_ string, until time.Time) { last = until }, func(context.Context) error {
			calls++
			return denied
		})
		if !errors.Is(err, denied) {
			t.Errorf("ended with %v", err)
		}
		if took := time.Since(start); took < time.Minute || took > 2*time.Minute {
			t.Errorf("gave up after %v", took)
		}
		if !last.Equal(start.Add(2 * time.Minute)) {
			t.Errorf("said it would give up %v after the start", last.Sub(start))
		}
		if calls < 20 || calls > 40 {
			t.Errorf("%d calls", calls)
		}
	})
}

func TestAnInterruptionFinishesTheCallAndEndsTheWait(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		finished := false
		err := (Options{}).patiently(ctx, false, func(string, time.Time) {}, func(ctx context.Context) error {
			cancel()
			select {
			case <-ctx.Done():
			case <-time.After(time.Second):
				finished = true
			}
			return refusal("ThrottlingException", "Rate exceeded")
		})
		if !finished {
			t.Error("the call was cut off")
		}
		if !errors.Is(err, context.Canceled) {
			t.Errorf("ended with %v", err)
		}
	})
}

func TestACallThatHangsIsCutOffSoonAfterAnInterruption(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		start := time.Now()
		cancel()
		_ = once(ctx, func(ctx context.Context) error {
			<-ctx.Done()
			return ctx.Err()
		})
		if took := time.Since(start); took != grace {
			t.Errorf("cut off after %v, want %v", took, grace)
		}
	})
}
