package talk

import (
	"context"
	"fmt"
	"strings"

	"secretwatch/aws/foreign"
	"secretwatch/wizard"
)

// helpLines say the words that are commands at a question of the wizard.
func helpLines() []string {
	return []string{
		"These words, alone on a line, are commands.",
		"repeat: says this step again, with what else is good to know.",
		"explain: the words of AWS in this step; explain trail: what that one means.",
		"more: asks also for the settings that have good defaults.",
		"status: where you are, and what is there so far.",
		"by hand: the AWS CLI commands that do the same.",
		"cost: what the monitor costs a month.",
		"made: what is there so far.",
		"back: the question or the step before; no answer is lost.",
		"undo: takes away again what was made last, after a yes.",
		"accept: takes the defaults for all the rest and says the plan, before anything of it is made.",
		"leave: ends, and says how to go on later. Control C does the same.",
		"An empty line takes the answer in brackets.",
		"To answer with one of these words, type a backslash before it, such as \\help.",
	}
}

// commandWords are the words of helpLines.
var commandWords = []string{
	"help", "repeat", "explain", "more", "status", "by hand", "cost", "made", "back", "undo", "accept", "leave", "quit", "exit",
}

// ask waits for an answer at a step, and meanwhile does what the commands say
// that need no answer.
func (s *Setup) ask(ctx context.Context, id wizard.StepID, prompt string) (string, error) {
	for {
		s.prompt("%s", prompt)
		text, err := s.hear(ctx)
		if err != nil {
			return "", err
		}
		if s.onlySigns(text) {
			continue
		}
		if done, err := s.command(id, text); err != nil {
			return "", err
		} else if !done {
			return literal(text), nil
		}
	}
}

// command does what a line orders. It is false where the line is an answer.
func (s *Setup) command(id wizard.StepID, text string) (bool, error) {
	word := meant(text)
	if rest, ok := strings.CutPrefix(word, "explain"); ok && (rest == "" || rest[0] == ' ') {
		s.explain(strings.TrimSpace(rest), stepOf(id).Terms)
		return true, nil
	}
	switch word {
	case "help", "?":
		for _, l := range helpLines() {
			s.say("%s", l)
		}
	case "repeat":
		s.repeat(id)
	case "by hand":
		s.byHand(id)
	case "cost":
		s.price()
	case "made":
		s.sayMade()
	case "status":
		s.status(id)
	case "more":
		return true, errMore
	case "back":
		return true, errBack
	case "undo":
		return true, errUndo
	case "accept":
		if s.whole {
			s.say("All parts are there already.")
			return true, nil
		}
		return true, errAccept
	case "leave", "quit", "exit":
		return true, errLeave
	default:
		return false, nil
	}
	return true, nil
}

func stepOf(id wizard.StepID) wizard.Step {
	for _, s := range wizard.Steps() {
		if s.ID == id {
			return s
		}
	}
	return wizard.Step{}
}

// repeat says all that there is to say of a step.
func (s *Setup) repeat(id wizard.StepID) {
	st := stepOf(id)
	n, of := numberOf(id)
	s.tell(fmt.Sprintf("Step %d of %d, %s. %s", n, of, st.Title, st.Ask))
	if id == wizard.StepAccount {
		s.facts()
	}
	s.tell(aboutStep(st))
	if id != wizard.StepAccount { // which speaks of keys
		for _, why := range st.Why {
			s.tell(why)
		}
	}
	s.costOf(st)
	s.lesson(id)
	if s.asking.ID != "" {
		s.present(s.asking)
	}
}

// byHand gives the commands, each whole on a line for copying.
func (s *Setup) byHand(id wizard.StepID) {
	list := s.wiz.ByHand(id)
	if id == wizard.StepRead && s.deps.ReadCommand != nil {
		s.say("This command reads the secret from any terminal:")
		s.out.Whole(s.deps.ReadCommand(s.desired.Secret))
		return
	}
	if len(list) == 0 {
		s.say("There is no command for this step.")
		return
	}
	for i, c := range list {
		s.say("Command %d of %d:", i+1, len(list))
		words := make([]string, 0, len(c.Words))
		for _, w := range c.Words {
			words = append(words, wizard.ShellQuote(foreign.Safe(w)))
		}
		s.out.Whole(strings.Join(words, " "))
	}
}

// noAnswer says that there is nothing to answer with a text.
func (s *Setup) noAnswer(text string) {
	if laterWord(text) {
		s.saidLater(text)
		return
	}
	s.say("%s is no word here. An empty line goes on; help says the words.", shortened(text))
}

// shortened is what was typed, as far as it is worth saying again.
func shortened(text string) string {
	const most = 40
	safe := []rune(foreign.Safe(text))
	if len(safe) > most {
		return string(safe[:most]) + " and so on"
	}
	return string(safe)
}

// talkedOver reports that a step is one of the conversation: the plan and the
// build are said where accept asks for them.
func talkedOver(id wizard.StepID) bool { return id != wizard.StepReview && id != wizard.StepBuild }

// numberOf is which of the conversation's steps a step is.
func numberOf(id wizard.StepID) (n, of int) {
	for _, st := range wizard.Steps() {
		if talkedOver(st.ID) {
			of++
		}
		if st.ID == id {
			n = of
		}
	}
	return n, of
}
