package hunt

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"secretwatch/aws/doctor"
	"secretwatch/ui/theme"
)

var noon = time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)

func at(seconds int) time.Time { return noon.Add(time.Duration(seconds) * time.Second) }

var stopped = Answer{
	Code: "filter-dimensions", Title: "The metric filter was given a dimension",
	Commands: []string{"aws logs put-metric-filter --filter-name f"}, Verdicts: []string{"filter-dimensions", "alarm-metric-mismatch"},
}

// running is a hunt that began at noon.
func running(t *testing.T) *Hunt {
	t.Helper()
	h := New(t.Context(), func(context.Context) (Answer, error) { return stopped, nil })
	cmd, mine := h.Press(press("B"), noon)
	if !mine || cmd == nil || !h.Busy() || h.Running() {
		t.Fatal("B begins nothing")
	}
	h.Broken(cmd().(BrokenMsg), noon, error.Error)
	if !h.Running() || !h.Covered() {
		t.Fatal("nothing runs")
	}
	return h
}

func press(name string) tea.KeyPressMsg {
	if name == "esc" {
		return tea.KeyPressMsg{Code: tea.KeyEscape}
	}
	return tea.KeyPressMsg{Code: []rune(name)[0], Text: name}
}

func verdict(code string, s doctor.Status) doctor.Finding {
	return doctor.Finding{Code: code, Status: s, Summary: "summary of " + code}
}

func text(h *Hunt) string {
	th := theme.New(true, false)
	under := strings.Repeat(strings.Repeat(".", 100)+"\n", 29) + strings.Repeat(".", 100)
	return ansi.Strip(h.Over(th, under, 100, 30))
}

func TestGivingUpIsAskedAndShowsTheAnswer(t *testing.T) {
	h := running(t)
	if _, mine := h.Press(press("t"), at(5)); mine {
		t.Error("t is the hunt's")
	}
	h.Press(press("B"), at(10))
	if _, mine := h.Press(press("esc"), at(11)); !mine || !h.Running() || h.Asking() {
		t.Error("esc does not lead back to the hunt")
	}
	h.Press(press("B"), at(20))
	if _, mine := h.Press(press("t"), at(21)); mine || h.Asking() || h.Showing() {
		t.Error("another key does not go on")
	}
	h.Judged(verdict("alarm-metric-mismatch", doctor.Broken), at(22), at(23))
	h.Press(press("B"), at(30))
	h.Press(press("B"), at(134))
	if !h.Showing() || h.Running() {
		t.Fatal("no answer")
	}
	got := text(h)
	for _, want := range []string{
		"given up after 2 m 14 s", "filter-dimensions", "The metric filter was given a dimension.",
		"aws logs put-metric-filter --filter-name f", "alarm-metric-mismatch: summary of alarm-metric-mismatch",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("no %q in\n%s", want, got)
		}
	}
	if strings.Contains(got, "does not name it") {
		t.Error("the doctor named it")
	}
	if _, mine := h.Press(press("x"), at(135)); !mine || !h.Showing() {
		t.Error("a letter goes through the answer")
	}
	if h.Press(press("esc"), at(136)); h.Showing() {
		t.Error("esc does not close the answer")
	}
	if cmd, _ := h.Press(press("B"), at(140)); cmd == nil {
		t.Error("B begins no new hunt")
	}
}

func TestAHuntEndsWhenAllIsWellAgain(t *testing.T) {
	well, ill := verdict("healthy", doctor.OK), verdict("alarm-metric-mismatch", doctor.Broken)
	for _, tt := range []struct {
		name string
		do   func(*Hunt)
		over bool
	}{
		{"seen ill, then well", func(h *Hunt) { h.Judged(ill, at(1), at(2)); h.Judged(well, at(3), at(4)) }, true},
		{"still ill", func(h *Hunt) { h.Judged(ill, at(1), at(2)); h.Mailed(at(3)); h.Judged(ill, at(4), at(5)) }, false},
		{"well from before", func(h *Hunt) { h.Judged(ill, at(1), at(2)); h.Judged(well, at(-1), at(3)) }, false},
		{"never seen ill", func(h *Hunt) { h.Judged(well, at(1), at(2)) }, false},
		{"never seen ill, and mailed", func(h *Hunt) { h.Mailed(at(1)); h.Judged(well, at(2), at(3)) }, true},
		{"a mail for a read of before", func(h *Hunt) { h.Mailed(at(-1)); h.Judged(well, at(2), at(3)) }, false},
		{"too soon is no end and no illness", func(h *Hunt) {
			h.Judged(verdict("too-soon", doctor.Waiting), at(1), at(2))
			h.Judged(well, at(3), at(4))
		}, false},
		{"a warning is left, and no mail", func(h *Hunt) { h.Judged(ill, at(1), at(2)); h.Judged(verdict("x", doctor.Warning), at(3), at(4)) }, false},
		{"a warning is left, and the mail came", func(h *Hunt) {
			h.Judged(ill, at(1), at(2))
			h.Mailed(at(3))
			h.Judged(verdict("x", doctor.Warning), at(3), at(4))
		}, true},
		{"while it asks", func(h *Hunt) { h.Judged(ill, at(1), at(2)); h.Press(press("B"), at(2)); h.Judged(well, at(3), at(4)) }, true},
	} {
		h := running(t)
		tt.do(h)
		if h.Showing() != tt.over {
			t.Errorf("%s: over %v, want %v", tt.name, h.Showing(), tt.over)
		}
		if tt.over && !strings.Contains(text(h), "mended in ") {
			t.Errorf("%s: says\n%s", tt.name, text(h))
		}
	}
}

func TestTheAnswerSaysWhenTheDoctorWasNotAskedOrIsWrong(t *testing.T) {
	h := running(t)
	h.Press(press("B"), at(1))
	h.Press(press("B"), at(2))
	if got := text(h); !strings.Contains(got, "has not been asked") {
		t.Errorf("says\n%s", got)
	}
	h.Judged(verdict("no-alarm", doctor.Broken), at(3), at(4))
	if got := text(h); !strings.Contains(got, "no-alarm: summary of no-alarm") || !strings.Contains(got, "does not name what was done") {
		t.Errorf("says\n%s", got)
	}
}

func TestTheChecklistIsCoveredUntilItIsAsked(t *testing.T) {
	h := running(t)
	h.Uncover()
	if h.Covered() {
		t.Error("still covered")
	}
	h.Start()
	if !h.Covered() {
		t.Error("the next hunt begins uncovered")
	}
}

func TestABreakThatFailsBeginsNothing(t *testing.T) {
	h := New(t.Context(), func(context.Context) (Answer, error) { return Answer{}, errors.New("refused") })
	h.Broken(h.Start()().(BrokenMsg), noon, error.Error)
	lines := strings.Join(h.Lines(theme.New(true, false), noon, 80, 2), "\n")
	if h.Busy() || h.Covered() || !strings.Contains(ansi.Strip(lines), "nothing was broken: refused") {
		t.Errorf("says %q", lines)
	}
	if cmd := h.Start(); cmd == nil || h.Lines(theme.New(true, false), noon, 80, 2) == nil {
		t.Error("it cannot be tried again")
	}
}

func TestNoHuntWithoutSomethingToBreak(t *testing.T) {
	h := New(t.Context(), nil)
	if _, mine := h.Press(press("B"), noon); mine || h.Possible() || h.Start() != nil || h.Binding().Enabled() {
		t.Error("B does something")
	}
}
