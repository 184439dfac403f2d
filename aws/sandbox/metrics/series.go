package metrics

import (
	"cmp"
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
	Set   bool // statistics that a caller gave: no percentile can be told of them
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
	high   bool
	set    bool
}

// Put adds a sample, and has the alarms on the metric look at it.
func (s *State) Put(regionName string, m Metric, p Sample) {
	if p.Stats.SampleCount <= 0 {
		return
	}
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
	before := len(line.buckets)
	line.add(p, s.serial)
	line.prune(s.deps.Clock.Now(), r.buckets+len(line.buckets)-before)
	r.buckets += len(line.buckets) - before
	for _, a := range r.alarms {
		if slices.Contains(a.keys, key) {
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
		if old := i - keepApart; old >= 0 {
			l.buckets[old].compact(maxCompact)
		}
	}
	l.buckets[i].add(sample{serial: serial, unit: p.Unit, stats: p.Stats, high: p.High, set: p.Set && p.Stats.Min != p.Stats.Max})
}

// add keeps samples apart, so that an alarm can tell old from new, but not the
// flood of zeros that a filter's default value makes.
func (b *bucket) add(s sample) {
	if n := len(b.samples); n > 0 {
		last := &b.samples[n-1]
		zeros := last.stats.Min == 0 && last.stats.Max == 0 && s.stats.Min == 0 && s.stats.Max == 0
		if zeros && last.unit == s.unit && last.high == s.high {
			last.stats, last.serial = last.stats.Merge(s.stats), s.serial
			return
		}
	}
	b.samples = append(b.samples, s)
	if len(b.samples) > maxSamples {
		b.compact(maxSamples / 2)
	}
}

// compact merges equal values, and then neighbours by value until no more than
// most are left: percentiles stay as good as that allows. What an alarm must
// tell apart by the order of arrival is newer than what is merged.
func (b *bucket) compact(most int) {
	if len(b.samples) <= 1 {
		return
	}
	slices.SortFunc(b.samples, func(x, y sample) int {
		return cmp.Or(cmp.Compare(x.unit, y.unit), cmp.Compare(x.average(), y.average()))
	})
	b.merge(func(x, y sample) bool { return x.stats.Min == y.stats.Max && x.stats.Max == y.stats.Min })
	for len(b.samples) > most {
		before, odd := len(b.samples), false
		b.merge(func(x, y sample) bool {
			odd = !odd
			return odd
		})
		if len(b.samples) == before {
			return // as many units as samples
		}
	}
	b.samples = slices.Clip(b.samples)
}

// merge joins neighbours of one unit and kind where the two are said to join.
func (b *bucket) merge(join func(x, y sample) bool) {
	kept := b.samples[:1]
	for _, s := range b.samples[1:] {
		last := &kept[len(kept)-1]
		if last.unit == s.unit && last.high == s.high && last.set == s.set && join(*last, s) {
			last.stats, last.serial = last.stats.Merge(s.stats), max(last.serial, s.serial)
			continue
		}
		kept = append(kept, s)
	}
	b.samples = kept
}

func (s sample) average() float64 { return s.stats.Sum / s.stats.SampleCount }

// prune drops what is older than CloudWatch keeps it, and the oldest where the
// series or the region has too much.
func (l *series) prune(now time.Time, inRegion int) {
	drop := max(0, len(l.buckets)-maxBuckets)
	if inRegion > maxRegionBuckets && len(l.buckets) > 1 {
		drop = max(drop, 1)
	}
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
// of several values counts as that many of their average; statistics that a
// caller gave have no percentile.
func percentile(samples []timed, p float64) (float64, bool) {
	if slices.ContainsFunc(samples, func(s timed) bool { return s.set }) {
		return 0, false
	}
	sorted := slices.Clone(samples)
	slices.SortFunc(sorted, func(a, b timed) int { return cmp.Compare(a.average(), b.average()) })
	rank := math.Ceil(p/100*total(samples).SampleCount - 1e-9)
	seen := 0.0
	for _, s := range sorted {
		if seen += s.stats.SampleCount; seen >= rank {
			return s.average(), true
		}
	}
	return sorted[len(sorted)-1].average(), true
}
