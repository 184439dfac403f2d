package watch_test

import (
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"secretwatch/aws/account"
	"secretwatch/aws/watch"
)

func TestFailingSaysWhatHappensNext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := &fake{page: 50, state: okAlarm(), fail: map[string]string{"LookupEvents": "ExpiredTokenException", "DescribeAlarms": "AccessDeniedException"}}
		w, stop := start(t, f, target(), watch.Options{Follow: true})
		time.Sleep(30 * time.Second)
		got := w.Failing()
		if len(got) != 2 || got[0].Source != watch.SourceAlarm || got[0].Problem.Kind != account.Denied || got[1].Source != watch.SourceHistory || got[1].Problem.Kind != account.Expired {
			t.Fatalf("failing: %+v", got)
		}
		if wait := time.Until(got[1].Again); wait <= 0 || wait > time.Minute {
			t.Errorf("history is asked again in %s", wait)
		}
		f.change(func() { f.fail = nil })
		time.Sleep(6 * time.Minute)
		if got := w.Failing(); len(got) != 0 {
			t.Errorf("still failing: %+v", got)
		}
		stop()
	})
}

func TestAwayIsRest(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := &fake{page: 50, state: okAlarm()}
		w, stop := start(t, f, target(), watch.Options{Follow: true})
		time.Sleep(2 * time.Second)
		w.Away(true)
		w.Nudge() // a read came, but nobody looks
		time.Sleep(15 * time.Second)
		from := time.Now()
		time.Sleep(time.Minute)
		if n := f.count(from, time.Now(), "FilterLogEvents"); n > 6 {
			t.Errorf("away, the log group was asked %d times in a minute", n)
		}
		back := time.Now()
		w.Away(false)
		time.Sleep(3 * time.Second)
		if n := f.count(back, time.Now(), "FilterLogEvents"); n == 0 {
			t.Error("back, nothing was asked within 3 s")
		}
		stop()
	})
}

func TestANewPatternJudgesNewReads(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		at := time.Now()
		e := func(id string, after time.Duration) event {
			return event{id: id, secret: "db", at: at.Add(after), logged: at.Add(after), visible: at.Add(after)}
		}
		f := &fake{page: 50, events: []event{e("one", time.Second), e("two", 20*time.Second), e("three", 40*time.Second)}}
		to := watch.Target{SecretName: "db", LogGroup: "/g", NoHistory: true, Pattern: `"GetSecretValue"`}
		w, stop := start(t, f, to, watch.Options{Follow: true})
		time.Sleep(15 * time.Second)
		w.SetPattern(`"PutSecretValue"`)
		time.Sleep(20 * time.Second)
		w.SetPattern("")
		time.Sleep(30 * time.Second)
		var got []string
		for _, b := range stop() {
			for _, r := range b.Reads {
				got = append(got, r.EventID+map[bool]string{true: " matches", false: " does not"}[r.Matched])
			}
		}
		if all := strings.Join(got, ", "); all != "one matches, two does not, three does not" {
			t.Errorf("got %s", all)
		}
	})
}
