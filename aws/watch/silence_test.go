package watch_test

import (
	"testing"
	"testing/synctest"
	"time"

	"secretwatch/aws/watch"
)

// An endpoint that hangs fails after 20 s only; until then it must not look well.
func TestAnAnswerThatDoesNotComeIsToldOf(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := &fake{page: 50, state: okAlarm()}
		w, stop := start(t, f, target(), watch.Options{Follow: true})
		time.Sleep(3 * time.Minute) // at rest
		if got := w.Failing(); len(got) != 0 {
			t.Fatalf("failing: %+v", got)
		}
		f.change(func() { f.slow = map[string]time.Duration{"FilterLogEvents": 15 * time.Second} })
		var asked time.Time
		for asked.IsZero() {
			time.Sleep(time.Second)
			if got := w.Failing(); len(got) > 0 {
				asked = got[0].Silent
				if got[0].Source != watch.SourceLogGroup || len(got) > 1 {
					t.Errorf("failing: %+v", got)
				}
				if ago := time.Since(asked); ago < 5*time.Second || ago > 7*time.Second {
					t.Errorf("silent since %s ago", ago)
				}
			}
		}
		time.Sleep(11 * time.Second) // the answer has come, late
		if got := w.Failing(); len(got) != 0 {
			t.Errorf("still failing: %+v", got)
		}
		f.change(func() { f.slow = nil })
		batches := stop()
		told := 0
		for _, b := range batches {
			if ago := b.At.Sub(asked); ago >= 5*time.Second && ago < 6*time.Second && len(b.Reads) == 0 && len(b.Trouble) == 0 {
				told++
			}
		}
		if told == 0 {
			t.Error("nobody was told of it when it lasted for 5 s")
		}
	})
}

func TestRetryDropsTheBackOff(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := &fake{page: 50, state: okAlarm(), fail: map[string]string{"DescribeAlarms": "AccessDeniedException"}}
		w, stop := start(t, f, target(), watch.Options{Follow: true})
		time.Sleep(30 * time.Second)
		f.change(func() { f.fail = nil })
		time.Sleep(30 * time.Second)
		if got := w.Failing(); len(got) != 1 {
			t.Fatalf("failing: %+v", got) // it is asked every five minutes
		}
		mended := time.Now()
		w.Retry()
		time.Sleep(time.Second)
		if got := w.Failing(); len(got) != 0 {
			t.Errorf("still failing: %+v", got)
		}
		if n := f.count(mended, time.Now(), "FilterLogEvents"); n > 1 {
			t.Errorf("what works was asked %d times within a second", n)
		}
		// Where it goes on failing, its waits grow anew.
		f.change(func() { f.fail = map[string]string{"DescribeAlarms": "InternalFailure"} })
		time.Sleep(5 * time.Minute)
		w.Retry()
		time.Sleep(5 * time.Minute)
		if got := w.Failing(); len(got) != 1 {
			t.Errorf("failing: %+v", got)
		}
		stop()
	})
}
