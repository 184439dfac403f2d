package setup

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	tea "charm.land/bubbletea/v2"
	"charm.land/lipgloss/v2"
	"github.com/charmbracelet/x/ansi"
	"github.com/charmbracelet/x/exp/golden"

	"secretwatch/aws/foreign"
	"secretwatch/aws/monitor"
	"secretwatch/aws/record"
	"secretwatch/ui/app"
	"secretwatch/ui/theme"
	"secretwatch/wizard"
)

// sizes are those of the terminal.
var sizes = [][2]int{{40, 12}, {60, 20}, {80, 24}, {100, 30}, {120, 40}, {160, 50}}

// state is a moment of the wizard, and the way there.
type state struct {
	name  string
	w     world
	reach func(r *driver)
}

func states() []state {
	refused := func(k monitor.Kind) map[monitor.Kind]error {
		return map[monitor.Kind]error{k: errors.New("access denied")}
	}
	read := func(r *driver) { r.to(wizard.StepRead); r.press("t"); r.wait(2 * time.Second) }
	slow := 2 * time.Second
	return []state{
		{"account", world{}, func(*driver) {}},
		{"account-failed", world{identify: errors.New("no credentials were found")}, nil},
		{"secret", world{secrets: []string{"prod/db", "stripe"}}, at(wizard.StepSecret)},
		{"secret-typed", world{}, at(wizard.StepSecret, "tab", "down", "enter", "text:abcdef")},
		{"secret-terms", world{}, at(wizard.StepSecret, "ctrl+t", "down")},
		{"secret-exists", world{found: &monitor.Secret{Name: foreign.New("TopSecretInfo")}}, troubled(wizard.StepSecret)},
		{"trail", world{}, at(wizard.StepTrail)},
		{"trail-more", world{}, at(wizard.StepTrail, "m")},
		{"trail-waits", world{takes: slow}, func(r *driver) { r.to(wizard.StepTrail); r.press("enter", "b") }},
		{"delivery", world{}, at(wizard.StepDelivery)},
		{"delivery-making", world{takes: slow}, func(r *driver) {
			r.to(wizard.StepFilter)
			r.wait(8 * time.Second)
			r.press("b")
		}},
		{"delivery-failed", world{fails: refused(monitor.KindTrail)}, troubled(wizard.StepDelivery)},
		{"delivery-done", world{}, func(r *driver) { r.to(wizard.StepFilter); r.press("b") }},
		{"delivery-undo", world{}, func(r *driver) { r.to(wizard.StepFilter); r.press("b", "u") }},
		{"trail-not-ours", world{plan: notOurs}, troubled(wizard.StepDelivery)},
		{"filter", world{}, at(wizard.StepFilter)},
		{"filter-own", world{records: ownReads()}, at(wizard.StepFilter)},
		{"filter-recommended", world{}, at(wizard.StepFilter, "p")},
		{"filter-pattern", world{}, at(wizard.StepFilter, "p", "ctrl+u", `text:{ $.eventName = "DescribeSecret" }`)},
		{"filter-refused", world{}, at(wizard.StepFilter, "p", "ctrl+u", "text:$.eventName = GetSecretValue", "enter")},
		{"topic", world{}, at(wizard.StepTopic)},
		{"topic-wrong", world{}, at(wizard.StepTopic, "ctrl+u", "text:sam", "enter")},
		{"topic-needed", world{fails: refused(monitor.KindBucket)}, at(wizard.StepTopic)},
		{"alarm", world{}, at(wizard.StepAlarm)},
		{"alarm-average", world{perMinute: 120}, at(wizard.StepAlarm, "down", "down", "space")},
		{"review", world{}, func(r *driver) { r.press("x"); r.wait(time.Second) }},
		{"review-not-ours", world{plan: notOurs}, func(r *driver) { r.press("x"); r.wait(time.Second) }},
		{"build", world{takes: slow}, func(r *driver) { r.all(); r.wait(5 * time.Second) }},
		{"build-failed", world{takes: time.Second, fails: refused(monitor.KindTrail)}, func(r *driver) { r.all(); r.wait(20 * time.Second) }},
		{"build-done", world{takes: time.Second}, func(r *driver) { r.to(wizard.StepBuild); r.wait(20 * time.Second) }},
		{"confirm", world{}, at(wizard.StepConfirm)},
		{"confirmed", world{confirmed: true}, at(wizard.StepConfirm)},
		{"read", world{confirmed: true}, read},
		{"leave", world{}, at(wizard.StepAlarm, "s")},
	}
}

// ownReads are two reads as Event history has them.
func ownReads() []record.Record {
	var list []record.Record
	for _, text := range []string{
		`{"eventTime":"2026-11-22T13:59:07Z","eventSource":"secretsmanager.amazonaws.com","eventName":"GetSecretValue","requestParameters":{"secretId":"TopSecretInfo"},
		  "userIdentity":{"type":"IAMUser","userName":"kim","arn":"arn:aws:iam::111122223333:user/kim"}}`,
		`{"eventTime":"2026-11-22T13:19:02Z","eventSource":"secretsmanager.amazonaws.com","eventName":"GetSecretValue","requestParameters":{"secretId":"stripe"},
		  "userIdentity":{"type":"IAMUser","userName":"kim","arn":"arn:aws:iam::111122223333:user/kim"}}`,
	} {
		if r, err := record.Parse(text); err == nil {
			list = append(list, r)
		}
	}
	return list
}

// TestFrames keeps what every step looks like, and which keys it offers; the
// program's frame around it is checked for its size alone.
// Run it with -update after a change that was meant, and read the difference.
func TestFrames(t *testing.T) {
	for _, one := range states() {
		t.Run(one.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w := one.w
				start := wizard.Start{Place: here, Caller: foreign.New("arn:aws:iam::111122223333:user/sam"), Flags: wizard.Flags{Email: "sam@example.com"}}
				if w.identify != nil {
					start = wizard.Start{}
				}
				r := drive(t, w.sandbox(), start)
				if one.reach != nil {
					one.reach(r)
				}
				for _, size := range sizes {
					r.s.top, r.s.follow = 0, true
					frame := r.whole(size)
					if size[0] == 100 {
						golden.RequireEqual(renamed{t, t.Name() + "/100x30-dark"}, frame)
					}
					golden.RequireEqual(renamed{t, fmt.Sprintf("%s/%dx%d", t.Name(), size[0], size[1])}, trimmed(frame))
				}
			})
		})
	}
}

// whole is the screen at a size of the terminal. The program's frame must fit
// exactly, and its footer must say where help is.
func (r *driver) whole(size [2]int) string {
	r.t.Helper()
	m := app.New(app.Options{Theme: theme.New(true, false), Start: r.s, Place: "111122223333 us-east-1", Banner: "Not AWS: the sandbox at http://127.0.0.1:4566, pace fast"})
	m.Update(tea.WindowSizeMsg{Width: size[0], Height: size[1]})
	frame := m.View().Content
	lines := strings.Split(frame, "\n")
	if len(lines) != size[1] {
		r.t.Errorf("at %dx%d the frame has %d lines", size[0], size[1], len(lines))
	}
	for _, l := range lines {
		if lipgloss.Width(l) != size[0] {
			r.t.Errorf("at %dx%d a line has %d cells: %q", size[0], size[1], lipgloss.Width(l), ansi.Strip(l))
		}
	}
	aligned(r.t, strings.Split(ansi.Strip(frame), "\n"), size[0])
	if footer := ansi.Strip(lines[len(lines)-1]); !strings.Contains(footer, "help") {
		r.t.Errorf("at %dx%d the footer is %q", size[0], size[1], footer)
	}
	var keys []string
	for _, k := range r.s.Keys() {
		keys = append(keys, k.Help().Key+" "+k.Help().Desc)
	}
	return strings.Join(append(lines[2:len(lines)-1], "keys: "+strings.Join(keys, ", ")), "\n")
}

func trimmed(frame string) string {
	lines := strings.Split(ansi.Strip(frame), "\n")
	for i := range lines {
		lines[i] = strings.TrimRight(lines[i], " ")
	}
	return strings.Join(lines, "\n")
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

// troubled goes on until a step waits for the person, and to that step.
func troubled(id wizard.StepID) func(*driver) {
	return func(r *driver) {
		r.t.Helper()
		for range 20 {
			if r.s.work.standing(id) == trouble {
				break
			}
			r.press("enter")
			r.wait(500 * time.Millisecond)
		}
		if r.s.wiz.Step().ID != id {
			r.press("tab", "g")
		}
		if r.step() != id {
			r.t.Fatalf("g leads to %s", r.step())
		}
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
