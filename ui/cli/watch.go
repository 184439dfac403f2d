package cli

import (
	"context"
	"errors"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"secretwatch/aws/account"
	"secretwatch/aws/expected"
	"secretwatch/aws/monitor"
	"secretwatch/aws/watch"
)

// watchFlags are watch's own.
type watchFlags struct {
	since      time.Duration
	noFollow   bool
	allSecrets bool
	exec       string
	execGiven  bool
	quiet      bool
	unexpected bool

	hook      hook         // what exec says
	readers   expected.Set // who is expected, nil where nobody could see
	noPattern bool         // the filter's pattern could not be seen
}

// check refuses what means nothing, and reads --exec.
func (w *watchFlags) check() error {
	if w.since <= 0 {
		return usage(errors.New("--since must be longer than nothing"), "such as --since 24h")
	}
	if w.execGiven && strings.TrimSpace(w.exec) == "" {
		return usage(errors.New("--exec is empty"), "name a program, such as --exec 'notify-send secretwatch'")
	}
	if w.exec != "" && w.noFollow {
		return usage(errors.New("--exec is for reads that are still to come, and --no-follow does not wait for any"), "leave one of them out")
	}
	var err error
	w.hook, err = newHook(w.exec)
	return err
}

func (p *program) watchCommand(failed *error) *cobra.Command {
	var w watchFlags
	var cmd *cobra.Command
	cmd = &cobra.Command{
		Use:   "watch",
		Short: "Show live who reads the secret and what the alarm thinks",
		Long: "watch opens the live pane. With --json, or without a terminal, it prints one JSON object or one line per event.\n" +
			"With --exec it runs a program, without a shell, for every read that comes, with that read's line of --json on its\n" +
			"standard input; it may take 10 s. The pane rings the bell, and asks the terminal for a desktop notification, when\n" +
			"somebody unexpected reads the secret, unless --quiet is given.\n" +
			"Readers who are expected are remembered in a tag on the alarm: x in the pane turns it. --unexpected leaves them out.\n" +
			"With --log-group it needs permission for logs:FilterLogEvents alone; what else fails is a warning.",
		Args: cobra.NoArgs,
		RunE: p.run(failed, func(ctx context.Context, _ []string) error {
			w.execGiven = cmd.Flags().Changed("exec")
			if err := w.check(); err != nil {
				return err
			}
			if p.streams.Terminal && !p.flags.json && !w.noFollow {
				if p.converses() {
					return p.talkWatch(ctx, w)
				}
				return p.livePane(ctx, w)
			}
			return p.watchLines(ctx, w)
		}),
	}
	w.since = time.Hour
	cmd.Flags().Var((*days)(&w.since), "since", "begin this far back, such as 24h or 7d")
	cmd.Flags().BoolVar(&w.noFollow, "no-follow", false, "print what is there and end")
	cmd.Flags().StringVar(&w.exec, "exec", "", "run this `PROGRAM` with its arguments for every new read")
	cmd.Flags().BoolVar(&w.quiet, "quiet", false, "no bell and no desktop notification")
	cmd.Flags().BoolVar(&w.unexpected, "unexpected", false, "leave out tests and the readers who are expected, also for --exec")
	cmd.Flags().BoolVar(&w.allSecrets, "all-secrets", false, "show reads of every secret")
	return cmd
}

// openWatching opens the account. A log group alone can be read also where AWS
// does not say who we are.
func (p *program) openWatching(ctx context.Context) (*account.Account, error) {
	if !p.flags.onlyLogGroup() {
		return p.open(ctx)
	}
	a, err := account.Configure(ctx, p.options())
	if err != nil {
		return nil, err
	}
	if err := a.Identify(ctx); err != nil {
		problem := account.Explain(err)
		if problem.Exit() == ExitConfig {
			return nil, err
		}
		p.errorf("warning: whose account this is cannot be seen: %s\n", problem.Summary)
	}
	return a, p.opened(ctx, a)
}

// target says what to watch: the monitor's parts, or a log group alone.
func (p *program) target(ctx context.Context, a *account.Account) (watch.Target, *monitor.Names, error) {
	if p.flags.onlyLogGroup() {
		return watch.Target{LogGroup: p.flags.logGroup}, nil, nil
	}
	n, err := p.chainToFollow(ctx, a)
	if err != nil {
		return watch.Target{}, nil, err
	}
	return targetOf(n, usualPattern(n, a.Place)), &n, nil
}

// targetOf is what to watch of a monitor whose filter has this pattern.
func targetOf(n monitor.Names, pattern string) watch.Target {
	return watch.Target{
		SecretName: n.Secret, LogGroup: n.LogGroup, Alarm: n.Alarm, Namespace: n.Namespace, Metric: n.Metric, Pattern: pattern,
	}
}

// usualPattern is that of a filter as setup makes it.
func usualPattern(n monitor.Names, at monitor.Place) string {
	return monitor.DesiredFor(n.Secret, "", at).FilterPattern()
}
