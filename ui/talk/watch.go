package talk

import (
	"context"
	"errors"
	"io"
	"time"

	"secretwatch/aws/doctor"
	"secretwatch/aws/expected"
	"secretwatch/aws/foreign"
	"secretwatch/aws/monitor"
	"secretwatch/aws/trace"
	"secretwatch/aws/watch"
	"secretwatch/ui/plain"
)

// Watch says what happens as it happens, until the person quits. The error is
// one of Ended, or the context's.
func (v *Voice) Watch(ctx context.Context, f Feed) error {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	w := &watching{Voice: v, feed: f, said: map[string]doctor.Status{}, trouble: map[watch.Source]string{}, expected: f.Expected, strange: map[expected.Reader]bool{}}
	w.memory = &memory{to: v.out.W}
	v.out.W = w.memory
	defer func() { v.out.W, v.stopped = w.memory.to, "" }()
	what := "the log group " + foreign.Safe(f.Names.LogGroup)
	if f.Names.Secret != "" {
		what = foreign.Safe(f.Names.Secret)
	}
	v.say("")
	v.say("Watching %s. Each read and each change of the alarm is said as it comes. Type help for the words that work here.", what)
	defer func(dates bool) { v.out.Dates = dates }(v.out.Dates)
	err := w.run(ctx)
	if w.way != nil {
		w.way.stop()
	}
	if errors.Is(err, io.EOF) {
		v.say("")
		v.say("There is nothing more to read from you.")
	} else if other := (*SwitchError)(nil); !errors.Is(err, errLeave) && !errors.As(err, &other) { // what was echoed of ctrl+c stands on the line
		v.say("")
	}
	w.mailsWait()
	return err
}

// mailsWait says at the end what keeps the mails of a monitor that stays.
func (w *watching) mailsWait() {
	if !w.feed.Stays || w.report == nil {
		return
	}
	for _, f := range w.report.Findings {
		if f.Hop == monitor.HopSubscription && f.Status == doctor.Waiting {
			w.say("Its mails wait: %s", plain.Sentence(f.Summary))
			return
		}
	}
}

// watching is a watch under way.
type watching struct {
	*Voice
	feed      Feed
	way       *way            // of the test read that is being followed, nil while none is
	later     []later         // what waits for that read's hops, oldest first
	stops     map[string]bool // the codes that the newest read's hops have said
	stoppedAt time.Time
	mine      string       // the request of the newest test read, which was said when it was made
	reads     []watch.Read // oldest first
	alarm     *watch.AlarmState
	report    *doctor.Report
	said      map[string]doctor.Status // findings, by code
	trouble   map[watch.Source]string
	since     time.Time // AWS's clock, at the first round

	memory   *memory
	declined bool // the word that is being done was the no to a question
	toldPast bool // it was said how many reads there were before

	looks   chan looked
	looking bool
	aloud   func() // what a person waits for of the look under way
	whose   bool   // the next look shall find out who changed what is broken

	waits    *waits      // for a yes or no; nil where nothing was asked
	turns    chan func() // what was done beside has to say
	mending  bool        // a remedy is being applied
	now      time.Time   // AWS's clock, at the newest round
	dropped  bool        // older reads than those that are kept were let go
	only     narrowing
	past     past
	minutes  []watch.Datapoint
	changes  []watch.Transition // the alarm's, oldest first
	others   []Other
	post     post
	chase    chase
	expected expected.Set
	strange  map[expected.Reader]bool // of whom was said that nobody expects them
}

// looked is what a check of the monitor found.
type looked struct {
	report doctor.Report
	err    error
}

func (w *watching) run(ctx context.Context) error {
	w.looks, w.turns = make(chan looked, 1), make(chan func())
	every := w.feed.Every
	if every <= 0 {
		every = 5 * time.Minute
	}
	tick := time.NewTicker(every)
	defer tick.Stop()
	w.look(ctx)
	if w.feed.BreakNow {
		w.breakIt(ctx)
	}
	for {
		var rounds <-chan trace.Update
		if w.way != nil {
			rounds = w.way.rounds
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case b, more := <-w.feed.Batches:
			if !more {
				w.feed.Batches = nil
				w.say("The watch has ended. Type quit.")
				continue
			}
			w.batch(ctx, b)
		case u, more := <-rounds:
			if !w.way.take(w.Voice, u, more, w.report, w.mends) && w.wayEnds() && w.chase.ill {
				w.look(ctx) // it may be mended
			}
		case l := <-w.looks:
			w.looked(l)
		case say := <-w.turns:
			say()
		case err := <-w.feed.Failing:
			w.say("Warning: the program for new reads failed: %s", plain.Sentence(foreign.Safe(err.Error())))
		case <-tick.C:
			w.look(ctx)
		case got := <-w.in.next():
			text, err := w.in.take(got)
			if err == nil {
				err = w.word(ctx, text)
			}
			if err != nil {
				return err
			}
		}
	}
}

// look checks the monitor, unless that is under way.
func (w *watching) look(ctx context.Context) {
	if w.feed.Check == nil || w.looking {
		return
	}
	w.looking = true
	check, looks := w.feed.Check, w.looks
	blame := w.feed.Blame
	if !w.whose {
		blame = nil
	}
	w.whose = false
	go func() {
		r, err := check(ctx)
		if err == nil && blame != nil && r.Verdict.Status == doctor.Broken {
			if more, failed := blame(ctx); failed == nil { // else what was found is said without it
				r = more
			}
		}
		looks <- looked{r, err}
	}()
}

// looked says what is new about the monitor.
func (w *watching) looked(l looked) {
	w.looking = false
	aloud := w.aloud
	w.aloud = nil
	if l.err != nil {
		if !errors.Is(l.err, context.Canceled) && (aloud != nil || w.report == nil) {
			w.sayError(l.err)
		}
		return
	}
	first := w.report == nil
	w.report = &l.report
	if aloud != nil {
		w.remember()
		w.chase.asked = w.chase.answer != nil
		aloud()
		w.judged(l.report)
		return
	}
	if w.chase.covered() {
		w.remember()
		return
	}
	if first {
		w.remember()
		if v := l.report.Verdict; v.Status == doctor.OK || v.Code != w.stopped { // else the wizard's read has said it just now
			w.verdict()
		}
		w.judged(l.report)
		return
	}
	w.inTurn(func(p trace.Path) { w.news(p, l.report) })
}

// remember keeps what is not well, so that it is said once.
func (w *watching) remember() {
	clear(w.said)
	for _, f := range w.report.Findings {
		if f.Status != doctor.OK && f.Status != doctor.Skipped {
			w.said[f.Code] = f.Status
		}
	}
}

func (w *watching) verdict() {
	w.out.VerdictOf(*w.report)
	if v := w.report.Verdict; v.Status != doctor.OK {
		w.say("Type checklist for all of it, or explain %s%s.", v.Code, w.mends(v, ""))
	}
}

// offer says what to do about a finding that is new.
func (w *watching) offer(f doctor.Finding) {
	if f.BecauseOf == "" { // else the other one is to be mended
		w.say("Type explain %s to hear more%s.", f.Code, w.mends(f, " "+f.Code))
	}
}

const confirmMends = ", or confirm to open the link in the sandbox's mail"

// mends says the word that mends a finding, where there is one.
func (w *watching) mends(f doctor.Finding, code string) string {
	if f.Code == doctor.CodePending && w.feed.Inbox != nil {
		return confirmMends
	}
	if w.feed.Fix == nil || f.Remedy == nil || f.Remedy.Kind != doctor.Auto {
		return ""
	}
	return ", or apply" + code + " to hear the remedy and be asked whether it shall be applied"
}
