package cli

import (
	"context"
	"fmt"
	"slices"
	"sync/atomic"
	"time"

	"secretwatch/aws/account"
	"secretwatch/aws/build"
	"secretwatch/aws/doctor"
	"secretwatch/aws/foreign"
	"secretwatch/aws/monitor"
	"secretwatch/aws/record"
	"secretwatch/aws/survey"
	"secretwatch/aws/trace"
	"secretwatch/aws/watch"
	"secretwatch/ui/setup"
	"secretwatch/ui/widget"
)

// deps gives the wizard's screens what they need from AWS.
func (s *screens) deps() setup.Deps {
	a := s.a
	var found atomic.Pointer[monitor.Names] // with a shared trail's parts
	d := setup.Deps{
		Identify: func(context.Context) (monitor.Place, foreign.String, error) { return a.Place, a.Caller, nil },
		Secrets:  s.secretNames,
		Survey: func(ctx context.Context, d monitor.Desired) (monitor.Snapshot, error) {
			seen, err := survey.TakeFor(ctx, a, d)
			if err == nil {
				found.Store(&seen.Names)
			}
			return seen, err
		},
		Plan: build.Plan, Price: build.Price,
		Apply: func(ctx context.Context, d monitor.Desired, changes []monitor.Change, value func() (string, error),
			consent func(monitor.Change) bool, progress func(build.Progress),
		) ([]build.Result, error) {
			return build.Apply(ctx, a, d, changes, build.Options{SecretValue: value, Consent: consent, Progress: progress})
		},
		Undo: func(ctx context.Context, seen monitor.Snapshot, kinds []monitor.Kind) (build.Destroyed, error) {
			return build.Destroy(ctx, a, seen, build.Options{
				ForceSecret: true, Only: func(c monitor.Change) bool { return slices.Contains(kinds, c.Kind) },
			})
		},
		Records:         func(ctx context.Context) ([]record.Record, error) { return survey.ReadRecords(ctx, a) },
		EventsPerMinute: func(ctx context.Context) (float64, error) { return survey.EventsPerMinute(ctx, a) },
		ConfirmLink: func(ctx context.Context, _ monitor.Desired, link string) error {
			return build.ConfirmLink(ctx, a, link)
		},
		Subscribe: func(ctx context.Context, d monitor.Desired) error { return subscribe(ctx, a, d) },
		Subscribed: func(ctx context.Context, d monitor.Desired) (confirmed, pending int, err error) {
			return subscribed(ctx, a, d)
		},
		TestRead: func(ctx context.Context, secret string) (string, time.Time, error) {
			r, err := trace.Read(ctx, a, secret)
			return r.RequestID, r.At, err
		},
		Follow: func(ctx context.Context, d monitor.Desired, requestID string, at time.Time, tell func(trace.Update)) error {
			names := d.Names
			if n := found.Load(); n != nil && n.Monitor == d.Monitor {
				names = *n
			}
			return s.follow(ctx, names, d.Email, watch.Read{Read: record.Read{
				Time: at, RequestID: requestID, Secret: foreign.New(d.Secret), Result: record.ResultOK, Test: true,
			}}, tell)
		},
		History: func(ctx context.Context, secret string) ([]record.Read, error) {
			all, err := survey.Reads(ctx, a)
			return readsOf(all, secret), err
		},
		ReadCommand: func(secret string) string { return readCommand(a, s.mail, secret) },
		Explain: func(err error) (summary, hint string) {
			p := account.Explain(err)
			return p.Summary, p.Hint
		},
		Live: func(d monitor.Desired) widget.Screen {
			names := d.Names
			if n := found.Load(); n != nil && n.Monitor == d.Monitor {
				names = *n
			}
			s.hunter.wants(d, names)
			return s.live(names, watchFlags{since: time.Hour})
		},
		Again: s.again,
	}
	if s.mail != nil {
		d.Inbox, d.OpenLink = s.mail.List, s.mail.Open
	}
	return d
}

// follow follows a read hop by hop until nothing is waited for any more.
func (s *screens) follow(ctx context.Context, n monitor.Names, email string, r watch.Read, tell func(trace.Update)) error {
	look := func(ctx context.Context) (monitor.Snapshot, doctor.Report, error) {
		seen, err := survey.Take(ctx, s.a, n, survey.Options{For: survey.Doctor, Email: email})
		return seen, doctor.Check(seen, doctor.Options{Email: email, Endpoint: s.a.Endpoint, Profile: s.a.Profile, Fast: s.mail.fast(), Skew: s.a.Clock.Offset()}), err
	}
	chain, _, err := look(ctx)
	if err != nil {
		return fmt.Errorf("looking at the monitor: %w", err)
	}
	o := trace.Options{Fast: s.mail.fast(), Examine: look}
	if s.mail != nil {
		o.Mails = (&journey{mail: s.mail}).mails
	}
	return trace.New(s.a, r, chain, o).Run(ctx, tell)
}

// subscribe sends the confirmation mails to an address.
func subscribe(ctx context.Context, a *account.Account, d monitor.Desired) error {
	topics := []string{d.TopicARN(a.Place)}
	if d.EventBridge {
		topics = append(topics, d.RuleTopicARN(a.Place))
	}
	for _, topic := range topics {
		if _, err := build.Resend(ctx, a, topic, d.Email); err != nil {
			return fmt.Errorf("subscribe the address: %w", err)
		}
	}
	return nil
}

// subscribed counts the address on the alarm's topic, and on the rule's where
// there is one.
func subscribed(ctx context.Context, a *account.Account, d monitor.Desired) (confirmed, pending int, err error) {
	subs, err := survey.Subscribers(ctx, a, d.TopicARN(a.Place), d.Email)
	if err == nil && d.EventBridge {
		var more []monitor.Subscription
		more, err = survey.Subscribers(ctx, a, d.RuleTopicARN(a.Place), d.Email)
		subs = append(subs, more...)
	}
	for _, sub := range subs {
		switch {
		case sub.Endpoint.Raw() != d.Email || sub.Removed: //nolint:forbidigo // compared, not shown
		case sub.Pending:
			pending++
		default:
			confirmed++
		}
	}
	return confirmed, pending, err
}

// readsOf keeps the reads of one secret.
func readsOf(all []record.Read, secret string) []record.Read {
	var reads []record.Read
	for _, r := range all {
		if r.Of(secret, "") {
			reads = append(reads, r)
		}
	}
	return reads
}
