package talk

import (
	"context"
	"slices"
	"time"

	"secretwatch/aws/doctor"
	"secretwatch/aws/foreign"
	"secretwatch/ui/hunt"
	"secretwatch/ui/plain"
)

// chase is the game of finding what is broken, as it is heard: while it runs, no
// verdict is said before the person asks for one.
type chase struct {
	breaking bool
	began    time.Time
	answer   *hunt.Answer // nil while nothing is broken by us
	asked    bool         // the person has asked for a verdict
	ill      bool         // and one has found it
	mended   bool         // it is well again
	named    doctor.Finding
}

// covered reports that no verdict is to be said unasked.
func (c *chase) covered() bool { return c.breaking || c.answer != nil && !c.asked }

// breakIt breaks one thing in the monitor.
func (w *watching) breakIt(ctx context.Context) {
	switch {
	case w.feed.Break == nil:
		w.say("Nothing is broken on purpose here; that is for the demo.")
		return
	case w.chase.breaking || w.chase.answer != nil:
		w.say("Something is broken already. answer gives up and says what it is.")
		return
	}
	w.chase = chase{breaking: true}
	w.say("Breaking one thing, usually 1 to 5 seconds.")
	do := w.feed.Break
	w.beside(ctx, func(func(func())) func() {
		answer, err := do(ctx)
		return func() { w.isBroken(answer, err) }
	})
}

func (w *watching) isBroken(answer hunt.Answer, err error) {
	w.chase = chase{}
	if err != nil {
		w.sayError(err)
		return
	}
	w.chase.answer, w.chase.began = &answer, time.Now()
	w.say("One thing is broken now, by API calls that anyone might make.")
	w.say("Find out which, so that a read sends its mail again.")
	w.say("test: reads the secret, which shows how far it comes.")
	w.say("checklist: every link from the read to the mail, and the verdict.")
	w.say("answer: gives up and says what it is.")
}

// judged takes a report that was asked for while something is broken. The chase
// ends when all is well again.
func (w *watching) judged(r doctor.Report) {
	c := &w.chase
	if c.answer == nil {
		return
	}
	v := r.Verdict
	if v.Status == doctor.Broken || slices.Contains(c.answer.Verdicts, v.Code) {
		c.ill, c.named = true, v
		return
	}
	if c.ill && (v.Status == doctor.OK || v.Status == doctor.Warning) {
		w.say("Mended, %s after it was broken.", plain.Lasted(time.Since(c.began).Round(time.Second)))
		c.mended = true
		w.theAnswer()
	}
}

// giveUp says what was broken; where it was found out already it is first looked
// whether it is mended by now.
func (w *watching) giveUp(ctx context.Context) {
	if !w.chase.ill || w.feed.Check == nil {
		w.theAnswer()
		return
	}
	w.say("Looking first whether it is mended, usually 2 to 5 seconds.")
	w.aloud = func() {
		if w.judged(*w.report); w.chase.answer != nil {
			w.theAnswer()
		}
	}
	w.look(ctx)
}

// theAnswer says what was broken, and ends the chase.
func (w *watching) theAnswer() {
	c := w.chase
	if c.answer == nil {
		w.say("Nothing is broken on purpose.")
		return
	}
	w.chase = chase{}
	defer w.stillBroken(c.mended)
	w.say("The answer: %s", plain.Sentence(c.answer.Title))
	w.say("Its code is %s.", foreign.Safe(c.answer.Code))
	for i, line := range c.answer.Commands {
		w.say("What was done, %d of %d:", i+1, len(c.answer.Commands))
		w.out.Whole(line)
	}
	if c.ill {
		w.say("The doctor named it as %s.", foreign.Safe(c.named.Code))
	}
	w.say("Type explain %s to hear more, or break for the next one.", foreign.Safe(c.answer.Code))
}

// stillBroken says how to mend what a person gave up on.
func (w *watching) stillBroken(mended bool) {
	if !mended && w.feed.Fix != nil {
		w.say("It is broken still: checklist looks at it, and apply mends what a program can mend.")
	}
}
