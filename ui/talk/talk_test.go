package talk

import (
	"bytes"
	"context"
	"errors"
	"io"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"pgregory.net/rapid"

	"secretwatch/aws/build"
	"secretwatch/aws/doctor"
	"secretwatch/aws/foreign"
	"secretwatch/aws/monitor"
	"secretwatch/aws/record"
	"secretwatch/aws/sandbox/inbox"
	"secretwatch/aws/trace"
	"secretwatch/aws/watch"
	"secretwatch/ui/plain"
	"secretwatch/ui/setup"
	"secretwatch/wizard"
)

var place = monitor.Place{Account: "111122223333", Region: "eu-west-1", Partition: "aws"}

// cloud stands in for AWS: it makes what is asked for, unless it was told to
// fail for a while.
type cloud struct {
	made   map[monitor.Kind]string
	fails  int // so many builds go wrong first
	checks int // looks at the subscription so far
}

var errRefused = errors.New("refused")

func (c *cloud) deps() setup.Deps {
	return setup.Deps{
		Survey: func(context.Context, monitor.Desired) (monitor.Snapshot, error) { return monitor.Snapshot{}, nil },
		Plan: func(d monitor.Desired, _ monitor.Snapshot) []monitor.Change {
			var list []monitor.Change
			for _, k := range monitor.Kinds() {
				action := monitor.ActionCreate
				if c.made[k] != "" {
					action = monitor.ActionNone
				}
				name := d.Of(k)
				if k == monitor.KindSubscription {
					name = d.Email
				}
				list = append(list, monitor.Change{Kind: k, Name: name, Action: action})
			}
			return list
		},
		Price: build.Price,
		Apply: func(_ context.Context, _ monitor.Desired, changes []monitor.Change, _ func() (string, error), _ func(monitor.Change) bool,
			tell func(build.Progress),
		) ([]build.Result, error) {
			if c.fails > 0 {
				c.fails--
				return nil, errRefused
			}
			var list []build.Result
			for _, ch := range changes {
				if ch.Action == monitor.ActionCreate {
					c.made[ch.Kind] = ch.Name
				}
				tell(build.Progress{Change: ch, State: build.Done})
				list = append(list, build.Result{Change: ch, State: build.Done})
			}
			return list, nil
		},
		Undo: func(_ context.Context, _ monitor.Snapshot, kinds []monitor.Kind) (build.Destroyed, error) {
			for _, k := range kinds {
				delete(c.made, k)
			}
			return build.Destroyed{}, nil
		},
		ConfirmLink: func(context.Context, monitor.Desired, string) error { return errRefused },
		Subscribe:   func(context.Context, monitor.Desired) error { return nil },
		Subscribed: func(context.Context, monitor.Desired) (int, int, error) {
			if c.checks++; c.checks < 4 {
				return 0, 1, nil
			}
			return 1, 0, nil
		},
		TestRead: c.read,
		Follow: func(ctx context.Context, _ monitor.Desired, id string, at time.Time, tell func(trace.Update)) error {
			return c.follow(ctx, id, at, tell)
		},
		ReadCommand: func(string) string { return "aws secretsmanager get-secret-value" },
		Inbox:       mails, OpenLink: func(context.Context, string) error { return nil },
		Again: "secretwatch setup",
	}
}

func (c *cloud) read(context.Context, string) (string, time.Time, error) {
	return "1471f5f6-3a0c-4b7e-9a53-2f8f0f1c9d11", time.Now(), nil
}

func (c *cloud) follow(_ context.Context, _ string, at time.Time, tell func(trace.Update)) error {
	tell(trace.Update{At: at, Path: trace.Path{Hops: []trace.Hop{{Hop: monitor.HopMail, Status: trace.OK, At: at}}}})
	return nil
}

func mails(context.Context) ([]inbox.Mail, error) {
	const link = "https://sns.eu-west-1.amazonaws.com/confirmation.html?TopicArn=arn:aws:sns:eu-west-1:111122223333:t&Token=2336"
	return []inbox.Mail{{Subject: "\x1b[31mred\u2588", Body: "a\r\n\u2500\n", Links: []inbox.Link{{Kind: inbox.Confirm, URL: link}}}}, nil
}

// converse has the whole conversation with these lines, and gives what was said.
func converse(c *cloud, typed string) (string, error) { return conversing(c, c.deps(), typed) }

// conversing is converse with deps bent.
func conversing(c *cloud, deps setup.Deps, typed string) (string, error) {
	var out bytes.Buffer
	v := New(Ends{
		In: strings.NewReader(typed), Out: plain.Printer{W: &out, Zone: time.UTC, Spoken: true},
		Explain: func(err error) (string, string) { return err.Error(), "try again" },
	})
	s := NewSetup(v, wizard.Start{Place: place, Caller: foreign.New("arn:aws:iam::111122223333:user/sam"), Flags: wizard.Flags{Email: "you@example.com"}}, deps)
	d, err := s.Run(context.Background())
	if err != nil {
		s.Part()
		return out.String(), err
	}
	batches := make(chan watch.Batch, 2)
	batches <- watch.Batch{At: time.Now(), Reads: []watch.Read{{Read: record.Read{Secret: foreign.New("x\x1b[2J\u2800")}, CatchUp: true}}}
	batches <- watch.Batch{At: time.Now(), Alarm: &watch.AlarmState{Name: "a", State: "ALARM", Reason: foreign.New("because")}}
	close(batches)
	err = v.Watch(context.Background(), Feed{
		Names: d.Names, Batches: batches, Inbox: mails, OpenLink: func(context.Context, string) error { return nil },
		Check: func(context.Context) (doctor.Report, error) {
			return doctor.Report{Verdict: doctor.Finding{Code: "healthy", Status: doctor.OK, Summary: "all is well"}}, nil
		},
		TestRead: func(ctx context.Context) (string, time.Time, error) { return c.read(ctx, "") }, Follow: c.follow,
	})
	return out.String(), err
}

// unheard finds what a screen reader would stumble over.
func unheard(text string) bool {
	return strings.ContainsFunc(text, func(r rune) bool {
		return r < ' ' && r != '\n' || r == 0x7f || r >= 0x2500 && r <= 0x259f || r >= 0x2800 && r <= 0x28ff
	})
}

func TestAnyAnswersEndTheConversation(t *testing.T) {
	words := []string{
		"", "", "", "yes", "no", "1", "2", "back", "undo", "accept", "more", "help", "repeat", "explain", "explain trail", "explain alarm-average",
		"by hand", "cost", "made", `\help`, "again", "change", "later", "inbox", "mail 1", "confirm", "watch", "test", "status", "checklist", "alarm",
		"reads 3", "type", "you@example.com", "https://x/?Token=1", "arn:aws:x", "Average", "0", "{ $.a = 1 }", "quit",
	}
	one := rapid.OneOf(rapid.SampledFrom(words), rapid.SampledFrom(words), rapid.String())
	begins := []string{"", "\n\ntype\n", "\n\n\n\n\n", "accept\n\n", "accept\n\nlater\n", "accept\n\nlater\nno\n"}
	rapid.Check(t, func(r *rapid.T) {
		typed := rapid.SampledFrom(begins).Draw(r, "begins") + strings.Join(rapid.SliceOfN(one, 0, 60).Draw(r, "lines"), "\n")
		c := &cloud{made: map[monitor.Kind]string{}, fails: rapid.IntRange(0, 2).Draw(r, "fails")}
		var said string
		var err error
		synctest.Test(t, func(*testing.T) { said, err = converse(c, typed) })
		if !Ended(err) {
			r.Fatalf("ended with %v", err)
		}
		if unheard(said) {
			r.Fatalf("not for ears: %q", said)
		}
	})
}

func TestAnswersAndCommands(t *testing.T) {
	for _, c := range []struct {
		name  string
		lines []string
		fails int
		want  []string
	}{
		{
			"a name that is a command",
			[]string{"", `\help`, "", "", "made"},
			0,
			[]string{"secret help", "There so far: secret help"},
		},
		{
			"an option said back whole",
			[]string{"", "", "", "2, read only", "leave"},
			0,
			[]string{"If someone switches the monitor off, the trail will not tell who."},
		},
		{
			"more where there is no more",
			[]string{"", "", "more", "leave"},
			0,
			[]string{"There are no more settings in this step."},
		},
		{
			"undo before what was made",
			[]string{"", "", "", "back", "back", "back", "back", "undo", "leave"},
			0,
			[]string{"the secret TopSecretInfo to step 2 of 9.", "Type undo there, or in any step after it."},
		},
		{
			"an option by how it begins",
			[]string{"", "", "", "read o", "leave"},
			0,
			[]string{"If someone switches the monitor off, the trail will not tell who.", "An empty line keeps this answer."},
		},
		{
			"a wrong answer is asked again with the one before",
			[]string{"", "bad name", "leave"},
			0,
			[]string{`"bad name" is no name for a secret`, "Name [TopSecretInfo]: "},
		},
		{
			"a failure says what to do",
			[]string{"", "", "", "again", "leave"},
			1,
			[]string{"Error: refused.", "Hint: try again.", "What is made stays; again, change or leave [again]:", "Created the secret TopSecretInfo."},
		},
		{
			"what cannot be undone",
			[]string{"undo", "leave"},
			0,
			[]string{"This run made nothing that could be undone.", "Nothing was changed.\nThis goes on from here:\nsecretwatch setup --email you@example.com --accessible\n"},
		},
		{
			"undone",
			[]string{"", "", "", "undo", "yes", "leave"},
			0,
			[]string{"Undo the step Secret.", "The secret's value goes at once and for good", "Undone.\nGone: secret."},
		},
		{
			"another mail",
			[]string{"accept", "", "again", "https://x/?Token=1", "later", "no", "quit"},
			0,
			[]string{"Another mail is on its way to you@example.com.", "Error: refused.", "Watching TopSecretInfo."},
		},
		{
			"a pattern that matches nothing",
			[]string{"", "", "", "", "", "more", "", "{ $.a = 1 }", "leave"},
			0,
			[]string{"Of these records this pattern counts none that it should.", "It misses a read by name: ", "no e-mail would ever come."},
		},
		{
			"a pattern that matches nothing is doubted before it is built",
			[]string{"", "", "", "", "", "more", "", "{ $.a = 1 }", "", "", "", "", "", "", "", "", "leave"},
			0,
			[]string{"Your pattern matches no read, so no mail would ever come.", "Build it all the same?", "Then the recommended pattern is taken again.", "Created the metric filter"},
		},
		{
			"choosing what counts takes the recommended pattern",
			[]string{"", "", "", "", "", "more", "", "{ $.a = 1 }", "back", "1", "leave"},
			0,
			[]string{"The recommended pattern is taken again.", "Pattern [as it is]:"},
		},
		{
			"the word for the recommended pattern",
			[]string{"", "", "", "", "", "more", "", "{ $.a = 1 }", "back", "", "recommended", "back", "", "leave"},
			0,
			[]string{"Type recommended to have the recommended pattern again.", "Pattern [as it is]:"},
		},
		{
			"repeat says the number, the facts and the choices",
			[]string{"repeat", "", "", "", "repeat", "leave"},
			0,
			[]string{"Step 1 of 9, Account.", "You are: arn:aws:iam::111122223333:user/sam.", "Step 3 of 9, Trail.", "1, "},
		},
		{
			"a wrong choice says them again",
			[]string{"", "", "", "9", "leave"},
			0,
			[]string{"Answer with a number from 1 to 2, or with the words.\n1, "},
		},
		{
			"a hidden value that is a word of setup's is asked for twice",
			[]string{"", "", "type", "help", "help", "leave"},
			0,
			[]string{"help would be the value here, and not a command.", "4 characters."},
		},
		{
			"the settings that more asks for",
			[]string{"", "", "", "", "leave"},
			0,
			[]string{"3 settings more have good defaults: log group /secretwatch/TopSecretInfo, kept 30 days and role secretwatch-TopSecretInfo-eu-west-1."},
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				said, err := converse(&cloud{made: map[monitor.Kind]string{}, fails: c.fails}, strings.Join(c.lines, "\n")+"\n")
				if !Ended(err) {
					t.Errorf("ended with %v", err)
				}
				for _, w := range c.want {
					if !strings.Contains(said, w) {
						t.Errorf("not said: %q in\n%s", w, said)
					}
				}
			})
		})
	}
}

func TestALongLineIsCut(t *testing.T) {
	l := newLines(strings.NewReader(strings.Repeat("x", 3*mostHeard) + "\nnext\nlast"))
	for _, want := range []struct {
		n   int
		err error
	}{{mostHeard, nil}, {4, nil}, {4, nil}, {0, io.EOF}} {
		text, err := l.take(<-l.next())
		if len(text) != want.n || !errors.Is(err, want.err) {
			t.Errorf("%d bytes, %v; want %d, %v", len(text), err, want.n, want.err)
		}
	}
}

func TestChoose(t *testing.T) {
	var out bytes.Buffer
	v := New(Ends{In: strings.NewReader("3\nx\n2\nleave\n"), Out: plain.Printer{W: &out, Spoken: true}})
	if i, err := v.Choose(t.Context(), "Which one", []string{"a", "b"}); i != 1 || err != nil {
		t.Errorf("%d, %v", i, err)
	}
	if _, err := v.Choose(t.Context(), "Which one", []string{"a", "b"}); !Ended(err) {
		t.Errorf("left with %v", err)
	}
	if !strings.Contains(out.String(), "2, b.\nWhich one, 1 to 2: Please answer with a number from 1 to 2, or leave.") {
		t.Errorf("said %q", out.String())
	}
}

// A read that was stopped on its way has no mail to look for.
func TestOutcomeOfAReadThatWasStopped(t *testing.T) {
	hops := func(subscription trace.Status) trace.Path {
		return trace.Path{Hops: []trace.Hop{
			{Hop: monitor.HopAction, Status: trace.OK},
			{Hop: monitor.HopSubscription, Status: subscription, Code: "subscription-pending"},
			{Hop: monitor.HopMail, Status: trace.Unknown},
		}}
	}
	for _, c := range []struct {
		subscription trace.Status
		want, not    string
	}{
		{trace.OK, "Look into the mailbox", "Verdict"},
		{trace.Broken, "Type explain subscription-pending", "Look into the mailbox"},
	} {
		var out bytes.Buffer
		New(Ends{In: strings.NewReader(""), Out: plain.Printer{W: &out, Spoken: true}}).outcome(hops(c.subscription), nil, func(doctor.Finding, string) string { return "" })
		if said := out.String(); !strings.Contains(said, c.want) || strings.Contains(said, c.not) {
			t.Errorf("subscription %s: said %q", c.subscription, said)
		}
	}
}

// A value is never read from a line that the terminal shows.
func TestAValueIsReadHiddenOnly(t *testing.T) {
	var out bytes.Buffer
	v := New(Ends{
		In: strings.NewReader("\nshown\n"), Out: plain.Printer{W: &out, Spoken: true},
		Hidden: func(context.Context) ([]byte, error) { return []byte("hidden"), nil },
	})
	s := NewSetup(v, wizard.Start{Place: place}, setup.Deps{})
	_ = v.in.next() // as while a confirmation is waited for
	for range 2 {
		if typed, err := s.hearHidden(t.Context()); string(typed) != "hidden" || err != nil {
			t.Errorf("read %q, %v", typed, err)
		}
	}
	if n := strings.Count(out.String(), "Press enter once more"); n != 1 {
		t.Errorf("asked %d times for the open line", n)
	}
}

// What is refused, or is no answer, does not make the whole step be said again.
func TestARefusedWordIsAnsweredShortly(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		said, _ := converse(&cloud{made: map[monitor.Kind]string{}}, "back\nundo\n\x1b[A\n\n")
		for want, times := range map[string]int{
			"Step 1 of 9, Account.": 1, "This is the first step.": 1, "This run made nothing that could be undone.": 1, "The arrow keys, and others that move, do nothing here.": 1,
			"Enter goes on:": 4, "Step 2 of 9, Secret.": 1,
		} {
			if got := strings.Count(said, want); got != times {
				t.Errorf("said %d times: %q in\n%s", got, want, said)
			}
		}
	})
}

func TestAWrongChoiceHasOneRule(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		said, _ := converse(&cloud{made: map[monitor.Kind]string{}}, "\n\n\n\n\n\nmore\nsam@example.com\nfoo\n")
		if !strings.Contains(said, "\"foo\" names no ways to be told.\nAnswer with a number from 1 to 2, or with the words.") {
			t.Errorf("said\n%s", said)
		}
	})
}

func TestAPriceIsSaidOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		said, _ := converse(&cloud{made: map[monitor.Kind]string{}}, "cost\n")
		if !strings.Contains(said, "Secret: $0.40. $0.05 per 10,000 calls.") || strings.Contains(said, "$0.40. $0.40") || strings.Contains(said, "$0.30. $0.30") {
			t.Errorf("said\n%s", said)
		}
	})
}
