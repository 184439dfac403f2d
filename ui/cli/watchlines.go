package cli

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"maps"
	"os"
	"runtime/debug"
	"slices"
	"time"

	"secretwatch/aws/account"
	"secretwatch/aws/monitor"
	"secretwatch/aws/watch"
	"secretwatch/ui/contract"
	"secretwatch/ui/live"
	"secretwatch/ui/plain"
)

// lookBackMemory is what a look back should need, in bytes, however long it is:
// what it read is printed and gone, and the collector has to keep up with that.
const lookBackMemory = 38 << 20

// watchLines is watch without a screen.
func (p *program) watchLines(ctx context.Context, w watchFlags) error {
	a, err := p.openWatching(ctx)
	if err != nil {
		return err
	}
	t, n, err := p.target(ctx, a)
	if err != nil {
		return err
	}
	zone, err := p.flags.location()
	if err != nil {
		return err
	}
	out := bufio.NewWriterSize(p.streams.Out, 64<<10)
	l := &liner{
		p: p, out: out, printer: p.printer(out, zone), metric: t.Metric, since: a.Clock.Now(),
		teller: newTeller(w.hook, a),
		whole:  w.noFollow, held: map[string]watch.Read{},
	}
	if w.noFollow && os.Getenv("GOMEMLIMIT") == "" {
		debug.SetMemoryLimit(lookBackMemory)
	}
	if n != nil {
		if err := l.findings(ctx, a, *n, &t); err != nil {
			p.streams.errorf("warning: the checklist is left out: %s\n", account.Explain(err).Summary)
		}
	}
	watcher := watch.New(a, t, watch.Options{
		Since: w.since, Follow: !w.noFollow, AllSecrets: w.allSecrets || t.SecretName == "", Fast: inboxOf(ctx, a).fast(),
	})
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	batches, done := make(chan watch.Batch), make(chan error, 1)
	go func() {
		done <- watcher.Run(ctx, batches)
		close(batches)
	}()
	if err := l.all(ctx, batches); err != nil {
		return err
	}
	if err := l.end(); err != nil {
		return err
	}
	if err := <-done; err != nil {
		return fmt.Errorf("watching: %w", err)
	}
	return nil
}

// liner prints what a watcher brings, each read and transition once.
type liner struct {
	p       *program
	out     *bufio.Writer
	printer plain.Printer
	metric  string
	since   time.Time // reads from then on are news
	teller            // of --exec

	// whole says that the watcher looks back once and ends. Its sources then
	// answer in the order that is quickest for them, but a person wants the
	// order in which it happened. The log group's reads are in order and many;
	// the others wait until the end.
	whole       bool
	held        map[string]watch.Read // by event id
	at          time.Time
	transitions []watch.Transition
	datapoints  []watch.Datapoint
}

// findings prints the checklist, and takes the filter's pattern from it.
func (l *liner) findings(ctx context.Context, a *account.Account, n monitor.Names, t *watch.Target) error {
	look, err := l.p.lookCloser(ctx, a, n, doctorFlags{blameless: true})
	if err != nil {
		return err
	}
	r := look.Report
	if pattern, known := patternOf(look.Snapshot); known {
		t.Pattern = pattern
	}
	if !l.p.flags.json {
		l.p.streams.errorf("checklist: %s (secretwatch doctor shows it all)\n", r.Verdict.Summary)
		return nil
	}
	for _, f := range r.Findings {
		if err := contract.Write(l.out, contract.NewWatchFinding(f)); err != nil {
			return err
		}
	}
	return l.flush()
}

// all prints every batch until there are no more, and says meanwhile which
// commands of --exec failed.
func (l *liner) all(ctx context.Context, batches <-chan watch.Batch) error {
	defer l.work(ctx)()
	for {
		select {
		case err := <-l.failed:
			l.p.streams.errorf("warning: --exec failed: %s\n", err)
		case b, more := <-batches:
			if !more {
				return nil
			}
			if err := l.batch(b); err != nil {
				return err
			}
		}
	}
}

func (l *liner) batch(b watch.Batch) error {
	for source, text := range b.Trouble {
		if !text.Empty() {
			l.p.streams.errorf("warning: %s: %s\n", source, text.Safe())
		}
	}
	l.at = b.At
	reads := b.Reads
	if l.whole {
		reads = l.now(reads)
		l.transitions = append(l.transitions, b.Transitions...)
		l.datapoints = append(l.datapoints, b.Datapoints...)
		b.Transitions, b.Datapoints = nil, nil
	} else {
		reads = slices.DeleteFunc(slices.Clone(reads), func(r watch.Read) bool { return r.Update })
	}
	if err := l.lines(reads, b.Transitions, b.Datapoints); err != nil || l.whole {
		return err
	}
	if err := l.flush(); err != nil {
		return err
	}
	for _, r := range reads {
		if live.News(r, l.since) {
			l.tell(r)
		}
	}
	return nil
}

// now are the reads that can be printed at once; the others are held.
func (l *liner) now(reads []watch.Read) []watch.Read {
	var ready []watch.Read
	for _, r := range reads {
		_, held := l.held[r.EventID]
		switch {
		case !r.InLogs.IsZero() && (held || !r.Update):
			delete(l.held, r.EventID)
			ready = append(ready, r)
		case r.InLogs.IsZero():
			l.held[r.EventID] = r
		}
	}
	return ready
}

// end prints what waited for it.
func (l *liner) end() error {
	reads := slices.SortedFunc(maps.Values(l.held), func(x, y watch.Read) int { return x.Time.Compare(y.Time) })
	slices.SortStableFunc(l.transitions, func(x, y watch.Transition) int { return x.At.Compare(y.At) })
	slices.SortStableFunc(l.datapoints, func(x, y watch.Datapoint) int { return x.At.Compare(y.At) })
	if err := l.lines(reads, l.transitions, l.datapoints); err != nil {
		return err
	}
	return l.flush()
}

func (l *liner) flush() error {
	if err := l.out.Flush(); err != nil {
		return fmt.Errorf("write: %w", err)
	}
	return nil
}

func (l *liner) lines(reads []watch.Read, transitions []watch.Transition, datapoints []watch.Datapoint) error {
	if l.p.flags.json {
		return l.json(l.out, reads, transitions, datapoints)
	}
	for _, r := range reads {
		l.printer.Read(r)
	}
	for _, t := range transitions {
		l.printer.Transition(t)
	}
	return nil
}

func (l *liner) json(out io.Writer, reads []watch.Read, transitions []watch.Transition, datapoints []watch.Datapoint) error {
	for _, r := range reads {
		if err := contract.Write(out, contract.NewRead(r, l.at)); err != nil {
			return err
		}
	}
	for _, t := range transitions {
		if err := contract.Write(out, contract.NewAlarm(t)); err != nil {
			return err
		}
	}
	for _, d := range datapoints {
		if err := contract.Write(out, contract.NewDatapoint(l.metric, d)); err != nil {
			return err
		}
	}
	return nil
}
