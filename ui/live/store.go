package live

import (
	"slices"
	"sort"
	"time"

	"secretwatch/aws/expected"
	"secretwatch/aws/foreign"
	"secretwatch/aws/record"
	"secretwatch/aws/watch"
)

const (
	mostReads = 100_000
	// mostJSON is how many of the newest reads keep their whole record.
	mostJSON = 5_000
)

// store holds the newest reads, oldest first, which of them are shown, and how
// they are grouped. What it does for a batch is bounded by the batch, however
// many reads it holds.
type store struct {
	rows    []*row
	byID    map[string]*row
	bare    int // how many of the oldest rows have lost their JSON
	dropped int // reads that had to go because there were too many
	version int // counts changes
	wideHow int // cells that the widest way of reading takes

	callers map[identity]*caller
	texts   map[string]string
	secrets map[string]bool // names of the secrets that were read

	sightings
	filters
	grouping
}

func newStore(since time.Time) *store {
	return &store{
		byID: map[string]*row{}, callers: map[identity]*caller{}, texts: map[string]string{}, secrets: map[string]bool{},
		sightings: sightings{since: since, firsts: map[trait]sighting{}, expected: expected.Set{}},
	}
}

// take puts reads in their places: new ones by their time, updates over what is
// there, and the record of a test read over its stand-in. It gives the new ones
// that are shown.
func (s *store) take(reads []watch.Read) []*row {
	var added []*row
	var moved time.Time // from here on the groups may have changed
	for _, r := range reads {
		old := s.find(r)
		if old == nil {
			added = append(added, s.add(r, false))
			continue
		}
		if s.update(old, r) && (moved.IsZero() || old.Time.Before(moved)) {
			moved = old.Time
		}
	}
	s.version++
	s.merge(added)
	if !moved.IsZero() {
		s.reshow(moved)
	}
	shown := added[:0:0] // added may have become the rows themselves
	for _, r := range added {
		if s.passes(r) {
			shown = append(shown, r)
		}
	}
	return shown
}

func (s *store) newestTime() time.Time {
	if n := len(s.rows); n > 0 {
		return s.rows[n-1].Time
	}
	return time.Time{}
}

// expect puts in a stand-in for a test read whose record is still to come.
func (s *store) expect(requestID string, at time.Time) {
	r := s.add(watch.Read{Read: record.Read{
		Time: at, RequestID: requestID, Test: true, How: record.HowSecretwatch, Result: record.ResultOK,
	}}, true)
	s.version++
	s.merge([]*row{r})
}

// A read's mail is not credited to another one for longer than this, and a burst
// of reads needs only some of them.
const (
	laterFor  = 15 * time.Minute
	mostLater = 200
)

// deliveredAfter is when the records of the reads after r were delivered that the
// metric filter counts, as far as they matter for r's mail.
func (s *store) deliveredAfter(r *row, noPattern bool) []time.Time {
	var later []time.Time
	from := sort.Search(len(s.rows), func(i int) bool { return s.rows[i].Time.After(r.Time) })
	for _, o := range s.rows[from:min(len(s.rows), from+mostLater)] {
		if o.Time.Sub(r.Time) > laterFor {
			break
		}
		if !o.InLogs.IsZero() && (o.Matched || noPattern) {
			later = append(later, o.InLogs)
		}
	}
	return later
}

func (s *store) find(r watch.Read) *row {
	if old := s.byID[r.EventID]; old != nil && r.EventID != "" {
		return old
	}
	if r.RequestID != "" {
		if old := s.byID["request "+r.RequestID]; old != nil && old.waiting {
			return old
		}
	}
	return nil
}

func (s *store) add(read watch.Read, waiting bool) *row {
	r := &row{waiting: waiting}
	s.fill(r, read)
	if waiting {
		s.byID["request "+r.RequestID] = r
		you := *r.caller
		you.who = "you"
		r.caller = &you
		return r
	}
	s.byID[r.EventID] = r
	s.sight(r)
	return r
}

// update keeps the row's place: a test read's stand-in has the time of the
// call, its record the same to the second. It reports whether the row has to be
// grouped anew.
func (s *store) update(old *row, r watch.Read) bool {
	if old.waiting {
		delete(s.byID, "request "+old.RequestID)
		old.waiting = false
		r.Time = old.Time
		s.fill(old, r)
		s.byID[old.EventID] = old
		s.sight(old)
		return true
	}
	r.Time = old.Time
	if !old.InHistory.IsZero() {
		r.InHistory, r.CatchUp, r.Unlooked = old.InHistory, old.CatchUp, old.Unlooked
	}
	if r.InLogs.IsZero() {
		r.InLogs, r.Stream, r.Matched = old.InLogs, old.Stream, old.Matched
	}
	if r.JSON.Empty() {
		r.JSON = old.JSON
	}
	before, result := old.caller, old.Result
	s.fill(old, r)
	return before != old.caller || result != old.Result
}

// merge puts rows among the others by time. Almost always they are newer than
// all that is there.
func (s *store) merge(added []*row) {
	if len(added) == 0 {
		return
	}
	slices.SortStableFunc(added, func(a, b *row) int { return a.Time.Compare(b.Time) })
	begin := added[0].Time
	from := sort.Search(len(s.rows), func(i int) bool { return s.rows[i].Time.After(begin) })
	tail := slices.Clone(s.rows[from:])
	s.rows = s.rows[:from]
	for len(tail) > 0 && len(added) > 0 {
		if added[0].Time.Before(tail[0].Time) {
			s.rows, added = append(s.rows, added[0]), added[1:]
		} else {
			s.rows, tail = append(s.rows, tail[0]), tail[1:]
		}
	}
	s.rows = append(append(s.rows, tail...), added...)
	s.bare = min(s.bare, from)
	s.bound()
	s.reshow(begin)
}

// bound drops the oldest reads, and the records of all but the newest.
func (s *store) bound() {
	over, hidden := max(len(s.rows)-mostReads, 0), 0
	for i, old := range s.rows[:over] {
		delete(s.byID, old.EventID)
		delete(s.byID, "request "+old.RequestID)
		if hidden < len(s.shown) && s.shown[hidden] == old {
			hidden++
		}
		s.rows[i] = nil
	}
	s.hide(hidden)
	s.rows = s.rows[over:]
	s.dropped += over
	s.bare = max(s.bare-over, 0)
	for ; s.bare < len(s.rows)-mostJSON; s.bare++ {
		s.rows[s.bare].JSON = foreign.String{}
	}
}
