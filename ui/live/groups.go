package live

import (
	"sort"

	"secretwatch/aws/record"
)

// grouping makes lines of the shown rows: reads that repeat in a row stand in
// one line, and one such group at a time may be open.
type grouping struct {
	groups []group
	open   *row // the oldest read of the open group; nil for none
}

// group is a run of shown rows that differ in their time only. first counts
// from the first row that was ever shown.
type group struct{ first, n int }

// line is what one line of the list shows.
type line struct {
	row    *row // the newest of its group, or the member itself
	oldest *row // of its group
	n      int  // how many reads the group has; 1 on a member
	open   bool // the group's members stand below
	member bool
}

// alike reports that two reads differ in nothing that the list shows but their
// time. A test read that is still awaited stands alone.
func alike(a, b *row) bool {
	if a.waiting || b.waiting || a.Result != b.Result || a.Test != b.Test {
		return false
	}
	return a.from == b.from && (a.caller == b.caller || a.who == b.who && a.How == b.How && a.name == b.name && sameProgram(a, b))
}

// astray reports that a read's mail is known to be kept back, or lost: it ends its
// line, so that none with another fate hides it.
func (r *row) astray() bool { return r.lost || r.stopped.code != "" && !r.stopped.hidden }

// sameProgram reports that two reads came from one program: of one that is not
// known the whole agent has to be the same.
func sameProgram(a, b *row) bool {
	return a.agent == b.agent || a.How != record.HowOther && a.program == b.program
}

// group puts the newest shown row into a group.
func (s *store) group(r *row) {
	n := len(s.shown)
	if last := len(s.groups) - 1; last >= 0 && n > 1 && alike(s.shown[n-2], r) && !s.shown[n-2].astray() {
		s.groups[last].n++
		return
	}
	s.groups = append(s.groups, group{first: s.gone + n - 1, n: 1})
}

// cut keeps the n oldest of the shown rows.
func (s *store) cut(n int) {
	clear(s.shown[n:])
	s.shown = s.shown[:n]
	for g := len(s.groups) - 1; g >= 0; g-- {
		if keep := s.gone + n - s.groups[g].first; keep > 0 {
			s.groups[g].n = min(s.groups[g].n, keep)
			return
		}
		s.groups = s.groups[:g]
	}
}

// trim follows rows that have left at the old end.
func (s *store) trim() {
	for len(s.groups) > 0 {
		g := &s.groups[0]
		if left := s.gone - g.first; left < g.n {
			g.first, g.n = g.first+max(left, 0), g.n-max(left, 0)
			break
		}
		s.groups = s.groups[1:]
	}
}

// at gives the shown rows of a group.
func (s *store) at(g int) []*row {
	first := s.groups[g].first - s.gone
	return s.shown[first : first+s.groups[g].n]
}

// lines is how many lines the list has.
func (s *store) lines() int {
	n := len(s.groups)
	if g, ok := s.opened(); ok {
		n += s.groups[g].n
	}
	return n
}

// opened is which group is open.
func (s *store) opened() (int, bool) {
	if s.open == nil {
		return 0, false
	}
	at := s.position(s.open)
	if at < 0 {
		return 0, false
	}
	g := s.groupOf(at)
	return g, s.groups[g].n > 1
}

// position is where a row stands among the shown ones, -1 where it is not.
func (s *store) position(r *row) int {
	at := sort.Search(len(s.shown), func(i int) bool { return !s.shown[i].Time.Before(r.Time) })
	for ; at < len(s.shown) && s.shown[at].Time.Equal(r.Time); at++ {
		if s.shown[at] == r {
			return at
		}
	}
	return -1
}

func (s *store) groupOf(at int) int {
	return sort.Search(len(s.groups), func(g int) bool { return s.groups[g].first+s.groups[g].n > s.gone+at })
}

// line is the i-th line from the top, where the newest is; its row is nil
// where there is none.
func (s *store) line(i int) line {
	if i < 0 {
		return line{}
	}
	top := len(s.groups) - 1
	if g, ok := s.opened(); ok && i > top-g {
		if below := i - (top - g); below <= s.groups[g].n {
			rows := s.at(g)
			r := rows[len(rows)-below]
			return line{row: r, oldest: r, n: 1, member: true}
		}
		i -= s.groups[g].n
	} else if ok && i == top-g {
		rows := s.at(g)
		return line{row: rows[len(rows)-1], oldest: rows[0], n: len(rows), open: true}
	}
	if i > top {
		return line{}
	}
	rows := s.at(top - i)
	return line{row: rows[len(rows)-1], oldest: rows[0], n: len(rows)}
}

// newest is the read that the i-th line shows.
func (s *store) newest(i int) *row { return s.line(i).row }

// index is on which line a read stands, as a member where its group is open and
// that is wanted; -1 where it is not shown.
func (s *store) index(r *row, member bool) int {
	if r == nil {
		return -1
	}
	at := s.position(r)
	if at < 0 {
		return -1
	}
	g := s.groupOf(at)
	i := len(s.groups) - 1 - g
	open, ok := s.opened()
	switch {
	case ok && open > g:
		i += s.groups[open].n
	case ok && open == g && member:
		i += s.groups[g].first + s.groups[g].n - s.gone - at
	}
	return i
}

// where is on which line the same thing stands as a line did before.
func (s *store) where(was line) int { return s.index(was.row, was.member) }

// above is how many reads stand above a line.
func (s *store) above(was line) int {
	if was.row == nil {
		return 0
	}
	return len(s.shown) - 1 - s.position(was.row)
}

// unfold opens a line's group and closes any other; fold closes it.
func (s *store) unfold(was line) {
	if was.n > 1 {
		s.open = was.oldest
	}
}

func (s *store) fold() { s.open = nil }
