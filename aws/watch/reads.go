package watch

import (
	"regexp"
	"slices"
	"strings"
	"time"

	"secretwatch/aws/foreign"
	"secretwatch/aws/record"
)

// remembered is how many event ids are kept: far more than the overlap of the
// windows holds, and a bound on memory.
const remembered = 30_000

// seen is where a read was seen so far.
type seen struct {
	inHistory, inLogs time.Time
	stream            string
	matched, catchUp  bool
}

// merger knows which reads were seen where, by event id. It forgets the oldest.
type merger struct {
	known map[string]*seen
	ring  []string
	next  int
}

func newMerger() *merger { return &merger{known: map[string]*seen{}} }

// merge keeps what is new: reads not seen before, and reads that a further
// source has now, marked as updates and completed by what was known. It gives
// them oldest first.
func (m *merger) merge(reads []Read) []Read {
	fresh := make([]Read, 0, len(reads))
	for _, r := range reads {
		s := m.known[r.EventID]
		if s == nil {
			s = &seen{}
			m.remember(strings.Clone(r.EventID), s)
		} else {
			r.Update = true
		}
		news := !r.Update
		if s.inHistory.IsZero() && !r.InHistory.IsZero() {
			s.inHistory, s.catchUp, news = r.InHistory, r.CatchUp, true
		}
		if s.inLogs.IsZero() && !r.InLogs.IsZero() {
			s.inLogs, s.stream, s.matched, news = r.InLogs, strings.Clone(r.Stream), r.Matched, true
		}
		if !news {
			continue
		}
		r.InHistory, r.InLogs, r.Stream, r.Matched, r.CatchUp = s.inHistory, s.inLogs, s.stream, s.matched, s.catchUp
		fresh = append(fresh, r)
	}
	slices.SortStableFunc(fresh, func(a, b Read) int { return a.Time.Compare(b.Time) })
	return fresh
}

func (m *merger) remember(id string, s *seen) {
	if len(m.ring) < remembered {
		m.ring = append(m.ring, id)
	} else {
		delete(m.known, m.ring[m.next])
		m.ring[m.next] = id
		m.next = (m.next + 1) % remembered
	}
	m.known[id] = s
}

// read parses a record and reports whether it is a read to show.
func (w *Watcher) read(text string) (Read, bool) {
	r, err := record.Parse(text)
	if err != nil {
		return Read{}, false
	}
	rr, ok := r.Read()
	if !ok || rr.EventID == "" || !w.wanted(r, rr) {
		return Read{}, false
	}
	return Read{Read: rr, JSON: foreign.New(text)}, true
}

// wanted reports whether a read is of the watched secret. A target without a
// secret is all of them.
func (w *Watcher) wanted(r record.Record, rr record.Read) bool {
	if w.o.AllSecrets || (w.t.SecretName == "" && w.t.SecretARN == "") || rr.Of(w.t.SecretName, w.t.SecretARN) {
		return true
	}
	if !rr.Secret.Empty() {
		return false
	}
	// A denied read may have no parameters; then only its message tells.
	named := deniedSecret.FindStringSubmatch(r.ErrorMessage.Raw())
	if named == nil {
		return false
	}
	rr.Secret = foreign.New(strings.TrimRight(named[1], ".,"))
	return rr.Of(w.t.SecretName, w.t.SecretARN)
}

var deniedSecret = regexp.MustCompile(`secretsmanager:GetSecretValue on resource: (\S+)`)
