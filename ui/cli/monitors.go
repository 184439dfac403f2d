package cli

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"secretwatch/aws/expected"
	"secretwatch/aws/monitor"
	"secretwatch/aws/survey"
	"secretwatch/aws/watch"
	"secretwatch/ui/live"
	"secretwatch/ui/widget"
)

// severalError says that more than one monitor is meant.
type severalError struct {
	n            int
	where, names string
}

func (e *severalError) Error() string {
	if e.names == "" {
		return fmt.Sprintf("there are %d monitors in %s", e.n, e.where)
	}
	return fmt.Sprintf("%d monitors in %s: %s", e.n, e.where, e.names)
}

// monitors are those that can be watched, and that the flags allow: of setup,
// also where a part is missing, and whole ones by other hands.
func (s *screens) monitors(ctx context.Context) ([]live.Monitor, error) {
	found, err := survey.Find(ctx, s.a)
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	var all []live.Monitor
	var alarms []string
	for _, c := range found {
		if c.Secret == "" || !c.Ours && !c.Complete {
			continue
		}
		all = append(all, live.Monitor{Names: c.Names, Ours: c.Ours})
		if has(c, monitor.KindAlarm) {
			alarms = append(alarms, c.Alarm)
		}
	}
	states, _ := watch.States(ctx, s.a, alarms) // a list without states is still a list
	for i, m := range all {
		if state, ok := states[m.Alarm]; ok {
			all[i].State, all[i].Since = state.State, state.Since
		}
	}
	slices.SortStableFunc(all, func(x, y live.Monitor) int { return strings.Compare(x.Secret, y.Secret) })
	return all, err
}

// choose is the screen on which one of several monitors is chosen; the error
// says that there are several, and stays where there is nothing to choose from.
func (s *screens) choose(ctx context.Context, several error, w watchFlags) (widget.Screen, error) {
	var e *severalError
	if !errors.As(several, &e) {
		return nil, several
	}
	all, _ := s.meant(ctx)
	if len(all) < 2 {
		return nil, several
	}
	return live.NewChooser(s.ctx, s.theme, s.a.Clock.Now, all, s.meant, s.switcher(w)), nil
}

// meant are the monitors of the secret that the flags name, or all.
func (s *screens) meant(ctx context.Context) ([]live.Monitor, error) {
	all, err := s.monitors(ctx)
	if secret, failed := s.p.secretMeant(ctx, s.a); failed == nil && secret != "" {
		all = slices.DeleteFunc(all, func(m live.Monitor) bool { return m.Secret != secret })
	}
	return all, err
}

// switcher makes the live pane of the monitor that was chosen.
func (s *screens) switcher(w watchFlags) func(context.Context, live.Monitor) (widget.Screen, error) {
	return func(ctx context.Context, m live.Monitor) (widget.Screen, error) {
		screen := s.liveNow(ctx, m.Names, w)
		return screen, ctx.Err()
	}
}

// sighting is what the newest look saw of the monitor beside what it judged.
type sighting struct {
	mu       sync.Mutex
	expected expected.Set
	seen     bool
	byRule   bool

	filterKnown bool
	pattern     string
	filterSince time.Time
}

// take takes over what a snapshot shows. Tags that could not be read are nil.
func (x *sighting) take(s monitor.Snapshot) {
	x.mu.Lock()
	defer x.mu.Unlock()
	x.byRule = s.ByRule()
	if pattern, known := patternOf(s); known {
		x.filterKnown, x.pattern, x.filterSince = true, pattern, time.Time{}
		if f := s.Filter.Value; f != nil {
			x.filterSince = f.Created
		}
	}
	if a := s.Alarm.Value; a != nil && a.Tags != nil {
		x.expected, x.seen = expected.From(a.Tags), true
	}
}

// know takes over who is expected.
func (x *sighting) know(set expected.Set) {
	x.mu.Lock()
	defer x.mu.Unlock()
	x.expected, x.seen = set, true
}

func (x *sighting) readers() (expected.Set, bool) {
	x.mu.Lock()
	defer x.mu.Unlock()
	return x.expected, x.seen
}

func (x *sighting) filter() (pattern string, since time.Time, known bool) {
	x.mu.Lock()
	defer x.mu.Unlock()
	return x.pattern, x.filterSince, x.filterKnown
}

func (x *sighting) rule() bool {
	x.mu.Lock()
	defer x.mu.Unlock()
	return x.byRule
}
