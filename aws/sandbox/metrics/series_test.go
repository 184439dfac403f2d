package metrics

import (
	"fmt"
	"testing"
	"time"

	"secretwatch/aws/alarm"
)

// An hour of a hundred samples a second is kept in little: few samples per
// minute once the alarms need them apart no more, and their sums are right.
func TestAFloodOfSamplesIsBounded(t *testing.T) {
	b := newBench(t, true)
	start := b.now
	const minutes, each = keepApart + 60, 6000
	for range minutes {
		for i := range each {
			// Mostly the zeros and ones of a filter, and some other values.
			v := float64(i % 2)
			if i%10 == 0 {
				v = float64(i)
			}
			b.put(v)
		}
		b.now = b.now.Add(time.Minute)
	}
	line := b.region("us-east-1").series[reads.key()]
	if len(line.buckets) != minutes {
		t.Fatalf("%d buckets", len(line.buckets))
	}
	for i, one := range line.buckets {
		most := maxSamples
		if i < minutes-keepApart {
			most = maxCompact
		}
		if len(one.samples) > most {
			t.Errorf("bucket %d has %d samples, at most %d are kept", i, len(one.samples), most)
		}
	}
	samples := line.window(start, start.Add(time.Minute), "")
	got := total(samples)
	if got.SampleCount != each || got.Max != 5990 || got.Min != 0 || got.Sum != 600*2995+3000 {
		t.Errorf("after all that the first minute is %+v", got)
	}
	p50, _ := value(samples, "p50")
	p95, _ := value(samples, "p95")
	if p50 > 1 || p95 < 2800 || p95 > 3200 {
		t.Errorf("p50 %v, p95 %v", p50, p95)
	}
}

func TestOldAndOverfullSeriesLoseTheirOldest(t *testing.T) {
	b := newBench(t, true)
	b.put(1)
	b.now = b.now.Add(keepPoints + time.Hour)
	b.put(2)
	r := b.region("us-east-1")
	if n := len(r.series[reads.key()].buckets); n != 1 || r.buckets != 1 {
		t.Errorf("%d buckets, %d counted", n, r.buckets)
	}
	r.buckets = maxRegionBuckets
	b.now = b.now.Add(time.Minute)
	b.put(3)
	line := r.series[reads.key()]
	if len(line.buckets) != 1 || line.buckets[0].samples[0].stats != (alarm.Stats{Sum: 3, SampleCount: 1, Min: 3, Max: 3}) {
		t.Errorf("a full region keeps %v", fmt.Sprint(line.buckets))
	}
}
