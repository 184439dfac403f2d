package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"secretwatch/aws/account"
	"secretwatch/aws/build"
	"secretwatch/aws/foreign"
	"secretwatch/aws/monitor"
	"secretwatch/aws/survey"
	"secretwatch/ui/contract"
	"secretwatch/ui/plain"
	"secretwatch/wizard"
)

// secretSource says where a new secret's value comes from. A value is never an
// argument: those are seen by everyone on the machine.
type secretSource struct {
	generate, existing bool
	file               string
	notify             string // the ways to be told
}

func (s *secretSource) register(cmd *cobra.Command) {
	f := cmd.Flags()
	f.BoolVar(&s.generate, "generate", false, "make the secret with a random value")
	f.StringVar(&s.file, "secret-value-file", "", "make the secret with the value in this file")
	f.BoolVar(&s.existing, "existing", false, "the secret is there already")
	cmd.MarkFlagsMutuallyExclusive("generate", "secret-value-file", "existing")
	s.registerNotify(cmd)
}

func (s *secretSource) registerNotify(cmd *cobra.Command) {
	cmd.Flags().StringVar(&s.notify, "notify", "", "how to be told: alarm, or alarm,eventbridge for a second mail that says who read it (default: as it is, else alarm)")
}

func (p *program) setupCommand(failed *error) *cobra.Command {
	var from secretSource
	cmd := &cobra.Command{
		Use:   "setup",
		Short: "Build the monitor, step by step",
		Long: "setup asks what it needs, shows what it would make and what that costs, builds it after a yes, and waits with you\n" +
			"for the e-mail's confirmation. Run again, it finishes what is unfinished and sets right what differs from what it\n" +
			"would make; secretwatch plan shows that, and changes nothing.\n" +
			"With --yes it runs without a terminal.",
		Example: "secretwatch setup --yes --secret TopSecretInfo --generate --email you@example.com",
		Args:    cobra.NoArgs,
		RunE: p.run(failed, func(ctx context.Context, _ []string) error {
			if p.flags.readOnly {
				return usage(errors.New("setup changes things and --read-only forbids that"), "secretwatch plan shows what it would do")
			}
			if p.flags.yes {
				return p.setupUnattended(ctx, from)
			}
			if !p.streams.Terminal || p.flags.noInput || p.flags.json {
				return usage(errors.New("setup has nobody to ask: there is no terminal"),
					"add --yes with --secret NAME, one of --generate, --secret-value-file FILE, --existing, and --email ADDRESS")
			}
			if p.converses() {
				return p.talkSetup(ctx, from)
			}
			return p.setupScreens(ctx, from)
		}),
	}
	from.register(cmd)
	return cmd
}

// answers turns the flags into what the wizard would have asked.
func (p *program) answers(from secretSource) wizard.Flags {
	f := &p.flags
	return wizard.Flags{
		Secret: f.secret, Email: f.email,
		Trail: f.trail, LogGroup: f.logGroup, Filter: f.filter, Alarm: f.alarm, Topic: f.topic,
		Notify:   from.notify,
		Generate: from.generate, ValueFile: from.file, Existing: from.existing,
	}
}

// anywhere stands in for the account while flags are checked without asking
// AWS who we are.
var anywhere = monitor.Place{Account: "000000000000", Region: "us-east-1", Partition: "aws"}

// wanted is the monitor that the flags ask for. Bad flags are told apart from
// everything else by their exit code.
func wanted(f wizard.Flags, at monitor.Place) (monitor.Desired, error) {
	d, err := wizard.FromFlags(f, at)
	if err != nil {
		return d, usage(err, "--help shows an example")
	}
	return d, nil
}

// openFor opens the account where the flags' monitor is wanted. Bad flags are
// refused before AWS is asked anything. A secret that has an ARN is there.
func (p *program) openFor(ctx context.Context, flags wizard.Flags) (*account.Account, monitor.Desired, error) {
	first := flags
	if isARN(flags.Secret) {
		first.Secret, first.Existing = "named-by-its-arn", !flags.Generate && flags.ValueFile == "" || flags.Existing
	}
	if _, err := wanted(first, anywhere); err != nil {
		return nil, monitor.Desired{}, err
	}
	a, err := p.open(ctx)
	if err != nil {
		return nil, monitor.Desired{}, err
	}
	if err := p.byName(ctx, a); err != nil {
		return nil, monitor.Desired{}, err
	}
	if isARN(flags.Secret) {
		flags.Secret, flags.Existing = p.flags.secret, first.Existing
	}
	d, err := wanted(flags, a.Place)
	if err == nil {
		err = p.sameMonitor(d)
	}
	return a, d, err
}

// sameMonitor refuses a --monitor that is another one than the secret's: setup names
// a monitor after its secret, so that it is found again.
func (p *program) sameMonitor(d monitor.Desired) error {
	if p.flags.monitor == "" || p.flags.monitor == d.Monitor {
		return nil
	}
	return usage(fmt.Errorf("--monitor %s is not the monitor of %s: setup names that one %s", foreign.Safe(p.flags.monitor), foreign.Safe(d.Secret), d.Monitor),
		"leave --monitor out; --trail, --alarm and the like name single parts")
}

func (p *program) setupUnattended(ctx context.Context, from secretSource) error {
	flags := p.answers(from)
	a, d, err := p.openFor(ctx, flags)
	if err != nil {
		return err
	}
	made, err := p.apply(ctx, a, d, flags)
	results, who := made.results, made.who
	if err != nil && results == nil {
		return err
	}
	waiting := who.waiting(results)
	if p.flags.json {
		if werr := contract.Write(p.streams.Out, contract.NewSetup(d, results, waiting)); werr != nil {
			return werr
		}
	} else {
		p.sayBuilt(results, waiting)
		if err == nil {
			p.sayPrice(made.cost)
			p.sayNext(quoted(d.Secret), len(waiting) > 0)
		}
		if box := inboxOf(ctx, a); box != nil && len(waiting) > 0 {
			p.printf("the sandbox's inbox: %s/_sandbox/\n", a.Endpoint)
		}
	}
	switch {
	case err != nil:
		p.errorf("what was built stays; the same command looks at what is there and goes on\n")
		return err
	case len(waiting) > 0:
		return status(ExitWaiting)
	default:
		return nil
	}
}

// applied is what a build has come to. The results are nil where nothing was
// tried.
type applied struct {
	results []build.Result
	who     *addressees
	cost    build.Cost
}

// apply surveys, plans and builds.
func (p *program) apply(ctx context.Context, a *account.Account, d monitor.Desired, flags wizard.Flags) (applied, error) {
	s, err := survey.TakeFor(ctx, a, d)
	if err != nil {
		return applied{}, fmt.Errorf("looking at what is there: %w", err)
	}
	if d.Email == "" {
		if d.Email = build.KnownAddress(s); d.Email == "" {
			return applied{}, usage(errors.New("nobody gets the mail of this secret yet, so no address is known: give it with --email ADDRESS"), "--help shows an example")
		}
	}
	d = wizard.Chosen(d, s)
	who := newAddressees(ctx, a, d, s)
	changes := build.Plan(d, s)
	if err := blocked(changes); err != nil {
		return applied{}, err
	}
	consent := func(c monitor.Change) bool { return d.Takes[c.Kind] }
	if missing := build.Unagreed(changes, consent); len(missing) > 0 {
		return applied{}, broken(errors.New("changing what setup did not make takes a yes of its own for each part:\n  "+strings.Join(missing, "\n  ")),
			"nothing was changed; secretwatch plan shows the rest")
	}
	value, err := secretValue(changes, flags)
	if err != nil {
		return applied{}, err
	}
	printer := p.printer(p.progressTo(), time.UTC)
	results, err := build.Apply(ctx, a, d, changes, build.Options{
		SecretValue: func() (string, error) { return value, nil },
		Consent:     consent,
		Progress:    func(g build.Progress) { printer.Progress(g); who.progress(g) },
	})
	p.warnOfWhatMails(a, s, changes)
	return applied{results, who, build.Price(d, s)}, err
}

// warnOfWhatMails says what of the second way stays where the alarm alone shall
// tell, and how a person ends its mails.
func (p *program) warnOfWhatMails(a *account.Account, s monitor.Snapshot, changes []monitor.Change) {
	stays := false
	for _, c := range changes {
		if build.LeftBehind(c) {
			p.errorf("warning: %s %s %s\n", c.Kind.Word(), foreign.Safe(c.Name), foreign.Safe(c.Why))
			stays = true
		}
	}
	if stays {
		p.sayEnd(build.EndRule(s, a.Endpoint, a.Profile))
	}
}

// sayEnd says how a person ends the mails of a rule that is left as it is.
func (p *program) sayEnd(commands []string) {
	if len(commands) == 0 {
		return
	}
	p.errorf("to end those mails, if that is meant:\n")
	for _, line := range commands {
		p.errorf("  %s\n", line)
	}
}

// secretValue is made or read only where a secret will be created, and before
// anything is: a file that cannot be read must not leave half a monitor.
func secretValue(changes []monitor.Change, flags wizard.Flags) (string, error) {
	create := func(c monitor.Change) bool { return c.Kind == monitor.KindSecret && c.Action == monitor.ActionCreate }
	if !slices.ContainsFunc(changes, create) {
		return "", nil
	}
	value, err := flags.SecretValue()
	switch {
	case errors.Is(err, wizard.ErrNoSource):
		return "", usage(err, "give --generate, --secret-value-file FILE, or --existing with the name of one that is there")
	case err != nil:
		return "", usage(err, "nothing was changed; name a file with 1 to 65536 bytes")
	default:
		return value, nil
	}
}

// blocked is the refusal to build where a person has to decide first.
func blocked(changes []monitor.Change) error {
	var why, reasons []string
	of := map[string][]string{} // what one reason is given for
	for _, c := range changes {
		if c.Action != monitor.ActionBlocked {
			continue
		}
		if of[c.Why] == nil {
			reasons = append(reasons, c.Why)
		}
		of[c.Why] = append(of[c.Why], c.Kind.Word()+" "+c.Name)
	}
	for _, reason := range reasons {
		why = append(why, strings.Join(of[reason], ", ")+": "+reason)
	}
	if len(why) == 0 {
		return nil
	}
	const hint = "nothing was changed; secretwatch plan shows the rest"
	if slices.ContainsFunc(changes, func(c monitor.Change) bool { return c.Unseen != nil && c.Unseen.Reason == monitor.ReasonDenied }) {
		return &failure{err: errors.New(strings.Join(why, "; ")), hint: hint, code: ExitRefused}
	}
	return broken(errors.New(strings.Join(why, "; ")), hint)
}

// progressTo is where the parts are told of as they come. On a terminal that
// is the answer itself: nothing is listed twice.
func (p *program) progressTo() io.Writer {
	if p.toldOnce() {
		return p.streams.Out
	}
	return p.streams.Err
}

func (p *program) toldOnce() bool { return p.streams.Terminal && !p.flags.json }

func (p *program) sayBuilt(results []build.Result, waiting []string) {
	var changes []monitor.Change
	for _, r := range results {
		changes = append(changes, r.Change)
	}
	wide := plain.KindWidth(changes)
	for _, r := range results {
		if r.State == build.Done && !p.toldOnce() {
			p.printf("%-9s %-*s %s\n", contract.Done(r.Change.Action), wide, r.Change.Kind.Word(), r.Change.Name)
		}
	}
	for _, w := range waiting {
		p.printf("waiting for you: %s\n", w)
	}
}

// sayPrice says what the monitor costs, and what of it a person may not have
// meant to pay for.
func (p *program) sayPrice(c build.Cost) {
	p.printf("it costs about $%.2f a month by list prices; secretwatch plan says what for\n", c.MonthlyUSD)
	for _, l := range c.Lines {
		if l.Item == "trail" && l.USD > 0 {
			p.printf("of that the trail takes $%.2f: %s\n", l.USD, foreign.Safe(l.Why))
		}
	}
}

// sayNext says what can be done with the monitor. A test read comes before
// everything else, and before it the confirmation, without which no mail is sent.
func (p *program) sayNext(secret string, waiting bool) {
	first := "next: "
	if waiting {
		first += "open the link in that mail; then "
	}
	p.printf("%ssecretwatch trace --secret %s makes a test read and follows it to the e-mail\n", first, secret)
	p.printf("later: secretwatch watch --secret %s shows who reads it; secretwatch destroy takes everything away again\n", secret)
}
