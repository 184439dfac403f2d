package setup

import (
	"errors"
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"github.com/charmbracelet/x/exp/golden"

	"secretwatch/aws/foreign"
	"secretwatch/aws/monitor"
	"secretwatch/wizard"
)

// sizes are those of the terminal; the frame around the screen takes two lines.
var sizes = [][2]int{{60, 20}, {80, 24}, {100, 30}, {160, 50}}

// TestFrames keeps what every step looks like. Run it with -update after a
// change that was meant, and read the difference.
func TestFrames(t *testing.T) {
	states := []struct {
		name  string
		w     world
		reach func(r *driver)
	}{
		{"account", world{}, func(*driver) {}},
		{"account-failed", world{identify: errors.New("no credentials were found")}, nil},
		{"secret", world{secrets: []string{"prod/db", "stripe"}}, at(wizard.StepSecret)},
		{"secret-typed", world{}, at(wizard.StepSecret, "enter", "down", "enter", "text:abcdef")},
		{"trail", world{}, at(wizard.StepTrail)},
		{"trail-more", world{}, at(wizard.StepTrail, "m")},
		{"delivery", world{}, at(wizard.StepDelivery)},
		{"filter", world{}, at(wizard.StepFilter)},
		{"topic", world{}, at(wizard.StepTopic)},
		{"topic-wrong", world{}, at(wizard.StepTopic, "ctrl+u", "text:sam", "enter")},
		{"alarm", world{}, at(wizard.StepAlarm)},
		{"alarm-average", world{}, at(wizard.StepAlarm, "down", "down", "space")},
		{"review", world{}, func(r *driver) { r.to(wizard.StepReview); r.wait(time.Second) }},
		{"review-not-ours", world{plan: notOurs}, func(r *driver) { r.to(wizard.StepReview); r.wait(time.Second) }},
		{"build", world{takes: 2 * time.Second}, func(r *driver) { r.to(wizard.StepBuild); r.wait(5 * time.Second) }},
		{
			"build-failed",
			world{takes: time.Second, fails: map[monitor.Kind]error{monitor.KindTrail: errors.New("access denied")}},
			func(r *driver) { r.to(wizard.StepBuild); r.wait(20 * time.Second) },
		},
		{"build-done", world{takes: time.Second}, func(r *driver) { r.to(wizard.StepBuild); r.wait(20 * time.Second) }},
		{"confirm", world{}, at(wizard.StepConfirm)},
		{"confirmed", world{confirmed: true}, at(wizard.StepConfirm)},
		{"read", world{confirmed: true}, func(r *driver) { r.to(wizard.StepRead); r.press("t"); r.wait(2 * time.Second) }},
		{"leave", world{}, at(wizard.StepAlarm, "esc")},
	}
	for _, state := range states {
		t.Run(state.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w := state.w
				start := wizard.Start{Place: here, Caller: foreign.New("arn:aws:iam::111122223333:user/sam"), Flags: wizard.Flags{Email: "sam@example.com"}}
				if w.identify != nil {
					start = wizard.Start{}
				}
				r := drive(t, w.sandbox(), start)
				if state.reach != nil {
					state.reach(r)
				}
				for _, size := range sizes {
					r.s.top, r.s.follow = 0, true
					got := r.frame(size[0], size[1]-2)
					sized(t, size, got)
				}
				for r.s.Busy() != "" { // a bubble ends with its goroutines
					r.wait(time.Second)
				}
			})
		})
	}
}

// sized compares one frame with its file. A bubble knows no subtests, so the
// name is put together here.
func sized(t *testing.T, size [2]int, got string) {
	t.Helper()
	golden.RequireEqual(renamed{t, fmt.Sprintf("%s/%dx%d", t.Name(), size[0], size[1])}, got)
}

// renamed is a test under another name.
type renamed struct {
	testing.TB
	name string
}

func (n renamed) Name() string { return n.name }

func at(id wizard.StepID, keys ...string) func(*driver) {
	return func(r *driver) {
		r.to(id)
		r.press(keys...)
	}
}

func notOurs(list []monitor.Change) {
	for i, c := range list {
		if c.Kind == monitor.KindTrail {
			list[i].Action, list[i].NotOurs, list[i].Why = monitor.ActionUpdate, true, "to change: is logging, log group"
			list[i].Settings = []monitor.Setting{
				{Name: "is logging", Have: "false", Want: "true"},
				{Name: "log group", Want: "/secretwatch/TopSecretInfo"},
			}
		}
		if c.Kind == monitor.KindBucket {
			list[i].Action = monitor.ActionNone
		}
	}
}
