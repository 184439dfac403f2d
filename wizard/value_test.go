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
	v.Append(strings.Repeat("x", maxValue+100))
	if checkValue(&v) != "The value is too long; Secrets Manager takes at most 65536 bytes." {
		t.Errorf("got %q", checkValue(&v))
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
