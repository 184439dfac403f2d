package plain_test

import (
	"testing"

	"secretwatch/ui/plain"
)

func TestInWords(t *testing.T) {
	for text, want := range map[string]string{
		"alarm reads goes off on one read: Sum >= 1 within 60 seconds": "alarm reads goes off on one read: Sum at least 1 within 60 seconds",
		"0.02 is not >= 1":                     "0.02 is not at least 1",
		"Sum > 0, and Average <= -1.5 or < 2":  "Sum more than 0, and Average at most -1.5 or less than 2",
		"it was handed over 3 s after it":      "it was handed over 3 seconds after it",
		"1 s ago, not 5s":                      "1 second ago, not 5 seconds",
		"2 min 05 s, or 1 min 00 s":            "2 minutes 5 seconds, or 1 minute 0 seconds",
		"usually 10-30 s":                      "usually 10 to 30 seconds",
		"(12 ms, 3.4 s, 26 h)":                 "(12 milliseconds, 3.4 seconds, 26 hours)",
		"from OK -> ALARM":                     "from OK to ALARM",
		"{ $.count >= 5 } took 5 s":            "{ $.count >= 5 } took 5 s",
		"arn:aws:sns:us-east-1:1:5s and x-5 s": "arn:aws:sns:us-east-1:1:5s and x-5 s",
		"5 secrets, 3 hops, 2 minutes":         "5 secrets, 3 hops, 2 minutes",
		"":                                     "",
	} {
		if got := plain.InWords(text); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}
