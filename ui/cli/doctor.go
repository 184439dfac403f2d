package cli

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"secretwatch/aws/account"
	"secretwatch/aws/doctor"
	"secretwatch/aws/mend"
	"secretwatch/aws/monitor"
	"secretwatch/aws/survey"
	"secretwatch/ui/contract"
)

// doctorFlags are doctor's own.
type doctorFlags struct {
	fix       bool
	only      string
	narrowed  bool // --only was given, be it empty
	threshold string
	// blameless does not ask who changed it: that takes a second for every kind
	// of change, and what is mended is nobody's fault any more.
	blameless bool
}

// The values of --failure-threshold.
const (
	failOnWarning = "warning"
	failOnBroken  = "broken"
)

func (p *program) doctorCommand(failed *error) *cobra.Command {
	var f doctorFlags
	cmd := &cobra.Command{
		Use:   "doctor",
		Short: "Say why no e-mail came: the checklist, one verdict, one remedy",
		Long: "doctor looks at every link of the chain and says which one keeps the e-mail from coming, with what it saw and\n" +
			"what mends it; also for a chain that was built in the console, by Terraform or by the AWS CLI. It changes nothing,\n" +
			"but with --fix: that applies the verdict's remedy after a yes, looks again, and goes on until nothing is left that\n" +
			"commands can mend. Nothing is ever deleted. Exit status: 0 healthy, 1 broken or unknown, 2 healthy with warnings,\n" +
			"3 waiting for a person.",
		Args: cobra.NoArgs,
	}
	cmd.RunE = p.run(failed, func(ctx context.Context, _ []string) error {
		f.narrowed = cmd.Flags().Changed("only")
		return p.doctor(ctx, f)
	})
	cmd.Flags().BoolVar(&f.fix, "fix", false, "apply the verdict's remedy, after a yes")
	cmd.Flags().StringVar(&f.only, "only", "", "judge one hop alone: "+strings.Join(hopNames(), ", "))
	cmd.Flags().StringVar(&f.threshold, "failure-threshold", failOnWarning, "from which finding on the exit status is not 0: warning or broken")
	return cmd
}

func hopNames() []string {
	var names []string
	for _, h := range monitor.Hops() {
		names = append(names, string(h))
	}
	return names
}

// check refuses values that mean nothing, and --fix where nothing may change.
func (f doctorFlags) check(p *program) error {
	switch {
	case f.narrowed && !slices.Contains(hopNames(), f.only):
		return usage(fmt.Errorf("--only does not take %q", f.only), "use one of "+strings.Join(hopNames(), ", "))
	case f.threshold != failOnWarning && f.threshold != failOnBroken:
		return usage(fmt.Errorf("--failure-threshold does not take %q", f.threshold), "use warning or broken")
	case f.fix && p.flags.readOnly:
		return usage(errors.New("doctor --fix changes things and --read-only forbids that"), "leave one of them out")
	case f.fix && !p.flags.yes && !p.canAsk():
		return usage(errors.New("doctor --fix has nobody to ask: there is no terminal"), "add --yes")
	default:
		return nil
	}
}

// canAsk says that a person is there to answer.
func (p *program) canAsk() bool {
	return p.streams.Terminal && !p.flags.noInput && !p.flags.json
}

func (p *program) doctor(ctx context.Context, f doctorFlags) error {
	if err := f.check(p); err != nil {
		return err
	}
	f.blameless = f.fix
	a, usual, err := p.openAsking(ctx)
	if err != nil {
		return err
	}
	n, look, err := p.lookFor(ctx, a, usual, f)
	if err != nil {
		return err
	}
	var unfixed error
	if f.fix {
		look, unfixed = p.fix(ctx, a, n, f, look)
	}
	if err := p.printReport(look.Report); err != nil {
		return err
	}
	if r := look.Report.Verdict.Remedy; r != nil && r.Kind == doctor.Auto && !f.fix && !p.flags.readOnly && p.canAsk() {
		p.errorf("hint: doctor --fix does this, after a yes\n")
	}
	if unfixed != nil {
		return unfixed
	}
	if code := look.Report.ExitCode(); code != ExitOK && (code != ExitWarning || f.threshold == failOnWarning) {
		return status(code)
	}
	return nil
}

func (p *program) printReport(r doctor.Report) error {
	if p.flags.json {
		return contract.Write(p.streams.Out, contract.NewDoctor(r))
	}
	zone, err := p.flags.location()
	if err != nil {
		return err
	}
	p.printer(p.streams.Out, zone).Report(r)
	return nil
}

// openAsking opens the account and asks meanwhile, where only a secret is named,
// whether there is an alarm with the name that setup gives it.
func (p *program) openAsking(ctx context.Context) (*account.Account, survey.Usual, error) {
	fl := &p.flags
	if fl.secret == "" || strings.HasPrefix(fl.secret, "arn:") || fl.monitor != "" || len(fl.named()) > 0 {
		a, err := p.open(ctx)
		return a, survey.Usual{}, err
	}
	a, err := account.Configure(ctx, p.options())
	if err != nil {
		return nil, survey.Usual{}, err
	}
	there := make(chan survey.Usual, 1)
	asking, cancel := context.WithCancel(ctx)
	defer cancel()
	go func() { there <- survey.LookForUsual(asking, a, fl.secret) }()
	if err := a.Identify(ctx); err != nil {
		cancel()
		<-there
		return nil, survey.Usual{}, err
	}
	usual := <-there
	return a, usual, p.opened(ctx, a)
}

// lookFor finds the chain that the flags mean and looks at it: at ours, where it
// is that, while its names are being found.
func (p *program) lookFor(ctx context.Context, a *account.Account, usual survey.Usual, f doctorFlags) (monitor.Names, mend.Look, error) {
	if !usual.Alarm {
		n, err := p.chain(ctx, a)
		if err != nil {
			return n, mend.Look{}, err
		}
		look, err := p.lookCloser(ctx, a, n, f)
		return n, look, err
	}
	o, fast := p.looking(), p.pace(ctx, a)
	o.Filters = usual.Filters
	n, s, err := survey.TakeOurs(ctx, a, p.flags.secret, o)
	if errors.Is(err, survey.ErrNotOurs) {
		o = p.looking()
		o.Seen = s.Reads
		if n, err = p.chainOf(ctx, a, p.flags.secret, false); err != nil {
			return n, mend.Look{}, err
		}
		s, err = survey.Take(ctx, a, n, o)
	}
	if err != nil {
		return n, mend.Look{}, fmt.Errorf("looking at the monitor: %w", err)
	}
	look, err := p.judged(ctx, a, s, f, <-fast)
	return n, look, err
}

// lookCloser takes a snapshot and judges it.
func (p *program) lookCloser(ctx context.Context, a *account.Account, n monitor.Names, f doctorFlags) (mend.Look, error) {
	fast := p.pace(ctx, a)
	s, err := survey.Take(ctx, a, n, p.looking())
	if err != nil {
		return mend.Look{}, fmt.Errorf("looking at the monitor: %w", err)
	}
	return p.judged(ctx, a, s, f, <-fast)
}

func (p *program) looking() survey.Options {
	return survey.Options{For: survey.Doctor, Email: p.flags.email}
}

// pace asks meanwhile whether this is a fast sandbox: it takes as long as a wave.
func (p *program) pace(ctx context.Context, a *account.Account) <-chan bool {
	fast := make(chan bool, 1)
	go func() { fast <- inboxOf(ctx, a).fast() }()
	return fast
}

// judged judges a snapshot, and looks closer where something is not well: what
// is in other regions, and who changed what is broken.
func (p *program) judged(ctx context.Context, a *account.Account, s monitor.Snapshot, f doctorFlags, fast bool) (mend.Look, error) {
	how := p.judgingAt(a, fast)
	r := doctor.Check(s, how)
	only := func() doctor.Report {
		if f.only == "" {
			return r
		}
		return r.Only(monitor.Hop(f.only))
	}
	w := only().Wants()
	if f.blameless {
		w.Events = nil
	}
	if r.Verdict.Status != doctor.OK || !w.None() {
		var err error
		if s, err = survey.Deepen(ctx, a, s, p.looking(), survey.Wants(w)); err != nil {
			return mend.Look{}, fmt.Errorf("looking closer at the monitor: %w", err)
		}
		r = doctor.Check(s, how)
	}
	return mend.Look{Snapshot: s, Report: only()}, nil
}

// examine takes a snapshot and judges it.
func (p *program) examine(ctx context.Context, a *account.Account, n monitor.Names) (doctor.Report, error) {
	s, err := survey.Take(ctx, a, n, survey.Options{For: survey.Doctor, Email: p.flags.email})
	if err != nil {
		return doctor.Report{}, fmt.Errorf("looking at the monitor: %w", err)
	}
	return doctor.Check(s, p.judging(ctx, a)), nil
}

// judging is what the doctor has to know beside the snapshot.
func (p *program) judging(ctx context.Context, a *account.Account) doctor.Options {
	return p.judgingAt(a, inboxOf(ctx, a).fast())
}

// judgingAt is judging at a pace that is known already.
func (p *program) judgingAt(a *account.Account, fast bool) doctor.Options {
	return doctor.Options{
		Email: p.flags.email, Endpoint: a.Endpoint, Profile: a.Profile, Fast: fast, Skew: a.Clock.Offset(),
	}
}
