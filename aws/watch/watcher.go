package watch

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"time"

	"secretwatch/aws/account"
	"secretwatch/aws/filter"
	"secretwatch/aws/foreign"
)

// Target is what to watch. Every field may be empty: what cannot be asked
// without it is left out. A log group alone needs FilterLogEvents only.
type Target struct {
	SecretName, SecretARN string
	LogGroup              string // name, or ARN for a group of another account
	Pattern               string // the metric filter's, to say which reads matched
	Alarm                 string
	Namespace, Metric     string
	// NoHistory leaves out Event history, for those who may read the log
	// group only.
	NoHistory bool
}

// Options say how far back and how long to watch.
type Options struct {
	Since      time.Duration // how far back to begin; 0 for one hour
	Follow     bool          // go on until the context ends; else one round of everything
	AllSecrets bool          // reads of every secret, not only the target's
	// LogsLast has one round of everything ask the log group when all the others
	// have answered, so that what it brings, which may be much, can be put among
	// their events as it comes.
	LogsLast bool
	// NoRecords leaves out the JSON of the log group's reads, which is most of
	// what they take.
	NoRecords bool
	Fast      bool // for the sandbox's fast pace: poll every second while active
}

const defaultSince = time.Hour

// Watcher polls AWS. Make one with New and run it once.
type Watcher struct {
	a       *account.Account
	t       Target
	o       Options
	pattern atomic.Pointer[filter.Pattern] // nil where there is none
	pace    *pace
	reads   *merger
	quiet   quiet

	asked map[Source]*account.Asked // of every source that is polled; does not change after New

	mu      sync.Mutex
	failed  map[Source]error     // what fails right now
	due     map[Source]time.Time // local clock
	retried time.Time            // when what failed was to be asked again, local clock
}

// New returns a watcher of a target. It makes no call before Run.
func New(a *account.Account, t Target, o Options) *Watcher {
	if o.Since <= 0 {
		o.Since = defaultSince
	}
	w := &Watcher{
		a: a, t: t, o: o, pace: newPace(), reads: newMerger(),
		asked:  map[Source]*account.Asked{},
		failed: map[Source]error{}, due: map[Source]time.Time{},
	}
	for _, source := range sources {
		w.asked[source] = new(account.Asked)
	}
	w.SetPattern(t.Pattern)
	return w
}

// SetPattern says what the metric filter's pattern is from now on, "" where
// there is no filter. Reads that were seen before keep what was said of them. It
// is safe for concurrent use.
//
// A pattern that AWS has accepted and we cannot read matches nothing here;
// saying so is the doctor's affair.
func (w *Watcher) SetPattern(pattern string) {
	var p *filter.Pattern
	if pattern != "" {
		if parsed, err := filter.Parse(pattern); err == nil {
			p = parsed
		}
	}
	w.pattern.Store(p)
}

// Nudge says that somebody is looking, or has made a read: for the next 60
// seconds the watcher polls fast. It is safe for concurrent use and never
// waits.
func (w *Watcher) Nudge() { w.pace.nudge() }

// Failed is why no read can be seen at present: the error of the sources of
// reads if all of them fail, nil otherwise. It is safe for concurrent use.
func (w *Watcher) Failed() error {
	w.mu.Lock()
	defer w.mu.Unlock()
	var errs []error
	for _, s := range []Source{SourceLogGroup, SourceHistory} {
		asked := s == SourceLogGroup && w.t.LogGroup != "" || s == SourceHistory && !w.t.NoHistory
		if !asked {
			continue
		}
		if w.failed[s] == nil {
			return nil
		}
		errs = append(errs, w.failed[s])
	}
	return errors.Join(errs...)
}

// found is what one call brought; the last one of a poll is marked done.
type found struct {
	source      Source
	reads       []Read
	transitions []Transition
	datapoints  []Datapoint
	alarm       *AlarmState
	first       bool // from the first look back, so it is no news
	done        bool
	silent      bool // no answer has come for a while
	err         error
}

func (f found) empty() bool {
	return len(f.reads) == 0 && len(f.transitions) == 0 && len(f.datapoints) == 0 && f.alarm == nil
}

// Run polls until ctx ends, and returns its error then; without Options.Follow
// it asks everything once, and returns Failed. It waits for the receiver of
// every batch and never closes out.
//
// The first look back into Event history brings its pages newest first, as AWS
// gives them; everything else comes in order.
func (w *Watcher) Run(ctx context.Context, out chan<- Batch) error {
	w.Nudge() // somebody has just opened it
	ctx, stop := context.WithCancel(ctx)
	results := make(chan found)
	var running sync.WaitGroup
	pollers := w.pollers()
	last := func(p poller) bool { return w.o.LogsLast && !w.o.Follow && p.source == SourceLogGroup }
	var first sync.WaitGroup
	for _, p := range pollers {
		if !last(p) {
			first.Add(1)
		}
	}
	for _, p := range pollers {
		running.Go(func() {
			if last(p) {
				first.Wait()
			} else {
				defer first.Done()
			}
			w.follow(ctx, p, results)
		})
	}
	go func() {
		running.Wait()
		close(results)
	}()
	err := w.forward(ctx, results, out)
	stop()
	running.Wait()
	if err == nil && !w.o.Follow {
		err = w.Failed()
	}
	return err
}

// forward turns results into batches until there are no more.
func (w *Watcher) forward(ctx context.Context, results <-chan found, out chan<- Batch) error {
	for {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case f, more := <-results:
			if !more {
				return ctx.Err()
			}
			b, worth := w.batch(f)
			if !worth {
				continue
			}
			select {
			case <-ctx.Done():
				return ctx.Err()
			case out <- b:
			}
		}
	}
}

// batch merges what was found into what is known. Only forward calls it.
func (w *Watcher) batch(f found) (Batch, bool) {
	b := Batch{At: w.a.Clock.Now(), Transitions: f.transitions, Datapoints: f.datapoints, Alarm: f.alarm}
	b.Reads = w.reads.merge(f.reads)
	if !f.first && len(b.Reads) > 0 {
		w.pace.nudge()
	}
	if f.done {
		b.Trouble = w.trouble(f.source, f.err)
		if f.err == nil {
			b.Answered = f.source
		}
	}
	b.Next = w.next()
	f.reads = b.Reads
	return b, f.done || f.silent || !f.empty()
}

// trouble says what is new about a source's failing.
func (w *Watcher) trouble(s Source, err error) map[Source]foreign.String {
	w.mu.Lock()
	defer w.mu.Unlock()
	before := w.failed[s]
	w.failed[s] = err
	switch {
	case err != nil && (before == nil || before.Error() != err.Error()):
		return map[Source]foreign.String{s: foreign.New(account.Explain(err).Summary)}
	case err == nil && before != nil:
		return map[Source]foreign.String{s: {}}
	default:
		return nil
	}
}

// next is the soonest poll, by AWS's clock; zero where none is planned.
func (w *Watcher) next() time.Time {
	w.mu.Lock()
	defer w.mu.Unlock()
	var soonest time.Time
	for _, due := range w.due {
		if soonest.IsZero() || due.Before(soonest) {
			soonest = due
		}
	}
	if soonest.IsZero() {
		return soonest
	}
	return soonest.Add(w.a.Clock.Offset()).UTC()
}
