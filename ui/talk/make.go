package talk

import (
	"context"
	"errors"
	"slices"

	"secretwatch/aws/build"
	"secretwatch/aws/foreign"
	"secretwatch/aws/monitor"
	"secretwatch/ui/plain"
	"secretwatch/wizard"
)

// errChange says that the answers of the step shall be given anew.
var errChange = errors.New("change the answers")

// make makes the parts of a step that was answered. What is not ours to use or
// change is asked for, and then looked at anew.
func (s *Setup) make(ctx context.Context, id wizard.StepID) error {
	allowed := map[monitor.Kind]bool{}
	s.say("Making it, %s.", usually(id))
	for {
		kinds := s.wiz.Making(id, s.agreed[wizard.StepDelivery])
		wished := s.wiz.Draft()
		seen, err := s.deps.Survey(ctx, wished)
		if err == nil {
			s.seen = seen
			s.wiz.Learn(seen)
			d, changes := wizard.Part(wizard.Owned(wished, seen), s.deps.Plan(wizard.Owned(wished, seen), seen), kinds)
			again, asked := s.settle(ctx, d, changes, allowed, false)
			if asked != nil {
				return asked
			}
			if again {
				continue
			}
			err = s.apply(ctx, wished, d, changes, kinds, kinds, allowed)
		}
		if err == nil {
			s.agreed[id] = true
			if id == wizard.StepTrail && !slices.Contains(kinds, monitor.KindTrail) {
				s.say("The trail itself is made with the next step, which says where it delivers.")
			}
			return nil
		}
		if err = s.trouble(ctx, err); err != nil {
			return err
		}
	}
}

// usually is how long the parts of a step take at AWS.
func usually(id wizard.StepID) string {
	if id == wizard.StepDelivery {
		return "usually 10 to 30 seconds, because AWS takes a while to know a new role"
	}
	return "usually 2 to 5 seconds"
}

// settle asks what has to be decided about a plan. It is true where the plan has
// to be made anew with what was decided.
func (s *Setup) settle(ctx context.Context, d monitor.Desired, changes []monitor.Change, allowed map[monitor.Kind]bool, all bool) (again bool, err error) {
	for _, c := range changes {
		if c.Action == monitor.ActionBlocked {
			return s.blocked(ctx, d, c)
		}
	}
	for _, c := range changes {
		asks := wizard.Asks(d, c)
		if all { // the plan has said what it uses
			asks = wizard.Grave(c)
		}
		if !asks || allowed[c.Kind] {
			continue
		}
		ok, err := s.allow(ctx, c)
		if err != nil {
			return false, err
		}
		if !ok {
			s.say("Then another answer is needed.")
			return false, errChange
		}
		allowed[c.Kind], again = true, true
	}
	return again, nil
}

// blocked says what is in the way. A secret that is there can be watched as it
// is.
func (s *Setup) blocked(ctx context.Context, d monitor.Desired, c monitor.Change) (bool, error) {
	s.say("The %s %s cannot be made: %s", c.Kind.Word(), foreign.Safe(c.Name), plain.Sentence(foreign.Safe(c.Why)))
	found := s.seen.Secret.Value
	if c.Kind != monitor.KindSecret || found == nil || !found.DeleteAt.IsZero() || d.SecretExists || d.Ours(found.Tags) {
		s.say("Another answer is needed.")
		return false, errChange
	}
	ok, err := s.yes(ctx, "Watch the secret that is there? Its value stays.", true)
	if err != nil {
		return false, err
	}
	if !ok {
		return false, errChange
	}
	s.wiz.SetExisting(append(s.wiz.Existing("", 1<<20), d.Secret))
	return true, nil
}

// allow asks for the yes that a change takes of its own.
func (s *Setup) allow(ctx context.Context, c monitor.Change) (bool, error) {
	what := c.Kind.Word() + " " + foreign.Safe(c.Name)
	switch c.Action {
	case monitor.ActionDelete:
		return s.yes(ctx, "The "+what+" would be deleted. Delete it?", false)
	case monitor.ActionAdopt:
		s.say("The %s is there already and was not made by setup. It fits; it would be used as it is, and never removed by secretwatch.", what)
		return s.yes(ctx, "Use it?", false)
	default:
		s.say("The %s is there already and was not made by setup.", what)
		s.out.Settings(c.Settings)
		return s.yes(ctx, "Change it?", false)
	}
}

// apply makes changes of these kinds, tells of some as they go, and keeps what became of them. The error is that of the
// first that failed.
func (s *Setup) apply(ctx context.Context, wished, d monitor.Desired, changes []monitor.Change, kinds, told []monitor.Kind, allowed map[monitor.Kind]bool) error {
	value, forget := func() (string, error) { return "", errors.New("no secret is to be made") }, func() {}
	if slices.ContainsFunc(changes, func(c monitor.Change) bool { return c.Kind == monitor.KindSecret && c.Action == monitor.ActionCreate }) {
		value, forget = s.wiz.Valuer()
	}
	defer forget()
	results, err := s.deps.Apply(ctx, d, changes, value, func(c monitor.Change) bool { return allowed[c.Kind] }, s.progress(told))
	for _, r := range results {
		if slices.Contains(kinds, r.Change.Kind) {
			s.note(wished.Names, r)
			if err == nil && (r.State == build.Failed || r.State == build.Held) {
				err = r.Err
			}
		}
	}
	if ctx.Err() != nil {
		return ctx.Err()
	}
	return err
}

// note keeps what became of one part.
func (s *Setup) note(wished monitor.Names, r build.Result) {
	k := r.Change.Kind
	switch {
	case r.State != build.Done:
	case r.Change.Action == monitor.ActionDelete:
		delete(s.parts, k)
		s.wiz.Built(k, "")
	default:
		made := r.Change.Action == monitor.ActionCreate
		s.parts[k] = part{change: r.Change, there: true, mine: made || s.parts[k].mine}
		if r.Change.NotOurs {
			return
		}
		if asked := wished.Of(k); asked != "" && asked != r.Change.Name {
			s.wiz.Found(k, asked, r.Change.Name)
		}
		s.wiz.Built(k, r.Change.Name)
		if k == monitor.KindSecret {
			s.wiz.Value().Zero() // Secrets Manager has it now
		}
	}
}

// trouble says what went wrong and asks what next. What is made stays.
func (s *Setup) trouble(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	s.sayError(err)
	for {
		text, err := s.ask(ctx, s.wiz.Step().ID, "What is made stays; again, change or leave [again]:")
		if err != nil && !wish(err) {
			return err
		}
		word := meant(text)
		switch {
		case err == nil && (word == "" || word == "again" || word == "try again"):
			return nil
		case word == "change":
			return errChange
		}
		s.say("again tries once more.")
		s.say("change asks this step's questions anew.")
		s.say("back goes a step back, leave ends.")
	}
}
