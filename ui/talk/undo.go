package talk

import (
	"context"
	"errors"
	"slices"
	"strings"

	"secretwatch/aws/foreign"
	"secretwatch/aws/monitor"
	"secretwatch/ui/plain"
	"secretwatch/wizard"
)

// undo takes back, after a yes, what this run made in the step in front, or in
// the newest step before it that made something.
func (s *Setup) undo(ctx context.Context, at wizard.StepID) error {
	id, kinds := s.undoable(at)
	if len(kinds) == 0 {
		if i := slices.IndexFunc(s.made(), func(p part) bool { return p.mine }); i >= 0 {
			c := s.made()[i].change
			n, of := numberOf(wizard.StepOf(c.Kind))
			s.say("What this run made belongs to later steps: the %s %s to step %d of %d. Type undo there, or in any step after it.",
				c.Kind.Word(), foreign.Safe(c.Name), n, of)
			return nil
		}
		s.say("This run made nothing that could be undone.")
		return nil
	}
	s.say("Undo the step %s. This deletes, as far as it still carries setup's tag:", stepOf(id).Title)
	for _, k := range kinds {
		s.say("%s %s.", k.Word(), foreign.Safe(s.parts[k].change.Name))
	}
	if slices.Contains(kinds, monitor.KindSecret) {
		s.say("The secret's value goes at once and for good: there is no recovery window.")
	}
	ok, err := s.yes(ctx, "Undo it?", false)
	if errors.Is(err, errBack) || err == nil && !ok {
		s.say("It stays.")
		return nil
	}
	if err != nil {
		return err
	}
	s.takeBack(ctx, id, kinds)
	return ctx.Err()
}

// undoable lists what undoing would remove: what this run made, unless something
// that was there before stands on it.
func (s *Setup) undoable(at wizard.StepID) (wizard.StepID, []monitor.Kind) {
	if s.deps.Undo == nil {
		return "", nil
	}
	steps := wizard.Steps()
	from := slices.IndexFunc(steps, func(st wizard.Step) bool { return st.ID == at })
	for _, st := range slices.Backward(steps[:from+1]) {
		var kinds []monitor.Kind
		for _, k := range wizard.Undoes(st.ID) {
			switch p := s.parts[k]; {
			case p.mine:
				kinds = append(kinds, k)
			case p.there && !slices.Contains(s.wiz.Parts(st.ID), k):
				return "", nil
			}
		}
		if len(kinds) > 0 {
			return st.ID, kinds
		}
	}
	return "", nil
}

// takeBack deletes what still carries our tag, and goes to the step that made
// it.
func (s *Setup) takeBack(ctx context.Context, id wizard.StepID, kinds []monitor.Kind) {
	s.say("Undoing it, usually 2 to 5 seconds.")
	seen, err := s.deps.Survey(ctx, s.final())
	if err != nil {
		s.sayError(err)
		return
	}
	gone, err := s.deps.Undo(ctx, seen, kinds)
	stays := map[monitor.Kind]bool{}
	for _, r := range gone.Remaining {
		if slices.Contains(kinds, r.Kind) && r.GoneBy.IsZero() {
			stays[r.Kind] = true
			s.say("The %s %s stays: %s", r.Kind.Word(), foreign.Safe(r.Name), plain.Sentence(foreign.Safe(r.Why)))
		}
	}
	if err != nil {
		s.sayError(err)
		if len(stays) == 0 {
			return
		}
	}
	var words []string
	secret := s.parts[monitor.KindSecret].change.Name
	for _, k := range kinds {
		if stays[k] {
			continue
		}
		words = append(words, k.Word())
		delete(s.parts, k)
		s.wiz.Built(k, "")
		delete(s.agreed, wizard.StepOf(k))
		if k == monitor.KindTrail { // which the step after its own makes
			delete(s.agreed, wizard.StepDelivery)
		}
	}
	if len(words) > 0 {
		s.whole = false
		s.say("Undone. Gone: %s.", strings.Join(words, ", "))
		s.existing(ctx)
		if slices.Contains(kinds, monitor.KindSecret) && !stays[monitor.KindSecret] { // AWS may list it a while longer
			s.wiz.SetExisting(slices.DeleteFunc(s.wiz.Existing("", 1<<20), func(name string) bool { return name == secret }))
		}
		s.wiz.Go(id)
	}
}
