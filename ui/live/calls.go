package live

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"charm.land/lipgloss/v2"
	"github.com/charmbracelet/x/ansi"

	"secretwatch/aws/account"
	"secretwatch/aws/foreign"
	"secretwatch/ui/widget"
)

// callsView draws the API log, the newest call at the top, and below it the
// chosen one in full.
func (l *Live) callsView(w, h int) string {
	if len(l.calls) == 0 {
		return widget.Fit(l.theme.Dim.Render(" No call to AWS yet."), w, h)
	}
	below := ""
	if l.focus == paneCalls && h > 8 {
		deep := min(h/2-1, 7)
		h -= deep + 1
		below = widget.Stack(widget.Line(l.theme, w), l.callDetail(l.calls[min(l.callList.Selected, len(l.calls)-1)], w, deep))
	}
	first, last := l.callList.Range(len(l.calls), h)
	wide := 0
	for _, c := range l.calls[first:last] {
		wide = max(wide, lipgloss.Width(callName(c)))
	}
	room := w - 28 // with the start of the request id
	if w < 60 {
		room = w - 21
	}
	wide = min(wide, max(room, 12))
	lines := make([]string, 0, h)
	for i := first; i < last; i++ {
		lines = append(lines, l.callRow(l.calls[i], wide, i == l.callList.Selected && l.focus == paneCalls, w))
	}
	return widget.Stack(widget.Fit(strings.Join(lines, "\n"), w, h), below)
}

// refreshCalls takes the newest calls. A chosen one stays chosen while others come
// in above it; at the top the log follows the newest until a key holds it.
func (l *Live) refreshCalls() {
	if l.feed.Calls == nil {
		return
	}
	at := l.callList.Selected
	before := l.calls
	l.calls = l.feed.Calls(mostCalls)
	if at < 0 || at == 0 && !l.callHeld || at >= len(before) {
		return
	}
	was := before[at]
	for i, c := range l.calls {
		if i != at && c.RequestID == was.RequestID && c.At.Equal(was.At) && c.Operation == was.Operation {
			l.callList.Grew(i - at)
			return
		}
	}
}

func callName(c account.Call) string { return foreign.Safe(c.Service + " " + c.Operation) }

func (l *Live) callRow(c account.Call, wide int, selected bool, w int) string {
	t := l.theme
	when, took := c.At.In(l.zone).Format(time.TimeOnly), callTook(c)
	mark, note, style := " ", foreign.Safe(c.RequestID), t.Dim
	if !c.Err.Empty() {
		mark, note, style = t.Glyphs.Bad, short(c.Err), t.Bad
	}
	name := widget.FitLine(callName(c), wide)
	if room := w - wide - 23; room >= 4 {
		note = "  " + widget.FitLine(note, room)
	} else {
		note = ""
	}
	if selected {
		return t.Cursor.Render(widget.FitLine(fmt.Sprintf("%s%s %s %s %8s%s", t.Glyphs.Cursor, mark, when, name, took, note), w))
	}
	return " " + style.Render(mark) + " " + t.Dim.Render(when) + " " + name + " " + t.Dim.Render(fmt.Sprintf("%8s", took)) + style.Render(note)
}

func callTook(c account.Call) string {
	if c.Attempts > 1 {
		return fmt.Sprintf("%s x%d", widget.Took(c.Duration), c.Attempts)
	}
	return widget.Took(c.Duration)
}

func (l *Live) callDetail(c account.Call, w, h int) string {
	t := l.theme
	lines := []string{
		" " + t.Bold.Render(callName(c)) + t.Dim.Render(fmt.Sprintf("  %s, %s", callTook(c), widget.Plural(max(c.Attempts, 1), "attempt", "attempts"))),
		" " + t.Dim.Render("costs   ") + c.Cost() + t.Dim.Render("  list prices of "+account.PricesAsOf),
	}
	if !c.Err.Empty() {
		lines = append(lines, " "+t.Bad.Render(t.Glyphs.Bad+" "+short(c.Err)))
	}
	lines = append(lines, " "+t.Dim.Render("request ")+foreign.Safe(c.RequestID))
	for _, part := range widget.Wrap(c.Command.Safe(), max(w-3, 8)) {
		lines = append(lines, "  "+t.Accent.Render(part))
	}
	return widget.Fit(strings.Join(cut(lines, w, h), "\n"), w, h)
}

// cut is as many of the lines as have room; where that is not all of them, the
// last one says that it goes on.
func cut(lines []string, w, h int) []string {
	if len(lines) <= h || h <= 0 {
		return lines
	}
	lines = slices.Clone(lines[:h])
	lines[h-1] = ansi.Truncate(lines[h-1], w-2, "") + " …"
	return lines
}

// callCommand is a call as a command of the AWS CLI.
func callCommand(c account.Call) (what, text string) {
	if c.Command.Empty() {
		return "call", fmt.Sprintf("%s %s %s request %s", c.At.UTC().Format(time.RFC3339), c.Service, c.Operation, foreign.Safe(c.RequestID))
	}
	return "AWS CLI command", c.Command.Safe()
}
