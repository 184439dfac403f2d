package talk

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"secretwatch/aws/foreign"
	"secretwatch/ui/plain"
	"secretwatch/wizard"
)

// form asks the questions of a step and makes its parts.
func (s *Setup) form(ctx context.Context, id wizard.StepID) error {
	if !s.stays {
		s.learnFor(ctx, id)
	}
	if !s.agreed[id] && !s.stays {
		s.saySettings(id)
	}
	more := false
	for {
		err := s.questions(ctx, id, more)
		if errors.Is(err, errMore) {
			s.say("All that this step asks, from its first question on.")
			more = true
			continue
		}
		if err != nil {
			return err
		}
		if err = s.doubts(ctx, id); err == nil {
			err = s.make(ctx, id)
		} else {
			more = false // the rest was answered
		}
		if !errors.Is(err, errChange) {
			return err
		}
	}
}

// saySettings names what more asks for.
func (s *Setup) saySettings(id wizard.StepID) {
	var names []string
	for _, q := range s.wiz.Questions(id, true) {
		if q.More {
			names = append(names, s.settingWords(q))
		}
	}
	settings, them := "settings more have good defaults", "them"
	switch len(names) {
	case 0:
		return
	case 1:
		settings, them = "setting more has a good default", "it"
	}
	s.say("%d %s: %s. Type more to be asked for %s.", len(names), settings, wizard.Listed(names), them)
}

// settingWords is a setting with its default, as in "role x" and "kept 30 days".
func (s *Setup) settingWords(q wizard.Question) string {
	label := strings.ToLower(q.Label[:1]) + q.Label[1:]
	now := foreign.Safe(s.wiz.Answer(q.ID))
	for _, o := range q.Options {
		if o.Value == s.wiz.Answer(q.ID) {
			now = optionForEars(o.Label)
		}
	}
	what, unit, ok := strings.Cut(label, ", ") // a label such as "Kept, days"
	switch {
	case now == "" || len(now) > mostInBrackets:
		return strings.ReplaceAll(label, ", ", " in ")
	case ok:
		return what + " " + now + " " + unit
	default:
		return label + " " + now
	}
}

// learnFor asks for the account's own numbers where a step can use them. Without
// the permission the samples do, so an error says nothing here.
func (s *Setup) learnFor(ctx context.Context, id wizard.StepID) {
	switch {
	case id == wizard.StepFilter && s.deps.Records != nil:
		if list, err := s.deps.Records(ctx); err == nil {
			s.wiz.SetReads(list)
		}
	case id == wizard.StepAlarm && s.deps.EventsPerMinute != nil:
		if pace, err := s.deps.EventsPerMinute(ctx); err == nil {
			s.wiz.SetPace(pace)
		}
	}
}

// questions asks what the step asks, one after the other. Going back from the
// first one is going back a step.
func (s *Setup) questions(ctx context.Context, id wizard.StepID, more bool) error {
	var asked []wizard.Q
	for {
		list := s.wiz.Questions(id, more)
		i := slices.IndexFunc(list, func(q wizard.Question) bool { return !slices.Contains(asked, q.ID) })
		if i < 0 && len(list) == 0 && !more { // else nobody could say anything before it is made
			if text, err := s.ask(ctx, id, "Enter takes the defaults:"); err != nil {
				return err
			} else if text != "" {
				s.noAnswer(text)
				continue
			}
		}
		if i < 0 {
			return s.unasked(ctx, id)
		}
		err := s.question(ctx, id, list[i])
		switch {
		case errors.Is(err, errBack) && len(asked) > 0:
			asked = asked[:len(asked)-1]
		case err != nil:
			return err
		default:
			asked = append(asked, list[i].ID)
		}
	}
}

// unasked asks for what is wrong although nobody asked for it, such as a name
// that follows from another.
func (s *Setup) unasked(ctx context.Context, id wizard.StepID) error {
	for {
		wrong := s.wiz.Check(id)
		if len(wrong) == 0 {
			return nil
		}
		s.say("%s", forEars(wrong[0].Text))
		if err := s.question(ctx, id, s.find(id, wrong[0].Question)); err != nil {
			return err
		}
	}
}

func (s *Setup) find(id wizard.StepID, q wizard.Q) wizard.Question {
	for _, known := range s.wiz.Questions(id, true) {
		if known.ID == q {
			return known
		}
	}
	return wizard.Question{ID: q}
}

// question asks until the answer is well. An answer about which there is a
// thought is asked for once more, with itself as the default.
func (s *Setup) question(ctx context.Context, id wizard.StepID, q wizard.Question) error {
	if q.Kind == wizard.Masked {
		return s.masked(ctx, id, q)
	}
	s.asking = q
	defer func() { s.asking = wizard.Question{} }()
	s.present(q)
	s.tell(s.leaving(ctx, q.ID))
	thought := s.wiz.Advice(q.ID) // was heard, or belongs to the default
	for {
		text, err := s.ask(ctx, id, s.promptOf(q))
		if errors.Is(err, errMore) && len(s.wiz.Questions(id, true)) == len(s.wiz.Questions(id, false)) {
			s.say("There are no more settings in this step.")
			continue
		}
		if err != nil {
			return err
		}
		if laterWord(text) && q.Kind != wizard.Text && !names(q, text) {
			s.saidLater(text)
			continue
		}
		before := s.wiz.Answer(q.ID)
		if text != "" {
			s.answer(q, text)
		}
		if s.refuses(ctx, id, q) {
			s.wiz.Set(q.ID, before)
			continue
		}
		if laterWord(text) {
			s.say("%s is taken as the answer here, and not as a command; back changes it.", shortened(text))
		}
		if q.ID == wizard.QPattern && text != "" {
			s.trials()
		}
		if now := s.wiz.Advice(q.ID); now != "" && now != thought {
			thought = now
			s.say("%s", plain.Sentence(forEars(now)))
			if q.ID == wizard.QSecret && s.wiz.Exists() {
				return nil
			}
			s.say("An empty line keeps this answer.")
			continue
		}
		return nil
	}
}

// refuses says what is wrong with an answer, and of a choice what it may be. It is
// false where nothing is.
func (s *Setup) refuses(ctx context.Context, id wizard.StepID, q wizard.Question) bool {
	wrong := s.wrong(id, q.ID)
	if wrong == "" {
		wrong = s.leaving(ctx, q.ID)
	}
	if wrong == "" {
		return false
	}
	if q.Kind == wizard.Choice {
		wrong, _, _ = strings.Cut(wrong, "; it should be ") // the values of a command line
		wrong = plain.Sentence(wrong) + fmt.Sprintf(" Answer with a number from 1 to %d, or with the words.", len(q.Options))
	}
	s.tell(forEars(wrong))
	if q.Kind == wizard.Choice {
		s.present(q)
	}
	return true
}

// leaving says of the answer to the question for the secret that its name cannot
// be used, because a secret that is scheduled for deletion has it. That may have
// changed since the last look, so it is looked anew before a name is refused.
func (s *Setup) leaving(ctx context.Context, q wizard.Q) string {
	if q != wizard.QSecret || s.goes() == "" {
		return ""
	}
	if seen, err := s.deps.Survey(ctx, s.wiz.Draft()); err == nil {
		s.seen = seen
	}
	if goes := s.goes(); goes != "" {
		return goes + " Restore it, or type another name."
	}
	return ""
}

// goes says of the secret as answered that it is scheduled for deletion, as far as
// the last look knows.
func (s *Setup) goes() string {
	x := s.seen.Secret.Value
	name := foreign.Safe(s.wiz.Answer(wizard.QSecret))
	if x == nil || x.DeleteAt.IsZero() || x.Name.Safe() != name {
		return ""
	}
	return fmt.Sprintf("The secret %s is scheduled for deletion and keeps its name until %s.", name, x.DeleteAt.UTC().Format("2 January 2006"))
}

// recommended is the answer that takes the pattern of setup's own again.
const recommended = "recommended"

// answer takes what was typed. Choosing what counts takes the pattern that is
// recommended for it, as on the screen.
func (s *Setup) answer(q wizard.Question, text string) {
	switch own := s.wiz.OwnPattern(); {
	case q.ID == wizard.QPattern && meant(text) == recommended:
		s.wiz.Reset(wizard.QPattern)
		return
	case q.ID == wizard.QAttempts && own:
		s.wiz.Reset(wizard.QPattern)
		s.say("The recommended pattern is taken again.")
	}
	s.wiz.Set(q.ID, chosen(q, text))
}

// doubts asks once more for a pattern that matches no read: with it no mail would
// ever come.
func (s *Setup) doubts(ctx context.Context, id wizard.StepID) error {
	if id != wizard.StepFilter || !s.wiz.OwnPattern() || !s.wiz.Misses() {
		return nil
	}
	ok, err := s.yes(ctx, "Your pattern matches no read, so no mail would ever come. Build it all the same?", false)
	if err != nil || ok {
		return err
	}
	s.wiz.Reset(wizard.QPattern)
	s.say("Then the recommended pattern is taken again.")
	return errChange
}

func (s *Setup) wrong(id wizard.StepID, q wizard.Q) string {
	for _, p := range s.wiz.Check(id) {
		if p.Question == q {
			return p.Text
		}
	}
	return ""
}

// present says what may be answered.
func (s *Setup) present(q wizard.Question) {
	switch {
	case q.Kind == wizard.Choice:
		for i, o := range q.Options {
			note := ""
			if o.Note != "" {
				note = ": " + o.Note
			}
			s.say("%d, %s%s", i+1, optionForEars(o.Label), plain.Sentence(strings.ReplaceAll(note, " / ", " divided by ")))
		}
	case q.Hint != "":
		s.say("%s may be %s", q.Label, plain.Sentence(forEars(q.Hint)))
	}
	if q.ID == wizard.QPattern && s.wiz.OwnPattern() {
		s.say("Type %s to have the recommended pattern again.", recommended)
	}
	if now := foreign.Safe(s.wiz.Answer(q.ID)); len(now) > mostInBrackets && q.Kind == wizard.Text {
		s.say("Now it is this:")
		s.say("%s", now)
	}
	if q.ID == wizard.QSecret {
		if names := s.wiz.Existing("", offered); len(names) > 0 {
			for i := range names {
				names[i] = foreign.Safe(names[i])
			}
			s.say("Secrets that are there: %s.", strings.Join(names, ", "))
		}
	}
}

// mostInBrackets is how long an answer may be to be repeated with each prompt.
const mostInBrackets = 80

// offered is how many existing secrets are named.
const offered = 5

// promptOf is the question with its default in brackets.
func (s *Setup) promptOf(q wizard.Question) string {
	answer := foreign.Safe(s.wiz.Answer(q.ID))
	does := ""
	switch q.Kind {
	case wizard.Choice:
		for i, o := range q.Options {
			if o.Value == s.wiz.Answer(q.ID) {
				answer = fmt.Sprintf("%d, %s", i+1, optionForEars(o.Label))
			}
		}
		does = fmt.Sprintf(", 1 to %d", len(q.Options))
		if len(q.Options) == 2 {
			does = ", 1 or 2"
		}
	case wizard.Confirm:
		does = ", yes or no"
	}
	switch {
	case answer == "":
		return q.Label + does + ":"
	case len(answer) > mostInBrackets: // it was said already
		return q.Label + " [as it is]:"
	}
	return fmt.Sprintf("%s%s [%s]:", q.Label, does, answer)
}

// chosen is the answer that a text means: an option by its number, its word or
// how that begins.
func chosen(q wizard.Question, text string) string {
	word := meant(text)
	switch q.Kind {
	case wizard.Confirm:
		switch word {
		case "y", wizard.Yes:
			return wizard.Yes
		case "n", wizard.No:
			return wizard.No
		}
	case wizard.Choice:
		number, _, _ := strings.Cut(word, ",") // an option said back whole: "1, make one up"
		if n, err := strconv.Atoi(number); err == nil && n >= 1 && n <= len(q.Options) {
			return q.Options[n-1].Value
		}
		for _, o := range q.Options {
			if called(o, word) {
				return o.Value
			}
		}
		var begins []string
		for _, o := range q.Options {
			if strings.HasPrefix(meant(o.Label), word) || strings.HasPrefix(meant(o.Value), word) {
				begins = append(begins, o.Value)
			}
		}
		if len(begins) == 1 {
			return begins[0]
		}
	}
	return text
}

// called reports that a word is the whole name of an option, as it is written or
// said.
func called(o wizard.Option, word string) bool {
	return word == meant(o.Value) || word == meant(o.Label) || word == meant(optionForEars(o.Label))
}

// names reports that a text is the name of one of a question's options.
func names(q wizard.Question, text string) bool {
	return slices.ContainsFunc(q.Options, func(o wizard.Option) bool { return called(o, meant(text)) })
}
