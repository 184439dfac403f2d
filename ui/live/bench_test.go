package live

import (
	"fmt"
	"runtime"
	"runtime/debug"
	"testing"
	"time"

	"secretwatch/aws/foreign"
	"secretwatch/aws/record"
	"secretwatch/aws/watch"
	"secretwatch/ui/app"
)

// mixedReads are n reads by many people and machines, as a busy account has
// them; each has a record of the usual size of its own.
func mixedReads(from, n int) []watch.Read {
	reads := make([]watch.Read, n)
	padding := make([]byte, 1500)
	for i := range padding {
		padding[i] = ' '
	}
	for i := range reads {
		k := from + i
		r := readOf(fmt.Sprintf("%032d", k), time.Duration(k)*time.Second/10)
		r.RequestID = fmt.Sprintf("%036d", k)
		r.KeyID = fmt.Sprintf("ASIA%016d", k%5000)
		switch k % 4 {
		case 0:
			r.Who.Name = foreign.New(fmt.Sprintf("person-%d", k%211))
		case 1:
			r.Who.Kind, r.Who.Name, r.How = record.WhoRole, foreign.New("deploy"), record.HowSDK
			r.Who.Session = foreign.New(fmt.Sprintf("i-%017d", k%997))
			r.Who.ARN = foreign.New("arn:aws:sts::111122223333:assumed-role/deploy/" + r.Who.Session.Safe())
		}
		r.From = foreign.New(fmt.Sprintf("10.0.%d.%d", k/256%7, k%256))
		r.InLogs, r.Matched, r.Stream = r.Time.Add(90*time.Second), true, "111122223333_CloudTrail_us-east-1"
		r.JSON = foreign.New(`{"eventID":"` + r.EventID + string(padding) + `"}`)
		reads[i] = r
	}
	return reads
}

// BenchmarkUpdate1000 is one message with 1,000 new reads while 100,000 are
// held; with a filter as well, which has to look into each of them.
func BenchmarkUpdate1000(b *testing.B) {
	for _, query := range []string{"", "deploy"} {
		b.Run("filter="+query, func(b *testing.B) {
			s := newStage(120, 40, true)
			s.send(quiet(mixedReads(0, mostReads)...))
			s.live.search.SetValue(query)
			s.live.refilter()
			n := mostReads
			for b.Loop() {
				b.StopTimer()
				batch := quiet(mixedReads(n, 1000)...)
				n += 1000
				b.StartTimer()
				s.live.Update(batch)
			}
		})
	}
}

// million sends a million reads through a pane and gives the memory that is held
// then, and the most that was in use meanwhile, in bytes.
func million(tb testing.TB) (s *stage, held, peak uint64) {
	tb.Helper()
	defer debug.SetMemoryLimit(debug.SetMemoryLimit(app.MostMemory)) // as the program has it
	s = newStage(120, 40, true)
	var m runtime.MemStats
	for n := 0; n < 1_000_000; n += 1000 {
		s.live.Update(quiet(mixedReads(n, 1000)...))
		if n%10_000 == 0 {
			_ = s.View()
			runtime.ReadMemStats(&m)
			peak = max(peak, m.Sys-m.HeapReleased)
		}
	}
	runtime.GC()
	runtime.ReadMemStats(&m)
	return s, m.HeapAlloc, peak
}

// BenchmarkMillionReads fails where a million reads take more memory than they
// may.
func BenchmarkMillionReads(b *testing.B) {
	for b.Loop() {
		s, held, peak := million(b)
		b.ReportMetric(float64(held)/(1<<20), "MiB-held")
		b.ReportMetric(float64(peak)/(1<<20), "MiB-peak")
		if peak > 150<<20 || len(s.live.reads.rows) != mostReads || s.live.reads.dropped != 1_000_000-mostReads {
			b.Errorf("%d MiB at most, %d reads held, %d dropped", peak>>20, len(s.live.reads.rows), s.live.reads.dropped)
		}
	}
}

func TestItIsSaidThatTheOldestReadsWereDropped(t *testing.T) {
	t.Parallel()
	s := newStage(120, 40, true)
	s.send(quiet(manyReads(mostReads)...))
	s.expect(t, "with as many as there may be", "not oldest dropped")
	s.send(quiet(readOf("one more", time.Second)))
	s.expect(t, "with one more", "oldest dropped: the newest 100,000 are kept")
	if n := s.live.reads.dropped; n != 1 {
		t.Errorf("%d dropped", n)
	}
}
