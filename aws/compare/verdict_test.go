package compare_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"secretwatch/aws/compare"
)

var noon = time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)

// told is a mail so long after noon, of the first read.
func told(after time.Duration) compare.Mail {
	return compare.Mail{At: noon.Add(after), About: compare.AboutSecret, Reads: []int{0}}
}

func TestVerdict(t *testing.T) {
	noise := compare.Mail{At: noon, About: compare.AboutOther}
	own := compare.Mail{At: noon, About: compare.AboutOther, OwnCalls: true}
	ownRead := told(5 * time.Minute) // its file holds the test read alone
	ownRead.OwnCalls = true
	coarse := told(90 * time.Second)
	coarse.Grain = time.Minute
	outcome := func(w compare.Way, published int, mails ...compare.Mail) compare.Outcome {
		return compare.Outcome{Way: w, Published: published, Mails: mails}
	}
	for _, c := range []struct {
		name string
		r    compare.Result
		want []string
	}{
		{"no read", compare.Result{}, []string{"Nothing was measured: the secret was not read."}},
		{"all well on AWS", compare.Result{
			Reads: []compare.Read{{At: noon}},
			Ways: []compare.Outcome{
				outcome(compare.WayTrail, 4, told(5*time.Minute), noise), outcome(compare.WayAlarm, -1, told(6*time.Minute+5*time.Second)),
				outcome(compare.WayRule, 1, coarse),
			},
		}, []string{
			"Of 1 read, CloudTrail's notification told of 1 after 5 min 00 s, the alarm told of 1 after 6 min 05 s, EventBridge told of 1 after at most 1 min 30 s; EventBridge was the fastest.",
			"CloudTrail's notification sent 4 mails, 1 of them about something else, 2 about nobody knows what (which file came, not what is in it); the alarm sent 1 mail (that there was a read, not by whom); EventBridge sent 1 mail (who read which secret, when, from where and how).",
			"Keep the alarm, which also counts and shows a state, and take EventBridge beside it to be told who it was; leave CloudTrail's notifications to programs that fetch the files.",
		}},
		{"noise of daily life and our own", compare.Result{
			Reads: []compare.Read{{At: noon}},
			Ways: []compare.Outcome{
				outcome(compare.WayTrail, 4, told(5*time.Minute), noise, own, own), outcome(compare.WayAlarm, -1, told(6*time.Minute)),
				outcome(compare.WayRule, 1, told(20*time.Second)),
			},
		}, []string{
			"Of 1 read, CloudTrail's notification told of 1 after 5 min 00 s, the alarm told of 1 after 6 min 00 s, EventBridge told of 1 after 20.0 s; EventBridge was the fastest.",
			"CloudTrail's notification sent 4 mails, 3 of them about something else: 1 as in daily life, 2 only because of this program's own calls (which file came, not what is in it); the alarm sent 1 mail (that there was a read, not by whom); EventBridge sent 1 mail (who read which secret, when, from where and how).",
			"Keep the alarm, which also counts and shows a state, and take EventBridge beside it to be told who it was; leave CloudTrail's notifications to programs that fetch the files.",
		}},
		{"noise of our own alone", compare.Result{
			Reads: []compare.Read{{At: noon}},
			Ways: []compare.Outcome{
				outcome(compare.WayTrail, 3, own, ownRead, own), outcome(compare.WayAlarm, -1, told(6*time.Minute)),
				{Way: compare.WayRule, Skipped: "not ours"},
			},
		}, []string{
			"Of 1 read, CloudTrail's notification told of 1 after 5 min 00 s, the alarm told of 1 after 6 min 00 s, EventBridge was left out; CloudTrail's notification was the fastest.",
			"CloudTrail's notification sent 3 mails, 2 of them about something else: all only because of this program's own calls, none as in daily life (which file came, not what is in it); the alarm sent 1 mail (that there was a read, not by whom).",
			"Keep the alarm: it told of every read; leave CloudTrail's notifications to programs that fetch the files.",
		}},
		{"a flood, and a rule that says nothing", compare.Result{
			Inbox: true, Reads: []compare.Read{{At: noon}}, Flood: &compare.Flood{MailsADay: 288},
			Ways: []compare.Outcome{
				{Way: compare.WayTrail, Skipped: "it notifies already"},
				outcome(compare.WayAlarm, -1, told(3*time.Second), noise),
				outcome(compare.WayRule, -1),
			},
		}, []string{
			"Of 1 read on the sandbox, whose times are not AWS's, CloudTrail's notification was left out, the alarm told of 1 after 3.0 s, EventBridge told of none; the alarm was the fastest.",
			"The alarm sent 2 mails, 1 of them about something else (that there was a read, not by whom); EventBridge sent 0 mails (who read which secret, when, from where and how).",
			"Keep the alarm: it told of every read, and EventBridge did not; take the trail's notifications off the alarm's topic, where they are about 288 mails a day.",
		}},
		{"EventBridge is kept", compare.Result{
			Reads: []compare.Read{{At: noon}}, Kept: true,
			Ways: []compare.Outcome{
				{Way: compare.WayTrail, Skipped: "not ours"}, outcome(compare.WayAlarm, -1, told(6*time.Minute)), outcome(compare.WayRule, 1, told(20*time.Second)),
			},
		}, []string{
			"Of 1 read, CloudTrail's notification was left out, the alarm told of 1 after 6 min 00 s, EventBridge told of 1 after 20.0 s; EventBridge was the fastest.",
			"The alarm sent 1 mail (that there was a read, not by whom); EventBridge sent 1 mail (who read which secret, when, from where and how).",
			"Keep the alarm, which also counts and shows a state; EventBridge, which is part of the monitor, tells who it was.",
		}},
		{"the alarm failed", compare.Result{
			Reads: []compare.Read{{At: noon}},
			Ways: []compare.Outcome{
				{Way: compare.WayTrail, Skipped: "not ours"}, outcome(compare.WayAlarm, -1), outcome(compare.WayRule, 1, told(20*time.Second)),
			},
		}, []string{
			"Of 1 read, CloudTrail's notification was left out, the alarm told of none, EventBridge told of 1 after 20.0 s; EventBridge was the fastest.",
			"The alarm sent 0 mails (that there was a read, not by whom); EventBridge sent 1 mail (who read which secret, when, from where and how).",
			"EventBridge told of every read and the alarm did not: find out why with secretwatch doctor.",
		}},
	} {
		if got := compare.Verdict(c.r); !slices.Equal(got, c.want) {
			t.Errorf("%s:\n got %q\nwant %q", c.name, got, c.want)
		}
	}
}

// The prices are those of the services' pages, of us-east-1.
func TestWhatAWayCostsAMonth(t *testing.T) {
	for w, want := range map[compare.Way]struct {
		usd  float64
		says string
	}{
		// 12 files an hour, 730 hours, less 1,000 free mails, at $2 for 100,000.
		compare.WayTrail: {0.16, "up to 8760 a month"},
		compare.WayAlarm: {0.40, "an alarm and a custom metric"}, // $0.10 and $0.30
		compare.WayRule:  {0, "events of AWS's own services are free"},
	} {
		if usd, why := compare.Price(w); usd != want.usd || !strings.Contains(why, want.says) {
			t.Errorf("%s costs %v: %s", w, usd, why)
		}
	}
}
