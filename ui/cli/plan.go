package cli

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"secretwatch/aws/build"
	"secretwatch/aws/survey"
	"secretwatch/ui/contract"
)

func (p *program) planCommand(failed *error) *cobra.Command {
	var existing bool
	cmd := &cobra.Command{
		Use:     "plan",
		Short:   "Show what setup would change and cost, changing nothing",
		Example: "secretwatch plan --secret TopSecretInfo --email you@example.com",
		Args:    cobra.NoArgs,
		RunE: p.run(failed, func(ctx context.Context, _ []string) error {
			return p.plan(ctx, existing)
		}),
	}
	cmd.Flags().BoolVar(&existing, "existing", false, "the secret is there already")
	return cmd
}

// anyEmail stands in for an address that was not given: whose it is changes
// nothing in the price.
const anyEmail = "you@example.com"

func (p *program) plan(ctx context.Context, existing bool) error {
	if p.flags.secret == "" {
		return usage(errors.New("plan needs the secret's name"), "add --secret NAME")
	}
	flags := p.answers(secretSource{generate: !existing, existing: existing})
	if flags.Email == "" {
		flags.Email = anyEmail
	}
	a, d, err := p.openFor(ctx, flags)
	if err != nil {
		return err
	}
	s, err := survey.TakeFor(ctx, a, d)
	if err != nil {
		return fmt.Errorf("looking at what is there: %w", err)
	}
	// A monitor that setup made holds its own secret: planning it again is no
	// reason to ask whether the secret exists.
	if s.Secret.There() && d.Ours(s.Secret.Value.Tags) {
		d.SecretExists = false
	}
	changes, price := build.Plan(d, s), build.Price(d, s)
	if p.flags.json {
		if err := contract.Write(p.streams.Out, contract.NewPlan(changes, price)); err != nil {
			return err
		}
	} else {
		p.printer(p.streams.Out, time.UTC).Plan(changes, price)
	}
	return blocked(changes)
}
