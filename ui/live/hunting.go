package live

import (
	tea "charm.land/bubbletea/v2"

	"secretwatch/aws/foreign"
	"secretwatch/aws/monitor"
	"secretwatch/aws/trace"
	"secretwatch/ui/hunt"
)

// firstHunt begins a hunt with the pane, where that was asked for.
func (l *Live) firstHunt() tea.Cmd {
	if !l.feed.BreakNow {
		return nil
	}
	return l.hunt.Start()
}

// broken begins the hunt's clock. The checklist of before is out of date.
func (l *Live) broken(msg hunt.BrokenMsg) {
	l.hunt.Broken(msg, l.now, func(err error) string { return short(foreign.New(err.Error())) })
	l.nudge()
	l.refreshCalls()
	l.wantCheck()
}

// uncover shows the checklist during a hunt, from the state of now.
func (l *Live) uncover() {
	l.hunt.Uncover()
	l.checkDrawn = checkDraw{}
	l.wantCheck()
}

// tellHunt says when the mail for the read of the hop bar has come.
func (l *Live) tellHunt() {
	for _, h := range l.path.Hops {
		if h.Hop == monitor.HopMail && h.Status == trace.OK {
			l.hunt.Mailed(l.path.Read.Time)
		}
	}
}
