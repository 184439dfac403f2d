package compare_test

import (
	"strings"
	"testing"
	"time"

	"secretwatch/aws/compare"
	"secretwatch/aws/sandbox"
)

func TestThreeWaysMeasuredAndCleanedUp(t *testing.T) {
	story(t, sandbox.Fast, func(t *testing.T, b *box) {
		before := b.state()
		r := b.run(b.options(3))
		if after := b.state(); after != before {
			t.Errorf("left behind:\n%s\nbefore:\n%s", after, before)
		}
		t.Log(b.said())
		for _, w := range compare.Ways() {
			o := r.Way(w)
			if _, told := r.Mean(w); o.Skipped != "" || told != 3 {
				t.Errorf("%s told of %d reads, skipped %q", w, told, o.Skipped)
			}
		}
		if n := r.Way(compare.WayAlarm).Count(); n != 3 {
			t.Errorf("%d mails of the alarm", n)
		}
		if n := r.Way(compare.WayRule).Count(); n != 3 {
			t.Errorf("%d mails of the rule", n)
		}
		if o := r.Way(compare.WayTrail); o.Of(compare.AboutOther) == 0 || o.Of(compare.AboutSecret) != 3 || o.Of(compare.AboutUnknown) != 0 {
			t.Errorf("CloudTrail's mails: %d about the secret, %d not", o.Of(compare.AboutSecret), o.Of(compare.AboutOther))
		}
		if len(r.Removed) != 4 || len(r.Left) != 0 {
			t.Errorf("removed %v, left %v", r.Removed, r.Left)
		}
		for i := 1; i < len(r.Reads); i++ {
			if gap := r.Reads[i].At.Sub(r.Reads[i-1].At); gap < 11*time.Second || gap > 20*time.Second {
				t.Errorf("read %d is %v after the one before", i, gap)
			}
		}
		for _, s := range compare.Verdict(r) {
			t.Log(s)
		}
	})
}

// Every mail to the address since the beginning, but the confirmations, is in
// the table exactly once, under the topic that sent it.
func TestTheTableIsTheInbox(t *testing.T) {
	story(t, sandbox.Fast, func(t *testing.T, b *box) {
		// An experiment before this one leaves mails of the same topics.
		b.run(b.options(1))
		first := len(b.Mails())
		r := b.run(b.options(2))
		time.Sleep(time.Minute)
		type line struct {
			at            time.Time
			subject, line string
		}
		want := map[line]int{}
		for _, m := range b.Mails()[first:] {
			if !strings.Contains(m.Subject, "Subscription Confirmation") {
				text, _, _ := strings.Cut(m.Body, "\n")
				if len(text) > 200 {
					text = text[:200] + "..."
				}
				want[line{m.At.UTC(), m.Subject, text}]++
			}
		}
		total := 0
		for _, o := range r.Ways {
			for _, m := range o.Mails {
				total++
				l := line{m.At, m.Subject.Raw(), m.Lines[0].Raw()}
				if want[l]--; want[l] < 0 {
					t.Errorf("not in the inbox: %s %v", o.Way, l)
				}
			}
		}
		for l, n := range want {
			if n > 0 {
				t.Errorf("not in the table: %d of %v", n, l)
			}
		}
		if total < 6 {
			t.Errorf("only %d mails", total)
		}
	})
}

// The rule's mail says who read which secret, when, from where and how.
func TestWhatTheRulesMailSays(t *testing.T) {
	story(t, sandbox.Fast, func(t *testing.T, b *box) {
		r := b.run(b.options(1))
		mails := r.Way(compare.WayRule).Mails
		if len(mails) != 1 || len(mails[0].Lines) != 6 {
			t.Fatalf("%+v", mails)
		}
		for i, want := range []string{
			`"Someone read the secret prod/db."`,
			`"Who: arn:aws:iam::123456789012:`,
			`"When: 2000-01-01T00:30:`,
			`"From where: `,
			`"How: aws-sdk-go-v2/`,
			`"Request id: ` + r.Reads[0].RequestID + `"`,
		} {
			if got := mails[0].Lines[i].Raw(); !strings.HasPrefix(got, want) || strings.Contains(got, "<") || len(got) <= len(want)-1 {
				t.Errorf("line %d is %s, want %s", i, got, want)
			}
		}
	})
}
