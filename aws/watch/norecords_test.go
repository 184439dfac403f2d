package watch_test

import (
	"fmt"
	"reflect"
	"testing"
	"testing/synctest"
	"time"

	"secretwatch/aws/foreign"
	"secretwatch/aws/watch"
)

// A look back over many pages uses its memory again and again: every read must
// still say what its own record said, and its record only where that is wanted. How
// it was read, quoted or not, and beside which others, makes no difference.
func TestReadsOfManyPagesStayWhatTheyWere(t *testing.T) {
	names := [...]string{"secret-%03d", "secr\u00e9t-%03d", `se"cr\et-%03d`, "secret/%03d"}
	var first []watch.Read
	for _, bare := range []bool{false, true} {
		synctest.Test(t, func(t *testing.T) {
			const n = 120
			f := &fake{page: 7}
			begun := time.Now()
			records := map[string]string{}
			for i := range n {
				at := begun.Add(-time.Hour + time.Duration(i)*10*time.Second)
				e := event{id: fmt.Sprintf("id-%03d", i), secret: fmt.Sprintf(names[i%len(names)], i), at: at, logged: at, visible: at}
				f.events = append(f.events, e)
				records[e.id] = e.record()
			}
			w := watch.New(accountOf(t, f), watch.Target{LogGroup: "g", NoHistory: true},
				watch.Options{Since: 2 * time.Hour, AllSecrets: true, NoRecords: bare})
			batches, done := make(chan watch.Batch), make(chan error, 1)
			go func() {
				done <- w.Run(t.Context(), batches)
				close(batches)
			}()
			var reads []watch.Read
			for b := range batches {
				reads = append(reads, b.Reads...)
			}
			if err := <-done; err != nil || len(reads) != n {
				t.Fatalf("%d reads, %v", len(reads), err)
			}
			for i, r := range reads {
				id := fmt.Sprintf("id-%03d", i)
				if r.EventID != id || r.Secret.Raw() != fmt.Sprintf(names[i%len(names)], i) {
					t.Errorf("read %d is %s of %s", i, r.EventID, r.Secret.Raw())
				}
				if want := records[id]; !bare && r.JSON.Raw() != want || bare && !r.JSON.Empty() {
					t.Errorf("read %d, without records %v: %q, its record is %q", i, bare, r.JSON.Raw(), want)
				}
				reads[i].JSON = foreign.String{}
			}
			if first == nil {
				first = reads
			}
			if !reflect.DeepEqual(reads, first) {
				t.Errorf("without records: %+v\nwith them: %+v", reads, first)
			}
		})
	}
}
