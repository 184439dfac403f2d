package cli

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"secretwatch/aws/account"
	"secretwatch/aws/compare"
	"secretwatch/aws/foreign"
	"secretwatch/aws/monitor"
	"secretwatch/aws/survey"
	"secretwatch/ui/contract"
	"secretwatch/ui/plain"
)

// compareFlags are compare's own.
type compareFlags struct {
	reads   int
	confirm time.Duration
	keep    string // "" for nothing
}

// maxReads keeps a slip of the finger from an experiment of days.
const maxReads = 20

func (p *program) compareCommand(failed *error) *cobra.Command {
	var f compareFlags
	cmd := &cobra.Command{
		Use:   "compare",
		Short: "Measure three ways to be told of a read, and switch them off again",
		Long: "compare reads the secret a few times, throws its value away unread, and measures three ways to be told by e-mail:\n" +
			"CloudTrail's own notification of every log file, the monitor's alarm, and an EventBridge rule on reads of this secret.\n" +
			"The first and the last it makes for the experiment, with topics of their own that the address has to confirm, and\n" +
			"removes them afterwards, also when it is interrupted; what a kill left behind, the next start finds and offers to\n" +
			"remove. What setup did not make it leaves alone, and a trail that notifies a topic of the address already is measured\n" +
			"as it is. On AWS a read takes about 8 minutes. With --keep eventbridge the rule stays, as a part of the monitor that\n" +
			"destroy removes with it. On the sandbox --yes also opens the links of the mails that confirm the topics.\n" +
			"Exit status: 0 measured and cleaned up, 1 not well or something is left, 3 waiting for a person, 130 interrupted.",
		Example: "  secretwatch compare\n" +
			"  secretwatch compare --yes --reads 1 --json > compare.json",
		Args: cobra.NoArgs,
	}
	cmd.Flags().IntVar(&f.reads, "reads", 3, "how often to read the secret, 1 to 20")
	f.confirm = 30 * time.Minute
	cmd.Flags().Var((*days)(&f.confirm), "confirm-within", "how long to wait for the address to be confirmed")
	cmd.Flags().StringVar(&f.keep, "keep", "", "make this way a part of the monitor, where it told of every read: eventbridge")
	cmd.RunE = p.run(failed, func(ctx context.Context, _ []string) error {
		switch {
		case f.reads < 1 || f.reads > maxReads:
			return usage(fmt.Errorf("--reads does not take %d", f.reads), "it takes 1 to 20")
		case f.confirm <= 0:
			return usage(errors.New("--confirm-within must be longer than nothing"), "such as --confirm-within 30m")
		case f.keep != "" && f.keep != string(compare.WayRule):
			return usage(fmt.Errorf("--keep does not take %q", f.keep), "it takes eventbridge; the alarm is part of the monitor anyway")
		case p.flags.readOnly:
			return usage(errors.New("compare reads the secret and switches things on, which --read-only forbids"), "leave --read-only out")
		case !p.flags.yes && !p.canAsk():
			return usage(errors.New("compare has nobody to ask: there is no terminal"), "add --yes")
		}
		return p.compare(ctx, f)
	})
	return cmd
}

// comparison is one experiment for a person or a script.
type comparison struct {
	p       *program
	a       *account.Account
	names   monitor.Names
	planned []compare.Thing
	cleaned bool     // what an earlier one left was removed
	mail    *mailbox // nil on AWS
	answers *bufio.Reader
	tell    func(compare.Event)
	results plain.Printer
}

func (p *program) compare(ctx context.Context, f compareFlags) error {
	zone, err := p.flags.location()
	if err != nil {
		return err
	}
	a, err := p.open(ctx)
	if err != nil {
		return err
	}
	c := &comparison{
		p: p, a: a, mail: inboxOf(ctx, a), answers: bufio.NewReader(p.streams.In),
		tell: p.printer(p.streams.Err, zone).CompareEvent, results: p.printer(p.streams.Out, zone),
	}
	return c.run(ctx, f)
}

// choose finds the monitor that is meant, once nothing of an earlier comparison
// is left: that would look like the beginning of another monitor. It is known by
// the secret alone, so it is found when the monitor is gone too.
func (c *comparison) choose(ctx context.Context) (err error) {
	p := c.p
	if p.flags.secret != "" {
		secret, err := survey.SecretName(ctx, c.a, p.flags.secret)
		if err != nil {
			return fmt.Errorf("finding the monitor of %q: %w", p.flags.secret, err)
		}
		if err := c.cleanUp(ctx, monitor.NamesFor(secret, c.a.Place)); err != nil {
			return err
		}
		c.names, err = p.chain(ctx, c.a)
		return err
	}
	c.names, err = p.names(ctx, c.a)
	if errors.Is(err, errNoMonitor) {
		c.names, err = p.chain(ctx, c.a)
	}
	if err != nil {
		return err
	}
	return c.cleanUp(ctx, c.names)
}

func (c *comparison) run(ctx context.Context, f compareFlags) error {
	if err := c.choose(ctx); err != nil {
		return err
	}
	chain, err := c.healthy(ctx)
	if err != nil {
		return c.unfit(err)
	}
	if err := c.consent(ctx, f); err != nil {
		return err
	}
	o := compare.Options{Reads: f.reads, Email: c.p.flags.email, Fast: c.mail.fast(), Keep: f.keep != "", ConfirmWithin: f.confirm, Tell: c.tell}
	if c.mail != nil {
		o.Inbox, o.Open, o.MayOpen = c.letters, c.mail.Open, c.mayOpen
	}
	r, err := compare.Run(ctx, c.a, chain, o)
	if err := c.print(r); err != nil {
		return err
	}
	return ended(r, err)
}

// ended is the exit of an experiment.
func ended(r compare.Result, err error) error {
	switch {
	case len(r.Left) > 0:
		return broken(errors.New("not everything that the comparison made is gone"), "secretwatch compare finds it again and removes it first")
	case r.Interrupted && errors.Is(err, context.Canceled):
		return status(ExitInterrupted)
	case errors.Is(err, compare.ErrGone):
		return broken(err, "secretwatch doctor says what is missing of the monitor; what the comparison itself had made, the next secretwatch compare makes again")
	case errors.Is(err, compare.ErrLeftovers): // it was not there a moment ago
		return broken(errors.New("another comparison began at the same moment; this one has made nothing"), "run compare again when that one is over; where it was cut off, its leavings are removed first")
	default:
		return err
	}
}

// cleanUp removes what an earlier comparison left behind, after a yes.
func (c *comparison) cleanUp(ctx context.Context, n monitor.Names) error {
	planned, things, err := compare.Before(ctx, c.a, n)
	c.planned = planned
	if err != nil || len(things) == 0 {
		return err
	}
	question := "Remove it, and put back what was changed?"
	if o, ok := compare.Running(ctx, c.a, things); ok {
		where := o.Where()
		if c.p.flags.yes {
			return broken(fmt.Errorf("another comparison began %s ago and may still be running %s", o.Ago, where),
				"end it there, or run compare without --yes to remove what it made; it is over by "+o.Over.Format("15:04 UTC")+" at the latest")
		}
		c.p.errorf("Another comparison began %s ago and may still be running %s; it has made:\n", o.Ago, where)
		question = "Remove that, which ends the other comparison?"
	} else {
		c.p.errorf("An earlier comparison was cut off and left something behind:\n")
	}
	for _, t := range things {
		c.p.errorf("  %s\n", t.Text())
	}
	if !c.p.flags.yes {
		if err := c.p.yes(ctx, c.answers, question, errors.New("not confirmed: it stays, and no new comparison can begin")); err != nil {
			return err
		}
	}
	if _, left := compare.Remove(ctx, c.a, things, c.tell); len(left) > 0 {
		return broken(errors.New("not everything that an earlier comparison made could be removed"), "the lines above say why")
	}
	c.cleaned = true
	return nil
}

func (c *comparison) consent(ctx context.Context, f compareFlags) error {
	if c.p.flags.yes {
		return nil
	}
	gone := "it"
	if f.keep != "" {
		gone = "all but the rule and its topic"
	}
	often := "once"
	if f.reads > 1 {
		often = fmt.Sprintf("%d times", f.reads)
	}
	c.p.errorf("This reads %s %s as a test, throws the value away unread, and switches on for that\n", foreign.Safe(c.names.Secret), often)
	mails := 0
	for _, t := range c.planned {
		c.p.errorf("  %s\n", t.Text())
		if t.Kind == compare.ThingTopic {
			mails++
		}
	}
	takes := fmt.Sprintf("takes about %d minutes, and costs a few cents at most", 8*f.reads)
	if c.mail.fast() {
		takes = fmt.Sprintf("takes about %d seconds on this sandbox, and costs nothing", 15*f.reads+5)
	}
	c.p.errorf("and removes %s again at the end. %sIt %s.\n", gone, toConfirm(mails), takes)
	no := errors.New("not confirmed: nothing was done")
	if c.cleaned {
		no = errors.New("not confirmed: what was left is removed; no comparison was made")
	}
	return c.p.yes(ctx, c.answers, "Do this?", no)
}

// toConfirm says how many mails the address gets first.
func toConfirm(mails int) string {
	switch mails {
	case 0:
		return ""
	case 1:
		return "The address gets a mail to confirm first. "
	default:
		return fmt.Sprintf("The address gets %d mails to confirm first. ", mails)
	}
}

func (c *comparison) mayOpen(ctx context.Context, links int) bool {
	return c.p.flags.yes || c.p.yes(ctx, c.answers, fmt.Sprintf("Open the %d confirmation links in the sandbox's inbox?", links), errNotOpened) == nil
}

var errNotOpened = errors.New("not opened")

func (c *comparison) letters(ctx context.Context) ([]compare.Letter, error) {
	mails, err := c.mail.List(ctx)
	if err != nil {
		return nil, err
	}
	list := make([]compare.Letter, 0, len(mails))
	for _, m := range mails {
		l := compare.Letter{To: m.To, Subject: m.Subject, Body: m.Body, At: m.At}
		for _, link := range m.Links {
			l.Links = append(l.Links, link.URL)
		}
		list = append(list, l)
	}
	return list, nil
}

// print shows what was found, where something was begun.
func (c *comparison) print(r compare.Result) error {
	if c.p.flags.json {
		return contract.Write(c.p.streams.Out, contract.NewCompare(c.names.Monitor, r))
	}
	if len(r.Ways) > 0 {
		c.results.Compare(r)
	}
	return nil
}
