package live

import (
	"maps"
	"sort"
	"strings"
	"time"

	"secretwatch/aws/expected"
)

// filters say which reads are shown, and hold them, oldest first.
type filters struct {
	shown []*row
	gone  int // how many shown rows have left at the old end, ever

	query  string // in lower case
	words  []string
	number uint // of the query, so that each reader is asked once
	odd    bool // unexpected reads only
	from   time.Time
	zone   *time.Location // of the times shown; nil means UTC
}

// mostWords is how many words of a filter count: a bit of a caller's for each.
const mostWords = 64

// filter shows only the rows that hold every word of the text, in any case and
// order; "" shows all.
func (s *store) filter(text string) {
	s.query = strings.ToLower(strings.TrimSpace(text))
	s.words = strings.Fields(s.query)
	s.words = s.words[:min(len(s.words), mostWords)]
	s.number++
	s.refilter()
}

// narrow shows only unexpected reads, or all.
func (s *store) narrow(odd bool) {
	s.odd = odd
	s.refilter()
}

// know says who is expected.
func (s *store) know(set expected.Set) {
	if maps.Equal(s.expected, set) {
		return
	}
	s.expected = maps.Clone(set)
	s.refilter()
}

// begin shows only reads from a moment on; the zero time shows all. The moment
// may move on with the clock.
func (s *store) begin(from time.Time) {
	earlier := from.Before(s.from)
	s.from = from
	if earlier {
		s.refilter()
		return
	}
	s.hide(sort.Search(len(s.shown), func(i int) bool { return !s.shown[i].Time.Before(from) }))
}

// filtered reports that not all reads that are held are shown.
func (s *store) filtered() bool { return s.query != "" || s.odd || !s.from.IsZero() }

func (s *store) refilter() {
	s.version++
	s.cut(0)
	for _, r := range s.rows {
		s.show(r)
	}
}

// reshow shows anew what comes after a moment, and at it.
func (s *store) reshow(since time.Time) {
	s.cut(sort.Search(len(s.shown), func(i int) bool { return !s.shown[i].Time.Before(since) }))
	at := sort.Search(len(s.rows), func(i int) bool { return !s.rows[i].Time.Before(since) })
	for _, r := range s.rows[at:] {
		s.show(r)
	}
}

func (s *store) show(r *row) {
	if s.passes(r) {
		s.shown = append(s.shown, r)
		s.group(r)
	}
}

func (s *store) passes(r *row) bool {
	switch {
	case r.Time.Before(s.from), s.odd && !s.unexpected(r):
		return false
	case s.query == "":
		return true
	}
	if r.asked != s.number {
		r.asked, r.found = s.number, r.holds(s.words)
	}
	for i, word := range s.words {
		if r.found&(1<<i) == 0 && !s.has(r, word) {
			return false
		}
	}
	return true
}

// has reports that what is the row's own has a word, and not its caller's.
func (s *store) has(r *row, word string) bool {
	if strings.Contains(strings.ToLower(r.from), word) || strings.Contains(string(r.Result), word) ||
		r.failure != "" && strings.Contains(strings.ToLower(r.failure), word) {
		return true
	}
	if strings.Contains(word, ":") && strings.Contains(s.clock(r), word) {
		return true
	}
	for _, m := range s.marks(r) {
		if strings.Contains(strings.ToLower(m), word) {
			return true
		}
	}
	return false
}

// clock is a row's time as the list shows it.
func (s *store) clock(r *row) string {
	zone := s.zone
	if zone == nil {
		zone = time.UTC
	}
	return r.Time.In(zone).Format(time.TimeOnly)
}

// setZone changes the zone of the times that a filter may name.
func (s *store) setZone(zone *time.Location) {
	s.zone = zone
	if strings.Contains(s.query, ":") {
		s.refilter()
	}
}

// hide takes away the n oldest of the shown rows.
func (s *store) hide(n int) {
	clear(s.shown[:n])
	s.shown = s.shown[n:]
	s.gone += n
	s.trim()
}
