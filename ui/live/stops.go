package live

import (
	"slices"

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
	if l.hunt.Covered() {
		return -1
	}
	return l.brokenAt()
}

// brokenAt is stopsAt whether or not a hunt hides it.
func (l *Live) brokenAt() int {
	if l.report == nil || l.outdated() == beforeThis || l.mailLost() {
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
		case h.Hop == at && h.Code == doctor.CodeAlreadyInAlarm && v.Code != h.Code:
			return l.passed() + i // that alarm is not what it was
		case h.Status == trace.Broken:
			return -1 // the read itself shows where
		case h.Hop == at && at != monitor.HopHistory:
			return l.passed() + i
		}
	}
	return l.seeminglyPassed(at)
}

// seeminglyPassed is where the filter, or the metric, stands in the bar that the
// read has only seemed to pass: the record was held against the pattern as it was
// known, and the minute's count may be another read's. An alarm that is late tells
// that it was so; -1 before that, and for every other hop.
func (l *Live) seeminglyPassed(at monitor.Hop) int {
	alarm := l.path.Of(monitor.HopAlarm)
	if at != monitor.HopFilter && at != monitor.HopMetric || alarm.Status != trace.Waiting || alarm.Late.IsZero() || !l.now.After(alarm.Late) {
		return -1
	}
	return slices.IndexFunc(l.path.Hops, func(h trace.Hop) bool { return h.Hop == at && h.Status == trace.OK })
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
	c.style, c.glyph, c.word, c.short = t.Dim, t.Glyphs.Skip, willNotCome, "never"
	return c
}

const willNotCome = "will not come"

// stopLine says where the chain is broken that the read of the bar is on.
func (l *Live) stopLine(at, w int) string {
	t := l.theme
	text := t.Glyphs.Bad + " stops at " + string(l.path.Hops[at].Hop) + ": " + foreign.Safe(l.report.Verdict.Code)
	for _, tail := range []string{l.noMail(), "no mail comes of it"} {
		if lipgloss.Width(text)+2+lipgloss.Width(tail) <= w && (tail == l.noMail() || !l.byRule()) {
			return t.Bad.Render(text) + t.Dim.Render("  "+tail)
		}
	}
	return t.Bad.Render(text)
}

// halt is what kept a read from its mail.
type halt struct {
	hop    monitor.Hop
	code   string // safe; "" where nothing did
	hidden bool   // a hunt hid it when it was seen
}

// halt notes what the read of the bar is kept from its mail by, at present.
func (l *Live) halt(r *row) {
	hidden := l.hunt.Covered()
	at := l.brokenAt()
	if at >= 0 && r.stopped.code != "" && l.place(r.stopped.hop) >= l.passed() && l.behind(at, r.stopped.hop) {
		return // it has not even come as far
	}
	if at >= 0 {
		r.stopped = halt{hop: l.path.Hops[at].Hop, code: foreign.Safe(l.report.Verdict.Code), hidden: hidden}
	} else if r.stopped.hidden {
		r.stopped.hidden = hidden
	}
}

// missed reports that the read of the bar stopped at something that is broken no
// more, and that its mail is overdue. What has come to light since, such as an
// address that is still to be confirmed, does not bring it back.
func (l *Live) missed() bool {
	if l.strip == nil || l.strip.stopped.code == "" || l.strip.stopped.hidden || l.standing(l.strip.stopped.code) {
		return false
	}
	if at := l.stopsAt(); at >= 0 && !l.behind(at, l.strip.stopped.hop) {
		return false
	}
	if l.seeminglyPassed(l.strip.stopped.hop) >= 0 {
		return true
	}
	for _, h := range l.path.Hops[l.passed():] {
		if h.Hop == l.strip.stopped.hop {
			open, waiting := l.firstOpen(l.passed())
			return !waiting || l.late(open)
		}
	}
	return false // it has passed there since
}

// behind reports that a place in the bar comes after a hop.
func (l *Live) behind(at int, hop monitor.Hop) bool {
	return at > l.place(hop)
}

// place is where in the bar a hop is.
func (l *Live) place(hop monitor.Hop) int {
	return slices.IndexFunc(l.path.Hops, func(h trace.Hop) bool { return h.Hop == hop })
}

// standing reports that the newest check still says so, or that none has looked
// since the read of the bar.
func (l *Live) standing(code string) bool {
	return l.report == nil || l.outdated() == beforeThis ||
		l.report.Verdict.Status == doctor.Broken && foreign.Safe(l.report.Verdict.Code) == code
}

// failedAt is the hop at which the read of the bar shows by itself that it stopped,
// -1 where it does not. What the filter leaves out on purpose did not stop.
func (l *Live) failedAt() int {
	if _, covered := l.covered(); covered {
		return -1
	}
	for i, h := range l.path.Hops {
		if h.Hop != monitor.HopHistory && h.Status == trace.Broken {
			if l.passedOver(h) {
				return -1
			}
			return i
		}
	}
	return -1
}

// repaired reports that a check that knew the read of the bar found nothing
// broken.
func (l *Live) repaired() bool {
	return l.report != nil && l.report.Verdict.Status != doctor.Broken && l.report.Verdict.Code != doctor.CodeTooSoon &&
		l.outdated() == "" && !l.hunt.Covered()
}

// missedLine says in w cells why nothing more is awaited of the read, and what
// to do next.
func (l *Live) missedLine(w int) string {
	next := l.nextStep()
	lost := "lost at " + string(l.strip.stopped.hop)
	why := lost + " (" + l.strip.stopped.code + "), before the repair"
	return l.firstThatFits(w, why+": its mail is not expected any more"+next, why+next, lost+", before the repair"+next, lost+next, lost)
}

// codeNewer is what the checklist says of a read that came before the filter.
const codeNewer = "filter-newer-than-read"

// failedLine says in w cells where a read shows by itself that it stopped, and
// what to do next.
func (l *Live) failedLine(h trace.Hop, w int) string {
	if !l.repaired() {
		return l.amissLine(h)
	}
	next := l.nextStep()
	lost := "lost at " + string(h.Hop)
	why := fact(h, trace.EvidenceWhy)
	if h.Hop == monitor.HopFilter && l.found(codeNewer) {
		why = "it came before the filter was made"
	}
	return l.firstThatFits(w, lost+": "+why+next, lost+next, lost)
}

// firstThatFits is the longest of some texts about what is over that has room in
// w cells.
func (l *Live) firstThatFits(w int, texts ...string) string {
	text := ""
	for _, text = range texts {
		if lipgloss.Width(text)+3 <= w {
			break
		}
	}
	return l.theme.Dim.Render(l.theme.Glyphs.Skip + " " + text)
}

// nextStep is what proves that the chain is whole again.
func (l *Live) nextStep() string {
	switch {
	case l.unconfirmed() && l.feed.Inbox != nil:
		return "; i: confirm the address"
	case l.unconfirmed():
		return "; next: confirm the address"
	case l.feed.TestRead != nil:
		return "; t makes another read"
	default:
		return ""
	}
}
