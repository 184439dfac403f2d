package compare_test

import (
	"strings"
	"testing"
	"time"

	"secretwatch/aws/compare"
	"secretwatch/aws/sandbox"
)

// At AWS's pace and with no mailbox in sight, a person confirms, and everything
// is known from what AWS says that it sent.
func TestWithoutAMailboxItTellsWhatWasSent(t *testing.T) {
	story(t, sandbox.Real, func(t *testing.T, b *box) {
		before := b.state()
		first := len(b.Mails())
		o := compare.Options{Reads: 2, Tell: func(e compare.Event) {
			b.told = append(b.told, e)
			if e.Kind == compare.EventWaiting && strings.Contains(e.Text, "Subscription Confirmation") {
				go func() {
					time.Sleep(3 * time.Minute)
					b.confirm()
				}()
			}
		}}
		r := b.run(o)
		t.Log(b.said())
		if after := b.state(); after != before {
			t.Errorf("left behind:\n%s\nbefore:\n%s", after, before)
		}
		mailed := map[compare.Way]int{}
		for _, m := range b.Mails()[first:] {
			switch {
			case strings.HasPrefix(m.Subject, "ALARM"):
				mailed[compare.WayAlarm]++
			case strings.HasPrefix(m.Subject, "[Amazon CloudTrail]"):
				mailed[compare.WayTrail]++
			case m.Subject == "AWS Notification Message":
				mailed[compare.WayRule]++
			}
		}
		for _, w := range compare.Ways() {
			out := r.Way(w)
			if _, told := r.Mean(w); told != 2 {
				t.Errorf("%s told of %d reads", w, told)
			}
			if out.Count() != mailed[w] {
				t.Errorf("%s: %d mails, and %d are in the inbox", w, out.Count(), mailed[w])
			}
			for _, m := range out.Mails {
				if m.Source == compare.FromInbox {
					t.Errorf("%s claims to have seen a mail", w)
				}
			}
		}
		if mean, _ := r.Mean(compare.WayRule); mean > 2*time.Minute {
			t.Errorf("EventBridge took %v", mean)
		}
		if mean, _ := r.Mean(compare.WayAlarm); mean < 3*time.Minute || mean > 8*time.Minute {
			t.Errorf("the alarm took %v", mean)
		}
	})
}
