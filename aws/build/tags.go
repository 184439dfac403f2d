package build

import (
	"iter"
	"maps"
	"slices"
)

// sorted goes through tags in the order of their keys, so that the same wish
// always makes the same request.
func sorted(tags map[string]string) iter.Seq2[string, string] {
	return func(yield func(string, string) bool) {
		for _, k := range slices.Sorted(maps.Keys(tags)) {
			if !yield(k, tags[k]) {
				return
			}
		}
	}
}
