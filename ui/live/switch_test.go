package live

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/exp/golden"

	"secretwatch/aws/foreign"
	"secretwatch/aws/monitor"
	"secretwatch/ui/app"
	"secretwatch/ui/theme"
	"secretwatch/ui/widget"
)

// three are the monitors of the stage, the second of them its own.
func three(own monitor.Names) []Monitor {
	other := own
	other.Secret, other.Monitor, other.Alarm = "prod/db", "prod-db", "secretwatch-prod-db"
	theirs := own
	theirs.Secret, theirs.Monitor, theirs.Alarm = "秘密の "+strings.Repeat("x", 90)+"\x1b[2J", "z", "Secret is accessed"
	return []Monitor{
		{Names: other, Ours: true, State: "ALARM", Since: noon.Add(-3 * time.Minute)},
		{Names: own, Ours: true, State: "OK", Since: noon.Add(-time.Hour)},
		{Names: theirs, State: "INSUFFICIENT_DATA", Since: noon.Add(-48 * time.Hour)},
	}
}

// several lets the stage switch; to is the pane that comes.
func several(s *stage, to widget.Screen) (asked *[]string, closed *int) {
	asked, closed = new([]string), new(int)
	s.live.feed.Monitors = func(context.Context) ([]Monitor, error) { return three(s.live.feed.Names), nil }
	s.live.feed.Switch = func(_ context.Context, m Monitor) (widget.Screen, error) {
		*asked = append(*asked, m.Secret)
		if to == nil {
			return nil, errors.New("AccessDenied: no")
		}
		return to, nil
	}
	s.live.feed.Close = func() { *closed++ }
	s.live.keys.monitors.SetEnabled(true)
	return asked, closed
}

func TestSwitchingLeavesNothingOfTheOldPane(t *testing.T) {
	s, next := fullStage(120, 40), fullStage(120, 40)
	next.live.feed.Names.Secret = "prod/db"
	asked, closed := several(s, next.live)
	s.send(quiet(earlier()...))
	s.expect(t, "at the start", "monitor 2 of 3", "watch TopSecretInfo")
	s.keys("m")
	s.expect(t, "the list", "prod/db", "● ALARM", "for 3 m", "this one", "made elsewhere", "? NO DATA")
	s.keys("enter")
	s.expect(t, "its own", "You are watching that one already.")
	// Answers of the old pane that are still under way must not reach the new one.
	late := s.live.startCheck()
	if late == nil {
		t.Fatal("no check")
	}
	s.keys("m", "1")
	s.expect(t, "switched", "watch prod/db", "no read yet")
	if fmt.Sprint(*asked) != "[prod/db]" || *closed != 1 {
		t.Errorf("asked %v, closed %d times", *asked, *closed)
	}
	if s.live.ctx.Err() == nil {
		t.Error("the old pane's context goes on")
	}
	before := next.live.checked
	if cmd := s.live.Update(reportMsg{report: averaging()}); cmd != nil || next.live.checked != before {
		t.Error("the old pane still answers")
	}
}

func TestASwitchThatFailsChangesNothing(t *testing.T) {
	s := fullStage(120, 40)
	_, closed := several(s, nil)
	s.send(quiet(earlier()...))
	s.keys("m", "up", "enter")
	s.expect(t, "refused", "Not switched: ", "watch TopSecretInfo", "role/deploy")
	if *closed != 0 {
		t.Error("the pane was closed")
	}
}

func TestReadsOfAllSecretsHaveTheirMonitor(t *testing.T) {
	s := fullStage(160, 50)
	s.live.feed.AllSecrets = true
	s.live.feed.Names.Monitor = "topsecretinfo"
	several(s, nil)
	reads := earlier()
	reads[0].Secret = foreign.New("arn:aws:secretsmanager:us-east-1:111122223333:secret:prod/db-AbCdEf")
	reads[1].Secret = foreign.New("nobody-watches")
	s.send(quiet(append(reads, readOf("own", -time.Minute))...))
	s.expect(t, "marks", "@prod-db", "no monitor", "@topsecretin")
	s.live.list.Selected = 2 // of another secret, delivered and not counted
	s.live.reads.rows[0].Matched = false
	s.live.follow()
	s.expect(t, "of another secret", "this read is of another secret", "not BROKEN")
	s.live.list.Selected = 0
	s.keys("/", "n", "o", " ", "m", "o", "n", "enter")
	s.expect(t, "filtered by it", "1 of 3")
}

func TestChooser(t *testing.T) {
	next := fullStage(120, 40)
	looked := 0
	all := three(next.live.feed.Names)
	chooser := func() *Chooser {
		return NewChooser(t.Context(), theme.New(true, false), func() time.Time { return noon }, all,
			func(context.Context) ([]Monitor, error) { looked++; return all[:2], nil },
			func(_ context.Context, m Monitor) (widget.Screen, error) {
				if m.Secret != "prod/db" {
					return nil, errors.New("no such thing")
				}
				return next.live, nil
			})
	}
	for _, size := range sizes {
		t.Run(fmt.Sprintf("%dx%d", size[0], size[1]), func(t *testing.T) {
			s := &stage{now: noon}
			s.Model = app.New(app.Options{Theme: theme.New(true, false), Start: chooser(), Place: "111122223333 us-east-1"})
			s.run(s.Init())
			s.send(tea.WindowSizeMsg{Width: size[0], Height: size[1]})
			checkFrame(t, s, size[0], size[1])
			golden.RequireEqual(t, s.text())
		})
	}
	s := &stage{now: noon}
	s.Model = app.New(app.Options{Theme: theme.New(true, false), Start: chooser(), Place: "111122223333 us-east-1"})
	s.send(tea.WindowSizeMsg{Width: 100, Height: 30})
	s.keys("down", "enter")
	s.expect(t, "refused", "no such thing")
	s.keys("r")
	s.expect(t, "looked again", "TopSecretInfo", "not 秘密")
	s.keys("up", "enter")
	s.expect(t, "chosen", "watch TopSecretInfo", "no read yet", "not Which one")
	if looked != 1 {
		t.Errorf("looked %d times", looked)
	}
}
