package report

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"secretwatch/aws/record"
)

// How much of a long list is shown: its newest entries, or the most frequent.
const (
	mostReads   = 12 // rows of a table
	mostReaders = 10
	mostTold    = 5 // of what is told in sentences of its own
	mostCauses  = 10
	mostChanges = 40
)

// newest are the last entries of a list that is sorted oldest first, and how many
// are left out before them.
func newest[T any](list []T, most int) (shown []T, more int) {
	more = max(len(list)-most, 0)
	return list[more:], more
}

// before says how many are left out, "" for none.
func before(n int, noun string) string {
	if n <= 0 {
		return ""
	}
	return fmt.Sprintf(" (%s before these left out)", plural(n, noun))
}

// leftOut says what a table of reads leaves out, "" for nothing.
func (p *page) leftOut(n int) string {
	switch {
	case !p.cut():
		return before(n, "read")
	case n <= 0:
		return " (older ones than these were not looked for)"
	default:
		return fmt.Sprintf(" (%s before these left out, and older ones not looked for)", plural(n, "read"))
	}
}

// A burst are so many reads in a row, alike but for their times, each so soon after
// the one before it.
const (
	burst     = 4
	burstStep = time.Minute
)

// folded are the newest rows of a table of all reads, whose first cell is the time,
// and how many reads are left out before them. A burst is one row, and so are reads
// whose rows are the same altogether.
func (p *page) folded(rows [][]string) (shown [][]string, more int) {
	var counts []int
	for i := 0; i < len(rows); {
		alike, same := 1, 1
		for next := i + 1; next < len(rows) && slices.Equal(rows[next][1:], rows[i][1:]) && p.reads[next].Time.Sub(p.reads[next-1].Time) <= burstStep; next++ {
			if alike == same && rows[next][0] == rows[i][0] {
				same++
			}
			alike++
		}
		if alike < burst {
			alike = same
		}
		row := slices.Clone(rows[i])
		if last := rows[i+alike-1][0]; last != row[0] {
			row[0] += " to " + last
		}
		if alike > 1 {
			row[0] += fmt.Sprintf(" (%d reads)", alike)
		}
		shown, counts = append(shown, row), append(counts, alike)
		i += alike
	}
	shown, left := newest(shown, mostReads)
	for _, n := range counts[:left] {
		more += n
	}
	return shown, more
}

// reader is what one reader did.
type reader struct {
	read        record.Read // the first
	reads       int
	first, last time.Time
}

// byReader counts the reads by who made them, where that says more than the
// table of the newest.
func (p *page) byReader() {
	list := p.readers()
	if len(list) < 2 || len(p.reads) <= mostReads {
		return
	}
	shown := list[:min(len(list), mostReaders)]
	rows := make([][]string, 0, len(shown)+1)
	for _, r := range shown {
		rows = append(rows, []string{p.reader(r.read), number(float64(r.reads)), p.when(r.first), p.when(r.last)})
	}
	if rest := list[len(shown):]; len(rest) > 0 {
		reads := 0
		for _, r := range rest {
			reads += r.reads
		}
		rows = append(rows, []string{fmt.Sprintf("and %d more", len(rest)), number(float64(reads)), "", ""})
	}
	of := ""
	if p.cut() {
		of = fmt.Sprintf(" of the newest %d reads", len(p.reads))
	}
	p.line("By whom%s, the most frequent first:", of)
	p.table([]string{"Who", "Reads", "First", "Newest"}, rows)
}

// readers are who made the reads, the most frequent first.
func (p *page) readers() []reader {
	type identity struct {
		kind          record.WhoKind
		name, session string
	}
	at := map[identity]int{}
	var list []reader
	for _, r := range p.reads {
		id := identity{r.Who.Kind, r.Who.Name.Raw(), r.Who.Session.Raw()}
		i, known := at[id]
		if !known {
			i = len(list)
			at[id], list = i, append(list, reader{read: r.Read, first: r.Time})
		}
		list[i].reads++
		list[i].last = r.Time
	}
	slices.SortStableFunc(list, func(a, b reader) int { return cmp.Or(b.reads-a.reads, b.last.Compare(a.last)) })
	return list
}
