package widget

import (
	"fmt"
	"slices"
	"strings"
	"unicode"

	tea "charm.land/bubbletea/v2"
	"charm.land/lipgloss/v2"

	"secretwatch/aws/foreign"
	"secretwatch/ui/theme"
)

// Input is a text field of one line, plain or masked. It takes keys and pastes,
// is bounded, and has a cursor that does not blink: blinking would wake the
// program twice a second. (bubbles' field would do, but for the clipboard
// programs that it starts.)
type Input struct {
	theme   theme.Theme
	o       InputOptions
	text    []rune
	at      int // the cursor, 0 to len(text)
	first   int // the first rune on the screen
	focused bool
	note    string
}

// InputOptions say what a field is for.
type InputOptions struct {
	Value       string
	Placeholder string
	Masked      bool // shows a dot for every character
	Most        int  // characters; 0 means 4096
}

// NewInput makes a field. It has no focus yet.
func NewInput(t theme.Theme, o InputOptions) Input {
	if o.Most <= 0 {
		o.Most = 4096
	}
	i := Input{theme: t, o: o}
	i.SetValue(o.Value)
	return i
}

// SetTheme changes the field's colours.
func (i *Input) SetTheme(t theme.Theme) { i.theme = t }

// Focus gives the field the cursor.
func (i *Input) Focus() { i.focused = true }

// Blur takes the cursor from the field.
func (i *Input) Blur() { i.focused = false }

// Focused reports whether the field has the cursor.
func (i *Input) Focused() bool { return i.focused }

// Value is the text in the field.
func (i *Input) Value() string { return string(i.text) }

// SetValue replaces the text and puts the cursor behind it.
func (i *Input) SetValue(s string) {
	i.text, i.at, i.first, i.note = nil, 0, 0, ""
	i.insert(s)
}

// Note says what the field did to the last paste, as a sentence without a full
// stop; "" where it took it as it was.
func (i *Input) Note() string { return i.note }

// Update takes keys and pastes while the field has the focus. It reports
// whether the message was for the field.
func (i *Input) Update(msg tea.Msg) bool {
	if !i.focused {
		return false
	}
	switch m := msg.(type) {
	case tea.PasteMsg:
		i.note = ""
		i.insert(strings.TrimRight(m.Content, "\r\n"))
		return true
	case tea.KeyPressMsg:
		before := i.note
		i.note = ""
		if i.edit(m) {
			return true
		}
		i.note = before
	}
	return false
}

func (i *Input) edit(k tea.KeyPressMsg) bool {
	switch k.String() {
	case "left", "ctrl+b":
		i.at = max(i.at-1, 0)
	case "right", "ctrl+f":
		i.at = min(i.at+1, len(i.text))
	case "home", "ctrl+a":
		i.at = 0
	case "end", "ctrl+e":
		i.at = len(i.text)
	case "backspace", "ctrl+h":
		i.remove(i.at-1, i.at)
	case "delete", "ctrl+d":
		i.remove(i.at, i.at+1)
	case "ctrl+u":
		i.remove(0, i.at)
	case "ctrl+k":
		i.remove(i.at, len(i.text))
	case "ctrl+w", "alt+backspace":
		i.remove(i.wordStart(), i.at)
	default:
		if k.Text == "" || k.Mod.Contains(tea.ModCtrl) || k.Mod.Contains(tea.ModAlt) {
			return false
		}
		i.insert(k.Text)
	}
	return true
}

func (i *Input) remove(from, to int) {
	from, to = max(from, 0), min(to, len(i.text))
	if from >= to {
		return
	}
	i.text = slices.Delete(i.text, from, to)
	i.at = from
	i.first = min(i.first, from) // keys may come faster than frames
}

func (i *Input) wordStart() int {
	p := i.at
	for p > 0 && unicode.IsSpace(i.text[p-1]) {
		p--
	}
	for p > 0 && !unicode.IsSpace(i.text[p-1]) {
		p--
	}
	return p
}

// insert puts text at the cursor, cleaned and cut to what the field may hold,
// and notes what that cost. A masked text keeps its invisible characters: they
// may be part of a secret's value, and are never drawn.
func (i *Input) insert(s string) {
	if strings.ContainsAny(s, "\r\n\t") {
		i.note = "line breaks and tabs became blanks"
		s = strings.NewReplacer("\r\n", " ", "\n", " ", "\r", " ", "\t", " ").Replace(s)
	}
	if !i.o.Masked {
		s = foreign.Safe(s)
	}
	more := []rune(s)
	if room := i.o.Most - len(i.text); len(more) > room {
		i.note = leftOut(i.o.Most, len(more)-max(room, 0))
		more = more[:max(room, 0)]
	}
	i.text = slices.Insert(i.text, i.at, more...)
	i.at += len(more)
}

func leftOut(most, n int) string {
	if n == 1 {
		return fmt.Sprintf("the field takes %d characters; 1 more was left out", most)
	}
	return fmt.Sprintf("the field takes %d characters; %d more were left out", most, n)
}

// View draws the field w cells wide, the part around the cursor where the text
// is longer.
func (i *Input) View(w int) string {
	if w <= 0 {
		return ""
	}
	if len(i.text) == 0 {
		return i.empty(w)
	}
	i.first = min(max(i.first, i.earliest(w)), i.at)
	var b strings.Builder
	used := 0
	for p := i.first; p < len(i.text) && used+i.width(p) <= w; p++ {
		used += i.width(p)
		if p == i.at && i.focused {
			b.WriteString(i.cursor(i.shown(p)))
		} else {
			b.WriteString(i.shown(p))
		}
	}
	if i.at == len(i.text) && i.focused {
		b.WriteString(i.cursor(" "))
	}
	return FitLine(b.String(), w)
}

func (i *Input) empty(w int) string {
	hint := i.theme.Dim.Render(foreign.Safe(i.o.Placeholder))
	if !i.focused {
		return FitLine(hint, w)
	}
	return FitLine(i.cursor(" ")+hint, w)
}

func (i *Input) cursor(s string) string { return i.theme.Accent.Reverse(true).Render(s) }

func (i *Input) shown(p int) string {
	if i.o.Masked {
		return i.theme.Glyphs.Bullet
	}
	return string(i.text[p])
}

// width is what the rune at p takes on the screen; the cursor behind the last
// one takes a cell too.
func (i *Input) width(p int) int {
	if p >= len(i.text) || i.o.Masked {
		return 1
	}
	return lipgloss.Width(string(i.text[p]))
}

// earliest is the first rune that can be shown together with the cursor.
func (i *Input) earliest(w int) int {
	p, used := i.at, i.width(i.at)
	for p > 0 && used+i.width(p-1) <= w {
		p--
		used += i.width(p)
	}
	return p
}
