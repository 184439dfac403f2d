package talk

import (
	"context"
	"errors"
	"slices"
	"strings"

	"secretwatch/aws/foreign"
	"secretwatch/wizard"
)

// laterWords are commands of what comes after the build. Before it they are
// answered as what they are, and not as a wrong answer.
var laterWords = []string{"alarm", "apply", "checklist", "confirm", "expect", "inbox", "later", "mail", "readers", "reads", "test", "watch"}

// laterWord reports that a line orders something that the wizard does not do
// yet.
func laterWord(text string) bool {
	word, _, _ := strings.Cut(meant(text), " ")
	return slices.Contains(laterWords, word)
}

// saidLater says when such a word works.
func (s *Setup) saidLater(text string) {
	word, _, _ := strings.Cut(meant(text), " ")
	switch word {
	case "test":
		s.say("test works once all parts are there, from step 8 on.")
	case "confirm", "later", "inbox", "mail":
		s.say("%s works in step 8, once the mail was sent.", word)
	default:
		s.say("%s works while watching, after step 9.", word)
	}
}

// status says where the conversation is.
func (s *Setup) status(id wizard.StepID) {
	n, of := numberOf(id)
	s.say("Step %d of %d, %s.", n, of, stepOf(id).Title)
	if s.whole {
		s.say("All parts of the monitor are there.")
		if s.pending {
			s.say("No mail comes before the link in the mail to %s was opened.", foreign.Safe(s.desired.Email))
		}
		return
	}
	s.sayMade()
}

// yes asks a question of yes or no; an empty line is the default. The words that
// need no answer work here too.
func (s *Setup) yes(ctx context.Context, question string, otherwise bool) (bool, error) {
	word := wizard.No
	if otherwise {
		word = wizard.Yes
	}
	for {
		text, err := s.ask(ctx, s.wiz.Step().ID, question+" yes or no ["+word+"]:")
		switch {
		case wish(err):
			s.say("First answer yes or no; back and leave work too.")
			continue
		case err != nil:
			return false, err
		}
		switch meant(text) {
		case "":
			return otherwise, nil
		case wizard.Yes, "y":
			return true, nil
		case wizard.No, "n":
			return false, nil
		}
		s.say("Please answer yes or no; back and leave work too.")
	}
}

// wish reports that a person wants something for which a question has to be
// answered first.
func wish(err error) bool {
	return errors.Is(err, errMore) || errors.Is(err, errAccept) || errors.Is(err, errUndo)
}
