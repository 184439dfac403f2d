package cli

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"secretwatch/aws/account"
	"secretwatch/aws/foreign"
	"secretwatch/aws/monitor"
	"secretwatch/aws/survey"
)

// chain finds the monitor that the flags mean, ours or one that other hands
// built or began. It never guesses among several.
func (p *program) chain(ctx context.Context, a *account.Account) (monitor.Names, error) {
	secret, err := p.secretMeant(ctx, a)
	if err != nil {
		return monitor.Names{}, err
	}
	n, ours := p.remembered(ctx, a, secret)
	if ours && len(p.flags.named()) == 0 {
		return n, nil
	}
	return p.chainOf(ctx, a, secret, ours)
}

// chainOf is chain where it is known already whether the alarm of the usual name
// is ours.
func (p *program) chainOf(ctx context.Context, a *account.Account, secret string, ours bool) (monitor.Names, error) {
	if ours || p.isOurs(ctx, a, secret) {
		return p.names(ctx, a)
	}
	all, err := survey.Find(ctx, a)
	switch {
	case ctx.Err() != nil:
		return monitor.Names{}, ctx.Err()
	case err != nil && len(all) == 0 && secret == "":
		return monitor.Names{}, fmt.Errorf("looking for monitors: %w", err)
	case err != nil && secret == "":
		p.errorf("warning: there may be more monitors than can be seen: %s\n", account.Explain(err).Summary)
	}
	fit := slices.DeleteFunc(slices.Clone(all), func(c survey.Candidate) bool { return !p.flags.mean(c, secret) })
	c, rest := preferred(fit, secret != "" || p.flags.monitor != "")
	switch {
	case len(fit) == 0 && secret != "":
		p.watchedInstead(all, secret)
		return p.names(ctx, a) // the usual names, and those of the flags
	case len(fit) == 0:
		return monitor.Names{}, p.noChain(all, a.Place)
	case c == nil:
		return monitor.Names{}, p.severalChains(fit, a.Place)
	case c.Secret == "" && secret == "":
		return monitor.Names{}, usage(fmt.Errorf("%s, and it does not tell which secret is meant", c.Why), "add --secret NAME")
	}
	for _, r := range rest {
		p.errorf("note: there is also the beginning of another monitor, %s: %s\n", flagsOf(r, all), r.Why)
	}
	return p.namesOf(*c, secret), nil
}

// namesOf are a candidate's names, and those that the flags give.
func (p *program) namesOf(c survey.Candidate, secret string) monitor.Names {
	n := c.Names
	if n.Secret == "" {
		n.Secret, n.Monitor = secret, monitor.Slug(secret)
	}
	for k, name := range p.flags.named() {
		n = n.With(k, name)
	}
	return n
}

// secretMeant is the name of the secret that was named, by name or ARN; "" where
// none was.
func (p *program) secretMeant(ctx context.Context, a *account.Account) (string, error) {
	if p.flags.secret == "" {
		return "", nil
	}
	name, err := survey.SecretName(ctx, a, p.flags.secret)
	if err != nil {
		return "", fmt.Errorf("finding the monitor of %q: %w", p.flags.secret, err)
	}
	return name, nil
}

// byName takes a secret that was named by its ARN for named by its name, which is
// what a monitor goes by. Only an ARN takes a call.
func (p *program) byName(ctx context.Context, a *account.Account) error {
	if !isARN(p.flags.secret) {
		return nil
	}
	name, err := survey.SecretName(ctx, a, p.flags.secret)
	if account.HasCode(err, "ResourceNotFoundException") {
		return broken(fmt.Errorf("no secret has the ARN %s here", foreign.Safe(p.flags.secret)), "secretwatch setup --secret NAME makes one; --region and --profile look elsewhere")
	}
	if err != nil {
		return err
	}
	p.flags.secret = name
	return nil
}

func isARN(secret string) bool { return strings.HasPrefix(secret, "arn:") }

// chainToFollow is the chain to watch or to trace: ours where we have one, and
// where we have none, one that other hands built.
func (p *program) chainToFollow(ctx context.Context, a *account.Account) (monitor.Names, error) {
	if p.flags.secret != "" {
		return p.chain(ctx, a)
	}
	n, err := p.names(ctx, a)
	if errors.Is(err, errNoMonitor) && p.flags.monitor == "" {
		return p.chain(ctx, a)
	}
	return n, err
}

// cutOff reports that a monitor was only begun, so that it is to be built and not
// watched; the wizard then goes on with its secret.
func (p *program) cutOff(ctx context.Context, a *account.Account, n monitor.Names) bool {
	if p.flags.readOnly || n.Secret == "" || len(p.flags.named()) > 0 || !survey.OnlyBegun(ctx, a, n) {
		return false
	}
	p.flags.secret = n.Secret
	return true
}

// watchedInstead says which secrets are watched here, where the one that was
// named is not: mostly a letter is wrong.
func (p *program) watchedInstead(all []survey.Candidate, secret string) {
	var others []string
	for _, c := range all {
		if name := foreign.Safe(c.Secret); c.Secret != "" && !slices.Contains(others, name) {
			others = append(others, name)
		}
	}
	if len(others) > 0 {
		p.errorf("note: nothing here watches a secret %s; there is a monitor of %s\n", foreign.Safe(secret), strings.Join(others, ", "))
	}
}

// wholeChain is the one monitor that other hands built, where there is exactly
// one with all its parts.
func wholeChain(ctx context.Context, a *account.Account) (monitor.Names, bool) {
	all, _ := survey.Find(ctx, a) // what cannot be seen cannot be watched
	all = slices.DeleteFunc(all, func(c survey.Candidate) bool { return !c.Complete || c.Secret == "" })
	if len(all) != 1 {
		return monitor.Names{}, false
	}
	return all[0].Names, true
}

// remembered are the names of setup's monitor of a secret, for one call.
func (p *program) remembered(ctx context.Context, a *account.Account, secret string) (monitor.Names, bool) {
	if secret == "" || p.flags.monitor != "" {
		return monitor.Names{}, false
	}
	return survey.Remembered(ctx, a, secret)
}

// isOurs reports whether setup made the monitor that was named: then nobody
// else's has to be looked for.
func (p *program) isOurs(ctx context.Context, a *account.Account, secret string) bool {
	if secret == "" && p.flags.monitor == "" {
		return false
	}
	ours, err := survey.Discover(ctx, a)
	return err == nil && slices.ContainsFunc(ours, func(n monitor.Names) bool {
		return (secret == "" || n.Secret == secret) && (p.flags.monitor == "" || n.Monitor == p.flags.monitor)
	})
}

// mean reports whether the flags allow a candidate.
func (f *flags) mean(c survey.Candidate, secret string) bool {
	if f.monitor != "" && c.Monitor != f.monitor || secret != "" && c.Secret != "" && c.Secret != secret {
		return false
	}
	for k, name := range f.named() {
		if !has(c, k) || !sameName(c.Of(k), name) {
			return false
		}
	}
	return true
}

// sameName compares a name with one that may be an ARN.
func sameName(have, named string) bool {
	end := func(s string) string {
		if !strings.HasPrefix(s, "arn:") {
			return s
		}
		s = strings.TrimSuffix(s, ":*")
		if i := strings.Index(s, ":log-group:"); i >= 0 {
			return s[i+len(":log-group:"):]
		}
		return s[strings.LastIndexAny(s, ":/")+1:]
	}
	return have == named || end(have) == end(named)
}

// preferred is the candidate that is meant, nil where that cannot be told: the
// only one, or the one of setup where its secret or name was given, or the only
// one that is more than a topic or a trail. The rest is worth a word.
func preferred(fit []survey.Candidate, given bool) (c *survey.Candidate, rest []survey.Candidate) {
	if len(fit) == 1 {
		return &fit[0], nil
	}
	for _, is := range []func(survey.Candidate) bool{
		func(c survey.Candidate) bool { return given && c.Ours },
		func(c survey.Candidate) bool {
			return c.Ours || has(c, monitor.KindMetricFilter) || has(c, monitor.KindAlarm)
		},
	} {
		at := slices.IndexFunc(fit, is)
		if at >= 0 && !slices.ContainsFunc(fit[at+1:], is) {
			return &fit[at], slices.Delete(slices.Clone(fit), at, at+1)
		}
	}
	return nil, nil
}

func (p *program) noChain(all []survey.Candidate, at monitor.Place) error {
	where := fmt.Sprintf("account %s, region %s", at.Account, at.Region)
	if len(all) == 0 {
		return broken(fmt.Errorf("%w, nor one by other hands, in %s", errNoMonitor, where),
			"secretwatch setup builds one; --region and --profile look elsewhere, --secret NAME looks for the monitor of that secret")
	}
	p.listChains(all)
	return broken(fmt.Errorf("no monitor of %s is the one that the flags name", where), "those listed above are there: give the flags that stand in one's line, or --secret NAME")
}

func (p *program) severalChains(fit []survey.Candidate, at monitor.Place) error {
	p.listChains(fit)
	return usage(&severalError{n: len(fit), where: fmt.Sprintf("account %s, region %s", at.Account, at.Region)}, "choose one by the flags in its line above")
}

func (p *program) listChains(list []survey.Candidate) {
	for _, c := range list {
		p.errorf("%s\n    %s\n", flagsOf(c, list), c.Why)
	}
}

// flagsOf are the fewest flags that pick a candidate among all, safe for a
// screen.
func flagsOf(c survey.Candidate, all []survey.Candidate) string {
	var f flags
	var line []string
	for _, part := range []struct {
		there bool
		name  string
		value string
		to    *string
	}{
		{c.Ours, "--monitor", c.Monitor, &f.monitor},
		{!c.Ours, "--secret", c.Secret, &f.secret},
		{has(c, monitor.KindAlarm), "--alarm", c.Alarm, &f.alarm},
		{has(c, monitor.KindMetricFilter), "--filter", c.Filter, &f.filter},
		{has(c, monitor.KindLogGroup), "--log-group", c.LogGroup, &f.logGroup},
		{has(c, monitor.KindTopic), "--topic", c.Topic, &f.topic},
		{has(c, monitor.KindTrail), "--trail", c.Trail, &f.trail},
	} {
		if !part.there || part.value == "" {
			continue
		}
		*part.to = part.value
		line = append(line, part.name+" "+quoted(foreign.Safe(part.value)))
		others := 0
		for _, o := range all {
			if f.mean(o, f.secret) {
				others++
			}
		}
		if others <= 1 {
			break
		}
	}
	return strings.Join(line, " ")
}

func has(c survey.Candidate, k monitor.Kind) bool { return !slices.Contains(c.Missing, k) }
