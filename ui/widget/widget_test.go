package widget_test

import (
	"math"
	"strings"
	"testing"
	"time"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
	"charm.land/lipgloss/v2"
	"github.com/charmbracelet/x/ansi"
	"pgregory.net/rapid"

	"secretwatch/ui/theme"
	"secretwatch/ui/widget"
)

// exact fails unless block is h lines of w cells each.
func exact(t interface{ Fatalf(string, ...any) }, block string, w, h int) {
	lines := strings.Split(block, "\n")
	if len(lines) != h {
		t.Fatalf("%d lines, want %d:\n%s", len(lines), h, block)
	}
	for i, l := range lines {
		if got := lipgloss.Width(l); got != w {
			t.Fatalf("line %d is %d cells wide, want %d: %q", i, got, w, l)
		}
	}
}

func TestFitIsExactForAnyText(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringOf(rapid.RuneFrom([]rune("ab 秘é…─\n🙂"))).Draw(t, "text")
		w, h := rapid.IntRange(1, 40).Draw(t, "w"), rapid.IntRange(1, 10).Draw(t, "h")
		exact(t, widget.Fit(text, w, h), w, h)
		style := lipgloss.NewStyle().Bold(true)
		exact(t, widget.Fit(style.Render(strings.ReplaceAll(text, "\n", " ")), w, h), w, h)
		exact(t, widget.FitTail(strings.ReplaceAll(text, "\n", ""), w), w, 1)
	})
}

func TestFitTailKeepsTheEnd(t *testing.T) {
	got := widget.FitTail("arn:aws:iam::111122223333:user/sam", 12)
	if got != "…33:user/sam" {
		t.Errorf("got %q", got)
	}
}

func TestModalIsExact(t *testing.T) {
	th := theme.New(true, false)
	rapid.Check(t, func(t *rapid.T) {
		w, h := rapid.IntRange(1, 90).Draw(t, "w"), rapid.IntRange(1, 30).Draw(t, "h")
		under := rapid.StringOf(rapid.RuneFrom([]rune("a 秘\n"))).Draw(t, "under")
		n := rapid.IntRange(0, 40).Draw(t, "lines")
		lines := make([]string, n)
		for i := range lines {
			lines[i] = strings.Repeat("x秘", rapid.IntRange(0, 50).Draw(t, "len"))
		}
		exact(t, widget.Modal(th, under, "keys", lines, w, h), w, h)
	})
}

func TestTook(t *testing.T) {
	for _, c := range []struct {
		d          time.Duration
		took, span string
	}{
		{-time.Second, "0 s", "0 s"},
		{85 * time.Millisecond, "85 ms", "0 s"},
		{2150 * time.Millisecond, "2.1 s", "2 s"},
		{12900 * time.Millisecond, "12 s", "12 s"},
		{64 * time.Second, "1 m 04 s", "1 m 04 s"},
		{2*time.Hour + 5*time.Minute, "2 h 05 m", "2 h 05 m"},
		{76 * time.Hour, "3 d 4 h", "3 d 4 h"},
	} {
		if got := widget.Took(c.d); got != c.took {
			t.Errorf("Took(%v) = %q, want %q", c.d, got, c.took)
		}
		if got := widget.Span(c.d); got != c.span {
			t.Errorf("Span(%v) = %q, want %q", c.d, got, c.span)
		}
	}
}

func TestFooterKeepsTheWayOut(t *testing.T) {
	th := theme.New(true, false)
	var keys []key.Binding
	for _, k := range []string{"t", "enter", "tab", "i", "a", "?", "q"} {
		keys = append(keys, widget.Binding("does something", k))
	}
	for w := 1; w < 160; w++ {
		line := widget.Footer(th, keys, w)
		exact(t, line, w, 1)
		text := ansi.Strip(line)
		if w >= 40 && (!strings.Contains(text, "? does something") || !strings.Contains(text, "q does something")) {
			t.Errorf("at %d cells ? or q is missing: %q", w, text)
		}
		if strings.Contains(text, "…") && w >= 40 {
			t.Errorf("at %d cells a key is cut: %q", w, text)
		}
	}
	if text := ansi.Strip(widget.Footer(th, keys, 60)); !strings.HasPrefix(text, " t does something") {
		t.Errorf("the first key is not first: %q", text)
	}
}

func TestDisabledKeysAreNotShown(t *testing.T) {
	k := widget.Binding("undo", "u")
	k.SetEnabled(false)
	if text := ansi.Strip(widget.Footer(theme.New(true, false), []key.Binding{k}, 40)); strings.Contains(text, "undo") {
		t.Errorf("a disabled key is shown: %q", text)
	}
}

func TestWindowKeepsTheSelectedRowInView(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var w widget.Window
		count := rapid.IntRange(0, 50).Draw(t, "count")
		for range rapid.IntRange(1, 20).Draw(t, "steps") {
			switch rapid.IntRange(0, 4).Draw(t, "what") {
			case 0:
				w.Move(rapid.IntRange(-9, 9).Draw(t, "by"), count)
			case 1:
				w.Page(rapid.IntRange(-2, 2).Draw(t, "by"), count)
			case 2:
				w.Bottom(count)
			case 3:
				n := rapid.IntRange(0, 9).Draw(t, "grew")
				if count > 0 {
					w.Grew(n)
					count += n
				}
			case 4:
				count = rapid.IntRange(0, 50).Draw(t, "now")
			}
			height := rapid.IntRange(1, 12).Draw(t, "height")
			first, last := w.Range(count, height)
			if count == 0 {
				if first != last {
					t.Fatalf("rows of an empty list: %d to %d", first, last)
				}
				continue
			}
			if w.Selected < first || w.Selected >= last || last-first != min(count, height) || last > count {
				t.Fatalf("selected %d, shown %d to %d of %d in %d rows", w.Selected, first, last, count, height)
			}
		}
	})
}

func TestGrownWindowShowsTheSameRows(t *testing.T) {
	var w widget.Window
	w.Move(5, 20)
	first, last := w.Range(20, 4)
	w.Grew(3)
	if f, l := w.Range(23, 4); f != first+3 || l != last+3 || w.Selected != 8 {
		t.Errorf("shows %d to %d with %d selected", f, l, w.Selected)
	}
}

func TestColumns(t *testing.T) {
	th := theme.New(true, false)
	nan := math.NaN()
	c := widget.Columns{
		Values: []float64{0, 1, nan, 4, 0, nan}, Threshold: 1, Open: 2,
		Ticks: []widget.Tick{{Column: 0, Text: "11:50"}, {Column: 1, Text: "11:51"}},
		Marks: []widget.Mark{{Column: 3, Sign: "A"}, {Column: 9, Sign: "A"}, {Column: -1, Sign: "A"}},
	}
	// The scale takes three cells, six values the right of the other seven. The
	// second time would touch the first.
	got := ansi.Strip(c.View(th, 17, 6))
	want := strings.Join([]string{
		"4 ┤           █  ",
		"  │           █  ",
		"  │           █  ",
		"1 ┤╌╌╌╌╌╌╌╌╌█╌█~~",
		"0 ┼────────┬┬─A──",
		"         11:50   ",
	}, "\n")
	if got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	// Without room for the axis, and with no threshold to draw.
	c.Threshold = nan
	got = ansi.Strip(c.View(th, 9, 3))
	want = strings.Join([]string{"4 ┤   █  ", "  │   █  ", "0 ┤ ▆ █~~"}, "\n")
	if got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func TestColumnsAreExact(t *testing.T) {
	th := theme.New(true, true)
	rapid.Check(t, func(t *rapid.T) {
		c := widget.Columns{
			Values:    rapid.SliceOf(rapid.OneOf(rapid.Float64Range(0, 1e6), rapid.Just(math.NaN()))).Draw(t, "values"),
			Threshold: rapid.Float64Range(0, 100).Draw(t, "threshold"),
			Open:      rapid.IntRange(0, 5).Draw(t, "open"),
		}
		w, h := rapid.IntRange(1, 60).Draw(t, "w"), rapid.IntRange(1, 12).Draw(t, "h")
		exact(t, c.View(th, w, h), w, h)
	})
}

func TestScroll(t *testing.T) {
	var s widget.Scroll
	s.SetLines(strings.Split("a\nb\nc\nd\ne", "\n"))
	exact(t, s.View(3, 2), 3, 2)
	s.Update(tea.KeyPressMsg{Code: tea.KeyEnd})
	if got := s.View(1, 2); got != "d\ne" {
		t.Errorf("at the end: %q", got)
	}
	if got := s.Where(); got != "4-5 of 5" {
		t.Errorf("Where() = %q", got)
	}
	if got := s.View(1, 9); !strings.HasPrefix(got, "a\nb") {
		t.Errorf("grown: %q", got)
	}
	if s.Update(tea.KeyPressMsg{Code: 'x', Text: "x"}) {
		t.Error("x scrolls")
	}
}
