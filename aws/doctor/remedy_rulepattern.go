package doctor

import (
	"encoding/json"
	"slices"

	"secretwatch/aws/foreign"
	"secretwatch/aws/monitor"
)

// putPattern is the remedy that gives the rule another pattern. What that one
// no longer asks for is said, and whoever reads is a person's to let in: a
// pattern that limits itself to certain callers may be meant so, like a metric
// filter's.
func (j *judge) putPattern(f *Finding, r monitor.Rule, fresh foreign.String, what string) {
	put := j.putRule(func(r *monitor.Rule) { r.Pattern = fresh })
	lost := lostBy(r.Pattern, fresh)
	callers := slices.DeleteFunc(slices.Clone(lost), func(path string) bool { return !isCaller(path) })
	others := slices.DeleteFunc(slices.Clone(lost), isCaller)
	if len(callers) == 0 {
		summary := what + "; everything else of it is kept"
		if len(others) > 0 {
			summary = what + "; its other settings are kept, and what the pattern asks for beside is lost: " + list(others)
		}
		f.mend(summary, put)
	} else {
		f.mend("if everybody's reads are meant, "+what+": what limits the pattern to certain callers is lost with it: "+list(lost)+
			"; if only theirs are, mend the rest of the pattern by hand", put)
		f.Remedy.Kind = Person
	}
	if len(lost) > 0 {
		f.seen("the remedy's pattern no longer asks for", "%s", list(lost))
	}
	j.withARN(f)
}

// lostBy are the parts of a pattern that another one has not.
func lostBy(have, fresh foreign.String) []string {
	var old, put map[string]any
	if json.Unmarshal([]byte(have.Raw()), &old) != nil || json.Unmarshal([]byte(fresh.Raw()), &put) != nil {
		return nil
	}
	kept := pathsOf(put, "")
	lost := slices.DeleteFunc(pathsOf(old, ""), func(path string) bool { return slices.Contains(kept, path) })
	slices.Sort(lost)
	return slices.Compact(lost)
}

// pathsOf are the paths of all that a pattern asks for; the alternatives of an
// $or stand where it does.
func pathsOf(pattern map[string]any, under string) []string {
	var paths []string
	for key, value := range pattern {
		path := key
		if under != "" {
			path = under + "." + key
		}
		switch value := value.(type) {
		case map[string]any:
			paths = append(paths, pathsOf(value, path)...)
		case []any:
			if key != "$or" {
				paths = append(paths, path)
				continue
			}
			for _, alternative := range value {
				if fields, ok := alternative.(map[string]any); ok {
					paths = append(paths, pathsOf(fields, under)...)
				}
			}
		default:
			paths = append(paths, path)
		}
	}
	return paths
}
