package talk

import (
	"context"
	"iter"
	"strings"
	"testing"
	"time"

	"secretwatch/aws/foreign"
	"secretwatch/aws/record"
	"secretwatch/aws/watch"
)

// How new a reader and a place are is said of a read that comes; of what was there
// before only once Event history was read.
func TestRemarksOfARead(t *testing.T) {
	feed := func(after time.Duration, r func() watch.Read) func() Feed {
		return func() Feed {
			f := wide()
			f.Past = func(context.Context) iter.Seq2[watch.Page, error] {
				return func(yield func(watch.Page, error) bool) {
					yield(watch.Page{Reads: []watch.Read{made("ann", "e0", 30*24*time.Hour)}}, nil)
				}
			}
			begun := <-f.Batches
			batches := make(chan watch.Batch, 2)
			batches <- begun
			go func() {
				if after == 0 { // no other comes
					return
				}
				time.Sleep(after)
				x := r()
				x.CatchUp = false
				batches <- watch.Batch{At: time.Now(), Reads: []watch.Read{x}}
			}()
			f.Batches = batches
			return f
		}
	}
	from := func(address string) func() watch.Read {
		return func() watch.Read {
			r := made("kim", "e9", 0)
			r.From = foreign.New(address)
			return r
		}
	}
	by := func(user string) func() watch.Read { return func() watch.Read { return made(user, "e9", 0) } }
	const first, place, ever = "It is the first read of this reader that was seen here.", "This reader was not seen at that address before.", "It is this reader's first read in 90 days."
	for name, c := range map[string]struct {
		feed  func() Feed
		lines []string
		want  string
	}{
		"somebody new":                 {feed(15*time.Second, by("zoe")), []string{"help", "help"}, first},
		"a new place":                  {feed(15*time.Second, from("198.51.100.7")), []string{"help", "help"}, place},
		"nothing new":                  {feed(15*time.Second, by("kim")), []string{"help", "help"}, ""},
		"new in 90 days":               {feed(15*time.Second, by("zoe")), []string{"history", "help"}, ever},
		"not new in 90 days":           {feed(15*time.Second, by("ann")), []string{"history", "help"}, ""},
		"of before":                    {feed(0, nil), []string{"read 3"}, ""},
		"of before, with its history":  {feed(0, nil), []string{"history", "read 3"}, ever},
		"without a factor, in console": {feed(15*time.Second, func() watch.Read { r := made("kim", "e9", 0); r.How = record.HowConsole; return r }), []string{"help", "help"}, "It was made without a second factor."},
	} {
		said, _ := listenedTo(t, c.feed, c.lines...)
		for _, text := range []string{first, place, ever, "It was made without a second factor."} {
			if got := strings.Contains(said, text); got != (text == c.want) {
				t.Errorf("%s: %q is said: %v, in\n%s", name, text, got, said)
			}
		}
	}
}
