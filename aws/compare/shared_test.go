package compare_test

import (
	"context"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudtrail"
	trailtypes "github.com/aws/aws-sdk-go-v2/service/cloudtrail/types"
	"github.com/aws/aws-sdk-go-v2/service/sns"

	"secretwatch/aws/compare"
	"secretwatch/aws/sandbox"
)

// agrees compares each way's mails, noise and times with the inbox's own.
func (b *box) agrees(t *testing.T, r compare.Result, first int) map[compare.Way]*counts {
	t.Helper()
	by := b.byHand(t, b.Mails()[first:], r.Reads)
	for _, w := range compare.Ways() {
		o, want := r.Way(w), by[w]
		if o.Skipped != "" || o.Count() != want.mails || o.Of(compare.AboutOther) != want.noise || o.Of(compare.AboutUnknown) != 0 {
			t.Errorf("%s: skipped %q, %d mails, %d of them noise, and the inbox has %d and %d", w, o.Skipped, o.Count(), o.Of(compare.AboutOther), want.mails, want.noise)
		}
		for i := range r.Reads {
			if got, ok := r.After(o, i); !ok || got != want.after[i] || got <= 0 {
				t.Errorf("%s: read %d after %v, and by the inbox after %v", w, i+1, got, want.after[i])
			}
		}
	}
	return by
}

// As the exercise has it: the trail was told to notify the alarm's own topic.
// Both are measured, told apart by what they say, and what was on stays on.
func TestATrailThatNotifiesTheAlarmsTopic(t *testing.T) {
	for _, ours := range []bool{true, false} {
		story(t, sandbox.Fast, func(t *testing.T, b *box) {
			topic := b.n.TopicARN(b.a.Place)
			b.notifies(topic)
			if !ours {
				must(b.a.CloudTrail.RemoveTags(t.Context(), &cloudtrail.RemoveTagsInput{
					ResourceId: aws.String(b.n.TrailARN(b.a.Place)), TagsList: []trailtypes.Tag{{Key: aws.String("secretwatch:monitor")}},
				}))
			}
			time.Sleep(time.Minute)
			before, first, calls := b.state(), len(b.Mails()), len(b.wire.made())
			r := b.run(b.options(2))
			if after := b.state(); after != before || !strings.Contains(after, "notifies "+topic) {
				t.Errorf("changed:\n%s\nbefore:\n%s", after, before)
			}
			if made := b.wire.made()[calls:]; slices.Contains(made, "UpdateTrail") {
				t.Errorf("the trail was changed: %v", made)
			}
			by := b.agrees(t, r, first)
			trail, alarm, rule := r.Way(compare.WayTrail), r.Way(compare.WayAlarm), r.Way(compare.WayRule)
			if !trail.OnAlready || trail.Topic != topic || alarm.Topic != topic || rule.OnAlready || by[compare.WayTrail].noise == 0 {
				t.Errorf("trail %v by %s, alarm by %s, rule %v; the inbox has %d files about something else",
					trail.OnAlready, trail.Topic, alarm.Topic, rule.OnAlready, by[compare.WayTrail].noise)
			}
			if alarm.Count() != 2 || alarm.Of(compare.AboutOther) != 0 {
				t.Errorf("the alarm sent %d mails, %d of them noise", alarm.Count(), alarm.Of(compare.AboutOther))
			}
			if !strings.Contains(trail.Note, "told from the alarm's by what they say") || alarm.Note != "" {
				t.Errorf("notes %q and %q", trail.Note, alarm.Note)
			}
			if len(r.Removed) != 2 || r.Flood == nil {
				t.Errorf("removed %v, flood %v", r.Removed, r.Flood)
			}
			for i, read := range r.Reads {
				if len(read.EventID) != 36 {
					t.Errorf("read %d has the event id %q", i+1, read.EventID)
				}
			}
			v := compare.Verdict(r)
			for i, want := range []string{"CloudTrail's notification told of 2 after", "The alarm's own topic", "take the trail's notifications off the alarm's topic"} {
				if want == "The alarm's own topic" {
					want = "the alarm sent 2 mails ("
				}
				if !strings.Contains(v[i], want) {
					t.Errorf("sentence %d is %s", i+1, v[i])
				}
			}
			if what := b.said(); !strings.Contains(what, "already: that is measured, and stays on") {
				t.Errorf("it said:\n%s", what)
			}
		})
	}
}

// A kill while the trail notifies the alarm's topic leaves a rule and its topic,
// and what is removed then is not what was on before.
func TestKilledBesideATrailThatNotifies(t *testing.T) {
	for _, operation := range []string{"CreateTopic", "PutTargets", "GetSecretValue"} {
		story(t, sandbox.Fast, func(t *testing.T, b *box) {
			b.notifies(b.n.TopicARN(b.a.Place))
			before := b.state()
			b.killAt(t, operation)
			things, err := compare.Leftovers(t.Context(), b.a, b.n)
			if err != nil || len(things) == 0 || slices.ContainsFunc(things, func(x compare.Thing) bool { return x.Way != compare.WayRule }) {
				t.Fatalf("found %v, error %v", things, err)
			}
			if _, left := compare.Remove(t.Context(), b.a, things, nil); len(left) > 0 {
				t.Errorf("left %v", left)
			}
			if after := b.state(); after != before {
				t.Errorf("after %s changed:\n%s\nbefore:\n%s", operation, after, before)
			}
		})
	}
}

// A trail that notifies a topic of theirs is measured where the address gets
// that topic's mails; what else comes by the topic is nobody's.
func TestATrailThatNotifiesAnotherTopic(t *testing.T) {
	story(t, sandbox.Fast, func(t *testing.T, b *box) {
		audit := b.person("audit")
		b.notifies(audit)
		must(b.a.SNS.Subscribe(t.Context(), &sns.SubscribeInput{TopicArn: aws.String(audit), Protocol: aws.String("email"), Endpoint: aws.String(address)}))
		b.confirm()
		before, first := b.state(), len(b.Mails())
		publish := func() {
			must(b.a.SNS.Publish(context.Background(), &sns.PublishInput{TopicArn: aws.String(audit), Subject: aws.String("news"), Message: aws.String("of the day")}))
		}
		o := b.options(1)
		tell := o.Tell
		o.Tell = func(e compare.Event) {
			if tell(e); e.Kind == compare.EventRead {
				go publish()
			}
		}
		r := b.run(o)
		synctest.Wait()
		if after := b.state(); after != before {
			t.Errorf("changed:\n%s\nbefore:\n%s", after, before)
		}
		trail := r.Way(compare.WayTrail)
		sent, others := 0, 0
		for _, m := range b.Mails()[first:] {
			switch {
			case strings.HasPrefix(m.Subject, "[Amazon CloudTrail]"):
				sent++
			case m.Subject == "news":
				others++
			}
		}
		if trail.Skipped != "" || !trail.OnAlready || trail.Topic != audit || trail.Count() != sent || trail.Of(compare.AboutSecret) != 1 || others != 1 {
			t.Errorf("skipped %q, on already %v by %s: %d mails and %d in the inbox, %d about the secret; %d others",
				trail.Skipped, trail.OnAlready, trail.Topic, trail.Count(), sent, trail.Of(compare.AboutSecret), others)
		}
		if r.Flood != nil || r.Way(compare.WayAlarm).Count() != 1 {
			t.Errorf("flood %v, the alarm sent %d mails", r.Flood, r.Way(compare.WayAlarm).Count())
		}
	})
}

// With no mailbox in sight SNS counts both on one topic: the alarm's mails are
// known by its history, and CloudTrail's are the rest.
func TestASharedTopicWithoutAMailbox(t *testing.T) {
	story(t, sandbox.Real, func(t *testing.T, b *box) {
		b.notifies(b.n.TopicARN(b.a.Place))
		time.Sleep(time.Hour)
		before := b.state()
		var begun time.Time
		o := compare.Options{Reads: 1, Tell: func(e compare.Event) {
			b.told = append(b.told, e)
			if begun.IsZero() {
				begun = e.At
			}
			if e.Kind == compare.EventWaiting && strings.Contains(e.Text, "Subscription Confirmation") {
				go func() {
					time.Sleep(time.Minute)
					b.confirm()
				}()
			}
		}}
		r := b.run(o)
		if after := b.state(); after != before {
			t.Errorf("changed:\n%s\nbefore:\n%s", after, before)
		}
		mailed := map[compare.Way]int{}
		for _, m := range b.Mails() {
			switch {
			case m.At.Before(r.Started) || m.At.After(r.Ended):
			case strings.HasPrefix(m.Subject, "ALARM"):
				mailed[compare.WayAlarm]++
			case strings.HasPrefix(m.Subject, "[Amazon CloudTrail]"):
				mailed[compare.WayTrail]++
			}
		}
		for w, n := range mailed {
			o := r.Way(w)
			if _, told := r.Mean(w); told != 1 || o.Count() != n || !o.OnAlready || !strings.Contains(o.Note, "SNS counts all messages") {
				t.Errorf("%s told of %d reads with %d mails, and %d are in the inbox; note %q", w, told, o.Count(), n, o.Note)
			}
		}
		if len(mailed) != 2 || mailed[compare.WayAlarm] != 1 || r.Way(compare.WayAlarm).Published != -1 {
			t.Errorf("the inbox has %v, SNS counted %d for the alarm", mailed, r.Way(compare.WayAlarm).Published)
		}
	})
}
