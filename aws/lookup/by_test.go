package lookup_test

import (
	"testing"

	"secretwatch/aws/lookup"
)

func TestQuiet(t *testing.T) {
	for _, c := range []struct {
		name     string
		patterns []string
		want     lookup.By
	}{
		{"no filter", nil, lookup.Name},
		{"the tutorial's", []string{"GetSecretValue"}, lookup.Source},
		{"quoted, with an exclusion", []string{`"GetSecretValue" -ConsoleLogin`}, lookup.Source},
		{"one of several", []string{`{ $.eventName = "PutObject" }`, "?GetSecretValue ?PutSecretValue"}, lookup.Source},
		{"fields", []string{`{ $.eventName = "GetSecretValue" }`}, lookup.Name},
		{"text that spells no read", []string{"ConsoleLogin"}, lookup.Name},
		{"text that leaves the lookup out", []string{"GetSecretValue -LookupEvents"}, lookup.Name},
		{"every record, either way", []string{""}, lookup.Name},
		{"the lookup's own name, either way", []string{"LookupEvents"}, lookup.Name},
		{"a field of the lookup", []string{`{ $.requestParameters.lookupAttributes[0].attributeValue = "GetSecretValue" }`}, lookup.Source},
		{"no pattern", []string{`{ $.eventName = `}, lookup.Name},
	} {
		if got := lookup.Quiet(c.patterns...); got != c.want {
			t.Errorf("%s: %d, want %d", c.name, got, c.want)
		}
	}
}
