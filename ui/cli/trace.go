package cli

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"secretwatch/aws/account"
	"secretwatch/aws/doctor"
	"secretwatch/aws/monitor"
	"secretwatch/aws/survey"
	"secretwatch/aws/trace"
	"secretwatch/ui/plain"
)

// traceFlags are trace's own.
type traceFlags struct {
	timeout time.Duration
	spent   time.Duration // of the timeout, before there was a chain to look at
	resume  string        // "" to make a read
	linger  time.Duration
}

func (p *program) traceCommand(failed *error) *cobra.Command {
	var f traceFlags
	cmd := &cobra.Command{
		Use:   "trace",
		Short: "Make one test read and follow it to the e-mail",
		Long: "trace reads the secret once, throws the value away unread, and follows that very read by its request id: Event\n" +
			"history, log group, metric filter, datapoint, alarm, action, topic, subscription, mail. At each hop it says what it\n" +
			"saw, how long it took and by when the next one is late. On AWS that takes 6 to 8 minutes, on a new trail longer.\n" +
			"Exit status: 0 well, 1 broken or unknown, 3 waiting for a person, 124 out of time, 130 interrupted.",
		Example: "  secretwatch trace\n" +
			"  secretwatch trace --secret TopSecretInfo --timeout 40m\n" +
			"  secretwatch trace --json > trace.json\n" +
			"  secretwatch trace --resume 1471f5f6-3a0c-4b7e-9a53-2f8f0f1c9d11   # any read of the last 90 days",
		Args: cobra.NoArgs,
	}
	f.timeout = 20 * time.Minute
	cmd.Flags().Var((*days)(&f.timeout), "timeout", "stop after this long, such as 40m")
	cmd.Flags().StringVar(&f.resume, "resume", "", "make no read: follow the one with this request id")
	cmd.RunE = p.run(failed, func(ctx context.Context, _ []string) error {
		switch {
		case f.timeout <= 0:
			return usage(errors.New("--timeout must be longer than nothing"), "such as --timeout 20m")
		case cmd.Flags().Changed("resume") && !trace.IsRequestID(f.resume):
			return usage(fmt.Errorf("--resume does not take %q", f.resume), "it takes a request id, as secretwatch watch --json and Event history show it")
		case f.resume == "" && p.flags.readOnly:
			return usage(errors.New("trace reads the secret once, which --read-only forbids"), "--resume REQUEST-ID follows a read that was made before")
		}
		return p.trace(ctx, f)
	})
	return cmd
}

func (p *program) trace(ctx context.Context, f traceFlags) error {
	begun := time.Now()
	var a *account.Account
	var n monitor.Names
	err := p.patiently(ctx, f.timeout, func(ctx context.Context) (err error) {
		if a, err = p.open(ctx); err != nil {
			return err
		}
		n, err = p.chainToFollow(ctx, a)
		return err
	})
	if err != nil {
		return err
	}
	f.spent = time.Since(begun)
	j, err := p.newJourney(a, n, inboxOf(ctx, a), f)
	if err != nil {
		return err
	}
	return j.run(ctx)
}

// patiently does what has to be done before a read can be made, and again where
// AWS refuses a call as one too many: who has so much time to follow a read need
// not begin anew. Each wait is said.
func (p *program) patiently(ctx context.Context, timeout time.Duration, do func(context.Context) error) error {
	limited, cancel := context.WithTimeoutCause(ctx, timeout, errLate)
	defer cancel()
	refused := "" // what AWS said last
	for wait := firstWait; ; wait = min(2*wait, longestWait) {
		err := do(limited)
		problem := account.Explain(err)
		switch {
		case err == nil || ctx.Err() != nil:
			return err
		case problem.Kind == account.Throttled:
			refused = problem.Summary
		case limited.Err() == nil:
			return err
		case refused == "":
			refused = problem.Summary
		}
		if limited.Err() == nil {
			p.errorf("warning: %s; trying again in %s\n", refused, plain.Whole(wait))
			select {
			case <-limited.Done():
			case <-time.After(wait):
			}
		}
		switch {
		case ctx.Err() != nil:
			return ctx.Err()
		case limited.Err() != nil:
			return &failure{
				err:  fmt.Errorf("out of time after %s, before there was a read to follow: %s", timeout, refused),
				hint: "wait a minute, and give it longer with --timeout 40m", code: ExitTimeout,
			}
		}
	}
}

// The waits after calls that were one too many, beyond those that the SDK makes.
const (
	firstWait   = 5 * time.Second
	longestWait = time.Minute
)

// look takes a snapshot and judges it.
func (j *journey) look(ctx context.Context) (monitor.Snapshot, doctor.Report, error) {
	o := survey.Options{For: survey.Doctor, Email: j.p.flags.email}
	s, err := survey.Take(ctx, j.a, j.names, o)
	if err != nil {
		return s, doctor.Report{}, fmt.Errorf("looking at the monitor: %w", err)
	}
	how := doctor.Options{Email: j.p.flags.email, Endpoint: j.a.Endpoint, Profile: j.a.Profile, Fast: j.mail.fast(), Skew: j.a.Clock.Offset()}
	r := doctor.Check(s, how)
	// What decides which cause it is; who brought it about is doctor's to say. A
	// trail of another region is known by the name of the one deleted here.
	w := r.Wants()
	w.Events, w.AwayReads = nil, false
	if w.Elsewhere {
		w.Events = doctor.ChangedBy("no-trail")
	}
	if w.None() {
		return s, r, nil
	}
	if s, err = survey.Deepen(ctx, j.a, s, o, survey.Wants(w)); err != nil {
		return s, r, fmt.Errorf("looking closer at the monitor: %w", err)
	}
	return s, doctor.Check(s, how), nil
}

// resumeCommand is the command that follows a read again, on the same monitor.
func (p *program) resumeCommand(a *account.Account, requestID string) string {
	words := []string{"secretwatch", "trace", "--resume", requestID}
	for _, f := range []struct{ flag, value string }{
		{"--profile", a.Profile},
		{"--region", p.flags.region},
		{"--endpoint-url", p.flags.endpoint},
		{"--monitor", p.flags.monitor},
		{"--secret", p.flags.secret},
		{"--trail", p.flags.trail},
		{"--log-group", p.flags.logGroup},
		{"--filter", p.flags.filter},
		{"--alarm", p.flags.alarm},
		{"--topic", p.flags.topic},
		{"--email", p.flags.email},
	} {
		if f.value != "" {
			words = append(words, f.flag, quoted(f.value))
		}
	}
	return strings.Join(words, " ")
}

// Widths in cells.
const (
	usualWidth = 80
	leastWidth = 20
)

// terminalWidth is that of the terminal that the results go to, 0 for none.
func (s Streams) terminalWidth() int {
	if f, ok := s.Out.(*os.File); ok {
		if w, _, err := term.GetSize(int(f.Fd())); err == nil && w > 0 {
			return max(w, leastWidth)
		}
	}
	return 0
}

// width is how wide a line may be: the terminal's width, COLUMNS where there is
// none, or 80.
func (s Streams) width() int {
	if w := s.terminalWidth(); w > 0 {
		return w
	}
	for _, kv := range s.Env {
		if columns, ok := strings.CutPrefix(kv, "COLUMNS="); ok {
			if w, err := strconv.Atoi(columns); err == nil && w > 0 {
				return max(w, leastWidth)
			}
		}
	}
	return usualWidth
}
