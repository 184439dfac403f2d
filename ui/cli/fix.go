package cli

import (
	"bufio"
	"context"
	"fmt"
	"strings"
	"time"

	"secretwatch/aws/account"
	"secretwatch/aws/doctor"
	"secretwatch/aws/foreign"
	"secretwatch/aws/mend"
	"secretwatch/aws/monitor"
	"secretwatch/ui/plain"
)

// fix applies remedies and returns the last look. Its error says why it went
// no further; what is still to do by a person stands in the report.
func (p *program) fix(ctx context.Context, a *account.Account, n monitor.Names, f doctorFlags, first mend.Look) (mend.Look, error) {
	answers := bufio.NewReader(p.streams.In)
	done, err := mend.Fix(ctx, a, first, mend.Options{
		Names: n,
		Again: func(ctx context.Context, n monitor.Names) (mend.Look, error) { return p.lookCloser(ctx, a, n, f) },
		Consent: func(ctx context.Context, ask mend.Ask) error {
			p.showRemedy(ask.Finding)
			return p.consent(ctx, answers, ask)
		},
		Progress: p.fixed,
	})
	if err != nil {
		return done.Last, err
	}
	v := done.Last.Report.Verdict
	switch {
	case done.Stop == mend.StopRepeated:
		p.errorf("warning: the remedy of %s was applied, and the verdict is the same: it goes no further by itself\n", v.Code)
	case done.Stop == mend.StopOwn:
		p.errorf("warning: the remedy is another command, which asks questions of its own; it is not run from here\n")
	case done.Stop == mend.StopUnseen:
		p.errorf("warning: the remedy of %s would replace what cannot be seen with these permissions: it is not applied\n", v.Code)
	case v.Remedy != nil && v.Remedy.Kind == doctor.Removes && v.Status != doctor.OK:
		p.tellRemoval(v)
	case len(done.Applied) == 0 && v.Status != doctor.OK:
		p.errorf("warning: nothing was changed: the remedy of %s is a person's\n", v.Code)
	case len(done.Applied) == 0:
		p.errorf("nothing to mend\n")
	}
	return done.Last, nil
}

// tellRemoval names the commands that no program runs by itself: they take
// something away.
func (p *program) tellRemoval(v doctor.Finding) {
	p.errorf("warning: the remedy of %s would take something away, so it is yours to run:\n", v.Code)
	for _, c := range v.Remedy.Commands {
		p.errorf("  %s\n", c)
	}
}

// showRemedy says what is about to be done, as the very commands.
func (p *program) showRemedy(v doctor.Finding) {
	p.errorf("%s: %s\n", v.Code, v.Summary)
	p.errorf("to mend it: %s\n", v.Remedy.Summary)
	for _, c := range v.Remedy.Commands {
		p.errorf("  %s\n", c)
	}
}

// fixed tells of one step.
func (p *program) fixed(g mend.Progress) {
	switch {
	case g.Note == "" && g.Command == "" && p.speaks():
		p.errorf("Mended: %s.\n", g.Finding.Code)
	case g.Note != "":
		p.errorf("waiting   %s (gives up after %s)\n", g.Note, plain.Took(time.Until(g.Until)))
	case g.Command == "":
		p.errorf("mended    %s  %s\n", g.Finding.Code, plain.Took(g.Took))
	default:
	}
}

// consent asks once for what setup made or what is new, and for everything
// else on its own: there --yes alone is not enough.
func (p *program) consent(ctx context.Context, answers *bufio.Reader, ask mend.Ask) error {
	if len(ask.Others) == 0 {
		if p.flags.yes {
			return nil
		}
		return p.yes(ctx, answers, "Do this?", fmt.Errorf("not confirmed: the remedy of %s was not applied", ask.Finding.Code))
	}
	for _, r := range ask.Others {
		what := r.Kind.Word() + " " + foreign.Safe(r.Name)
		if p.flags.yes && r.Is(p.flags.named()[r.Kind]) {
			continue
		}
		if !p.canAsk() {
			return broken(fmt.Errorf("not applied: the %s was not made by setup, and changing it takes a yes of its own", what), ownYes(r))
		}
		if err := p.yes(ctx, answers, "The "+what+" was not made by setup. Change it?", fmt.Errorf("not confirmed: the %s stays as it is", what)); err != nil {
			return err
		}
	}
	return nil
}

// ownYes says how the yes is given without a terminal, where that is possible.
func ownYes(r mend.Resource) string {
	if flag := r.Flag(); flag != "" {
		return "add " + flag + " " + quoted(foreign.Safe(r.Name)) + " to --yes, or run doctor --fix in a terminal"
	}
	return "run doctor --fix in a terminal, or run the commands above by hand"
}

// yes asks on the terminal; everything but a yes is the error no, and a word that
// is neither is asked about once more. An interruption does not wait for the
// answer.
func (p *program) yes(ctx context.Context, answers *bufio.Reader, question string, no error) error {
	if p.speaks() {
		p.errorf("%s yes or no [no]: ", question)
	} else {
		p.errorf("%s [y/N] ", question)
	}
	for again := false; ; again = true {
		line, err := p.answer(ctx, answers)
		if err != nil {
			return err
		}
		switch strings.ToLower(line) {
		case "y", "yes":
			return nil
		case "", "n", "no":
			return broken(no, "")
		}
		if again {
			return broken(no, "")
		}
		p.errorf("Please answer yes or no: ")
	}
}

// answer is a line that somebody types, without the blanks around it; at the
// end of the input it is empty. Its error is an interruption, which does not
// wait for the line.
func (p *program) answer(ctx context.Context, answers *bufio.Reader) (string, error) {
	typed := make(chan string, 1)
	go func() {
		line, _ := answers.ReadString('\n')
		typed <- line
	}()
	select {
	case <-ctx.Done():
		p.errorf("\n")
		return "", ctx.Err()
	case line := <-typed:
		return strings.TrimSpace(line), nil
	}
}
