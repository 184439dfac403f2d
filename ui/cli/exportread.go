package cli

import (
	"context"
	"errors"
	"fmt"
	"time"

	"secretwatch/aws/account"
	"secretwatch/aws/doctor"
	"secretwatch/aws/foreign"
	"secretwatch/aws/monitor"
	"secretwatch/aws/record"
	writeup "secretwatch/aws/report"
	"secretwatch/aws/trace"
	"secretwatch/aws/watch"
)

// shortLook is for how long the way of a read that was made before is looked
// at: what came of it is there already.
const shortLook = 20 * time.Second

// newestForReport follows the newest read that worked; else it says why not.
func (p *program) newestForReport(ctx context.Context, a *account.Account, s monitor.Snapshot, r doctor.Report) (t *writeup.Trace, untraced string) {
	newest, ok := writeup.Newest(s)
	if !ok {
		return nil, "no read of the secret is known that worked"
	}
	p.errorf("following the newest read, of %s\n", newest.Time.Format(time.RFC3339))
	limited, cancel := context.WithTimeoutCause(ctx, shortLook, errLate)
	defer cancel()
	read, err := trace.Find(limited, a, s, newest.RequestID, nil)
	switch {
	case err != nil && errors.Is(context.Cause(limited), errLate):
		return nil, fmt.Sprintf("the newest read was not found again within %s", shortLook)
	case err != nil:
		return nil, "the newest read was not found again: " + account.Explain(err).Summary
	}
	t, _ = p.followForReport(limited, a, s, read, &r, func(trace.Update) {})
	return t, ""
}

// readForReport makes a read and follows it as trace does.
func (p *program) readForReport(ctx context.Context, a *account.Account, s monitor.Snapshot, timeout time.Duration) (*writeup.Trace, error) {
	limited, cancel := context.WithTimeoutCause(ctx, timeout, errLate)
	defer cancel()
	test, err := trace.Read(limited, a, s.Names.Secret)
	if err != nil {
		return nil, err
	}
	p.errorf("Read %s once, as a test; its value was thrown away unread. Request id %s\n", foreign.Safe(s.Names.Secret), test.RequestID)
	zone, err := p.flags.location()
	if err != nil {
		return nil, err
	}
	said := p.printer(p.streams.Err, zone).Follow()
	t, err := p.followForReport(limited, a, s, watch.Read{Read: record.Read{
		Time: test.At, RequestID: test.RequestID, Secret: foreign.New(s.Names.Secret), How: record.HowSecretwatch, Result: record.ResultOK, Test: true,
	}}, nil, said.Update)
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	if err != nil {
		p.errorf("warning: the read was not followed to its end within %s: the report has what is known of it\n", timeout)
	}
	return t, nil
}

// followForReport follows a read until its end or the context's, whose error it
// returns; what is known by then stays.
func (p *program) followForReport(ctx context.Context, a *account.Account, s monitor.Snapshot, read watch.Read, r *doctor.Report, tell func(trace.Update)) (*writeup.Trace, error) {
	j, err := p.newJourney(a, s.Names, inboxOf(ctx, a), traceFlags{})
	if err != nil {
		return nil, err
	}
	o := trace.Options{Fast: j.mail.fast(), Linger: time.Second}
	if r == nil {
		o.Examine, o.Linger = j.look, 0
	}
	if j.mail != nil {
		o.Mails = j.mails
	}
	t := trace.New(a, read, s, o)
	err = t.Run(ctx, tell)
	if r == nil {
		r = t.Report()
	}
	return &writeup.Trace{Path: t.Path(), Verdict: trace.Judge(t.Path(), r), At: a.Clock.Now()}, err
}
