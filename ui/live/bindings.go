package live

import (
	"charm.land/bubbles/v2/key"

	"secretwatch/ui/widget"
)

type keyMap struct {
	test, next, back, open, search, inbox, calls, checks, recheck, zone, yank, help, quit key.Binding
	apply, view, near, find, match, before, browse, mouse, bell, compare, monitors        key.Binding

	number [panes]key.Binding
}

func newKeys() keyMap {
	k := keyMap{
		test:     widget.Also(widget.Binding("test read", "t"), "make try get secret value"),
		next:     widget.Also(widget.Binding("next pane", "tab"), "panel window tab"),
		back:     widget.Also(widget.Binding("previous pane", "shift+tab"), "panel window tab"),
		open:     widget.Also(widget.Binding("whole record", "enter"), "details detail json event"),
		search:   widget.Also(widget.Binding("filter", "/"), "find search who where"),
		inbox:    widget.Also(widget.Binding("inbox", "i"), "mail mails e-mail confirm subscription"),
		calls:    widget.Also(widget.Binding("API log", "l"), "requests calls cost debug"),
		checks:   widget.Also(widget.Binding("checklist", "c"), "doctor diagnose verdict findings why no mail broken"),
		recheck:  widget.Also(widget.Binding("check again", "r"), "refresh reload doctor diagnose"),
		zone:     widget.Also(widget.Binding("local/UTC", "z"), "time zone timezone clock hours"),
		yank:     widget.Also(widget.Binding("copy", "y"), "clipboard copy link url arn id"),
		help:     widget.Also(widget.Binding("help", "?"), "keys manual shortcuts"),
		quit:     widget.Also(widget.Binding("quit", "q"), "leave exit end close"),
		apply:    widget.Also(widget.Binding("apply the remedy", "a"), "fix repair mend"),
		view:     widget.Also(widget.Binding("words/JSON", "v"), "raw record details"),
		near:     widget.Also(widget.Binding("what else they did", "w"), "neighbours same caller events around"),
		find:     widget.Binding("search", "/"),
		match:    widget.Binding("next match", "n"),
		before:   widget.Binding("previous match", "N"),
		browse:   widget.Also(widget.Binding("console", "o"), "open browser aws event history link"),
		mouse:    widget.Also(widget.Binding("mouse on/off", "M"), "click wheel scroll"),
		bell:     widget.Also(widget.Binding("bell on/off", "S"), "sound notification notify desktop quiet mute alert"),
		monitors: widget.Also(widget.Binding("other monitors", "m"), "secrets switch other secret"),
		compare:  widget.Also(widget.Binding("compare three ways to be told", "C"), "eventbridge cloudtrail notifications experiment"),
	}
	for p := range panes {
		k.number[p] = widget.Binding(p.title(), "12345"[p:p+1])
	}
	return k
}

func (p pane) title() string {
	return [panes]string{"reads", "checklist", "alarm", "API log", "inbox"}[p]
}

// Keys implements widget.Screen.
func (l *Live) Keys() []key.Binding {
	k := l.keys
	esc := widget.Binding("back", "esc")
	switch {
	case l.over != nil:
		return append(l.over.keys(), k.help)
	case l.search.Focused():
		return []key.Binding{widget.Binding("keep the filter", "enter"), widget.Binding("no filter", "esc")}
	case l.record.find.Focused():
		return []key.Binding{widget.Binding("keep the search", "enter"), widget.Binding("no search", "esc")}
	case l.hunt.Showing(), l.hunt.Asking():
		return append(l.hunt.Keys(), k.help, k.quit)
	case l.detail != nil:
		return l.recordKeys(esc)
	}
	keys := []key.Binding{k.test, l.hunt.Binding()}
	if l.focus == paneInbox && l.mail.Reading() {
		return append(append(l.mail.Keys(), keys...), k.yank, k.help, k.quit)
	}
	keys = l.paneKeys(keys)
	if l.reads.filtered() || l.focus != paneReads {
		keys = append(keys, esc)
	}
	keys = append(keys, k.inbox, k.checks, k.recheck, k.calls, k.next)
	if l.focus != paneCalls {
		keys = append(keys, k.yank)
	}
	if r := l.openOrChosen(); l.focus == paneReads && r != nil && l.feed.EventURL != nil {
		keys = append(keys, k.browse)
	}
	return append(keys, k.zone, k.help, k.quit)
}

// paneKeys adds what works in the pane that has the focus.
func (l *Live) paneKeys(keys []key.Binding) []key.Binding {
	k := l.keys
	switch l.focus {
	case paneInbox:
		return append(l.mail.Keys(), keys...)
	case paneReads:
		if l.reads.newest(0) != nil {
			keys = append(keys, l.enterBinding())
		}
		keys = append(append(keys, k.search), l.listBindings()...)
	case paneChecklist:
		keys = append([]key.Binding{widget.Binding(l.checkEnter(), "enter")}, keys...)
		if _, ok := l.toApply(); ok && !l.hunt.Covered() {
			keys = append([]key.Binding{k.apply}, keys...)
		}
	case paneMetric:
		keys = append([]key.Binding{widget.Binding("scroll", "↑/↓")}, keys...)
	case paneCalls:
		keys = append([]key.Binding{widget.Binding("copy as AWS CLI", "y"), widget.Binding("hold", "enter"), widget.Binding("newest", "g")}, keys...)
	default:
	}
	return keys
}

// recordKeys are those of an open record.
func (l *Live) recordKeys(esc key.Binding) []key.Binding {
	k := l.keys
	keys := []key.Binding{esc, k.yank, k.view, k.find}
	if l.record.query != "" {
		keys[0] = widget.Binding("end search", "esc")
	}
	if l.record.query != "" && len(l.record.hits) > 0 {
		keys = append(keys, k.match, k.before)
	}
	return append(keys, k.near, k.browse, widget.Binding("scroll", "↑/↓"), k.help, k.quit)
}

// Help implements widget.Helper.
func (l *Live) Help() []string {
	lines := []string{"1 reads, 2 checklist, 3 alarm, 4 API log, 5 inbox: the number goes straight to a pane."}
	lines = append(lines,
		"ctrl+p or : finds any key by what it does.",
		"y at a read asks what to copy; at a call it copies the AWS CLI's command; at the checklist the remedy's commands.",
		"a applies a remedy after your yes; what setup did not make gets a question of its own.",
		"new reader, new place: not seen here before. Press H to ask Event history: then the list says who is new in 90 days.",
		"x marks the chosen read's reader as expected, X everyone who has read so far; a tag on the alarm remembers them. f shows the others.",
		"m lists the other monitors of this account and region; enter switches.",
		"The list has every read, denied ones too; the chart and the alarm have only what the filter counted.",
		"p sets how far back the list goes; the chart stays as it is.",
		"A line with a count stands for reads that differ only in their time: enter unfolds it.",
		"~ at the chart's right end: these minutes may still get reads. On the line below it: A to ALARM, O to OK, N to INSUFFICIENT_DATA.",
		l.hopSigns(),
		"The checklist folds what is well: enter unfolds such a line, and opens any other one.")
	if l.hunt.Possible() {
		lines = append(lines, "B breaks one thing in this sandbox without saying what: find it with t and the checklist; B again shows the answer.")
	}
	if l.feed.AllSecrets {
		lines = append(lines, "@ and a name: the monitor that watches this read's secret.")
	}
	if l.feed.ReadCommand != "" {
		lines = append(lines, "", "Read the secret elsewhere with the AWS CLI:", l.feed.ReadCommand)
	}
	return lines
}

// hopSigns are the hops in the order of the bar, and what its signs mean.
func (l *Live) hopSigns() string {
	g := l.theme.Glyphs
	return "The hops, in this order: read, history, delivery, filter, metric, alarm, action, mail. " +
		g.OK + " passed  " + g.Wait + " on its way there  " + g.Todo + " to come  " + g.Warn + " late or lost  " +
		g.Unknown + " not seen  " + g.Bad + " BROKEN  " + g.Skip + " skipped, or will not come"
}

// Commands implements widget.Commander: every binding of the pane, those that
// work right now first.
func (l *Live) Commands() []key.Binding {
	keys := l.Keys()
	if l.Typing() || l.over != nil || l.hunt.Showing() || l.hunt.Asking() {
		return keys
	}
	keys = append(keys, l.keys.apply, l.listKeys.everyone, l.keys.monitors, l.keys.compare, l.keys.mouse, l.keys.bell, l.keys.next, l.keys.back)
	return append(keys, l.keys.number[:]...)
}
