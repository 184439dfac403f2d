package setup

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	tea "charm.land/bubbletea/v2"
	"charm.land/lipgloss/v2"

	"secretwatch/aws/monitor"
	"secretwatch/wizard"
)

// A letter is text while a field has the focus, and a shortcut only otherwise.
func TestLettersAreTextInAField(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := begin(t, (&world{}).deps(), wizard.Flags{})
		r.press("enter", "ctrl+u", "text:myb")
		if got := r.s.wiz.Answer(wizard.QSecret); got != "myb" {
			t.Fatalf("typed %q", got)
		}
		r.press("tab") // now on a choice
		if r.s.Typing() {
			t.Fatal("a choice counts as typing")
		}
		r.press("b")
		if r.step() != wizard.StepAccount {
			t.Error("b does not go back from a choice")
		}
		r.press("enter")
		if got := r.s.wiz.Answer(wizard.QSecret); got != "myb" {
			t.Errorf("what was typed became %q", got)
		}
	})
}

func TestMovingChangesNothingAndMoreStays(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := begin(t, (&world{}).deps(), wizard.Flags{Email: "sam@example.com"})
		r.to(wizard.StepAlarm)
		r.press("down", "down", "down", "up", "tab", "shift+tab")
		if got := r.s.wiz.Answer(wizard.QStatistic); got != "Sum" {
			t.Fatalf("moving chose %s", got)
		}
		r.press("m")
		if !r.s.Typing() {
			t.Fatal("m does not open the period")
		}
		r.press("ctrl+u", "text:10")
		r.sees("a shorter period finds none most of the time")
		if got := r.frame(100, 30); !strings.Contains(got, "$0.61") {
			t.Errorf("the price does not follow:\n%s", got)
		}
		r.press("ctrl+u", "text:45", "tab")
		r.sees(`"45" is no period for an alarm`)
		r.press("shift+tab", "shift+tab", "shift+tab")
		if r.step() != wizard.StepTopic {
			t.Fatalf("shift+tab leads to %s", r.step())
		}
		r.wait(time.Second)
		r.sees("This step is done.")
		r.press("enter")
		if got := r.s.wiz.Answer(wizard.QPeriod); got != "45" {
			t.Errorf("the bad answer became %q", got)
		}
	})
}

func TestExistingSecretsAreOffered(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := &world{secrets: []string{"prod/db", "prod/api", "stripe"}}
		r := begin(t, w.deps(), wizard.Flags{})
		r.press("enter")
		r.sees("prod/db exists", "stripe exists")
		r.press("ctrl+u", "text:pro")
		if got := r.frame(100, 30); strings.Contains(got, "stripe  exists") {
			t.Errorf("what does not begin so is offered:\n%s", got)
		}
		r.press("down", "down", "enter")
		if got := r.s.wiz.Answer(wizard.QSecret); got != "prod/api" {
			t.Fatalf("picked %q", got)
		}
		if r.step() != wizard.StepTrail || !r.s.wiz.Draft().SecretExists {
			t.Errorf("at %s, exists %v", r.step(), r.s.wiz.Draft().SecretExists)
		}
		r.press("b")
		r.wait(time.Second)
		r.sees("✓ kept secret", "Name prod/api")
		r.press("c")
		r.sees("This secret exists: it is watched, and not changed.")
	})
}

func TestAHugePasteIsRefusedWithItsLength(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := begin(t, (&world{}).deps(), wizard.Flags{})
		r.press("enter", "ctrl+u")
		r.paste(strings.Repeat("x", 10<<10))
		r.sees("The field takes 2048 characters; 8192 more were left out.")
		r.press("enter")
		r.sees("(2048 characters) is no name for a secret")
		if r.step() != wizard.StepSecret {
			t.Errorf("a part of the paste was taken, and led to %s", r.step())
		}
	})
}

// A masked field shows dots alone, so that it says at once what is too long.
func TestAValueThatIsTooLongIsSaidAtOnce(t *testing.T) {
	const wrong = "The value is 1 byte too long; Secrets Manager takes at most 65,536 bytes."
	synctest.Test(t, func(t *testing.T) {
		r := begin(t, (&world{}).deps(), wizard.Flags{})
		r.press("enter", "tab", "down", "enter")
		r.paste(strings.Repeat("é", 32768))
		if got := r.frame(100, 60); strings.Contains(got, "too long") {
			t.Errorf("65,536 bytes are too long:\n%s", got)
		}
		r.press("text:x")
		r.sees(wrong)
		r.press("backspace")
		if got := r.frame(100, 60); strings.Contains(got, "too long") {
			t.Errorf("without the last character it is still too long:\n%s", got)
		}
	})
}

func TestCopyGoesToTheClipboard(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := begin(t, (&world{}).deps(), wizard.Flags{Email: "sam@example.com"})
		r.to(wizard.StepAlarm)
		cmd := r.s.Update(named("y"))
		batch, ok := cmd().(tea.BatchMsg)
		if !ok {
			t.Fatalf("got %T", cmd())
		}
		if got := batch[0](); !strings.Contains(fmt.Sprint(got), "aws cloudwatch put-metric-alarm") {
			t.Errorf("copied %v", got)
		}
	})
}

// Whatever is pressed at whatever size, a frame has exactly that size.
func TestFramesFit(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		random := rand.New(rand.NewPCG(1, 2))
		keys := []string{"enter", "tab", "down", "up", "space", "m", "pgdown", "pgup", "esc", "b", "x", "t", "i", "l", "p", "shift+tab", "e", "c", "r", "y", "u", "g", "w", "s", "ctrl+t"}
		w := &world{takes: 300 * time.Millisecond, secrets: []string{"a", "b\x1b[31m", strings.Repeat("長", 300)}}
		r := begin(t, w.sandbox(), wizard.Flags{Email: "sam@example.com"})
		seen := map[wizard.StepID]bool{}
		for range 1500 {
			key := keys[random.IntN(len(keys))]
			if r.s.leaving || r.s.terms != nil && random.IntN(3) == 0 {
				key = "esc"
			} else if random.IntN(3) > 0 {
				key = "enter"
			}
			r.press(key)
			if random.IntN(10) == 0 {
				r.wait(500 * time.Millisecond)
			}
			seen[r.step()] = true
			width, height := 1+random.IntN(180), 1+random.IntN(60)
			lines := strings.Split(r.s.View(width, height), "\n")
			if len(lines) != height {
				t.Fatalf("%s at %dx%d has %d lines", r.step(), width, height, len(lines))
			}
			for _, l := range lines {
				if lipgloss.Width(l) != width {
					t.Fatalf("%s at %dx%d has a line of %d cells: %q", r.step(), width, height, lipgloss.Width(l), l)
				}
			}
			r.s.Keys()
			if r.step() == wizard.StepRead && random.IntN(20) == 0 {
				r.s.goTo(wizard.StepAccount)
				for _, k := range monitor.Kinds() {
					r.s.wiz.Built(k, "")
				}
				r.s.built, r.s.whole, r.s.work, w.confirmed = false, random.IntN(2) == 0, newWork(r.s), false
			}
		}
		for _, s := range wizard.Steps() {
			if !seen[s.ID] {
				t.Errorf("never saw %s", s.ID)
			}
		}
	})
}
