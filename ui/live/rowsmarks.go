package live

import (
	"strings"
	"time"

	"secretwatch/aws/expected"
	"secretwatch/aws/record"
)

// trait is what can be seen for the first time: a reader (from is ""), or a
// reader at an address.
type trait struct{ who, from string }

// anyPlace stands for all addresses of a reader.
const anyPlace = "*"

// sighting is the oldest read with a trait.
type sighting struct {
	at time.Time
	id string
}

// sightings knows when each reader, and each of their addresses, was seen first.
type sightings struct {
	since  time.Time // reads before it are nobody's news
	firsts map[trait]sighting
	// back is how far back Event history was read; zero where it was not.
	back     time.Time
	watched  map[string]string // the monitor of each secret, where that is worth a mark
	expected expected.Set      // readers that a person has called expected
}

// sight notes when a reader and an address were seen first.
func (s *sightings) sight(r *row) {
	traits := [...]trait{{r.who, ""}, {r.who, r.from}, {r.who, anyPlace}}
	seen := traits[:]
	if isService(r.from) {
		seen = traits[:2]
	}
	for _, k := range seen {
		first, known := s.firsts[k]
		switch {
		case known && !r.Time.Before(first.at):
		case known || len(s.firsts) < mostCallers:
			s.firsts[k] = sighting{r.Time, r.EventID}
		}
	}
}

// isService reports that a source "address" is the name of an AWS service, which
// made the call: it tells of no place.
func isService(from string) bool { return strings.HasSuffix(from, ".amazonaws.com") }

func (s *sightings) first(k trait, r *row) bool {
	f, known := s.firsts[k]
	return known && f.id == r.EventID
}

// Marks of a read, in the words that the list has for them.
const (
	markTest     = "test"
	markExpected = "expected"
	markRoot     = "root"
	markNoMFA    = "no MFA"
	markReader   = "new reader"
	markFirst    = "new in 90d"
	markPlace    = "new place"
	markMonitor  = "@" // and the name of the one that watches the secret
	markNone     = "no monitor"
)

// marks are what is remarkable about a read, the gravest first.
func (s *sightings) marks(r *row) []string {
	if r.waiting || r.Test {
		return s.ofMonitor([]string{markTest}, r)
	}
	var marks []string
	if r.Who.Kind == record.WhoRoot {
		marks = append(marks, markRoot)
	}
	if s.expected[r.reader] { // before what makes it new, which somebody has seen
		marks = append(marks, markExpected)
	}
	if word := s.novelty(r); word != "" {
		marks = append(marks, word)
	}
	if !r.MFA && (r.How == record.HowConsole || r.Who.Kind == record.WhoRoot) {
		marks = append(marks, markNoMFA)
	}
	return s.ofMonitor(marks, r)
}

// ofMonitor adds which monitor watches the secret, where many secrets are shown.
func (s *sightings) ofMonitor(marks []string, r *row) []string {
	if s.watched == nil || r.name == "" {
		return marks
	}
	if name, ok := s.watched[r.name]; ok {
		return append(marks, markMonitor+name)
	}
	return append(marks, markNone)
}

// quietMark reports that a mark is nothing to look at twice.
func quietMark(m string) bool {
	return m == markTest || m == markExpected || strings.HasPrefix(m, markMonitor)
}

// novelty is how new a read's reader or place is. Before Event history was read
// nobody can say more than that it was not seen here.
func (s *sightings) novelty(r *row) string {
	asked := !s.back.IsZero()
	switch {
	case !asked && !r.Time.After(s.since):
		return ""
	case s.first(trait{r.who, ""}, r) && asked:
		return markFirst
	case s.first(trait{r.who, ""}, r):
		return markReader
	case isService(r.from), s.first(trait{r.who, anyPlace}, r):
		return "" // no place, or the first: there is none that it could differ from
	case s.first(trait{r.who, r.from}, r):
		return markPlace
	default:
		return ""
	}
}

// unexpected reports that a read is neither a test nor by an expected reader.
func (s *sightings) unexpected(r *row) bool { return !r.Test && !s.expected[r.reader] }
