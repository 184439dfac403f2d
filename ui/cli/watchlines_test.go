package cli

import (
	"bufio"
	"bytes"
	"io"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"secretwatch/aws/foreign"
	"secretwatch/aws/record"
	"secretwatch/aws/watch"
	"secretwatch/ui/plain"
)

// What was there when the watch began is read in the order in which it happened,
// whichever source answers first; what comes then, as it comes.
func TestTheFirstLooksAreReadInOrder(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var text bytes.Buffer
		out := bufio.NewWriter(&text)
		l := &liner{
			p: &program{streams: Streams{Out: &text, Err: io.Discard}}, out: out,
			printer: plain.Printer{W: out, Zone: time.UTC, Spoken: true},
		}
		began := time.Now()
		read := func(id string, after time.Duration) watch.Read {
			return watch.Read{Read: record.Read{EventID: id, Time: began.Add(after), Who: record.Who{Kind: record.WhoUser, Name: foreign.New(id)}}}
		}
		batches := make(chan watch.Batch)
		go func() {
			defer close(batches)
			batches <- watch.Batch{Transitions: []watch.Transition{{At: began.Add(-time.Minute), Alarm: "a", From: "OK", To: "ALARM"}}}
			batches <- watch.Batch{Reads: []watch.Read{read("old", -2*time.Minute), read("newer", -time.Second)}}
			time.Sleep(3 * time.Second)
			batches <- watch.Batch{Reads: []watch.Read{read("late", -time.Hour)}}
		}()
		if err := l.all(t.Context(), batches); err != nil {
			t.Fatal(err)
		}
		if err := l.end(); err != nil {
			t.Fatal(err)
		}
		var order []string
		for line := range strings.Lines(text.String()) {
			for _, word := range []string{"old", "ALARM", "newer", "late"} {
				if strings.Contains(line, word) {
					order = append(order, word)
				}
			}
		}
		if got := strings.Join(order, " "); got != "old ALARM newer late" {
			t.Errorf("in the order %q:\n%s", got, text.String())
		}
	})
}
