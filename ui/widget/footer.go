package widget

import (
	"strings"

	"charm.land/bubbles/v2/key"
	"charm.land/lipgloss/v2"

	"secretwatch/ui/theme"
)

// Footer is one line of w cells with the keys that work now. Bindings that do
// not fit whole are left out, those at the end first, except that those
// of "?", "F1", "q" and "esc" keep their place: the way out, and to all the others.
func Footer(t theme.Theme, keys []key.Binding, w int) string {
	const gap = 3
	kept := chosen(keys, w-2, gap)
	var b strings.Builder
	b.WriteByte(' ')
	for i, k := range keys {
		if !kept[i] {
			continue
		}
		if b.Len() > 1 {
			b.WriteString(Blank(gap))
		}
		h := k.Help()
		b.WriteString(t.Key.Render(h.Key))
		b.WriteByte(' ')
		b.WriteString(t.Dim.Render(h.Desc))
	}
	return FitLine(b.String(), w)
}

// chosen marks the bindings that fit into w cells, keepers first.
func chosen(keys []key.Binding, w, gap int) map[int]bool {
	kept := map[int]bool{}
	used := 0
	take := func(i int) {
		h := keys[i].Help()
		if h.Key == "" || !keys[i].Enabled() || kept[i] {
			return
		}
		need := lipgloss.Width(h.Key) + 1 + lipgloss.Width(h.Desc)
		if used > 0 {
			need += gap
		}
		if used+need <= w {
			kept[i] = true
			used += need
		}
	}
	for i, k := range keys {
		if s := k.Help().Key; s == "?" || s == "F1" || s == "q" || s == "esc" {
			take(i)
		}
	}
	for i := range keys {
		take(i)
	}
	return kept
}

// HelpLines lists every key that works now, one a line.
func HelpLines(t theme.Theme, keys []key.Binding) []string {
	wide := 0
	for _, k := range keys {
		if k.Enabled() {
			wide = max(wide, lipgloss.Width(k.Help().Key))
		}
	}
	var lines []string
	for _, k := range keys {
		h := k.Help()
		if h.Key == "" || !k.Enabled() {
			continue
		}
		lines = append(lines, t.Key.Render(h.Key)+Blank(wide-lipgloss.Width(h.Key)+2)+h.Desc)
	}
	return lines
}
