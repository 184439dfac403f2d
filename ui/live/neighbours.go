package live

import (
	"fmt"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"secretwatch/aws/foreign"
	"secretwatch/aws/survey"
	"secretwatch/ui/widget"
)

// nearby is what the reader of the open record did around it, as far as it was
// asked.
type nearby struct {
	asking bool
	of     string // the event for which it was asked
	found  *survey.Neighbourhood
	failed string
}

type nearbyMsg struct {
	of    string
	found survey.Neighbourhood
	err   error
}

const nearTitle = "WHAT ELSE THIS READER DID"

// mostNear is how many lines of other records there are.
const mostNear = 100

// askNear asks Event history what else the reader did.
func (l *Live) askNear() tea.Cmd {
	r := l.detail
	switch {
	case r == nil || l.near.asking:
		return nil
	case l.feed.Neighbours == nil:
		return widget.Notice("Event history cannot be asked here.")
	case r.waiting:
		return widget.Notice("The record has not come yet, so nobody knows whose calls to look for.")
	}
	l.near = nearby{asking: true, of: r.EventID}
	l.record.json = false // they stand below the words
	l.record.anew()
	ctx, ask, read := l.ctx, l.feed.Neighbours, r.read().Read
	return func() tea.Msg {
		found, err := ask(ctx, read)
		return nearbyMsg{of: read.EventID, found: found, err: err}
	}
}

func (l *Live) tookNear(msg nearbyMsg) {
	if l.near.of != msg.of {
		return // another record was opened meanwhile
	}
	l.near.asking = false
	if msg.err != nil {
		l.near.failed = short(foreign.New(msg.err.Error()))
	} else {
		l.near.found = &msg.found
	}
	l.record.anew()
	l.record.toNear = true
	l.refreshCalls()
}

// nearLines are the neighbours of the open record.
func (l *Live) nearLines() []field {
	t, n := l.theme, l.near
	lines := []field{{}, {style: t.Heading, head: nearTitle}}
	say := func(text string) []field { return append(lines, field{style: t.Dim, head: text}) }
	switch {
	case l.feed.Neighbours == nil:
		return nil
	case n.asking:
		return say(t.Glyphs.Wait + " asking Event history, one call a second: usually 1 to 3 s")
	case n.failed != "":
		return say(t.Glyphs.Bad + " " + n.failed)
	case n.found == nil:
		return say("w asks Event history for 15 min before and after")
	}
	found := n.found
	who := fmt.Sprintf("%s by %s in this region, %s before and after", widget.Plural(len(found.Records), "other record", "other records"), found.By, about(found.Around))
	if found.More {
		who += "; there are more"
	}
	lines = append(lines, field{style: t.Dim, head: who})
	runs := survey.Runs(found.Records, l.detail.Time)
	for i, r := range runs {
		if i == mostNear {
			return append(lines, field{style: t.Dim, head: fmt.Sprintf("and %d more lines", len(runs)-mostNear)})
		}
		lines = append(lines, l.nearLine(r))
	}
	return lines
}

// nearLine is a call, or one that was repeated, with its clock, how far from the
// read it was, and its name as policies have it.
func (l *Live) nearLine(r survey.Run) field {
	t := l.theme
	result, style := "ok", t.Dim
	if !r.ErrorCode.Empty() {
		result, style = short(r.ErrorCode), t.Bad
	}
	text := foreign.Safe(strings.TrimSuffix(r.EventSource, ".amazonaws.com") + ":" + r.EventName)
	if n := l.count(line{n: r.N}); n != "" {
		text += " " + n + " from " + l.when(r.Oldest, 12)
	}
	text += "  " + result
	if name := secretName(short(r.SecretID)); name != "" && name != l.detail.name {
		text += "  of " + name
	}
	if from := short(r.SourceAddress); from != l.detail.from {
		text += "  from " + from
	}
	when := l.when(r.EventTime, 12)
	return field{style: style, head: when + widget.FitLine(" "+apart(r.EventTime.Sub(l.detail.Time)), 12), value: text}
}

// apart is how long before or after the read something was.
func apart(d time.Duration) string {
	if d < 0 {
		return "-" + widget.Span(-d)
	}
	return "+" + widget.Span(d)
}
