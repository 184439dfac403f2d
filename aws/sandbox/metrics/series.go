package metrics

import (
	"maps"
	"math"
	"slices"
	"sort"
	"strings"
	"time"

	"secretwatch/aws/alarm"
)

// Metric names one metric.
type Metric struct {
	Namespace, Name string
	Dimensions      map[string]string
}

// key is the same for the same metric, whatever the order of its dimensions.
func (m Metric) key() string {
	var b strings.Builder
	b.WriteString(m.Namespace + "\x00" + m.Name)
	for _, name := range slices.Sorted(maps.Keys(m.Dimensions)) {
		b.WriteString("\x00" + name + "\x00" + m.Dimensions[name])
	}
	return b.String()
}

// Sample is something measured: one value, or statistics of several.
type Sample struct {
	At    time.Time // UTC
	Unit  string    // "" means None
	Stats alarm.Stats
	High  bool // high resolution: seconds, not minutes
}

// One is the sample of a single value.
func One(at time.Time, value float64, unit string) Sample {
	return Sample{At: at, Unit: unit, Stats: alarm.Stats{}.Add(value)}
}

// series is a metric's samples in buckets of a minute or a second.
type series struct {
	metric  Metric
	buckets []bucket // oldest first
	newest  time.Time
}

type bucket struct {
	start   time.Time
	samples []sample
}

type sample struct {
	serial uint64 // in the order of arrival, all metrics
	unit   string
	stats  alarm.Stats
}

// Put adds a sample, and has the alarms on the metric look at it.
func (s *State) Put(regionName string, m Metric, p Sample) {
	r := s.region(regionName)
	key := m.key()
	line := r.series[key]
	if line == nil {
		if len(r.series) >= maxSeries {
			return
		}
		line = &series{metric: m}
		r.series[key] = line
	}
	s.serial++
	line.add(p, s.serial)
	line.prune(s.deps.Clock.Now())
	for _, a := range r.alarms {
		if a.key == key {
			s.watch(a)
		}
	}
}

func (l *series) add(p Sample, serial uint64) {
	grain := time.Minute
	if p.High {
		grain = time.Second
	}
	start := p.At.UTC().Truncate(grain)
	if start.After(l.newest) {
		l.newest = start
	}
	i := sort.Search(len(l.buckets), func(i int) bool { return !l.buckets[i].start.Before(start) })
	if i == len(l.buckets) || !l.buckets[i].start.Equal(start) {
		l.buckets = slices.Insert(l.buckets, i, bucket{start: start})
	}
	l.buckets[i].add(sample{serial: serial, unit: p.Unit, stats: p.Stats})
}

// add keeps samples apart, so that an alarm can tell old from new, but not the
// flood of zeros that a filter's default value makes.
func (b *bucket) add(s sample) {
	if n := len(b.samples); n > 0 {
		last := &b.samples[n-1]
		zeros := last.stats.Min == 0 && last.stats.Max == 0 && s.stats.Min == 0 && s.stats.Max == 0
		if last.unit == s.unit && (zeros || n >= maxSamples) {
			last.stats, last.serial = last.stats.Merge(s.stats), s.serial
			return
		}
	}
	b.samples = append(b.samples, s)
}

func (l *series) prune(now time.Time) {
	drop := max(0, len(l.buckets)-maxBuckets)
	for drop < len(l.buckets) && now.Sub(l.buckets[drop].start) > keepPoints {
		drop++
	}
	if drop > 0 {
		l.buckets = slices.Delete(l.buckets, 0, drop)
	}
}

// window is the samples of [from, to) in one unit, or in any where unit is "".
func (l *series) window(from, to time.Time, unit string) []timed {
	if l == nil {
		return nil
	}
	var found []timed
	first := sort.Search(len(l.buckets), func(i int) bool { return !l.buckets[i].start.Before(from) })
	for _, b := range l.buckets[first:] {
		if !b.start.Before(to) {
			break
		}
		for _, s := range b.samples {
			if unit == "" || unit == s.unit || unit == "None" && s.unit == "" {
				found = append(found, timed{b.start, s})
			}
		}
	}
	return found
}

// timed is a sample and the start of its bucket.
type timed struct {
	start time.Time
	sample
}

func total(samples []timed) alarm.Stats {
	var all alarm.Stats
	for _, s := range samples {
		all = all.Merge(s.stats)
	}
	return all
}

// percentile is the value below which p percent of the samples are. A sample
// of several values counts as that many of their average.
func percentile(samples []timed, p float64) float64 {
	sorted := slices.Clone(samples)
	average := func(s timed) float64 { return s.stats.Sum / s.stats.SampleCount }
	slices.SortFunc(sorted, func(a, b timed) int {
		if average(a) < average(b) {
			return -1
		}
		return 1
	})
	rank := math.Ceil(p / 100 * total(samples).SampleCount)
	seen := 0.0
	for _, s := range sorted {
		if seen += s.stats.SampleCount; seen >= rank {
			return average(s)
		}
	}
	return average(sorted[len(sorted)-1])
}
