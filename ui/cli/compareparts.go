package cli

import (
	"context"
	"errors"
	"slices"
	"time"

	"secretwatch/aws/account"
	"secretwatch/aws/build"
	"secretwatch/aws/compare"
	"secretwatch/aws/monitor"
)

// leftovers are what compare left behind when it was cut off, without what is
// in the plan already. Where that cannot be seen the rest of the monitor can go
// all the same.
func (p *program) leftovers(ctx context.Context, a *account.Account, n monitor.Names, plan []monitor.Change) []compare.Thing {
	things, err := compare.Leftovers(ctx, a, n)
	if err != nil && ctx.Err() == nil {
		p.errorf("warning: whether compare made something for this monitor cannot be seen: %s\n", account.Explain(err).Summary)
	}
	return slices.DeleteFunc(things, func(t compare.Thing) bool {
		return slices.ContainsFunc(plan, func(c monitor.Change) bool {
			return t.ARN != "" && c.ARN == t.ARN && t.Kind != compare.ThingNotification
		})
	})
}

// kindOf is a thing's kind in the words of the contract.
func kindOf(t compare.Thing) monitor.Kind { return monitor.Kind(t.Kind) }

// deletions are things as destroy lists them.
func deletions(things []compare.Thing) []monitor.Change {
	var list []monitor.Change
	for _, t := range things {
		list = append(list, monitor.Change{Kind: kindOf(t), Name: t.Name, ARN: t.ARN, Action: monitor.ActionDelete})
	}
	return list
}

// partsWithin bounds their removal.
const partsWithin = time.Minute

// removeParts removes things after the monitor itself, and adds what came of it.
func (p *program) removeParts(ctx context.Context, a *account.Account, things []compare.Thing, gone *build.Destroyed) error {
	if len(things) == 0 || ctx.Err() != nil {
		return nil
	}
	ctx, cancel := context.WithTimeout(ctx, partsWithin)
	defer cancel()
	removed, left := compare.Remove(ctx, a, things, nil)
	gone.Deleted = append(gone.Deleted, deletions(removed)...)
	for _, t := range removed {
		if !t.Teller.Empty() { // whoever made it did so beside setup
			gone.Remaining = append(gone.Remaining, build.Remaining{
				Kind: monitor.KindRule, Name: t.Teller.Safe(), Why: "was not made by secretwatch; it told the topic " + t.Name + ", which is gone, so it mails nobody by that any more",
			})
		}
	}
	var errs []error
	for _, l := range left {
		errs = append(errs, l.Err)
		gone.Remaining = append(gone.Remaining, build.Remaining{Kind: kindOf(l.Thing), Name: l.Name, Why: l.Why})
	}
	return errors.Join(errs...)
}
