package report

import (
	"fmt"
	"time"
)

// between says how long it was from one moment to another, no finer than both
// are known: CloudTrail writes the time of a call without its fraction.
// https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html
func between(from, to time.Time) string { return finely(to.Sub(from), whole(from, to)) }

// whole reports that one of the moments has no fraction of a second.
func whole(moments ...time.Time) bool {
	for _, at := range moments {
		if at.Nanosecond() == 0 {
			return true
		}
	}
	return false
}

// finely is a duration that is known to the second only, or exactly.
func finely(d time.Duration, second bool) string {
	switch {
	case !second || d >= time.Minute: // which has no fraction anyway
		return took(d)
	case d < time.Second:
		return "less than a second"
	default:
		return fmt.Sprintf("about %d s", int(d.Seconds()))
	}
}

// mark is finely for a column.
func mark(d time.Duration, second bool) string {
	switch {
	case !second || d >= time.Minute:
		return "+" + took(d)
	case d < time.Second:
		return "under 1 s"
	default:
		return fmt.Sprintf("+%d s", int(d.Seconds()))
	}
}

// took says a duration shortly: 3.4 s, 2 min 05 s, 3 h 10 min.
func took(d time.Duration) string {
	switch {
	case d < time.Second:
		return fmt.Sprintf("%d ms", d.Milliseconds())
	case d < time.Minute:
		return fmt.Sprintf("%.1f s", d.Seconds())
	case d < time.Hour:
		return fmt.Sprintf("%d min %02d s", int(d.Minutes()), int(d.Seconds())%60)
	case d < 48*time.Hour:
		return fmt.Sprintf("%d h %02d min", int(d.Hours()), int(d.Minutes())%60)
	default:
		return fmt.Sprintf("%d days", int(d.Hours()/24))
	}
}

// round says a duration of whole minutes without seconds.
func round(d time.Duration) string {
	if d%time.Minute != 0 || d < time.Minute || d >= time.Hour {
		return took(d)
	}
	return plural(int(d/time.Minute), "minute")
}
