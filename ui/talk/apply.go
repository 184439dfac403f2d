package talk

import (
	"context"
	"errors"
	"strings"

	"secretwatch/aws/doctor"
	"secretwatch/aws/foreign"
	"secretwatch/aws/mend"
	"secretwatch/aws/monitor"
	"secretwatch/ui/plain"
)

// waits is a question of the watch that was asked and not answered yet: the
// watch goes on meanwhile, and the next line is the answer.
type waits struct {
	ask string
	yes func(context.Context)
	no  string // what is said where the answer is no
}

// ask asks for a yes. Anything but yes is a no.
func (w *watching) ask(question, no string, yes func(context.Context)) {
	w.waits = &waits{question, yes, no}
	w.say("%s yes or no [no]:", question)
}

// answered takes a line as the answer to what was asked. It is false where
// nothing was asked, or where the line is a word of its own, which is a no too.
func (w *watching) answered(ctx context.Context, word string) bool {
	q := w.waits
	if q == nil {
		return false
	}
	if word == "help" || word == "?" || word == "repeat" {
		w.say("A question waits for its answer: yes does it, and anything else leaves all as it is.")
		w.say("%s yes or no [no]:", q.ask)
		return true
	}
	w.waits = nil
	if word == "yes" || word == "y" {
		q.yes(ctx)
		return true
	}
	w.say("%s", q.no)
	w.declined = true
	return word == "" || word == "no" || word == "n"
}

// apply asks whether a finding's remedy shall be applied; without a code that of
// the verdict.
func (w *watching) apply(code string) {
	switch {
	case w.feed.Fix == nil || w.feed.Plan == nil:
		w.say("Nothing can be changed from here.")
		return
	case w.report == nil:
		w.say("The monitor was not looked at yet; that takes a few seconds.")
		return
	case w.chase.covered():
		w.say("First find what is broken: checklist says every link, and the verdict.")
		return
	case w.mending:
		w.say("A remedy is being applied already.")
		return
	}
	f, found := w.finding(code)
	switch {
	case !found:
		w.say("There is no finding %s. Type checklist to hear them all.", foreign.Safe(code))
		return
	case f.Remedy == nil || f.Status == doctor.OK:
		w.say("Nothing has to be mended there.")
		return
	case f.Remedy.Kind != doctor.Auto:
		w.forPerson(f)
		return
	}
	ask, err := w.feed.Plan(f)
	if err != nil {
		w.say("Not applied: %s", plain.Sentence(foreign.Safe(err.Error())))
		return
	}
	w.out.Remedy(f)
	w.agree(f, ask.Others)
}

// forPerson says a remedy that is not applied from here, and why not.
func (w *watching) forPerson(f doctor.Finding) {
	if f.Remedy.Kind == doctor.Removes {
		w.say("That takes something away, so it is said here and not done.")
	} else {
		w.say("That takes a person to decide or to act, so it is said here and not done.")
	}
	w.out.Remedy(f)
	if f.Hop == monitor.HopSubscription && w.feed.Inbox != nil {
		w.say("The mail that asks for the confirmation comes to the sandbox's inbox: confirm opens its link then.")
	}
}

// finding is the one with a code; the verdict's where none is named.
func (w *watching) finding(code string) (doctor.Finding, bool) {
	if code == "" {
		return w.report.Verdict, true
	}
	for _, f := range w.report.Findings {
		if strings.EqualFold(f.Code, code) {
			return f, true
		}
	}
	return doctor.Finding{}, false
}

// agree asks for the yes to a remedy, and first for one to each thing that it
// changes although setup did not make it.
func (w *watching) agree(f doctor.Finding, others []mend.Resource) {
	const no = "Not applied: nothing was changed."
	if len(others) == 0 {
		w.say("After it the monitor is looked at again, usually within 10 seconds.")
		w.ask("Apply it?", no, func(ctx context.Context) { w.mend(ctx, f) })
		return
	}
	what := others[0].Kind.Word() + " " + foreign.Safe(others[0].Name)
	w.ask("The "+what+" was not made by secretwatch setup: it is yours or somebody else's. Change it?", no,
		func(context.Context) { w.agree(f, others[1:]) })
}

// mend applies a remedy beside the watch, and says how it goes.
func (w *watching) mend(ctx context.Context, f doctor.Finding) {
	w.mending = true
	w.say("Applying it.")
	fix := w.feed.Fix
	w.beside(ctx, func(say func(func())) func() {
		last := ""
		report, err := fix(ctx, f, func(note string) {
			if note != "" && note != last {
				last = note
				say(func() { w.say("%s", plain.Sentence(foreign.Safe(note))) })
			}
		})
		return func() { w.mended(f, report, err) }
	})
}

// mended says what a remedy has brought.
func (w *watching) mended(f doctor.Finding, report doctor.Report, err error) {
	w.mending = false
	defer func() {
		if err == nil {
			w.judged(report)
		}
	}()
	if err != nil {
		if !errors.Is(err, context.Canceled) {
			w.sayError(err)
		}
		return
	}
	w.report = &report
	w.remember()
	switch left := leftOf(f.Code, report); {
	case left == doctor.OK:
		w.say("Mended: %s is gone.", foreign.Safe(f.Code))
	case f.Status == doctor.Broken && left == doctor.Warning: // of what was before it
		w.say("Applied: what is left of %s is a warning. The next read shows whether its mail comes again.", foreign.Safe(f.Code))
	default:
		w.say("Applied, but %s is there still. AWS may need some seconds more; type checklist to look again.", foreign.Safe(f.Code))
	}
	w.verdict()
}

// leftOf is how a report finds what was mended; OK where it is gone.
func leftOf(code string, r doctor.Report) doctor.Status {
	for _, f := range r.Findings {
		if f.Code == code && f.Status != doctor.OK {
			return f.Status
		}
	}
	return doctor.OK
}

// beside does something that takes time while the watch goes on. What it has to
// say is said in the watch's own turn.
func (w *watching) beside(ctx context.Context, do func(say func(func())) (end func())) {
	say := func(f func()) {
		select {
		case w.turns <- f:
		case <-ctx.Done():
		}
	}
	go func() { say(do(say)) }()
}
