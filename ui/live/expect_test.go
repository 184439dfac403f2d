package live

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"secretwatch/aws/expected"
	"secretwatch/aws/foreign"
	"secretwatch/aws/record"
	"secretwatch/aws/watch"
)

// tagged gives the stage an alarm whose tags can be written; fail is what a
// write comes to until it was agreed to.
type tagged struct {
	set    expected.Set
	fail   error
	agreed bool
	wrote  int
}

func (x *tagged) on(s *stage) *tagged {
	s.live.feed.Names.Alarm = "Secret is accessed"
	s.live.feed.Expected = func() (expected.Set, bool) { return x.set, x.set != nil }
	s.live.feed.Expect = func(_ context.Context, d expected.Delta, agreed bool) (expected.Set, error) {
		x.wrote++
		if x.fail != nil && (!agreed || !errors.Is(x.fail, expected.ErrNotOurs)) {
			return nil, x.fail
		}
		x.agreed = agreed
		if x.set = maps.Clone(x.set); x.set == nil {
			x.set = expected.Set{}
		}
		for _, r := range d.Add {
			x.set[r] = true
		}
		for _, r := range d.Remove {
			delete(x.set, r)
		}
		return x.set, nil
	}
	s.live.seeExpected()
	return x
}

// Another session of the same role is the same reader.
func deploys() []watch.Read {
	var reads []watch.Read
	for i, session := range []string{"i-0aaa", "i-0bbb"} {
		r := readOf(session, time.Duration(i-9)*time.Minute)
		r.Who = record.Who{
			Kind: record.WhoRole, Name: foreign.New("deploy"), Session: foreign.New(session), Account: "111122223333",
			ARN: foreign.New("arn:aws:sts::111122223333:assumed-role/deploy/" + session),
		}
		reads = append(reads, r)
	}
	return append(reads, readOf("sam", -time.Minute))
}

func TestAnExpectedReaderIsRemembered(t *testing.T) {
	s := fullStage(120, 40)
	x := (&tagged{}).on(s)
	s.send(quiet(deploys()...))
	s.keys("down", "x")
	s.expect(t, "marked", "role/deploy is expected from now on; remembered in a tag on the alarm.", "1 expected")
	s.keys("f")
	s.expect(t, "unexpected only", "unexpected only", "1 of 3", "not i-0aaa", "user/sam")
	if got := fmt.Sprint(slices.Collect(maps.Keys(x.set))); got != "[arn:aws:iam::111122223333:role/deploy]" {
		t.Errorf("remembered %s", got)
	}
	s.keys("f", "end", "enter", "x") // in the open record
	s.expect(t, "no longer", "role/deploy is no longer expected; remembered")
	if len(x.set) != 0 {
		t.Errorf("still remembered: %v", x.set)
	}
}

func TestWhoIsExpectedComesFromTheTags(t *testing.T) {
	s := fullStage(120, 40)
	x := (&tagged{set: expected.Set{"arn:aws:iam::111122223333:user/sam": true}}).on(s)
	s.send(quiet(deploys()...))
	s.expect(t, "at the start", "1 expected", "expected")
	now := readOf("now", time.Second)
	now.InHistory = noon.Add(2 * time.Second)
	s.at(2 * time.Second)
	s.seen = nil
	s.send(batchesMsg{{At: s.now, Reads: []watch.Read{now}}})
	if rang := slices.ContainsFunc(s.seen, func(m tea.Msg) bool { _, is := m.(tea.RawMsg); return is }); rang {
		t.Error("it rings for an expected reader")
	}
	x.set = expected.Set{} // another pane has removed the mark
	s.at(time.Minute)
	s.keys("r")
	s.expect(t, "after a check", "not 1 expected")
}

func TestWhatCannotBeRememberedIsKeptForTheSession(t *testing.T) {
	for _, c := range []struct {
		name string
		set  func(*stage, *tagged)
		want string
	}{
		{"full", func(_ *stage, x *tagged) { x.fail = expected.ErrNoRoom }, "is expected from now on, but only while this pane is open: the alarm's 50 tags of 256 characters have no room for it."},
		{"read-only", func(s *stage, _ *tagged) { s.live.feed.ReadOnly = true }, "while this pane is open: with --read-only nothing is written."},
		{"no alarm", func(s *stage, _ *tagged) { s.live.feed.Expect = nil }, "but only while this pane is open: there is no alarm whose tags could remember it."},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := fullStage(160, 50)
			x := (&tagged{}).on(s)
			c.set(s, x)
			s.send(quiet(deploys()...))
			s.keys("x")
			s.expect(t, "said", c.want, "1 expected")
			s.at(time.Minute)
			s.keys("r")
			s.expect(t, "after a check", "1 expected")
			if c.name == "read-only" && x.wrote != 0 {
				t.Error("read-only, it wrote")
			}
		})
	}
}

func TestAnAlarmOfOthersIsAskedFor(t *testing.T) {
	s := fullStage(120, 40)
	x := (&tagged{fail: expected.ErrNotOurs}).on(s)
	s.send(quiet(deploys()...))
	s.keys("x")
	s.expect(t, "asked", "─ not made by setup", "The alarm Secret is accessed was not made by secretwatch setup", "secretwatch:expected")
	s.keys("n")
	s.expect(t, "after a no", "but only while this pane is open: nothing was written", "1 expected")
	if x.set != nil {
		t.Errorf("written without a yes: %v", x.set)
	}
	s.keys("down", "x", "y")
	s.expect(t, "after a yes", "role/deploy is expected from now on; remembered", "2 expected")
	if !x.agreed || len(x.set) != 1 {
		t.Errorf("agreed %v, written %v", x.agreed, x.set)
	}
	s.keys("home", "x", "x")
	s.expect(t, "one yes is enough", "not not made by setup", "remembered")
}

// While one change is being written others wait, and the last word counts.
func TestChangesAreWrittenOneAfterTheOther(t *testing.T) {
	s := fullStage(120, 40)
	(&tagged{}).on(s)
	s.send(quiet(deploys()...))
	l := s.live
	if first := l.turnExpected(l.reads.rows[0]); first == nil || !l.expecting.writing {
		t.Fatal("nothing is written")
	}
	for range 3 {
		l.turnExpected(l.reads.rows[2])
	}
	l.turnExpected(l.reads.rows[0])
	if len(l.reads.expected) != 1 || !l.reads.expected[l.reads.rows[2].reader] {
		t.Errorf("marked: %v", l.reads.expected)
	}
	l.tookExpected(expectedMsg{set: expected.Set{l.reads.rows[0].reader: true}, delta: l.expecting.busy})
	if got := fmt.Sprint(l.expecting.busy); got != "{[arn:aws:iam::111122223333:user/sam] [arn:aws:iam::111122223333:role/deploy]}" {
		t.Errorf("next is written %s", got)
	}
}

func TestAllReadersOf90DaysCanBeExpected(t *testing.T) {
	s := fullStage(120, 40)
	x := (&tagged{}).on(s)
	askable(s, Past{Reads: deploys(), Back: noon.Add(-90 * 24 * time.Hour)})
	root := readOf("root", -3*time.Minute)
	root.Who = record.Who{Kind: record.WhoRoot, Name: foreign.New("root"), Account: "111122223333"}
	denied := readOf("kim", -4*time.Minute)
	denied.Who.Name, denied.Who.ARN, denied.Result = foreign.New("kim"), foreign.New("arn:aws:iam::111122223333:user/kim"), record.ResultDenied
	s.send(quiet(root, denied))
	s.keys("H")
	s.expect(t, "after the look", "Event history has been read: 3 reads in 1 call. Press X to mark 2 readers as expected.")
	s.keys("X")
	s.expect(t, "asked", "expect all of these?", "2 reads", "role/deploy", "user/sam", "in the last 90 days", "Left out: 2 readers (root, or denied every time).")
	s.keys("n")
	if x.set != nil {
		t.Errorf("after a no: %v", x.set)
	}
	s.keys("X", "y")
	s.expect(t, "after a yes", "2 readers are expected from now on; remembered in a tag on the alarm.", "2 expected")
	s.keys("X")
	s.expect(t, "again", "No reader here is left to mark as expected.")
}
