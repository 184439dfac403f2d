package live

import (
	"charm.land/lipgloss/v2"

	"secretwatch/aws/doctor"
	"secretwatch/aws/foreign"
	"secretwatch/aws/monitor"
	"secretwatch/aws/trace"
)

// barHop is where in the hop bar a part of the chain is that has no place of its
// own there.
var barHop = map[monitor.Hop]monitor.Hop{
	monitor.HopTrail: monitor.HopDelivery, monitor.HopTopic: monitor.HopAction, monitor.HopSubscription: monitor.HopMail,
}

// stopsAt is the hop of the bar at which the chain is broken, as a check has seen
// that knew the read of the bar, and that this read has not passed; -1 for none.
// What a hunt hides stays hidden.
func (l *Live) stopsAt() int {
	if l.report == nil || l.outdated() == beforeThis || l.hunt.Covered() || l.mailLost() {
		return -1
	}
	v := l.report.Verdict
	if v.Status != doctor.Broken || harmless(v) {
		return -1
	}
	if _, covered := l.covered(); covered {
		return -1
	}
	at := v.Hop
	if of, ok := barHop[at]; ok {
		at = of
	}
	for i, h := range l.path.Hops[l.passed():] {
		switch {
		case h.Status == trace.Broken:
			return -1 // the read itself shows where
		case h.Hop == at && at != monitor.HopHistory:
			return l.passed() + i
		}
	}
	return -1
}

// stopCell is a cell of the bar at, or behind, the hop at which the chain is
// broken.
func (l *Live) stopCell(c hopCell, broken bool) hopCell {
	t := l.theme
	c.times = nil
	if broken {
		c.style, c.glyph, c.word, c.amiss = t.Bad, t.Glyphs.Bad, "BROKEN", true
		return c
	}
	c.style, c.glyph, c.word, c.short = t.Dim, t.Glyphs.Skip, "will not come", "never"
	return c
}

// stopLine says where the chain is broken that the read of the bar is on.
func (l *Live) stopLine(at int) string {
	t := l.theme
	return t.Bad.Render(t.Glyphs.Bad+" stops at "+string(l.path.Hops[at].Hop)+": "+foreign.Safe(l.report.Verdict.Code)) +
		t.Dim.Render("  the mail of this read will not come")
}

// missed reports that the read of the bar stopped at something that has been
// mended since: the chain is well, and the read's mail is overdue.
func (l *Live) missed() bool {
	if l.strip == nil || !l.strip.stopped || !l.well() || l.outdated() != "" {
		return false
	}
	h, waiting := l.firstOpen(l.passed())
	return waiting && l.late(h)
}

// missedLine says in w cells why nothing more is awaited of the read.
func (l *Live) missedLine(w int) string {
	text, again := "", ""
	if l.feed.TestRead != nil {
		again = "; t makes another read"
	}
	for _, text = range []string{
		"this read came before the repair, and its mail will hardly come any more" + again,
		"this read came before the repair" + again, "made before the repair" + again, "made before the repair",
	} {
		if lipgloss.Width(text)+3 <= w {
			break
		}
	}
	return l.theme.Dim.Render(l.theme.Glyphs.Skip + " " + text)
}
