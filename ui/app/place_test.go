package app

import "testing"

// The region stays longer than the account's first digits.
func TestShortPlace(t *testing.T) {
	const place = "123456789012 us-east-1 admin"
	for w, want := range map[int]string{
		40: place, 28: place, 25: "123456789012 us-east-1 …", 22: "123456789012 us-east-1", 20: "…9012 us-east-1", 15: "…9012 us-east-1", 14: "123456789012 …", 11: "",
	} {
		if got := shortPlace(place, w); got != want {
			t.Errorf("in %d cells %q, want %q", w, got, want)
		}
	}
}
