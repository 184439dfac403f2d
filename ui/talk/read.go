package talk

import (
	"context"
	"errors"
	"slices"
	"time"

	"secretwatch/aws/doctor"
	"secretwatch/aws/foreign"
	"secretwatch/aws/monitor"
	"secretwatch/aws/trace"
	"secretwatch/ui/plain"
	"secretwatch/wizard"
)

// reader makes test reads and follows them. Update's are told by whoever is
// asked, so that nothing is said in the middle of something else.
type reader struct {
	read   func(context.Context) (requestID string, at time.Time, err error)
	follow func(ctx context.Context, requestID string, at time.Time, tell func(trace.Update)) error
}

// way is one test read on its way.
type way struct {
	id     string              // of its request; "" where somebody else made it
	rounds <-chan trace.Update // closed when nothing is waited for any more
	ended  <-chan error
	stop   context.CancelFunc
	told   *plain.Follower
	last   trace.Update
}

// begin makes a test read and follows it; nil where that was not possible, which
// has been said.
func (v *Voice) begin(ctx context.Context, r reader) *way {
	id, at, err := r.read(ctx)
	if err != nil {
		v.sayError(err)
		return nil
	}
	v.say("Read once, as a test, at %s. The value was thrown away unseen.", v.out.Clock(at))
	w := v.along(ctx, func(ctx context.Context, tell func(trace.Update)) error { return r.follow(ctx, id, at, tell) })
	w.id = id
	return w
}

// along follows a read to its mail.
func (v *Voice) along(ctx context.Context, follow func(context.Context, func(trace.Update)) error) *way {
	ctx, stop := context.WithCancel(ctx)
	rounds, ended := make(chan trace.Update), make(chan error, 1)
	go func() {
		defer close(rounds)
		ended <- follow(ctx, func(u trace.Update) {
			select {
			case rounds <- u:
			case <-ctx.Done():
			}
		})
	}()
	return &way{rounds: rounds, ended: ended, stop: stop, told: v.out.Follow()}
}

// take tells what a round found. It is false at the end, which says what came of
// the read, and by which word it is mended.
func (w *way) take(v *Voice, u trace.Update, more bool, r *doctor.Report, mends func(f doctor.Finding, code string) string) bool {
	if more {
		w.last = u
		w.told.Update(u)
		return true
	}
	w.stop()
	if err := <-w.ended; err != nil && !errors.Is(err, context.Canceled) {
		v.sayError(err)
		return false
	}
	v.outcome(w.last.Path, r, mends)
	return false
}

// status says what the read is waiting for.
func (w *way) status(v *Voice) {
	v.say("A read is being followed.")
	if h, waiting := w.last.Path.Next(); waiting {
		v.say("%s", v.out.Awaited(h, false))
	}
}

// lasted is how long the read took so far, as finely as it is known.
func lasted(p trace.Path) string {
	if p.TotalWhole() {
		return plain.LastedWhole(p.Total())
	}
	return plain.Lasted(p.Total())
}

// outcome is the last sentence about a read. The report is the doctor's newest,
// nil where there is none.
func (v *Voice) outcome(p trace.Path, r *doctor.Report, mends func(f doctor.Finding, code string) string) {
	if len(p.Hops) == 0 {
		return
	}
	mail := p.Of(monitor.HopMail)
	switch {
	case mail.Status == trace.OK:
		v.say("The e-mail is there, %s after the read.", lasted(p))
	case p.Of(monitor.HopAction).Status == trace.OK && mail.Status == trace.Unknown && !stopped(p):
		v.say("The alarm has sent its message %s after the read. Look into the mailbox; it cannot be seen from here.", lasted(p))
	case plain.LeftOut(p.Of(monitor.HopFilter)):
		v.say("So no mail comes for it.")
	case p.Of(monitor.HopAlarm).Said(trace.EvidenceCovered) != "":
		v.say("Once the alarm is OK again, the next read sends a mail of its own.") // why this one does not was just said
	default:
		v.judgement(trace.Judge(p, r), p, mends)
	}
}

// judgement says why a read did not become a mail, in short where its hops have
// said that.
func (v *Voice) judgement(f doctor.Finding, p trace.Path, mends func(f doctor.Finding, code string) string) {
	heard := slices.ContainsFunc(p.All(), func(h trace.Hop) bool {
		return h.Status == trace.Broken && h.Code == f.Code && h.Said(trace.EvidenceWhy) != ""
	})
	pending := f.Code == doctor.CodePending
	if pending { // it waits for a person, and nothing is wrong with it
		f.Status = doctor.Waiting
	}
	switch {
	case heard && pending:
		f.Summary = "no mail comes before the address is confirmed"
	case heard:
		f.Summary = "the read stops there, so no mail comes for it"
	}
	v.stopped = f.Code
	v.say("Verdict, %s: %s", v.out.Status(f.Status), plain.Sentence(f.Summary))
	if f.Status != doctor.OK {
		v.say("Type explain %s to hear more about it%s.", f.Code, mends(f, " "+f.Code))
	}
}

// stopped reports that the read came to its end on the way: then no mail is to be
// looked for.
func stopped(p trace.Path) bool {
	return slices.ContainsFunc(p.Hops, func(h trace.Hop) bool { return h.Status == trace.Broken })
}

// wantsRead asks whether the first read shall be made, unless that was said
// before.
func (s *Setup) wantsRead(ctx context.Context) (string, error) {
	if s.testing {
		s.testing = false
		return wizard.Yes, nil
	}
	return s.ask(ctx, wizard.StepRead, "Make a test read of "+foreign.Safe(s.desired.Secret)+" now? yes or no [yes]:")
}

// firstRead makes the first read and follows it to the mail.
func (s *Setup) firstRead(ctx context.Context) error {
	text, err := s.wantsRead(ctx)
	switch word := meant(text); {
	case errors.Is(err, errMore):
		s.say("There are no settings here.")
		return s.firstRead(ctx)
	case err != nil:
		return err
	case word == "no" || word == "n" || word == "watch":
		return nil
	case laterWord(text) && word != "test":
		s.saidLater(text)
		return s.firstRead(ctx)
	case word != "" && word != "yes" && word != "y" && word != "test":
		s.say("Please answer yes or no; back and leave work too.")
		return s.firstRead(ctx)
	}
	d := s.desired
	w := s.begin(ctx, reader{
		read: func(ctx context.Context) (string, time.Time, error) { return s.deps.TestRead(ctx, d.Secret) },
		follow: func(ctx context.Context, id string, at time.Time, tell func(trace.Update)) error {
			return s.deps.Follow(ctx, d, id, at, tell)
		},
	})
	if w == nil {
		return s.firstRead(ctx)
	}
	return s.followed(ctx, w)
}

// mends says the word of the watch, which comes next, that mends a finding.
func (s *Setup) mends(f doctor.Finding, _ string) string {
	if f.Code == doctor.CodePending && s.deps.Inbox != nil {
		return confirmMends
	}
	return ""
}

// followed says how the first read gets on, until it is there or the person goes
// on.
func (s *Setup) followed(ctx context.Context, w *way) error {
	defer w.stop()
	s.say("Following it. Type watch to go on to the watch meanwhile.")
	for {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case u, more := <-w.rounds:
			if !w.take(s.Voice, u, more, nil, s.mends) {
				return nil
			}
		case got := <-s.in.next():
			text, err := s.in.take(got)
			if err != nil {
				return err
			}
			if meant(text) == "watch" {
				return nil
			}
			if meant(text) == "status" {
				w.status(s.Voice)
			}
			if done, err := s.command(wizard.StepRead, text); err != nil && !errors.Is(err, errMore) {
				return err
			} else if !done && laterWord(text) {
				s.say("That works once you are watching: type watch.")
			} else if !done {
				s.say("The read is being followed. Type watch, back or leave.")
			}
		}
	}
}
