package topics

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/netip"
	"slices"
)

// Limits of a filter policy.
// https://docs.aws.amazon.com/sns/latest/dg/subscription-filter-policy-constraints.html
const (
	maxFilterKeys         = 5
	maxFilterCombinations = 150
)

// operators are what a condition that is an object may say.
var operators = []string{"exists", "prefix", "suffix", "equals-ignore-case", "anything-but", "numeric", "wildcard", "cidr"}

// checkFilterPolicy says why SNS refuses a filter policy; "" where it takes it.
func checkFilterPolicy(document, scope string) string {
	if document == "" {
		return ""
	}
	var policy map[string]any
	if err := json.Unmarshal([]byte(document), &policy); err != nil {
		return "failed to parse JSON. " + err.Error()
	}
	keys, combinations := 0, 1
	if why := checkLevel(policy, scope, &keys, &combinations); why != "" {
		return why
	}
	switch {
	case keys > maxFilterKeys:
		return "Filter policy can not have more than 5 keys"
	case combinations > maxFilterCombinations:
		return "Filter policy is too complex"
	}
	return ""
}

func checkLevel(policy map[string]any, scope string, keys, combinations *int) string {
	for _, key := range slices.Sorted(maps.Keys(policy)) {
		switch rule := policy[key].(type) {
		case map[string]any:
			if scope != scopeBody {
				return "Filter policy scope MessageAttributes does not support nested filter policy"
			}
			if why := checkLevel(rule, scope, keys, combinations); why != "" {
				return why
			}
		case []any:
			if key == "$or" {
				if why := checkAlternatives(rule, scope, keys, combinations); why != "" {
					return why
				}
				continue
			}
			*keys++
			*combinations *= max(1, len(rule))
			if why := checkConditions(rule); why != "" {
				return why
			}
		default:
			return fmt.Sprintf("%q must be an object or an array", key)
		}
	}
	return ""
}

func checkAlternatives(rules []any, scope string, keys, combinations *int) string {
	for _, rule := range rules {
		level, ok := rule.(map[string]any)
		if !ok {
			return "\"$or\" must be an array of objects"
		}
		if why := checkLevel(level, scope, keys, combinations); why != "" {
			return why
		}
	}
	return ""
}

func checkConditions(rule []any) string {
	if len(rule) == 0 {
		return "Empty arrays are not allowed"
	}
	for _, condition := range rule {
		switch condition := condition.(type) {
		case []any:
			return "Match value must be String, number, true, false, or null"
		case map[string]any:
			if len(condition) != 1 {
				return "Only one key allowed in match expression"
			}
			for operator, operand := range condition {
				if why := checkOperator(operator, operand); why != "" {
					return why
				}
			}
		}
	}
	return ""
}

func checkOperator(operator string, operand any) string {
	_, isText := operand.(string)
	switch operator {
	case "exists":
		if _, ok := operand.(bool); !ok {
			return "exists match pattern must be either true or false."
		}
	case "prefix", "suffix", "equals-ignore-case", "wildcard":
		if !isText {
			return operator + " match pattern must be a string"
		}
	case "cidr":
		text, _ := operand.(string)
		if _, err := netip.ParsePrefix(text); err != nil {
			return "Malformed CIDR, one '/' required"
		}
	case "numeric":
		bounds, ok := operand.([]any)
		if !ok || len(bounds) == 0 || len(bounds)%2 != 0 {
			return "Value of numeric must be an array of operators and numbers"
		}
	default:
		if !slices.Contains(operators, operator) {
			return "Unrecognized match type " + operator
		}
	}
	return ""
}
