package framecheck_test

import (
	"strings"
	"testing"

	"secretwatch/ui/widget/framecheck"
)

func TestFrame(t *testing.T) {
	good := []string{
		"─ a ── │ ─ b",
		"1 ┤ 秘 │ x  ",
		"╭ help ╮ x  ",
		"│ 秘密 │ x  ",
		"╰──────╯ x  ",
		"  │ e\u0301  │ x  ",
		" footer     ",
	}
	for name, c := range map[string]struct {
		change func([]string) []string
		want   string
	}{
		"as it should be":      {func(l []string) []string { return l }, ""},
		"a line too many":      {func(l []string) []string { return append(l, l[0]) }, "8 lines at 12x7"},
		"a line too long":      {func(l []string) []string { l[6] += " "; return l }, "line 7 has 13 cells"},
		"a wide sign too many": {func(l []string) []string { l[1] = "1 ┤ 秘秘│ x  "; return l }, "line 2 has 13 cells"},
		"a control sign":       {func(l []string) []string { l[6] = " foot\rer    "; return l }, "line 7 holds"},
		"a crooked box":        {func(l []string) []string { l[3] = "│ 秘 │   x  "; return l }, "line 4: the box's sides"},
		"a box without end":    {func(l []string) []string { l[4] = "╰─────╯  x  "; return l }, "line 5: the box's sides"},
		"a crooked divider":    {func(l []string) []string { l[5] = "  │ e\u0301   │x  "; return l }, "line 6: no line between"},
		"a crooked axis": {func(l []string) []string {
			l[2], l[3] = " ││    │ x  ", "       │ x  "
			l[4] = "       │ x  "
			return l
		}, "line 4: the chart's axis"},
		"an axis that goes on below": {func(l []string) []string {
			l[2], l[3], l[4] = "  │    │ x  ", " ↓ 9 m │ x  ", "       │ x  "
			return l
		}, ""},
	} {
		err := framecheck.Frame(strings.Join(c.change(append([]string(nil), good...)), "\n"), 12, 7)
		switch {
		case c.want == "" && err != nil:
			t.Errorf("%s: %v", name, err)
		case c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want)):
			t.Errorf("%s: %v, want %s", name, err, c.want)
		}
	}
}

func TestLooks(t *testing.T) {
	if err := framecheck.SameWords("\x1b[31mred\x1b[m\nb", "red\nb"); err != nil {
		t.Error(err)
	}
	if err := framecheck.SameWords("red\nb", "red\nc"); err == nil {
		t.Error("other words are the same")
	}
	if err := framecheck.SameCells("✓ 秘 ok │", "+ ?? ok |"); err != nil {
		t.Error(err)
	}
	for name, ascii := range map[string]string{"moved": "+ ?? o k|", "longer": "+ ?? ok  |", "not ASCII": "✓ ?? ok |", "shorter": "+ ?? ok |\n"} {
		if framecheck.SameCells("✓ 秘 ok │", ascii) == nil {
			t.Errorf("%s is not seen", name)
		}
	}
}
