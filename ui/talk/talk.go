// Package talk is the program as a conversation, for those who hear it: the
// wizard and the live watch as lines that are said and answered one by one.
// Nothing is drawn, moved or said twice. What is asked and what is right is the
// wizard's matter.
//
// It may import wizard, plain, aws, and of setup and hunt what their screens are
// given.
package talk

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"

	"secretwatch/aws/doctor/pages"
	"secretwatch/aws/foreign"
	"secretwatch/ui/plain"
	"secretwatch/wizard"
)

// What a person said instead of an answer.
var (
	errBack   = errors.New("back")
	errLeave  = errors.New("leave")
	errAccept = errors.New("accept")
	errUndo   = errors.New("undo")
	errMore   = errors.New("more")
)

// Voice is both ends of a conversation.
type Voice struct {
	in      *lines
	out     plain.Printer
	hidden  func(context.Context) ([]byte, error)
	errors  func(error) (summary, hint string)
	stopped string // the code of the verdict on a read that brought no mail
}

// Ends are where a conversation is heard and answered.
type Ends struct {
	In  io.Reader
	Out plain.Printer
	// Hidden reads a line that is not shown as it is typed; nil reads it as any
	// other.
	Hidden func(context.Context) ([]byte, error)
	// Explain says an error in words, safe for a terminal, and what to do.
	Explain func(error) (summary, hint string)
}

// New makes a voice. Of one reader there may be only one: it reads ahead.
func New(e Ends) *Voice {
	return &Voice{in: newLines(e.In), out: e.Out, hidden: e.Hidden, errors: e.Explain}
}

// Ended reports that a conversation ended because the person wished it, or had
// nothing more to say.
func Ended(err error) bool { return errors.Is(err, errLeave) || errors.Is(err, io.EOF) }

func (v *Voice) say(format string, args ...any) { v.out.Say(format, args...) }

// prompt leaves the line open for the answer.
func (v *Voice) prompt(format string, args ...any) {
	_, _ = io.WriteString(v.out.W, plain.Heard(fmt.Sprintf(format+" ", args...)))
}

// sayError says what went wrong as a sentence, and what to do.
func (v *Voice) sayError(err error) {
	summary, hint := v.errors(err)
	v.say("Error: %s", plain.Sentence(summary))
	if hint != "" {
		v.say("Hint: %s", plain.Sentence(hint))
	}
}

// hear waits for one line. The error is io.EOF at the end, or the context's.
func (v *Voice) hear(ctx context.Context) (string, error) {
	select {
	case <-ctx.Done():
		return "", ctx.Err()
	case l := <-v.in.next():
		return v.in.take(l)
	}
}

// onlySigns reports that keys such as the arrows were pressed, of which a line
// holds nothing but signs, and says so.
func (v *Voice) onlySigns(text string) bool {
	if !strings.ContainsRune(text, '\x1b') {
		return false
	}
	v.say("The arrow keys, and others that move, do nothing here. Please type the whole line again.")
	return true
}

// tell says words of our own, a sentence a line.
func (v *Voice) tell(text string) {
	for l := range strings.Lines(plain.Sentences(text)) {
		v.say("%s", strings.TrimSpace(l))
	}
}

// explain says what a word means: one of the terms, or a code of the doctor.
func (v *Voice) explain(word string, near []wizard.Term) {
	if word == "" {
		names := make([]string, 0, len(near))
		for _, t := range near {
			names = append(names, t.Name)
		}
		if len(names) == 0 {
			v.say("Type explain and a word of AWS, such as explain alarm, or a code of the checklist.")
			return
		}
		v.say("Words of this step: %s. Type explain and one of them.", strings.Join(names, ", "))
		return
	}
	if t, ok := term(word, near); ok {
		v.tell(t.Name + ": " + plain.Sentence(t.Text))
		return
	}
	if page, ok := pages.Get(pages.Normal(word)); ok {
		v.out.Page(page, unbroken)
		return
	}
	v.say("There is no explanation of %s here.", foreign.Safe(word))
	v.explain("", near)
}

// unbroken is a width at which no sentence is broken into lines.
const unbroken = 1 << 14

// term finds a word among those of the step, then of all steps; exactly, then by
// how it begins.
func term(word string, near []wizard.Term) (wizard.Term, bool) {
	all := near
	for _, s := range wizard.Steps() {
		all = append(all[:len(all):len(all)], s.Terms...)
	}
	word = strings.ToLower(word)
	for _, fits := range []func(string) bool{
		func(name string) bool { return name == word || name+"s" == word },
		func(name string) bool { return strings.HasPrefix(name, word) },
	} {
		for _, t := range all {
			if fits(strings.ToLower(t.Name)) {
				return t, true
			}
		}
	}
	return wizard.Term{}, false
}

// Choose asks for one of several.
func (v *Voice) Choose(ctx context.Context, question string, options []string) (int, error) {
	for i, o := range options {
		v.say("%d, %s", i+1, plain.Sentence(o))
	}
	for {
		v.prompt("%s, 1 to %d:", question, len(options))
		text, err := v.hear(ctx)
		if err != nil {
			v.say("") // the line was open for the answer
			return 0, err
		}
		word := meant(text)
		if n, err := strconv.Atoi(word); err == nil && n >= 1 && n <= len(options) {
			return n - 1, nil
		}
		switch word {
		case "leave", "quit", "exit":
			return 0, errLeave
		case "help", "?", "repeat":
			for i, o := range options {
				v.say("%d, %s", i+1, plain.Sentence(o))
			}
		}
		v.say("Please answer with a number from 1 to %d, or leave.", len(options))
	}
}
