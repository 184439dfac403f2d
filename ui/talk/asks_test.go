package talk

import (
	"bytes"
	"context"
	"errors"
	"io"
	"iter"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"secretwatch/aws/account"
	"secretwatch/aws/alarm"
	"secretwatch/aws/doctor"
	"secretwatch/aws/expected"
	"secretwatch/aws/foreign"
	"secretwatch/aws/monitor"
	"secretwatch/aws/record"
	"secretwatch/aws/sandbox/inbox"
	"secretwatch/aws/survey"
	"secretwatch/aws/trace"
	"secretwatch/aws/watch"
	"secretwatch/ui/plain"
)

// made is a read by a user, so long before now.
func made(user, id string, ago time.Duration) watch.Read {
	return watch.Read{
		Read: record.Read{
			Time: time.Now().Add(-ago), Result: record.ResultOK, EventID: id, RequestID: "r-" + id, How: record.HowCLI, From: foreign.New("192.0.2.1"),
			Who: record.Who{Kind: record.WhoUser, Name: foreign.New(user), ARN: foreign.New("arn:aws:iam::111122223333:user/" + user), Account: "111122223333"},
		},
		CatchUp: true, JSON: foreign.New(`{"eventID":"` + id + `"}`),
	}
}

// wide is a feed that can be asked for all there is.
func wide() Feed {
	denied := made("eve", "e2", 5*time.Minute)
	denied.Result, denied.Error = record.ResultDenied, foreign.New("AccessDenied")
	rule := monitor.DefaultRule()
	minute := time.Now().Truncate(time.Minute)
	batches := make(chan watch.Batch, 1)
	batches <- watch.Batch{
		At:    time.Now(),
		Reads: []watch.Read{denied, made("kim", "e1", 40*time.Minute), made("kim", "e3", time.Minute)}, // out of order, as they come
		Alarm: &watch.AlarmState{Name: "a", State: "OK", Rule: rule},
		Datapoints: []watch.Datapoint{
			{At: minute.Add(-2 * time.Minute), Value: 1, Count: 3}, {At: minute.Add(-time.Minute), Count: 2}, {At: minute.Add(-3 * time.Hour), Value: 7},
		},
		Transitions: []watch.Transition{{
			At: time.Now().Add(-time.Minute), Alarm: "a", From: "OK", To: "ALARM",
			Actions: []watch.ActionResult{{At: time.Now(), Target: "arn:aws:sns:us-east-1:111122223333:t", OK: true}},
		}},
	}
	names := monitor.NamesFor("A", place)
	other := monitor.NamesFor("B", place)
	return Feed{
		Names: names, Batches: batches, Back: time.Hour, Expected: expected.Set{"arn:aws:iam::111122223333:user/kim": true},
		Expect: func(_ context.Context, d expected.Delta, _ bool) (expected.Set, error) {
			set := expected.Set{}
			for _, r := range d.Add {
				set[r] = true
			}
			return set, nil
		},
		Asks: Asks{
			Neighbours: func(_ context.Context, r record.Read) (survey.Neighbourhood, error) {
				n := survey.Neighbourhood{By: "user name " + r.Who.Name.Safe(), Around: 15 * time.Minute}
				for i := range 30 {
					n.Records = append(n.Records, record.Record{EventTime: r.Time.Add(time.Duration(i-10) * time.Minute), EventName: "Call" + string(rune('A'+i)), EventSource: "s3.amazonaws.com"})
				}
				return n, nil
			},
			Past: func(context.Context) iter.Seq2[watch.Page, error] {
				return func(yield func(watch.Page, error) bool) {
					yield(watch.Page{Reads: []watch.Read{made("kim", "e3", time.Minute), made("ann", "e0", 30*24*time.Hour)}}, nil)
				}
			},
			FollowRead: func(_ context.Context, r watch.Read, tell func(trace.Update)) error {
				hops := []trace.Hop{{Hop: monitor.HopMail, Status: trace.OK, At: time.Now(), After: time.Since(r.Time).Truncate(time.Minute)}}
				tell(trace.Update{At: time.Now(), Path: trace.Path{Read: r, Hops: hops}})
				return nil
			},
			EventURL:     func(r record.Read) string { return "https://console.example/" + r.EventID },
			EventCommand: func(r record.Read) string { return "aws cloudtrail lookup-events " + r.EventID },
			Calls: func(n int) []account.Call {
				all := []account.Call{
					{Service: "CloudTrail", Operation: "LookupEvents", Duration: 85 * time.Millisecond, Command: foreign.New("aws cloudtrail lookup-events")},
					{Service: "CloudWatch", Operation: "DescribeAlarms", Duration: 2 * time.Second, Attempts: 2},
				}
				return all[:min(n, len(all))]
			},
			Monitors: func(context.Context) ([]Other, error) {
				return []Other{{names, string(alarm.OK)}, {other, string(alarm.Alarm)}}, nil
			},
		},
	}
}

// What the screen has by a key can be had by a word.
func TestTheWatchAnswersForWhatTheScreenHas(t *testing.T) {
	for _, c := range []struct {
		name  string
		lines []string
		want  []string
		not   []string
	}{
		{
			"reads in the order of their times",
			[]string{"reads"},
			[]string{"user kim read an unnamed secret with the AWS CLI from 192.0.2.1.\n", "and was denied: AccessDenied.\n23:59:00, user kim"},
			nil,
		},
		{
			"a filter",
			[]string{"filter DENIED", "reads", "read 1", "filter off"},
			[]string{`Heard are only the reads that have "denied" in them: 1 of 3 that are here.`, "To hear the others too, type filter off.", "Event id: e2.", "All reads are heard: 3 are here."},
			[]string{"Event id: e3."},
		},
		{"a filter of two words", []string{"filter Eve denied", "filter kim denied"}, []string{`"eve denied" in them: 1 of 3`, `"kim denied" in them: 0 of 3`}, nil},
		{"nothing passes", []string{"filter nobody", "link 1"}, []string{"0 of 3 that are here"}, []string{"https://"}},
		{"unexpected", []string{"unexpected", "reads"}, []string{"reads that nobody expects, with all tests left out: 1 of 3", "and was denied"}, []string{"23:59:00, user kim"}},
		{
			"a span",
			[]string{"span 15m", "reads", "span 7 days", "span soon", "span off"},
			[]string{"of the last 15 minutes: 2 of 3", "of the last 7 days: 3 of 3", "The reads here begin at 23:00:00. Type history", `"soon" is no time such as`, "All reads are heard"},
			[]string{"23:20:00, user kim"},
		},
		{
			"the neighbours",
			[]string{"around 2"},
			[]string{"30 other records by user name eve in this region, 15 minutes before and after.", "CallK of s3.amazonaws.com, it worked.", "in the same second", "9 minutes before, CallB", "10 others are further from it."},
			[]string{"CallZ of"},
		},
		{"the way of a read", []string{"follow 3"}, []string{"Following the read of 23:20:00 on its way to the mail.", "The mail, ok, 40 minutes after the read.", "The e-mail is there"}, nil},
		{"a link", []string{"link 1", "json 3"}, []string{"https://console.example/e3\n", "aws cloudtrail lookup-events e3\n", `{"eventID":"e1"}`}, nil},
		{
			"the metric",
			[]string{"metric"},
			[]string{"1 counted in the last hour.", "The alarm goes off where the Sum of 1 minute is at least 1.", "23:58:00, counted 1: enough for the alarm.", "In all other minutes it counted nothing."},
			[]string{"counted 7", "23:59:00, counted"},
		},
		{"the changes", []string{"changes 1"}, []string{"23:59:00, the alarm a went from OK to ALARM.", "the alarm sent its message to t."}, nil},
		{
			"the calls",
			[]string{"calls", "call 2", "call 3", "calls x"},
			[]string{
				"CloudWatch DescribeAlarms, 2 seconds in 2 attempts.\n", "From the oldest of them, call 2, to the newest, call 1:", "CloudTrail LookupEvents, 85 milliseconds.\nType call 1 to hear the newest whole.", "It costs: free among the first 1,000,000 a month.",
				"There were 2 calls only", "Type calls and a number up to 200",
			},
			nil,
		},
		{
			"history",
			[]string{"history", "readers", "reads 1", "history"},
			[]string{"Event history has been read, in 1 call: 1 read that", "1, user ann, 1 read, not expected.", "1999-12-31 23:59:00, user kim", "Event history was read before; what has come since is found too.", "in 1 call: 0 reads that were not heard of before."},
			nil,
		},
		{"all of them", []string{"expect all", "yes"}, []string{"No reader here is left to mark as expected: all leaves out", "Type expect and a number to mark one"}, []string{"Mark all"}}, // kim is, and eve was refused
		{
			"all after history",
			[]string{"history", "expect all", "yes"},
			[]string{"These would be expected: user ann.", "Mark all of them? yes or no [no]:", "From now on they are expected."},
			[]string{"user eve."},
		},
		{"who is expected", []string{"readers"}, []string{"1, user kim, 2 reads, expected.", "2, user eve, 1 read, not expected, and refused each time."}, nil},
		{"numbers of the reads", []string{"reads 2"}, []string{"From the oldest of them, read 2, to the newest, read 1:"}, nil},
		{"repeat", []string{"link 1", "repeat"}, []string{"aws cloudtrail lookup-events e3\n"}, nil},
		{
			"the monitors",
			[]string{"monitor 2", "monitors", "monitor 1", "monitor 3", "monitor 2"},
			[]string{"Type monitors first", "1, the monitor of A, its alarm is OK, and it is the one that is watched.", "2, the monitor of B, its alarm is in state ALARM.", "That is the one that is watched already.", "a number from 1 to 2"},
			[]string{"nothing more to read"},
		},
		{"help", []string{"help"}, []string{"filter denied:", "span 15m:", "around 1:", "calls 5:", "monitors:"}, []string{"inbox:", "apply:", "checklist:", "break:"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			said, err := listenedTo(t, wide, c.lines...)
			var other *SwitchError
			if !Ended(err) && !errors.As(err, &other) {
				t.Errorf("ended with %v", err)
			}
			if switches := c.name == "the monitors"; switches != (other != nil) || switches && other.To.Secret != "B" {
				t.Errorf("goes over to %v", other)
			}
			for _, w := range c.want {
				if !strings.Contains(strings.ReplaceAll(said, "\n", " "), strings.ReplaceAll(w, "\n", " ")) {
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

// A mail is said when it comes, and none that was there before.
func TestTheWatchSaysThatAMailHasCome(t *testing.T) {
	var mu sync.Mutex
	mails := []inbox.Mail{{To: "a@example.com", Subject: "old"}}
	said, _ := listenedTo(t, func() Feed {
		batches := make(chan watch.Batch)
		go func() {
			batches <- watch.Batch{At: time.Now()}
			time.Sleep(time.Second)
			mu.Lock()
			mails = append(mails, inbox.Mail{To: "a@example.com", Subject: "ALARM: new"})
			mu.Unlock()
			batches <- watch.Batch{At: time.Now()}
			time.Sleep(time.Second)
			batches <- watch.Batch{At: time.Now()}
		}()
		return Feed{Names: monitor.NamesFor("A", place), Batches: batches, Inbox: func(context.Context) ([]inbox.Mail, error) {
			mu.Lock()
			defer mu.Unlock()
			return append([]inbox.Mail(nil), mails...), nil
		}}
	}, "status", "mail")
	if strings.Count(said, "A mail has come to a@example.com: ALARM: new\nType mail 2 to hear it.") != 1 || strings.Contains(said, "old") {
		t.Errorf("said\n%s", said)
	}
	if !strings.Contains(said, "Type mail and a number") {
		t.Errorf("no hint in\n%s", said)
	}
}

// listenedTo is what a watch says while lines are typed, ten seconds apart, and
// how it ends.
func listenedTo(t *testing.T, feed func() Feed, lines ...string) (said string, err error) {
	t.Helper()
	var out bytes.Buffer
	synctest.Test(t, func(t *testing.T) {
		typed, keys := io.Pipe()
		v := New(Ends{In: typed, Out: plain.Printer{W: &out, Zone: time.UTC, Spoken: true}, Explain: func(err error) (string, string) { return err.Error(), "" }})
		go func() {
			for _, l := range lines {
				time.Sleep(10 * time.Second)
				_, _ = io.WriteString(keys, l+"\n")
			}
			time.Sleep(10 * time.Second)
			_ = keys.Close()
		}()
		err = v.Watch(t.Context(), feed())
		_, _ = io.Copy(io.Discard, typed) // a line may be left that nobody has taken
	})
	return out.String(), err
}

// What was said last is said once more, and not more of it each time.
func TestTheWatchRepeats(t *testing.T) {
	said, _ := listenedTo(t, wide, "link 1", "repeat", "repeat")
	if n := strings.Count(said, "aws cloudtrail lookup-events e3\n"); n != 3 {
		t.Errorf("the command was said %d times, want 3:\n%s", n, said)
	}
}

// An alarm that can tell nobody says so with the change, and one that can does not.
func TestAChangeThatToldNobody(t *testing.T) {
	for name, c := range map[string]struct {
		alarm watch.AlarmState
		want  string
	}{
		"switched off": {watch.AlarmState{Name: "a", State: "ALARM", Muted: true, Actions: 1}, "Its actions are switched off, so it told nobody."},
		"no action":    {watch.AlarmState{Name: "a", State: "ALARM"}, "It has no action, so it told nobody."},
		"well":         {watch.AlarmState{Name: "a", State: "ALARM", Actions: 1}, ""},
	} {
		said, _ := listenedTo(t, func() Feed {
			batches := make(chan watch.Batch)
			go func() {
				batches <- watch.Batch{At: time.Now()}
				time.Sleep(time.Second)
				batches <- watch.Batch{At: time.Now(), Alarm: &c.alarm, Transitions: []watch.Transition{{At: time.Now(), Alarm: "a", From: "OK", To: "ALARM"}}}
			}()
			return Feed{Names: monitor.NamesFor("A", place), Batches: batches}
		}, "")
		if told := strings.Contains(said, "told nobody"); told != (c.want != "") || !strings.Contains(said, c.want) {
			t.Errorf("%s: said\n%s", name, said)
		}
	}
}

// A read that failed is left out by the filter on purpose, and nothing is broken;
// a look at the monitor soon after does not say it once more.
func TestAFailedReadThatIsFollowed(t *testing.T) {
	looks := 0
	said, _ := listenedTo(t, func() Feed {
		f := wide()
		f.Every = 15 * time.Second
		f.Check = func(context.Context) (doctor.Report, error) {
			d := doctor.Finding{Code: "healthy", Status: doctor.OK, Summary: "all is well"}
			if looks++; looks > 1 {
				d = doctor.Finding{Code: "read-failed", Hop: monitor.HopRead, Status: doctor.Warning, Summary: "the newest read failed"}
			}
			return doctor.Report{Findings: []doctor.Finding{d}, Verdict: d}, nil
		}
		f.FollowRead = func(_ context.Context, r watch.Read, tell func(trace.Update)) error {
			tell(trace.Update{At: time.Now(), Path: trace.Path{Read: r, Hops: []trace.Hop{
				{Hop: monitor.HopDelivery, Status: trace.OK, At: time.Now()},
				{Hop: monitor.HopFilter, Status: trace.Broken, Code: "read-failed", Evidence: []trace.Pair{{Name: trace.EvidenceWhy, Value: "no"}, {Name: "does not hold", Value: "$.errorCode NOT EXISTS: the record has AccessDenied"}}},
			}}})
			return nil
		}
		return f
	}, "follow 2")
	if looks < 2 || strings.Contains(said, "newest read failed") || strings.Contains(said, "BROKEN") || !strings.Contains(strings.ReplaceAll(said, "\n", " "), "leaves this read out, because it failed: the filter counts those that worked. That is as it should be. So no mail comes for it.") {
		t.Errorf("said\n%s", said)
	}
}
