package record

import (
	"encoding/json"
	"math/rand/v2"
	"strings"
	"testing"

	"secretwatch/aws/foreign"
)

// asUnquoted wants of a quoted record what its text gives, where it gives anything.
func asUnquoted(t *testing.T, in string) (read bool) {
	t.Helper()
	got, end := ParseQuoted(in)
	if end == 0 {
		if got != (Record{}) {
			t.Errorf("%q: left behind %+v", in, got)
		}
		return false
	}
	var message string
	if err := json.Unmarshal([]byte(`"`+in[:end+1]), &message); err != nil {
		t.Fatalf("%q is no string: %v", in[:end], err)
	}
	want, err := Parse(message)
	if want.Raw = (foreign.String{}); err != nil || got != want {
		t.Errorf("%q:\n got %+v\nwant %+v, %v", in, got, want, err)
	}
	return true
}

// quoted is a message within JSON, as CloudWatch Logs writes it.
func quoted(message string) string {
	return strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\n", `\n`, "\t", `\t`, "\r", `\r`).Replace(message) + `","timestamp":5}`
}

// oneLine is the text on one line, as records come.
func oneLine(text string) string {
	var b strings.Builder
	for line := range strings.Lines(text) {
		b.WriteString(strings.TrimSpace(line))
	}
	return b.String()
}

func TestAQuotedRecordIsReadAsItsText(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 8))
	read := 0
	for _, text := range corpus(t) {
		in := quoted(oneLine(text))
		asUnquoted(t, in)
		for range 300 {
			b := []byte(in)
			switch at := r.IntN(len(b)); r.IntN(5) {
			case 0:
				b[at] = `{}[]():,"\x0et -`[r.IntN(16)]
			case 1:
				b = append(b[:at], b[at+1:]...)
			case 2:
				b = b[:at]
			case 3:
				b[at] = "\x00\n\x7f\x80\xff"[r.IntN(5)]
			default:
				b[at], b[len(b)-1-at] = b[len(b)-1-at], b[at]
			}
			if asUnquoted(t, string(b)) {
				read++
			}
		}
	}
	if read < 1000 {
		t.Errorf("only %d of the damaged ones were read: the others prove nothing", read)
	}
}

func TestRealRecordsAreReadQuoted(t *testing.T) {
	for _, text := range corpus(t)[len(unusual):] {
		if text[0] == '{' && !asUnquoted(t, quoted(oneLine(text))) {
			t.Errorf("not read: %.200s", text)
		}
	}
}

func FuzzParseQuoted(f *testing.F) {
	for _, text := range corpus(f) {
		f.Add(quoted(text))
	}
	f.Fuzz(func(t *testing.T, in string) { asUnquoted(t, in) })
}
