package account

import (
	"context"
	"errors"
	"fmt"
	"time"

	awsmiddleware "github.com/aws/aws-sdk-go-v2/aws/middleware"
	"github.com/aws/aws-sdk-go-v2/aws/retry"
	"github.com/aws/smithy-go"
	"github.com/aws/smithy-go/middleware"
	"golang.org/x/time/rate"
)

// AttemptTimeout bounds one request and its answer, so that a silent endpoint
// cannot hang a screen. Live Tail's answer lasts as long as somebody looks.
const (
	AttemptTimeout = 20 * time.Second
	liveTail       = "StartLiveTail"
)

// watched adds to every call of every client what we want of it: an entry in
// the API log, AWS's clock, our rate limits, a time-out, and the place that an
// explanation of its error needs.
type watched struct {
	account *Account
	limits  map[string]*rate.Limiter
	hurry   *rate.Limiter // of further pages, on AWS itself
}

// newLimits keeps us below the quotas that an account's users share per Region.
// https://docs.aws.amazon.com/awscloudtrail/latest/userguide/WhatIsCloudTrail-Limits.html
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/cloudwatch_limits_cwl.html
func newLimits() map[string]*rate.Limiter {
	return map[string]*rate.Limiter{
		"LookupEvents":         rate.NewLimiter(rate.Every(time.Second), 1),          // AWS: 2 a second
		"FilterLogEvents":      rate.NewLimiter(rate.Every(500*time.Millisecond), 1), // AWS: 5 a second and more
		"DescribeAlarmHistory": rate.NewLimiter(rate.Every(500*time.Millisecond), 1), // AWS: 3 a second
	}
}

// furtherPages is the lowest quota of any Region for FilterLogEvents, a second.
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/cloudwatch_limits_cwl.html
const furtherPages = 5

type hurryKey struct{}

// Hurry is a context for the further pages of one look back, of which there may
// be hundreds: they may come as fast as AWS's quota allows, and from an endpoint
// that is not AWS, and so nobody else's, as fast as it can. Polling again and
// again never hurries.
func Hurry(ctx context.Context) context.Context { return context.WithValue(ctx, hurryKey{}, true) }

// limit is what a call has to wait for, nil for nothing.
func (w *watched) limit(ctx context.Context, operation string) *rate.Limiter {
	if ctx.Value(hurryKey{}) == nil || operation != "FilterLogEvents" {
		return w.limits[operation]
	}
	if w.account.Endpoint != "" {
		return nil
	}
	return w.hurry
}

func (w *watched) add(stack *middleware.Stack) error {
	call := middleware.InitializeMiddlewareFunc("secretwatch:Call", w.call)
	if err := stack.Initialize.Add(call, middleware.Before); err != nil {
		return err
	}
	attempt := middleware.FinalizeMiddlewareFunc("secretwatch:Attempt", w.attempt)
	return stack.Finalize.Insert(attempt, "Retry", middleware.After)
}

// sent is what the attempts of one call report back to it.
type sent struct{ first time.Time }

type sentKey struct{}

// call is around everything, retries included.
func (w *watched) call(ctx context.Context, in middleware.InitializeInput, next middleware.InitializeHandler) (
	middleware.InitializeOutput, middleware.Metadata, error,
) {
	s := &sent{}
	begun := time.Now()
	out, metadata, err := next.HandleInitialize(context.WithValue(ctx, sentKey{}, s), in)
	c := Call{
		At:        begun.UTC(),
		Service:   middleware.GetServiceID(ctx),
		Operation: middleware.GetOperationName(ctx),
		Err:       brief(err),
		Command:   w.account.command(in.Parameters),
	}
	if !s.first.IsZero() {
		c.At = s.first.UTC()
	}
	c.Duration = time.Since(c.At)
	c.RequestID, _ = awsmiddleware.GetRequestIDMetadata(metadata)
	if c.RequestID == "" {
		c.RequestID = requestID(err)
	}
	if results, ok := retry.GetAttemptResults(metadata); ok {
		c.Attempts = len(results.Results)
	}
	w.account.Log.Add(c)
	if err != nil {
		a := w.account
		err = &callError{place: place{profile: a.Profile, region: a.Region, endpoint: a.Endpoint}, err: err}
		if Explain(err).Exit() == exitConfig {
			a.Log.unsign(err)
		}
	}
	return out, metadata, err
}

// attempt is around one request and its answer.
func (w *watched) attempt(ctx context.Context, in middleware.FinalizeInput, next middleware.FinalizeHandler) (
	middleware.FinalizeOutput, middleware.Metadata, error,
) {
	operation := middleware.GetOperationName(ctx)
	if l := w.limit(ctx, operation); l != nil {
		if err := l.Wait(ctx); err != nil {
			// Wait gives up at once where the turn would come after the deadline.
			if cause := ctx.Err(); cause != nil {
				err = cause
			} else {
				err = context.DeadlineExceeded
			}
			return middleware.FinalizeOutput{}, middleware.Metadata{}, &finalError{fmt.Errorf("wait for our turn: %w", err)}
		}
	}
	if s, ok := ctx.Value(sentKey{}).(*sent); ok && s.first.IsZero() {
		s.first = time.Now()
	}
	defer asking(ctx)()
	limited := ctx
	if operation != liveTail {
		var stop context.CancelFunc
		limited, stop = context.WithTimeout(ctx, AttemptTimeout)
		defer stop()
	}
	out, metadata, err := next.HandleFinalize(limited, in)
	if date, ok := awsmiddleware.GetServerTime(metadata); ok {
		if at, ok := awsmiddleware.GetResponseAt(metadata); ok {
			w.account.Clock.Saw(date, at)
		}
	}
	switch {
	case err == nil:
	case limited.Err() != nil && ctx.Err() == nil:
		err = &finalError{fmt.Errorf("no answer within %s: %w", AttemptTimeout, context.DeadlineExceeded)}
	case ctx.Err() == nil && torn(err):
		err = &againError{err}
	case w.hopeless(err):
		err = &finalError{err}
	}
	return out, metadata, err
}

// hopeless reports errors that the SDK would retry in vain: at a custom
// endpoint, a closed port and an answer in no protocol of AWS's mean that
// nobody is there, or that this emulator lacks the operation.
func (w *watched) hopeless(err error) bool {
	if w.account.Endpoint == "" {
		return false
	}
	var garbled *smithy.DeserializationError
	return refused(err) || errors.As(err, &garbled)
}

// finalError keeps the SDK's retryer from trying again.
type finalError struct{ error }

func (e *finalError) Unwrap() error { return e.error }

// RetryableError is what the SDK's retryer asks an error first.
func (e *finalError) RetryableError() bool { return false }

// againError has the SDK's retryer try again, as often as for everything else.
type againError struct{ error }

func (e *againError) Unwrap() error { return e.error }

// RetryableError is what the SDK's retryer asks an error first.
func (e *againError) RetryableError() bool { return true }
