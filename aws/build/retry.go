package build

import (
	"context"
	"errors"
	"strings"
	"time"

	"github.com/aws/smithy-go"

	"secretwatch/aws/monitor"
)

// Options say how changes are applied. The zero value works for everything
// but creating a secret and changing what is not ours.
type Options struct {
	// SecretValue gives the value of a new secret; it is asked only when the
	// secret is really made.
	SecretValue func() (string, error)
	// Consent is asked before a resource that is not ours is changed. Nil
	// refuses.
	Consent func(monitor.Change) bool
	// Progress hears of every step forward, one call at a time.
	Progress func(Progress)
	// ForceSecret deletes the secret at once, with no recovery window.
	ForceSecret bool
	// Only keeps Destroy to the deletions for which it is true; nil is all.
	Only func(monitor.Change) bool

	// RetryFor is how long AWS may take to make a new thing known everywhere;
	// 0 for two minutes, as long as Terraform waits.
	RetryFor time.Duration
	// Backoff is the pause before retry n, from 0; nil for half a second that
	// doubles up to five.
	Backoff func(n int) time.Duration
}

const (
	defaultRetryFor = 2 * time.Minute
	// freshFor is how long a thing made a moment ago may still be "not found".
	freshFor = 30 * time.Second
	// callTimeout bounds one call with the SDK's own retries.
	callTimeout = 30 * time.Second
	// grace is what a call in flight gets after an interruption: it is better
	// to know what became of it than to save these seconds.
	grace = 5 * time.Second
)

func (o Options) retryFor() time.Duration {
	if o.RetryFor > 0 {
		return o.RetryFor
	}
	return defaultRetryFor
}

func (o Options) backoff(n int) time.Duration {
	if o.Backoff != nil {
		return o.Backoff(n)
	}
	return min(500*time.Millisecond<<min(n, 4), 5*time.Second)
}

// once makes one call that an interruption does not cut off.
func once(ctx context.Context, call func(context.Context) error) error {
	alone, cancel := context.WithTimeout(context.WithoutCancel(ctx), callTimeout)
	defer cancel()
	stop := context.AfterFunc(ctx, func() {
		late := time.NewTimer(grace)
		defer late.Stop()
		select {
		case <-late.C:
			cancel()
		case <-alone.Done():
		}
	})
	defer stop()
	return call(alone)
}

// patiently repeats a call for as long as AWS is not ready for it. It waits
// only in the cases that are known to pass by themselves: everything else is
// an answer. fresh says that what the call needs was made a moment ago.
func (o Options) patiently(ctx context.Context, fresh bool, waiting func(note string, until time.Time), call func(context.Context) error) error {
	start := time.Now()
	for n := 0; ; n++ {
		err := once(ctx, call)
		if err == nil {
			return nil
		}
		note, limit := o.passes(err, fresh)
		pause := o.backoff(n)
		until := start.Add(limit)
		if note == "" || time.Now().Add(pause).After(until) {
			return err
		}
		waiting(note, until)
		select {
		case <-ctx.Done():
			return errors.Join(ctx.Err(), err)
		case <-time.After(pause):
		}
	}
}

// Patiently makes one call as Apply makes them: it is repeated for as long as
// AWS is not ready for it, and an interruption does not cut it off. fresh says
// that what it needs was made or changed a moment ago; waiting hears of every
// pause and until when it is tried at most.
func (o Options) Patiently(ctx context.Context, fresh bool, waiting func(note string, until time.Time), call func(context.Context) error) error {
	return o.patiently(ctx, fresh, waiting, call)
}

// passes says what AWS is waiting for where err passes by itself, and how long
// that may take; "" where it does not pass.
//
// The two exceptions about the log group and the role come with different
// messages; only "Access denied." means that the new role is not known
// everywhere yet, and only where it is new.
func (o Options) passes(err error, fresh bool) (note string, limit time.Duration) {
	var api smithy.APIError
	if !errors.As(err, &api) {
		return "", 0
	}
	switch api.ErrorCode() {
	case "InvalidCloudWatchLogsRoleArnException", "InvalidCloudWatchLogsLogGroupArnException":
		if fresh && strings.Contains(api.ErrorMessage(), "Access denied.") {
			return "the new role is not known everywhere in AWS yet", o.retryFor()
		}
	case "InsufficientS3BucketPolicyException":
		return "the new bucket policy is not known everywhere in AWS yet", min(freshFor, o.retryFor())
	case "ConflictException", "OperationAborted", "OperationAbortedException",
		"ConcurrentModification", "ConcurrentModificationException":
		return "AWS is busy with another change of the same thing", o.retryFor()
	case "Throttling", "ThrottlingException", "ThrottledException", "TooManyRequestsException", "RequestLimitExceeded", "SlowDown":
		return "AWS asks to slow down", o.retryFor()
	case "NoSuchBucket", "S3BucketDoesNotExistException", "NoSuchEntity", "ResourceNotFoundException",
		"NotFound", "NotFoundException", "TrailNotFoundException":
		if fresh {
			return "what was just made is not known everywhere in AWS yet", min(freshFor, o.retryFor())
		}
	}
	return "", 0
}
