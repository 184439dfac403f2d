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
}
