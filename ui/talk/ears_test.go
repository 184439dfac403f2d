package talk

import (
	"strings"
	"testing"
	"testing/synctest"

	"secretwatch/aws/monitor"
)

func TestForEars(t *testing.T) {
	for text, want := range map[string]string{
		"1-256 letters, digits, - and _":                                                         "1 to 256 letters, digits, hyphen and underscore",
		"letters, digits and /_+=.@-":                                                            "letters, digits and slash, underscore, plus, equals sign, dot, at sign, hyphen",
		"1-255 characters, no : * $; not AWS/...":                                                "1 to 255 characters, no colon, star, dollar sign; not AWS/...",
		"1-64 letters, digits and + = , . @ _ -":                                                 "1 to 64 letters, digits and plus, equals sign, comma, dot, at sign, underscore, hyphen",
		`"a - 1-2" is no name; it should be A-Z / _.`:                                            `"a - 1-2" is no name; it should be A to Z slash, underscore.`,
		"undo this step (u) before you give `it` another name.":                                  "undo this step before you give it another name.",
		"an e-mail address of us-east-1, name@example.com.":                                      "an e-mail address of us-east-1, name@example.com.",
		`"a"b" is no name for a secret; it should be 1-512 characters out of A-Z a-z 0-9 / _ -.`: `"a"b" is no name for a secret; it should be 1 to 512 characters out of capital and small letters, digits, slash, underscore, hyphen.`,
		"one of 1, 3, 365 ... 3653":                                                              "one of 1, 3, 365 ... 3653",
		"1-512 characters, no : and no *":                                                        "1 to 512 characters, no colon and no star",
	} {
		if got := forEars(text); got != want {
			t.Errorf("%q\nbecame %q,\nwant   %q", text, got, want)
		}
	}
}

// No line of the wizard needs the eyes: signs and ranges are words.
func TestTheConversationHasNoBareSigns(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		lines := "\n" + "repeat\n\n\n" // account, secret
		for _, questions := range []int{5, 3, 7, 3, 5} {
			lines += "repeat\nmore\n" + strings.Repeat("\n", questions)
		}
		said, _ := converse(&cloud{made: map[monitor.Kind]string{}}, lines)
		for _, want := range []string{
			"Name may be a new or an existing name: letters, digits and slash, underscore, plus, equals sign, dot, at sign, hyphen.",
			"Topic may be 1 to 256 letters, digits, hyphen and underscore.",
			"2, alarm and EventBridge: and who, when, where.",
			"Log group may be 1 to 512 letters, digits and underscore, hyphen, slash, dot, hash.",
		} {
			if !strings.Contains(said, want) {
				t.Errorf("not said: %q in\n%s", want, said)
			}
		}
		for _, sign := range []string{" >= ", " <= ", " / ", " + ", " - ", " _ ", " -> "} {
			for l := range strings.Lines(said) {
				if strings.Contains(l, sign) && !strings.ContainsAny(l, `$"`) { // a pattern is what it is, and so is a subject
					t.Errorf("%q stands in %q", sign, l)
				}
			}
		}
	})
}

func TestAnOptionIsChosenAsItIsSaid(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		said, _ := converse(&cloud{made: map[monitor.Kind]string{}}, "\n\n\n\n\n\nmore\nsam@example.com\nalarm and eventbridge\nback\n")
		if !strings.Contains(said, "[2, alarm and EventBridge]") {
			t.Errorf("not chosen in\n%s", said)
		}
	})
}
