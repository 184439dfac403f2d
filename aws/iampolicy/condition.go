package iampolicy

import (
	"fmt"
	"net/netip"
	"strconv"
	"strings"
	"time"
)

// test compares one value of a policy with the request's.
type test func(want, have string) bool

// operator finds the test behind an operator's name in lower case, and whether
// the operator holds when no value passes the test.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
func operator(name string) (t test, negated, known bool) {
	switch name {
	case "stringequals", "stringnotequals":
		t = func(want, have string) bool { return want == have }
	case "stringequalsignorecase", "stringnotequalsignorecase":
		t = strings.EqualFold
	case "stringlike", "stringnotlike":
		t = glob
	case "arnequals", "arnlike", "arnnotequals", "arnnotlike":
		t = arnLike
	case "bool":
		t = strings.EqualFold
	case "binaryequals":
		t = func(want, have string) bool { return want == have }
	case "ipaddress", "notipaddress":
		t = inNetwork
	default:
		if kind, found := strings.CutPrefix(name, "numeric"); found {
			t = ordered(kind, number)
		} else if kind, found := strings.CutPrefix(name, "date"); found {
			t = ordered(kind, moment)
		}
	}
	return t, strings.Contains(name, "not"), t != nil
}

// unmet says why the condition does not hold, "" where it does.
func (c condition) unmet(text expander) string {
	name := strings.ToLower(c.operator)
	have, present := text.key(c.key)
	if name == "null" {
		for _, want := range c.values {
			if strings.EqualFold(want, "true") != present {
				return ""
			}
		}
		if present {
			return fmt.Sprintf("%s must be absent and is %s", c.key, have)
		}
		return c.key + " must be present"
	}
	// A request here has one value for a key, so the words for several
	// differ only where it has none.
	name, all := strings.CutPrefix(name, "forallvalues:")
	name, _ = strings.CutPrefix(name, "foranyvalue:")
	name, ifExists := strings.CutSuffix(name, "ifexists")

	passes, negated, known := operator(name)
	switch {
	case !known:
		return "the operator " + c.operator + " is not known"
	case !present && (all || ifExists || negated):
		return ""
	case !present:
		return fmt.Sprintf("%s is absent, %s wants %s", c.key, c.operator, strings.Join(c.values, " or "))
	}
	hit := false
	for _, want := range c.values {
		if want, ok := text.expand(want); ok && passes(want, have) {
			hit = true
			break
		}
	}
	if hit != negated {
		return ""
	}
	return fmt.Sprintf("%s is %s, %s wants %s", c.key, have, c.operator, strings.Join(c.values, " or "))
}

func inNetwork(want, have string) bool {
	address, err := netip.ParseAddr(have)
	if err != nil {
		return false
	}
	if network, err := netip.ParsePrefix(want); err == nil {
		return network.Contains(address)
	}
	single, err := netip.ParseAddr(want)
	return err == nil && single == address
}

// ordered makes a test of an order, such as LessThanEquals, over what value
// reads from a text.
func ordered(kind string, value func(string) (float64, bool)) test {
	compare := map[string]func(have, want float64) bool{
		"equals":            func(h, w float64) bool { return h == w },
		"notequals":         func(h, w float64) bool { return h == w },
		"lessthan":          func(h, w float64) bool { return h < w },
		"lessthanequals":    func(h, w float64) bool { return h <= w },
		"greaterthan":       func(h, w float64) bool { return h > w },
		"greaterthanequals": func(h, w float64) bool { return h >= w },
	}[kind]
	if compare == nil {
		return nil
	}
	return func(want, have string) bool {
		w, ok := value(want)
		if !ok {
			return false
		}
		h, ok := value(have)
		return ok && compare(h, w)
	}
}

func number(s string) (float64, bool) {
	f, err := strconv.ParseFloat(s, 64)
	return f, err == nil
}

// moment reads a date as IAM takes it: ISO 8601, or seconds since 1970.
func moment(s string) (float64, bool) {
	for _, layout := range []string{time.RFC3339Nano, "2006-01-02T15:04Z07:00", time.DateOnly} {
		if t, err := time.Parse(layout, s); err == nil {
			return float64(t.UnixNano()) / 1e9, true
		}
	}
	return number(s)
}
