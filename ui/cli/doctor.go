package cli

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"secretwatch/aws/account"
	"secretwatch/aws/doctor"
	"secretwatch/aws/monitor"
	"secretwatch/aws/survey"
	"secretwatch/ui/contract"
)

func (p *program) doctorCommand(failed *error) *cobra.Command {
	return &cobra.Command{
		Use:   "doctor",
		Short: "Say why no e-mail came: the checklist, one verdict, one remedy",
		Long: "doctor looks at every link of the chain and says which one keeps the e-mail from coming, with what it saw and\n" +
			"what mends it. It changes nothing. Exit status: 0 healthy, 1 broken or unknown, 2 healthy with warnings,\n" +
			"3 waiting for a person.",
		Args: cobra.NoArgs,
		RunE: p.run(failed, p.doctor),
	}
}

func (p *program) doctor(ctx context.Context, _ []string) error {
	a, err := p.open(ctx)
	if err != nil {
		return err
	}
	n, err := p.names(ctx, a)
	if err != nil {
		return err
	}
	r, err := p.examine(ctx, a, n)
	if err != nil {
		return err
	}
	if p.flags.json {
		if err := contract.Write(p.streams.Out, contract.NewDoctor(r)); err != nil {
			return err
		}
	} else {
		zone, err := p.flags.location()
		if err != nil {
			return err
		}
		p.printer(p.streams.Out, zone).Report(r)
	}
	if code := r.ExitCode(); code != ExitOK {
		return status(code)
	}
	return nil
}

// examine takes a snapshot and judges it.
func (p *program) examine(ctx context.Context, a *account.Account, n monitor.Names) (doctor.Report, error) {
	s, err := survey.Take(ctx, a, n, survey.Options{For: survey.Doctor, Email: p.flags.email})
	if err != nil {
		return doctor.Report{}, fmt.Errorf("looking at the monitor: %w", err)
	}
	return doctor.Check(s, doctor.Options{
		Email: p.flags.email, Endpoint: a.Endpoint, Profile: a.Profile, Fast: inboxOf(ctx, a).fast(),
	}), nil
}
