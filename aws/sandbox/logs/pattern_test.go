package logs

import (
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"
)

func TestInvalidPatternsInAWSsWords(t *testing.T) {
	b := newBench(t)
	long := strings.Repeat("a", 1025)
	for pattern, want := range map[string][2]string{ // of a metric filter, of a search
		"GetSecret*":                    {"Invalid character(s) in term '*'", "Invalid character(s) in term '*'"},
		"?Status: timeout":              {"Invalid character(s) in term ':'", "Invalid character(s) in term ':'"},
		`{$.namespace="abc"`:            {"If a filter pattern starts with '{' it must end with '}'", "If a filter pattern starts with '{' it must end with '}'"},
		"[ip, user":                     {"If a filter pattern starts with '[' it must end with ']'", "If a filter pattern starts with '[' it must end with ']'"},
		`{ status = "401" }`:            {"Invalid metric filter pattern", "Invalid filter pattern"},
		`{ $.userIdentity.type = 'R' }`: {"Invalid metric filter pattern", "Invalid filter pattern"},
		`{ $.eventType EXISTS }`:        {"Invalid metric filter pattern", "Invalid filter pattern"},
		// https://github.com/radkawar/stackd (testdata/aws/logs/filters.json, metric_filters.json)
		`{ $.v == 1 }`:         {"Invalid metric filter pattern", "Invalid filter pattern"},
		`{ $.v = null }`:       {"Invalid metric filter pattern", "Invalid filter pattern"},
		`{ $.v IS NOT NULL }`:  {"Invalid character(s) in term 'NOT'", "Invalid filter pattern"},
		`{ !($.v = 1) }`:       {"Invalid character(s) in term '!('", "Invalid character(s) in term '!('"},
		`{ $..value = "hit" }`: {"Invalid character(s) in term '$..'", "Invalid character(s) in term '$..'"},
		`[..., status, ...]`:   {"Duplicate field '...'", "Duplicate field '...'"},
		`%[abc%`:               {"Failed to compile regular expression.", "Failed to compile regular expression."},
		long: {
			"1 validation error detected: Value '" + long + "' at 'filterPattern' failed to satisfy constraint: Member must have length less than or equal to 1024",
			"1 validation error detected: Value '" + long + "' at 'filterPattern' failed to satisfy constraint: Member must have length less than or equal to 1024",
		},
	} {
		if got := b.put("f", pattern, transformation("1")); got != "InvalidParameterException: "+want[0] {
			t.Errorf("a metric filter with %.40s: %q", pattern, got)
		}
		_, err := b.testMetricFilter(b.call(), &cloudwatchlogs.TestMetricFilterInput{FilterPattern: aws.String(pattern), LogEventMessages: []string{"x"}})
		if got := textOf(err); got != "InvalidParameterException: "+want[0] {
			t.Errorf("a test of %.40s: %q", pattern, got)
		}
		_, err = b.filterLogEvents(b.call(), &cloudwatchlogs.FilterLogEventsInput{LogGroupName: aws.String("reads"), FilterPattern: aws.String(pattern)})
		if got := textOf(err); got != "InvalidParameterException: "+want[1] {
			t.Errorf("a search for %.40s: %q", pattern, got)
		}
	}
}
