package cli

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"secretwatch/aws/account"
	"secretwatch/aws/build"
	"secretwatch/aws/compare"
	"secretwatch/aws/foreign"
	"secretwatch/aws/monitor"
	"secretwatch/aws/survey"
	"secretwatch/ui/contract"
	"secretwatch/ui/plain"
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
	n, err := p.namesToDestroy(ctx, a)
	if err != nil {
		return err
	}
	s, err := survey.Take(ctx, a, n, survey.Options{For: survey.Destroy})
	if err != nil {
		return fmt.Errorf("looking at what is there: %w", err)
	}
	if s.Gone, err = survey.Gone(ctx, a, s); err != nil && ctx.Err() == nil {
		p.errorf("warning: whether another monitor needs what this one shares cannot be seen, so it stays: %s\n", account.Explain(err).Summary)
	}
	plan := build.PlanDestroy(s)
	old, oldPlan := p.oldParts(ctx, a, n, plan)
	more := p.leftovers(ctx, a, n, plan)
	if !p.flags.yes {
		if err := p.confirmDestroy(ctx, n, slices.Concat(plan, oldPlan, deletions(more))); err != nil {
			return err
		}
	}
	printer := p.printer(p.progressTo(), time.UTC)
	gone, err := build.Destroy(ctx, a, s, build.Options{Progress: func(g build.Progress) {
		if p.toldOnce() && g.Change.Kind == monitor.KindSecret && g.State == build.Done {
			return // it can be restored still, which is said below
		}
		printer.Progress(g)
	}})
	err = errors.Join(err, p.removeOld(ctx, a, old, oldPlan, printer, &gone))
	err = errors.Join(err, p.removeParts(ctx, a, more, &gone))
	if p.flags.json {
		if werr := contract.Write(p.streams.Out, contract.NewDestroy(gone)); werr != nil {
			return werr
		}
		return err
	}
	p.printGone(gone, more)
	return err
}

// namesToDestroy are also those of a monitor of which parts are left and no
// alarm, and of an EventBridge rule of ours that was kept beside a chain of other
// hands.
func (p *program) namesToDestroy(ctx context.Context, a *account.Account) (monitor.Names, error) {
	n, err := p.names(ctx, a)
	if unknown := (*unknownError)(nil); !errors.Is(err, errNoMonitor) && !errors.As(err, &unknown) {
		return n, err
	}
	left, seen := survey.DiscoverParts(ctx, a)
	kept, alsoSeen := survey.DiscoverRules(ctx, a)
	for _, k := range kept {
		if !slices.ContainsFunc(left, func(n monitor.Names) bool { return n.Monitor == k.Monitor }) {
			left = append(left, k)
		}
	}
	if seen = errors.Join(seen, alsoSeen); seen != nil && ctx.Err() == nil {
		p.errorf("warning: whether parts of a monitor are left cannot be seen: %s\n", account.Explain(seen).Summary)
	}
	if len(left) == 0 {
		return n, err
	}
	return pick(left, p.flags.monitor, a.Place)
}

// oldParts are parts of ours under the usual names beside those that the monitor
// has now: another topic or alarm was chosen since, and these were left. It is a
// snapshot of them, and what of it would be deleted.
func (p *program) oldParts(ctx context.Context, a *account.Account, n monitor.Names, plan []monitor.Change) (monitor.Snapshot, []monitor.Change) {
	usual := monitor.NamesFor(n.Secret, a.Place)
	if n.Secret == "" || usual == n || usual.Monitor != n.Monitor {
		return monitor.Snapshot{}, nil
	}
	s, err := survey.Take(ctx, a, usual, survey.Options{For: survey.Destroy})
	if err != nil { // what is planned can go all the same
		if ctx.Err() == nil {
			p.errorf("warning: whether parts of an earlier setup are left cannot be seen: %s\n", account.Explain(err).Summary)
		}
		return s, nil
	}
	listed := func(c monitor.Change) bool {
		return c.Action != monitor.ActionDelete || slices.ContainsFunc(plan, func(x monitor.Change) bool { return x.Kind == c.Kind && x.Name == c.Name })
	}
	return s, slices.DeleteFunc(build.PlanDestroy(s), listed)
}

// removeOld removes such parts after the monitor itself, and adds what came of it.
func (p *program) removeOld(ctx context.Context, a *account.Account, s monitor.Snapshot, plan []monitor.Change, printer plain.Printer, gone *build.Destroyed) error {
	if len(plan) == 0 || ctx.Err() != nil {
		return nil
	}
	also, err := build.Destroy(ctx, a, s, build.Options{Progress: printer.Progress, Only: func(c monitor.Change) bool {
		return slices.ContainsFunc(plan, func(x monitor.Change) bool { return x.Kind == c.Kind && x.Name == c.Name })
	}})
	gone.Deleted = append(gone.Deleted, also.Deleted...)
	gone.Remaining = append(gone.Remaining, also.Remaining...)
	return err
}

// printGone says what was deleted, unless that was said as it went, and what
// remains.
func (p *program) printGone(gone build.Destroyed, more []compare.Thing) {
	wide := plain.KindWidth(gone.Deleted)
	for _, r := range gone.Remaining {
		wide = max(wide, len(r.Kind.Word()))
	}
	for _, c := range gone.Deleted {
		if p.toldOnce() && !slices.ContainsFunc(more, func(t compare.Thing) bool { return t.ARN == c.ARN }) {
			continue
		}
		if p.speaks() {
			p.printf("Deleted the %s %s.\n", c.Kind.Word(), c.Name)
			continue
		}
		p.printf("deleted   %-*s %s\n", wide, c.Kind.Word(), c.Name)
	}
	for _, r := range gone.Remaining {
		until := ""
		if r.Kind != monitor.KindSecret && !r.GoneBy.IsZero() { // a secret's reason says it already
			until = ", gone by " + r.GoneBy.UTC().Format("2006-01-02 15:04 MST")
		}
		if p.speaks() {
			p.printf("The %s %s remains: %s\n", r.Kind.Word(), r.Name, plain.Sentence(foreign.Safe(r.Why)+until))
			continue
		}
		p.printf("remaining %-*s %s: %s%s\n", wide, r.Kind.Word(), r.Name, r.Why, until)
	}
}

// confirmDestroy shows what would go and asks for the monitor's name, so that
// nobody removes the wrong one by habit.
func (p *program) confirmDestroy(ctx context.Context, n monitor.Names, changes []monitor.Change) error {
	wide := plain.KindWidth(changes)
	if p.speaks() {
		p.errorf("This would be deleted:\n")
	}
	for _, c := range changes {
		if c.Action == monitor.ActionDelete {
			note := ""
			if c.Kind == monitor.KindSecret {
				note = "  (can be restored for seven days)"
			}
			if p.speaks() {
				p.errorf("The %s %s%s.\n", c.Kind.Word(), c.Name, strings.Replace(strings.Trim(note, " )"), "(", ", which ", 1))
				continue
			}
			p.errorf("- delete %-*s %s%s\n", wide, c.Kind.Word(), c.Name, note)
		}
	}
	p.errorf("Type the monitor's name (%s) to remove all this: ", n.Monitor)
	answers := bufio.NewReader(p.streams.In)
	line, err := p.answer(ctx, answers)
	if err == nil && strings.EqualFold(line, "help") && n.Monitor != line {
		p.errorf("The name, typed as it stands there, removes what was listed; anything else leaves all as it is.\nThe name: ")
		line, err = p.answer(ctx, answers)
	}
	switch {
	case err != nil:
		return fmt.Errorf("nothing was removed: %w", err)
	case line != n.Monitor:
		return broken(errors.New("not confirmed: nothing was removed"), "")
	default:
		return nil
	}
}
