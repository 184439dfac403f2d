package history_test

import (
	"testing"
	"testing/synctest"
	"time"

	"secretwatch/aws/history"
)

// A log group says nothing of the time before it was made: its days are not
// listed as days without a read.
func TestInsightsKnowsNothingBeforeTheGroup(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBox(t)
		defer b.Close()
		b.delivered(t, hourly(b.Now(), 1))
		cost, err := history.Price(t.Context(), b.a, group)
		if err != nil {
			t.Fatal(err)
		}
		q := b.question(9999 * 24 * time.Hour)
		q.Held, q.HeldWhy = cost.Holds(b.a.Clock.Now())
		s, err := history.FromInsights(t.Context(), b.a, group, q)
		if err != nil || s.Complete || s.Why == "" || !s.Known.Equal(cost.Made) || len(s.Days) > 3 {
			t.Errorf("complete %v, why %q, known from %s, %d days, %v", s.Complete, s.Why, s.Known, len(s.Days), err)
		}
	})
}

func TestHoldsTheLaterOfMadeAndKept(t *testing.T) {
	now := time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)
	made := now.AddDate(0, 0, -10)
	for keep, want := range map[int]time.Time{0: made, 30: made, 7: now.AddDate(0, 0, -7)} {
		c := history.Cost{Group: "g", Made: made, KeepDays: keep}
		if since, why := c.Holds(now); !since.Equal(want) || why == "" {
			t.Errorf("kept %d days: since %s (%s), want %s", keep, since, why, want)
		}
	}
	if since, why := (history.Cost{Group: "g"}).Holds(now); !since.IsZero() || why != "" {
		t.Errorf("a group of unknown age: since %s (%s)", since, why)
	}
}

// Where nobody can say since when the group is there, its answer is known from
// its oldest read on, and never called complete.
func TestInsightsOfAGroupOfUnknownAge(t *testing.T) {
	for _, c := range []struct {
		reads         int
		because, want string
	}{
		{2, "ann may not call logs:DescribeLogGroups", "since when the log group has its records is not known, because ann may not call logs:DescribeLogGroups"},
		{2, "", "since when the log group has its records is not known"},
		{0, "", "since when the log group has its records is not known"},
	} {
		synctest.Test(t, func(t *testing.T) {
			b := newBox(t)
			defer b.Close()
			events := hourly(b.Now(), c.reads)
			b.delivered(t, events)
			q := b.question(history.Reach)
			q.Held, q.HeldWhy = time.Time{}, c.because
			known := q.To
			if c.reads > 0 {
				known = events[c.reads-1].at
			}
			s, err := history.FromInsights(t.Context(), b.a, group, q)
			if err != nil || s.Complete || s.Why != c.want || !s.Known.Equal(known) || s.Reads != c.reads {
				t.Errorf("%d reads, complete %v, why %q, known from %s and not %s, %v", s.Reads, s.Complete, s.Why, s.Known, known, err)
			}
		})
	}
}

func TestEventHistoryKnowsNothingBefore90Days(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBox(t)
		defer b.Close()
		b.history(hourly(b.Now(), 3))
		q := b.question(2 * history.Reach)
		s, err := history.FromEvents(t.Context(), b.a, q)
		if err != nil || s.Complete || s.Why != "Event history has no more than 90 days" || !s.Known.Equal(q.To.Add(-history.Reach)) || s.Reads != 3 {
			t.Errorf("%d reads, complete %v, why %q, known from %s, %v", s.Reads, s.Complete, s.Why, s.Known, err)
		}
	})
}
