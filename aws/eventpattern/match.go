package eventpattern

import (
	"slices"
	"strings"
)

// Takes is Match for an event that is decoded already, numbers as json.Number.
func (p *Pattern) Takes(event map[string]any) bool {
	return slices.ContainsFunc(p.branches, func(fields []field) bool {
		var needed []field
		for _, f := range fields {
			if !f.absent || reaches(f.path, event) {
				needed = append(needed, f)
			}
		}
		return holds(needed, event)
	})
}

// holds reports whether a value fulfils all fields. What is asked of one list
// must be true of one element of it: of two elements with half of it each,
// neither will do.
func holds(fields []field, value any) bool {
	switch value := value.(type) {
	case map[string]any:
		byName := map[string][]field{}
		for _, f := range fields {
			if !assign(f, value, byName) {
				return false
			}
		}
		for name, group := range byName {
			if !holds(group, value[name]) {
				return false
			}
		}
		return true
	case []any:
		return len(fields) == 0 || slices.ContainsFunc(value, func(element any) bool { return holds(fields, element) })
	default:
		for _, f := range fields {
			if f.path != "" || !slices.ContainsFunc(f.values, func(c condition) bool { return c(value) }) {
				return false
			}
		}
		return true
	}
}

// assign puts a field to the member that its path leads into. Where dots in
// names make several possible, the field is settled at once, on its own.
func assign(f field, object map[string]any, byName map[string][]field) bool {
	names := namesOf(f.path, object)
	if len(names) == 1 {
		byName[names[0]] = append(byName[names[0]], f.below(names[0]))
		return true
	}
	return slices.ContainsFunc(names, func(name string) bool { return holds([]field{f.below(name)}, object[name]) })
}

// below is the field as seen from a member.
func (f field) below(name string) field {
	f.path = strings.TrimPrefix(f.path[len(name):], ".")
	return f
}

// namesOf are the members with which a path can start.
func namesOf(path string, object map[string]any) []string {
	var found []string
	for i := 0; i <= len(path); i++ {
		if i < len(path) && path[i] != '.' || i == 0 && path == "" {
			continue
		}
		if _, ok := object[path[:i]]; ok {
			found = append(found, path[:i])
		}
	}
	return found
}

// reaches reports whether there is a value at a path. An empty list is none.
func reaches(path string, value any) bool {
	switch value := value.(type) {
	case map[string]any:
		return slices.ContainsFunc(namesOf(path, value), func(name string) bool {
			return reaches(field{path: path}.below(name).path, value[name])
		})
	case []any:
		return slices.ContainsFunc(value, func(element any) bool { return reaches(path, element) })
	default:
		return path == ""
	}
}
