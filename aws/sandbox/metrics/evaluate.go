package metrics

import (
	"slices"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"

	"secretwatch/aws/alarm"
)

// How often alarms look, and when.
const (
	fastTick = time.Second
	// realLag is how long after the minute the evaluation runs.
	realLag   = 7 * time.Second
	shortTick = 10 * time.Second // of alarms on periods below a minute
)

// watch has the alarm evaluated until nothing can change any more. At rest
// nothing runs.
func (s *State) watch(a *metricAlarm) {
	span := time.Duration(alarm.Range(a.rule)+1)*a.rule.Period + 2*time.Minute
	if a.rule.Period*time.Duration(a.rule.EvaluationPeriods) > daySeconds*time.Second {
		span += time.Hour
	}
	if a.warmUp != nil {
		span += time.Duration(aws.ToInt32(a.warmUp.WarmUpPeriodDurationInMinutes)) * time.Minute
	}
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
			if s.deps.Fast || a.due(now) {
				s.evaluate(r, a, now)
			}
		}
	}
	if s.ticking {
		s.deps.Clock.At(s.nextTick(), s.tick)
	}
}

// due reports whether the alarm is evaluated at this tick of the real pace:
// every ten seconds for periods below a minute, else every minute, and every
// hour where the evaluation spans more than a day.
func (a *metricAlarm) due(now time.Time) bool {
	span := a.rule.Period * time.Duration(a.rule.EvaluationPeriods)
	switch {
	case a.rule.Period < time.Minute:
		return true
	case now.Second() >= int(shortTick/time.Second):
		return false
	case span > daySeconds*time.Second:
		return now.Minute() == 0
	default:
		return true
	}
}

func (s *State) evaluate(r *region, a *metricAlarm, now time.Time) {
	a.expire(now)
	points := s.points(r, a, now)
	if a.warming(points, now) || a.tooFew(points) {
		return
	}
	result := alarm.Evaluate(a.rule, a.state, points)
	if result.State == a.state || result.State == "" {
		return
	}
	if now.Before(a.heldUntil) && (result.State != alarm.Alarm || !s.breachedSince(r, a, now)) {
		return
	}
	a.heldUntil = time.Time{}
	s.change(r, a, result.State, result.Reason, result.ReasonData.JSON(now))
}

// warming reports whether the alarm's warm-up is not over. It ends early, if it
// may, with as many points as the alarm looks at.
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-warm-up.html
func (a *metricAlarm) warming(points []alarm.Point, now time.Time) bool {
	if a.warmUp == nil || now.Sub(a.updated) >= time.Duration(aws.ToInt32(a.warmUp.WarmUpPeriodDurationInMinutes))*time.Minute {
		return false
	}
	return aws.ToBool(a.warmUp.OnlyStartEvaluatingAfterWarmUpPeriodEnds) || present(points) < a.rule.EvaluationPeriods
}

func present(points []alarm.Point) int {
	n := 0
	for _, p := range points {
		if !p.Missing {
			n++
		}
	}
	return n
}

// tooFew reports whether an alarm on a percentile is told to keep its state
// with as few samples as there are in one of its newest points.
func (a *metricAlarm) tooFew(points []alarm.Point) bool {
	p, ok := percent(a.rule.Statistic)
	if !ok || aws.ToString(a.lowSample) != lowIgnore {
		return false
	}
	looked := 0
	for _, point := range slices.Backward(points) {
		if point.Missing {
			continue
		}
		if looked++; looked > a.rule.EvaluationPeriods {
			break
		}
		if !alarm.Significant(p, point.SampleCount) {
			return true
		}
	}
	return false
}
