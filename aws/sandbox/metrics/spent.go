package metrics

import (
	"time"

	"secretwatch/aws/alarm"
)

// spentAfter is the fast pace's: a breaching point leaves the evaluation range
// so long after it was first evaluated.
const spentAfter = 10 * time.Second

// breach is a stretch of time that was seen to breach with the samples up to
// serial.
type breach struct {
	from, to time.Time
	serial   uint64
	seen     time.Time
}

// remember notes when samples were first seen to breach.
func (a *metricAlarm) remember(from, to time.Time, samples []timed, now time.Time) {
	newest := uint64(0)
	for _, s := range samples {
		newest = max(newest, s.serial)
	}
	for _, b := range a.fresh {
		if b.serial >= newest && !b.from.After(from) && !b.to.Before(to) {
			return
		}
	}
	a.fresh = append(a.fresh, breach{from, to, newest, now})
}

// expire takes breaching points out of the evaluation range when their time
// at the fast pace is over.
func (a *metricAlarm) expire(now time.Time) {
	kept := a.fresh[:0]
	for _, b := range a.fresh {
		if now.Sub(b.seen) >= spentAfter {
			a.spent = append(a.spent, b)
		} else {
			kept = append(kept, b)
		}
	}
	a.fresh = kept
	oldest := now.Add(-time.Duration(alarm.Range(a.rule)+2) * a.rule.Period)
	for len(a.spent) > 0 && a.spent[0].to.Before(oldest) {
		a.spent = a.spent[1:]
	}
}

// unspent leaves out the samples of points that have left the range. Later
// samples of the same minute are a point of their own.
func (a *metricAlarm) unspent(samples []timed) []timed {
	if len(a.spent) == 0 {
		return samples
	}
	var kept []timed
	for _, s := range samples {
		gone := false
		for _, b := range a.spent {
			gone = gone || s.serial <= b.serial && !s.start.Before(b.from) && s.start.Before(b.to)
		}
		if !gone {
			kept = append(kept, s)
		}
	}
	return kept
}
