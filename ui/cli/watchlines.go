package cli

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"runtime/debug"
	"slices"
	"time"

	"secretwatch/aws/account"
	"secretwatch/aws/expected"
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
		teller:     newTeller(w.hook, a),
		unexpected: w.unexpected, whole: w.noFollow,
	}
	l.printer.Dates = w.since >= 24*time.Hour // a time alone may be of any day
	if w.noFollow && os.Getenv("GOMEMLIMIT") == "" {
		debug.SetMemoryLimit(lookBackMemory)
	}
	if n != nil {
		if err := l.findings(ctx, a, *n, &t); err != nil {
			p.errorf("warning: the checklist is left out: %s\n", account.Explain(err).Summary)
		}
	}
	watcher := watch.New(a, t, watch.Options{
		Since: w.since, Follow: !w.noFollow, LogsLast: w.noFollow, NoRecords: w.noFollow, AllSecrets: w.allSecrets || t.SecretName == "", Fast: inboxOf(ctx, a).fast(),
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
	row     []byte // the last line of a read, for its memory
	printer plain.Printer
	metric  string
	since   time.Time // reads from then on are news
	teller            // of --exec

	unexpected bool         // leave out tests, and reads by readers who are expected
	expected   expected.Set // by the alarm's tags

	// whole says that the watcher looks back once and ends. Then what happened
	// comes in the order in which it did.
	whole bool
	order inOrder
	at    time.Time

	// opening holds what the first looks bring, for a person to read in order: each
	// source tells of it when it has answered.
	opening []*item
	opened  bool
}

const (
	// openingLasts is how long the first looks may take.
	openingLasts = 2 * time.Second
	// mostOpening is how much of it waits.
	mostOpening = 1000
)

// findings prints the checklist, and takes the filter's pattern from it.
func (l *liner) findings(ctx context.Context, a *account.Account, n monitor.Names, t *watch.Target) error {
	look, err := l.p.lookCloser(ctx, a, n, doctorFlags{blameless: true})
	if err != nil {
		return err
	}
	r := look.Report
	if alarm := look.Snapshot.Alarm.Value; alarm != nil {
		l.expected = expected.From(alarm.Tags)
	}
	if pattern, known := patternOf(look.Snapshot); known {
		t.Pattern = pattern
	}
	if !l.p.flags.json {
		l.p.errorf("checklist: %s (secretwatch doctor shows it all)\n", r.Verdict.Summary)
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
	l.opened = l.whole || l.p.flags.json
	over := time.After(openingLasts)
	for {
		select {
		case <-over:
			if err := l.open(); err != nil {
				return err
			}
		case err := <-l.failed:
			l.p.errorf("warning: --exec failed: %s\n", err)
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
			l.p.errorf("warning: %s: %s\n", source, text.Safe())
		}
	}
	l.at = b.At
	if l.whole {
		if !l.p.flags.json {
			b.Transitions = apart(b.Transitions)
		}
		b.Reads = slices.DeleteFunc(b.Reads, l.leftOut)
		return l.print(l.order.take(b))
	}
	reads := slices.DeleteFunc(slices.Clone(b.Reads), func(r watch.Read) bool { return r.Update || l.leftOut(r) })
	if err := l.follow(itemsOf(reads, b)); err != nil {
		return err
	}
	for _, r := range reads {
		if live.News(r, l.since) {
			l.tell(r)
		}
	}
	return nil
}

// follow prints what has come, once the first looks are over.
func (l *liner) follow(items []*item) error {
	if !l.opened {
		l.opening = append(l.opening, items...)
		if len(l.opening) > mostOpening {
			return l.open()
		}
		return nil
	}
	if err := l.print(items); err != nil {
		return err
	}
	return l.flush()
}

// open prints what the first looks have brought, in the order in which it
// happened.
func (l *liner) open() error {
	items := l.opening
	l.opening, l.opened = nil, true
	slices.SortStableFunc(items, func(a, b *item) int { return a.at.Compare(b.at) })
	if err := l.print(items); err != nil {
		return err
	}
	return l.flush()
}

// leftOut reports that only reads which nobody expects are wanted, and this is
// none.
func (l *liner) leftOut(r watch.Read) bool {
	return l.unexpected && (r.Test || l.expected[expected.Of(r.Who)])
}

// end prints what waited for it.
func (l *liner) end() error {
	if err := l.open(); err != nil {
		return err
	}
	if err := l.print(l.order.rest()); err != nil {
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

// print writes a line for each.
func (l *liner) print(items []*item) error {
	for _, i := range items {
		if err := l.line(i); err != nil {
			return err
		}
	}
	return nil
}

func (l *liner) line(i *item) error {
	asJSON := l.p.flags.json
	switch {
	case i.read != nil && asJSON:
		l.row = contract.AppendRead(l.row[:0], i.read, l.at)
		if _, err := l.out.Write(l.row); err != nil {
			return fmt.Errorf("writing JSON: %w", err)
		}
	case i.read != nil:
		l.printer.Read(*i.read)
	case i.transition != nil && asJSON:
		return contract.Write(l.out, contract.NewAlarm(*i.transition))
	case i.transition != nil:
		l.printer.Transition(*i.transition)
	case i.datapoint != nil && asJSON:
		return contract.Write(l.out, contract.NewDatapoint(l.metric, *i.datapoint))
	}
	return nil
}
