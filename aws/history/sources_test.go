package history_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"pgregory.net/rapid"

	"secretwatch/aws/history"
	"secretwatch/aws/lookup"
)

// Both sources say of random reads what was put into the records.
func TestBothSourcesAgreeWithTheRecords(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		var s story
		var events, insights history.Summary
		var eventsErr, insightsErr error
		begun := time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC) // as every bubble's clock
		s = tell(rt, begun, 90)
		synctest.Test(t, func(t *testing.T) {
			b := newBox(t)
			defer b.Close()
			b.history(s.events)
			b.delivered(t, s.events)
			q := b.question(history.Reach)
			events, eventsErr = history.FromEvents(t.Context(), b.a, q)
			insights, insightsErr = history.FromInsights(t.Context(), b.a, group, q)
		})
		s.compare(rt, events, eventsErr)
		s.compare(rt, insights, insightsErr)
	})
}

// hourly are n reads of the secret, an hour apart, the newest an hour ago.
func hourly(now time.Time, n int) []event {
	var events []event
	for i := range n {
		at := now.Add(-time.Duration(i+1) * time.Hour).Truncate(time.Second)
		events = append(events, event{at, fmt.Sprintf(`{"eventName":"GetSecretValue","eventSource":"secretsmanager.amazonaws.com","eventID":"e-%d",`+
			`"awsRegion":"us-east-1","eventTime":%q,"requestParameters":{"secretId":"prod/db"},"userIdentity":{"type":"Root"}}`, i, at.Format(time.RFC3339))})
	}
	return events
}

func TestEventHistoryIsAskedWithinItsQuota(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBox(t)
		defer b.Close()
		b.history(hourly(b.Now(), 24*100)) // ten days more than are asked for
		var told []history.Progress
		q := b.question(history.Reach)
		q.Progress = func(p history.Progress) { told = append(told, p) }
		// Without a start, AWS gives 90 days; the test's own history has no end.
		b.records = b.records[:24*90-1]
		s, err := history.FromEvents(t.Context(), b.a, q)
		if err != nil || !s.Complete || s.Reads != 24*90-1 {
			t.Fatalf("%d reads, %v", s.Reads, err)
		}
		if len(b.lookups) != 45 {
			t.Errorf("%d calls", len(b.lookups))
		}
		for i, l := range b.lookups {
			if l.attribute != "EventName=GetSecretValue" || l.start != 0 || l.end != float64(q.To.Unix()) {
				t.Errorf("call %d asks %+v", i, l)
			}
			if i > 0 && l.at.Sub(b.lookups[i-1].at) < time.Second {
				t.Errorf("call %d came %s after the one before", i, l.at.Sub(b.lookups[i-1].at))
			}
		}
		// A page has 49 new reads, about 2 of the 90 days, and takes a second.
		if p := told[9]; p.Calls != 10 || p.Seen != 491 || p.Left < 30*time.Second || p.Left > 40*time.Second {
			t.Errorf("after ten pages: %+v", p)
		}
		q = b.question(48 * time.Hour) // the clock has gone on, so the 48th is older
		if s, err = history.FromEvents(t.Context(), b.a, q); err != nil || s.Reads != 47 {
			t.Errorf("%d reads in two days, %v", s.Reads, err)
		}
		if l := b.lookups[len(b.lookups)-1]; l.start != float64(q.From.Unix()) {
			t.Errorf("two days are asked from %v, not %v", l.start, q.From.Unix())
		}
	})
}

// Asked without the event's name, the same reads are found among the others.
func TestEventHistoryIsAskedNameless(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBox(t)
		defer b.Close()
		events := hourly(b.Now(), 60)
		for i := range 120 {
			at := b.Now().Add(-time.Duration(i) * time.Minute).Truncate(time.Second)
			events = append(events, event{at, fmt.Sprintf(`{"eventName":"DescribeSecret","eventSource":"secretsmanager.amazonaws.com","eventID":"d-%d","eventTime":%q}`, i, at.Format(time.RFC3339))})
		}
		b.history(events)
		q := b.question(history.Reach)
		q.By = lookup.Source
		s, err := history.FromEvents(t.Context(), b.a, q)
		if err != nil || !s.Complete || s.Reads != 60 {
			t.Errorf("%d reads, %v", s.Reads, err)
		}
		for i, l := range b.lookups {
			if l.attribute != "EventSource=secretsmanager.amazonaws.com" {
				t.Errorf("call %d asks %s", i, l.attribute)
			}
		}
	})
}

// Everyone in the account shares the quota: others who use it up make it slow,
// not wrong.
func TestEventHistoryIsPatient(t *testing.T) {
	for _, c := range []struct {
		busy int
		ok   bool
	}{{8, true}, {30, false}} {
		synctest.Test(t, func(t *testing.T) {
			b := newBox(t)
			defer b.Close()
			b.history(hourly(b.Now(), 3))
			b.busy = c.busy
			s, err := history.FromEvents(t.Context(), b.a, b.question(history.Reach))
			if (err == nil) != c.ok || s.Complete != c.ok || c.ok && s.Reads != 3 {
				t.Errorf("refused %d times: %d reads, complete %v, %v", c.busy, s.Reads, s.Complete, err)
			}
		})
	}
}

// Reads of the last moment say nothing about 90 days; the guess stays one.
func TestAGuessAtTheRestHasAnEnd(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		time.Sleep(time.Millisecond)
		b := newBox(t)
		defer b.Close()
		var left time.Duration
		b.history(hourly(b.Now().Add(time.Hour), 60)) // the first a millisecond ago
		for i := range b.records {
			b.records[i].at = b.records[0].at
		}
		q := b.question(history.Reach)
		q.To = b.records[0].at.Add(time.Millisecond)
		q.Progress = func(p history.Progress) { left = p.Left }
		if _, err := history.FromEvents(t.Context(), b.a, q); err != nil || left != history.Reach {
			t.Errorf("%s left, %v", left, err)
		}
	})
}

func TestInterruptedEventHistorySaysWhatItKnows(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBox(t)
		defer b.Close()
		b.history(hourly(b.Now(), 300))
		ctx, stop := context.WithCancel(t.Context())
		defer stop()
		q := b.question(history.Reach)
		q.Progress = func(p history.Progress) {
			if p.Calls == 3 {
				stop()
			}
		}
		s, err := history.FromEvents(ctx, b.a, q)
		if !errors.Is(err, context.Canceled) || s.Complete || s.Why == "" || s.Reads != 148 {
			t.Fatalf("%d reads, %s, %v", s.Reads, s.Why, err)
		}
		if want := b.records[147].at; !s.Known.Equal(want) {
			t.Errorf("known from %s, want %s", s.Known, want)
		}
		if first := s.Days[0].Day.Format("2006-01-02"); first != s.Known.Format("2006-01-02") {
			t.Errorf("the first day is %s", first)
		}
	})
}

func TestInterruptedQueryIsStopped(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBox(t)
		defer b.Close()
		b.delivered(t, hourly(b.Now(), 3))
		ctx, stop := context.WithTimeout(t.Context(), 300*time.Millisecond)
		defer stop()
		s, err := history.FromInsights(ctx, b.a, group, b.question(time.Hour))
		if !errors.Is(err, context.DeadlineExceeded) || s.Complete || s.Why != "the query was stopped before its end" {
			t.Errorf("%+v, %v", s, err)
		}
		if n := b.asked("StopQuery"); n != 1 {
			t.Errorf("%d queries stopped", n)
		}
		gone, cancel := context.WithCancel(t.Context())
		cancel()
		if _, err := history.FromInsights(gone, b.a, group, b.question(time.Hour)); !errors.Is(err, context.Canceled) || b.asked("StartQuery") != 1 {
			t.Errorf("%d queries started, %v", b.asked("StartQuery"), err)
		}
	})
}

// The reads of another account's secret of that name are in an organization's
// log group, and those of another region in that of a multi-Region trail.
func TestInsightsLeavesOutOtherAccountsAndRegions(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBox(t)
		defer b.Close()
		events := hourly(b.Now(), 1)
		for _, more := range []string{`"awsRegion":"eu-west-1"`, `"awsRegion":"us-east-1","recipientAccountId":"999999999999"`} {
			events = append(events, event{text: `{"eventName":"GetSecretValue","eventSource":"secretsmanager.amazonaws.com",` +
				`"eventTime":"1999-12-31T01:00:00Z","requestParameters":{"secretId":"prod/db"},` + more + `}`})
		}
		b.delivered(t, events)
		s, err := history.FromInsights(t.Context(), b.a, group, b.question(24*time.Hour))
		if err != nil || s.Reads != 1 {
			t.Errorf("%d reads, %v", s.Reads, err)
		}
	})
}

func TestPrice(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBox(t)
		defer b.Close()
		b.delivered(t, []event{{text: "0123456789"}})
		for _, name := range []string{group, "arn:aws:logs:us-east-1:123456789012:log-group:" + group + ":*"} {
			if c, err := history.Price(t.Context(), b.a, name); err != nil || c.Bytes < 10 || c.Group != group {
				t.Errorf("%s: %+v, %v", name, c, err)
			}
		}
		_, err := history.Price(t.Context(), b.a, "trail")
		if err == nil || err.Error() != "there is no log group trail in us-east-1" {
			t.Errorf("a group that is not there: %v", err)
		}
	})
}
