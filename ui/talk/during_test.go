package talk

import (
	"bytes"
	"context"
	"io"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"secretwatch/aws/doctor"
	"secretwatch/aws/monitor"
	"secretwatch/aws/sandbox/inbox"
	"secretwatch/aws/trace"
	"secretwatch/aws/watch"
	"secretwatch/ui/plain"
)

// underWay is a watch whose test read takes five seconds to come so far, while
// the watcher brings that read and a change of the alarm to ALARM after two.
func underWay(took time.Duration, hops func(at time.Time) []trace.Hop) Feed {
	batches := make(chan watch.Batch, 1)
	batches <- watch.Batch{At: time.Now()}
	return Feed{
		Names: monitor.NamesFor("A", place), Batches: batches,
		TestRead: func(context.Context) (string, time.Time, error) { return "r-t", time.Now(), nil },
		Follow: func(_ context.Context, _ string, at time.Time, tell func(trace.Update)) error {
			time.Sleep(2 * time.Second)
			read := made("admin", "t", 0)
			read.CatchUp, read.Test = false, true
			batches <- watch.Batch{At: time.Now(), Reads: []watch.Read{read}, Transitions: []watch.Transition{{At: time.Now(), Alarm: "a", From: "OK", To: "ALARM"}}}
			time.Sleep(took)
			tell(trace.Update{At: time.Now(), Path: trace.Path{Read: read, Hops: hops(at)}})
			return nil
		},
	}
}

func arrivedHops(at time.Time) []trace.Hop {
	then := at.Add(2 * time.Second)
	return []trace.Hop{
		{Hop: monitor.HopAlarm, Status: trace.OK, At: then, After: 2 * time.Second},
		{Hop: monitor.HopAction, Status: trace.OK, At: then, After: 2 * time.Second},
		{Hop: monitor.HopMail, Status: trace.OK, At: then, After: 2 * time.Second},
	}
}

func trailOff(time.Time) []trace.Hop {
	return []trace.Hop{{Hop: monitor.HopDelivery, Status: trace.Broken, Code: "trail-not-logging", Evidence: []trace.Pair{{Name: trace.EvidenceWhy, Value: "the trail is switched off"}}}}
}

// While a read is followed its hops tell what happens, in their order, and once.
func TestWhatAFollowedReadTellsIsSaidOnce(t *testing.T) {
	for _, c := range []struct {
		name string
		took time.Duration
		hops func(time.Time) []trace.Hop
		want []string // in this order
		not  []string
	}{
		{"it arrives", 3 * time.Second, arrivedHops, []string{"Read once, as a test", "The alarm, ok", "The e-mail is there"}, []string{"went from OK to ALARM", "user admin read"}},
		{"it does not", 3 * time.Second, trailOff, []string{"The log group, BROKEN", "Verdict, BROKEN: the read stops there, so no mail comes for it.", "went from OK to ALARM"}, []string{"user admin read"}},
		{"it takes long", 23 * time.Second, trailOff, []string{"went from OK to ALARM", "The log group, BROKEN"}, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			said, _ := listenedTo(t, func() Feed {
				f := underWay(c.took, c.hops)
				if c.took > holding {
					from := f.Batches
					beating := make(chan watch.Batch)
					go func() { // rounds go on, and bring nothing
						for range 60 {
							select {
							case b := <-from:
								beating <- b
							case <-time.After(time.Second):
								beating <- watch.Batch{At: time.Now()}
							}
						}
					}()
					f.Batches = beating
				}
				return f
			}, "test", "", "", "", "")
			rest := said
			for _, w := range c.want {
				_, after, found := strings.Cut(rest, w)
				if !found {
					t.Fatalf("not said there: %q in\n%s", w, said)
				}
				rest = after
			}
			for _, w := range c.not {
				if strings.Contains(said, w) {
					t.Errorf("said: %q in\n%s", w, said)
				}
			}
		})
	}
}

// A break that stops the followed read is not said by the look at the monitor
// too; one that does not is, after its hops.
func TestABreakIsSaidOnceWhileFollowing(t *testing.T) {
	for code, want := range map[string]int{"trail-not-logging": 0, "topic-missing": 1} {
		looks := 0
		said, _ := listenedTo(t, func() Feed {
			f := underWay(3*time.Second, trailOff)
			f.Check = func(context.Context) (doctor.Report, error) {
				d := doctor.Finding{Code: "healthy", Status: doctor.OK, Summary: "all is well"}
				if looks++; looks > 1 {
					d = doctor.Finding{Code: code, Hop: monitor.HopTopic, Status: doctor.Broken, Summary: "it is off"}
				}
				return doctor.Report{Findings: []doctor.Finding{d}, Verdict: d}, nil
			}
			return f
		}, "test", "")
		if looks < 2 || strings.Count(said, "Topic, BROKEN: it is off.") != want {
			t.Errorf("%s: after %d looks said\n%s", code, looks, said)
		}
		if before, _, _ := strings.Cut(said, "Verdict, BROKEN"); strings.Contains(before, "it is off.") {
			t.Errorf("%s: said before the read's verdict:\n%s", code, said)
		}
	}
}

// An address that was not confirmed waits for a person, whoever says it.
func TestAPendingAddressIsNotBroken(t *testing.T) {
	said, _ := listenedTo(t, func() Feed {
		f := underWay(time.Second, func(time.Time) []trace.Hop {
			return []trace.Hop{{Hop: monitor.HopSubscription, Status: trace.Broken, Code: doctor.CodePending, Evidence: []trace.Pair{{Name: trace.EvidenceWhy, Value: "a@example.com has not confirmed"}}}}
		})
		f.Inbox = func(context.Context) ([]inbox.Mail, error) { return nil, nil }
		return f
	}, "test")
	for _, w := range []string{"The subscription, waiting.", "Verdict, waiting: no mail comes before the address is confirmed.", "or confirm to open the link in the sandbox's mail."} {
		if !strings.Contains(said, w) {
			t.Errorf("not said: %q in\n%s", w, said)
		}
	}
	if strings.Contains(said, "BROKEN") {
		t.Errorf("said\n%s", said)
	}
}

// The alarm is said before the mail that it sent, also where the inbox is the
// first to show it; a mail without an alarm is said a little later.
func TestTheAlarmComesBeforeItsMail(t *testing.T) {
	for _, alarms := range []bool{true, false} {
		var mu sync.Mutex
		var list []inbox.Mail
		said, _ := listenedTo(t, func() Feed {
			batches := make(chan watch.Batch)
			go func() {
				batches <- watch.Batch{At: time.Now()}
				time.Sleep(time.Second)
				at := time.Now()
				mu.Lock()
				list = append(list, inbox.Mail{At: at, To: "a@example.com", Subject: "ALARM: new"})
				mu.Unlock()
				batches <- watch.Batch{At: at}
				time.Sleep(time.Second)
				if alarms {
					batches <- watch.Batch{At: at, Transitions: []watch.Transition{{At: at, Alarm: "a", From: "OK", To: "ALARM"}}}
				}
			}()
			return Feed{Names: monitor.NamesFor("A", place), Batches: batches, Inbox: func(context.Context) ([]inbox.Mail, error) {
				mu.Lock()
				defer mu.Unlock()
				return list, nil
			}}
		}, "")
		before, _, found := strings.Cut(said, "00:00:01, a mail has come to a@example.com: ALARM: new")
		if !found || strings.Contains(before, "went from OK to ALARM") != alarms || strings.Count(said, "a mail has come") != 1 {
			t.Errorf("with an alarm %v: said\n%s", alarms, said)
		}
	}
}

// Who has mended what was broken on purpose hears that, and not that it is broken
// still.
func TestTheAnswerLooksFirstWhetherItIsMended(t *testing.T) {
	h := &house{kind: doctor.Auto, mended: true}
	said := listened(t, func() Feed {
		f := h.chased()
		go func() {
			time.Sleep(25 * time.Second)
			h.mu.Lock()
			defer h.mu.Unlock()
			h.mended = true
		}()
		return f
	}, "checklist", "reads", "answer", "watch")
	if !strings.Contains(said, "Mended, ") || !strings.Contains(said, "The answer: ") || strings.Contains(said, "broken still") || strings.Count(said, "The answer: ") != 1 {
		t.Errorf("said\n%s", said)
	}
	if !strings.Contains(said, "You are watching already.") {
		t.Errorf("watch is no word in\n%s", said)
	}
}

// The mail of a test read ends the search for what is broken.
func TestAMailEndsTheHunt(t *testing.T) {
	h := &house{kind: doctor.Auto, mended: true}
	said := listened(t, func() Feed {
		f := h.chased()
		f.TestRead = underWay(0, nil).TestRead
		f.Follow = func(_ context.Context, _ string, at time.Time, tell func(trace.Update)) error {
			h.mu.Lock()
			h.mended = true
			h.mu.Unlock()
			tell(trace.Update{At: at, Path: trace.Path{Hops: arrivedHops(at)}})
			return nil
		}
		return f
	}, "checklist", "test")
	if _, after, found := strings.Cut(said, "The e-mail is there"); !found || !strings.Contains(after, "Mended, ") {
		t.Errorf("said\n%s", said)
	}
}

// What takes a person is said with why, and with the words that help here.
func TestARemedyForAPerson(t *testing.T) {
	for kind, want := range map[doctor.RemedyKind]string{
		doctor.Person:  "That takes a person to decide or to act, so it is said here and not done.",
		doctor.Removes: "That takes something away, so it is said here and not done.",
	} {
		said := listened(t, func() Feed {
			h := house{kind: kind}
			f := h.feed()
			f.Inbox = func(context.Context) ([]inbox.Mail, error) { return nil, nil }
			f.Check = func(ctx context.Context) (doctor.Report, error) {
				r, err := h.report(ctx)
				r.Verdict.Hop = monitor.HopSubscription
				return r, err
			}
			return f
		}, "apply")
		if !strings.Contains(said, want) || !strings.Contains(said, "confirm opens its link then.") {
			t.Errorf("%s: said\n%s", kind, said)
		}
	}
}

// The verdict that ends the wizard's read is not said once more by the watch that
// begins then, and a new one is.
func TestTheWatchBeginsWithWhatIsNew(t *testing.T) {
	for code, want := range map[string]int{"": 1, "alarm-average": 0, "trail-not-logging": 1} {
		h := house{kind: doctor.Auto}
		var said string
		synctest.Test(t, func(t *testing.T) {
			var out bytes.Buffer
			typed, keys := io.Pipe()
			v := New(Ends{In: typed, Out: plain.Printer{W: &out, Spoken: true}})
			v.stopped = code
			go func() {
				time.Sleep(10 * time.Second)
				_ = keys.Close()
			}()
			_ = v.Watch(t.Context(), h.feed())
			said = out.String()
		})
		if strings.Count(said, "Verdict, BROKEN: it averages.") != want {
			t.Errorf("after %q said\n%s", code, said)
		}
	}
}

// What a remedy leaves of a finding is said as what it is.
func TestWhatARemedyLeaves(t *testing.T) {
	for left, want := range map[doctor.Status]string{
		doctor.OK: "Mended: alarm-average is gone.", doctor.Broken: "Applied, but alarm-average is there still.", doctor.Warning: "Applied: what is left of alarm-average is a warning.",
	} {
		said := listened(t, func() Feed {
			h := house{kind: doctor.Auto}
			f := h.feed()
			f.Fix = func(context.Context, doctor.Finding, func(string)) (doctor.Report, error) {
				d := doctor.Finding{Code: "alarm-average", Hop: monitor.HopAlarm, Status: left, Summary: "it averaged"}
				return doctor.Report{Findings: []doctor.Finding{d}, Verdict: d}, nil
			}
			return f
		}, "apply", "yes")
		if !strings.Contains(said, want) {
			t.Errorf("%s: not said: %q in\n%s", left, want, said)
		}
	}
}

// A test read's verdict is one that was asked for: its remedy can be applied.
func TestATestFindsWhatIsBroken(t *testing.T) {
	h := &house{kind: doctor.Auto, mended: true}
	said := listened(t, func() Feed {
		f := h.chased()
		of := underWay(time.Second, trailOff)
		f.TestRead, f.Batches, f.Follow = of.TestRead, of.Batches, of.Follow
		return f
	}, "test", "apply alarm-average")
	if strings.Contains(said, "First find what is broken") || !strings.Contains(said, "Apply it?") {
		t.Errorf("said\n%s", said)
	}
}

// confirm says whether the address is confirmed then.
func TestConfirmSaysWhatBecameOfIt(t *testing.T) {
	for opened, want := range map[bool]string{true: "Opened the link of the mail.\nSubscription, ok: a@example.com has confirmed.", false: "No mail asks for a confirmation."} {
		var confirmed atomic.Bool
		said, _ := listenedTo(t, func() Feed {
			batches := make(chan watch.Batch, 1)
			return Feed{
				Names: monitor.NamesFor("A", place), Batches: batches,
				Check: func(context.Context) (doctor.Report, error) {
					d := doctor.Finding{Code: doctor.CodePending, Hop: monitor.HopSubscription, Status: doctor.Waiting, Summary: "a@example.com has not confirmed"}
					if confirmed.Load() {
						d = doctor.Finding{Code: "subscription", Hop: monitor.HopSubscription, Status: doctor.OK, Summary: "a@example.com has confirmed"}
					}
					return doctor.Report{Findings: []doctor.Finding{d}, Verdict: d}, nil
				},
				Inbox: func(ctx context.Context) ([]inbox.Mail, error) {
					if opened {
						return mails(ctx)
					}
					return nil, nil
				},
				OpenLink: func(context.Context, string) error {
					confirmed.Store(true)
					return nil
				},
			}
		}, "confirm")
		if !strings.Contains(said, want) {
			t.Errorf("opened %v: not said: %q in\n%s", opened, want, said)
		}
	}
}

// Who made nothing but tests is not unexpected, and readers says why.
func TestReadersWhoOnlyTested(t *testing.T) {
	said, _ := listenedTo(t, func() Feed { return underWay(time.Second, arrivedHops) }, "test", "readers")
	if !strings.Contains(said, "1, user admin, 1 read, not marked, but all were tests, which are never unexpected.") {
		t.Errorf("said\n%s", said)
	}
}
