package talk

import (
	"context"
	"errors"
	"slices"

	"secretwatch/aws/monitor"
	"secretwatch/wizard"
)

// acceptAll takes the answers as they are for all that is not made yet: what is
// missing is asked for, the plan is said, and after a yes all of it is made.
func (s *Setup) acceptAll(ctx context.Context) error {
	for {
		if err := s.complain(ctx); err != nil {
			return backIs(err)
		}
		err := s.makeAll(ctx)
		switch {
		case errors.Is(err, errChange), errors.Is(err, errBack):
			return errBack
		case err == nil:
			s.complete()
			return nil
		}
		if err = s.trouble(ctx, err); err != nil {
			return backIs(err)
		}
	}
}

// backIs makes of every wish to answer something else one to go on with the
// step that is in front.
func backIs(err error) error {
	for _, wish := range []error{errChange, errUndo, errAccept, errMore} {
		if errors.Is(err, wish) {
			return errBack
		}
	}
	return err
}

// complain asks for every answer that is missing or wrong.
func (s *Setup) complain(ctx context.Context) error {
	for {
		_, err := s.wiz.Desired()
		var wrong wizard.Problems
		if !errors.As(err, &wrong) {
			return err
		}
		q := wrong[0].Question
		id := s.stepOf(q)
		s.say("Needed for %s: %s", stepOf(id).Title, forEars(wrong[0].Text))
		if err := s.question(ctx, id, s.find(id, q)); err != nil {
			return err
		}
	}
}

// stepOf is the step that asks a question.
func (s *Setup) stepOf(q wizard.Q) wizard.StepID {
	for _, st := range wizard.Steps() {
		if s.find(st.ID, q).Label != "" {
			return st.ID
		}
	}
	return wizard.StepSecret
}

// blocks reports that a change cannot be made, which is all that is worth hearing
// of a plan then.
func blocks(c monitor.Change) bool { return c.Action == monitor.ActionBlocked }

// makeAll says the plan and makes it.
func (s *Setup) makeAll(ctx context.Context) error {
	allowed := map[monitor.Kind]bool{}
	for {
		if len(allowed) == 0 {
			s.say("Looking at what is there, usually 1 to 2 seconds.")
		}
		wished := s.wiz.Draft()
		seen, err := s.deps.Survey(ctx, wished)
		if err != nil {
			return err
		}
		s.seen = seen
		s.wiz.Learn(seen)
		wished = s.wiz.Draft()
		d := wizard.Owned(wished, seen)
		changes := s.deps.Plan(d, seen)
		if len(allowed) == 0 && !slices.ContainsFunc(changes, blocks) {
			s.say("")
			s.say("This is the plan.")
			cost := s.deps.Price(d, seen)
			cost.Lines = nil // nine lines more before the question
			s.out.Plan(changes, cost)
			s.say("Type cost to hear for what.")
		}
		again, err := s.settle(ctx, d, changes, allowed, true)
		if i := slices.IndexFunc(changes, blocks); i >= 0 && errors.Is(err, errChange) { // or nobody could answer it
			s.wiz.Go(wizard.StepOf(changes[i].Kind))
		}
		if err != nil {
			return err
		}
		if again {
			continue
		}
		if !slices.ContainsFunc(changes, func(c monitor.Change) bool { return c.Action != monitor.ActionNone }) {
			s.say("Nothing has to be made.")
		} else if ok, err := s.yes(ctx, "Make all this?", true); err != nil {
			return err
		} else if !ok {
			s.say("Nothing of it was made.")
			return errBack
		} else {
			s.say("Making all of it, usually less than a minute.")
		}
		kinds := append(monitor.Kinds(), monitor.RuleKinds()...)
		var told []monitor.Kind // what is kept, the plan has said
		for _, c := range changes {
			if c.Action != monitor.ActionNone {
				told = append(told, c.Kind)
			}
		}
		if err := s.apply(ctx, wished, d, changes, kinds, told, allowed); err != nil {
			return err
		}
		for _, st := range wizard.Steps() {
			s.agreed[st.ID] = true
		}
		return nil
	}
}
