package metrics

import (
	"time"

	"secretwatch/aws/alarm"
)

// How often alarms look, and when.
const (
	fastTick = time.Second
	// realLag is how long after the minute the evaluation runs.
	realLag   = 7 * time.Second
	shortTick = 10 * time.Second // of alarms on periods below a minute
	// spentAfter is the fast pace's: a breaching point leaves the evaluation
	// range so long after it was first evaluated.
	spentAfter = 10 * time.Second
)

// breach is a stretch of time that was seen to breach with the samples up to
// serial.
type breach struct {
	from, to time.Time
	serial   uint64
	seen     time.Time
}

// watch has the alarm evaluated until nothing can change any more. At rest
// nothing runs.
func (s *State) watch(a *metricAlarm) {
	span := time.Duration(alarm.Range(a.rule)+1)*a.rule.Period + 2*time.Minute
	a.watchUntil = s.deps.Clock.Now().Add(span)
	if !s.ticking {
		s.ticking = true
		s.deps.Clock.At(s.nextTick(), s.tick)
	}
}

func (s *State) nextTick() time.Time {
	now := s.deps.Clock.Now()
	if s.deps.Fast {
		return now.Add(fastTick)
	}
	next := now.Truncate(shortTick).Add(realLag)
	for !next.After(now) {
		next = next.Add(shortTick)
	}
	return next
}

// tick evaluates every alarm that is watched and due.
func (s *State) tick() {
	s.ticking = false
	now := s.deps.Clock.Now()
	for _, r := range s.regions {
		for _, a := range r.sorted() {
			if now.After(a.watchUntil) {
				continue
			}
			s.ticking = true
			if s.deps.Fast || a.rule.Period < time.Minute || now.Second() < int(shortTick/time.Second) {
				s.evaluate(r, a, now)
			}
		}
	}
	if s.ticking {
		s.deps.Clock.At(s.nextTick(), s.tick)
	}
}

func (s *State) evaluate(r *region, a *metricAlarm, now time.Time) {
	a.expire(now)
	result := alarm.Evaluate(a.rule, a.state, s.points(r, a, now))
	if result.State == a.state || result.State == "" {
		return
	}
	s.change(r, a, result.State, result.Reason, result.ReasonData.JSON(now))
}

// points are the periods of the evaluation range, oldest first. The newest
// ends with the last full minute, at the fast pace with the current one.
func (s *State) points(r *region, a *metricAlarm, now time.Time) []alarm.Point {
	grain := min(a.rule.Period, time.Minute)
	end := now.Truncate(grain)
	if s.deps.Fast {
		end = end.Add(grain)
	}
	n := alarm.Range(a.rule)
	points := make([]alarm.Point, 0, n)
	line := r.series[a.key]
	for from := end.Add(-time.Duration(n) * a.rule.Period); from.Before(end); from = from.Add(a.rule.Period) {
		to := from.Add(a.rule.Period)
		samples := a.unspent(line.window(from, to, a.unit))
		point := alarm.Point{At: from, Missing: true}
		if v, ok := value(samples, a.rule.Statistic); ok {
			point = alarm.Point{At: from, Value: v, SampleCount: total(samples).SampleCount}
			if s.deps.Fast && alarm.Breaches(a.rule.Comparison, v, a.rule.Threshold) {
				a.remember(from, to, samples, now)
			}
		}
		points = append(points, point)
	}
	return points
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

// change sets the state. Only a change of it runs actions.
func (s *State) change(r *region, a *metricAlarm, state alarm.State, reason, data string) {
	old := snapshot(a)
	now := s.deps.Clock.Now()
	a.reason, a.reasonData, a.stateUpdated = reason, data, now
	if a.state == state {
		return
	}
	a.state, a.transitioned = state, now
	s.noteState(r, a, old)
	for _, action := range a.actionsOf(state) {
		s.act(r, a, old.Value, action)
	}
}
