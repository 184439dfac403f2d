package compare

import (
	"context"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"secretwatch/aws/compare"
	"secretwatch/aws/foreign"
	"secretwatch/ui/theme"
	"secretwatch/ui/widget"
)

// What a run that goes on has made is told from what one that was cut off has
// left, on the screen below too; and it can be looked at again.
func TestAnotherRunIsToldFromLeftovers(t *testing.T) {
	for _, c := range []struct {
		name   string
		other  *compare.Other
		below  string
		says   string
		never  string
		looksR bool
	}{
		{"cut off", nil, "was cut off: C removes", "y removes it", "running in", false},
		{"here", &compare.Other{Over: at(1800), Here: true, Ago: 40 * time.Second}, "may still be running in another terminal of this machine", "began 40 s ago and may still be running in another terminal of this machine; it is over by 12:30 at the latest", "cut off", true},
		{"elsewhere", &compare.Other{Over: at(1800), Ago: time.Minute}, "may still be running on another machine", "so ends the other comparison", "cut off", true},
	} {
		looks := 0
		lab := Lab{
			Secret: foreign.New("prod/db"), Now: func() time.Time { return noon },
			Before: func(context.Context) (made, left []compare.Thing, err error) {
				looks++
				return planned(), planned()[:1], nil
			},
			Running: func(_ context.Context, left []compare.Thing) (compare.Other, bool) {
				if c.other == nil || len(left) != 1 {
					return compare.Other{}, false
				}
				return *c.other, true
			},
			Explain: func(err error) (string, string) { return err.Error(), "" },
		}
		over, end := context.WithCancel(t.Context())
		end() // so that no command waits
		screen := New(over, theme.New(true, false), lab)
		f := Before(under{}, screen)
		msg := lookedOf(t, screen.look())
		if text := notice(f.news(msg)); !strings.Contains(text, c.below) {
			t.Errorf("%s: the screen below says %q", c.name, text)
		}
		text := strings.Join(strings.Fields(screen.view(120, 40)), " ")
		if !strings.Contains(text, c.says) || strings.Contains(text, c.never) {
			t.Errorf("%s: it says\n%s", c.name, text)
		}
		cmd := screen.press(tea.KeyPressMsg{Code: 'r', Text: "r"})
		if again := screen.stage == looking; again != c.looksR {
			t.Errorf("%s: r looks again: %v", c.name, again)
		}
		if c.looksR {
			lookedOf(t, cmd)
			if looks != 2 {
				t.Errorf("%s: looked %d times", c.name, looks)
			}
		}
	}
}

// lookedOf is the look's answer among what a command brings.
func lookedOf(t *testing.T, cmd tea.Cmd) lookedMsg {
	t.Helper()
	all, _ := cmd().(tea.BatchMsg)
	for _, one := range all {
		if one == nil {
			continue
		}
		if m, ok := one().(lookedMsg); ok {
			return m
		}
	}
	t.Fatal("nothing was looked at")
	return lookedMsg{}
}

// notice is what a command says on the screen, "" for nothing.
func notice(cmd tea.Cmd) string {
	if cmd == nil {
		return ""
	}
	n, _ := cmd().(widget.NoticeMsg)
	return n.Text
}
