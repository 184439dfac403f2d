package live

import (
	"errors"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"secretwatch/aws/account"
	"secretwatch/aws/doctor"
	"secretwatch/aws/expected"
	"secretwatch/aws/mend"
	"secretwatch/aws/monitor"
	"secretwatch/aws/watch"
)

// sees checks that the frame holds texts, or with a leading "not " that it does
// not.
func (s *stage) sees(t *testing.T, when string, wants ...string) {
	t.Helper()
	got := s.text()
	for _, w := range wants {
		absent, is := strings.CutPrefix(w, "not ")
		if is && strings.Contains(got, absent) || !is && !strings.Contains(got, w) {
			t.Errorf("%s: want %q in\n%s", when, w, got)
		}
	}
}

func TestCopyMenu(t *testing.T) {
	for _, c := range []struct{ key, want string }{
		{"i", "event-a"},
		{"r", "req-a"},
		{"a", "arn:aws:iam::111122223333:user/sam"},
		{"c", "aws cloudtrail lookup-events --lookup-attributes AttributeKey=EventId,AttributeValue=event-a"},
		{"u", "https://us-east-1.console.aws.amazon.com/cloudtrailv2/home?region=us-east-1#/events/event-a"},
	} {
		s := fullStage(100, 30)
		s.send(quiet(readOf("a", -time.Minute)))
		s.keys("y", c.key)
		if got := s.clipboard(); got != c.want {
			t.Errorf("%s copies %q, want %q", c.key, got, c.want)
		}
		s.sees(t, "after "+c.key, "sent to the clipboard")
		if s.live.over != nil {
			t.Errorf("%s leaves the menu open", c.key)
		}
	}
	s := fullStage(100, 30)
	s.send(quiet(readOf("a", -time.Minute)))
	s.keys("y", "esc")
	if s.clipboard() != "" || s.live.over != nil {
		t.Error("esc copies, or stays")
	}
}

func TestOpeningTheConsole(t *testing.T) {
	s := fullStage(100, 30)
	s.send(quiet(readOf("a", -time.Minute)))
	s.keys("o")
	s.sees(t, "on the sandbox", "The sandbox has no console", "#/events/event-a")
	s.keys("y")
	if got := s.clipboard(); !strings.HasSuffix(got, "#/events/event-a") {
		t.Errorf("copied %q", got)
	}
	s.keys("esc")
	s.live.feed.Inbox = nil // as on AWS
	s.keys("o")
	if len(s.browsed) != 1 || !strings.HasPrefix(s.browsed[0], "https://us-east-1.console.aws.amazon.com/") {
		t.Errorf("opened %q", s.browsed)
	}
	s.sees(t, "with a desktop", "Opened in the browser.")
	s.live.feed.Browse = nil
	s.keys("o")
	s.sees(t, "without a desktop", "There is no desktop here")
}

func TestSearchingTheRecord(t *testing.T) {
	s := fullStage(100, 30)
	s.send(quiet(readOf("a", -time.Minute)))
	s.keys("enter", "v", "/", "E", "V", "E", "N", "T")
	s.sees(t, "while typing", "/ EVENT", "match 1 of 2")
	s.keys("enter", "n")
	s.sees(t, "after n", "match 2 of 2")
	s.keys("n")
	s.sees(t, "round", "match 1 of 2")
	s.keys("N")
	s.sees(t, "back", "match 2 of 2")
	s.keys("/", "z", "z", "q", "enter")
	s.sees(t, "in vain", "─ not found ─")
	s.keys("n", "v")
	s.sees(t, "in words", "record in words", "user/sam read TopSecretInfo with the AWS CLI")
	s.keys("esc", "esc") // the search, then the record
	if s.live.detail != nil {
		t.Error("esc does not close the record")
	}
}

func TestNeighbours(t *testing.T) {
	s := fullStage(100, 40)
	s.send(quiet(readOf("a", -time.Minute), earlier()[1]))
	s.keys("enter")
	s.sees(t, "before", "w asks Event history for 15 min before and after")
	s.keys("w")
	s.sees(t, "after w", "3 other records by access key AKIAIOSFODNN7EXAMPLE", "15 min before and after; there",
		"11:59:02 +2 s       secretsmanager:DescribeSecret  ok", "11:58:57 -3 s       secretsmanager:GetResourcePolicy  AccessDenied", "-1 m 10 s")
	s.keys("esc", "down", "enter", "w")
	s.sees(t, "failed", "ThrottlingException: Rate exceeded", "not DescribeSecret")
	late := nearbyMsg{of: "event-a", err: errors.New("too late")}
	s.send(late)
	s.sees(t, "an answer about another record", "not too late")
}

func TestApplyingARemedy(t *testing.T) {
	s := fullStage(100, 30)
	brokenChecklist(s)
	s.keys("a")
	s.sees(t, "asked", "apply the remedy?", "put-metric-alarm", "y  yes")
	s.keys("n")
	s.sees(t, "after no", "Not applied: nothing was changed.")
	if len(s.fixed) != 0 {
		t.Fatal("no counts as yes")
	}
	s.keys("enter", "a", "x", "y")
	if strings.Join(s.fixed, " ") != "alarm-average" {
		t.Errorf("applied %v", s.fixed)
	}
	s.sees(t, "after yes", "Mended alarm-average in 0 ms; the chain was checked again.", "✓ healthy")
	s.keys("a")
	s.sees(t, "with nothing to apply", "Nothing is broken: there is nothing to mend.")
}

func TestWhatIsNotOursIsAskedOnItsOwn(t *testing.T) {
	s := fullStage(100, 30)
	s.others = []mend.Resource{{Kind: monitor.KindAlarm, Name: "Secret is accessed"}, {Kind: monitor.KindTopic, Name: "SecurityAlarms"}}
	brokenChecklist(s)
	s.keys("a")
	s.sees(t, "the first", "The alarm Secret is accessed was not made by secretwatch setup", "Change the alarm Secret is accessed?")
	s.keys("y")
	s.sees(t, "the second", "Change the topic SecurityAlarms?")
	if len(s.fixed) != 0 {
		t.Fatal("applied after one yes of two")
	}
	s.keys("n")
	if len(s.fixed) != 0 {
		t.Fatal("applied after a no")
	}
	s.keys("a", "y", "y")
	if len(s.fixed) != 1 {
		t.Errorf("applied %v", s.fixed)
	}
}

func TestRemediesThatAreNotApplied(t *testing.T) {
	for _, c := range []struct {
		name string
		set  func(*stage)
		want string
	}{
		{"read-only", func(s *stage) { s.live.feed.ReadOnly = true }, "Not applied: --read-only was given."},
		{"a person's", func(s *stage) {
			s.report.Findings[3].Remedy.Kind = doctor.Person
			s.report.Verdict = s.report.Findings[3]
		}, "This one is yours to do"},
		{"own command", func(s *stage) { s.report.Findings[3].Code = "own"; s.report.Verdict = s.report.Findings[3] }, "Not applied: the remedy is another command"},
	} {
		s := fullStage(100, 30)
		s.report = averaging()
		c.set(s)
		s.send(quiet(earlier()...))
		s.keys("r", "c", "a")
		s.sees(t, c.name, c.want)
		s.keys("y")
		if len(s.fixed) != 0 {
			t.Errorf("%s: applied %v", c.name, s.fixed)
		}
	}
	s := fullStage(100, 30)
	s.report = averaging()
	s.report.Findings[3].Code = "stubborn"
	s.report.Verdict = s.report.Findings[3]
	s.keys("r", "c", "a", "y")
	s.sees(t, "refused by AWS", "Not mended: AccessDenied: no")
}

func TestTheCursorFollowsTheVerdict(t *testing.T) {
	s := fullStage(80, 24)
	brokenChecklist(s)
	if f, _ := s.live.chosenFinding(); f.Code != "alarm-average" {
		t.Errorf("chosen is %s", f.Code)
	}
	s.keys("home")
	s.sees(t, "at the top", "›✓ ok       log delivery: 2 checks well (trail, delivery)", "enter unfold")
	if f, ok := s.live.chosenFinding(); ok {
		t.Errorf("at the top: %s", f.Code)
	}
	s.keys("enter", "down")
	if f, _ := s.live.chosenFinding(); f.Code != "trail" {
		t.Errorf("unfolded: %s", f.Code)
	}
	s.sees(t, "unfolded", "›  ✓ ok       The trail logs read and write events", "trail: secretwatch-topsecretinfo", "enter evidence")
	s.keys("up")
	s.sees(t, "on the fold", "enter fold")
	s.keys("enter")
	s.sees(t, "folded", "not The trail logs")
	s.keys("end")
	s.sees(t, "at the end", "›… waiting  subscription-pending")
	s.keys("r")
	if f, _ := s.live.chosenFinding(); f.Code != "subscription-pending" {
		t.Errorf("a check that says the same moves the cursor to %s", f.Code)
	}
}

func TestTroubleSaysWhatHappensNext(t *testing.T) {
	s := fullStage(100, 30)
	s.failing = []watch.Failing{
		{Source: watch.SourceHistory, Problem: account.Problem{Kind: account.Denied, Summary: "denied"}},
		{Source: watch.SourceLogGroup, Again: noon.Add(12 * time.Second), Problem: expiredSession()},
	}
	s.send(quiet(earlier()...))
	s.sees(t, "expired", "credentials expired; asking again at 12:00:12; open it again: aws sso login --profile dev")
	checks := s.checks
	s.failing = s.failing[:1]
	s.at(13 * time.Second)
	s.send(quiet())
	s.sees(t, "back", "history: denied", "not expired")
	s.at(14 * time.Second)
	s.tick()
	if s.checks <= checks {
		t.Error("the checklist of before is not looked at again")
	}
	s.failing = nil
	s.send(quiet())
	s.sees(t, "all well", "not history: denied")
}

// An answer that is late is no reason to look at the whole chain again; a check
// that was answered is one to ask again what had failed.
func TestALateAnswerIsNoFailure(t *testing.T) {
	s := fullStage(100, 30)
	retried := 0
	s.live.feed.Fast = false // a sandbox is looked at again and again
	s.live.feed.Retry = func() { retried++ }
	s.send(quiet(earlier()...))
	s.at(20 * time.Second)
	s.tick()
	checks := s.checks
	s.failing = []watch.Failing{{Source: watch.SourceLogGroup, Silent: noon.Add(14 * time.Second), Problem: account.Problem{Kind: account.NoNetwork, Summary: "no answer yet"}}}
	s.send(quiet())
	s.sees(t, "late", "log-group: no answer since 12:00:14; given up after 20 s, then asked again")
	s.failing = nil
	s.send(quiet())
	s.at(30 * time.Second)
	s.tick()
	s.sees(t, "answered", "not no answer since")
	if s.checks > checks {
		t.Error("the checklist was looked at again")
	}
	s.failing = []watch.Failing{{Source: watch.SourceLogGroup, Again: noon.Add(time.Minute), Problem: account.Problem{Kind: account.NoNetwork, Summary: "nobody listens"}}}
	s.send(quiet())
	s.keys("r")
	if retried != 1 {
		t.Errorf("after a check that was answered, what failed was asked again %d times", retried)
	}
}

func TestRinging(t *testing.T) {
	news := func(change func(*watch.Read)) watch.Read {
		r := readOf("now", time.Second)
		r.InHistory = noon.Add(2 * time.Second)
		change(&r)
		return r
	}
	for _, c := range []struct {
		name string
		read watch.Read
		set  func(*stage)
		want string
	}{
		{"unexpected", news(func(*watch.Read) {}), nil, "\a\x1b]9;secretwatch: user/sam read TopSecretInfo from 203.0.113.40: ok\x1b\\"},
		{"a test", news(func(r *watch.Read) { r.Test = true }), nil, ""},
		{"of before", news(func(r *watch.Read) { r.CatchUp = true }), nil, ""},
		{"an old record", news(func(r *watch.Read) { r.InHistory, r.InLogs = time.Time{}, noon.Add(-time.Minute) }), nil, ""},
		{"seen before", news(func(r *watch.Read) { r.Update = true }), nil, ""},
		{"expected", news(func(*watch.Read) {}), func(s *stage) { s.live.reads.know(expected.Set{"arn:aws:iam::111122223333:user/sam": true}) }, ""},
		{"quiet", news(func(*watch.Read) {}), func(s *stage) { s.live.feed.Notes.Quiet = true }, ""},
		{"switched off", news(func(*watch.Read) {}), func(s *stage) { s.keys("S") }, ""},
		{"in sight", news(func(*watch.Read) {}), func(s *stage) { s.send(tea.FocusMsg{}) }, "\a"},
		{"out of sight", news(func(*watch.Read) {}), func(s *stage) { s.send(tea.FocusMsg{}, tea.BlurMsg{}) }, "\a\x1b]9;secretwatch: user/sam read TopSecretInfo from 203.0.113.40: ok\x1b\\"},
		{
			"urxvt in tmux", news(func(*watch.Read) {}), func(s *stage) { s.live.feed.Notes = Notes{Kind: OSC777, Tmux: true} },
			"\a\x1bPtmux;\x1b\x1b]777;notify;secretwatch;user/sam read TopSecretInfo from 203.0.113.40: ok\x1b\x1b\\\x1b\\",
		},
	} {
		s := fullStage(100, 30)
		s.send(quiet())
		if c.set != nil {
			c.set(s)
		}
		s.at(2 * time.Second)
		s.send(batchesMsg{{At: s.now, Reads: []watch.Read{c.read}}})
		if got := s.raw(); got != c.want {
			t.Errorf("%s: wrote %q, want %q", c.name, got, c.want)
		}
		told := c.want != "" || c.name == "a test" || c.set != nil
		if (len(s.told) == 1) != told {
			t.Errorf("%s: the command was told %d times", c.name, len(s.told))
		}
	}
}

func TestAFloodRingsOnce(t *testing.T) {
	s := fullStage(100, 30)
	s.send(quiet())
	s.at(2 * time.Second)
	var reads []watch.Read
	for i := range 50 {
		reads = append(reads, readOf(itoa(i), time.Second+time.Duration(i)*time.Millisecond))
	}
	s.send(batchesMsg{{At: s.now, Reads: reads}}, batchesMsg{{At: s.now, Reads: []watch.Read{readOf("more", 2*time.Second)}}})
	if got := s.raw(); strings.Count(got, "\a") != 1 || !strings.Contains(got, "50 reads, the newest: user/sam") {
		t.Errorf("wrote %q", got)
	}
}

func TestNotesOf(t *testing.T) {
	for _, c := range []struct {
		env  map[string]string
		want Notes
	}{
		{map[string]string{"TERM": "xterm-256color"}, Notes{Kind: OSC9}},
		{map[string]string{"TERM": "foot"}, Notes{Kind: OSC777}},
		{map[string]string{"TERM": "xterm-256color", "VTE_VERSION": "7600"}, Notes{Kind: OSC777}},
		{map[string]string{"TERM": "tmux-256color", "TMUX": "/tmp/x"}, Notes{Kind: OSC9, Tmux: true}},
		{map[string]string{"TERM": "linux"}, Notes{Kind: BellOnly}},
		{nil, Notes{Kind: BellOnly}},
	} {
		if got := NotesOf(func(name string) string { return c.env[name] }); got != c.want {
			t.Errorf("%v: %+v, want %+v", c.env, got, c.want)
		}
	}
}

func TestABlurredTerminalIsLeftAlone(t *testing.T) {
	s := fullStage(100, 30)
	s.send(quiet())
	s.send(tea.BlurMsg{}, tea.FocusMsg{})
	if len(s.away) != 2 || !s.away[0] || s.away[1] {
		t.Errorf("the watcher heard %v", s.away)
	}
	s.keys("t")
	if got := s.live.pauseOf(); got != quickTick {
		t.Errorf("in sight the clock ticks every %s", got)
	}
	s.send(tea.BlurMsg{})
	if got := s.live.pauseOf(); got != blurredTick {
		t.Errorf("out of sight the clock ticks every %s", got)
	}
}

func TestTheWheelMovesInThePane(t *testing.T) {
	s := fullStage(100, 30)
	s.send(quiet(earlier()...))
	s.send(tea.MouseWheelMsg{Button: tea.MouseWheelDown})
	if s.live.list.Selected != 1 {
		t.Errorf("selected %d", s.live.list.Selected)
	}
	s.keys("M")
	if v := s.View(); v.MouseMode != tea.MouseModeCellMotion || !v.ReportFocus {
		t.Errorf("mouse %v, focus %v", v.MouseMode, v.ReportFocus)
	}
	s.keys("M")
	if s.View().MouseMode != tea.MouseModeNone {
		t.Error("the mouse stays on")
	}
}
