package live

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"secretwatch/aws/account"
	"secretwatch/aws/doctor"
	"secretwatch/aws/foreign"
	"secretwatch/ui/theme"
	"secretwatch/ui/widget"
)

// What is well has one line a group, whatever there is to see of it; what is not
// is set out.
func TestWhatIsWellIsFolded(t *testing.T) {
	s := fullStage(120, 40)
	s.send(quiet(earlier()...))
	s.sees(t, "healthy", "✓ ok       log delivery: 2 checks well", "✓ ok       subscription confirmation: 1 well", "not 11:59:40Z")
	s.report = averaging()
	s.keys("r")
	s.sees(t, "broken", "✓ ok       log delivery: 2 checks well", "ALARM CONFIGURATION", "✗ BROKEN   alarm-average", "✓ ok       1 check well (topic)")
	s.keys("c", "home", "enter")
	s.sees(t, "unfolded", "  2026-11-22T11:59:40Z")
	s.report = healthy()
	s.keys("r")
	s.sees(t, "after another check", "  2026-11-22T11:59:40Z")
	s.keys("enter")
	s.sees(t, "folded", "not 11:59:40Z")
	s.keys("y")
	if got := s.clipboard(); got != "" {
		t.Errorf("y on what is well copies %q", got)
	}
}

// The cursor stays on what it is on while other findings come and go above it.
func TestTheCursorStaysOnItsEntry(t *testing.T) {
	s := fullStage(120, 40)
	brokenChecklist(s)
	s.keys("end")
	if e, _ := s.live.chosenEntry(); e.finding.Code != doctor.CodePending {
		t.Fatalf("at the end is %+v", e)
	}
	more := averaging()
	more.Findings[0].Status, more.Findings[0].Code = doctor.Warning, "trail-one-region"
	s.report = more
	s.keys("r")
	if e, _ := s.live.chosenEntry(); e.finding.Code != doctor.CodePending {
		t.Errorf("the cursor went to %+v", e)
	}
}

// In little room the hop at which something is amiss is told in a word.
func TestOneLineTellsTheWorstHopInAWord(t *testing.T) {
	s := newStage(40, 12, false)
	s.send(quiet(earlier()...))
	s.sees(t, "a read that failed", "filter skipped")
	s.keys("t")
	s.at(17 * time.Minute)
	s.tick()
	s.sees(t, "overdue", "delivery late")
	s = newStage(40, 12, true)
	s.send(quiet())
	s.keys("t")
	s.readSeen(true)
	s.report = muted()
	s.keys("r")
	s.sees(t, "broken", "action BROKEN")
}

// Every sign of the hop bar is explained in the help, also in ASCII.
func TestHelpExplainsTheSigns(t *testing.T) {
	for _, ascii := range []bool{false, true} {
		s := newStage(100, 30, true)
		th := theme.New(true, ascii)
		s.live.Update(widget.ThemeMsg{Theme: th})
		help := strings.Join(s.live.Help(), "\n")
		g := th.Glyphs
		for sign, word := range map[string]string{g.OK: "passed", g.Wait: "on its way", g.Todo: "to come", g.Warn: "late", g.Unknown: "not seen", g.Bad: "BROKEN", g.Skip: "skipped"} {
			if !strings.Contains(help, sign+" "+word) {
				t.Errorf("ascii %v: the help does not say that %s is %s:\n%s", ascii, sign, word, help)
			}
		}
	}
}

// A read that stopped at what is mended by now is not waited for any longer.
func TestAReadOfBeforeTheRepairIsNotAwaited(t *testing.T) {
	s := onItsWay(t, muted())
	s.keys("r")
	s.expect(t, "broken", "✗ stops at action")
	s.report = healthy()
	s.keys("r")
	s.expect(t, "mended", "lost at action (alarm-actions-disabled), before the repair", "t makes another read", "- action", "will not come", "healthy", "not late")
	if s.live.pending() {
		t.Error("the clock still runs")
	}
}

func TestTheChosenCallStaysChosen(t *testing.T) {
	made := 3
	s := newStage(80, 24, true)
	s.live.feed.Calls = func(int) []account.Call {
		var list []account.Call
		for i := made; i > 0; i-- {
			list = append(list, account.Call{At: noon.Add(time.Duration(i) * time.Second), Service: "SNS", Operation: fmt.Sprint("Call", i), RequestID: fmt.Sprint("id", i)})
		}
		return list
	}
	s.send(quiet())
	s.keys("l", "down")
	made = 9
	s.tick()
	if got := s.live.calls[s.live.callList.Selected].Operation; got != "Call2" {
		t.Errorf("chosen is %s", got)
	}
	s.keys("home")
	made = 12
	s.tick()
	if got := s.live.calls[s.live.callList.Selected].Operation; got != "Call12" {
		t.Errorf("at the top the log does not follow: %s", got)
	}
}

// The place where the record is in view is right in the very frame that shows it.
func TestTheRecordsPlaceFollowsTheSize(t *testing.T) {
	s := newStage(80, 24, true)
	r := readOf("long", -time.Minute)
	r.JSON = foreign.New(`{"a":[` + strings.Repeat("1,", 99) + `1]}`)
	s.send(quiet(r))
	s.keys("enter", "v")
	s.live.View(80, 40)
	if got := s.live.View(80, 21); !strings.Contains(got, "1-15 of") {
		t.Errorf("says\n%s", got)
	}
}
