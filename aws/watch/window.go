package watch

import "time"

// window decides how far back a source of reads is asked. What AWS shows late
// or out of order lies before the newest that was seen, so windows overlap, and
// what comes again is known by its event id.
type window struct {
	from    time.Time     // the beginning of everything, AWS's clock
	shallow time.Duration // overlap of most polls
	deep    time.Duration // overlap at least once a minute
	polled  time.Time     // when the last complete poll began
	deeply  time.Time
	cheap   bool // the last poll took a page or two
}

// begin gives the start of a poll's window. It is the first poll's that looks
// back furthest.
func (v *window) begin(now time.Time) (start time.Time, first bool) {
	if v.polled.IsZero() {
		return v.from, true
	}
	overlap := v.shallow
	if v.cheap || now.Sub(v.deeply) >= time.Minute {
		overlap = v.deep
	}
	start = v.polled
	if now.Before(start) {
		start = now // AWS's clock was not known yet, or a sandbox was reset
	}
	start = start.Add(-overlap)
	if start.Before(v.from) {
		start = v.from
	}
	return start, false
}

// end takes note of a poll that went through all its pages.
func (v *window) end(began, start time.Time, pages int) {
	if v.polled.IsZero() || v.polled.Sub(start) >= v.deep || !start.After(v.from) {
		v.deeply = began
	}
	v.polled = began
	v.cheap = pages <= 2 // FilterLogEvents often ends with an empty page
}
