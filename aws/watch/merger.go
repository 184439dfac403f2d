package watch

import (
	"slices"
	"strings"
	"time"
)

// remembered is how many event ids are kept: far more than the overlap of the
// windows holds, and a bound on memory.
const remembered = 30_000

// seen is where a read was seen so far.
type seen struct {
	id                eventKey
	inHistory, inLogs time.Time
	stream            string
	matched, catchUp  bool
	unlooked          bool
}

// merger knows which reads were seen where, by event id. It forgets the oldest.
//
// There are many, so it is all in two pieces of memory.
type merger struct {
	keys    eventKeys
	known   map[eventKey]int32 // where in ring
	ring    []seen
	next    int32
	streams map[string]string
}

func newMerger() *merger {
	return &merger{keys: newEventKeys(), known: map[eventKey]int32{}, streams: map[string]string{}}
}

// merge keeps what is new: reads not seen before, and reads that a further
// source has now, marked as updates and completed by what was known. It gives
// them oldest first, in the memory of reads.
func (m *merger) merge(reads []Read) []Read {
	fresh := reads[:0]
	sorted := true
	for i := range reads {
		r := &reads[i]
		if !m.news(r) {
			continue
		}
		sorted = sorted && (len(fresh) == 0 || !r.Time.Before(fresh[len(fresh)-1].Time))
		fresh = append(fresh, *r)
	}
	clear(reads[len(fresh):])
	if !sorted {
		slices.SortStableFunc(fresh, func(a, b Read) int { return a.Time.Compare(b.Time) })
	}
	return fresh
}

// news reports whether r says something new, and completes it.
func (m *merger) news(r *Read) bool {
	key := m.keys.of(r.EventID)
	at, known := m.known[key]
	if !known {
		at = m.remember(key)
	}
	s := &m.ring[at]
	r.Update = r.Update || known
	news := !r.Update
	if s.inHistory.IsZero() && !r.InHistory.IsZero() {
		s.inHistory, s.catchUp, s.unlooked, news = r.InHistory, r.CatchUp, r.Unlooked, true
	}
	if s.inLogs.IsZero() && !r.InLogs.IsZero() {
		s.inLogs, s.stream, s.matched, news = r.InLogs, m.stream(r.Stream), r.Matched, true
	}
	if news {
		r.InHistory, r.InLogs, r.Stream, r.Matched, r.CatchUp, r.Unlooked = s.inHistory, s.inLogs, s.stream, s.matched, s.catchUp, s.unlooked
	}
	return news
}

// remember makes room for a read and says where in the ring.
func (m *merger) remember(key eventKey) int32 {
	at := m.next // of no more than remembered
	if len(m.ring) < remembered {
		at = int32(len(m.ring)) //nolint:gosec // less than remembered
		m.ring = append(m.ring, seen{id: key})
	} else {
		delete(m.known, m.ring[at].id)
		m.ring[at] = seen{id: key}
		m.next = (at + 1) % remembered
	}
	m.known[key] = at
	return at
}

// mostStreams bounds the names that are kept once for all reads: CloudTrail
// writes to a few streams, somebody else's copy may have any number.
const mostStreams = 100

// stream is the name in memory of its own, which the page that it came in does
// not share.
func (m *merger) stream(name string) string {
	if kept, ok := m.streams[name]; ok {
		return kept
	}
	if len(m.streams) >= mostStreams {
		clear(m.streams)
	}
	kept := strings.Clone(name)
	m.streams[kept] = kept
	return kept
}
