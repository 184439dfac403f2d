package plain

import (
	"fmt"
	"time"

	"secretwatch/aws/trace"
)

// Took says a duration shortly: 12 ms, 3.4 s, 2 m 05 s.
func Took(d time.Duration) string {
	switch {
	case d < time.Second:
		return fmt.Sprintf("%d ms", d.Milliseconds())
	case d < time.Minute:
		return fmt.Sprintf("%.1f s", d.Seconds())
	default:
		return fmt.Sprintf("%d m %02d s", int(d.Minutes()), int(d.Seconds())%60)
	}
}

// Whole is Took of a duration that is known to the second only: under 1 s, 3 s,
// 2 m 05 s.
func Whole(d time.Duration) string {
	switch {
	case d < time.Second:
		return "under 1 s"
	case d < time.Minute:
		return fmt.Sprintf("%d s", int(d.Seconds()))
	default:
		return Took(d)
	}
}

// known is a duration as finely as it is known.
func known(d time.Duration, whole bool) string {
	if whole {
		return Whole(d)
	}
	return Took(d)
}

// AfterRead is how long after the read a hop was passed.
func AfterRead(h trace.Hop) string { return known(h.After, h.AfterWhole) }

// Total is how long the read took to the last hop that it has passed.
func Total(p trace.Path) string { return known(p.Total(), p.TotalWhole()) }

// LastedWhole is Lasted of a duration that is known to the second only.
func LastedWhole(d time.Duration) string {
	if d < time.Second {
		return "less than a second"
	}
	return Lasted(d.Truncate(time.Second))
}

// heardLasted is a duration as finely as it is known, in a sentence.
func heardLasted(d time.Duration, whole bool) string {
	if whole {
		return LastedWhole(d)
	}
	return Lasted(d)
}
