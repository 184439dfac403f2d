// Package foreign holds text that others wrote: what comes from CloudTrail
// records, tags, names, policies and error messages. Whoever reads a secret
// chooses their own user agent, so such text may hold terminal control
// sequences, text-direction overrides or anything else.
//
// It is a leaf: it imports the standard library only.
package foreign

import (
	"encoding/json"
	"strings"
	"unicode"
)

// String is text of foreign origin. The zero value is the empty text.
type String struct{ raw string }

// New marks s as foreign. Call it where the text enters the program.
func New(s string) String { return String{raw: s} }

// Raw is the text exactly as it came: for matching and for JSON only.
func (s String) Raw() string { return s.raw }

// Empty reports whether there is no text.
func (s String) Empty() bool { return s.raw == "" }

// Safe is the text made fit for a terminal, a title, a log line or the
// clipboard. It holds no control character, no invalid UTF-8 and no invisible
// formatting rune: white space becomes a blank, everything else of that kind
// a visible dot, so that nothing is hidden from the reader.
func (s String) Safe() string { return Safe(s.raw) }

// String implements fmt.Stringer with the safe form, so that a careless %v
// cannot harm a terminal.
func (s String) String() string { return s.Safe() }

// GoString keeps %#v safe too.
func (s String) GoString() string { return "foreign.New(" + s.Safe() + ")" }

// MarshalJSON writes the text as it came; encoding/json escapes what needs it.
func (s String) MarshalJSON() ([]byte, error) { return json.Marshal(s.raw) }

// UnmarshalJSON reads a JSON string.
func (s *String) UnmarshalJSON(b []byte) error { return json.Unmarshal(b, &s.raw) }

// Safe is the function behind String.Safe, for text that is about to be shown
// and has no other use.
func Safe(raw string) string {
	clean := true
	for i := range len(raw) {
		if c := raw[i]; c < 0x20 || c >= 0x7f {
			clean = false
			break
		}
	}
	if clean {
		return raw
	}
	return strings.Map(safeRune, strings.ToValidUTF8(raw, "\uFFFD"))
}

func safeRune(r rune) rune {
	switch {
	case r == '\n', r == '\t', r == '\r':
		return ' '
	case unicode.IsControl(r), unicode.Is(unicode.Cf, r), r == '\u2028', r == '\u2029':
		return '·'
	default:
		return r
	}
}
