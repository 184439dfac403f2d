package talk

import (
	"context"
	"slices"

	"secretwatch/wizard"
)

// masked takes a value that nobody may see or hear.
func (s *Setup) masked(ctx context.Context, id wizard.StepID, q wizard.Question) error {
	s.say("%s: %s. It is not shown as you type. Here every word is the value and none a command; an empty line goes back.", q.Label, q.Hint)
	warned := ""
	for {
		s.prompt("%s:", q.Label)
		typed, err := s.hearHidden(ctx)
		if err != nil {
			return err
		}
		if len(typed) == 0 {
			return errBack
		}
		if word := meant(string(typed)); slices.Contains(commandWords, word) && warned != word {
			warned = word
			s.say("%s would be the value here, and not a command. Type it once more to take it, or another value; an empty line goes back.", word)
			continue
		}
		v := s.wiz.Value()
		v.Zero()
		v.Append(string(typed))
		clear(typed)
		if wrong := s.wrong(id, q.ID); wrong != "" {
			s.say("%s", wrong)
			continue
		}
		if v.Size() >= mostInLine {
			v.Zero()
			s.say("A terminal may cut a line that is so long. secretwatch setup --secret-value-file FILE takes a longer value.")
			continue
		}
		s.say("%d characters.", v.Len())
		return nil
	}
}

// mostInLine is how many bytes of a line a terminal surely hands over: Linux
// takes 4095, https://man7.org/linux/man-pages/man3/termios.3.html, and macOS 1024.
const mostInLine = 1024

// hearHidden reads a line that is not shown, where that is possible.
func (s *Setup) hearHidden(ctx context.Context) ([]byte, error) {
	if s.hidden == nil {
		text, err := s.hear(ctx)
		return []byte(text), err
	}
	if s.in.out { // an open line is being read already, and would be shown
		s.say("")
		s.prompt("Press enter once more; what comes after it is not shown:")
		if _, err := s.hear(ctx); err != nil {
			return nil, err
		}
		s.prompt("The value:")
	}
	typed, err := s.hidden(ctx)
	s.say("")
	return typed, err
}
