package live

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"charm.land/lipgloss/v2"
	"github.com/charmbracelet/x/exp/golden"

	"secretwatch/ui/hunt"
)

// huntStage is a stage on which B breaks the alarm's statistic.
func huntStage(w, h int) *stage {
	s := newStage(w, h, true)
	s.live.hunt = hunt.New(context.Background(), func(context.Context) (hunt.Answer, error) {
		s.report = averaging()
		return hunt.Answer{
			Code: "alarm-average", Title: "The alarm was made to average the reads instead of counting them",
			Commands: []string{"aws cloudwatch put-metric-alarm --alarm-name secretwatch-topsecretinfo --statistic Average --period 60 --threshold 1"},
			Verdicts: []string{"alarm-average"},
		}, nil
	})
	s.send(quiet(earlier()...))
	return s
}

// later moves the clock and lets the pane look at it.
func (s *stage) later(d time.Duration) {
	s.now = s.now.Add(d)
	s.tick()
}

var hunts = []struct {
	name string
	play func(*stage)
}{
	{"running", func(s *stage) {
		s.keys("B")
		s.later(42 * time.Second)
	}},
	{"checklist asked", func(s *stage) {
		s.keys("B")
		s.later(42 * time.Second)
		s.keys("c")
	}},
	{"giving up", func(s *stage) {
		s.keys("B")
		s.later(42 * time.Second)
		s.keys("B")
	}},
	{"given up", func(s *stage) {
		s.keys("B")
		s.later(42 * time.Second)
		s.keys("B", "B")
	}},
	{"mended", func(s *stage) {
		s.keys("B")
		s.later(time.Minute)
		s.report = healthy()
		s.later(74 * time.Second)
		s.keys("r")
	}},
}

func TestHuntFrames(t *testing.T) {
	t.Parallel()
	for _, story := range hunts {
		for _, size := range sizes {
			t.Run(fmt.Sprintf("%s %dx%d", story.name, size[0], size[1]), func(t *testing.T) {
				s := huntStage(size[0], size[1])
				story.play(s)
				checkFrame(t, s, size[0], size[1])
				golden.RequireEqual(t, s.text())
			})
		}
	}
}

func TestHuntFramesAreExactAtEverySize(t *testing.T) {
	t.Parallel()
	for _, story := range hunts {
		s := huntStage(80, 24)
		story.play(s)
		for w := 1; w < 180; w += 11 {
			for h := 1; h < 60; h += 6 {
				lines := strings.Split(s.live.View(w, h), "\n")
				if len(lines) != h {
					t.Fatalf("%s: %d lines at %dx%d", story.name, len(lines), w, h)
				}
				for _, l := range lines {
					if got := lipgloss.Width(l); got != w {
						t.Fatalf("%s: a line has %d cells at %dx%d: %q", story.name, got, w, h, l)
					}
				}
			}
		}
	}
}

func TestAHuntHidesTheVerdictUntilItIsAsked(t *testing.T) {
	s := huntStage(160, 50) // the checklist is always in sight
	s.keys("B")
	s.later(time.Minute)
	if got := s.text(); strings.Contains(got, "alarm-average") || !strings.Contains(got, "covered while you hunt") {
		t.Errorf("the verdict is given away:\n%s", got)
	}
	s.keys("2", "y")
	if got := s.text(); !strings.Contains(got, "alarm-average") {
		t.Errorf("the checklist is not shown:\n%s", got)
	}
}

func TestBIsALetterInTheFilter(t *testing.T) {
	s := huntStage(80, 24)
	s.keys("/", "B")
	if s.live.search.Value() != "B" || s.live.hunt.Busy() {
		t.Errorf("the filter is %q, something is broken: %v", s.live.search.Value(), s.live.hunt.Busy())
	}
}

func TestWithoutAHuntBDoesNothing(t *testing.T) {
	s := newStage(80, 24, false)
	s.send(quiet())
	before := s.text()
	s.keys("B")
	if s.text() != before || strings.Contains(before, "B break") {
		t.Errorf("B does something:\n%s", s.text())
	}
	s.keys("?")
	if strings.Contains(s.text(), "B breaks") {
		t.Error("the help names a key that does nothing")
	}
}

func TestHelpNamesB(t *testing.T) {
	s := huntStage(100, 66)
	s.keys("?")
	if got := s.text(); !strings.Contains(got, "break it") || !strings.Contains(got, "B breaks one thing") {
		t.Errorf("the help says\n%s", got)
	}
}

// The mail for a read that was made after the break ends the hunt with the next
// healthy verdict, also where the doctor never saw what was broken.
func TestTheMailEndsAHunt(t *testing.T) {
	s := huntStage(100, 30)
	s.live.hunt = hunt.New(context.Background(), func(context.Context) (hunt.Answer, error) {
		return hunt.Answer{Code: "alarm-muted", Title: "A mute rule holds the alarm's actions back"}, nil
	})
	s.now = noon.Add(-time.Minute)
	s.keys("B")
	s.at(0)
	s.keys("t")
	s.readSeen(true)
	if !s.live.hunt.Running() {
		t.Fatal("the hunt has ended before the mail came")
	}
	s.mails = mails()
	s.alarmed()
	s.later(10 * time.Second)
	if got := s.text(); !s.live.hunt.Showing() || !strings.Contains(got, "mended in 1 m") {
		t.Errorf("the mail has come:\n%s", got)
	}
}

func TestAFailedBreakIsSaid(t *testing.T) {
	s := huntStage(100, 30)
	s.live.hunt = hunt.New(context.Background(), func(context.Context) (hunt.Answer, error) {
		return hunt.Answer{}, context.DeadlineExceeded
	})
	s.keys("B")
	if got := s.text(); !strings.Contains(got, "nothing was broken: context deadline exceeded") {
		t.Errorf("says\n%s", got)
	}
}

func TestAHuntThatBeginsWithThePane(t *testing.T) {
	begun := false
	feed := Feed{BreakNow: true, Break: func(context.Context) (hunt.Answer, error) {
		begun = true
		return hunt.Answer{}, nil
	}}
	ended, end := context.WithCancel(context.Background())
	end()
	l := New(ended, newStage(80, 24, true).live.theme, feed)
	s := &stage{live: l}
	var run func(tea.Cmd)
	run = func(cmd tea.Cmd) {
		if cmd == nil {
			return
		}
		switch msg := cmd().(type) {
		case tea.BatchMsg:
			for _, c := range msg {
				run(c)
			}
		case nil:
		default:
			run(l.Update(msg))
		}
	}
	run(s.live.Init())
	if !begun || !l.hunt.Running() {
		t.Error("no hunt runs")
	}
}
