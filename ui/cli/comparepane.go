package cli

import (
	"context"
	"errors"

	"secretwatch/aws/compare"
	"secretwatch/aws/foreign"
	"secretwatch/aws/monitor"
	screen "secretwatch/ui/compare"
	"secretwatch/ui/widget"
)

// comparing puts the comparison before a monitor's live pane. There is one for
// each monitor, and it goes on when another pane is in front: what it has
// switched on must not pass for something that was left behind.
func (s *screens) comparing(n monitor.Names, pane widget.Screen) widget.Screen {
	if s.comparisons == nil {
		s.comparisons = map[string]*screen.Compare{}
	}
	c, ok := s.comparisons[n.Monitor]
	if !ok {
		c = screen.New(s.ctx, s.theme, s.lab(n))
		s.comparisons[n.Monitor] = c
	}
	return screen.Before(pane, c)
}

func (s *screens) lab(n monitor.Names) screen.Lab {
	zone, _ := s.p.flags.location() // flags.check has refused what is none
	l := screen.Lab{
		Secret: foreign.New(n.Secret),
		Before: func(ctx context.Context) (planned, left []compare.Thing, err error) {
			return compare.Before(ctx, s.a, n)
		},
		Running: func(ctx context.Context, things []compare.Thing) (compare.Other, bool) {
			return compare.Running(ctx, s.a, things)
		},
		Remove: func(ctx context.Context, things []compare.Thing, tell func(compare.Event)) []compare.Left {
			_, left := compare.Remove(ctx, s.a, things, tell)
			return left
		},
		Run: func(ctx context.Context, o screen.Order) (compare.Result, error) {
			c := &comparison{p: s.p, a: s.a, names: n, mail: s.mail, tell: o.Tell}
			chain, err := c.healthy(ctx)
			if err != nil {
				return compare.Result{Interrupted: errors.Is(err, context.Canceled)}, err
			}
			options := compare.Options{Reads: o.Reads, Email: s.p.flags.email, Fast: s.mail.fast(), Keep: o.Keep, Tell: o.Tell, Show: o.Show}
			if s.mail != nil {
				options.Inbox = c.letters // the person opens the links
			}
			return compare.Run(ctx, s.a, chain, options)
		},
		Explain: func(err error) (summary, hint string) {
			w := explain(err)
			return foreign.Safe(w.Summary), foreign.Safe(w.Hint)
		},
		Now: s.a.Clock.Now, Zone: zone, Fast: s.mail.fast(), ReadOnly: s.p.flags.readOnly,
	}
	if s.mail != nil {
		l.Inbox, l.OpenLink = s.mail.List, s.mail.Open
	}
	return l
}

// finishComparisons waits until what was being compared has cleaned up, when the
// screens are gone.
func (s *screens) finishComparisons() {
	for _, c := range s.comparisons {
		if !c.Pending() {
			continue
		}
		zone, _ := s.p.flags.location()
		lines := s.p.printer(s.p.streams.Err, zone)
		s.p.errorf("The comparison is stopped: what it switched on goes off again.\n")
		if left := c.Wait(lines.CompareEvent); len(left) > 0 {
			s.p.errorf("Not everything is off again; secretwatch compare finds it and removes it first.\n")
		}
	}
}
