package app

import (
	"fmt"
	"slices"
	"strings"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"secretwatch/ui/widget"
)

// palette finds a key by what it does. It is built from the bindings alone, and
// what it runs is the key itself.
type palette struct {
	input widget.Input
	keys  []key.Binding // all, as they were when it was opened
	shown []key.Binding
	list  widget.Window
}

// openPalette lists what the screen can do right now.
func (m *Model) openPalette() {
	all := slices.Concat(m.commands(), []key.Binding{
		widget.Also(widget.Binding("help", "?"), "keys manual shortcuts"), widget.Also(widget.Binding("leave", "ctrl+c"), "quit exit end close"),
		widget.Also(key.NewBinding(key.WithKeys("f2"), key.WithHelp("F2", "other colours, high contrast among them")), "theme dark light colors blind"),
	})
	p := palette{input: widget.NewInput(m.theme, widget.InputOptions{Placeholder: "what to do", Most: 60})}
	p.input.Focus()
	known := map[string]bool{}
	for _, b := range all {
		h := b.Help()
		_, can := pressOf(b)
		if h.Key == "" || !b.Enabled() || known[h.Key] || !can || m.screen.Typing() && h.Key == "?" {
			continue
		}
		known[h.Key] = true
		p.keys = append(p.keys, b)
	}
	p.shown = p.keys
	m.palette, m.over = p, commandPalette
}

// commands are the bindings of the screen, each key once, those that the footer
// shows first.
func (m *Model) commands() []key.Binding {
	all := m.screen.Keys()
	if c, ok := m.screen.(widget.Commander); ok {
		all = c.Commands()
	}
	known := map[string]bool{}
	var once []key.Binding
	for _, b := range all {
		if k := b.Help().Key; b.Enabled() && k != "" && !known[k] {
			known[k] = true
			once = append(once, b)
		}
	}
	return once
}

// find shows the bindings that hold every word that was typed, in any order.
func (p *palette) find(text string) {
	words := strings.Fields(strings.ToLower(text))
	p.shown = nil
	for _, b := range p.keys {
		in := widget.Words(b)
		if !slices.ContainsFunc(words, func(w string) bool { return !strings.Contains(in, w) }) {
			p.shown = append(p.shown, b)
		}
	}
	p.list.Top()
}

// pressPalette handles a key while the palette is open.
func (m *Model) pressPalette(k tea.KeyPressMsg) tea.Cmd {
	p := &m.palette
	switch k.String() {
	case "esc", "ctrl+p":
		m.over = nothing
	case "up":
		p.list.Move(-1, len(p.shown))
	case "down", "tab":
		p.list.Move(1, len(p.shown))
	case "pgup":
		p.list.Page(-1, len(p.shown))
	case "pgdown":
		p.list.Page(1, len(p.shown))
	case "enter":
		if len(p.shown) == 0 {
			return nil
		}
		m.over = nothing
		msg, _ := pressOf(p.shown[p.list.Selected])
		return func() tea.Msg { return msg }
	default:
		if p.input.Update(k) {
			p.find(p.input.Value())
		}
	}
	return nil
}

// paletteOver draws the palette over the body.
func (m *Model) paletteOver(body string, rows int) string {
	t, p := m.theme, &m.palette
	w := min(52, m.width-6)
	wide := 0
	for _, b := range p.keys {
		wide = max(wide, len([]rune(b.Help().Key)))
	}
	lines := []string{t.Key.Render("> ") + p.input.View(w-2)}
	first, last := p.list.Range(len(p.shown), max(min(len(p.keys), rows-4), 1))
	for i := first; i < last; i++ {
		h := p.shown[i].Help()
		if i == p.list.Selected {
			lines = append(lines, t.Cursor.Render(widget.FitLine(t.Glyphs.Cursor+" "+widget.FitLine(h.Key, wide)+"  "+h.Desc, w)))
			continue
		}
		lines = append(lines, "  "+t.Key.Render(widget.FitLine(h.Key, wide))+"  "+h.Desc)
	}
	if len(p.shown) == 0 {
		lines = append(lines, t.Dim.Render("nothing here does that"))
	}
	title := "commands"
	if len(p.shown) > last-first {
		title += fmt.Sprintf("  %d-%d of %d", first+1, last, len(p.shown))
	}
	return widget.Modal(t, body, title, lines, m.width, rows)
}

// pressOf is the press of a binding's first key; false where that is no key but
// a description, such as that of the arrows.
func pressOf(b key.Binding) (tea.KeyPressMsg, bool) {
	for _, name := range b.Keys() {
		if k, ok := namedKeys()[name]; ok {
			return k, true
		}
		runes := []rune(name)
		rest, ctrl := strings.CutPrefix(name, "ctrl+")
		switch {
		case len(runes) == 1:
			return tea.KeyPressMsg{Code: runes[0], Text: name}, true
		case ctrl && len(rest) == 1:
			return tea.KeyPressMsg{Code: rune(rest[0]), Mod: tea.ModCtrl}, true
		}
	}
	return tea.KeyPressMsg{}, false
}

func namedKeys() map[string]tea.KeyPressMsg {
	return map[string]tea.KeyPressMsg{
		"enter": {Code: tea.KeyEnter}, "esc": {Code: tea.KeyEscape}, "tab": {Code: tea.KeyTab},
		"shift+tab": {Code: tea.KeyTab, Mod: tea.ModShift}, "space": {Code: tea.KeySpace, Text: " "},
		"left": {Code: tea.KeyLeft}, "right": {Code: tea.KeyRight}, "up": {Code: tea.KeyUp}, "down": {Code: tea.KeyDown},
		"home": {Code: tea.KeyHome}, "end": {Code: tea.KeyEnd}, "pgup": {Code: tea.KeyPgUp}, "pgdown": {Code: tea.KeyPgDown},
		"backspace": {Code: tea.KeyBackspace}, "delete": {Code: tea.KeyDelete}, "f1": {Code: tea.KeyF1}, "f2": {Code: tea.KeyF2},
	}
}
