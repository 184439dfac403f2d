package widget_test

import (
	"strings"
	"testing"
	"unicode"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"
	"pgregory.net/rapid"

	"secretwatch/ui/theme"
	"secretwatch/ui/widget"
)

func press(name string) tea.KeyPressMsg {
	switch name {
	case "left":
		return tea.KeyPressMsg{Code: tea.KeyLeft}
	case "right":
		return tea.KeyPressMsg{Code: tea.KeyRight}
	case "home":
		return tea.KeyPressMsg{Code: tea.KeyHome}
	case "end":
		return tea.KeyPressMsg{Code: tea.KeyEnd}
	case "backspace":
		return tea.KeyPressMsg{Code: tea.KeyBackspace}
	case "delete":
		return tea.KeyPressMsg{Code: tea.KeyDelete}
	case "ctrl+u":
		return tea.KeyPressMsg{Code: 'u', Mod: tea.ModCtrl}
	case "ctrl+w":
		return tea.KeyPressMsg{Code: 'w', Mod: tea.ModCtrl}
	case "space":
		return tea.KeyPressMsg{Code: tea.KeySpace, Text: " "}
	default:
		return tea.KeyPressMsg{Code: []rune(name)[0], Text: name}
	}
}

func TestInputEdits(t *testing.T) {
	for _, c := range []struct{ keys, want string }{
		{"a b c", "abc"},
		{"a b left c", "acb"},
		{"a b c home delete", "bc"},
		{"a b c backspace", "ab"},
		{"a b space c d ctrl+w", "ab "},
		{"a b c left ctrl+u", "c"},
		{"a space é 秘", "a é秘"},
		{"backspace delete left right a end", "a"},
	} {
		in := widget.NewInput(theme.New(true, false), widget.InputOptions{})
		in.Focus()
		for k := range strings.FieldsSeq(c.keys) {
			in.Update(press(k))
		}
		if got := in.Value(); got != c.want {
			t.Errorf("%s: %q, want %q", c.keys, got, c.want)
		}
	}
}

func TestInputLeavesOtherKeysAlone(t *testing.T) {
	in := widget.NewInput(theme.New(true, false), widget.InputOptions{})
	if in.Update(press("a")) || in.Value() != "" {
		t.Error("typed without the focus")
	}
	in.Focus()
	for _, k := range []tea.KeyPressMsg{{Code: tea.KeyEnter}, {Code: tea.KeyTab}, {Code: tea.KeyEscape}, {Code: 'x', Mod: tea.ModAlt, Text: "x"}} {
		if in.Update(k) {
			t.Errorf("%s was taken", k)
		}
	}
}

func TestInputTakesPastes(t *testing.T) {
	th := theme.New(true, false)
	for _, c := range []struct {
		name, paste, want, note string
		masked                  bool
	}{
		{name: "plain", paste: "TopSecretInfo\r\n", want: "TopSecretInfo"},
		{name: "lines", paste: "a\nb", want: "a b", note: "line breaks"},
		{name: "control characters", paste: "a\x1b[31mb\u202e", want: "a·[31mb·"},
		{name: "a value keeps what is invisible", paste: "a\u200bb", want: "a\u200bb", masked: true},
		{name: "too long", paste: strings.Repeat("x", 10_240), want: strings.Repeat("x", 64), note: "the field takes 64 characters; 10176 more were left out"},
	} {
		in := widget.NewInput(th, widget.InputOptions{Most: 64, Masked: c.masked})
		in.Focus()
		in.Update(tea.PasteMsg{Content: c.paste})
		if got := in.Value(); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
		if !strings.Contains(in.Note(), c.note) || c.note == "" && in.Note() != "" {
			t.Errorf("%s: note %q, want %q in it", c.name, in.Note(), c.note)
		}
		exact(t, in.View(20), 20, 1)
	}
}

// At its limit a field takes no more, by paste or by key, and says so until the
// next key; characters are counted, not bytes.
func TestInputAtItsLimit(t *testing.T) {
	const one = "the field takes 8 characters; 1 more was left out"
	for _, c := range []struct{ paste, keys, want, note string }{
		{"12345678", "", "12345678", ""},
		{"123456789", "", "12345678", one},
		{"秘密の読者éé!", "", "秘密の読者éé!", ""},
		{"秘密の読者éé!?", "", "秘密の読者éé!", one},
		{"12345678", "9", "12345678", one},
		{"12345678", "é", "12345678", one},
		{"12345678", "9 backspace", "1234567", ""},
		{"12345678", "9 left", "12345678", ""},
		{"1234567", "home 9", "91234567", ""},
		{"1234567890", "", "12345678", "the field takes 8 characters; 2 more were left out"},
	} {
		in := widget.NewInput(theme.New(true, false), widget.InputOptions{Most: 8})
		in.Focus()
		in.Update(tea.PasteMsg{Content: c.paste})
		for k := range strings.FieldsSeq(c.keys) {
			in.Update(press(k))
		}
		if in.Value() != c.want || in.Note() != c.note {
			t.Errorf("%s, then %s: %q, note %q; want %q, note %q", c.paste, c.keys, in.Value(), in.Note(), c.want, c.note)
		}
	}
}

func TestMaskedInputNeverShowsItsText(t *testing.T) {
	in := widget.NewInput(theme.New(true, false), widget.InputOptions{Masked: true, Value: "hunter2"})
	in.Focus()
	for range 9 {
		if text := ansi.Strip(in.View(20)); strings.ContainsAny(text, "hunter2") {
			t.Fatalf("shows %q", text)
		}
		in.Update(press("left"))
	}
}

func TestInputIsExactAndShowsTheCursor(t *testing.T) {
	th := theme.New(true, false)
	rapid.Check(t, func(t *rapid.T) {
		in := widget.NewInput(th, widget.InputOptions{Placeholder: "a name", Most: 60})
		in.Focus()
		w := rapid.IntRange(2, 30).Draw(t, "w")
		for _, k := range rapid.SliceOfN(rapid.SampledFrom([]string{"a", "秘", "space", "left", "right", "home", "end", "backspace", "delete", "ctrl+w"}), 0, 60).Draw(t, "keys") {
			in.Update(press(k))
			view := in.View(w)
			exact(t, view, w, 1)
			if !strings.Contains(view, "7") { // SGR 7, reverse video
				t.Fatalf("no cursor in %q", view)
			}
		}
		for _, r := range in.Value() {
			if unicode.IsControl(r) {
				t.Fatalf("holds %U", r)
			}
		}
	})
}

func BenchmarkInputWithLongText(b *testing.B) {
	in := widget.NewInput(theme.New(true, false), widget.InputOptions{Most: 10_240, Value: strings.Repeat("x", 10_240)})
	in.Focus()
	for b.Loop() {
		in.View(60)
	}
}
