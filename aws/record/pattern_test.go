package record_test

import (
	"strings"
	"testing"

	"secretwatch/aws/filter"
	"secretwatch/aws/record"
)

// The pattern finds reads, and its own text is none: a metric filter for
// "GetSecretValue" must not count the call that looks for reads.
func TestReadsPatternDoesNotSpellTheEvent(t *testing.T) {
	p, err := filter.Parse(record.ReadsPattern)
	if err != nil {
		t.Fatal(err)
	}
	for message, want := range map[string]bool{
		`{"eventSource":"secretsmanager.amazonaws.com","eventName":"GetSecretValue"}`:      true,
		`{"eventSource":"secretsmanager.amazonaws.com","eventName":"DescribeSecret"}`:      false,
		`{"eventSource":"secretsmanager.amazonaws.com","eventName":"BatchGetSecretValue"}`: false,
		`{"eventSource":"example.amazonaws.com","eventName":"GetSecretValue"}`:             false,
	} {
		if got := p.Match(message); got != want {
			t.Errorf("%s: %v, want %v", message, got, want)
		}
	}
	if strings.Contains(record.ReadsPattern, "GetSecretValue") {
		t.Error("a filter for text counts whoever asks with this pattern")
	}
}
