package setup

import (
	"strings"
	"testing"
	"testing/synctest"

	"github.com/charmbracelet/x/ansi"

	"secretwatch/wizard"
)

// What has to be read first is on the first screen of the commonest terminal:
// what the step is for, its question, what enter does and what it costs.
func TestTheFirstScreenHoldsTheQuestion(t *testing.T) {
	for _, size := range [][2]int{{80, 24}, {100, 30}, {120, 40}, {160, 50}} {
		synctest.Test(t, func(t *testing.T) {
			r := begin(t, (&world{secrets: []string{"prod/db", "stripe"}}).sandbox(), sam)
			for _, step := range wizard.Steps()[:7] {
				r.to(step.ID)
				screen := squeezed(ansi.Strip(r.s.View(size[0], size[1]-3)))
				ends := strings.Fields(step.Cost)
				for _, want := range []string{step.Ask, strings.Fields(step.What)[0], "enter ", "Cost ", ends[len(ends)-1]} {
					if !strings.Contains(screen, want) {
						t.Errorf("%s at %v lacks %q:\n%s", step.ID, size, want, ansi.Strip(r.s.View(size[0], size[1]-3)))
					}
				}
				for _, q := range r.s.wiz.Questions(step.ID, false) {
					if !strings.Contains(screen, q.Label) {
						t.Errorf("%s at %v does not ask for %q", step.ID, size, q.Label)
					}
				}
			}
		})
	}
}

func squeezed(text string) string { return strings.Join(strings.Fields(text), " ") }

// What is folded opens by the key that the page names, and closes again; while
// a field has the cursor that key is no letter.
func TestTheRestIsFolded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := begin(t, (&world{}).sandbox(), sam)
		seen := func() string { return squeezed(ansi.Strip(r.s.View(80, 21))) }
		for _, step := range []struct {
			id  wizard.StepID
			key string
		}{{wizard.StepTrail, "w"}, {wizard.StepTopic, "ctrl+o"}} {
			id, key := step.id, step.key
			r.to(id)
			r.s.View(80, 21)
			r.press("pgdown", "pgdown", "pgdown")
			if !strings.Contains(seen(), key+" shows what else is good to know") {
				t.Fatalf("%s does not tell of the fold:\n%s", id, ansi.Strip(r.s.View(80, 21)))
			}
			r.press(key)
			if !strings.Contains(seen(), "Good to know") {
				t.Errorf("%s does not open:\n%s", id, ansi.Strip(r.s.View(80, 21)))
			}
			r.press(key)
			if !strings.Contains(seen(), r.s.wiz.Step().Ask) {
				t.Errorf("%s does not close", id)
			}
		}
	})
}

// The first letter in a field that still has its default begins anew: nobody
// means youlearner@example.com. Any other key begins to edit the default.
func TestTypingReplacesTheDefault(t *testing.T) {
	for _, c := range []struct {
		keys []string
		want string
	}{
		{[]string{"text:prod/db"}, "prod/db"},
		{[]string{"ctrl+a", "text:2"}, "2TopSecretInfo"},
		{[]string{"backspace", "text:s"}, "TopSecretInfs"},
		{[]string{"text:a", "text:b"}, "ab"},
	} {
		synctest.Test(t, func(t *testing.T) {
			r := begin(t, (&world{}).sandbox(), sam)
			r.to(wizard.StepSecret)
			r.press(c.keys...)
			if got := r.s.wiz.Answer(wizard.QSecret); got != c.want {
				t.Errorf("%v makes %q, want %q", c.keys, got, c.want)
			}
			if r.press("shift+tab"); r.step() != wizard.StepAccount {
				t.Fatalf("back is %s", r.step())
			}
			r.press("enter", "text:X") // an answer is no default
			if got := r.s.wiz.Answer(wizard.QSecret); got != c.want+"X" {
				t.Errorf("back and forth makes %q", got)
			}
		})
	}
}
