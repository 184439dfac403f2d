package live

import (
	"context"
	"errors"
	"fmt"
	"math"
	"strings"
	"testing"
	"time"

	"secretwatch/aws/foreign"
	"secretwatch/aws/monitor"
	"secretwatch/aws/record"
	"secretwatch/aws/watch"
)

// askable lets H ask for pages that are there already.
func askable(s *stage, pages ...Past) {
	s.live.feed.Past = func(context.Context) <-chan Past {
		c := make(chan Past, len(pages))
		for _, p := range pages {
			c <- p
		}
		close(c)
		return c
	}
	s.live.listKeys = newListKeys(s.live.feed)
}

func TestWhoIsNewIsKnownOnceEventHistoryWasRead(t *testing.T) {
	s := newStage(120, 40, false)
	kim := readOf("kim", -time.Minute)
	kim.Who.Name = foreign.New("kim")
	sam := readOf("sam", -2*time.Minute)
	s.send(quiet(sam, kim))
	s.expect(t, "before it was asked", "not new in 90d", "not new reader")
	s.keys("p", "p", "p", "p", "p")
	s.expect(t, "with 7 days", "last 7 days, only since 11:00:00")
	before := readOf("before", -30*24*time.Hour)
	askable(s, Past{Reads: []watch.Read{sam, kim}, Back: sam.Time}, Past{Reads: []watch.Read{before}, Back: before.Time})
	s.expect(t, "where it can be asked", "only since 11:00:00 (H: more)")
	s.keys("H")
	s.expect(t, "afterwards", "new in 90d", "Event history has been read: 3 reads in 2 calls", "last 7 days  2 of 3")
	if got := s.live.reads.marks(s.live.reads.byID["event-sam"]); len(got) != 0 {
		t.Errorf("sam, who read a month ago, has the marks %v", got)
	}
	if got := s.live.reads.marks(s.live.reads.byID["event-kim"]); strings.Join(got, ",") != markFirst {
		t.Errorf("kim, who never read before, has the marks %v", got)
	}
	s.keys("p", "p")
	s.expect(t, "with 90 days", "last 90 days", "×2  user/sam", "not only since")
	s.keys("H")
	s.expect(t, "asked twice", "has been read already, back to")
}

func TestEventHistoryThatCannotBeRead(t *testing.T) {
	s := newStage(120, 40, false)
	s.send(quiet(earlier()...))
	askable(s, Past{Err: errors.New("AccessDeniedException: no")})
	s.keys("H")
	s.expect(t, "denied", "could not be read to the end: AccessDeniedException", "not new in 90d")
	if s.live.past.running() || !s.live.reads.back.IsZero() {
		t.Error("it counts as read")
	}
	// Stopped half-way: no page may come in afterwards.
	s.live.feed.Past = func(context.Context) <-chan Past { return make(chan Past) }
	s.live.askPast()
	page := pastMsg{page: Past{Reads: []watch.Read{readOf("late", -time.Hour)}}, more: true, run: s.live.past.run}
	s.expect(t, "while it is asked", "not Stopped")
	s.live.askPast()
	s.send(page)
	if s.live.reads.byID["event-late"] != nil || s.live.past.running() {
		t.Error("a page of a look that was stopped came in")
	}
}

func TestWhoIsThePersonBehindTheRole(t *testing.T) {
	for _, c := range []struct {
		who  record.Who
		want string
	}{
		{record.Who{Kind: record.WhoUser, Name: foreign.New("sam")}, "user/sam"},
		{record.Who{Kind: record.WhoRoot}, "root"},
		{record.Who{}, "unknown"},
		{record.Who{Kind: record.WhoService, Name: foreign.New("ecs.amazonaws.com")}, "service/ecs.amazonaws.com"},
		{record.Who{Kind: record.WhoRole, Name: foreign.New("deploy"), Session: foreign.New("i-0ab")}, "role/deploy (i-0ab)"},
		{record.Who{Kind: record.WhoRole, Name: foreign.New("AWSReservedSSO_Admin_Access_0123456789abcdef"), Session: foreign.New("sam@example.com")}, "sam@example.com (SSO Admin_Access)"},
		{record.Who{Kind: record.WhoRole, Name: foreign.New("AWSReservedSSO_x")}, "role/AWSReservedSSO_x"},
	} {
		if got := whoText(c.who); got != c.want {
			t.Errorf("got %q, want %q", got, c.want)
		}
	}
}

func TestTheTimeSpanFollowsTheClock(t *testing.T) {
	s := newStage(100, 30, false)
	s.send(quiet(readOf("old", -20*time.Minute), readOf("new", -10*time.Minute)))
	s.keys("p")
	if n := len(s.live.reads.shown); n != 1 {
		t.Errorf("%d reads of the last 15 minutes, want 1", n)
	}
	s.at(6 * time.Minute)
	s.tick()
	s.expect(t, "6 minutes later", "No read matches")
	s.keys("esc")
	if n := len(s.live.reads.shown); n != 2 {
		t.Errorf("esc shows %d", n)
	}
}

func TestExpectedReaders(t *testing.T) {
	s := newStage(100, 30, false)
	s.send(quiet(repeating()...))
	s.keys("down", "x") // deploy
	s.expect(t, "marked", "is expected from now on", "expected")
	s.keys("f")
	s.expect(t, "unexpected only", "not role/deploy", "user/kim", "unexpected only", "3 of 18")
	s.keys("f", "home", "down", "x", "f")
	s.expect(t, "no longer", "role/deploy")
}

func TestScrollingStopsFollowing(t *testing.T) {
	s := newStage(80, 24, false)
	s.send(quiet(repeating()...))
	s.keys("down")
	chosen := s.live.reads.line(s.live.list.Selected).row
	a, b := readOf("x", time.Second), readOf("y", 2*time.Second)
	b.Who.Name = foreign.New("kim")
	s.send(quiet(a, b))
	s.expect(t, "scrolled", "2 new (g)")
	late, same := readOf("v", time.Second), readOf("w", 2*time.Second) // neither is newer than all others
	along := readOf("t", 0)
	along.Time = chosen.Time
	s.send(quiet(late, same, along, readOf("u", -time.Hour)))
	s.expect(t, "in the same seconds", "5 new (g)")
	if got := s.live.reads.line(s.live.list.Selected).row; got != chosen {
		t.Errorf("chosen is %s, was %s", got.EventID, chosen.EventID)
	}
	s.keys("g")
	s.expect(t, "back at the top", "not new (g)", "› 12:00:02")
	s.send(quiet(readOf("z", 3*time.Second)))
	s.expect(t, "following", "› 12:00:03", "not new (g)")
}

func TestTheChartShowsTheAlarmsOwnStatistic(t *testing.T) {
	s := newStage(100, 30, false)
	averageOver5(s)
	r := s.live.alarm.Rule
	at := noon.Add(-5 * time.Minute)
	for _, c := range []struct {
		statistic string
		want      float64
	}{{"Average", 1.0 / 40}, {"Sum", 1}, {"SampleCount", 40}, {"Maximum", 1}} {
		r.Statistic = c.statistic
		got := s.live.values(r, at, 5*time.Minute, 2)
		if math.Abs(got[1]-c.want) > 1e-9 || math.IsNaN(got[0]) {
			t.Errorf("%s: %v, want %v at the end", c.statistic, got, c.want)
		}
	}
	if c := s.live.chart(60); c.Threshold != 1 || c.Open != 1 || c.Breach(0.9) || !c.Breach(1) {
		t.Errorf("threshold %v, %d open", c.Threshold, c.Open)
	}
	s.live.alarm = nil
	if c := s.live.chart(60); !math.IsNaN(c.Threshold) {
		t.Errorf("a threshold of %v without an alarm", c.Threshold)
	}
}

func TestAlarmInWords(t *testing.T) {
	s := newStage(100, 30, false)
	r := monitor.DefaultRule()
	for _, c := range []struct{ reason, want string }{
		{"Unchecked: Initial alarm creation", "it was just made and has not been evaluated yet"},
		{"Insufficient Data: 1 datapoint was unknown.", "the metric had no datapoint in the periods that were evaluated"},
		{"Threshold Crossed: no datapoints were received for 1 period and 1 missing datapoint was treated as [NonBreaching].", "no datapoint lately, and no data counts as OK"},
		{"Threshold Crossed: no datapoints were received for 3 periods and 3 missing datapoints were treated as [Breaching].", "no datapoint lately, and no data counts as a breach"},
		{"Threshold Crossed: 1 out of the last 1 datapoints [1.0 (22/11/26 11:42:00)] was greater than or equal to the threshold (1.0) (minimum 1 datapoint for OK -> ALARM transition).", "Sum 1 in the minute from 11:42:00: enough to set it off"},
		{"Threshold Crossed: 2 datapoints [0.024 (22/11/26 11:42:00), 0.0 (22/11/26 11:41:00)] were not greater than or equal to the threshold (1.0).", "Sum 0.024 in the minute from 11:42:00, and 1 more like it: not enough to set it off"},
		{"Manually triggered for testing", ""},
		{"Threshold Crossed: [1.0 (99/99/99 99:99:99)]", ""},
	} {
		if got := s.live.plainly(c.reason, r, noon); got != c.want {
			t.Errorf("%s\n got %q\nwant %q", c.reason, got, c.want)
		}
	}
	for _, c := range []struct {
		change  func(*monitor.AlarmRule)
		actions int
		muted   bool
		want    string
	}{
		{func(*monitor.AlarmRule) {}, 1, false, "Sum >= 1 over 60 s sets it off; no data counts as OK; 1 action on ALARM"},
		{func(r *monitor.AlarmRule) { r.EvaluationPeriods, r.DatapointsToAlarm = 3, 0 }, 0, false, "Sum >= 1 over 60 s, in 3 of 3 periods, sets it off; no data counts as OK; it has no action, so nothing is sent"},
		{func(r *monitor.AlarmRule) { r.ComparisonOperator, r.TreatMissingData = "LessThanThreshold", "" }, 2, true, "Sum < 1 over 60 s sets it off; no data makes it INSUFFICIENT_DATA; its actions are switched off, so nothing is sent"},
	} {
		r := monitor.DefaultRule()
		c.change(&r)
		if got := definition(r, c.actions, c.muted); got != c.want {
			t.Errorf("got %q\nwant %q", got, c.want)
		}
	}
}

func TestReadsWithoutAMailOfTheirOwn(t *testing.T) {
	s := newStage(100, 30, false)
	alarmHistory(s)
	list := s.live.episodes()
	var got []string
	for _, e := range list {
		got = append(got, fmt.Sprintf("%s %d", e.To, e.swallowed))
	}
	// The read delivered at 11:21:30 set the first one off; those of 11:23:30 and
	// 11:25:30 found it on.
	if want := "ALARM 0, OK 0, ALARM 2"; strings.Join(got, ", ") != want {
		t.Errorf("got %s, want %s", strings.Join(got, ", "), want)
	}
	more := readOf("more", -time.Minute)
	more.InLogs, more.Matched = noon, true
	s.send(batchesMsg{{Reads: []watch.Read{more}}})
	if n := s.live.episodes()[0].swallowed; n != 1 {
		t.Errorf("%d reads during the ALARM that lasts, want 1", n)
	}
}

// Every word of a filter has to be found, in the reader's texts or the read's own.
func TestAFilterOfSeveralWords(t *testing.T) {
	s := newStage(100, 30, true)
	a, b := readOf("a", time.Second), readOf("b", 2*time.Second)
	b.Who.Name = foreign.New("kim")
	b.Result = record.ResultDenied
	s.send(quiet(a, b))
	for query, want := range map[string]int{"kim denied": 1, "DENIED  kim": 1, "kim ok": 0, "denied": 1, "12:00:02": 1, "12:00 kim": 1, "11:": 0, "": 2, strings.Repeat("kim ", 100): 1} {
		s.live.reads.filter(query)
		if got := len(s.live.reads.shown); got != want {
			t.Errorf("%q shows %d, want %d", query, got, want)
		}
	}
}
