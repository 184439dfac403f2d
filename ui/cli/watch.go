package cli

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/spf13/cobra"

	"secretwatch/aws/account"
	"secretwatch/aws/foreign"
	"secretwatch/aws/monitor"
	"secretwatch/aws/watch"
	"secretwatch/ui/contract"
	"secretwatch/ui/plain"
)

// watchFlags are watch's own.
type watchFlags struct {
	since      time.Duration
	noFollow   bool
	allSecrets bool
}

func (p *program) watchCommand(failed *error) *cobra.Command {
	var w watchFlags
	cmd := &cobra.Command{
		Use:   "watch",
		Short: "Show live who reads the secret and what the alarm thinks",
		Long: "watch opens the live pane. With --json, or without a terminal, it prints one JSON object or one line per event.\n" +
			"With --log-group it needs permission for logs:FilterLogEvents alone; what else fails is a warning.",
		Args: cobra.NoArgs,
		RunE: p.run(failed, func(ctx context.Context, _ []string) error {
			if w.since <= 0 {
				return usage(errors.New("--since must be longer than nothing"), "such as --since 24h")
			}
			if p.streams.Terminal && !p.flags.json && !w.noFollow {
				return p.livePane(ctx, w)
			}
			return p.watchLines(ctx, w)
		}),
	}
	cmd.Flags().DurationVar(&w.since, "since", time.Hour, "begin this far back, such as 24h")
	cmd.Flags().BoolVar(&w.noFollow, "no-follow", false, "print what is there and end")
	cmd.Flags().BoolVar(&w.allSecrets, "all-secrets", false, "show reads of every secret")
	return cmd
}

// target says what to watch: the monitor's parts, or a log group alone.
func (p *program) target(ctx context.Context, a *account.Account) (watch.Target, *monitor.Names, error) {
	if p.flags.logGroup != "" && p.flags.secret == "" && p.flags.monitor == "" {
		return watch.Target{LogGroup: p.flags.logGroup}, nil, nil
	}
	n, err := p.names(ctx, a)
	if err != nil {
		return watch.Target{}, nil, err
	}
	return targetOf(n, a.Place), &n, nil
}

func targetOf(n monitor.Names, at monitor.Place) watch.Target {
	return watch.Target{
		SecretName: n.Secret, LogGroup: n.LogGroup, Alarm: n.Alarm, Namespace: n.Namespace, Metric: n.Metric,
		Pattern: monitor.DesiredFor(n.Secret, "", at).FilterPattern(),
	}
}

func (p *program) watchLines(ctx context.Context, w watchFlags) error {
	a, err := p.open(ctx)
	if err != nil {
		return err
	}
	t, n, err := p.target(ctx, a)
	if err != nil {
		return err
	}
	zone, err := p.flags.location()
	if err != nil {
		return err
	}
	l := liner{p: p, printer: p.printer(p.streams.Out, zone), metric: t.Metric}
	if n != nil {
		if err := l.findings(ctx, a, *n); err != nil {
			p.streams.errorf("warning: the checklist is left out: %s\n", account.Explain(err).Summary)
		}
	}
	watcher := watch.New(a, t, watch.Options{
		Since: w.since, Follow: !w.noFollow, AllSecrets: w.allSecrets || t.SecretName == "", Fast: inboxOf(ctx, a).fast(),
	})
	batches := make(chan watch.Batch)
	done := make(chan error, 1)
	go func() {
		done <- watcher.Run(ctx, batches)
		close(batches)
	}()
	var all watch.Batch
	for b := range batches {
		if !w.noFollow {
			if err := l.batch(b); err != nil {
				return err
			}
			continue
		}
		all = joined(all, b)
	}
	if err := l.batch(all); err != nil {
		return err
	}
	if err := <-done; err != nil {
		return fmt.Errorf("watching: %w", err)
	}
	return nil
}

// joined is one batch of two. Looking back, the sources answer in the order
// that is quickest for them; a person wants the order in which it happened.
func joined(a, b watch.Batch) watch.Batch {
	a.At = b.At
	a.Reads = append(a.Reads, b.Reads...)
	a.Transitions = append(a.Transitions, b.Transitions...)
	a.Datapoints = append(a.Datapoints, b.Datapoints...)
	slices.SortStableFunc(a.Reads, func(x, y watch.Read) int { return x.Time.Compare(y.Time) })
	slices.SortStableFunc(a.Transitions, func(x, y watch.Transition) int { return x.At.Compare(y.At) })
	slices.SortStableFunc(a.Datapoints, func(x, y watch.Datapoint) int { return x.At.Compare(y.At) })
	if a.Trouble == nil {
		a.Trouble = map[watch.Source]foreign.String{}
	}
	maps.Copy(a.Trouble, b.Trouble)
	return a
}

// liner prints what a watcher brings, each read and transition once.
type liner struct {
	p       *program
	printer plain.Printer
	metric  string
}

func (l liner) findings(ctx context.Context, a *account.Account, n monitor.Names) error {
	r, err := l.p.examine(ctx, a, n)
	if err != nil {
		return err
	}
	if !l.p.flags.json {
		l.p.streams.errorf("checklist: %s (secretwatch doctor shows it all)\n", r.Verdict.Summary)
		return nil
	}
	for _, f := range r.Findings {
		if err := contract.Write(l.p.streams.Out, contract.NewWatchFinding(f)); err != nil {
			return err
		}
	}
	return nil
}

func (l liner) batch(b watch.Batch) error {
	for source, text := range b.Trouble {
		if !text.Empty() {
			l.p.streams.errorf("warning: %s: %s\n", source, text.Safe())
		}
	}
	if l.p.flags.json {
		return l.json(b)
	}
	for _, r := range b.Reads {
		if !r.Update {
			l.printer.Read(r)
		}
	}
	for _, t := range b.Transitions {
		l.printer.Transition(t)
	}
	return nil
}

func (l liner) json(b watch.Batch) error {
	out := l.p.streams.Out
	for _, r := range b.Reads {
		if !r.Update {
			if err := contract.Write(out, contract.NewRead(r, b.At)); err != nil {
				return err
			}
		}
	}
	for _, t := range b.Transitions {
		if err := contract.Write(out, contract.NewAlarm(t)); err != nil {
			return err
		}
	}
	for _, d := range b.Datapoints {
		if err := contract.Write(out, contract.NewDatapoint(l.metric, d)); err != nil {
			return err
		}
	}
	return nil
}
