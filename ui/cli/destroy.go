package cli

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"secretwatch/aws/build"
	"secretwatch/aws/monitor"
	"secretwatch/aws/survey"
	"secretwatch/ui/contract"
)

func (p *program) destroyCommand(failed *error) *cobra.Command {
	return &cobra.Command{
		Use:   "destroy",
		Short: "Remove what setup made, and nothing else",
		Long: "destroy removes what carries setup's tag, and says what cannot go yet and when it will: a secret stays\n" +
			"recoverable for seven days. What somebody else made is left alone.",
		Args: cobra.NoArgs,
		RunE: p.run(failed, p.destroy),
	}
}

func (p *program) destroy(ctx context.Context, _ []string) error {
	if p.flags.readOnly {
		return usage(errors.New("destroy changes things and --read-only forbids that"), "leave --read-only out")
	}
	if !p.flags.yes && (!p.streams.Terminal || p.flags.noInput || p.flags.json) {
		return usage(errors.New("destroy has nobody to ask: there is no terminal"), "add --yes")
	}
	a, err := p.open(ctx)
	if err != nil {
		return err
	}
	n, err := p.names(ctx, a)
	if err != nil {
		return err
	}
	s, err := survey.Take(ctx, a, n, survey.Options{For: survey.Destroy})
	if err != nil {
		return fmt.Errorf("looking at what is there: %w", err)
	}
	if !p.flags.yes && !p.confirmDestroy(n, build.PlanDestroy(s)) {
		return broken(errors.New("not confirmed: nothing was removed"), "")
	}
	printer := p.printer(p.streams.Err, time.UTC)
	gone, err := build.Destroy(ctx, a, s, build.Options{Progress: printer.Progress})
	if p.flags.json {
		if werr := contract.Write(p.streams.Out, contract.NewDestroy(gone)); werr != nil {
			return werr
		}
		return err
	}
	for _, c := range gone.Deleted {
		p.printf("deleted   %-13s %s\n", c.Kind.Word(), c.Name)
	}
	for _, r := range gone.Remaining {
		until := ""
		if r.Kind != monitor.KindSecret && !r.GoneBy.IsZero() { // a secret's reason says it already
			until = ", gone by " + r.GoneBy.UTC().Format("2006-01-02 15:04 MST")
		}
		p.printf("remaining %-13s %s: %s%s\n", r.Kind.Word(), r.Name, r.Why, until)
	}
	return err
}

// confirmDestroy shows what would go and asks for the monitor's name, so that
// nobody removes the wrong one by habit.
func (p *program) confirmDestroy(n monitor.Names, changes []monitor.Change) bool {
	for _, c := range changes {
		if c.Action == monitor.ActionDelete {
			p.streams.errorf("- delete %-13s %s\n", c.Kind.Word(), c.Name)
		}
	}
	p.streams.errorf("Type the monitor's name (%s) to remove all this: ", n.Monitor)
	line, err := bufio.NewReader(p.streams.In).ReadString('\n')
	return err == nil && strings.TrimSpace(line) == n.Monitor
}
