package plain

import (
	"regexp"
	"strconv"
	"strings"
)

// Signs and units that a voice reads as letters, or leaves out.
var (
	comparison = regexp.MustCompile(` (>=|<=|>|<) (-?\d)`)
	stamp      = regexp.MustCompile(`\b(\d{4}-\d\d-\d\d)T(\d\d:\d\d:\d\d)(?:\.\d+)?Z\b`)
	lasting    = regexp.MustCompile(`(^|[\s(])(\d+(?:\.\d+)?)(-\d+)? ?(ms|s|min|h)\b`)
)

var comparisonWords = map[string]string{">=": "at least", "<=": "at most", ">": "more than", "<": "less than"}

var unitWords = map[string]string{"ms": "millisecond", "s": "second", "min": "minute", "h": "hour"}

// InWords says what stands in signs and units: "Sum >= 1" is "Sum at least 1",
// "5 s" is "5 seconds". A filter pattern or JSON stays as it is, because its
// signs are what it is written with.
func InWords(text string) string {
	if strings.ContainsAny(text, "{$") {
		return text
	}
	text = strings.ReplaceAll(text, " -> ", " to ")
	text = stamp.ReplaceAllString(text, "$1 $2 UTC")
	text = comparison.ReplaceAllStringFunc(text, func(found string) string {
		m := comparison.FindStringSubmatch(found)
		return " " + comparisonWords[m[1]] + " " + m[2]
	})
	return lasting.ReplaceAllStringFunc(text, func(found string) string {
		m := lasting.FindStringSubmatch(found)
		number, unit := m[2], unitWords[m[4]]
		if n, err := strconv.Atoi(number); err == nil {
			number = strconv.Itoa(n) // 05 is five
		}
		if m[3] != "" {
			number += " to " + m[3][1:]
		}
		if number != "1" {
			unit += "s"
		}
		return m[1] + number + " " + unit
	})
}
