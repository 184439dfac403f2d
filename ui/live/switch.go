package live

import (
	"fmt"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"secretwatch/aws/account"
	"secretwatch/aws/foreign"
	"secretwatch/ui/theme"
	"secretwatch/ui/widget"
)

// switching is what the pane knows of the monitors beside its own.
type switching struct {
	all     []Monitor
	asking  bool
	counted bool   // they were asked for once, so that the header can count them
	failed  string // why they could not be listed
	closed  bool   // another pane has taken over
}

type (
	// monitorsMsg are the monitors that are there.
	monitorsMsg struct {
		all []Monitor
		err error
	}
	// switchedMsg is the pane of another monitor.
	switchedMsg struct {
		screen widget.Screen
		err    error
	}
)

// Close ends all that the pane has under way: another one takes over.
func (l *Live) Close() {
	l.switching.closed = true
	l.stop()
	if l.feed.Close != nil {
		l.feed.Close()
	}
}

// countMonitors asks once how many monitors there are, when the first look at
// this one is over.
func (l *Live) countMonitors() tea.Cmd {
	if l.switching.counted || l.report == nil || l.feed.Monitors == nil {
		return nil
	}
	return l.askMonitors()
}

func (l *Live) askMonitors() tea.Cmd {
	x := &l.switching
	if x.asking {
		return nil
	}
	x.asking, x.counted, x.failed = true, true, ""
	ctx, list := l.ctx, l.feed.Monitors
	return func() tea.Msg {
		all, err := list(ctx)
		return monitorsMsg{all, err}
	}
}

func (l *Live) tookMonitors(msg monitorsMsg) {
	x := &l.switching
	x.asking = false
	l.refreshCalls()
	if msg.err != nil && len(msg.all) == 0 {
		x.failed = whyNot(msg.err)
		return
	}
	x.all = msg.all
	if b, open := l.over.(*monitorBox); open {
		b.fill()
	}
	if l.feed.AllSecrets {
		l.reads.watched = map[string]string{}
		for _, m := range msg.all {
			l.reads.watched[short(foreign.New(m.Secret))] = short(foreign.New(m.Monitor))
		}
		l.change(l.reads.refilter)
	}
}

// monitorWord is which of how many monitors this one is, "" where it is the only
// one.
func (l *Live) monitorWord() string {
	for i, m := range l.switching.all {
		if len(l.switching.all) > 1 && m.same(l.feed.Names) {
			return fmt.Sprintf("monitor %d of %d", i+1, len(l.switching.all))
		}
	}
	return ""
}

// openMonitors shows the monitors to choose from, as they are now.
func (l *Live) openMonitors() tea.Cmd {
	if l.feed.Monitors == nil {
		return widget.Notice("No other monitors here: only a log group is watched.")
	}
	b := &monitorBox{l: l, roster: roster{now: l.feed.Now, opened: l.feed.Names}}
	b.fill()
	l.over = b
	return l.askMonitors()
}

// switched lets the pane of another monitor take over.
func (l *Live) switched(msg switchedMsg) tea.Cmd {
	b, open := l.over.(*monitorBox)
	if open {
		b.opening = ""
	}
	if msg.err != nil {
		l.over = nil
		return widget.Notice("Not switched: " + short(foreign.New(account.Explain(msg.err).Summary)))
	}
	l.Close()
	return widget.Show(msg.screen)
}

// monitorBox lies over the pane and lists the monitors.
type monitorBox struct {
	l *Live
	roster
	opening string // the one that is being opened
}

// fill takes what is known of the monitors, and chooses the one that is watched.
func (b *monitorBox) fill() {
	first := len(b.all) == 0
	b.all = b.l.switching.all
	for i, m := range b.all {
		if first && m.same(b.opened) {
			b.list.Selected = i
		}
	}
}

func (b *monitorBox) press(k tea.KeyPressMsg) (tea.Cmd, bool) {
	l := b.l
	switch name := k.String(); {
	case b.opening != "":
		return nil, true // it comes in a moment
	case name == "esc", name == "q", name == "m":
		return nil, false
	case name == "r":
		return l.askMonitors(), true
	}
	chosen := b.roster.press(k)
	switch {
	case chosen == nil:
		return nil, true
	case chosen.same(b.opened):
		return widget.Notice("You are watching that one already."), false
	case l.fixing != "" || l.expecting.writing:
		return widget.Notice("This monitor is being changed: one moment, please."), true
	}
	b.opening = foreign.Safe(chosen.Secret)
	ctx, to, open := l.ctx, *chosen, l.feed.Switch
	return func() tea.Msg {
		screen, err := open(ctx, to)
		return switchedMsg{screen, err}
	}, true
}

func (b *monitorBox) draw(t theme.Theme, under string, w, h int) string {
	x := b.l.switching
	inside := min(100, w-6)
	if inside < 1 || h < 3 {
		return widget.Fit(under, w, h)
	}
	lines := b.lines(t, inside, max(min(len(b.all), h-4), 1))
	switch {
	case b.opening != "":
		lines = append(lines, t.Wait.Render(widget.FitLine(t.Glyphs.Wait+" opening the monitor of "+b.opening+": usually 1 to 2 s", inside)))
	case x.asking:
		lines = append(lines, t.Wait.Render(widget.FitLine(t.Glyphs.Wait+" looking for monitors: usually 1 to 3 s", inside)))
	case x.failed != "":
		lines = append(lines, t.Warn.Render(widget.FitLine(t.Glyphs.Warn+" "+x.failed, inside)))
	case len(b.all) < 2:
		lines = append(lines, t.Dim.Render(widget.FitLine("There is no other monitor in this account and region.", inside)))
	}
	return widget.Modal(t, under, "monitors", lines, w, h)
}

func (b *monitorBox) keys() []key.Binding {
	return append(rosterKeys(), widget.Binding("look again", "r"), widget.Binding("back", "esc"))
}
