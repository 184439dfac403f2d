package compare

import (
	"context"
	"errors"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"secretwatch/aws/compare"
	"secretwatch/ui/theme"
	"secretwatch/ui/widget"
)

// below notes what reaches the screen under the comparison.
type below struct {
	widgetScreen
	got []tea.Msg
}

func (b *below) Update(msg tea.Msg) tea.Cmd {
	b.got = append(b.got, msg)
	return nil
}

type foreignMsg struct{}

func press(name string) tea.KeyPressMsg {
	if name == "esc" {
		return tea.KeyPressMsg{Code: tea.KeyEscape}
	}
	return tea.KeyPressMsg{Code: []rune(name)[0], Text: name}
}

func has(list []key.Binding, name string) bool {
	for _, b := range list {
		if b.Enabled() && b.Help().Key == name {
			return true
		}
	}
	return false
}

// Keys go to the screen in front, all else to whom it belongs, so that the pane
// below goes on watching.
func TestBothScreensGetTheirMessages(t *testing.T) {
	s := newTheatre(80, 24, true)
	b := &below{}
	f := Before(b, s.c)
	f.Update(press("C"))
	f.Update(foreignMsg{})
	if len(b.got) != 2 || f.Title() != "watch prod/db" || !has(f.Keys(), "q") {
		t.Fatalf("the pane got %v", b.got)
	}
	f.Update(OpenMsg{})
	f.Update(lookedMsg{})
	f.Update(press("x"))
	f.Update(tea.PasteMsg{Content: "y"})
	f.Update(foreignMsg{})
	if len(b.got) != 3 || f.Title() != "compare prod/db" || !has(f.Keys(), "y") || f.Typing() {
		t.Fatalf("the pane got %v, keys %v", b.got, f.Keys())
	}
	if cmd := f.Update(press("esc")); cmd == nil || cmd() != (leaveMsg{}) {
		t.Fatal("esc does not lead back")
	}
	f.Update(leaveMsg{})
	if f.Title() != "watch prod/db" {
		t.Error("the comparison stays in front")
	}
}

func TestReadsHaveLimits(t *testing.T) {
	s := newTheatre(80, 24, true)
	for range 20 {
		s.keys("right")
	}
	if s.c.reads != mostReads || has(s.c.keys(), "→") {
		t.Errorf("%d reads", s.c.reads)
	}
	for range 20 {
		s.keys("left")
	}
	if s.c.reads != 1 || has(s.c.keys(), "←") || !strings.Contains(s.text(), "read prod/db once") {
		t.Errorf("%d reads:\n%s", s.c.reads, s.text())
	}
	if s.keys("k"); !s.c.keep {
		t.Error("k keeps nothing")
	}
}

func TestNothingBeginsWithoutAYes(t *testing.T) {
	for name, play := range map[string]func(*theatre){
		"read-only":  func(s *theatre) { s.c.lab.ReadOnly = true },
		"looking":    func(s *theatre) { s.c.stage = looking },
		"unseen":     func(s *theatre) { s.c.stage = unseen },
		"other keys": func(s *theatre) { s.keys("enter", "n", "Y") },
	} {
		s := newTheatre(80, 24, true)
		s.c.lab.Run = func(context.Context, Order) (compare.Result, error) {
			t.Errorf("%s: it runs", name)
			return compare.Result{}, nil
		}
		play(s)
		if name != "other keys" {
			s.keys("y")
		}
		if s.c.job != nil {
			t.Errorf("%s: it has begun", name)
		}
	}
}

// leaving plays an experiment that cleans up for ten seconds when it is stopped.
func leaving(t *testing.T, play func(f *Front, c *Compare, end context.CancelFunc)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		ctx, end := context.WithCancel(t.Context())
		defer end()
		lab := Lab{Explain: func(err error) (string, string) { return err.Error(), "" }, Before: func(context.Context) (_, left []compare.Thing, err error) { return planned(), nil, nil }}
		lab.Run = func(ctx context.Context, o Order) (compare.Result, error) {
			o.Tell(compare.Event{Kind: compare.EventMade, Text: "made"})
			<-ctx.Done()
			time.Sleep(10 * time.Second)
			o.Tell(compare.Event{Kind: compare.EventRemoved, Text: "removed"})
			return compare.Result{Interrupted: true, Left: []compare.Left{{Why: "denied"}}}, ctx.Err()
		}
		c := New(ctx, theme.New(true, false), lab)
		f := Before(&below{}, c)
		f.Update(OpenMsg{})
		f.Update(lookedMsg{})
		f.Update(press("y"))
		synctest.Wait()
		play(f, c, end)
	})
}

// ctrl+c and a yes: the program is left once all is off again.
func TestStoppingThenQuitting(t *testing.T) {
	leaving(t, func(f *Front, c *Compare, _ context.CancelFunc) {
		if !strings.Contains(f.Busy(), "comparing three ways") {
			t.Errorf("busy with %q", f.Busy())
		}
		f.Update(widget.StopMsg{})
		synctest.Wait()
		if cmd := f.Update(movedMsg{c.job}); cmd == nil || f.Busy() == "" {
			t.Error("left before it has cleaned up")
		}
		time.Sleep(11 * time.Second)
		synctest.Wait()
		if cmd := f.Update(movedMsg{c.job}); cmd == nil || cmd() != (tea.QuitMsg{}) {
			t.Error("it does not quit")
		}
		told := ""
		if !c.Pending() {
			t.Fatal("nobody says what was removed")
		}
		if left := c.Wait(func(e compare.Event) { told += e.Text }); told != "maderemoved" || len(left) != 1 {
			t.Errorf("told %q, left %v", told, left)
		}
	})
}

// The program is gone: what is switched on goes off again all the same.
func TestWaitingAfterTheProgram(t *testing.T) {
	leaving(t, func(_ *Front, c *Compare, end context.CancelFunc) {
		end()
		if !c.Pending() {
			t.Fatal("nothing to wait for")
		}
		var told []string
		left := c.Wait(func(e compare.Event) { told = append(told, e.Text) })
		if strings.Join(told, " ") != "made removed" || len(left) != 1 {
			t.Errorf("told %v, left %v", told, left)
		}
	})
}

// It goes on behind the pane, and says when it has ended.
func TestItGoesOnBehindThePane(t *testing.T) {
	leaving(t, func(f *Front, c *Compare, _ context.CancelFunc) {
		f.Update(press("esc"))
		if cmd := f.Update(leaveMsg{}); cmd == nil || !strings.Contains(cmd().(widget.NoticeMsg).Text, "goes on") || !strings.HasSuffix(f.Title(), "[comparing]") {
			t.Error("does not say that it goes on")
		}
		c.stop()
		time.Sleep(11 * time.Second)
		synctest.Wait()
		said := ""
		if cmd := f.Update(movedMsg{c.job}); cmd != nil {
			if all, ok := cmd().(tea.BatchMsg); ok {
				for _, one := range all {
					if n, ok := one().(widget.NoticeMsg); ok {
						said = n.Text
					}
				}
			} else if n, ok := cmd().(widget.NoticeMsg); ok {
				said = n.Text
			}
		}
		if !strings.Contains(said, "has ended") || c.stage != ended {
			t.Errorf("says %q at %v", said, c.stage)
		}
	})
}

func TestLeftoversAreSaidOnThePane(t *testing.T) {
	s := newTheatre(80, 24, true)
	f := Before(&below{}, s.c)
	s.c.stage = looking
	cmd := f.Update(lookedMsg{things: planned()})
	if cmd == nil || !strings.Contains(cmd().(widget.NoticeMsg).Text, "C removes what it made") {
		t.Error("nothing is said")
	}
	s.c.stage = looking
	if cmd := f.Update(lookedMsg{err: errors.New("denied")}); cmd != nil {
		t.Error("a look that nobody asked for complains")
	}
}

// What a trail notifies already is not offered to be switched on.
func TestOfferBesideATrailThatNotifies(t *testing.T) {
	for _, sandbox := range []bool{true, false} {
		s := newTheatre(120, 40, sandbox)
		s.c.stage = looking
		s.send(lookedMsg{planned: planned()[1:3]})
		text := s.text()
		want := "wait for you to open the link in one mail"
		if sandbox {
			want = "wait for you to confirm one mail; it comes to the sandbox's inbox"
		}
		for _, want := range []string{want, "leave the trail's notifications on, as they are", "make the EventBridge rule"} {
			if !strings.Contains(text, want) {
				t.Errorf("does not say %q:\n%s", want, text)
			}
		}
		if strings.Contains(text, "switch on the notifications") {
			t.Errorf("would switch on what is on:\n%s", text)
		}
		s.c.stage = looking
		s.send(lookedMsg{planned: []compare.Thing{}})
		if text := s.text(); strings.Contains(text, "wait for you") {
			t.Errorf("waits for mails that nobody sends:\n%s", text)
		}
	}
}

// While a way that was on already waits, it is not being made.
func TestAWayThatWasOnIsNotBeingMade(t *testing.T) {
	s := newTheatre(120, 40, true)
	s.runs(3, compare.PhaseMaking, 0, func(p *compare.Progress) {
		p.Ways[0].OnAlready, p.Ways[0].Topic = true, "arn:aws:sns:us-east-1:111122223333:audit"
	})
	text := s.text()
	if !strings.Contains(text, "✓ on  ") || strings.Count(text, "being made") != 1 || !strings.Contains(text, "it was on already, to the topic audit, and stays on") {
		t.Errorf("it says\n%s", text)
	}
}
