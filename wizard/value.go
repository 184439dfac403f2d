package wizard

import (
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"slices"
	"unicode/utf8"
)

// maxValue is how many bytes CreateSecret takes.
// https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_CreateSecret.html
const maxValue = 65536

// Value is the value of a new secret on its way to Secrets Manager. However it
// is printed or encoded, it does not show itself: it lies behind a function,
// into which no format verb can look. (Behind a pointer %s still finds it when
// the Value stands in an unexported field.)
type Value struct {
	held func() *[]byte
	over int // bytes that were not kept, because they are far too many
}

const redacted = "[secret value]"

// String never shows the value.
func (v Value) String() string { return redacted }

// GoString never shows the value.
func (v Value) GoString() string { return redacted }

// Format never shows the value, whatever the verb.
func (v Value) Format(f fmt.State, _ rune) { _, _ = f.Write([]byte(redacted)) }

// MarshalJSON never shows the value.
func (v Value) MarshalJSON() ([]byte, error) { return []byte(`"` + redacted + `"`), nil }

// MarshalText never shows the value.
func (v Value) MarshalText() ([]byte, error) { return []byte(redacted), nil }

// LogValue never shows the value.
func (v Value) LogValue() slog.Value { return slog.StringValue(redacted) }

// bytes is what is held; empty where nothing is.
func (v *Value) bytes() *[]byte {
	if v.held == nil {
		return new([]byte)
	}
	return v.held()
}

func holding(b []byte) Value { return Value{held: func() *[]byte { return &b }} }

// Len is how many characters are held.
func (v *Value) Len() int { return utf8.RuneCount(*v.bytes()) }

// Size is how many bytes were given.
func (v *Value) Size() int { return len(*v.bytes()) + v.over }

// Append types text at the end, exactly as it is. What ends more than a
// character beyond what AWS takes is counted and not kept.
func (v *Value) Append(text string) {
	if v.held == nil {
		*v = holding(nil)
	}
	b := v.bytes()
	if v.over > 0 || len(*b)+len(text) > maxValue+utf8.UTFMax {
		v.over += len(text)
		return
	}
	if need := len(*b) + len(text); need > cap(*b) {
		grown := make([]byte, len(*b), 2*need)
		copy(grown, *b)
		clear(*b) // no copy stays behind
		*b = grown
	}
	*b = append(*b, text...)
}

// Backspace takes the last character back. Where not all was kept it takes all:
// what is left could pass for the whole.
func (v *Value) Backspace() {
	if v.over > 0 {
		v.Zero()
		return
	}
	b := v.bytes()
	_, size := utf8.DecodeLastRune(*b)
	end := len(*b) - size
	clear((*b)[end:])
	*b = (*b)[:end]
}

// Zero overwrites and forgets the value.
func (v *Value) Zero() {
	b := v.bytes()
	clear((*b)[:cap(*b)])
	v.held, v.over = nil, 0
}

// Reveal gives the value to the one call that needs it. Go's strings cannot be
// overwritten: do not keep it.
func (v *Value) Reveal() (string, error) {
	switch {
	case v.Size() == 0:
		return "", errors.New("there is no value for the new secret")
	case v.over > 0:
		return "", errors.New("the value for the new secret is too long")
	}
	return string(*v.bytes()), nil
}

// generatedLength gives 192 bits with the alphabet below.
const generatedLength = 32

// alphabet has 64 characters, so that six random bits pick one without bias.
const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"

// Generate makes a random value of 32 letters, digits, hyphens and underscores.
func Generate() *Value {
	b := make([]byte, generatedLength)
	_, _ = rand.Read(b) // never fails, see its documentation
	for i, x := range b {
		b[i] = alphabet[x&63]
	}
	v := holding(b)
	return &v
}

// Value is where the typed value is collected.
func (w *Wizard) Value() *Value { return w.value }

// SecretValue gives the value of the secret that is about to be created: the
// typed one, the file's, or a generated one, which stays the same until
// Wizard.Value is zeroed.
func (w *Wizard) SecretValue() (string, error) {
	switch w.Answer(QSource) {
	case FromFile:
		if err := w.readValue(); err != nil {
			return "", err
		}
	case FromGenerator:
		if w.value.Size() == 0 {
			*w.value = *Generate()
		}
	}
	return w.value.Reveal()
}

// Valuer is SecretValue for another goroutine: it has a copy of what was typed
// or generated, and no part in the wizard. forget overwrites that copy.
func (w *Wizard) Valuer() (get func() (string, error), forget func()) {
	held := &Value{}
	if w.Answer(QSource) == FromFile {
		file := w.start.Flags.ValueFile
		return func() (string, error) {
			if err := held.read(file); err != nil {
				return "", err
			}
			return held.Reveal()
		}, held.Zero
	}
	if w.Answer(QSource) == FromGenerator && w.value.Size() == 0 {
		*w.value = *Generate()
	}
	*held = holding(slices.Clone(*w.value.bytes()))
	return held.Reveal, held.Zero
}

func (w *Wizard) readValue() error { return w.value.read(w.start.Flags.ValueFile) }

// read takes the value from a file.
func (v *Value) read(name string) error {
	b, err := os.ReadFile(name)
	if err != nil {
		return fmt.Errorf("reading the secret's value: %w", err)
	}
	defer clear(b)
	switch {
	case len(b) == 0:
		return fmt.Errorf("reading the secret's value: %s is empty", name)
	case len(b) > maxValue:
		return fmt.Errorf("reading the secret's value: %s has %d bytes, AWS takes %d", name, len(b), maxValue)
	}
	v.Zero()
	v.Append(string(b))
	return nil
}
