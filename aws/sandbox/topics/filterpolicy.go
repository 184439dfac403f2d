package topics

import (
	"encoding/json"
	"net/netip"
	"slices"
	"strconv"
	"strings"
)

// Scopes of a filter policy.
const (
	scopeAttributes = "MessageAttributes"
	scopeBody       = "MessageBody"
)

// filteredOut says why the subscription's filter policy drops the message, in
// the words that end the metric's name; "" means that it passes.
// https://docs.aws.amazon.com/sns/latest/dg/sns-subscription-filter-policies.html
func (sub *subscription) filteredOut(m message) string {
	var policy map[string]any
	if json.Unmarshal([]byte(sub.attributes["FilterPolicy"]), &policy) != nil || len(policy) == 0 {
		return ""
	}
	if sub.attributes["FilterPolicyScope"] == scopeBody {
		var body map[string]any
		if json.Unmarshal([]byte(m.forProtocol("default")), &body) != nil {
			return "InvalidMessageBody"
		}
		if !accepts(policy, body) {
			return "MessageBody"
		}
		return ""
	}
	if accepts(policy, m.attributeValues()) {
		return ""
	}
	if len(m.attributes) == 0 {
		return "NoMessageAttributes"
	}
	return "MessageAttributes"
}

// attributeValues are the message's attributes as JSON values.
func (m message) attributeValues() map[string]any {
	values := map[string]any{}
	for name, a := range m.attributes {
		if a.StringValue == nil {
			continue
		}
		text := *a.StringValue
		var parsed any
		switch {
		case a.DataType != nil && strings.HasPrefix(*a.DataType, "String.Array") && json.Unmarshal([]byte(text), &parsed) == nil:
			values[name] = parsed
		case a.DataType != nil && strings.HasPrefix(*a.DataType, "Number"):
			if n, err := strconv.ParseFloat(text, 64); err == nil {
				values[name] = n
			}
		default:
			values[name] = text
		}
	}
	return values
}

// accepts reports whether every key of the policy is met: conditions of one
// key are alternatives, nested objects go down into the message.
func accepts(policy, message map[string]any) bool {
	for key, want := range policy {
		if alternatives, ok := want.([]any); ok && key == "$or" {
			if !slices.ContainsFunc(alternatives, func(one any) bool {
				level, ok := one.(map[string]any)
				return ok && accepts(level, message)
			}) {
				return false
			}
			continue
		}
		got, present := message[key]
		switch want := want.(type) {
		case map[string]any:
			inner, ok := got.(map[string]any)
			if !ok || !accepts(want, inner) {
				return false
			}
		case []any:
			if !anyOf(want, got, present) {
				return false
			}
		default:
			return false
		}
	}
	return true
}

func anyOf(conditions []any, got any, present bool) bool {
	values, ok := got.([]any)
	if !ok {
		values = []any{got}
	}
	for _, condition := range conditions {
		if exists, ok := member(condition, "exists").(bool); ok {
			if exists == present {
				return true
			}
			continue
		}
		for _, value := range values {
			if present && meets(condition, value) {
				return true
			}
		}
	}
	return false
}

// member is one member of a condition that is an object, else nil.
func member(condition any, name string) any {
	object, _ := condition.(map[string]any)
	return object[name]
}

func meets(condition, value any) bool {
	object, ok := condition.(map[string]any)
	if !ok {
		return same(condition, value)
	}
	text, isText := value.(string)
	for operator, operand := range object {
		want, _ := operand.(string)
		switch operator {
		case "prefix":
			return isText && strings.HasPrefix(text, want)
		case "suffix":
			return isText && strings.HasSuffix(text, want)
		case "wildcard":
			return isText && wild(want, text)
		case "cidr":
			return isText && inNetwork(want, text)
		case "equals-ignore-case":
			return isText && strings.EqualFold(text, want)
		case "anything-but":
			return anythingBut(operand, value)
		case "numeric":
			number, ok := value.(float64)
			bounds, _ := operand.([]any)
			return ok && within(number, bounds)
		}
	}
	return false
}

// same compares what a condition can hold; lists and objects are never equal.
func same(want, got any) bool {
	switch want.(type) {
	case string, float64, bool, nil:
		return want == got
	default:
		return false
	}
}

func anythingBut(operand, value any) bool {
	switch operand := operand.(type) {
	case []any:
		for _, unwanted := range operand {
			if same(unwanted, value) {
				return false
			}
		}
		return true
	case map[string]any:
		return !meets(operand, value)
	default:
		return !same(operand, value)
	}
}

// within checks pairs of operator and number, such as [">", 0, "<=", 5].
func within(n float64, bounds []any) bool {
	if len(bounds) == 0 || len(bounds)%2 != 0 {
		return false
	}
	for i := 0; i < len(bounds); i += 2 {
		operator, _ := bounds[i].(string)
		bound, ok := bounds[i+1].(float64)
		held := map[string]bool{"=": n == bound, ">": n > bound, ">=": n >= bound, "<": n < bound, "<=": n <= bound}
		if !ok || !held[operator] {
			return false
		}
	}
	return true
}

// wild matches a pattern in which * stands for any text: each piece between the
// stars is taken where it comes first, so the time stays linear in both.
func wild(pattern, text string) bool {
	pieces := strings.Split(pattern, "*")
	if len(pieces) == 1 {
		return pattern == text
	}
	last := len(pieces) - 1
	rest, ok := strings.CutPrefix(text, pieces[0])
	if !ok {
		return false
	}
	for _, piece := range pieces[1:last] {
		_, after, found := strings.Cut(rest, piece)
		if !found {
			return false
		}
		rest = after
	}
	return strings.HasSuffix(rest, pieces[last])
}

func inNetwork(network, text string) bool {
	prefix, err := netip.ParsePrefix(network)
	if err != nil {
		return false
	}
	address, err := netip.ParseAddr(text)
	return err == nil && prefix.Contains(address)
}
