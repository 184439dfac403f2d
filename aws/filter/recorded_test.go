package filter_test

import (
	"encoding/json"
	"errors"
	"maps"
	"os"
	"slices"
	"testing"

	"secretwatch/aws/filter"
)

type recorded struct {
	Messages map[string][]string
	Matches  []struct {
		Messages, Pattern string
		Events            []int // from 1
	}
	Refused   []struct{ Pattern, Metric, Search string }
	Extracted []struct {
		Pattern string
		Event   int
		Values  map[string]string
	}
}

func answers(t *testing.T) recorded {
	t.Helper()
	b, err := os.ReadFile("testdata/recorded.json")
	if err != nil {
		t.Fatal(err)
	}
	var r recorded
	if err := json.Unmarshal(b, &r); err != nil {
		t.Fatal(err)
	}
	if len(r.Matches) != 66 || len(r.Refused) != 25 || len(r.Extracted) != 13 {
		t.Fatalf("%d, %d and %d answers", len(r.Matches), len(r.Refused), len(r.Extracted))
	}
	return r
}

func TestPatternsAsRecorded(t *testing.T) {
	r := answers(t)
	for _, c := range r.Matches {
		p := parse(t, c.Pattern)
		var events []int
		for i, message := range r.Messages[c.Messages] {
			matched := p.Match(message)
			if matched {
				events = append(events, i+1)
			}
			if why := p.WhyNot(message); matched != (len(why) == 0) {
				t.Errorf("%s on %s: %v, and why not: %v", c.Pattern, message, matched, why)
			}
		}
		if !slices.Equal(events, c.Events) {
			t.Errorf("%s matches the %s %v, want %v", c.Pattern, c.Messages, events, c.Events)
		}
	}
	for _, c := range r.Extracted {
		if got := parse(t, c.Pattern).Extract(r.Messages["space"][c.Event-1]); !maps.Equal(got, c.Values) {
			t.Errorf("%s of event %d: %q, want %q", c.Pattern, c.Event, got, c.Values)
		}
	}
}

func TestRefusedAsRecorded(t *testing.T) {
	for _, c := range answers(t).Refused {
		_, err := filter.Parse(c.Pattern)
		var syntax *filter.SyntaxError
		if !errors.As(err, &syntax) {
			t.Errorf("%s is taken", c.Pattern)
			continue
		}
		metric, search := syntax.Message, syntax.Message
		if syntax.Vague {
			metric, search = "Invalid metric filter pattern", "Invalid filter pattern"
		}
		if syntax.VagueInSearch {
			search = "Invalid filter pattern"
		}
		if metric != c.Metric || c.Search != "" && search != c.Search {
			t.Errorf("%s: %s and %s, want %s and %s", c.Pattern, metric, search, c.Metric, c.Search)
		}
	}
}

// The event and the patterns are those of a public test that ran them against
// TestMetricFilter.
func TestNumbersAndTextAsRecorded(t *testing.T) {
	const event = `
{
    "someString": "111.111.111.111",
    "emptyString": "",
    "someInt": 123,
    "someFloat": 12.34,
    "someFloat2": 12.0,
    "someObject": {
    },
    "someNull": null
}
    `
	for want, patterns := range map[bool][]string{
		true: {
			`{ $.someString = "111.111.111.111" }`, `{ $.someString = 111.111.111.111 }`, `{ $.someString = "*.111.111.111" }`,
			`{ $.emptyString = "*" }`, `{ $.someString != 222* }`, `{ $.someString != 111 }`,
			`{ $.someInt = "123" }`, `{ $.someInt != "123.0" }`, `{ $.someInt = 123.0 }`, `{ $.someInt = "12*" }`, `{ $.someInt = *3 }`, `{ $.someInt != "*1" }`,
			`{ $.someFloat = 12.* }`, `{ $.someFloat = "*.34" }`, `{ $.someFloat = 12.34*}`, `{ $.someFloat2 != "12" }`, `{ $.someFloat2 = 12 }`, `{ $.someFloat != "4*1" }`,
			`{ $.someFloat      <=     100.0 }`, `{ $.gone NOT EXISTS         }`,
		},
		false: {
			`{ $.someString > 123 }`, `{ $.someString <= 123 }`, `{ $.someString = 123 }`, `{ $.someInt = "123.00" }`,
			`{ $.someObject = 123 }`, `{ $.someObject != 123 }`, `{ $.someObject >= 123 }`, `{ $.someObject != "non-number-like" }`, `{ $.someNull[0] = "value" }`,
		},
	} {
		for _, pattern := range patterns {
			if got := parse(t, pattern).Match(event); got != want {
				t.Errorf("%s: %v", pattern, got)
			}
		}
	}
	for _, pattern := range []string{
		`{ $.someString > unquoted_string }`, `{ $.someString <= "quoted_string" }`, `{ $.someString >= "123" }`, `{ $.someInt >= "123.0" }`,
	} {
		if _, err := filter.Parse(pattern); err == nil {
			t.Errorf("%s is taken", pattern)
		}
	}
}
