package live

import (
	"slices"
	"strings"
	"time"

	"charm.land/lipgloss/v2"

	"secretwatch/aws/monitor"
	"secretwatch/aws/trace"
	"secretwatch/ui/widget"
)

// hopCell is one hop as the bar shows it.
type hopCell struct {
	style             lipgloss.Style
	glyph, name, word string
	short             string // stands for the word where that has no room
	amiss             bool   // the read is not simply on its way, or past
	// times are when the read passed, or by when that is expected; the first of
	// them that has room is shown.
	times []string
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
	cells := make([]hopCell, 0, len(hops))
	due, stop := l.expectations(), l.stopsAt()
	missed, failed := l.missed(), l.failedAt()
	_, covered := l.covered()
	for i, h := range hops {
		c := l.hopCell(h, due)
		switch {
		case h.Hop == monitor.HopHistory:
		case stop >= 0 && i >= stop:
			c = l.stopCell(c, i == stop)
		case missed && i >= l.passed(), failed >= 0 && i > failed, covered && (h.Hop == monitor.HopAction || h.Hop == monitor.HopMail):
			c = l.stopCell(c, false)
		case i == failed && l.repaired():
			c.style, c.glyph, c.word, c.amiss = l.theme.Warn, l.theme.Glyphs.Warn, "lost", true
		}
		cells = append(cells, l.ruleCell(c, h))
	}
	return cells
}

func (l *Live) hopCell(h trace.Hop, due map[monitor.Hop]time.Time) hopCell {
	t := l.theme
	style, glyph, word := l.status(h.Status)
	c := hopCell{style: style, glyph: glyph, name: string(h.Hop), word: word}
	_, covered := l.covered()
	by, expected := due[h.Hop]
	switch {
	case l.passedOver(h):
		c.style, c.glyph, c.word, c.amiss = t.Dim, t.Glyphs.Skip, "skipped", true
	case covered && h.Hop == monitor.HopAlarm:
		c.style, c.glyph, c.word, c.amiss = t.Wait, t.Glyphs.Skip, "ALARM", true
	case h.Hop == monitor.HopMail && l.mailLost():
		c.style, c.glyph, c.word, c.amiss = t.Warn, t.Glyphs.Warn, "lost", true
	case h.Status == trace.OK:
		c.times = passed(h)
	case h.Hop == monitor.HopMail && h.Status == trace.Unknown && fact(h, trace.EvidenceAfter) == "":
		c.style, c.word = t.Wait, "yours"
	case l.headingFor(h):
		c = l.headingCell(c, h, by)
	case h.Status == trace.Waiting, fact(h, trace.EvidenceAfter) != "":
		c.style, c.glyph, c.word = t.Dim, t.Glyphs.Todo, wordToCome
		if len(l.path.Hops) == 0 || h.Status != trace.Waiting {
			c.word = ""
		}
		if expected && !l.feed.Fast {
			c.times = []string{"by " + l.byClock(by), l.byClock(by)}
		}
	default:
		c.amiss = h.Hop != monitor.HopHistory
	}
	return c
}

// headingCell is the cell of a hop that the read is on its way to.
func (l *Live) headingCell(c hopCell, h trace.Hop, by time.Time) hopCell {
	t := l.theme
	if l.blind() != "" {
		c.style, c.glyph, c.word, c.amiss = t.Warn, t.Glyphs.Unknown, "not seen", true
		return c
	}
	if l.late(h) {
		c.style, c.glyph, c.word, c.amiss = t.Warn, t.Glyphs.Warn, "late", h.Hop != monitor.HopHistory
	}
	c.times = append([]string{"by " + l.byClock(by)}, lasted("", l.now.Sub(l.since(h.Hop)))...)
	if l.feed.Fast || by.IsZero() {
		c.times = c.times[1:] // seconds: what has passed of them tells more
	}
	return c
}

// second is the cell's text in the bar's second line: a time says more than the
// word for it, which the glyph repeats.
func (c hopCell) second(room int) string {
	switch at := c.at(room); {
	case at != "" || c.word == wordToCome:
		return at
	case c.short != "" && lipgloss.Width(c.word) > room:
		return c.short
	default:
		return c.word
	}
}

// at is the cell's time, as far as it has room.
func (c hopCell) at(room int) string {
	for _, text := range c.times {
		if lipgloss.Width(text) <= room {
			return text
		}
	}
	return ""
}

const wordToCome = "to come"

// headingFor reports that the read is on its way to this very hop.
func (l *Live) headingFor(h trace.Hop) bool {
	next, waiting := l.awaited()
	return h.Status == trace.Waiting && waiting && (h.Hop == next.Hop || h.Hop == monitor.HopHistory)
}

// passed is when a read passed a hop, as far as it was seen.
func passed(h trace.Hop) []string {
	switch {
	case h.Hop == monitor.HopRead:
		return []string{"+0 s"}
	case h.At.IsZero():
		return []string{"seen"}
	default:
		return lasted("+", h.After)
	}
}

// lasted is a time that has passed, and the same in its largest unit only, for
// where the whole has no room. CloudTrail gives a read's time in whole seconds, so
// tenths of one would be made up.
// https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html
func lasted(sign string, d time.Duration) []string {
	whole := widget.Span(d)
	return []string{sign + whole, sign + strings.Join(strings.Fields(whole)[:2], " ")}
}

// hopBar draws the hops in rows of w cells: names, words and times where the
// screen is tall, names above times, or one row where there is no room.
func (l *Live) hopBar(w, h int, single bool) string {
	cells := l.hopCells()
	need := 0
	for _, c := range cells {
		need += lipgloss.Width(c.name) + 2
	}
	tall := h >= wordsFrom && w >= twoFrom
	switch {
	case single || w < 56:
		return l.hopLine(cells, w)
	case w-2 < need+2*(len(cells)-1):
		return l.hopRows(cells[1:], w, "", tall) // the read itself stands in the list
	default:
		return l.hopRows(cells, w, " ", tall)
	}
}

// hopRows spreads the hops over the width, a line between each two.
func (l *Live) hopRows(cells []hopCell, w int, space string, words bool) string {
	t := l.theme
	used := 0
	for _, c := range cells {
		used += 1 + len(space) + lipgloss.Width(c.name)
	}
	// The last time may be wider than its name: keep a little room for it.
	free, gaps := max(w-2-used-4*len(space), 0), max(len(cells)-1, 1)
	var names, second, third strings.Builder
	for _, b := range []*strings.Builder{&names, &second, &third} {
		b.WriteByte(' ')
	}
	at := 1
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
		at += wide + gap
		room := wide + gap
		if i == len(cells)-1 {
			room = max(w-at+wide, 0)
		}
		lead := blankFor(space)
		fit := room - len(lead) - min(len(cells)-1-i, 1)
		text := c.second(fit)
		if words {
			if c.short == "" {
				text = c.word
			}
			third.WriteString(c.style.Render(widget.FitLine(lead+c.at(fit), room)))
		}
		second.WriteString(c.style.Render(widget.FitLine(lead+text, room)))
	}
	if words {
		return widget.Fit(names.String()+"\n"+second.String()+"\n"+third.String(), w, 3)
	}
	return widget.Fit(names.String()+"\n"+second.String(), w, 2)
}

// blankFor puts the time below the hop's name, not below its glyph.
func blankFor(space string) string {
	if space == "" {
		return ""
	}
	return "  "
}

// worst is the hop whose state has to be said: the broken one, or else the first
// at which something is amiss.
func worst(cells []hopCell, broken string) (hopCell, bool) {
	at := slices.IndexFunc(cells, func(c hopCell) bool { return c.glyph == broken })
	if at < 0 {
		at = slices.IndexFunc(cells, func(c hopCell) bool { return c.amiss })
	}
	if at < 0 {
		return hopCell{}, false
	}
	return cells[at], true
}

// hopLine is the bar in one line: a glyph for each hop, and in words the hop at
// which something is amiss, or else the last one passed and the next.
func (l *Live) hopLine(cells []hopCell, w int) string {
	var b strings.Builder
	b.WriteByte(' ')
	for _, c := range cells {
		b.WriteString(c.style.Render(c.glyph))
	}
	past, then := "", ""
	if h, ok := l.awaited(); ok {
		then = " then " + string(h.Hop)
		if due, _ := l.due(h); !l.feed.Fast {
			then += " by " + l.byClock(due)
		}
	}
	if at := l.passed(); at > 0 {
		c := cells[at-1]
		past = " " + c.style.Render(c.name+" "+c.second(w))
		if then != "" {
			past += ","
		}
	}
	if c, ok := worst(cells, l.theme.Glyphs.Bad); ok {
		past, then = " "+c.style.Render(c.name+" "+c.word), ""
	}
	if 1+len(cells)+lipgloss.Width(past+then) > w {
		past = "" // its glyph says as much
	}
	return widget.FitLine(b.String()+past+l.theme.Wait.Render(then), w)
}
