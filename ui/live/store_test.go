package live

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"secretwatch/aws/expected"
	"secretwatch/aws/foreign"
	"secretwatch/aws/record"
	"secretwatch/aws/watch"
)

func times(rows []*row) []string {
	var got []string
	for _, r := range rows {
		got = append(got, r.EventID)
	}
	return got
}

func TestReadsStandInTheOrderOfTheirTimes(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := newStore(noon)
		seen := map[string]bool{}
		for range rapid.IntRange(1, 6).Draw(t, "batches") {
			var batch []watch.Read
			for _, sec := range rapid.SliceOfN(rapid.IntRange(0, 30), 0, 8).Draw(t, "seconds") {
				id := fmt.Sprint(sec)
				batch = append(batch, readOf(id, time.Duration(sec)*time.Second))
				seen["event-"+id] = true
			}
			s.take(batch)
		}
		if len(s.rows) != len(seen) {
			t.Fatalf("%d rows of %d reads: %v", len(s.rows), len(seen), times(s.rows))
		}
		if !slices.IsSortedFunc(s.rows, func(a, b *row) int { return a.Time.Compare(b.Time) }) {
			t.Fatalf("out of order: %v", times(s.rows))
		}
		checkLines(t, s)
	})
}

// checkLines says what is not as it must be about the lines of a list.
func checkLines(t *rapid.T, s *store) {
	var below []*row
	for i := range s.lines() {
		n := s.line(i)
		if n.row == nil {
			t.Fatalf("line %d of %d is empty", i, s.lines())
		}
		if at := s.where(n); at != i {
			t.Fatalf("line %d is found at %d", i, at)
		}
		if !n.open {
			below = append(below, n.row)
		}
		if i > 0 && !n.member && !s.line(i-1).member && !s.line(i-1).open && alike(s.line(i-1).oldest, n.row) {
			t.Fatalf("lines %d and %d are alike", i-1, i)
		}
	}
	if s.line(s.lines()).row != nil || s.line(-1).row != nil {
		t.Fatal("there is a line beyond the end")
	}
	shown := 0
	for _, g := range s.groups {
		shown += g.n
	}
	if shown != len(s.shown) {
		t.Fatalf("%d reads in groups, %d shown", shown, len(s.shown))
	}
	if !slices.IsSortedFunc(below, func(a, b *row) int { return b.Time.Compare(a.Time) }) {
		t.Fatal("lines out of order")
	}
}

// TestGroupsUnderAnything adds, filters, opens and drops in any order, and
// compares with groups made afresh.
func TestGroupsUnderAnything(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := newStore(noon)
		id := 0
		for range rapid.IntRange(1, 12).Draw(t, "steps") {
			switch rapid.IntRange(0, 6).Draw(t, "step") {
			case 0:
				s.filter(rapid.SampledFrom([]string{"", "kim", "denied"}).Draw(t, "query"))
			case 1:
				s.narrow(rapid.Bool().Draw(t, "odd"))
			case 2:
				s.begin(noon.Add(time.Duration(rapid.IntRange(0, 20).Draw(t, "from")) * time.Second))
			case 3:
				if n := s.lines(); n > 0 {
					s.unfold(s.line(rapid.IntRange(0, n-1).Draw(t, "line")))
				}
			case 4:
				s.know(map[bool]expected.Set{true: {"arn:aws:iam::111122223333:user/kim": true}}[rapid.Bool().Draw(t, "expected")])
			default:
				var batch []watch.Read
				for _, sec := range rapid.SliceOfN(rapid.IntRange(0, 30), 0, 8).Draw(t, "seconds") {
					id++
					r := readOf(fmt.Sprint(id), time.Duration(sec)*time.Second)
					if rapid.Bool().Draw(t, "kim") {
						r.Who.Name, r.Who.ARN = foreign.New("kim"), foreign.New("arn:aws:iam::111122223333:user/kim")
					}
					if rapid.Bool().Draw(t, "denied") {
						r.Result = record.ResultDenied
					}
					batch = append(batch, r)
				}
				s.take(batch)
			}
			checkLines(t, s)
			before := slices.Clone(s.shown)
			lines := len(s.groups)
			s.refilter()
			if !slices.Equal(before, s.shown) || lines != len(s.groups) {
				t.Fatalf("%d reads in %d groups, made afresh %d in %d", len(before), lines, len(s.shown), len(s.groups))
			}
			checkLines(t, s)
		}
	})
}

func TestAnUpdateAddsWhatWasSeenLater(t *testing.T) {
	s := newStore(noon)
	r := readOf("a", time.Second)
	r.InHistory = noon.Add(2 * time.Second)
	s.take([]watch.Read{r})
	later := readOf("a", time.Second)
	later.Update, later.InLogs, later.Matched, later.JSON = true, noon.Add(3*time.Second), true, foreign.String{}
	s.take([]watch.Read{later})
	got := s.newest(0)
	if len(s.rows) != 1 || got.InHistory.IsZero() || got.InLogs.IsZero() || !got.Matched || got.JSON.Empty() {
		t.Errorf("%d rows, newest %+v", len(s.rows), got.read())
	}
}

func TestTheRecordTakesThePlaceOfTheTestRead(t *testing.T) {
	s := newStore(noon)
	at := noon.Add(900 * time.Millisecond)
	s.expect("req-a", at)
	if r := s.newest(0); !r.waiting || strings.Join(s.marks(r), ",") != "test" || r.who != "you" {
		t.Errorf("stand-in: %+v", r)
	}
	r := readOf("a", 0) // eventTime has whole seconds
	r.Test = true
	s.take([]watch.Read{r})
	got := s.newest(0)
	if len(s.rows) != 1 || got.waiting || got.EventID != "event-a" || got.who != "user/sam" || !got.Time.Equal(at) {
		t.Errorf("%d rows, newest %+v", len(s.rows), got)
	}
	s.take([]watch.Read{r})
	if len(s.rows) != 1 {
		t.Errorf("%d rows after the record came again", len(s.rows))
	}
}

func TestOnlyNewReadersAndPlacesAreNew(t *testing.T) {
	s := newStore(noon)
	s.take([]watch.Read{readOf("before", -time.Minute)})
	known, place, who := readOf("known", time.Second), readOf("place", 2*time.Second), readOf("who", 3*time.Second)
	place.From = foreign.New("198.51.100.7")
	who.Who.Name = foreign.New("kim")
	s.take([]watch.Read{known, place, who})
	again := place
	again.EventID, again.Time = "again", noon.Add(4*time.Second)
	s.take([]watch.Read{again})
	var got []string
	for _, r := range s.rows {
		got = append(got, strings.Join(s.marks(r), ","))
	}
	if want := []string{"", "", "new place", "new reader", ""}; !slices.Equal(got, want) {
		t.Errorf("notes %q, want %q", got, want)
	}
}

func TestTheStoreIsBounded(t *testing.T) {
	s := newStore(noon)
	s.take(manyReads(mostReads + 500))
	if len(s.rows) != mostReads || len(s.byID) != mostReads {
		t.Errorf("%d rows, %d ids", len(s.rows), len(s.byID))
	}
	if s.rows[0].EventID != "event-500" {
		t.Errorf("the oldest is %s", s.rows[0].EventID)
	}
	withJSON := 0
	for _, r := range s.rows {
		if !r.JSON.Empty() {
			withJSON++
		}
	}
	if withJSON != mostJSON || s.newest(0).JSON.Empty() {
		t.Errorf("%d records kept, want %d, the newest among them", withJSON, mostJSON)
	}
	old := readOf("late", -time.Hour*24*300)
	s.take([]watch.Read{old})
	if len(s.rows) != mostReads || s.byID["event-late"] != nil {
		t.Error("a read older than all others pushed one of them out")
	}
}

func TestHugeTextsAreShort(t *testing.T) {
	s := newStore(noon)
	r := readOf("a", 0)
	r.Agent = foreign.New(strings.Repeat("é", 200_000))
	r.From = foreign.New("\x1b[2J" + strings.Repeat("x", 1000))
	r.Who = record.Who{Kind: record.WhoRole, Name: foreign.New("a\rb"), Session: foreign.New("s\u202e")}
	s.take([]watch.Read{r})
	got := s.newest(0)
	if len(got.agent) > mostShown+4 || len(got.from) > mostShown+4 || strings.Contains(got.from, "\x1b") {
		t.Errorf("agent of %d bytes, from %q", len(got.agent), got.from)
	}
	if got.who != "role/a b (s·)" {
		t.Errorf("who is %q", got.who)
	}
}

// manyReads are reads a second apart, oldest first.
func manyReads(n int) []watch.Read {
	reads := make([]watch.Read, n)
	for i := range reads {
		reads[i] = readOf(fmt.Sprint(i), time.Duration(i-n)*time.Second)
		reads[i].InHistory, reads[i].InLogs, reads[i].Matched = reads[i].Time, reads[i].Time, true
	}
	return reads
}
