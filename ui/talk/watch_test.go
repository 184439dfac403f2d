package talk

import (
	"bytes"
	"context"
	"errors"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"secretwatch/aws/doctor"
	"secretwatch/aws/expected"
	"secretwatch/aws/foreign"
	"secretwatch/aws/mend"
	"secretwatch/aws/monitor"
	"secretwatch/aws/record"
	"secretwatch/aws/watch"
	"secretwatch/ui/plain"
)

// house is a monitor that is broken until its remedy was applied.
type house struct {
	mu      sync.Mutex
	mended  bool
	others  []mend.Resource
	kind    doctor.RemedyKind
	fixErr  error
	theirs  bool // the alarm is not ours
	readers expected.Set
	news    []string
}

func (h *house) report(context.Context) (doctor.Report, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	f := doctor.Finding{Code: "healthy", Status: doctor.OK, Summary: "all is well"}
	if !h.mended {
		f = doctor.Finding{
			Code: "alarm-average", Hop: monitor.HopAlarm, Status: doctor.Broken, Summary: "it averages",
			Remedy: &doctor.Remedy{Kind: h.kind, Summary: "take the sum", Commands: []string{"aws cloudwatch put-metric-alarm"}},
		}
	}
	return doctor.Report{Findings: []doctor.Finding{f}, Verdict: f}, nil
}

func (h *house) feed() Feed {
	kim := record.Who{Kind: record.WhoUser, Name: foreign.New("kim"), ARN: foreign.New("arn:aws:iam::111122223333:user/kim"), Account: "111122223333"}
	batches := make(chan watch.Batch, 1)
	batches <- watch.Batch{At: time.Now(), Reads: []watch.Read{{Read: record.Read{Time: time.Now(), Who: kim, Result: record.ResultOK}}}}
	return Feed{
		Names: monitor.NamesFor("A", place), Batches: batches, Check: h.report, Expected: h.readers,
		Plan: func(f doctor.Finding) (mend.Ask, error) { return mend.Ask{Finding: f, Others: h.others}, nil },
		Fix: func(ctx context.Context, _ doctor.Finding, told func(string)) (doctor.Report, error) {
			told("waits for IAM")
			time.Sleep(5 * time.Second)
			if h.fixErr != nil {
				return doctor.Report{}, h.fixErr
			}
			h.mu.Lock()
			h.mended = true
			h.mu.Unlock()
			return h.report(ctx)
		},
		Expect: func(_ context.Context, d expected.Delta, agreed bool) (expected.Set, error) {
			if h.theirs && !agreed {
				return nil, expected.ErrNotOurs
			}
			set := expected.Set{}
			for _, r := range d.Add {
				set[r] = true
			}
			return set, nil
		},
		NewRead: func(r watch.Read) { h.news = append(h.news, r.Who.Name.Safe()) },
	}
}

// listened is what a watch says while these lines are typed, ten seconds apart.
func (h *house) listened(t *testing.T, lines ...string) string {
	t.Helper()
	return listened(t, h.feed, lines...)
}

// listened makes the feed inside the bubble: its channels belong there.
func listened(t *testing.T, feed func() Feed, lines ...string) string {
	t.Helper()
	said, err := listenedTo(t, feed, lines...)
	if !Ended(err) {
		t.Errorf("ended with %v", err)
	}
	return said
}

func TestTheWatchAppliesARemedyAfterAYes(t *testing.T) {
	topic := mend.Resource{Kind: monitor.KindTopic, Name: "theirs"}
	for _, c := range []struct {
		name  string
		house *house
		lines []string
		want  []string
		not   []string
	}{
		{
			"yes",
			&house{kind: doctor.Auto},
			[]string{"apply", "yes"},
			[]string{
				"or apply to hear the remedy", "What to do: take the sum.", "aws cloudwatch put-metric-alarm", "Apply it?", "yes or no [no]:",
				"Applying it.", "Waits for IAM.", "Mended: alarm-average is gone.", "Verdict, ok: all is well.",
			},
			nil,
		},
		{"no", &house{kind: doctor.Auto}, []string{"apply alarm-average", ""}, []string{"Not applied: nothing was changed."}, []string{"Applying"}},
		{"another word", &house{kind: doctor.Auto}, []string{"apply", "reads"}, []string{"Not applied: nothing was changed.", "user kim read"}, []string{"Applying"}},
		{"no word at all", &house{kind: doctor.Auto}, []string{"apply", "maybe"}, []string{"Not applied: nothing was changed."}, []string{"Applying", "no word here"}},
		{"a yes too late", &house{kind: doctor.Auto}, []string{"apply", "no", "yes"}, []string{"yes is no word here."}, []string{"Applying"}},
		{"what others made", &house{kind: doctor.Auto, others: []mend.Resource{topic}}, []string{"apply", "yes", "no"}, []string{"The topic theirs was not made by secretwatch setup", "Apply it?", "Not applied"}, []string{"Applying"}},
		{"both yeses", &house{kind: doctor.Auto, others: []mend.Resource{topic}}, []string{"apply", "yes", "yes"}, []string{"Mended"}, nil},
		{"a person's", &house{kind: doctor.Person}, []string{"apply"}, []string{"That takes a person to decide or to act", "What to do: take the sum."}, []string{"Apply it?", "or apply to hear"}},
		{"no such code", &house{kind: doctor.Auto}, []string{"apply nothing"}, []string{"There is no finding nothing."}, []string{"Apply it?"}},
		{"it fails", &house{kind: doctor.Auto, fixErr: errors.New("access denied")}, []string{"apply", "y"}, []string{"Error: access denied."}, []string{"Mended"}},
		{"twice", &house{kind: doctor.Auto}, []string{"apply", "yes", "apply"}, []string{"Mended", "Nothing has to be mended there."}, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			said := c.house.listened(t, c.lines...)
			for _, w := range c.want {
				if !strings.Contains(strings.ToLower(said), strings.ToLower(w)) {
					t.Errorf("not said: %q in\n%s", w, said)
				}
			}
			for _, w := range c.not {
				if strings.Contains(said, w) {
					t.Errorf("said: %q in\n%s", w, said)
				}
			}
		})
	}
}

func TestTheWatchMarksReaders(t *testing.T) {
	h := house{readers: expected.Set{"arn:aws:iam::111122223333:role/deploy": true}}
	said := h.listened(t, "readers", "expect 1", "readers", "expect 1", "expect 7", "expect x")
	for _, w := range []string{
		"That reader is not expected.\nIf they should be, type expect 1.",
		"1, user kim, 1 read, not expected.", "2, role deploy, 0 reads, expected.",
		"From now on user kim is expected.", "1, user kim, 1 read, expected.", "is not expected any more.", "Type expect and a number of the list",
	} {
		if !strings.Contains(said, w) {
			t.Errorf("not said: %q in\n%s", w, said)
		}
	}
	if !slices.Equal(h.news, []string{"kim"}) {
		t.Errorf("told of %v", h.news)
	}
	of := &house{readers: expected.Set{}, theirs: true}
	if said := of.listened(t, "expect 1", "no", "expect 1", "yes"); strings.Count(said, "Put a tag on it all the same?") != 2 || strings.Count(said, "is expected.\nA tag") != 1 {
		t.Errorf("on an alarm of others:\n%s", said)
	}
}

func TestReadersThatAreExpectedAreLeftOut(t *testing.T) {
	h := house{readers: expected.Set{"arn:aws:iam::111122223333:user/kim": true}}
	var out bytes.Buffer
	w := &watching{feed: Feed{Unexpected: true}, expected: h.readers, Voice: New(Ends{In: strings.NewReader(""), Out: plain.Printer{W: &out, Spoken: true}})}
	batch := <-h.feed().Batches
	if w.wanted(batch.Reads[0]) {
		t.Error("an expected reader is wanted")
	}
	w.expected = expected.Set{}
	if !w.wanted(batch.Reads[0]) {
		t.Error("an unexpected reader is not wanted")
	}
}

// Who changed what is broken is asked where the person wants all of it, and not
// by the looks that come by themselves.
func TestTheChecklistSaysWhoChangedIt(t *testing.T) {
	h, asked := house{kind: doctor.Auto}, 0
	said := listened(t, func() Feed {
		f := h.feed()
		f.Every = 15 * time.Second
		f.Blame = func(ctx context.Context) (doctor.Report, error) {
			asked++
			r, err := h.report(ctx)
			r.Findings[0].Evidence = []doctor.Evidence{{Name: "changed by", Value: "eve with PutMetricAlarm"}}
			return r, err
		}
		return f
	}, "status", "checklist", "status", "explain alarm-average")
	if asked != 1 || strings.Count(said, "Changed by: eve with PutMetricAlarm.") != 1 {
		t.Errorf("asked %d times, said\n%s", asked, said)
	}
	if !strings.Contains(said, "Here: apply alarm-average to hear the remedy") {
		t.Errorf("no word for the remedy in\n%s", said)
	}
}

// What breaks while the watch goes on is said with what to do about it.
func TestNewsComeWithTheirWord(t *testing.T) {
	h := house{kind: doctor.Auto, mended: true}
	said := listened(t, func() Feed {
		f := h.feed()
		f.Every = 15 * time.Second
		go func() {
			time.Sleep(20 * time.Second)
			h.mu.Lock()
			defer h.mu.Unlock()
			h.mended = false
		}()
		return f
	}, "help", "help", "help", "help")
	if strings.Count(said, "Type explain alarm-average to hear more, or apply alarm-average to hear the remedy") != 1 {
		t.Errorf("said\n%s", said)
	}
}
