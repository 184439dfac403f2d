package trace

import (
	"cmp"
	"context"
	"sync"
	"time"

	"secretwatch/aws/account"
	"secretwatch/aws/doctor"
	"secretwatch/aws/monitor"
	"secretwatch/aws/watch"
)

// Options say how to follow a read.
type Options struct {
	Fast bool // on a sandbox whose hops take seconds
	// Mails lists an inbox, oldest first; nil where none can be seen.
	Mails func(context.Context) ([]Mail, error)
	// Examine looks at the monitor anew and judges it. It is asked when a hop
	// is overdue, and not often.
	Examine func(context.Context) (monitor.Snapshot, doctor.Report, error)
	// Linger is how long to wait for Event history, which nothing hangs on, once
	// all else is known; 0 for two minutes.
	Linger time.Duration
}

// Update is what is known after a round of looking.
type Update struct {
	At   time.Time // AWS's clock
	Path Path
	// Trouble is what is new about what cannot be asked: an entry with an empty
	// text says that the source works again. Safe for a terminal.
	Trouble map[watch.Source]string
}

// Tracer follows one read. It asks only what the read's next hops need: Event
// history and log group for this request alone, then metric, alarm and topic.
type Tracer struct {
	a     *account.Account
	o     Options
	in    Input
	close Closely
	path  Path
	looks []*look

	record   string // of the read, as the log group has it; "" until then
	tested   int    // how often TestMetricFilter was asked
	examined time.Time
	report   *doctor.Report
}

// New follows a read on the monitor that the snapshot shows. Of the read its
// request id and its time have to be known; CatchUp says that it was found again.
func New(a *account.Account, r watch.Read, chain monitor.Snapshot, o Options) *Tracer {
	t := &Tracer{a: a, o: o, examined: time.Now()}
	t.close = Closely{Chain: chain, Asked: map[watch.Source]time.Time{}, Blind: map[watch.Source]Blind{}, Fast: o.Fast, Period: grainOf(a.Clock.Now().Sub(r.Time))}
	t.in = Input{Read: r, Closely: &t.close}
	if o.Mails != nil {
		t.in.Mails = []Mail{}
	}
	t.record = r.JSON.Raw()
	if r.InLogs.IsZero() {
		t.record = ""
	}
	t.match()
	t.follow()
	t.looks = t.allLooks()
	return t
}

// grainOf is the finest period that CloudWatch still has of a metric so old.
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_GetMetricStatistics.html
func grainOf(age time.Duration) time.Duration {
	const day = 24 * time.Hour
	switch {
	case age > 63*day:
		return time.Hour
	case age > 15*day:
		return 5 * time.Minute
	default:
		return time.Minute
	}
}

// Path is how far the read has come, as far as is known.
func (t *Tracer) Path() Path { return t.path }

// Report is the doctor's last word, nil where it was not asked.
func (t *Tracer) Report() *doctor.Report { return t.report }

// Answer takes what a person says of the mail.
func (t *Tracer) Answer(arrived bool) {
	t.close.Arrived = &arrived
	t.follow()
}

// Run looks until no hop is waited for any more, and tells after every round.
// Its error is that of ctx; what is known by then stays.
func (t *Tracer) Run(ctx context.Context, tell func(Update)) error {
	var settled time.Time // when nothing but the history was awaited any more
	for {
		trouble := t.round(ctx)
		if ctx.Err() != nil {
			t.follow()
			return ctx.Err()
		}
		t.follow()
		t.examine(ctx)
		tell(Update{At: t.in.Now, Path: t.path, Trouble: trouble})
		if t.path.Done() {
			if settled.IsZero() {
				settled = time.Now()
			}
			if !t.lingers(settled) {
				return nil
			}
		}
		if !t.sleep(ctx) {
			t.follow()
			return ctx.Err()
		}
	}
}

// lingers reports that it is worth waiting a little for what nothing hangs on:
// Event history's showing the read, the metric behind an alarm that went off, and
// the topic's counts.
func (t *Tracer) lingers(settled time.Time) bool {
	patience := t.o.Linger
	if patience == 0 {
		patience = t.every(2*time.Minute, 2*time.Second)
	}
	at, stopped := t.path.stopped()
	history := t.path.Of(monitor.HopHistory).Status == Waiting
	if stopped && at.Hop != monitor.HopDelivery { // there it proves that the read was recorded
		return false
	}
	return (history || t.uncounted() || t.uncharted() || t.untested()) && time.Since(settled) < patience
}

func (t *Tracer) follow() {
	t.in.Now = t.a.Clock.Now()
	t.path = Follow(t.in)
}

// examine has the doctor look when the hop that the read is heading for is
// overdue: waiting for what cannot come helps nobody.
func (t *Tracer) examine(ctx context.Context) {
	if t.o.Examine == nil {
		return
	}
	alarm, rule := t.overdue(), t.ruleOverdue()
	fresh := time.Since(t.examined) < t.every(time.Minute, 2*time.Second) && t.report != nil
	if !alarm && !rule || fresh && (alarm || t.close.RuleBlame != nil) {
		return
	}
	if !fresh {
		t.Examine(ctx)
	}
	if t.report == nil {
		return
	}
	if h, _ := t.path.Heading(); alarm {
		t.close.Blame = nil
		if f := Blamed(h.Hop, *t.report); f != nil {
			t.close.Blame = &Blame{Hop: h.Hop, Code: f.Code, Summary: f.Summary}
		}
	}
	if rule {
		t.close.RuleBlame = nil
		if f := cmp.Or(t.path.blamedRule(*t.report), blamedTrail(*t.report)); f != nil {
			t.close.RuleBlame = &Blame{Hop: f.Hop, Code: f.Code, Summary: f.Summary}
		}
	}
	t.follow()
}

// overdue reports that the hop that the read is heading for should have been
// passed, although its source can be seen.
func (t *Tracer) overdue() bool {
	h, waiting := t.path.Heading()
	if !waiting || h.Due.IsZero() {
		return false
	}
	due := h.Due
	if usual := t.in.Read.Time.Add(waits[monitor.HopDelivery].due); h.Hop == monitor.HopDelivery && usual.Before(due) {
		due = usual // a trail that is warming up may be broken all the same
	}
	_, blind := t.close.Blind[sources[h.Hop]]
	return !blind && t.in.Now.After(due)
}

// ruleOverdue is the same of the rule's way.
func (t *Tracer) ruleOverdue() bool {
	h, waiting := t.path.ruleHeading()
	_, blind := t.close.Blind[SourceRuleTopic]
	return waiting && !blind && !h.Due.IsZero() && t.in.Now.After(h.Due)
}

// Examine has the doctor look now. What could not be seen this time does not
// replace what was seen before.
func (t *Tracer) Examine(ctx context.Context) {
	if t.o.Examine == nil {
		return
	}
	s, r, err := t.o.Examine(ctx)
	t.examined = time.Now()
	if err != nil {
		return
	}
	t.report = &r
	if r.Verdict.Status != doctor.Unknown {
		t.close.Chain = s
		t.match()
	}
}

// every is how long a source is left alone.
func (t *Tracer) every(usual, fast time.Duration) time.Duration {
	if t.o.Fast {
		return fast
	}
	return usual
}

// round asks every source whose time has come, at the same time, and takes in
// what they said.
func (t *Tracer) round(ctx context.Context) map[watch.Source]string {
	bounded, cancel := context.WithTimeout(ctx, roundTimeout)
	defer cancel()
	now := time.Now()
	var asked []*look
	for _, l := range t.looks {
		if l.wanted() && !now.Before(l.due) {
			asked = append(asked, l)
		}
	}
	var wg sync.WaitGroup
	for _, l := range asked {
		wg.Go(func() { l.apply, l.err = l.ask(bounded) })
	}
	wg.Wait()
	trouble := map[watch.Source]string{}
	for _, l := range asked {
		if l.err == nil || ctx.Err() == nil { // an interrupted call is no trouble
			t.take(l, trouble)
		}
	}
	return trouble
}

// roundTimeout bounds a round, so that one source that hangs does not keep what
// the others said.
const roundTimeout = 30 * time.Second

// sleep waits for the next look; false when ctx ends first.
func (t *Tracer) sleep(ctx context.Context) bool {
	next := time.Now().Add(t.every(5*time.Second, 500*time.Millisecond))
	for _, l := range t.looks {
		if l.wanted() && l.due.Before(next) {
			next = l.due
		}
	}
	timer := time.NewTimer(max(time.Until(next), 100*time.Millisecond))
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return false
	case <-timer.C:
		return true
	}
}
