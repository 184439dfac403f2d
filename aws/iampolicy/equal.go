package iampolicy

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// Equal reports whether two policy documents mean the same: the order of
// statements, keys and list members, one value against a list of one, Sids,
// and the case of actions and condition keys make no difference. Documents
// that are no policies are equal only as text.
func Equal(a, b string) bool {
	if a == b {
		return true
	}
	p, err := Parse(a)
	if err != nil {
		return false
	}
	q, err := Parse(b)
	return err == nil && p.canonical() == q.canonical()
}

// canonical is a text that is the same for policies that mean the same.
func (p Policy) canonical() string {
	list := make([]string, len(p.statements))
	for i, s := range p.statements {
		list[i] = s.canonical()
	}
	text := set(list, false)
	// Only variables such as ${aws:username} depend on the version.
	if strings.Contains(text, "${") {
		text += " in " + p.version
	}
	return text
}

func (s statement) canonical() string {
	parts := []string{
		string(s.effect),
		s.principal.canonical("Principal"), s.notPrincipal.canonical("NotPrincipal"),
		"Action" + set(s.actions, true), "NotAction" + set(s.notActions, true),
		"Resource" + set(s.resources, false), "NotResource" + set(s.notResources, false),
	}
	var conditions []string
	for _, c := range s.conditions {
		conditions = append(conditions,
			fmt.Sprintf("%q %q %s", strings.ToLower(c.operator), strings.ToLower(c.key), set(c.values, false)))
	}
	return strings.Join(append(parts, set(conditions, false)), " ")
}

func (p principals) canonical(element string) string {
	if p == nil {
		return ""
	}
	var kinds []string
	for _, kind := range slices.Sorted(maps.Keys(p)) {
		members := make([]string, len(p[kind]))
		for i, m := range p[kind] {
			if isAccount(m) {
				m = "arn:aws:iam::" + m + ":root"
			}
			members[i] = m
		}
		kinds = append(kinds, kind+set(members, false))
	}
	return element + set(kinds, false)
}

// set is a list as text, without order or repetition.
func set(list []string, foldCase bool) string {
	sorted := slices.Clone(list)
	if foldCase {
		for i := range sorted {
			sorted[i] = strings.ToLower(sorted[i])
		}
	}
	slices.Sort(sorted)
	return fmt.Sprintf("%q", slices.Compact(sorted))
}
