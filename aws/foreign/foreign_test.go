package foreign_test

import (
	"encoding/json"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"secretwatch/aws/foreign"
)

func TestSafeKeepsWhatHarmsVisibleAndInert(t *testing.T) {
	for _, c := range []struct{ name, raw, want string }{
		{"plain", "aws-cli/2.31", "aws-cli/2.31"},
		{"carriage return", "evil\rALL OK", "evil ALL OK"},
		{"clipboard write", "\x1b]52;c;aGk=\x07x", "·]52;c;aGk=·x"},
		{"unterminated title", "\x1b]0;gone", "·]0;gone"},
		{"C1 control", "a\u009bb", "a·b"},
		{"right-to-left override", "a\u202eb", "a·b"},
		{"zero width", "a\u200bb", "a·b"},
		{"invalid UTF-8", "a\xffb", "a\uFFFDb"},
		{"other scripts stay", "Geheimnis für Zoë 秘密", "Geheimnis für Zoë 秘密"},
	} {
		if got := foreign.New(c.raw).Safe(); got != c.want {
			t.Errorf("%s: Safe(%q) = %q, want %q", c.name, c.raw, got, c.want)
		}
	}
}

func TestJSONKeepsTheTextAsItCame(t *testing.T) {
	raw := "a\x1b[31m\rb"
	b, err := json.Marshal(foreign.New(raw))
	if err != nil {
		t.Fatal(err)
	}
	var back foreign.String
	if err := json.Unmarshal(b, &back); err != nil {
		t.Fatal(err)
	}
	if back.Raw() != raw {
		t.Errorf("came back as %q, want %q", back.Raw(), raw)
	}
}

func FuzzSafe(f *testing.F) {
	for _, s := range []string{"", "plain", "\x1b]0;", "\r\n\t", "\u202e", "\xff\xfe", strings.Repeat("\x9b", 9)} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, raw string) {
		got := foreign.New(raw).Safe()
		if !utf8.ValidString(got) {
			t.Fatalf("not UTF-8: %q", got)
		}
		for _, r := range got {
			if unicode.IsControl(r) || unicode.Is(unicode.Cf, r) {
				t.Fatalf("%q holds %U", got, r)
			}
		}
	})
}
