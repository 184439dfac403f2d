package live

import (
	"fmt"
	"strings"
	"time"

	"charm.land/lipgloss/v2"

	"secretwatch/aws/foreign"
	"secretwatch/aws/monitor"
	"secretwatch/aws/record"
	"secretwatch/aws/trace"
	"secretwatch/ui/widget"
)

// awaited is the hop that the read of the hop bar has to pass next. The mail is
// awaited only where there is an inbox to see it in.
func (l *Live) awaited() (trace.Hop, bool) {
	if len(l.path.Hops) == 0 || l.now.Sub(l.path.Read.Time) > giveUp {
		return trace.Hop{}, false
	}
	if h, ok := l.firstOpen(l.passed()); ok {
		return h, true
	}
	for _, h := range l.path.Hops {
		if h.Hop == monitor.HopHistory && h.Status == trace.Waiting {
			return h, true
		}
	}
	return trace.Hop{}, false
}

// passed is the position behind the last hop that the read has passed.
func (l *Live) passed() int {
	for i := len(l.path.Hops); i > 0; i-- {
		if l.path.Hops[i-1].Status == trace.OK {
			return i
		}
	}
	return 0
}

// firstOpen is the first hop from a position on that will yet be passed, unless
// one before it never will. Event history is a side road: nothing on the way to
// the mail waits for it.
func (l *Live) firstOpen(from int) (trace.Hop, bool) {
	for _, h := range l.path.Hops[from:] {
		switch {
		case h.Hop == monitor.HopHistory:
		case h.Status == trace.Broken, h.Status == trace.Unknown:
			return trace.Hop{}, false
		case h.Status == trace.Waiting && h.Hop == monitor.HopMail && l.feed.Inbox == nil:
			return trace.Hop{}, false
		case h.Status == trace.Waiting:
			return h, true
		}
	}
	return trace.Hop{}, false
}

// wait is what a person should know while a hop is awaited.
type wait struct {
	what        string
	usual, fast time.Duration
}

// waits has what is usual on AWS, where it says so or people report it, and on
// a sandbox at the fast pace.
// https://docs.aws.amazon.com/awscloudtrail/latest/userguide/how-cloudtrail-works.html
// gives about five minutes for the delivery, and promises nothing.
var waits = map[monitor.Hop]wait{
	monitor.HopHistory:  {"Event history", 15 * time.Minute, time.Second},
	monitor.HopDelivery: {"delivery to the log group", 5 * time.Minute, 2 * time.Second},
	monitor.HopFilter:   {"the metric filter", 10 * time.Second, time.Second},
	monitor.HopMetric:   {"the metric", time.Minute, time.Second},
	monitor.HopAlarm:    {"the alarm", 2 * time.Minute, 2 * time.Second},
	monitor.HopAction:   {"the alarm's action", 10 * time.Second, time.Second},
	monitor.HopMail:     {"the mail", 30 * time.Second, time.Second},
}

// since is from when on a hop is awaited: the delivery from the read, the others
// from what came before them.
func (l *Live) since(hop monitor.Hop) time.Time {
	from := l.path.Read.Time
	if hop == monitor.HopHistory || hop == monitor.HopDelivery {
		return from
	}
	for _, h := range l.path.Hops {
		if h.Hop == hop {
			break
		}
		if h.Status == trace.OK && h.At.After(from) {
			from = h.At
		}
	}
	return from
}

// waitLine says in words, for w cells, how the read of the hop bar stands.
func (l *Live) waitLine(w int) string {
	t := l.theme
	switch h, ok := l.awaited(); {
	case l.testing:
		return t.Wait.Render("Reading the secret" + t.Glyphs.Ellipsis)
	case len(l.path.Hops) == 0:
		return t.Dim.Render("no read yet")
	case ok:
		return l.awaitedLine(h, w)
	}
	for _, h := range l.path.Hops[l.passed():] {
		if l.passedOver(h) {
			return t.Dim.Render(t.Glyphs.Skip + " this read failed, and the filter does not count failed reads")
		}
		if h.Status == trace.Broken || h.Status == trace.Unknown && h.Hop != monitor.HopMail {
			style, glyph, word := l.status(h.Status)
			return style.Render(fmt.Sprintf("%s %s: %s", glyph, h.Hop, word)) + "  " + fact(h, trace.EvidenceWhy)
		}
	}
	return l.arrivedLine()
}

// passedOver reports that the filter leaves out a read because it failed, which
// is what setup's filter is for.
func (l *Live) passedOver(h trace.Hop) bool {
	return h.Hop == monitor.HopFilter && h.Status == trace.Broken && l.path.Read.Result != record.ResultOK
}

func (l *Live) awaitedLine(h trace.Hop, w int) string {
	t, known := l.theme, waits[h.Hop]
	what, usual := known.what, known.usual
	if l.feed.Fast {
		usual = known.fast
	}
	if what == "" {
		what, usual = string(h.Hop), time.Minute
	}
	now := max(l.now.Sub(l.since(h.Hop)), 0)
	rest := fmt.Sprintf(": usually within %s, now %s", about(usual), widget.Span(now))
	text := "awaiting " + what + rest
	if lipgloss.Width(text)+3 > w {
		text = string(h.Hop) + rest
	}
	if now > 3*usual+2*time.Second {
		return t.Warn.Render(t.Glyphs.Warn+" late: "+text) + t.Dim.Render("  c: what may be wrong")
	}
	return t.Wait.Render(t.Glyphs.Wait + " " + text)
}

// arrivedLine is for a read that nothing more is awaited of.
func (l *Live) arrivedLine() string {
	t := l.theme
	last := l.path.Hops[len(l.path.Hops)-1]
	switch {
	case last.Hop == monitor.HopMail && last.Status == trace.OK:
		return t.Good.Render(fmt.Sprintf("%s the mail arrived %s after the read", t.Glyphs.OK, widget.Took(last.After)))
	case l.passed() == len(l.path.Hops)-1 && last.Status == trace.Unknown:
		return t.Good.Render(t.Glyphs.OK+" sent; ask your inbox") + t.Dim.Render("  AWS does not say whether a mail arrived")
	default:
		return t.Dim.Render("this read is too long ago to wait for its mail")
	}
}

// about is a usual wait: "5 min", "15 min", "2 s".
func about(d time.Duration) string {
	if d >= time.Minute {
		return fmt.Sprintf("%d min", int(d.Minutes()))
	}
	return fmt.Sprintf("%d s", int(d.Seconds()))
}

// fact is one piece of a hop's evidence, "" where it is not there.
func fact(h trace.Hop, name string) string {
	for _, e := range h.Evidence {
		if e.Name == name {
			return foreign.Safe(e.Value)
		}
	}
	return ""
}

func (l *Live) status(s trace.Status) (style lipgloss.Style, glyph, word string) {
	t := l.theme
	switch s {
	case trace.OK:
		return t.Good, t.Glyphs.OK, "ok"
	case trace.Broken:
		return t.Bad, t.Glyphs.Bad, "BROKEN"
	case trace.Waiting:
		return t.Wait, t.Glyphs.Wait, "waiting"
	default:
		return t.Warn, t.Glyphs.Unknown, "unknown"
	}
}

// hopCell is one hop as the bar shows it.
type hopCell struct {
	style             lipgloss.Style
	glyph, name, time string
}

func (l *Live) hopCells() []hopCell {
	hops := l.path.Hops
	if len(hops) == 0 {
		for _, h := range []monitor.Hop{
			monitor.HopRead, monitor.HopHistory, monitor.HopDelivery, monitor.HopFilter,
			monitor.HopMetric, monitor.HopAlarm, monitor.HopAction, monitor.HopMail,
		} {
			hops = append(hops, trace.Hop{Hop: h, Status: trace.Waiting})
		}
	}
	next, waiting := l.awaited()
	cells := make([]hopCell, 0, len(hops))
	for _, h := range hops {
		style, glyph, word := l.status(h.Status)
		c := hopCell{style: style, glyph: glyph, name: string(h.Hop), time: word}
		switch {
		case l.passedOver(h):
			c.style, c.glyph, c.time = l.theme.Dim, l.theme.Glyphs.Skip, "skipped"
		case h.Status == trace.OK && h.Hop == monitor.HopRead:
			c.time = "+0 s"
		case h.Status == trace.OK && h.At.IsZero():
			c.time = "seen"
		case h.Status == trace.OK:
			c.time = after(h.After)
		case h.Hop == monitor.HopMail && h.Status == trace.Unknown && fact(h, trace.EvidenceAfter) == "":
			c.style, c.time = l.theme.Wait, "yours"
		case h.Status == trace.Waiting && waiting && (h.Hop == next.Hop || h.Hop == monitor.HopHistory):
			c.time = widget.Span(max(l.now.Sub(l.since(h.Hop)), 0))
		case h.Status == trace.Waiting, fact(h, trace.EvidenceAfter) != "":
			c.style, c.glyph, c.time = l.theme.Dim, l.theme.Glyphs.Todo, ""
		}
		cells = append(cells, c)
	}
	return cells
}

// after is the time a hop took, short enough to stand below its name.
func after(d time.Duration) string {
	switch {
	case d < 10*time.Second:
		return fmt.Sprintf("+%.1f s", max(d, 0).Seconds())
	case d < 100*time.Second:
		return fmt.Sprintf("+%d s", int(d.Seconds()))
	case d < 10*time.Minute:
		return fmt.Sprintf("+%d m %d s", int(d.Minutes()), int(d.Seconds())%60)
	case d < 100*time.Minute:
		return fmt.Sprintf("+%d m", int(d.Minutes()))
	default:
		return fmt.Sprintf("+%d h", int(d.Hours()))
	}
}

// hopBar draws the hops in rows of w cells: two rows, names above times, or one
// where there is no room.
func (l *Live) hopBar(w int, single bool) string {
	cells := l.hopCells()
	need := 0
	for _, c := range cells {
		need += lipgloss.Width(c.name) + 2
	}
	switch {
	case single || w < 56:
		return l.hopLine(cells, w)
	case w-2 < need+2*(len(cells)-1):
		return l.hopRows(cells[1:], w, "") // the read itself stands in the list
	default:
		return l.hopRows(cells, w, " ")
	}
}

// hopRows spreads the hops over the width, a line between each two.
func (l *Live) hopRows(cells []hopCell, w int, space string) string {
	t := l.theme
	used := 0
	for _, c := range cells {
		used += 1 + len(space) + lipgloss.Width(c.name)
	}
	// The last time may be wider than its name: keep a little room for it.
	free, gaps := max(w-2-used-4*len(space), 0), max(len(cells)-1, 1)
	var names, times strings.Builder
	at := 1
	names.WriteByte(' ')
	times.WriteByte(' ')
	for i, c := range cells {
		gap := 0
		if i < len(cells)-1 {
			gap = min(free*(i+1)/gaps-free*i/gaps, 8)
		}
		wide := 1 + len(space) + lipgloss.Width(c.name)
		names.WriteString(c.style.Render(c.glyph + space + c.name))
		if gap > 2 {
			names.WriteString(" " + t.Border.Render(strings.Repeat(t.Glyphs.HLine, gap-2)) + " ")
		} else {
			names.WriteString(widget.Blank(gap))
		}
		text := c.time
		if space == "" {
			text = strings.ReplaceAll(text, " ", "")
		}
		at += wide + gap
		if i == len(cells)-1 {
			wide, gap = w-at+wide, 0
		}
		times.WriteString(c.style.Render(widget.FitLine(blankFor(space)+text, wide+gap)))
	}
	return widget.Fit(names.String()+"\n"+times.String(), w, 2)
}

// blankFor puts the time below the hop's name, not below its glyph.
func blankFor(space string) string {
	if space == "" {
		return ""
	}
	return "  "
}

// hopLine is the bar in one line: a glyph for each hop, and the last one passed
// in words.
func (l *Live) hopLine(cells []hopCell, w int) string {
	var b strings.Builder
	b.WriteByte(' ')
	for _, c := range cells {
		b.WriteString(c.style.Render(c.glyph))
	}
	if at := l.passed(); at > 0 {
		c := cells[at-1]
		b.WriteString(" " + c.style.Render(c.name+" "+c.time))
	}
	if h, ok := l.awaited(); ok {
		b.WriteString(l.theme.Wait.Render(", then " + string(h.Hop)))
	}
	return widget.FitLine(b.String(), w)
}
