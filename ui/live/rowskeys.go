package live

import (
	"slices"
	"strconv"
	"time"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"secretwatch/ui/widget"
)

// listKeys are the bindings of the list of reads.
type listKeys struct{ odd, span, past, expect, everyone, unfold, fold key.Binding }

func newListKeys(f Feed) listKeys {
	k := listKeys{
		odd:      widget.Also(widget.Binding("unexpected only", "f"), "filter expected strangers alert suspicious"),
		span:     widget.Also(widget.Binding("time span", "p"), "range preset period hour day last since"),
		past:     widget.Also(widget.Binding("ask 90 days", "H"), "history event history 90 days older who"),
		expect:   widget.Also(widget.Binding("expect this reader", "x"), "known trust allow reader ignore"),
		everyone: widget.Also(widget.Binding("expect all readers", "X"), "known trust allow"),
		unfold:   widget.Binding("unfold", "right"),
		fold:     widget.Binding("fold", "left"),
	}
	k.past.SetEnabled(f.Past != nil)
	return k
}

// enterBinding is what enter does on the chosen line.
func (l *Live) enterBinding() key.Binding {
	switch n := l.reads.line(l.list.Selected); {
	case n.open:
		return widget.Binding("fold", "enter")
	case n.n > 1:
		return widget.Binding("unfold", "enter")
	default:
		return l.keys.open
	}
}

// enterNote says the same beside the chosen read, of which a line with a count
// stands for several.
func (l *Live) enterNote() string {
	switch n := l.reads.line(l.list.Selected); {
	case n.open:
		return "the newest of " + strconv.Itoa(n.n) + "; enter: fold"
	case n.n > 1:
		return "the newest of " + strconv.Itoa(n.n) + "; enter: unfold"
	default:
		return "enter: the whole record"
	}
}

// listBindings are those that make sense on the chosen line.
func (l *Live) listBindings() []key.Binding {
	k := l.listKeys
	keys := []key.Binding{k.odd, k.span}
	if l.reads.line(l.list.Selected).member {
		keys = append([]key.Binding{k.fold}, keys...)
	}
	if l.reads.newest(0) != nil {
		expect := k.expect
		if r := l.reads.newest(l.list.Selected); r != nil && l.reads.expected[r.reader] {
			expect.SetHelp("x", "expect no longer")
		}
		keys = append(keys, expect)
	}
	return append(keys, k.past)
}

// pressList handles a key in the list of reads.
func (l *Live) pressList(k tea.KeyPressMsg) tea.Cmd {
	m, n := l.listKeys, l.reads.line(l.list.Selected)
	switch {
	case key.Matches(k, m.odd):
		l.change(func() { l.reads.narrow(!l.reads.odd) })
	case key.Matches(k, m.span):
		l.turnSpan()
	case key.Matches(k, m.past):
		return l.askPast()
	case key.Matches(k, m.expect):
		return l.turnExpected(n.row)
	case key.Matches(k, m.fold), n.open && k.String() == "enter":
		l.foldAt(n)
	case n.n > 1 && (key.Matches(k, m.unfold) || k.String() == "enter"):
		l.reads.unfold(n)
		l.list.Selected = max(l.reads.where(n), 0)
	case k.String() == "enter":
		l.openRecord(n.row)
	default:
		moveList(&l.list, k, l.reads.lines())
		if l.list.Selected == 0 {
			l.unseen = 0
		}
	}
	return nil
}

// foldAt closes the open group from one of its lines, and chooses its head.
func (l *Live) foldAt(n line) {
	if !n.open && !n.member {
		return
	}
	l.reads.fold()
	n.member = false
	l.list.Selected = max(l.reads.where(n), 0)
}

// change does something to what is shown and keeps the chosen read chosen.
func (l *Live) change(do func()) {
	was := l.reads.line(l.list.Selected)
	unseen := l.unseen
	do()
	l.unseen = 0
	l.list.Top()
	if at := l.reads.where(was); at > 0 {
		l.list.Selected, l.unseen = at, min(unseen, l.reads.above(was))
	}
}

func (l *Live) turnSpan() {
	l.span = spans[(slices.Index(spans, l.span)+1)%len(spans)]
	l.change(l.refreshSpan)
}

// refreshSpan lets the time span follow the clock.
func (l *Live) refreshSpan() {
	var from time.Time
	if l.span > 0 {
		from = l.now.Add(-l.span)
	}
	if !from.Equal(l.reads.from) {
		l.reads.begin(from)
	}
}

// showAll takes every filter off.
func (l *Live) showAll() {
	l.search.SetValue("")
	l.span = 0
	l.change(func() {
		l.reads.query, l.reads.odd, l.reads.from = "", false, time.Time{}
		l.reads.refilter()
	})
}
