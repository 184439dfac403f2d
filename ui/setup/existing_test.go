package setup

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"secretwatch/aws/foreign"
	"secretwatch/aws/monitor"
	"secretwatch/wizard"
)

// Who comes back is told what stands, and is not asked for what AWS knows.
func TestAMonitorThatIsThereIsSaidAtTheStart(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := &world{}
		d := w.deps()
		w.made[monitor.KindAlarm] = "secretwatch-TopSecretInfo"
		w.made[monitor.KindMetricFilter] = "secretwatch-TopSecretInfo"
		d.Survey = func(_ context.Context, d monitor.Desired) (monitor.Snapshot, error) {
			return monitor.Snapshot{
				Place: d.Place, Names: d.Names, Alarm: monitor.Found(monitor.Alarm{}),
				Filter:      monitor.Found(monitor.MetricFilter{Created: time.Date(2026, 11, 2, 9, 5, 0, 0, time.UTC)}),
				Subscribers: monitor.Found([]monitor.Subscription{{Protocol: "email", Endpoint: foreign.New("sam@example.com")}}),
			}, nil
		}
		r := begin(t, d, wizard.Flags{})
		r.wait(time.Second)
		r.sees("A monitor of TopSecretInfo is here already.", "Counts reads since 2 November 2026, 09:05 UTC", "Is there and stays metric filter and alarm", "Would be made secret, bucket")
		if got := r.s.wiz.Answer(wizard.QEmail); got != "sam@example.com" {
			t.Errorf("the address that AWS knows became %q", got)
		}
	})
}

func TestNothingThereSaysNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := begin(t, (&world{}).deps(), wizard.Flags{})
		r.wait(time.Second)
		r.sees("Everything will be built here.")
		if got := r.frame(100, 40); strings.Contains(got, "already") {
			t.Errorf("an empty account is said to have something:\n%s", got)
		}
	})
}

func TestAPatternIsCheckedAsItIsTyped(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := begin(t, (&world{}).deps(), sam)
		r.to(wizard.StepFilter)
		r.press("p")
		before := strings.Count(r.frame(100, 200), "a read by ARN")
		r.press("ctrl+u", "text:{ $.eventName = ")
		r.sees("CloudWatch Logs would refuse this pattern:")
		if now := strings.Count(r.frame(100, 200), "a read by ARN"); now != before || now == 0 {
			t.Errorf("the records are there %d times, and were %d times before", now, before)
		}
		r.press(`text:"GetSecretValue" }`)
		if got := r.frame(100, 200); strings.Contains(got, "would refuse") {
			t.Errorf("a right pattern is refused:\n%s", got)
		}
	})
}

func TestUndoneWords(t *testing.T) {
	for want, gone := range map[string][]string{
		"Undone: the topic is gone.":                          {"topic"},
		"Undone: the subscription and topic are gone.":        {"subscription", "topic"},
		"Undone: the alarm, subscription and topic are gone.": {"alarm", "subscription", "topic"},
	} {
		if got := undoneWords(gone); got != want {
			t.Errorf("%v: %q", gone, got)
		}
	}
}

func TestUndoTakesTheMarkOfTheBuildBack(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := begin(t, (&world{}).deps(), sam)
		r.to(wizard.StepConfirm)
		r.press("b", "b")
		r.wait(time.Second)
		if !r.s.been[wizard.StepBuild] {
			t.Fatal("the build was never left")
		}
		r.s.work.forget(monitor.KindAlarm)
		if got := r.frame(100, 40); !strings.Contains(got, "[ ] Build") {
			t.Errorf("the build is still marked:\n%s", got)
		}
	})
}

// The page of the build may be looked at before everything is built.
func TestTheBuildIsMarkedOnceAllIsThere(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := &world{takes: time.Second, fails: map[monitor.Kind]error{monitor.KindTrail: errors.New("access denied")}}
		r := begin(t, w.deps(), sam)
		r.to(wizard.StepAlarm)
		r.press("enter")
		r.wait(20 * time.Second)
		for i, s := range wizard.Steps() {
			if mark, _ := r.s.mark(i, s.ID); s.ID == wizard.StepBuild && strings.Contains(mark, "x") {
				t.Errorf("at %s with %d parts made, the build's mark is %s", r.step(), len(r.s.work.made()), mark)
			}
		}
		r.press("b", "b")
		if mark, _ := r.s.mark(slices.IndexFunc(wizard.Steps(), func(s wizard.Step) bool { return s.ID == wizard.StepBuild }), wizard.StepBuild); mark != untold {
			t.Errorf("back at %s the build's mark is %s", r.step(), mark)
		}
	})
}

func TestTheFooterSaysEachKeyOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := begin(t, (&world{}).deps(), sam)
		r.to(wizard.StepConfirm)
		r.press("p")
		var keys []string
		for _, k := range r.s.Keys() {
			if slices.Contains(keys, k.Help().Key) {
				t.Errorf("%s stands twice", k.Help().Key)
			}
			keys = append(keys, k.Help().Key)
		}
		if !slices.Contains(keys, "shift+tab") {
			t.Errorf("the way back is missing: %v", keys)
		}
	})
}

func TestEnterOnAnotherOptionSaysThatItChooses(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := begin(t, (&world{}).deps(), sam)
		r.to(wizard.StepAlarm)
		if got := r.s.Keys()[0].Help().Desc; got != "make it" {
			t.Errorf("on the chosen option enter says %q", got)
		}
		r.press("down")
		if got := r.s.Keys()[0].Help().Desc; got != "choose, make it" {
			t.Errorf("on another option enter says %q", got)
		}
	})
}

func TestOnlyTheNamedKeyLeaves(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := begin(t, (&world{}).deps(), sam)
		r.press("s", "s")
		if r.quit {
			t.Fatal("s leaves, and is not named")
		}
		r.press("y")
		if !r.quit {
			t.Error("y does not leave")
		}
	})
}

func TestNamesInCommandsAreNotBroken(t *testing.T) {
	p := newPaper((&Screen{}).theme, 30)
	p.code("  ", "--alarm-actions arn:aws:sns:us-east-1:111122223333:secretwatch-TopSecretInfo \\")
	for _, l := range p.lines {
		if strings.HasPrefix(strings.TrimSpace(l), "secretwatch") || strings.HasPrefix(strings.TrimSpace(l), "TopSecretInfo") {
			t.Errorf("the name goes on in another line: %q", p.lines)
		}
	}
	if last := p.lines[len(p.lines)-1]; !strings.HasSuffix(last, "TopSecretInfo \\") {
		t.Errorf("the end of the name is lost: %q", p.lines)
	}
}
