package cli

import (
	"context"
	"errors"
	"fmt"
	"time"

	"secretwatch/aws/compare"
	"secretwatch/aws/doctor"
	"secretwatch/aws/monitor"
	"secretwatch/aws/survey"
	"secretwatch/ui/contract"
)

// healthy takes a snapshot, and refuses a monitor that would not mail. A read
// that is still on its way is waited for: its mail would pass for another's.
func (c *comparison) healthy(ctx context.Context) (monitor.Snapshot, error) {
	every, patience := 30*time.Second, 15*time.Minute
	if c.mail.fast() {
		every, patience = time.Second, 30*time.Second
	}
	for begun, said := time.Now(), false; ; {
		s, err := survey.Take(ctx, c.a, c.names, survey.Options{For: survey.Doctor, Email: c.p.flags.email})
		if err != nil {
			return s, fmt.Errorf("looking at the monitor: %w", err)
		}
		report := doctor.Check(s, c.p.judging(ctx, c.a))
		v := report.Verdict
		underway := v.Code == doctor.CodeTooSoon || v.Code == doctor.CodeNotEvaluated
		switch {
		case v.Status == doctor.OK, v.Status == doctor.Warning, underway && time.Since(begun) > patience:
			return s, nil
		case !underway:
			return s, unwell(report)
		}
		if !said {
			said = true
			c.tell(compare.Event{At: c.a.Clock.Now(), Kind: compare.EventWaiting, Text: "an earlier read is still on its way to its mail"})
		}
		select {
		case <-ctx.Done():
			return s, ctx.Err()
		case <-time.After(every):
		}
	}
}

// unfitError is a monitor that is not well enough to measure.
type unfitError struct {
	error
	verdict doctor.Finding
}

// Unwrap gives what is said of it.
func (u *unfitError) Unwrap() error { return u.error }

// unfit prints as JSON why nothing was begun.
func (c *comparison) unfit(err error) error {
	var why *unfitError
	if !c.p.flags.json || !errors.As(err, &why) {
		return err
	}
	now := c.a.Clock.Now()
	r := compare.Result{Secret: c.names.Secret, Started: now, Ended: now, Inbox: c.mail != nil, Failed: err.Error()}
	if werr := contract.Write(c.p.streams.Out, contract.NewCompareUnfit(c.names.Monitor, r, why.verdict)); werr != nil {
		return werr
	}
	return err
}

// unwell says what is broken, and what mends it.
func unwell(r doctor.Report) error {
	hint := "secretwatch doctor says more"
	if r.Verdict.Remedy != nil {
		hint = r.Verdict.Remedy.Summary
	}
	return &unfitError{&failure{
		err:  fmt.Errorf("the monitor is not well enough to measure: %s (%s)", r.Verdict.Summary, r.Verdict.Code),
		hint: hint, code: r.ExitCode(),
	}, r.Verdict}
}
