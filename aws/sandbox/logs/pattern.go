package logs

import (
	"errors"

	"github.com/aws/aws-sdk-go-v2/aws"

	"secretwatch/aws/filter"
)

const maxPattern = 1024

// What AWS calls a pattern that it does not take, by what it is for.
const (
	ofMetrics = "metric filter pattern"
	ofEvents  = "filter pattern"
)

// parse reads a pattern. AWS names the character that disturbs it in terms, in
// fields and in the words of a JSON pattern; of one whose words stand in a wrong
// order it says no more than that it is invalid.
func parse(text *string, what string) (*filter.Pattern, error) {
	source := aws.ToString(text)
	if len(source) > maxPattern {
		return nil, tooLong("filterPattern", source, maxPattern)
	}
	p, err := filter.Parse(source)
	var syntax *filter.SyntaxError
	switch {
	case err == nil:
		return p, nil
	case errors.As(err, &syntax) && (syntax.Vague || syntax.VagueInSearch && what == ofEvents):
		return nil, invalid("Invalid %s", what)
	}
	return nil, invalid("%s", err.Error())
}
