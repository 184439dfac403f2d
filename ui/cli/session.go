package cli

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"secretwatch/aws/account"
	"secretwatch/aws/monitor"
	"secretwatch/aws/survey"
)

// open configures the SDK and asks AWS who we are.
func (p *program) open(ctx context.Context) (*account.Account, error) {
	a, err := account.Open(ctx, p.options())
	if err != nil {
		return nil, err
	}
	return a, p.opened(ctx, a)
}

// opened is what every command does with an account first.
func (p *program) opened(ctx context.Context, a *account.Account) error {
	if err := p.watchCalls(ctx, a); err != nil {
		return err
	}
	p.sayEndpoint(a)
	return nil
}

func (p *program) options() account.Options {
	return account.Options{Profile: p.flags.profile, Region: p.flags.region, Endpoint: p.flags.endpoint}
}

func (p *program) sayEndpoint(a *account.Account) {
	if a.Endpoint != "" {
		p.errorf("warning: this is not AWS but %s\n", a.Endpoint)
	}
}

// names finds the monitor that the flags mean.
func (p *program) names(ctx context.Context, a *account.Account) (monitor.Names, error) {
	if p.flags.secret != "" {
		n, err := survey.Resolve(ctx, a, p.flags.secret, p.flags.named())
		if err != nil {
			return n, fmt.Errorf("finding the monitor of %q: %w", p.flags.secret, err)
		}
		return n, nil
	}
	all, err := survey.Discover(ctx, a)
	switch {
	case err != nil && len(all) == 0:
		return monitor.Names{}, fmt.Errorf("looking for monitors: %w", err)
	case err != nil:
		p.errorf("warning: there may be more monitors than can be seen: %s\n", account.Explain(err).Summary)
	}
	n, err := pick(all, p.flags.monitor, a.Place)
	if err != nil {
		return n, err
	}
	for k, name := range p.flags.named() {
		n = n.With(k, name)
	}
	return n, nil
}

var errNoMonitor = errors.New("no monitor made by secretwatch")

// unknownError says that the monitor that is meant is none of those that are there.
type unknownError struct{ name, where string }

func (e *unknownError) Error() string { return fmt.Sprintf("no monitor %q in %s", e.name, e.where) }

// pick chooses the one that is meant, and never guesses among several.
func pick(all []monitor.Names, wanted string, at monitor.Place) (monitor.Names, error) {
	var found []monitor.Names
	var known []string
	for _, n := range all {
		known = append(known, n.Monitor)
		if wanted == "" || n.Monitor == wanted {
			found = append(found, n)
		}
	}
	where := fmt.Sprintf("account %s, region %s", at.Account, at.Region)
	switch {
	case len(found) == 1:
		return found[0], nil
	case len(found) > 1:
		return monitor.Names{}, usage(&severalError{len(found), where, strings.Join(known, ", ")}, "choose one with --monitor NAME")
	case wanted != "" && len(known) > 0:
		return monitor.Names{}, broken(&unknownError{wanted, where}, "there is: "+strings.Join(known, ", "))
	default:
		return monitor.Names{}, broken(fmt.Errorf("%w in %s", errNoMonitor, where),
			"secretwatch setup builds one; --region and --profile look elsewhere, --secret NAME looks for the monitor of that secret")
	}
}
