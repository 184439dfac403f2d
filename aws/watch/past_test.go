package watch_test

import (
	"strconv"
	"testing"
	"testing/synctest"
	"time"

	"secretwatch/aws/watch"
)

func TestThePastComesPageByPage(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := &fake{page: 50, state: okAlarm()}
		begun := time.Now()
		for i := range 120 {
			at := begun.Add(-time.Duration(i+1) * time.Hour).Truncate(time.Second)
			secret := "db"
			if i%2 == 1 {
				secret = "other"
			}
			f.events = append(f.events, event{id: strconv.Itoa(i), secret: secret, at: at, history: at})
		}
		w := watch.New(accountOf(t, f), watch.Target{SecretName: "db"}, watch.Options{})
		pages, reads := 0, 0
		var back time.Time
		for p, err := range w.Past(t.Context()) {
			if err != nil {
				t.Fatal(err)
			}
			pages++
			reads += len(p.Reads)
			if !back.IsZero() && p.Back.After(back) {
				t.Errorf("page %d reaches back to %s only, the one before to %s", pages, p.Back, back)
			}
			back = p.Back
		}
		if pages != 3 || reads != 60 {
			t.Errorf("%d reads in %d pages, want 60 in 3", reads, pages)
		}
		if took := time.Since(begun); took < 2*time.Second {
			t.Errorf("three calls within %s: more than one a second", took)
		}
		// The last of one's own is the 119th; the page reaches to the 120th.
		if want := begun.Add(-119 * time.Hour).Truncate(time.Second); back.After(want) {
			t.Errorf("reaches back to %s, want %s", back, want)
		}
	})
}

func TestThePastEndsWithAnError(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := &fake{page: 50, fail: map[string]string{"LookupEvents": "AccessDeniedException"}}
		w := watch.New(accountOf(t, f), target(), watch.Options{})
		n := 0
		for _, err := range w.Past(t.Context()) {
			n++
			if err == nil {
				t.Error("no error")
			}
		}
		if n != 1 {
			t.Errorf("%d answers", n)
		}
	})
}
