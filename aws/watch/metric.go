package watch

import (
	"context"
	"time"
)

// An answer has at most 1,440 points, a day of minutes.
const (
	longestChart = 23 * time.Hour
	metricDeep   = 10 * time.Minute
)

// pollMetric asks for the minutes of the filter's metric.
func (w *Watcher) pollMetric() func(context.Context, func(found) bool) (found, int) {
	known := map[time.Time]Datapoint{}
	var from time.Time
	return func(ctx context.Context, _ func(found) bool) (found, int) {
		now := w.a.Clock.Now()
		if from.IsZero() {
			from = now.Add(-min(w.o.Since, longestChart))
		}
		points, err := Datapoints(ctx, w.a, Metric{Namespace: w.t.Namespace, Name: w.t.Metric}, from.Truncate(time.Minute), now.Add(time.Minute).Truncate(time.Minute))
		if err != nil {
			return found{err: err}, 1
		}
		from = later(from, now.Add(-metricDeep))
		var news []Datapoint
		for _, d := range points {
			if before, ok := known[d.At]; ok && before == d {
				continue
			}
			known[d.At] = d
			news = append(news, d)
		}
		for at := range known {
			if at.Before(from.Add(-time.Minute)) {
				delete(known, at)
			}
		}
		return found{datapoints: news}, 1
	}
}
