package trace

import (
	"strings"
	"time"

	"secretwatch/aws/monitor"
)

// Strokes draws a bar for every hop of All, in so many cells, from when the hop before
// was passed to when it was, scaled to the whole. Event history is a side road,
// hence its other stroke; what is awaited is dotted, and an x marks where the
// read was stopped. A hop of which no moment is known has none.
func (p Path) Strokes(now time.Time, cells int) []string {
	hops := p.All()
	strokes := make([]string, len(hops))
	whole := p.span(now)
	if whole <= 0 || cells <= 0 {
		return strokes
	}
	passed := time.Duration(0)
	for i, h := range hops {
		if i == len(p.Hops) {
			passed = 0 // the rule's way begins at the read
		}
		strokes[i] = stroke(h, passed, whole, now.Sub(p.Read.Time), cells)
		if h.Status == OK && h.Hop != monitor.HopHistory {
			passed = max(passed, h.After)
		}
	}
	return strokes
}

// span is how long the way has been so far.
func (p Path) span(now time.Time) time.Duration {
	whole := p.Total()
	if h := p.Of(monitor.HopHistory); h.Status == OK {
		whole = max(whole, h.After)
	}
	for _, h := range p.Rule {
		if h.Status == OK {
			whole = max(whole, h.After)
		}
	}
	if !p.Done() {
		whole = max(whole, now.Sub(p.Read.Time))
	}
	return whole
}

// stroke is one hop's bar in so many cells.
func stroke(h Hop, passed, whole, now time.Duration, cells int) string {
	at := func(d time.Duration) int { return min(int(int64(cells)*int64(max(d, 0))/int64(whole)), cells-1) }
	from, to, mark := passed, h.After, "="
	switch {
	case h.Hop == monitor.HopHistory && h.Status == OK:
		from, mark = 0, "-"
	case h.Status == OK:
	case h.Status == Broken:
		from, to, mark = passed, passed, "x"
	case h.Status == Waiting && !h.Due.IsZero():
		to, mark = now, "."
		if h.Hop == monitor.HopHistory {
			from = 0
		}
	default:
		return ""
	}
	if h.Status == OK && h.At.IsZero() {
		return ""
	}
	first, last := at(from), at(to)
	return strings.Repeat(" ", first) + strings.Repeat(mark, max(last-first+1, 1))
}
