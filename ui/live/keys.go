package live

import (
	"time"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"secretwatch/aws/doctor"
	"secretwatch/ui/widget"
)

// press handles a key.
func (l *Live) press(k tea.KeyPressMsg) tea.Cmd {
	l.nudge()
	switch {
	case l.over != nil:
		return l.pressBox(k)
	case l.search.Focused():
		l.pressSearch(k)
		return nil
	case l.record.find.Focused():
		l.pressFind(k)
		return nil
	}
	if cmd, mine := l.hunt.Press(k, l.now); mine {
		return cmd
	}
	switch {
	case l.detail != nil && l.record.text.Update(k):
		return nil
	case key.Matches(k, l.keys.quit):
		return tea.Quit
	case k.String() == "esc":
		return l.escape(k)
	case l.focus == paneInbox && l.detail == nil:
		if cmd, mine := l.mail.Update(k); mine {
			return cmd
		}
	}
	if l.detail != nil {
		if cmd, mine := l.pressRecord(k); mine {
			return cmd
		}
	}
	if cmd, mine := l.pressAction(k); mine {
		return cmd
	}
	return l.pressPane(k)
}

// pressRecord handles the keys of an open record that are not about scrolling.
func (l *Live) pressRecord(k tea.KeyPressMsg) (tea.Cmd, bool) {
	m := l.keys
	switch {
	case key.Matches(k, m.view):
		l.record.json = !l.record.json
		l.record.anew()
		l.record.text.Home()
	case key.Matches(k, m.find):
		l.startFind()
	case key.Matches(k, m.match):
		l.record.step(1)
	case key.Matches(k, m.before):
		l.record.step(-1)
	case key.Matches(k, m.near):
		return l.askNear(), true
	case key.Matches(k, l.listKeys.expect):
		return l.turnExpected(l.detail), true
	case k.String() == "enter", k.String() == "f", k.String() == "p":
		// They are the list's, which cannot be seen.
	default:
		return nil, false
	}
	return nil, true
}

func (l *Live) pressAction(k tea.KeyPressMsg) (tea.Cmd, bool) {
	m := l.keys
	switch {
	case key.Matches(k, m.test):
		return l.startTest(), true
	case key.Matches(k, m.recheck):
		l.asked = true
		return l.startCheck(), true
	case key.Matches(k, m.yank):
		return l.copied(), true
	case key.Matches(k, m.zone):
		l.turnZone()
		return nil, true
	case key.Matches(k, m.search):
		l.goTo(paneReads)
		l.search.Focus()
		return nil, true
	case key.Matches(k, m.inbox):
		return l.goTo(paneInbox), true
	case key.Matches(k, m.calls):
		return l.goTo(paneCalls), true
	case key.Matches(k, m.checks):
		return l.goTo(paneChecklist), true
	case key.Matches(k, m.apply):
		return l.applyChosen(), true
	case key.Matches(k, m.browse):
		return l.browse(), true
	case key.Matches(k, l.listKeys.everyone):
		return l.askEveryone(), true
	case key.Matches(k, m.monitors):
		return l.openMonitors(), true
	case key.Matches(k, m.compare):
		return l.feed.Compare, true
	case key.Matches(k, m.mouse):
		return widget.TurnMouse(), true
	case key.Matches(k, m.bell):
		return l.turnBell(), true
	case key.Matches(k, m.next):
		return l.goTo((l.focus + 1) % panes), true
	case key.Matches(k, m.back):
		return l.goTo((l.focus + panes - 1) % panes), true
	}
	for p, b := range m.number {
		if key.Matches(k, b) {
			return l.goTo(pane(p)), true
		}
	}
	return nil, false
}

// goTo gives a pane the focus.
func (l *Live) goTo(p pane) tea.Cmd {
	was := l.focus
	l.focus, l.detail, l.callHeld = p, nil, false
	if p == paneChecklist && l.hunt.Covered() {
		l.uncover()
	}
	if p == paneChecklist && was != p && l.report != nil && l.report.Verdict.Status != doctor.OK {
		l.choose() // what is broken now, wherever the cursor was left
	}
	switch p {
	case paneInbox:
		return tea.Batch(l.mail.Refresh(), l.tick())
	case paneCalls:
		l.refreshCalls()
	default:
	}
	return nil
}

// escape goes one step back: out of a search, a record, an open mail, a pane, a
// filter.
func (l *Live) escape(k tea.KeyPressMsg) tea.Cmd {
	switch {
	case l.detail != nil && l.record.query != "":
		l.record.find.SetValue("")
		l.record.setQuery("")
	case l.detail != nil:
		l.detail = nil
	case l.focus == paneInbox && l.mail.Reading():
		cmd, _ := l.mail.Update(k)
		return cmd
	case l.focus != paneReads:
		l.focus = paneReads
	case l.reads.filtered():
		l.showAll()
	}
	return nil
}

func (l *Live) pressSearch(k tea.KeyPressMsg) {
	switch k.String() {
	case "enter":
		l.search.Blur()
	case "esc":
		l.search.Blur()
		l.search.SetValue("")
		l.refilter()
	default:
		if l.search.Update(k) {
			l.refilter()
		}
	}
}

func (l *Live) refilter() {
	l.change(func() { l.reads.filter(l.search.Value()) })
}

// pressPane moves in the pane that has the focus.
func (l *Live) pressPane(k tea.KeyPressMsg) tea.Cmd {
	switch l.focus {
	case paneReads:
		return l.pressList(k)
	case paneChecklist:
		return l.pressChecklist(k)
	case paneMetric:
		l.alarmScroll.Update(k)
	case paneCalls:
		l.callHeld = k.String() != "home" && k.String() != "g" // a key on the newest holds it
		moveList(&l.callList, k, len(l.calls))
	default: // the inbox takes its own keys
	}
	return nil
}

func moveList(w *widget.Window, k tea.KeyPressMsg, n int) {
	switch k.String() {
	case "up", "k":
		w.Move(-1, n)
	case "down", "j":
		w.Move(1, n)
	case "pgup":
		w.Page(-1, n)
	case "pgdown", "space":
		w.Page(1, n)
	case "home", "g":
		w.Top()
	case "end", "G":
		w.Bottom(n)
	}
}

// turnZone goes from UTC to the local time zone and back.
func (l *Live) turnZone() {
	if l.zone == time.UTC {
		l.zone = time.Local
	} else {
		l.zone = time.UTC
	}
	l.mail.SetZone(l.zone)
	l.change(func() { l.reads.setZone(l.zone) })
	l.checkDrawn = checkDraw{}
}
