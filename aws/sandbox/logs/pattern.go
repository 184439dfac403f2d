package logs

import (
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"

	"secretwatch/aws/filter"
)

const maxPattern = 1024

// What AWS calls a pattern that it does not take, by what it is for.
const (
	ofMetrics = "metric filter pattern"
	ofEvents  = "filter pattern"
)

// parse reads a pattern. AWS names the character that disturbs it in terms and
// in fields; of a JSON pattern it says no more than that it is invalid.
func parse(text *string, what string) (*filter.Pattern, error) {
	source := aws.ToString(text)
	if len(source) > maxPattern {
		return nil, tooLong("filterPattern", source, maxPattern)
	}
	p, err := filter.Parse(source)
	if err == nil {
		return p, nil
	}
	source = strings.TrimSpace(source)
	switch {
	// Seen at https://github.com/jorgebastida/awslogs/issues/210.
	case strings.HasPrefix(source, "{") && !strings.HasSuffix(source, "}"):
		return nil, invalid("If a filter pattern starts with '{' it must end with '}'")
	case strings.HasPrefix(source, "[") && !strings.HasSuffix(source, "]"):
		return nil, invalid("If a filter pattern starts with '[' it must end with ']'")
	// Seen at https://github.com/aws/aws-cdk/issues/15047 and
	// https://github.com/aws/aws-toolkit-jetbrains/issues/3219.
	case strings.HasPrefix(source, "{"):
		return nil, invalid("Invalid %s", what)
	}
	return nil, invalid("%s", err.Error())
}
