package cli

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"secretwatch/aws/account"
	"secretwatch/aws/foreign"
	"secretwatch/aws/history"
	"secretwatch/aws/lookup"
	"secretwatch/ui/contract"
	"secretwatch/ui/plain"
)

// historyFlags are history's own.
type historyFlags struct {
	since    days
	insights bool
}

func (p *program) historyCommand(failed *error) *cobra.Command {
	h := historyFlags{since: days(history.Reach)}
	cmd := &cobra.Command{
		Use:   "history",
		Short: "Tell who has read the secret in the last 90 days",
		Long: "history adds up the reads of the secret by reader, place, way and result, with the first and the last of each, and\n" +
			"draws a bar for every day. They come from CloudTrail's Event history: 90 days, free, 50 reads of any secret a\n" +
			"second. With --insights CloudWatch Logs Insights counts them in the monitor's log group: quick in busy accounts, as\n" +
			"far back as the group keeps its records, and not free; what it may cost is said first, and asked about from\n" +
			"$0.10 on. Ctrl+c prints what is known by then.",
		Example: "  secretwatch history\n" +
			"  secretwatch history --since 14d --json\n" +
			"  secretwatch history --secret TopSecretInfo --insights --since 365d",
		Args: cobra.NoArgs,
		RunE: p.run(failed, func(ctx context.Context, _ []string) error {
			switch {
			case h.since <= 0:
				return usage(errors.New("--since must be longer than nothing"), "such as --since 90d")
			case !h.insights && time.Duration(h.since) > history.Reach:
				return usage(errors.New("--since reaches further back than Event history, which has 90 days"), "--since 90d is the longest; --insights looks as far back as the log group keeps its records")
			}
			return p.history(ctx, h)
		}),
	}
	cmd.Flags().Var(&h.since, "since", "begin this far back, such as 14d or 12h")
	cmd.Flags().BoolVar(&h.insights, "insights", false, "let CloudWatch Logs Insights count, which costs by the size of the log group")
	return cmd
}

func (p *program) history(ctx context.Context, h historyFlags) error {
	zone, err := p.flags.location()
	if err != nil {
		return err
	}
	a, err := p.open(ctx)
	if err != nil {
		return err
	}
	n, err := p.chainToFollow(ctx, a)
	if err != nil {
		return err
	}
	if n.Secret == "" {
		return usage(errors.New("it is not known which secret is meant"), "add --secret NAME")
	}
	secret, err := history.SecretNamed(ctx, a, n.Secret)
	if err != nil {
		return err
	}
	if secret.ARN == "" {
		p.errorf("warning: secret %s is not there or may not be seen: its reads are told by its name alone\n", foreign.Safe(secret.Name))
	}
	now := a.Clock.Now()
	q := history.Question{Secret: secret, From: now.Add(-time.Duration(h.since)), To: now, Progress: p.historyProgress()}
	var s history.Summary
	if h.insights {
		if err := p.agreeToQuery(ctx, a, n.LogGroup, &q); err != nil {
			return err
		}
		s, err = history.FromInsights(ctx, a, n.LogGroup, q)
	} else {
		q.By = lookup.On(ctx, a, n.LogGroup)
		s, err = history.FromEvents(ctx, a, q)
	}
	if told := p.tellHistory(s, zone); told != nil {
		return told
	}
	if err != nil && ctx.Err() != nil {
		p.errorf("interrupted: this is what was known by then\n")
		return status(ExitInterrupted)
	}
	return err
}

func (p *program) tellHistory(s history.Summary, zone *time.Location) error {
	if p.flags.json {
		return contract.Write(p.streams.Out, contract.NewHistory(s))
	}
	out := bufio.NewWriter(p.streams.Out)
	printer := p.printer(p.streams.Out, zone)
	printer.W = out
	printer.History(s, p.streams.terminalWidth(), asciiOnly(os.Getenv)) // into a pipe the names go whole
	return out.Flush()
}

// historyNews is how often a line says how far it is.
const historyNews = 10 * time.Second

// historyProgress says on standard error how far it is: after the first answer
// that was not the last, and then every ten seconds.
func (p *program) historyProgress() func(history.Progress) {
	next := time.Time{}
	return func(g history.Progress) {
		if time.Now().Before(next) {
			return
		}
		first := next.IsZero()
		if first {
			p.errorf("ctrl+c ends it and prints what is known by then\n")
		}
		next = time.Now().Add(historyNews)
		if g.Back.IsZero() {
			p.errorf("the query runs: %d records scanned so far\n", g.Seen)
			return
		}
		if first { // one page says nothing of the rest: it may be a burst
			p.errorf("Event history: %d of %d reads are of this secret, back to %s; it goes on at one page of 50 a second\n",
				g.Reads, g.Seen, g.Back.Format("2006-01-02 15:04 MST"))
			return
		}
		p.errorf("Event history: %d of %d reads are of this secret, back to %s; at one page of 50 a second about %s more, if there are as many further back%s\n",
			g.Reads, g.Seen, g.Back.Format("2006-01-02 15:04 MST"), leftWords(g.Left), quicker(g.Left))
	}
}

// leftWords says a time that is not known well, and so not to the second where
// it is long.
func leftWords(d time.Duration) string {
	switch {
	case d < time.Minute:
		return fmt.Sprintf("%d s", max(int(d.Seconds()), 1))
	case d < time.Hour:
		return plain.Took(d.Round(time.Second))
	case d < 48*time.Hour:
		return fmt.Sprintf("%.0f hours", d.Hours())
	case d >= history.Reach:
		return fmt.Sprintf("%.0f days or", history.Reach.Hours()/24) // "more" follows
	default:
		return fmt.Sprintf("%.0f days", d.Hours()/24)
	}
}

// quicker names the way out where the wait is long.
func quicker(left time.Duration) string {
	if left < 10*time.Minute {
		return ""
	}
	return " (--insights counts in AWS, and a shorter --since has less to look through)"
}

// askFrom is from how many dollars on a query needs a yes.
const askFrom = 0.10

// agreeToQuery says what the query may cost, and asks where that is more than
// small change, or cannot be told.
func (p *program) agreeToQuery(ctx context.Context, a *account.Account, group string, q *history.Question) error {
	cost, err := history.Price(ctx, a, group)
	switch {
	case err == nil:
		p.errorf("cost: %s\n", cost)
		q.Held, q.HeldWhy = cost.Holds(a.Clock.Now())
		if cost.USD < askFrom {
			return nil
		}
	case account.Explain(err).Kind == account.Denied:
		q.HeldWhy = account.Explain(err).Summary
		p.errorf("cost: not known, because %s\n", q.HeldWhy)
	default:
		return err
	}
	switch {
	case p.flags.yes:
		return nil
	case !p.streams.Terminal || p.flags.noInput || p.flags.json:
		return usage(errors.New("the query may cost something, and there is nobody to ask"), "add --yes, or leave --insights out: Event history is free")
	}
	p.errorf("Run the query? Type yes: ")
	line, err := bufio.NewReader(p.streams.In).ReadString('\n')
	if answer := strings.ToLower(strings.TrimSpace(line)); err != nil || answer != "yes" && answer != "y" {
		return broken(errors.New("not confirmed: no query was run"), "without --insights the reads come from Event history, which is free")
	}
	return nil
}

// days is a duration that may be said in days: 90d, 1d12h, 36h.
type days time.Duration

// Set implements pflag.Value.
func (d *days) Set(text string) error {
	whole, rest := time.Duration(0), text
	if n, after, ok := strings.Cut(text, "d"); ok {
		count, err := strconv.Atoi(n)
		if err != nil || count < 0 || count > maxDays {
			return fmt.Errorf("%q is no duration such as 90d, 12h or 40m", text)
		}
		whole, rest = time.Duration(count)*24*time.Hour, after
		if rest == "" {
			*d = days(whole)
			return nil
		}
	}
	part, err := time.ParseDuration(rest)
	if err != nil {
		return fmt.Errorf("%q is no duration such as 90d, 12h or 40m", text)
	}
	*d = days(whole + part)
	return nil
}

// maxDays is more than any log group keeps.
const maxDays = 20_000

// String implements pflag.Value.
func (d *days) String() string {
	if whole := time.Duration(*d); whole > 0 && whole%(24*time.Hour) == 0 {
		return fmt.Sprintf("%dd", whole/(24*time.Hour))
	}
	return time.Duration(*d).String()
}

// Type implements pflag.Value.
func (d *days) Type() string { return "duration" }
