package cli

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"secretwatch/aws/record"
	"secretwatch/aws/watch"
)

// What happened comes in the order in which it did, each read once, whatever
// source has it and however late it was delivered.
func TestWhatHappenedComesInOrder(t *testing.T) {
	start := time.Date(2026, 11, 22, 6, 0, 0, 0, time.UTC)
	read := func(n int) watch.Read {
		return watch.Read{Read: record.Read{EventID: fmt.Sprint(n), Time: start.Add(time.Duration(n) * time.Second)}}
	}
	const reads = 20_000
	r := rand.New(rand.NewPCG(1, 2))
	var history []watch.Read // newest first, the last hour of it and some that no log group has
	for n := reads + 100; n > reads-3600; n-- {
		one := read(n)
		one.InHistory = start.Add(24 * time.Hour)
		history = append(history, one)
	}
	var logs []watch.Read
	for n := range reads {
		one := read(n)
		one.InLogs = one.Time.Add(time.Duration(r.IntN(15*60)) * time.Second)
		one.Update = n > reads-3600
		logs = append(logs, one)
	}
	slices.SortFunc(logs, func(x, y watch.Read) int { return x.InLogs.Compare(y.InLogs) })

	var o inOrder
	var got []*item
	most := 0
	take := func(b watch.Batch) {
		got = append(got, o.take(b)...)
		most = max(most, len(o.waiting))
	}
	for page := range slices.Chunk(history, 50) {
		take(watch.Batch{Reads: page})
	}
	take(watch.Batch{
		Transitions: []watch.Transition{{At: start.Add(90 * time.Minute)}, {At: start.Add(10 * time.Minute)}},
		Datapoints:  []watch.Datapoint{{At: start.Add(-time.Minute)}, {At: start.Add(48 * time.Hour)}},
	})
	if len(got) != 0 {
		t.Errorf("%d lines before the log group said anything", len(got))
	}
	for page := range slices.Chunk(logs, 600) {
		take(watch.Batch{Reads: page})
	}
	if len(got) < reads/2 {
		t.Errorf("only %d lines came before the end", len(got))
	}
	got = append(got, o.rest()...)
	if want := reads + 101 + 4; len(got) != want {
		t.Errorf("%d lines, want %d", len(got), want)
	}
	seen := map[string]bool{}
	for i, line := range got {
		if i > 0 && line.at.Before(got[i-1].at) {
			t.Fatalf("line %d of %s comes after %s", i, line.at, got[i-1].at)
		}
		if line.read != nil {
			if seen[line.read.EventID] {
				t.Fatalf("read %s comes twice", line.read.EventID)
			}
			seen[line.read.EventID] = true
		}
	}
	if most > 3700+2*mostWaiting+600 {
		t.Errorf("%d lines waited at a time", most)
	}
}

// However dense they come, no more than so many wait.
func TestNotTooManyWait(t *testing.T) {
	var o inOrder
	at := time.Date(2026, 11, 22, 6, 0, 0, 0, time.UTC)
	n := 0
	for page := range 100 {
		var b watch.Batch
		for i := range 600 {
			b.Reads = append(b.Reads, watch.Read{Read: record.Read{EventID: fmt.Sprint(page, "-", i), Time: at}, InLogs: at.Add(time.Second)})
		}
		n += len(o.take(b))
		if len(o.waiting) > 2*mostWaiting+600 {
			t.Fatalf("%d wait", len(o.waiting))
		}
	}
	if n += len(o.rest()); n != 60_000 {
		t.Errorf("%d of 60000", n)
	}
}

// An action is taken after its transition, and has its own place among the lines.
func TestActionsStandApart(t *testing.T) {
	at := time.Date(2026, 11, 22, 6, 0, 0, 0, time.UTC)
	action := func(seconds int) watch.ActionResult {
		return watch.ActionResult{At: at.Add(time.Duration(seconds) * time.Second), OK: true}
	}
	got := apart([]watch.Transition{
		{At: at, To: "ALARM", Actions: []watch.ActionResult{action(13), action(14)}},
		{At: at.Add(20 * time.Second), To: "OK"},
		{At: at.Add(-time.Minute), To: "ALARM", Update: true, Actions: []watch.ActionResult{action(-30)}},
		{At: at.Add(-time.Minute), To: "ALARM", Update: true},
	})
	type line struct {
		seconds int
		update  bool
		actions int
	}
	var lines []line
	for _, tr := range got {
		lines = append(lines, line{int(tr.At.Sub(at).Seconds()), tr.Update, len(tr.Actions)})
	}
	want := []line{{0, false, 0}, {13, true, 1}, {14, true, 1}, {20, false, 0}, {-30, true, 1}}
	if !slices.Equal(lines, want) {
		t.Errorf("%v, want %v", lines, want)
	}
}
