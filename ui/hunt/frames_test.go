package hunt

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"secretwatch/aws/doctor"
	"secretwatch/aws/foreign"
	"secretwatch/ui/theme"
	"secretwatch/ui/widget"
	"secretwatch/ui/widget/framecheck"
)

// exact checks that a block has exactly that size, nothing that a terminal would
// obey but colours, and boxes whose sides stand in line.
func exact(t *testing.T, block string, w, h int) {
	t.Helper()
	if err := framecheck.Frame(block, w, h); err != nil {
		t.Fatal(err)
	}
}

func under(w, h int) string {
	return strings.TrimSuffix(strings.Repeat(strings.Repeat(".", w)+"\n", h), "\n")
}

// answered is a hunt whose answer is shown.
func answered(t *testing.T, text string) *Hunt {
	t.Helper()
	safe := foreign.Safe(text)
	h := New(t.Context(), func(context.Context) (Answer, error) {
		return Answer{Code: safe, Title: safe, Commands: []string{safe, safe}, Verdicts: []string{safe}}, nil
	})
	h.Broken(h.Start()().(BrokenMsg), noon, error.Error)
	h.Judged(doctor.Finding{Code: text, Summary: text, Status: doctor.Broken, Remedy: &doctor.Remedy{Summary: text}}, at(1), at(2))
	h.Press(press("B"), at(3))
	h.Press(press("B"), at(4))
	if !h.Showing() {
		t.Fatal("no answer")
	}
	return h
}

// The answer and the lines of a hunt fit at every size, and a light background
// or a terminal of ASCII only change nothing but colours and glyphs.
func TestAnswersFitEverySize(t *testing.T) {
	for _, size := range [][2]int{{40, 9}, {60, 17}, {80, 21}, {100, 27}, {120, 37}, {160, 47}} {
		t.Run(fmt.Sprintf("%dx%d", size[0], size[1]), func(t *testing.T) {
			h := answered(t, "alarm-average averages the reads away instead of counting them")
			draw := func(th theme.Theme) string { return h.Over(th, under(size[0], size[1]), size[0], size[1]) }
			dark, light := draw(theme.New(true, false)), draw(theme.New(false, false))
			exact(t, dark, size[0], size[1])
			if dark == light || ansi.Strip(dark) != ansi.Strip(light) {
				t.Error("a light background changes more, or less, than the colours")
			}
			plain := draw(theme.New(true, true))
			exact(t, plain, size[0], size[1])
			if err := framecheck.SameCells(dark, widget.ASCII(plain)); err != nil {
				t.Error(err)
			}
			for _, on := range []bool{true, false} {
				contrast := draw(theme.HighContrast.Theme(on, false))
				if err := framecheck.SameWords(dark, contrast); err != nil || contrast == dark {
					t.Errorf("high contrast, dark %v: more changes, or less, than the colours: %v", on, err)
				}
			}
			running := running(t)
			for _, line := range running.Lines(theme.New(true, false), at(60), size[0], 2) {
				exact(t, line, size[0], 1)
			}
		})
	}
}

// A monkey presses keys while the doctor and the mails say what they like.
func TestMonkey(t *testing.T) {
	h := New(t.Context(), func(context.Context) (Answer, error) { return stopped, nil })
	now, keys := noon, []string{"B", "B", "esc", "t", "q", "j", "c"}
	seed := uint32(7)
	t.Logf("seed %d", seed)
	for i := range 10_000 {
		seed = seed*1664525 + 1013904223
		n := int(seed >> 8)
		now = now.Add(time.Second)
		switch n % 16 {
		case 0:
			h.Judged(verdict("healthy", doctor.OK), now, now)
		case 1:
			h.Judged(verdict("filter-dimensions", doctor.Broken), now, now)
		case 2:
			h.Mailed(now)
		case 3:
			h.Press(tea.KeyPressMsg{Code: tea.KeyDown}, now)
		default:
			if cmd, _ := h.Press(press(keys[n/16%len(keys)]), now); cmd != nil {
				h.Broken(cmd().(BrokenMsg), now, error.Error)
			}
		}
		w, rows := 40+n/7%120, 9+n/11%40
		for _, line := range h.Lines(theme.New(true, false), now, w, 2) {
			exact(t, line, w, 1)
		}
		if i%20 == 0 && h.Showing() {
			exact(t, h.Over(theme.New(true, false), under(w, rows), w, rows), w, rows)
		}
		if h.Showing() && h.Running() || h.Asking() && !h.Running() {
			t.Fatalf("after %d steps: showing %v, running %v, asking %v", i, h.Showing(), h.Running(), h.Asking())
		}
	}
}

// FuzzForeignText puts the same text wherever the answer has one from outside.
func FuzzForeignText(f *testing.F) {
	for _, text := range []string{"plain", "evil\rALL OK\x1b]52;c;aGk=\x07", "秘密の読者", "\u202egnp.exe", "👩‍👩‍👧", "\xff\xfe", "a\tb\nc", "\u2028", "ﷺﷺ", "x\u0300\u0300"} {
		f.Add(text, uint8(100), uint8(30))
		f.Add(text, uint8(40), uint8(9))
	}
	f.Fuzz(func(t *testing.T, text string, w, h uint8) {
		if w < 40 || h < 9 {
			return
		}
		exact(t, answered(t, text).Over(theme.New(true, false), under(int(w), int(h)), int(w), int(h)), int(w), int(h))
	})
}
