package live

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"secretwatch/aws/account"
	"secretwatch/aws/foreign"
	"secretwatch/aws/monitor"
	"secretwatch/aws/sandbox/inbox"
	"secretwatch/aws/watch"
	"secretwatch/ui/widget"
)

// A record that came late is counted in a minute that was evaluated before: the
// reason and the chart then speak of two moments, and say so.
func TestTheReasonAndTheChartDoNotContradictEachOther(t *testing.T) {
	s := newStage(100, 30, false)
	reason := foreign.New("Threshold Crossed: 1 datapoint [0.0 (22/11/26 11:59:00)] was not greater than or equal to the threshold (1.0).")
	for _, c := range []struct {
		value float64
		want  string
	}{
		{6, "Sum 0 in the minute from 11:59:00 when it was evaluated at 11:59:30 (6 by now): not enough to set it off"},
		{0, "Sum 0 in the minute from 11:59:00: not enough to set it off"},
	} {
		s.send(batchesMsg{{
			At: noon, Datapoints: []watch.Datapoint{{At: noon.Add(-time.Minute), Value: c.value, Count: 9}},
			Alarm: &watch.AlarmState{Name: alarmName, State: "OK", Since: noon.Add(-30 * time.Second), Reason: reason, Rule: monitor.DefaultRule()},
		}})
		if got := s.live.plainly(reason.Safe(), monitor.DefaultRule(), noon.Add(-30*time.Second)); got != c.want {
			t.Errorf("with %v in the chart\n got %q\nwant %q", c.value, got, c.want)
		}
	}
	average := monitor.DefaultRule()
	average.Statistic = "Maximum" // of which the minutes know nothing
	if got := s.live.plainly(reason.Safe(), average, noon); strings.Contains(got, "by now") {
		t.Errorf("a maximum is compared with a sum: %q", got)
	}
}

// Two reads of one second: the mark of the first sight is on the lower line,
// whichever of them was heard of first.
func TestTheFirstOfOneSecondIsTheLowest(t *testing.T) {
	for _, batches := range [][][]string{{{"a", "b"}}, {{"a"}, {"b"}}, {{"a", "b", "c"}}} {
		s := newStage(100, 30, false)
		for _, ids := range batches {
			var reads []watch.Read
			for _, id := range ids {
				reads = append(reads, readOf(id, time.Second))
			}
			s.send(quiet(reads...))
		}
		rows := s.live.reads.rows
		for i, r := range rows {
			if marked := strings.Contains(strings.Join(s.live.reads.marks(r), " "), markReader); marked != (i == 0) {
				t.Errorf("%v: row %d from below is marked: %v", batches, i, marked)
			}
		}
	}
}

func TestEscEndsTheSearchBeforeTheRecord(t *testing.T) {
	s := newStage(100, 30, true)
	s.send(quiet(earlier()...))
	s.keys("enter", "/", "r", "o", "l", "e", "enter")
	s.expect(t, "found", "match 1 of", "n next match", "esc end search")
	s.keys("/", "z", "q", "z", "enter")
	s.expect(t, "searched in vain", "─ not found", "not next match")
	s.keys("esc")
	if s.live.detail == nil || s.live.record.query != "" {
		t.Fatal("esc closes the record, or keeps the search")
	}
	s.expect(t, "without a search", "record in words", "not ─ not found")
	s.keys("esc")
	if s.live.detail != nil {
		t.Error("esc does not close the record")
	}
}

// Words that a person would use for what a key does.
func TestKeysAreFoundByOtherWords(t *testing.T) {
	s := newStage(100, 30, true)
	s.live.feed.Past = func(context.Context) <-chan Past { return nil }
	s.live.listKeys = newListKeys(s.live.feed)
	s.send(quiet(earlier()...))
	for word, want := range map[string]string{
		"zone": "z", "time zone": "z", "quit": "q", "doctor": "c", "clipboard": "y", "notification": "S", "90 days": "H",
		"find": "/", "refresh": "r", "range": "p", "trust": "x", "eventbridge": "C", "cost": "l", "confirm": "i",
	} {
		var found []string
		for _, b := range s.live.Commands() {
			all := true
			for _, w := range strings.Fields(word) {
				all = all && strings.Contains(widget.Words(b), w)
			}
			if all {
				found = append(found, b.Help().Key)
			}
		}
		if !strings.Contains(strings.Join(found, " "), want) {
			t.Errorf("%q finds %v, not %s", word, found, want)
		}
	}
	for _, b := range s.live.Commands() {
		if key.Matches(tea.KeyPressMsg{Code: 'a', Text: "also: "}, b) {
			t.Error("a word is a key")
		}
	}
}

// The list of mails names whom each is for, where that is not always the same.
func TestTheInboxNamesTheAddress(t *testing.T) {
	for _, size := range sizes {
		s := newStage(size[0], size[1], true)
		s.mails = mails()
		s.send(quiet())
		s.keys("i")
		if got := s.text(); strings.Contains(strings.Join(strings.Split(got, "\n")[5:], "\n"), "sam@") {
			t.Errorf("one address:\n%s", got)
		}
		for i, to := range []string{"sam@example.com", "eve@example.org"} {
			s.mails = append(s.mails, inbox.Mail{To: to, Subject: fmt.Sprint("Mail ", i), At: noon})
		}
		s.live.mail.Update(tea.KeyPressMsg{})
		s.send(quiet(readOf("x", time.Second)))
		s.expect(t, "several", "sam@example.", "eve@example.")
		checkFrame(t, s, size[0], size[1])
	}
}

func TestTheChartSaysWhenItDoesNotFollowThePreset(t *testing.T) {
	s := newStage(100, 30, false)
	s.send(quiet(earlier()...))
	for range spans {
		s.keys("p")
		got := strings.Contains(s.text(), "p changes the list only")
		if want := s.live.span != 0 && s.live.span != time.Hour; got != want {
			t.Errorf("preset %v: said %v", s.live.span, got)
		}
	}
}

// One line for a terminal that is too small for more.
func TestTheStateInAWord(t *testing.T) {
	s := newStage(100, 30, true)
	if got := s.live.Brief(); got != "" {
		t.Errorf("before the first look: %q", got)
	}
	s.send(quiet())
	if got := s.live.Brief(); got != "alarm OK" {
		t.Errorf("says %q", got)
	}
}

// A word that the screen's width has cut is in view as a whole, and where there
// is no room for a title the search itself says how often it was found.
func TestSearchingTheRecordOnASmallScreen(t *testing.T) {
	s := newStage(40, 12, true)
	r := readOf("a", -time.Minute)
	r.JSON = foreign.New(`{"a":1,"b":2,"c":3,"d":4,"e":5,"arn":"arn:aws:iam::123456789012:user/administrator","f":6}`)
	s.send(quiet(r))
	s.keys("enter", "v", "/")
	s.send(tea.PasteMsg{Content: "user/administrator"})
	s.keys("enter")
	s.expect(t, "found", "/ user/administrator", "1 of 1", "iam::123456789012:us", "er/administrator")
	s.keys("/", "z", "z")
	s.expect(t, "in vain", "/ zz", " not found")
	checkFrame(t, s, 40, 12)
}

// What AWS's library writes around an error has no room in a line.
func TestATestReadThatFailsSaysWhyInShort(t *testing.T) {
	s := newStage(80, 24, true)
	s.send(quiet(), testMsg{err: account.Problem{Kind: account.NoNetwork, Summary: "AWS cannot be reached, and this is a long story."}})
	s.expect(t, "no network", "The test read failed: no network")
}

// At the fast pace a read counts for seconds, which the sandbox's own sentence
// does not tell.
func TestTheFastPaceIsNamedWhereItExplainsTheAlarm(t *testing.T) {
	s := newStage(100, 30, false)
	s.live.feed.Fast = true
	reason := foreign.New("Threshold Crossed: 1 datapoint [0.0 (22/11/26 11:59:00)] was not greater than or equal to the threshold (1.0).")
	s.send(batchesMsg{{At: noon, Datapoints: []watch.Datapoint{{At: noon.Add(-time.Minute), Value: 3, Count: 9}}}})
	got := s.live.plainly(reason.Safe(), monitor.DefaultRule(), noon.Add(-30*time.Second))
	if !strings.Contains(got, "(3 by now; at this sandbox's fast pace a read counts for 10 s)") {
		t.Error(got)
	}
}

func TestTheFilterFindsWhatTheDetailShows(t *testing.T) {
	s := newStage(100, 30, false)
	s.send(quiet(earlier()...))
	s.keys("/", "a", "r", "n", ":", "a", "w", "s")
	if len(s.live.reads.shown) == 0 {
		t.Error("no read has an ARN")
	}
	s.keys("esc", "f")
	for _, r := range s.live.reads.rows {
		r.Test = true
	}
	s.live.reads.refilter()
	s.expect(t, "only test reads", "No unexpected read; test reads are expected. esc shows all.")
}

// An alarm that was changed since is told of as it was when it came to its state.
func TestAStateIsToldByWhatItWasComeTo(t *testing.T) {
	r := asJudged(monitor.DefaultRule(), watch.Evaluation{Statistic: "Average", Period: 300})
	if r.Statistic != "Average" || r.Period != 300 || r.Threshold != 1 {
		t.Errorf("got %+v", r)
	}
	if got := asJudged(monitor.DefaultRule(), watch.Evaluation{}); got != monitor.DefaultRule() {
		t.Errorf("got %+v", got)
	}
}
