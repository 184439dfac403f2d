package cli

import (
	"context"
	"errors"
	"fmt"
	"sync"

	"secretwatch/aws/account"
	"secretwatch/aws/doctor"
	"secretwatch/aws/mend"
	"secretwatch/aws/monitor"
	"secretwatch/aws/survey"
	"secretwatch/aws/watch"
	"secretwatch/ui/live"
)

// mender looks at one monitor for the live pane, and mends it. It remembers the
// newest look, of which a remedy is a part.
type mender struct {
	p       *program
	a       *account.Account
	watcher *watch.Watcher

	sight sighting

	mu    sync.Mutex
	names monitor.Names // a remedy may have moved a part
	last  mend.Look

	blamed  string // the verdict for which Event history was asked who changed what
	changes monitor.Seen[[]monitor.Changed]
}

// look takes a new snapshot and judges it, and tells the watcher what the filter
// is now.
func (m *mender) look(ctx context.Context) (doctor.Report, error) {
	m.mu.Lock()
	n := m.names
	m.mu.Unlock()
	l, err := m.again(ctx, n)
	return l.Report, err
}

func (m *mender) again(ctx context.Context, n monitor.Names) (mend.Look, error) {
	l, err := m.p.lookCloser(ctx, m.a, n, doctorFlags{blameless: true})
	if err != nil {
		return l, err
	}
	m.mu.Lock()
	known := m.blamed != "" && m.blamed == l.Report.Verdict.Code
	l.Snapshot.Changes = m.changes
	m.mu.Unlock()
	if known {
		l.Report = doctor.Check(l.Snapshot, m.p.judging(ctx, m.a))
	} else {
		l.Snapshot.Changes = monitor.Seen[[]monitor.Changed]{}
	}
	if pattern, known := patternOf(l.Snapshot); known {
		m.watcher.SetPattern(pattern)
	}
	m.sight.take(l.Snapshot)
	m.mu.Lock()
	defer m.mu.Unlock()
	m.names, m.last = n, l
	return l, nil
}

// blame adds to the newest report who changed what is broken. Event history is
// asked once a second, so that takes seconds, and is done once for a verdict.
func (m *mender) blame(ctx context.Context) (doctor.Report, error) {
	m.mu.Lock()
	l := m.last
	m.mu.Unlock()
	wants := survey.Wants{Events: l.Report.Wants().Events}
	if len(wants.Events) == 0 {
		return l.Report, nil
	}
	s, err := survey.Deepen(ctx, m.a, l.Snapshot, survey.Options{For: survey.Doctor, Email: m.p.flags.email}, wants)
	if err != nil {
		return l.Report, fmt.Errorf("asking who changed it: %w", err)
	}
	l.Snapshot, l.Report = s, doctor.Check(s, m.p.judging(ctx, m.a))
	m.mu.Lock()
	defer m.mu.Unlock()
	m.blamed, m.changes = l.Report.Verdict.Code, s.Changes
	return l.Report, nil
}

// patternOf is the pattern of the monitor's own filter as a snapshot shows it,
// "" where there is no filter; false where nobody could see.
func patternOf(s monitor.Snapshot) (pattern string, known bool) {
	switch {
	case s.Filter.There():
		return s.Filter.Value.Pattern.Raw(), true //nolint:forbidigo // matched with, not shown
	case s.Filter.Absent():
		return "", true
	default:
		return "", false
	}
}

// about is the newest look as if the finding were its verdict, so that its very
// remedy is meant.
func (m *mender) about(f doctor.Finding) mend.Look {
	m.mu.Lock()
	defer m.mu.Unlock()
	l := m.last
	l.Report.Verdict = f
	return l
}

var errNotYet = errors.New("nobody has said yes yet")

// plan says what applying a finding's remedy would take. Nothing is called: it
// stops where the yes would be asked for.
func (m *mender) plan(f doctor.Finding) (mend.Ask, error) {
	ask := mend.Ask{Finding: f}
	readers, _ := m.sight.readers()
	done, err := mend.Fix(context.Background(), m.a, m.about(f), mend.Options{
		Expected: readers,
		Consent: func(_ context.Context, asked mend.Ask) error {
			ask = asked
			return errNotYet
		},
	})
	switch {
	case errors.Is(err, errNotYet):
		return ask, nil
	case err != nil:
		return ask, err
	case done.Stop == mend.StopOwn:
		return ask, errors.New("the remedy is another command, which asks questions of its own; y copies it")
	case done.Stop == mend.StopUnseen:
		return ask, errors.New("the remedy would replace what cannot be seen with these permissions")
	default:
		return ask, errors.New("its commands only look: they are for a person; y copies them")
	}
}

var errOne = errors.New("one remedy was asked for")

// fix applies one finding's remedy, which has its yes, and looks again.
func (m *mender) fix(ctx context.Context, f doctor.Finding, told func(string)) (doctor.Report, error) {
	m.mu.Lock()
	n := m.names
	m.mu.Unlock()
	asked := false
	readers, _ := m.sight.readers() // as they were seen on the alarm, which may be gone
	done, err := mend.Fix(ctx, m.a, m.about(f), mend.Options{
		Names: n, Again: m.again, Expected: readers,
		Consent: func(context.Context, mend.Ask) error {
			if asked {
				return errOne
			}
			asked = true
			return nil
		},
		Progress: func(g mend.Progress) {
			told(g.Note)
		},
	})
	if err != nil && !errors.Is(err, errOne) {
		return done.Last.Report, fmt.Errorf("mending the monitor: %w", err)
	}
	if len(done.Applied) == 0 {
		return done.Last.Report, errors.New("nothing was changed: what was seen is out of date, check again")
	}
	if len(done.Remembered) > 0 {
		m.sight.know(done.Remembered) // tags may be seen a while later
	}
	if done.Forgot != nil {
		return done.Last.Report, live.Besides{Err: fmt.Errorf("the expected readers have to be marked again: %w", done.Forgot)}
	}
	return done.Last.Report, nil
}
