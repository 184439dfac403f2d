package cli

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"secretwatch/aws/account"
	"secretwatch/aws/doctor"
	"secretwatch/aws/foreign"
	"secretwatch/aws/monitor"
	"secretwatch/aws/record"
	"secretwatch/aws/trace"
	"secretwatch/aws/watch"
	"secretwatch/ui/contract"
	"secretwatch/ui/plain"
)

// journey is one read being followed for a person or a script.
type journey struct {
	p       *program
	a       *account.Account
	names   monitor.Names
	mail    *mailbox // nil on AWS
	flags   traceFlags
	results plain.Printer // on the standard output
	lines   plain.Printer // progress
	said    *plain.Follower
}

// errLate ends a trace that has taken as long as it may.
var errLate = errors.New("out of time")

func (p *program) newJourney(a *account.Account, n monitor.Names, mail *mailbox, f traceFlags) (*journey, error) {
	zone, err := p.flags.location()
	if err != nil {
		return nil, err
	}
	j := &journey{p: p, a: a, names: n, mail: mail, flags: f, results: p.printer(p.streams.Out, zone), lines: p.printer(p.streams.Err, zone)}
	j.said = j.lines.Follow()
	return j, nil
}

// run reads the secret, or finds the read again, and follows it.
func (j *journey) run(ctx context.Context) error {
	limited, cancel := context.WithTimeoutCause(ctx, j.flags.timeout-j.flags.spent, errLate)
	defer cancel()
	chain, report, err := j.look(limited)
	if err != nil {
		return j.tooLate(limited, err)
	}
	if v := report.Verdict; v.Status == doctor.Broken || v.Status == doctor.Waiting && v.Code != doctor.CodeTooSoon {
		j.p.errorf("warning: the chain is not well: %s (%s); following the read shows how far it comes\n", v.Summary, v.Code)
	}
	read, err := j.read(limited, chain)
	if err != nil {
		return j.tooLate(limited, err)
	}
	o := trace.Options{Fast: j.mail.fast(), Examine: j.look, Linger: j.flags.linger}
	if j.mail != nil {
		o.Mails = j.mails
	}
	t := trace.New(j.a, read, chain, o)
	err = t.Run(limited, j.said.Update)
	if err == nil {
		j.ask(limited, t)
	}
	return j.end(ctx, limited, t, err)
}

func (j *journey) mails(ctx context.Context) ([]trace.Mail, error) {
	list, err := j.mail.List(ctx)
	if err != nil {
		return nil, err
	}
	mails := make([]trace.Mail, 0, len(list))
	for _, m := range list {
		mails = append(mails, trace.Mail{At: m.At, Subject: m.Subject, Text: m.Body})
	}
	return mails, nil
}

// read makes the read, unless it was made before.
func (j *journey) read(ctx context.Context, chain monitor.Snapshot) (watch.Read, error) {
	if j.flags.resume != "" {
		return j.find(ctx, chain)
	}
	test, err := trace.Read(ctx, j.a, j.names.Secret)
	if err != nil {
		return watch.Read{}, err
	}
	j.p.errorf("Read %s once, as a test; its value was thrown away unread. Request id %s\n", foreign.Safe(j.names.Secret), test.RequestID)
	j.p.errorf("ctrl+c stops; this goes on later: %s\n", j.p.resumeCommand(j.a, test.RequestID))
	return watch.Read{Read: record.Read{
		Time: test.At, RequestID: test.RequestID, Secret: foreign.New(j.names.Secret), Result: record.ResultOK, Test: true,
	}}, nil
}

// find finds a read again. One that was made just now may not be shown yet.
func (j *journey) find(ctx context.Context, chain monitor.Snapshot) (watch.Read, error) {
	again, patience := 20*time.Second, 15*time.Minute
	if j.mail.fast() {
		again, patience = time.Second, 8*time.Second
	}
	tell := func(back time.Time) {
		j.p.errorf("looking for the read in Event history: back to %s\n", back.Format(time.RFC3339))
	}
	for begun := time.Now(); ; {
		read, err := trace.Find(ctx, j.a, chain, j.flags.resume, tell)
		switch {
		case err == nil:
			j.p.errorf("Following the read of %s at %s\n", read.Secret.Safe(), read.Time.Format(time.RFC3339))
			return read, nil
		case ctx.Err() != nil || !errors.Is(err, trace.ErrNoRead):
			return watch.Read{}, err
		case time.Since(begun) >= patience:
			return watch.Read{}, broken(err, "neither Event history of the last 90 days in "+j.a.Region+" nor the log group has it; --region looks elsewhere")
		}
		if time.Since(begun) < again {
			j.p.errorf("no such read is shown yet; one made just now takes up to 15 minutes, so looking on\n")
		}
		tell = nil
		select {
		case <-ctx.Done():
			return watch.Read{}, ctx.Err()
		case <-time.After(again):
		}
	}
}

// tooLate is an error of before the read was known.
func (j *journey) tooLate(ctx context.Context, err error) error {
	if !errors.Is(context.Cause(ctx), errLate) {
		return err
	}
	hint := "give it longer with --timeout 40m"
	if j.flags.resume != "" {
		hint = "the read is not shown yet; go on with " + j.p.resumeCommand(j.a, j.flags.resume)
	}
	return &failure{err: fmt.Errorf("out of time after %s, before there was a read to follow", j.flags.timeout), hint: hint, code: ExitTimeout}
}

// ask asks the person whether the mail has arrived, which nobody else can say.
func (j *journey) ask(ctx context.Context, t *trace.Tracer) {
	s := j.p.streams
	h := t.Path().Of(monitor.HopMail)
	if h.Status != trace.Unknown || h.Said(trace.EvidenceAfter) != "" || t.Path().Of(monitor.HopAction).Status != trace.OK {
		return
	}
	if !s.Terminal || j.p.flags.noInput || j.p.flags.yes || j.p.flags.json {
		return
	}
	s.errorf("Did the e-mail arrive? (y, n, or enter if you cannot tell yet) ")
	answer := make(chan string, 1)
	go func() {
		line, _ := bufio.NewReader(s.In).ReadString('\n')
		answer <- strings.ToLower(strings.TrimSpace(line))
	}()
	select {
	case <-ctx.Done():
		s.errorf("\n")
	case a := <-answer:
		if a == "y" || a == "yes" || a == "n" || a == "no" {
			t.Answer(a[0] == 'y')
		}
	}
}

// lastLook bounds the doctor's look at the end.
const lastLook = 30 * time.Second

// end prints the whole way and the verdict. Its exit code is the verdict's, where
// the read was followed to its end.
func (j *journey) end(ctx, limited context.Context, t *trace.Tracer, err error) error {
	ended, code := contract.TraceDone, ExitOK
	switch {
	case err == nil:
	case errors.Is(context.Cause(limited), errLate):
		ended, code = contract.TraceTimeout, ExitTimeout
	default:
		ended, code = contract.TraceInterrupted, ExitInterrupted
	}
	if ended != contract.TraceInterrupted && !t.Path().Mailed() {
		look, cancel := context.WithTimeout(ctx, lastLook)
		t.Examine(look)
		cancel()
	}
	path := t.Path()
	verdict := trace.Judge(path, t.Report())
	resume := ""
	if code != ExitOK {
		resume = j.p.resumeCommand(j.a, path.Read.RequestID)
	} else {
		code = doctor.Report{Verdict: verdict}.ExitCode()
	}
	if err := j.print(path, verdict, ended, resume); err != nil {
		return err
	}
	if code != ExitOK {
		return status(code)
	}
	return nil
}

func (j *journey) print(path trace.Path, verdict doctor.Finding, ended, resume string) error {
	if j.p.flags.json {
		return contract.Write(j.p.streams.Out, contract.NewTrace(path, verdict, ended, resume))
	}
	if j.results.Spoken && j.p.streams.Terminal { // the hops have just been heard
		j.results.TraceEnd(path, verdict)
	} else {
		j.results.Trace(path, verdict, j.a.Clock.Now(), j.p.streams.width())
	}
	switch ended {
	case contract.TraceTimeout:
		j.p.printf("Out of time after %s. Go on with: %s\n", plain.Took(j.flags.timeout), resume)
	case contract.TraceInterrupted:
		j.p.printf("Interrupted. Go on with: %s\n", resume)
	}
	return nil
}
