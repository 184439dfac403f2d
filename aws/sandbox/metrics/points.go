package metrics

import (
	"math"
	"slices"
	"time"

	"secretwatch/aws/alarm"
)

// breachedSince reports whether the samples that came after a state was set by
// hand breach the threshold by themselves.
func (s *State) breachedSince(r *region, a *metricAlarm, now time.Time) bool {
	values := a.values(s.windows(a, now), func(m reading, w stretch) float64 {
		later := slices.DeleteFunc(s.samples(r, a, m, w, now), func(one timed) bool { return one.serial <= a.heldSerial })
		return orNaN(value(later, m.statistic))
	})
	return slices.ContainsFunc(values, func(v float64) bool { return alarm.Breaches(a.rule.Comparison, v, a.rule.Threshold) })
}

func orNaN(v float64, ok bool) float64 {
	if !ok {
		return math.NaN()
	}
	return v
}

// values are what the alarm compares, over the periods. That they can be
// computed was seen when the alarm was put.
func (a *metricAlarm) values(over []stretch, read reader) []float64 {
	values, err := compute(a.source, a.queries, over, read)
	if err != nil {
		return nil
	}
	return values
}

// windows are the periods of the evaluation range, oldest first. The newest
// ends with the last full minute (ten seconds, for shorter periods), at the
// fast pace with the current one.
func (s *State) windows(a *metricAlarm, now time.Time) []stretch {
	grain := time.Minute
	if a.rule.Period < time.Minute {
		grain = shortTick
	}
	end := now.Truncate(grain)
	if s.deps.Fast {
		end = end.Add(grain)
	}
	n := alarm.Range(a.rule)
	all := make([]stretch, 0, n)
	for from := end.Add(-time.Duration(n) * a.rule.Period); from.Before(end); from = from.Add(a.rule.Period) {
		all = append(all, stretch{from, from.Add(a.rule.Period)})
	}
	return all
}

// samples are those of a period that the alarm can see. Samples of one-minute
// resolution are reported once their minute is over: an alarm on a shorter
// period does not see them before.
func (s *State) samples(r *region, a *metricAlarm, m reading, w stretch, now time.Time) []timed {
	samples := a.unspent(r.series[m.metric.key()].window(w.from, w.to, m.unit))
	if a.rule.Period >= time.Minute {
		return samples
	}
	return slices.DeleteFunc(samples, func(one timed) bool { return !one.high && now.Before(one.start.Add(time.Minute)) })
}

// points are what the alarm compares over the evaluation range, oldest first.
func (s *State) points(r *region, a *metricAlarm, now time.Time) []alarm.Point {
	windows := s.windows(a, now)
	seen := map[time.Time][]timed{} // by the start of the period
	values := a.values(windows, func(m reading, w stretch) float64 {
		samples := s.samples(r, a, m, w, now)
		seen[w.from] = append(seen[w.from], samples...)
		return orNaN(value(samples, m.statistic))
	})
	points := make([]alarm.Point, len(values))
	for i, v := range values {
		w := windows[i]
		points[i] = alarm.Point{At: w.from, Missing: true}
		if math.IsNaN(v) {
			continue
		}
		points[i] = alarm.Point{At: w.from, Value: v}
		if a.key != "" { // an expression has no samples of its own
			points[i].SampleCount = total(seen[w.from]).SampleCount
		}
		if s.deps.Fast && alarm.Breaches(a.rule.Comparison, v, a.rule.Threshold) {
			a.remember(w.from, w.to, seen[w.from], now)
		}
	}
	return points
}
