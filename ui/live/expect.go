package live

import (
	"context"
	"errors"
	"fmt"
	"maps"

	tea "charm.land/bubbletea/v2"

	"secretwatch/aws/account"
	"secretwatch/aws/expected"
	"secretwatch/aws/foreign"
	"secretwatch/ui/widget"
)

// expecting is what the pane knows about expected readers beyond the alarm's
// tags.
type expecting struct {
	tagged  expected.Set             // as the tags were seen last
	session map[expected.Reader]bool // said here and not remembered: expected, or no longer
	agreed  bool                     // an alarm of others may be changed

	busy    expected.Delta // is being written
	writing bool
	next    expected.Delta // waits for that
}

// expectedMsg is what became of a change.
type expectedMsg struct {
	set   expected.Set
	delta expected.Delta
	err   error
}

// seeExpected takes over what the alarm's tags say: another pane may have
// changed them.
func (l *Live) seeExpected() {
	if l.feed.Expected == nil || l.expecting.writing {
		return
	}
	if set, seen := l.feed.Expected(); seen {
		l.expecting.tagged = set
		l.showExpected()
	}
}

// showExpected marks the reads by the tags and by what was said here.
func (l *Live) showExpected() {
	x := &l.expecting
	set := maps.Clone(x.tagged)
	if set == nil {
		set = expected.Set{}
	}
	for reader, is := range x.session {
		if is {
			set[reader] = true
		} else {
			delete(set, reader)
		}
	}
	if !maps.Equal(set, l.reads.expected) {
		l.change(func() { l.reads.know(set) })
		l.record.anew()
	}
}

// turnExpected calls the reader of a read expected, or no longer.
func (l *Live) turnExpected(r *row) tea.Cmd {
	switch {
	case r == nil:
		return nil
	case r.Test:
		return widget.Notice("A test read rings no bell: there is nobody to mark as expected.")
	case r.reader == "":
		return widget.Notice("The record does not say who this is, so there is nobody to mark as expected.")
	case l.reads.expected[r.reader]:
		return l.expect(expected.Delta{Remove: []expected.Reader{r.reader}})
	default:
		return l.expect(expected.Delta{Add: []expected.Reader{r.reader}})
	}
}

// expect shows a change at once and has it remembered.
func (l *Live) expect(d expected.Delta) tea.Cmd {
	x := &l.expecting
	if x.session == nil {
		x.session = map[expected.Reader]bool{}
	}
	for _, r := range d.Add {
		x.session[r] = true
	}
	for _, r := range d.Remove {
		x.session[r] = false
	}
	l.showExpected()
	switch {
	case l.feed.ReadOnly:
		return widget.Notice(said(d) + ", but only while this pane is open: with --read-only nothing is written.")
	case l.feed.Expect == nil:
		return widget.Notice(said(d) + ", but only while this pane is open: there is no alarm whose tags could remember it.")
	case x.writing:
		x.next.Add, x.next.Remove = append(x.next.Add, d.Add...), append(x.next.Remove, d.Remove...)
		return nil
	}
	return l.remember(d)
}

// remember writes one change at a time.
func (l *Live) remember(d expected.Delta) tea.Cmd {
	x := &l.expecting
	x.writing, x.busy = true, d
	ctx, write, agreed := l.ctx, l.feed.Expect, x.agreed
	// In order: an answer that is quick must not be overwritten by the waiting.
	return tea.Sequence(widget.Notice(said(d)+"; writing it to the alarm's tags, usually under a second"+l.theme.Glyphs.Ellipsis), writeExpected(ctx, write, d, agreed))
}

func writeExpected(ctx context.Context, write func(context.Context, expected.Delta, bool) (expected.Set, error), d expected.Delta, agreed bool) tea.Cmd {
	return func() tea.Msg {
		set, err := write(ctx, d, agreed)
		return expectedMsg{set: set, delta: d, err: err}
	}
}

// tookExpected says what became of a change, and begins with the next.
func (l *Live) tookExpected(msg expectedMsg) tea.Cmd {
	x := &l.expecting
	x.writing = false
	l.refreshCalls()
	var say tea.Cmd
	switch {
	case msg.err == nil:
		x.tagged = msg.set
		for _, r := range append(msg.delta.Add, msg.delta.Remove...) {
			if x.session[r] == msg.set[r] {
				delete(x.session, r)
			}
		}
		l.showExpected()
		say = widget.Notice(said(msg.delta) + "; remembered in a tag on the alarm.")
	case errors.Is(msg.err, l.ctx.Err()):
		return nil
	case errors.Is(msg.err, expected.ErrNotOurs):
		l.askForeignAlarm(msg.delta)
		return nil
	default:
		say = widget.Notice(said(msg.delta) + ", but only while this pane is open: " + whyNot(msg.err) + ".")
	}
	return tea.Batch(say, l.rememberNext())
}

// rememberNext writes what was said meanwhile; the last word on a reader counts.
func (l *Live) rememberNext() tea.Cmd {
	x := &l.expecting
	var d expected.Delta
	known := map[expected.Reader]bool{}
	for _, r := range append(x.next.Add, x.next.Remove...) {
		is, said := x.session[r]
		switch {
		case known[r] || !said:
		case is:
			d.Add = append(d.Add, r)
		default:
			d.Remove = append(d.Remove, r)
		}
		known[r] = true
	}
	x.next = expected.Delta{}
	if len(d.Add)+len(d.Remove) == 0 {
		return nil
	}
	return l.remember(d)
}

// askForeignAlarm asks for the yes that a tag on an alarm takes which setup did
// not make. One yes is for as long as the pane is open.
func (l *Live) askForeignAlarm(d expected.Delta) {
	l.over = &question{
		title: "not made by setup", no: said(d) + ", but only while this pane is open: nothing was written.",
		lines: func(w int) []string {
			return widget.Wrap("The alarm "+foreign.Safe(l.feed.Names.Alarm)+" was not made by secretwatch setup: it is yours or somebody else's. "+
				"To remember expected readers it gets a tag secretwatch:expected. Nothing else about it changes. Write the tag?", w)
		},
		yes: func() tea.Cmd {
			l.expecting.agreed = true
			return l.remember(d)
		},
	}
}

// said is a change in words.
func said(d expected.Delta) string {
	switch all := append(append([]expected.Reader{}, d.Add...), d.Remove...); {
	case len(d.Add) == 1 && len(all) == 1:
		return readerName(all[0]) + " is expected from now on"
	case len(all) == 1:
		return readerName(all[0]) + " is no longer expected"
	case len(d.Remove) == 0:
		return fmt.Sprintf("%d readers are expected from now on", len(d.Add))
	default:
		return fmt.Sprintf("%d readers have changed", len(all))
	}
}

// whyNot is why something could not be written, as a part of a sentence.
func whyNot(err error) string {
	if errors.Is(err, expected.ErrNoRoom) || errors.Is(err, expected.ErrNoAlarm) {
		return short(foreign.New(err.Error()))
	}
	return short(foreign.New(account.Explain(err).Summary))
}

// expectedNote counts who is expected, "" for nobody.
func (l *Live) expectedNote() string {
	if n := len(l.reads.expected); n > 0 {
		return fmt.Sprintf("%d expected", n)
	}
	return ""
}
