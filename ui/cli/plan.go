package cli

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"secretwatch/aws/account"
	"secretwatch/aws/build"
	"secretwatch/aws/monitor"
	"secretwatch/aws/survey"
	"secretwatch/ui/contract"
	"secretwatch/wizard"
)

func (p *program) planCommand(failed *error) *cobra.Command {
	var from secretSource
	cmd := &cobra.Command{
		Use:     "plan",
		Short:   "Show what setup would change and cost, changing nothing",
		Example: "secretwatch plan --secret TopSecretInfo --email you@example.com",
		Args:    cobra.NoArgs,
		RunE: p.run(failed, func(ctx context.Context, _ []string) error {
			return p.plan(ctx, from)
		}),
	}
	cmd.Flags().BoolVar(&from.existing, "existing", false, "the secret is there already")
	from.registerNotify(cmd)
	return cmd
}

// anyEmail stands in for an address that was not given: whose it is changes
// nothing in the price.
const anyEmail = "you@example.com"

// plannedFor is the account and the monitor to plan: the one of the flags, and
// where no secret is named, the only one that is there.
func (p *program) plannedFor(ctx context.Context, from secretSource) (*account.Account, monitor.Desired, error) {
	from.generate = !from.existing
	flags := p.answers(from)
	if flags.Email == "" {
		flags.Email = anyEmail
	}
	if flags.Secret != "" {
		return p.openFor(ctx, flags)
	}
	a, err := p.open(ctx)
	if err != nil {
		return nil, monitor.Desired{}, err
	}
	n, err := p.names(ctx, a)
	if errors.Is(err, errNoMonitor) {
		return nil, monitor.Desired{}, usage(errors.New("plan needs the secret's name: no monitor is here whose plan it could show"), "add --secret NAME")
	}
	if err != nil {
		return nil, monitor.Desired{}, err
	}
	flags.Secret, flags.Generate, flags.Existing = n.Secret, false, true
	d, err := wanted(flags, a.Place)
	d.Names = n
	return a, d, err
}

func (p *program) plan(ctx context.Context, from secretSource) error {
	a, d, err := p.plannedFor(ctx, from)
	if err != nil {
		return err
	}
	s, err := survey.TakeFor(ctx, a, d)
	if err != nil {
		return fmt.Errorf("looking at what is there: %w", err)
	}
	if p.flags.email == "" && build.KnownAddress(s) != "" {
		d.Email = "" // whoever gets the mail already will do
	}
	// A monitor that setup made holds its own secret: planning it again is no
	// reason to ask whether the secret exists.
	if s.Secret.There() && d.Ours(s.Secret.Value.Tags) {
		d.SecretExists = false
	}
	d = wizard.Chosen(d, s)
	changes, price := build.Plan(d, s), build.Price(d, s)
	if p.flags.json {
		if err := contract.Write(p.streams.Out, contract.NewPlan(changes, price)); err != nil {
			return err
		}
	} else {
		p.printer(p.streams.Out, time.UTC).Plan(changes, price)
		if d.AlarmOnly {
			p.sayEnd(build.EndRule(s, a.Endpoint, a.Profile))
		}
	}
	return blocked(changes)
}
