package doctor

import (
	"maps"
	"slices"
	"strings"
)

// refuses names the first key of an SNS filter policy that the message does
// not meet, "" where it meets all. An operator that is not known here is taken
// for met: nothing is claimed.
// https://docs.aws.amazon.com/sns/latest/dg/example-filter-policies.html
func refuses(policy, message map[string]any, path string) string {
	for _, key := range slices.Sorted(maps.Keys(policy)) {
		want := policy[key]
		value, there := message[key]
		switch want := want.(type) {
		case map[string]any:
			inner, _ := value.(map[string]any)
			if why := refuses(want, inner, path+key+"."); why != "" {
				return why
			}
		case []any:
			if key == "$or" {
				continue // alternatives over several keys are not judged here
			}
			if !slices.ContainsFunc(want, func(rule any) bool { return meets(rule, value, there) }) {
				return path + key + " asks for " + compact(want)
			}
		}
	}
	return ""
}

// meets reports whether a value fulfils one of a key's alternatives.
func meets(rule, value any, there bool) bool {
	operator, ok := rule.(map[string]any)
	if !ok {
		return there && rule == value
	}
	text, isText := value.(string)
	for name, of := range operator {
		word, _ := of.(string)
		switch name {
		case "exists":
			return of == there
		case "prefix":
			return isText && strings.HasPrefix(text, word)
		case "suffix":
			return isText && strings.HasSuffix(text, word)
		case "equals-ignore-case":
			return isText && strings.EqualFold(text, word)
		case "anything-but":
			list, many := of.([]any)
			return there && !many && of != value || many && there && !slices.Contains(list, value)
		default:
			return there
		}
	}
	return false
}
