package talk

import (
	"context"
	"strings"
	"testing"
	"testing/synctest"

	"secretwatch/aws/doctor"
	"secretwatch/aws/mend"
	"secretwatch/aws/monitor"
	"secretwatch/ui/hunt"
)

// Words of the watch are commands in the wizard too: nowhere is one answered as
// a wrong link, number or address.
func TestWordsAreCommandsAtEveryPrompt(t *testing.T) {
	for _, c := range []struct {
		name  string
		lines []string
		want  []string
		not   []string
	}{
		{"before the first question", []string{"status", "test", "apply"}, []string{"Step 1 of 9, Account.\nNothing is made so far.", "test works once all parts are there", "apply works while watching"}, []string{"no word here"}},
		{"at a name", []string{"", "test", "back", ""}, []string{"test is taken as the answer here", "Name [test]:"}, nil},
		{"at a choice", []string{"", "", "status", "readers"}, []string{"Step 2 of 9, Secret.", "readers works while watching"}, []string{"none of the choices"}},
		{"at a yes", []string{"accept", "help", "status", "more", "accept", "what", "no"}, []string{"These words, alone on a line", "Nothing is made so far.", "First answer yes or no", "Please answer yes or no", "Nothing of it was made."}, nil},
		{"at the confirmation", []string{"accept", "", "status", "apply", "foo", "example.com/?Token"}, []string{
			"All parts of the monitor are there.\nNo mail comes before the link in the mail to you@example.com was opened.\nyou@example.com is not confirmed yet.",
			"apply works while watching", "foo is no word here", "This is not the link from the mail",
		}, nil},
		{"a test at the confirmation", []string{"accept", "", "test", "quit"}, []string{"Until it is confirmed no mail comes.", "Read once, as a test,"}, []string{"Make a test read of"}},
		{"at another address", []string{"accept", "", "change", "help", ""}, []string{"Type the address that shall get the mails instead", "It stays you@example.com."}, nil},
		{"at the read", []string{"accept", "", "later", "status", "checklist", "test", "quit"}, []string{"Step 9 of 9, First read.\nAll parts", "checklist works while watching", "Read once, as a test,"}, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				said, err := converse(&cloud{made: map[monitor.Kind]string{}}, strings.Join(c.lines, "\n")+"\n")
				if !Ended(err) {
					t.Errorf("ended with %v", err)
				}
				for _, w := range c.want {
					if !strings.Contains(said, w) {
						t.Errorf("not said: %q in\n%s", w, said)
					}
				}
				for _, w := range c.not {
					if strings.Contains(said, w) {
						t.Errorf("said: %q in\n%s", w, said)
					}
				}
			})
		})
	}
}

func TestLeavingSaysThatMailsWait(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const wait = "Its mails wait: none comes before the link in the confirmation mail to you@example.com was opened."
		said, _ := converse(&cloud{made: map[monitor.Kind]string{}}, "accept\n\nleave\n")
		if !strings.Contains(said, wait+"\nThis watches it:\nsecretwatch watch --accessible --secret TopSecretInfo\n") {
			t.Errorf("unconfirmed:\n%s", said)
		}
		said, _ = converse(&cloud{made: map[monitor.Kind]string{}, checks: 9}, "accept\n\nleave\n")
		if !strings.Contains(said, "The monitor stands.") || strings.Contains(said, wait) {
			t.Errorf("confirmed:\n%s", said)
		}
	})
}

func TestTheWatchEndsWithWhatMailsWaitFor(t *testing.T) {
	f := doctor.Finding{Code: "subscription-pending", Hop: monitor.HopSubscription, Status: doctor.Waiting, Summary: "you@example.com has not confirmed"}
	for _, c := range []struct {
		stays bool
		want  int
	}{{true, 1}, {false, 0}} {
		h := &house{kind: doctor.Person}
		said := listened(t, func() Feed {
			feed := h.feed()
			feed.Stays = c.stays
			feed.Check = func(context.Context) (doctor.Report, error) {
				return doctor.Report{Findings: []doctor.Finding{f}, Verdict: f}, nil
			}
			return feed
		})
		if n := strings.Count(said, "Its mails wait: you@example.com has not confirmed."); n != c.want {
			t.Errorf("stays %v: said %d times in\n%s", c.stays, n, said)
		}
	}
}

// chased is a healthy house in which one thing is broken at once.
func (h *house) chased() Feed {
	feed := h.feed()
	feed.Plan = func(f doctor.Finding) (mend.Ask, error) { return mend.Ask{Finding: f}, nil }
	feed.BreakNow = true
	feed.Break = func(context.Context) (hunt.Answer, error) {
		h.mu.Lock()
		defer h.mu.Unlock()
		h.mended = false
		return hunt.Answer{Code: "alarm-average", Title: "The alarm averages", Commands: []string{"aws cloudwatch put-metric-alarm"}, Verdicts: []string{"alarm-average"}}, nil
	}
	return feed
}

// While something is broken on purpose nothing says what, until it is asked for.
func TestSomethingIsBrokenForThePersonToFind(t *testing.T) {
	for _, c := range []struct {
		name  string
		lines []string
		want  []string
		not   []string
	}{
		{"given up", []string{"apply", "answer"}, []string{"One thing is broken now", "First find what is broken", "The answer: The alarm averages.\nIts code is alarm-average.\nWhat was done, 1 of 1:\naws cloudwatch put-metric-alarm\n"}, []string{"Verdict,", "The doctor named it"}},
		{"found and mended", []string{"checklist", "apply", "yes"}, []string{"Verdict, BROKEN: it averages.", "Mended, ", "The doctor named it as alarm-average."}, nil},
		{"found, and not mended", []string{"checklist", "answer"}, []string{"Looking first whether it is mended", "The answer: ", "It is broken still"}, []string{"Mended"}},
		{"twice", []string{"break", "answer", "answer", "break"}, []string{"Something is broken already.", "Nothing is broken on purpose.", "Breaking one thing"}, nil},
		{"a question is not lost to help", []string{"checklist", "apply", "help", "yes"}, []string{"A question waits for its answer", "Mended: alarm-average is gone."}, []string{"Not applied"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			h := &house{kind: doctor.Auto, mended: true}
			said := listened(t, h.chased, c.lines...)
			for _, w := range c.want {
				if !strings.Contains(said, w) {
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
