package live

import (
	"time"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"secretwatch/ui/widget"
)

type keyMap struct {
	test, next, back, open, search, inbox, calls, checks, recheck, zone, yank, help, quit key.Binding

	number [panes]key.Binding
}

func newKeys() keyMap {
	k := keyMap{
		test:    widget.Binding("test read", "t"),
		next:    widget.Binding("next pane", "tab"),
		back:    widget.Binding("previous pane", "shift+tab"),
		open:    widget.Binding("whole record", "enter"),
		search:  widget.Binding("filter", "/"),
		inbox:   widget.Binding("inbox", "i"),
		calls:   widget.Binding("API log", "a"),
		checks:  widget.Binding("checklist", "c"),
		recheck: widget.Binding("check again", "r"),
		zone:    widget.Binding("local/UTC", "z"),
		yank:    widget.Binding("copy", "y"),
		help:    widget.Binding("help", "?"),
		quit:    widget.Binding("quit", "q"),
	}
	for p := range panes {
		k.number[p] = widget.Binding(p.title(), "12345"[p:p+1])
	}
	return k
}

func (p pane) title() string {
	return [panes]string{"reads", "checklist", "metric", "API log", "inbox"}[p]
}

// Keys implements widget.Screen.
func (l *Live) Keys() []key.Binding {
	k := l.keys
	esc := widget.Binding("back", "esc")
	switch {
	case l.search.Focused():
		return []key.Binding{widget.Binding("keep the filter", "enter"), widget.Binding("no filter", "esc")}
	case l.hunt.Showing(), l.hunt.Asking():
		return append(l.hunt.Keys(), k.help, k.quit)
	case l.detail != nil:
		return []key.Binding{esc, k.yank, widget.Binding("scroll", "↑/↓"), k.help, k.quit}
	}
	keys := []key.Binding{k.test, l.hunt.Binding()}
	switch l.focus {
	case paneInbox:
		keys = append(l.mail.Keys(), keys...)
		if l.mail.Reading() {
			return append(keys, k.yank, k.help, k.quit)
		}
	case paneReads:
		if l.reads.newest(0) != nil {
			keys = append(keys, k.open)
		}
		keys = append(keys, k.search)
	default:
	}
	if l.reads.query != "" || l.focus != paneReads {
		keys = append(keys, esc)
	}
	keys = append(keys, k.inbox, k.checks, k.recheck, k.calls, k.next, k.yank, k.zone, k.help, k.quit)
	return keys
}

// Help implements widget.Helper.
func (l *Live) Help() []string {
	lines := []string{"1 reads, 2 checklist, 3 metric, 4 API log, 5 inbox: the number goes straight to a pane."}
	lines = append(lines,
		"new beside a read: this reader, or this address, was not seen here before.",
		"~ at the chart's right end: these minutes may still get reads.")
	if l.hunt.Possible() {
		lines = append(lines, "B breaks one thing in this sandbox without saying what: find it with t and the checklist; B again shows the answer.")
	}
	if l.feed.ReadCommand != "" {
		lines = append(lines, "", "Read the secret elsewhere with the AWS CLI:", l.feed.ReadCommand)
	}
	return lines
}

// press handles a key.
func (l *Live) press(k tea.KeyPressMsg) tea.Cmd {
	l.nudge()
	if l.search.Focused() {
		l.pressSearch(k)
		return nil
	}
	if cmd, mine := l.hunt.Press(k, l.now); mine {
		return cmd
	}
	switch {
	case l.detail != nil && l.record.Update(k):
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
	if cmd, mine := l.pressAction(k); mine {
		return cmd
	}
	l.pressPane(k)
	return nil
}

func (l *Live) pressAction(k tea.KeyPressMsg) (tea.Cmd, bool) {
	m := l.keys
	switch {
	case key.Matches(k, m.test):
		return l.startTest(), true
	case key.Matches(k, m.recheck):
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
	l.focus, l.detail = p, nil
	if p == paneChecklist && l.hunt.Covered() {
		l.uncover()
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

// escape goes one step back: out of a record, an open mail, a pane, a filter.
func (l *Live) escape(k tea.KeyPressMsg) tea.Cmd {
	switch {
	case l.detail != nil:
		l.detail = nil
	case l.focus == paneInbox && l.mail.Reading():
		cmd, _ := l.mail.Update(k)
		return cmd
	case l.focus != paneReads:
		l.focus = paneReads
	case l.reads.query != "":
		l.search.SetValue("")
		l.refilter()
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
	selected := l.reads.newest(l.list.Selected)
	l.reads.filter(l.search.Value())
	l.list.Top()
	if at := l.reads.index(selected); at > 0 {
		l.list.Selected = at
	}
}

// pressPane moves in the pane that has the focus.
func (l *Live) pressPane(k tea.KeyPressMsg) {
	switch l.focus {
	case paneReads:
		if k.String() == "enter" {
			l.detail = l.reads.newest(l.list.Selected)
			l.recordAt = 0
			l.record.Home()
			return
		}
		moveList(&l.list, k, len(l.reads.shown))
	case paneChecklist:
		l.checklist.Update(k)
	case paneCalls:
		moveList(&l.callList, k, len(l.calls))
	default: // the metric has nothing to move in, the inbox takes its own keys
	}
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
	l.checkDrawn = checkDraw{}
}
