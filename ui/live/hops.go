package live

import (
	"fmt"
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
	if len(l.path.Hops) == 0 || l.now.Sub(l.path.Read.Time) > giveUp || l.mailLost() || l.missed() {
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
	stop := l.stopsAt()
	if stop >= 0 && stop < from {
		return trace.Hop{}, false
	}
	for i, h := range l.path.Hops[from:] {
		switch {
		case from+i == stop:
			return trace.Hop{}, false
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

// waitLine says in words, for w cells, how the read of the hop bar stands.
func (l *Live) waitLine(w int) string {
	t := l.theme
	since, covered := l.covered()
	stop, failed := l.stopsAt(), l.failedAt()
	switch h, ok := l.awaited(); {
	case l.testing:
		return t.Wait.Render("Reading the secret" + t.Glyphs.Ellipsis + " usually under a second")
	case len(l.path.Hops) == 0:
		return t.Dim.Render("no read yet")
	case l.mailLost():
		return l.lostLine()
	case l.missed():
		return l.missedLine(w)
	case covered:
		return l.coveredLine(since, w)
	case stop >= 0 && (!ok || h.Hop == monitor.HopHistory):
		return l.stopLine(stop, w)
	case failed >= 0 && (!ok || h.Hop == monitor.HopHistory):
		return l.failedLine(l.path.Hops[failed], w)
	case ok && l.blind() != "":
		return l.blindLine()
	case ok:
		return l.awaitedLine(h, w)
	}
	return l.overLine(w)
}

// overLine is for a read of which nothing more is awaited.
func (l *Live) overLine(w int) string {
	for _, h := range l.path.Hops[l.passed():] {
		if l.ofAnother() && l.passedOver(h) {
			return l.firstThatFits(w, "this read is of another secret, which this monitor's filter does not count", "another secret: not counted here")
		}
		if l.passedOver(h) {
			return l.firstThatFits(w, "this read failed, and the filter does not count failed reads", "this read failed; the filter does not count failed reads", "failed reads are not counted")
		}
		if h.Status == trace.Broken || h.Status == trace.Unknown && h.Hop != monitor.HopMail {
			return l.amissLine(h)
		}
	}
	return l.arrivedLine()
}

// amissLine says that a hop is broken, or not seen, and why.
func (l *Live) amissLine(h trace.Hop) string {
	style, glyph, word := l.status(h.Status)
	return style.Render(fmt.Sprintf("%s %s: %s", glyph, h.Hop, word)) + "  " + fact(h, trace.EvidenceWhy)
}

// passedOver reports that the filter leaves out a read because it failed, or
// because it is of another secret, which is what setup's filter is for.
func (l *Live) passedOver(h trace.Hop) bool {
	return h.Hop == monitor.HopFilter && h.Status == trace.Broken && (l.path.Read.Result != record.ResultOK || l.ofAnother())
}

// ofAnother reports that the read of the hop bar is of a secret that this monitor
// does not watch.
func (l *Live) ofAnother() bool {
	return l.feed.AllSecrets && l.strip != nil && l.feed.Names.Secret != "" && !l.path.Read.Of(l.feed.Names.Secret, "")
}

func (l *Live) awaitedLine(h trace.Hop, w int) string {
	t, known := l.theme, waits[h.Hop]
	what, usual := known.what, l.usual(h.Hop)
	if what == "" {
		what = string(h.Hop)
	}
	due, _ := l.due(h)
	now := ", now " + widget.Span(max(l.now.Sub(l.since(h.Hop)), 0))
	within, by := "usually within "+about(usual), ", expected by "+l.byClock(due)
	if l.late(h) {
		return l.lateLine(h, what, within, now, w)
	}
	text := ""
	for _, text = range []string{
		"waiting for " + what + ": " + within + now + by, "waiting for " + what + ": " + within + now,
		string(h.Hop) + ": " + within + now, string(h.Hop) + ": by " + l.byClock(due) + now,
	} {
		if lipgloss.Width(text)+3 <= w {
			break
		}
	}
	return t.Wait.Render(t.Glyphs.Wait + " " + text)
}

// lateLine says that a hop is late, and where to look.
func (l *Live) lateLine(h trace.Hop, what, within, now string, w int) string {
	t, text, hint := l.theme, "", ""
	for _, form := range [][2]string{
		{what + ": " + within + now, "what may be wrong"},
		{string(h.Hop) + ": " + within + now, "what may be wrong"},
		{string(h.Hop) + now, "what may be wrong"},
		{string(h.Hop), "checklist"},
	} {
		text, hint = t.Glyphs.Warn+" late: "+form[0], "  c: "+form[1]
		if lipgloss.Width(text+hint) <= w {
			break
		}
	}
	return t.Warn.Render(text) + t.Dim.Render(hint)
}

// arrivedLine is for a read that nothing more is awaited of.
func (l *Live) arrivedLine() string {
	t := l.theme
	last := l.path.Hops[len(l.path.Hops)-1]
	switch {
	case last.Hop == monitor.HopMail && last.Status == trace.OK:
		took := widget.Span(last.After)
		if last.After < time.Second {
			took = "under a second"
		}
		return t.Good.Render(fmt.Sprintf("%s the mail arrived %s after the read", t.Glyphs.OK, took))
	case l.passed() == len(l.path.Hops)-1 && last.Status == trace.Unknown:
		return t.Good.Render(t.Glyphs.OK+" sent; look in your inbox") + t.Dim.Render("  AWS does not say whether a mail arrived")
	default:
		return t.Dim.Render("this read was too long ago to wait for its mail")
	}
}

// about is a usual wait, a round figure: "5 min", "15 min", "2 s".
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
