package filter

import (
	"regexp"
	"strings"
)

// What may stand in a regular expression of a pattern, beside letters and
// digits, as itself and as an operator.
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html
const (
	regexLiterals  = " :_#=@/;,-"
	regexOperators = `^$?[]{}|\*+.`
	regexClasses   = "dDsSwW"
)

// regexSize is how many bytes of the dialect stand at the start of s, 0 where
// it has no such character: it has no groups and none of several bytes.
func regexSize(s string) int {
	switch c := s[0]; {
	case c == '\\':
		return escapeSize(s)
	case isASCIIWord(c), strings.IndexByte(regexLiterals+regexOperators, c) >= 0:
		return 1
	default:
		return 0
	}
}

// compileRegex compiles what is left of the difference to Go's dialect.
func compileRegex(source string) (*regexp.Regexp, error) {
	var b strings.Builder
	for i := 0; i < len(source); {
		size := regexSize(source[i:])
		if strings.HasPrefix(source[i:], "{,") {
			b.WriteString("{0")
		} else {
			b.WriteString(source[i : i+size])
		}
		i += size
	}
	re, err := regexp.Compile(b.String())
	if err != nil {
		return nil, refuse("Failed to compile regular expression.")
	}
	return re, nil
}

// escapeSize is how many bytes the escape at the start of s takes, 0 where the
// dialect has no such escape.
func escapeSize(s string) int {
	switch {
	case len(s) < 2:
		return 0
	case s[1] == 'x':
		if len(s) >= 4 && isHex(s[2]) && isHex(s[3]) {
			return 4
		}
		return 0
	case strings.IndexByte(regexClasses, s[1]) >= 0:
		return 2
	case s[1] > ' ' && s[1] < 0x7f && !isASCIIWord(s[1]):
		return 2
	default:
		return 0
	}
}

func isASCIIWord(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '_'
}

func isHex(c byte) bool {
	return c >= '0' && c <= '9' || c >= 'a' && c <= 'f' || c >= 'A' && c <= 'F'
}
