package live

import (
	"slices"
	"sort"
	"strings"
	"time"

	"secretwatch/aws/foreign"
	"secretwatch/aws/record"
	"secretwatch/aws/watch"
)

const (
	mostReads = 100_000
	// mostJSON is how many of the newest reads keep their whole record.
	mostJSON = 5_000
	// mostShown bounds the texts of a row: a user agent may have 200 kB.
	mostShown = 240
)

// row is one read as the list shows it. Its texts are safe, short and made once.
type row struct {
	watch.Read
	who, from, agent, secret, failure string
	fresh                             bool // a reader or an address not seen before
	// waiting marks our own test read before any record of it has come.
	waiting bool
	lost    bool // its mail: nobody was subscribed yet
}

// store holds the newest reads, oldest first, and which of them the text filter
// lets through.
type store struct {
	rows  []*row
	shown []*row // rows itself while there is no filter
	query string // in lower case
	byID  map[string]*row
	known map[string]bool // readers and addresses seen so far
	since time.Time       // reads before it are nobody's news
	bare  int             // how many of the oldest rows have lost their JSON
}

func newStore(since time.Time) *store {
	return &store{byID: map[string]*row{}, known: map[string]bool{}, since: since}
}

// newest gives the i-th of the shown rows from the newest one.
func (s *store) newest(i int) *row {
	if at := len(s.shown) - 1 - i; at >= 0 && at < len(s.shown) {
		return s.shown[at]
	}
	return nil
}

// index is where a shown row stands, counted from the newest; -1 where it is
// not shown.
func (s *store) index(r *row) int {
	if r == nil {
		return -1
	}
	at := sort.Search(len(s.shown), func(i int) bool { return !s.shown[i].Time.Before(r.Time) })
	for ; at < len(s.shown) && s.shown[at].Time.Equal(r.Time); at++ {
		if s.shown[at] == r {
			return len(s.shown) - 1 - at
		}
	}
	return -1
}

// take puts reads in their places: new ones by their time, updates over what is
// there, and the record of a test read over its stand-in.
func (s *store) take(reads []watch.Read) {
	var added []*row
	for _, r := range reads {
		if old := s.find(r); old != nil {
			s.update(old, r)
			continue
		}
		added = append(added, s.add(r, false))
	}
	s.merge(added)
}

// expect puts in a stand-in for a test read whose record is still to come.
func (s *store) expect(requestID string, at time.Time) {
	r := s.add(watch.Read{Read: record.Read{
		Time: at, RequestID: requestID, Test: true, How: record.HowSecretwatch, Result: record.ResultOK,
	}}, true)
	s.merge([]*row{r})
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
	r.fill(read)
	if waiting {
		s.byID["request "+read.RequestID] = r
		r.who = "you"
		return r
	}
	s.byID[read.EventID] = r
	s.judge(r)
	return r
}

// update keeps the row's place: a test read's stand-in has the time of the
// call, its record the same to the second.
func (s *store) update(old *row, r watch.Read) {
	if old.waiting {
		delete(s.byID, "request "+r.RequestID)
		s.byID[r.EventID] = old
		old.waiting = false
		r.Time = old.Time
		old.fill(r)
		s.judge(old)
		return
	}
	r.Time = old.Time
	if r.InHistory.IsZero() {
		r.InHistory = old.InHistory
	}
	if r.InLogs.IsZero() {
		r.InLogs, r.Matched = old.InLogs, old.Matched
	}
	if r.JSON.Empty() {
		r.JSON = old.JSON
	}
	old.fill(r)
}

// judge notes whether this reader and this address are new.
func (s *store) judge(r *row) {
	for _, k := range []string{"who " + r.who, "from " + r.from} {
		if !s.known[k] {
			r.fresh = r.fresh || r.Time.After(s.since)
			if len(s.known) < mostReads {
				s.known[k] = true
			}
		}
	}
	if r.Test {
		r.fresh = false
	}
}

func (r *row) fill(read watch.Read) {
	r.Read = read
	r.who = whoText(read.Who)
	r.from = short(read.From)
	r.agent = short(read.Agent)
	r.secret = short(read.Secret)
	r.failure = short(read.Error)
}

func whoText(w record.Who) string {
	name := short(w.Name)
	switch {
	case name == "" && w.Kind == "":
		return "unknown"
	case w.Kind == record.WhoRoot:
		return "root"
	case w.Kind == record.WhoRole && !w.Session.Empty():
		return "role/" + name + " (" + short(w.Session) + ")"
	default:
		return string(w.Kind) + "/" + name
	}
}

// short is a foreign text fit for one cell of a table.
func short(s foreign.String) string {
	text := s.Safe()
	if len(text) <= mostShown {
		return text
	}
	return strings.ToValidUTF8(text[:mostShown], "") + "…"
}

// merge puts rows among the others by time. Almost always they are newer than
// all that is there.
func (s *store) merge(added []*row) {
	if len(added) == 0 {
		return
	}
	slices.SortStableFunc(added, func(a, b *row) int { return a.Time.Compare(b.Time) })
	from := sort.Search(len(s.rows), func(i int) bool { return s.rows[i].Time.After(added[0].Time) })
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
	s.refilter()
}

// bound drops the oldest reads, and the records of all but the newest.
func (s *store) bound() {
	for len(s.rows) > mostReads {
		old := s.rows[0]
		delete(s.byID, old.EventID)
		delete(s.byID, "request "+old.RequestID)
		s.rows[0] = nil
		s.rows = s.rows[1:]
		s.bare = max(s.bare-1, 0)
	}
	for ; s.bare < len(s.rows)-mostJSON; s.bare++ {
		s.rows[s.bare].JSON = foreign.String{}
	}
}

// filter shows only the rows that hold the text, in any case; "" shows all.
func (s *store) filter(text string) {
	s.query = strings.ToLower(strings.TrimSpace(text))
	s.refilter()
}

func (s *store) refilter() {
	if s.query == "" {
		s.shown = s.rows
		return
	}
	s.shown = nil
	for _, r := range s.rows {
		if r.has(s.query) {
			s.shown = append(s.shown, r)
		}
	}
}

func (r *row) has(query string) bool {
	for _, text := range [...]string{r.who, string(r.How), r.from, string(r.Result), r.agent, r.secret, r.failure, r.note()} {
		if strings.Contains(strings.ToLower(text), query) {
			return true
		}
	}
	return false
}

// note is the last column of the list.
func (r *row) note() string {
	switch {
	case r.Test:
		return "test"
	case r.fresh:
		return "new"
	default:
		return ""
	}
}
