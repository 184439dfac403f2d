package watch_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"secretwatch/aws/account"
	"secretwatch/aws/record"
	"secretwatch/aws/watch"
)

const pattern = `{ ($.eventName = "GetSecretValue") && ($.errorCode NOT EXISTS) && ($.requestParameters.secretId = "prod/db") }`

func target() watch.Target {
	return watch.Target{
		SecretName: "prod/db", SecretARN: "arn:aws:secretsmanager:us-east-1:123456789012:secret:prod/db-AbCdEf",
		LogGroup: "/secretwatch/db", Pattern: pattern, Alarm: "secretwatch-db", Namespace: "SecretWatch", Metric: "db-reads",
	}
}

func okAlarm() map[string]any {
	return map[string]any{"AlarmName": "secretwatch-db", "StateValue": "OK", "StateUpdatedTimestamp": float64(time.Now().Unix()), "ActionsEnabled": true, "AlarmActions": []string{"arn:topic"}}
}

// start runs a watcher until the returned stop, which gives all its batches.
func start(t *testing.T, f *fake, target watch.Target, o watch.Options) (*watch.Watcher, func() []watch.Batch) {
	t.Helper()
	w := watch.New(accountOf(t, f), target, o)
	ctx, cancel := context.WithCancel(t.Context())
	out := make(chan watch.Batch)
	ended := make(chan error, 1)
	go func() {
		ended <- w.Run(ctx, out)
		close(out)
	}()
	var batches []watch.Batch
	collected := make(chan struct{})
	go func() {
		for b := range out {
			batches = append(batches, b)
		}
		close(collected)
	}()
	return w, func() []watch.Batch {
		if o.Follow {
			cancel()
		}
		if err := <-ended; o.Follow && !errors.Is(err, context.Canceled) {
			t.Errorf("ended with %v", err)
		}
		cancel()
		<-collected
		return batches
	}
}

// TestNothingIsLostOrRepeated has reads come late and out of order in both
// sources, over pages, some of them empty, among reads of other secrets.
func TestNothingIsLostOrRepeated(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		begun := time.Now()
		f := &fake{page: 13, holes: true, state: okAlarm()}
		random := rand.New(rand.NewPCG(1, 2))
		minutes := func(n int) time.Duration { return time.Duration(random.IntN(n * int(time.Minute))) }
		want := map[string]event{}
		for i := range 240 {
			e := event{id: fmt.Sprintf("event-%d", i), secret: "prod/db", at: begun.Add(minutes(60) - 30*time.Minute).Truncate(time.Second)}
			e.history = e.at.Add(minutes(25))
			e.logged = e.at.Add(minutes(14))
			e.visible = e.logged.Add(minutes(10)) // ingestion after the log timestamp
			switch i % 4 {
			case 0:
				e.secret = "prod/db-old"
			case 1:
				e.secret = "arn:aws:secretsmanager:us-east-1:123456789012:secret:prod/db-AbCdEf"
			}
			if i%4 != 0 {
				want[e.id] = e
			}
			f.events = append(f.events, e)
		}
		_, stop := start(t, f, target(), watch.Options{Follow: true})
		time.Sleep(90 * time.Minute)
		firsts, updates := map[string]int{}, map[string]watch.Read{}
		for _, b := range stop() {
			if !slices.IsSortedFunc(b.Reads, func(a, b watch.Read) int { return a.Time.Compare(b.Time) }) {
				t.Error("a batch is not oldest first")
			}
			for _, r := range b.Reads {
				if !r.Update {
					firsts[r.EventID]++
				} else if _, twice := updates[r.EventID]; twice {
					t.Errorf("%s was updated twice", r.EventID)
				} else {
					updates[r.EventID] = r
				}
			}
		}
		for id, e := range want {
			if firsts[id] != 1 {
				t.Errorf("%s came %d times", id, firsts[id])
			}
			u, ok := updates[id]
			if !ok {
				t.Errorf("%s was not updated", id)
				continue
			}
			if u.InLogs.UnixMilli() != e.logged.UnixMilli() || u.InHistory.Before(e.history) || u.Matched != (e.secret == "prod/db") {
				t.Errorf("%s: in the logs %s (want %s), in history %s (visible %s), matched %v", id, u.InLogs, e.logged, u.InHistory, e.history, u.Matched)
			}
			if !u.CatchUp && u.InHistory.Sub(e.history) > 6*time.Minute {
				t.Errorf("%s was found %s after history had it", id, u.InHistory.Sub(e.history))
			}
		}
		if len(firsts) != len(want) {
			t.Errorf("%d reads, want %d", len(firsts), len(want))
		}
	})
}

func TestCallsAtRestAndEver(t *testing.T) {
	for _, c := range []struct {
		name   string
		target func() watch.Target
		o      watch.Options
		holes  bool
	}{
		{"everything", target, watch.Options{Follow: true}, false},
		{"an empty page behind every page", target, watch.Options{Follow: true}, true},
		{"fast pace", target, watch.Options{Follow: true, Fast: true}, false},
		{"no log group", func() watch.Target { t := target(); t.LogGroup = ""; return t }, watch.Options{Follow: true}, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				f := &fake{page: 50, holes: c.holes, state: okAlarm()}
				begun := time.Now()
				_, stop := start(t, f, c.target(), c.o)
				time.Sleep(12 * time.Minute)
				stop()
				for minute := 2; minute < 12; minute++ {
					from := begun.Add(time.Duration(minute) * time.Minute)
					if n := f.count(from, from.Add(time.Minute)); n > 10 || n < 4 {
						t.Errorf("minute %d: %d calls at rest", minute, n)
					}
				}
				active := f.count(begun, begun.Add(time.Minute))
				if active < 60 {
					t.Errorf("only %d calls in the first minute", active)
				}
				neverTooFast(t, f)
			})
		})
	}
}

// neverTooFast checks the bounds that hold at any pace.
func neverTooFast(t *testing.T, f *fake) {
	t.Helper()
	for op, most := range map[string]int{"LookupEvents": 1, "FilterLogEvents": 2} {
		for _, c := range f.calls {
			if n := f.count(c.at, c.at.Add(time.Second), op); n > most {
				t.Errorf("%d calls of %s within a second", n, op)
				break
			}
		}
	}
}

func TestNudgeWakesTheWatcher(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := &fake{page: 50, state: okAlarm()}
		w, stop := start(t, f, target(), watch.Options{Follow: true})
		time.Sleep(5 * time.Minute)
		synctest.Wait()
		before := time.Now()
		w.Nudge()
		time.Sleep(5 * time.Second)
		if n := f.count(before, time.Now()); n < 6 {
			t.Errorf("%d calls in the five seconds after a nudge", n)
		}
		time.Sleep(2 * time.Minute)
		if n := f.count(time.Now().Add(-time.Minute), time.Now()); n > 10 {
			t.Errorf("%d calls in a minute, two minutes after the nudge", n)
		}
		stop()
	})
}

func TestOneSourceFailsTheOthersGoOn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		now := time.Now()
		f := &fake{page: 50, state: okAlarm(), fail: map[string]string{"LookupEvents": "AccessDeniedException"}}
		f.events = []event{{id: "e-1", secret: "prod/db", at: now.Add(time.Minute), history: now, logged: now.Add(2 * time.Minute), visible: now.Add(2 * time.Minute)}}
		w, stop := start(t, f, target(), watch.Options{Follow: true})
		time.Sleep(10 * time.Minute)
		if n := f.count(now, time.Now(), "LookupEvents"); n > 3 {
			t.Errorf("asked %d times for what is denied", n)
		}
		if err := w.Failed(); err != nil {
			t.Errorf("the log group works, and yet: %v", err)
		}
		f.change(func() { f.fail = nil })
		time.Sleep(6 * time.Minute)
		var said []string
		reads := 0
		for _, b := range stop() {
			if text, ok := b.Trouble[watch.SourceHistory]; ok {
				said = append(said, text.Safe())
			}
			reads += len(b.Reads)
			if len(b.Trouble) > 0 && b.At.IsZero() {
				t.Error("a batch without a time")
			}
		}
		if len(said) != 2 || !strings.Contains(said[0], "may not call") || said[1] != "" {
			t.Errorf("the trouble was told as %q", said)
		}
		if reads != 2 { // from the log group, then as an update from history
			t.Errorf("%d reads", reads)
		}
	})
}

func TestAReadSeenTwice(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		now := time.Now()
		f := &fake{page: 50, events: []event{
			{id: "old", secret: "prod/db", at: now.Add(-30 * time.Minute), history: now.Add(-20 * time.Minute), logged: now.Add(-25 * time.Minute), visible: now.Add(-25 * time.Minute)},
			{id: "new", secret: "prod/db", at: now.Add(60 * time.Second), history: now.Add(150 * time.Second), logged: now.Add(300 * time.Second), visible: now.Add(301 * time.Second)},
			{id: "before", secret: "prod/db", at: now.Add(-2 * time.Hour), history: now.Add(-2 * time.Hour)},
		}}
		_, stop := start(t, f, target(), watch.Options{Follow: true, Since: time.Hour})
		time.Sleep(10 * time.Minute)
		var got []string
		for _, b := range stop() {
			for _, r := range b.Reads {
				got = append(got, fmt.Sprintf("%s update=%v history=%v logs=%v catch-up=%v json=%v", r.EventID, r.Update, !r.InHistory.IsZero(), !r.InLogs.IsZero(), r.CatchUp, strings.Contains(r.JSON.Raw(), r.EventID)))
			}
		}
		slices.Sort(got[:2])
		want := []string{
			"new update=false history=true logs=false catch-up=false json=true",
			"new update=true history=true logs=true catch-up=false json=true",
		}
		if len(got) != 4 || !slices.Equal(got[2:], want) || !strings.HasPrefix(got[1], "old update=true history=true logs=true catch-up=true") || !strings.HasPrefix(got[0], "old update=false") {
			t.Errorf("got\n%s", strings.Join(got, "\n"))
		}
	})
}

func TestDeniedReadsAreTiedByTheirMessage(t *testing.T) {
	const words = "User: arn:aws:iam::123456789012:user/eve is not authorized to perform: secretsmanager:GetSecretValue on resource: "
	now := time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC)
	f := &fake{page: 50}
	for id, message := range map[string]string{
		"by name":   words + "prod/db because no identity-based policy allows the secretsmanager:GetSecretValue action",
		"by ARN":    words + "arn:aws:secretsmanager:us-east-1:123456789012:secret:prod/db-AbCdEf",
		"neighbour": words + "prod/db-old because no identity-based policy allows the secretsmanager:GetSecretValue action",
		"no name":   "Access denied",
	} {
		f.events = append(f.events, event{id: id, at: now, logged: now, visible: now, denied: message})
	}
	synctest.Test(t, func(t *testing.T) {
		watched := target()
		watched.NoHistory, watched.Alarm, watched.Metric = true, "", ""
		_, stop := start(t, f, watched, watch.Options{})
		var got []string
		for _, b := range stop() {
			for _, r := range b.Reads {
				if r.Result != record.ResultDenied || r.Matched {
					t.Errorf("%s: result %s, matched %v", r.EventID, r.Result, r.Matched)
				}
				got = append(got, r.EventID)
			}
		}
		if slices.Sort(got); !slices.Equal(got, []string{"by ARN", "by name"}) {
			t.Errorf("got %q", got)
		}
		if ops := f.count(now, now.Add(time.Hour)); ops != f.count(now, now.Add(time.Hour), "FilterLogEvents") {
			t.Errorf("asked for more than the log group: %v", f.calls)
		}
	})
}

func TestOneRoundSaysWhyItSawNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := &fake{page: 50, state: okAlarm(), fail: map[string]string{"LookupEvents": "AccessDeniedException", "FilterLogEvents": "ResourceNotFoundException"}}
		w := watch.New(accountOf(t, f), target(), watch.Options{})
		err := w.Run(t.Context(), make(chan watch.Batch, 100))
		if err == nil || account.Explain(err).Exit() != 254 {
			t.Errorf("got %v", err)
		}
		f.change(func() { delete(f.fail, "LookupEvents") })
		w = watch.New(accountOf(t, f), target(), watch.Options{})
		if err := w.Run(t.Context(), make(chan watch.Batch, 100)); err != nil {
			t.Errorf("one source of reads works, and yet: %v", err)
		}
	})
}

func TestTheReceiverSetsThePace(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		now := time.Now()
		f := &fake{page: 2, state: okAlarm()}
		for i := range 100 {
			f.events = append(f.events, event{id: fmt.Sprint(i), secret: "prod/db", at: now.Add(-time.Minute), logged: now.Add(-time.Minute), visible: now})
		}
		watched := target()
		watched.NoHistory = true
		w := watch.New(accountOf(t, f), watched, watch.Options{})
		out := make(chan watch.Batch)
		go func() {
			_ = w.Run(t.Context(), out)
			close(out)
		}()
		time.Sleep(10 * time.Minute)
		if n := f.count(now, time.Now(), "FilterLogEvents"); n > 5 { // one shown to nobody yet, one decoded, two that wait, one that has just come
			t.Errorf("%d pages were fetched for nobody", n)
		}
		reads := 0
		for b := range out {
			reads += len(b.Reads)
		}
		if reads != 100 {
			t.Errorf("%d reads of 100", reads)
		}
	})
}
