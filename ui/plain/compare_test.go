package plain_test

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"secretwatch/aws/compare"
	"secretwatch/aws/foreign"
	"secretwatch/ui/plain"
)

func TestCompareSideBySide(t *testing.T) {
	noon := time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)
	mail := func(after time.Duration, grain time.Duration, about compare.About, line string, reads ...int) compare.Mail {
		return compare.Mail{
			At: noon.Add(after), Grain: grain, About: about, Reads: reads,
			Subject: foreign.New("subject"), Lines: []foreign.String{foreign.New(line)},
		}
	}
	r := compare.Result{
		Reads: []compare.Read{{At: noon}, {At: noon.Add(time.Hour)}},
		Ways: []compare.Outcome{
			{Way: compare.WayTrail, Skipped: "the trail audit was not made by setup", Published: -1},
			{Way: compare.WayAlarm, Published: -1, MonthlyUSD: 0.40, CostWhy: "an alarm", Mails: []compare.Mail{
				mail(0, 0, compare.AboutOther, "another alarm"), mail(370*time.Second, 0, compare.AboutSecret, "evil\x1b[2J\rOK", 0),
			}},
			{Way: compare.WayRule, OnAlready: true, Published: 3, Note: "counted by hand", Trouble: "EventBridge could not send 1 messages to the topic", Mails: []compare.Mail{
				mail(50*time.Second, time.Minute, compare.AboutSecret, "Who: ana", 0),
			}},
		},
		Flood:   &compare.Flood{Trail: "audit", MailsADay: 288, From: "the trail's files"},
		Left:    []compare.Left{{Thing: compare.Thing{Kind: compare.ThingTopic, Name: "secretwatch-db_reads"}, Why: "denied"}},
		Removed: []compare.Thing{{Kind: compare.ThingRule}},
	}
	var b bytes.Buffer
	plain.Printer{W: &b, Zone: time.UTC}.Compare(r)
	text := b.String()
	for _, want := range []string{
		"                           mails noise  own     read 1     read 2   a month\n",
		"CloudTrail's notification  left out: the trail audit was not made by setup\n",
		"The alarm                      2     1    0   6 m 10 s          -     $0.40\n",
		"EventBridge                    3   0+?    0    <50.0 s          -     $0.00\n",
		"whether they arrived it does not say",
		"EventBridge: EventBridge could not send 1 messages to the topic\n",
		"  evil·[2J OK\n",
		"\nCounted by hand.\n",
		"  Who: ana\n",
		"That makes about 288 mails a day (the trail's files).\n",
		"Still there: the topic secretwatch-db_reads with its subscription: denied\n",
		"Verdict: Of 2 reads, ",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("does not say %q:\n%s", want, text)
		}
	}
	if strings.Contains(text, "is off again") {
		t.Error("claims that nothing is left")
	}
}

func TestCompareEventsAreLines(t *testing.T) {
	var b bytes.Buffer
	p := plain.Printer{W: &b, Zone: time.UTC}
	at := time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)
	p.CompareEvent(compare.Event{At: at, Kind: compare.EventMail, Text: "mail by the alarm: of read 1, 3.0 s after it"})
	p.CompareEvent(compare.Event{At: at, Kind: compare.EventFailed, Text: "could not remove the topic t: denied"})
	const want = "12:00:00  mail      mail by the alarm: of read 1, 3.0 s after it\n12:00:00  failed    could not remove the topic t: denied\n"
	if b.String() != want {
		t.Errorf("got  %q\nwant %q", b.String(), want)
	}
}

// Stopped before the first read there is nothing to show but what was removed,
// and stopped before every mail had come there is nothing to judge.
func TestCompareThatWasStopped(t *testing.T) {
	for _, tt := range []struct {
		name  string
		r     compare.Result
		wants []string
		nots  []string
	}{
		{"before the first read", compare.Result{}, []string{"is gone.\n", "No verdict: "}, []string{"a month", "find out why"}},
		{"before every mail", compare.Result{Reads: make([]compare.Read, 1)}, []string{"a month", "No verdict: "}, []string{"find out why"}},
	} {
		tt.r.Interrupted, tt.r.Removed = true, []compare.Thing{{Kind: compare.ThingRule}}
		tt.r.Ways = []compare.Outcome{{Way: compare.WayAlarm, Published: -1}, {Way: compare.WayRule, Skipped: "left out", Published: -1}}
		var b bytes.Buffer
		plain.Printer{W: &b, Zone: time.UTC}.Compare(tt.r)
		for _, want := range tt.wants {
			if !strings.Contains(b.String(), want) {
				t.Errorf("%s: does not say %q:\n%s", tt.name, want, b.String())
			}
		}
		for _, not := range tt.nots {
			if strings.Contains(b.String(), not) {
				t.Errorf("%s: says %q:\n%s", tt.name, not, b.String())
			}
		}
	}
}

// What was on before is said to stay on.
func TestCompareWhatWasOn(t *testing.T) {
	for _, spoken := range []bool{false, true} {
		var b bytes.Buffer
		plain.Printer{W: &b, Zone: time.UTC, Spoken: spoken}.Compare(compare.Result{
			Reads: make([]compare.Read, 1),
			Ways: []compare.Outcome{
				{Way: compare.WayTrail, OnAlready: true, Topic: "arn:aws:sns:us-east-1:111122223333:a\x1bb", Published: -1},
				{Way: compare.WayAlarm, OnAlready: true, Published: -1},
			},
		})
		if text := b.String(); strings.Count(text, "and stays on.") != 1 || !strings.Contains(text, "CloudTrail's notification was on before the comparison, to the topic arn:aws:sns:us-east-1:111122223333:a·b, and") {
			t.Errorf("it says\n%s", text)
		}
	}
}

// Noise that only this program's own calls have caused is told from the rest, in
// the table and in sentences.
func TestCompareOwnCalls(t *testing.T) {
	mail := func(own bool) compare.Mail { return compare.Mail{About: compare.AboutOther, OwnCalls: own} }
	r := compare.Result{Reads: make([]compare.Read, 1), Ways: []compare.Outcome{
		{Way: compare.WayTrail, Published: -1, Mails: []compare.Mail{mail(true), mail(false), mail(true)}},
	}}
	for spoken, want := range map[bool]string{
		false: "CloudTrail's notification      3     3    2          -     $0.00\n",
		true:  "CloudTrail's notification: 3 mails, of these 3 mails about something else; 2 of the mails about something else came only because of this program's own calls. $0.00 a month.\n",
	} {
		var b bytes.Buffer
		plain.Printer{W: &b, Zone: time.UTC, Spoken: spoken}.Compare(r)
		if !strings.Contains(b.String(), want) {
			t.Errorf("spoken %v: does not say %q:\n%s", spoken, want, b.String())
		}
	}
}
