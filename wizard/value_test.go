package wizard

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"
)

const precious = "hunter2-is-precious"

// carrier holds a wizard where fmt may not call methods.
type carrier struct {
	w     *Wizard
	v     Value
	Shown Value
	P     *Value
}

func TestTheValueShowsItselfNowhere(t *testing.T) {
	w := begin(Flags{})
	w.Set(QSource, FromTyping)
	w.Value().Append(precious)
	c := carrier{w: w, v: *w.Value(), Shown: *w.Value(), P: w.Value()}
	var dumps []string
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%d"} {
		for _, x := range []any{w, *w, c, &c, w.Value(), *w.Value()} {
			dumps = append(dumps, fmt.Sprintf(verb, x))
		}
	}
	b, err := json.Marshal(c)
	if err != nil {
		t.Fatal(err)
	}
	var log bytes.Buffer
	slog.New(slog.NewTextHandler(&log, nil)).Info("x", "value", w.Value(), "plain", *w.Value(), "in", c)
	dumps = append(dumps, string(b), log.String())
	for _, id := range Steps() {
		dumps = append(dumps, Script(w.ByHand(id.ID)), fmt.Sprint(w.Facts(id.ID)))
	}
	spelt := strings.Trim(fmt.Sprintf("%d", []byte(precious)), "[]")
	coded := fmt.Sprintf("%x", precious)
	for _, d := range dumps {
		if strings.Contains(d, precious) || strings.Contains(d, spelt) || strings.Contains(d, coded) {
			t.Errorf("the value shows in %s", d)
		}
	}
	if !strings.Contains(log.String(), redacted) {
		t.Errorf("the log says nothing of the value: %s", log.String())
	}
}

func TestEditing(t *testing.T) {
	var v Value
	v.Append("päss")
	v.Append("wörter")
	v.Backspace()
	v.Backspace()
	if got, err := v.Reveal(); err != nil || got != "pässwört" {
		t.Errorf("got %q, %v", got, err)
	}
	if v.Len() != 8 || v.Size() != 10 {
		t.Errorf("len %d, size %d", v.Len(), v.Size())
	}
	kept := *v.bytes()
	v.Zero()
	if _, err := v.Reveal(); err == nil || v.Len() != 0 {
		t.Error("a forgotten value is still there")
	}
	if !bytes.Equal(kept, make([]byte, len(kept))) {
		t.Error("the forgotten value was not overwritten")
	}
	v.Backspace() // nothing to take back
}

// Secrets Manager counts bytes; a person counts characters.
func TestTheLongestValue(t *testing.T) {
	const atMost = "Secrets Manager takes at most 65,536 bytes."
	for _, c := range []struct {
		name, text, wrong, after string // after one backspace
	}{
		{"just fits", strings.Repeat("x", 65536), "", ""},
		{"one byte more", strings.Repeat("x", 65537), "The value is 1 byte too long; " + atMost, ""},
		{"two bytes each, just fits", strings.Repeat("é", 32768), "", ""},
		{"the last of two bytes beyond", "x" + strings.Repeat("é", 32768), "The value is 1 byte too long; " + atMost, ""},
		{"the last of four bytes beyond", strings.Repeat("x", 65533) + "🔑", "The value is 1 byte too long; " + atMost, ""},
		{"far too long", strings.Repeat("é", 50_000), "The value is 34464 bytes too long; " + atMost, "Value is empty; type or paste what is to be kept secret, or choose to make one up."},
	} {
		t.Run(c.name, func(t *testing.T) {
			var v Value
			v.Append(c.text)
			if got := checkValue(&v); got != c.wrong {
				t.Errorf("got %q", got)
			}
			if got, err := v.Reveal(); c.wrong == "" && (err != nil || got != c.text) {
				t.Errorf("it was changed: %d bytes, %v", len(got), err)
			}
			v.Backspace()
			if got := checkValue(&v); got != c.after {
				t.Errorf("after a backspace: %q", got)
			}
			if got, _ := v.Reveal(); c.after == "" && !utf8.ValidString(got) {
				t.Error("half a character is left")
			}
		})
	}
}

// A value that was not wholly kept is never sent.
func TestAValueThatWasCutIsNotRevealed(t *testing.T) {
	var v Value
	v.Append("begins well ")
	v.Append(strings.Repeat("x", 70_000))
	v.Append("y")
	if got, err := v.Reveal(); err == nil {
		t.Errorf("%d bytes are revealed", len(got))
	}
	if v.Size() != 70_013 {
		t.Errorf("size %d", v.Size())
	}
	v.Zero()
	v.Append("short")
	if got, err := v.Reveal(); err != nil || got != "short" {
		t.Errorf("got %q, %v", got, err)
	}
}

func TestGenerate(t *testing.T) {
	seen := map[string]bool{}
	for range 50 {
		s, err := Generate().Reveal()
		if err != nil || len(s) != 32 || strings.Trim(s, alphabet) != "" {
			t.Fatalf("got %q, %v", s, err)
		}
		if seen[s] {
			t.Fatalf("the same twice: %q", s)
		}
		seen[s] = true
	}
}

func TestSecretValue(t *testing.T) {
	w := begin(Flags{})
	first, err := w.SecretValue()
	if err != nil {
		t.Fatal(err)
	}
	if again, _ := w.SecretValue(); again != first { // a retry must not make another
		t.Error("a retry would use another value")
	}
	w.Set(QSource, FromTyping)
	if _, err := w.SecretValue(); err == nil {
		t.Error("the generated value counts as typed")
	}
	if p := w.Check(StepSecret); len(p) != 1 || p[0].Text != "Value is empty; type or paste what is to be kept secret, or choose to make one up." {
		t.Errorf("got %+v", p)
	}
	w.Value().Append("a\nb ")
	if got, _ := w.SecretValue(); got != "a\nb " {
		t.Errorf("the value was changed: %q", got)
	}
}

func TestFlagsSecretValue(t *testing.T) {
	if _, err := (Flags{}).SecretValue(); !errors.Is(err, ErrNoSource) {
		t.Errorf("got %v", err)
	}
	file := filepath.Join(t.TempDir(), "value")
	f := Flags{ValueFile: file}
	if _, err := f.SecretValue(); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("got %v", err)
	}
	if err := os.WriteFile(file, []byte(precious), 0o600); err != nil {
		t.Fatal(err)
	}
	if got, err := f.SecretValue(); err != nil || got != precious {
		t.Errorf("got %q, %v", got, err)
	}
	if got, err := (Flags{Generate: true}).SecretValue(); err != nil || len(got) != 32 {
		t.Errorf("got %q, %v", got, err)
	}
}
