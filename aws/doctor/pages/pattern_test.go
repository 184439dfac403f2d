package pages_test

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"secretwatch/aws/doctor/pages"
	"secretwatch/aws/filter"
)

// consoleRead is a read of SECRET as CloudTrail records it, cut to the fields
// that the pages' patterns ask for.
const consoleRead = `{"eventSource":"secretsmanager.amazonaws.com","eventName":"GetSecretValue","readOnly":true,` +
	`"requestParameters":{"secretId":"arn:aws:secretsmanager:us-east-1:111122223333:secret:SECRET-a1b2c3"},` +
	`"responseElements":null,"sessionCredentialFromConsole":"true"}`

var (
	patternOption = regexp.MustCompile(`--filter-pattern '([^']*)'`)
	messageOption = regexp.MustCompile(`--log-event-messages '([^']*)'`)
)

// commandsWith are the commands of an operation, with the page that has each.
func commandsWith(t *testing.T, operation string, do func(code, pattern, command string)) {
	t.Helper()
	for _, p := range pages.All() {
		for command := range strings.Lines(commandsOf(p)) {
			m := patternOption.FindStringSubmatch(command)
			if strings.HasPrefix(command, operation) && m != nil && m[1] != "PATTERN" {
				do(p.Code, m[1], command)
			}
		}
	}
}

func TestPatternsThatMendMatchARead(t *testing.T) {
	n := 0
	commandsWith(t, "aws logs put-metric-filter ", func(code, pattern, _ string) {
		n++
		p, err := filter.Parse(pattern)
		if err != nil {
			t.Errorf("%s: %s: %v", code, pattern, err)
			return
		}
		if !p.Match(consoleRead) {
			t.Errorf("%s: %s misses a read", code, pattern)
		}
		if p.Match(strings.Replace(consoleRead, "GetSecretValue", "DescribeSecret", 1)) {
			t.Errorf("%s: %s also counts DescribeSecret", code, pattern)
		}
	})
	if n < 8 {
		t.Errorf("only %d patterns were tried", n)
	}
}

// What TestMetricFilter is to show by hand is what the page says it shows.
func TestPatternsToTryShowWhatThePageSays(t *testing.T) {
	want := map[string][]bool{ // whether each command of the page finds a match
		"filter-not-equal-on-missing-field": {false},
		"filter-boolean-compared":           {true, false},
		"filter-console-flag":               {false},
		"filter-selector-not-leaf":          {false},
		"filter-optional-terms-ignored":     {true},
	}
	got := map[string][]bool{}
	commandsWith(t, "aws logs test-metric-filter ", func(code, pattern, command string) {
		m := messageOption.FindStringSubmatch(command)
		if m == nil || m[1] == "MESSAGE" {
			return
		}
		p, err := filter.Parse(pattern)
		if err != nil {
			t.Errorf("%s: %s: %v", code, pattern, err)
			return
		}
		got[code] = append(got[code], p.Match(m[1]))
	})
	for code, matches := range want {
		if !slices.Equal(got[code], matches) {
			t.Errorf("%s: matches %v, want %v", code, got[code], matches)
		}
	}
	for code := range got {
		if want[code] == nil {
			t.Errorf("%s: nothing is said of what its pattern finds", code)
		}
	}
}
