package events

import (
	"regexp"
	"strconv"
	"strings"
)

// pathForm is the part of JSONPath that EventBridge has for its input: names by
// dots or in brackets, and places in lists.
var pathForm = regexp.MustCompile(`^\$(\.[A-Za-z0-9_\-]+|\['[^'\]]+'\]|\[[0-9]{1,6}\])*$`)

var step = regexp.MustCompile(`\.([A-Za-z0-9_\-]+)|\['([^'\]]+)'\]|\[([0-9]+)\]`)

func validPath(path string) bool { return pathForm.MatchString(path) }

// lookup follows a path into decoded JSON.
func lookup(tree any, path string) (any, bool) {
	if !validPath(path) {
		return nil, false
	}
	for _, m := range step.FindAllStringSubmatch(strings.TrimPrefix(path, "$"), -1) {
		if m[3] != "" {
			list, ok := tree.([]any)
			i, err := strconv.Atoi(m[3])
			if !ok || err != nil || i >= len(list) {
				return nil, false
			}
			tree = list[i]
			continue
		}
		object, ok := tree.(map[string]any)
		if !ok {
			return nil, false
		}
		if tree, ok = object[m[1]+m[2]]; !ok {
			return nil, false
		}
	}
	return tree, true
}
