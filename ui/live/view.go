package live

import (
	"fmt"
	"strings"

	"charm.land/lipgloss/v2"

	"secretwatch/ui/widget"
)

// Sizes at which the layout changes, in cells.
const (
	wideFrom = 120 // everything side by side
	twoFrom  = 80  // the list with its detail below
	tabsFrom = 60  // below it: a plain list
	tallFrom = 16
	chartRow = 24 // rows from which the chart stands above the list

	wordsFrom    = 26 // rows from which the hops' words have a line
	twoLinesFrom = 20 // rows from which a long verdict always has two lines
)

// View implements widget.Screen.
func (l *Live) View(w, h int) string {
	if w <= 0 || h <= 0 {
		return ""
	}
	view := l.panes(w, h)
	if l.hunt.Showing() && !l.Typing() {
		view = l.hunt.Over(l.theme, view, w, h)
	}
	view = l.boxed(view, w, h)
	if l.theme.ASCII {
		return widget.ASCII(view)
	}
	return view
}

// panes is the screen without what lies over it.
func (l *Live) panes(w, h int) string {
	head := l.head(w, h)
	rest := h - strings.Count(head, "\n") - 1
	switch {
	case rest <= 0:
		return widget.Fit(head, w, h)
	case w < tabsFrom || h < tallFrom:
		return widget.Stack(head, l.plain(w, rest))
	case w < wideFrom:
		return widget.Stack(head, l.tabbed(w, rest))
	default:
		return widget.Stack(head, l.wide(w, rest))
	}
}

// head is what stands above the panes at every size: the alarm, the hops of the
// read, what is awaited, and the verdict.
func (l *Live) head(w, h int) string {
	small := w < tabsFrom || h < tallFrom
	lines := []string{l.headline(w, small)}
	bar := l.hopBar(w, h, small)
	lines = append(lines, bar, widget.FitLine(" "+l.waitLine(w), w))
	most := 1
	urgent := (l.chainBroken() || l.fixing != "") && l.focus != paneChecklist // which says it whole
	if !small && (h >= twoLinesFrom || urgent) {
		most = 2
	}
	if hunting := l.hunt.Lines(l.theme, l.now, w, most); hunting != nil {
		return strings.Join(append(lines, hunting...), "\n")
	}
	return strings.Join(append(lines, l.verdictLine(w, most)), "\n")
}

// title is a pane's name in a rule.
func (l *Live) title(p pane, w int) string {
	name, note := fmt.Sprintf("%d %s", p+1, p.title()), ""
	switch p {
	case paneReads:
		name, note = "1 reads", l.readsNote(w-14)
	case paneChecklist:
		note = l.checklistNote()
	case paneMetric:
		note = l.metricName(w - 16)
	case paneCalls:
		note = "newest first"
	case paneInbox:
		note = l.inboxNote()
	}
	return widget.Rule(l.theme, name, note, l.focus == p, w)
}

func (l *Live) inboxNote() string {
	switch n := len(l.mail.Mails()); {
	case l.feed.Inbox == nil:
		return "yours"
	case l.mail.Unread() > 0:
		return fmt.Sprintf("%d new of %d", l.mail.Unread(), n)
	case l.mail.To() != "":
		return widget.Plural(n, "mail", "mails") + " to " + l.mail.To()
	default:
		return widget.Plural(n, "mail", "mails")
	}
}

// paneView draws one pane's inside.
func (l *Live) paneView(p pane, w, h int) string {
	switch p {
	case paneChecklist:
		return l.checklistView(w, h)
	case paneMetric:
		return l.alarmView(w, h)
	case paneCalls:
		return l.callsView(w, h)
	case paneInbox:
		return l.mail.View(w, h)
	default:
		return l.readsView(w, h)
	}
}

// plain is for little room: one pane and nothing around it.
func (l *Live) plain(w, h int) string {
	if l.detail != nil {
		return l.recordView(w, h, true)
	}
	if h > 3 {
		return widget.Stack(l.title(l.focus, w), l.paneView(l.focus, w, h-1))
	}
	return l.paneView(l.focus, w, h)
}

// tabbed shows one pane, the names of all above it, and with the reads also
// the chosen one's detail where there is room.
func (l *Live) tabbed(w, h int) string {
	tabs := l.tabs(w)
	h--
	if news := l.readsNews(); l.focus == paneReads && l.detail == nil && len(news) > 0 {
		tabs += "\n" + widget.FitLine(" "+l.theme.Warn.Render(l.readsNoteBelow(w-2)), w)
		h--
	}
	switch {
	case l.detail != nil:
		return l.titledRecord(w, h+1)
	case l.focus != paneReads:
		return widget.Stack(tabs, l.paneView(l.focus, w, h))
	case w < twoFrom:
		return widget.Stack(tabs, l.readsView(w, h))
	}
	top := ""
	if h >= chartRow-7 {
		top = l.metricView(w, 7)
		h -= 8
		top = widget.Stack(top, widget.Line(l.theme, w))
	}
	return widget.Stack(tabs, top, l.readsAndDetail(w, h, 7))
}

// readsAndDetail is the list, and below it the chosen read where there is one.
func (l *Live) readsAndDetail(w, h, most int) string {
	below := min(most, h/3)
	if l.reads.newest(l.list.Selected) == nil || below == 0 {
		return l.readsView(w, h)
	}
	return widget.Stack(l.readsView(w, h-below-1),
		widget.Rule(l.theme, "chosen read", l.enterNote(), false, w), l.detailView(w, below))
}

// tabs names the panes in one line.
func (l *Live) tabs(w int) string {
	t := l.theme
	var b strings.Builder
	b.WriteString(t.Border.Render(t.Glyphs.HLine))
	for p := range panes {
		name := fmt.Sprintf(" %d %s ", p+1, l.tabName(p, w))
		if p == l.focus {
			b.WriteString(t.Accent.Bold(true).Render(name))
		} else {
			b.WriteString(t.Dim.Render(name))
		}
		b.WriteString(t.Border.Render(t.Glyphs.HLine))
	}
	line := b.String()
	if free := w - lipgloss.Width(line); free > 0 {
		line += t.Border.Render(strings.Repeat(t.Glyphs.HLine, free))
	}
	return widget.FitLine(line, w)
}

// tabName is a pane's name with how much is in it.
func (l *Live) tabName(p pane, w int) string {
	short := w < twoFrom
	switch n := l.mail.Unread(); {
	case p == paneReads && len(l.reads.shown) > 0:
		return fmt.Sprintf("reads %d", len(l.reads.shown))
	case p == paneCalls && short:
		return "API"
	case p == paneInbox && n > 0 && short:
		return fmt.Sprintf("inbox +%d", n)
	case p == paneInbox && n > 0:
		return fmt.Sprintf("inbox %d new", n)
	default:
		return p.title()
	}
}

// wide puts reads, metric and detail at the left, checklist and API log or
// inbox at the right.
func (l *Live) wide(w, h int) string {
	right := w * 2 / 5
	left := w - right - 3
	gap := " " + l.theme.Border.Render(l.theme.Glyphs.VLine) + " "
	return widget.Beside(l.wideLeft(left, h), gap, l.wideRight(right, h))
}

func (l *Live) wideLeft(w, h int) string {
	if l.detail != nil {
		return l.titledRecord(w, h)
	}
	top := ""
	if h >= chartRow || l.focus == paneMetric {
		tall := min(max(h/5, 7), 10)
		if l.focus == paneMetric {
			tall = max(6, h*2/3)
		}
		view := l.metricView(w, tall)
		if l.focus == paneMetric {
			view = l.alarmView(w, tall)
		}
		top = widget.Stack(l.title(paneMetric, w), view)
		h -= tall + 1
	}
	return widget.Stack(top, l.title(paneReads, w), l.readsAndDetail(w, h-1, 8))
}

func (l *Live) wideRight(w, h int) string {
	low := paneCalls
	if l.focus == paneInbox || l.mail.Reading() {
		low = paneInbox
	}
	below := h * 2 / 5
	if l.mail.Reading() {
		below = h * 3 / 5
	}
	return widget.Stack(l.title(paneChecklist, w), l.checklistView(w, h-below-2), l.title(low, w), l.paneView(low, w, below))
}
