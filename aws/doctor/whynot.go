package doctor

import (
	"encoding/json"
	"slices"
	"strings"

	"secretwatch/aws/filter"
	"secretwatch/aws/monitor"
)

// part is one clause of a JSON pattern against a number of records.
type part struct {
	filter.Comparison
	text string
	held bool   // by any record
	got  string // what a record has there
}

// whyNot names what keeps a pattern from matching any read.
func (j *judge) whyNot(f monitor.MetricFilter, p *filter.Pattern, records []string) *Finding {
	if p.Kind() != filter.JSON {
		return j.whyNotText(f, p, records)
	}
	parts := partsOf(p, records)
	failed := func(is func(part) bool) (part, bool) {
		i := slices.IndexFunc(parts, func(x part) bool { return !x.held && is(x) })
		if i < 0 {
			return part{}, false
		}
		return parts[i], true
	}
	// One of several alternatives is enough: a selector fails where none held.
	allFail := func(selector string) func(part) bool {
		held := slices.ContainsFunc(parts, func(x part) bool { return x.Selector == selector && x.held })
		return func(x part) bool { return x.Selector == selector && !held }
	}
	if x, ok := failed(allFail("$.eventName")); ok {
		return j.broken(codeFilterEvent, "metric filter %s looks for the event %s, and a read is called GetSecretValue", f.Name, x.Value).
			seen("condition", "%s", x.text).seen("a read has there", "%s", x.got)
	}
	if x, ok := failed(func(x part) bool { return x.Op == "!=" && x.got == "" }); ok {
		return j.broken(codeFilterMissing, "metric filter %s compares %s, which a successful read does not have: then even != is false", f.Name, x.Selector).
			seen("condition", "%s", x.text).seen("a read has there", "nothing").seen("instead", "%s NOT EXISTS", x.Selector)
	}
	if x, ok := failed(func(x part) bool { return x.Op == "=" && (x.got == "true" || x.got == "false") }); ok {
		return j.broken("filter-boolean-compared", "metric filter %s compares %s, a boolean, as if it were text", f.Name, x.Selector).
			seen("condition", "%s", x.text).seen("instead", "%s IS %s", x.Selector, strings.ToUpper(x.got))
	}
	if x, ok := failed(func(x part) bool { return x.Op == "IS TRUE" && x.got == "true" }); ok {
		return j.broken("filter-console-flag", "metric filter %s takes %s for a boolean, and records have it as text", f.Name, x.Selector).
			seen("condition", "%s", x.text).seen("instead", `%s = "true"`, x.Selector)
	}
	if x, ok := failed(func(x part) bool { return x.Op == "=" && inner(records[0], x.Selector) }); ok {
		return j.broken("filter-selector-not-leaf", "metric filter %s compares %s, which is an object or a list and matches nothing", f.Name, x.Selector).
			seen("condition", "%s", x.text).seen("instead", "a selector that goes on to a value inside it")
	}
	if x, ok := failed(allFail(secretSelector)); ok {
		return j.broken(codeFilterByName, "metric filter %s looks for another secret than %s", f.Name, j.s.Names.Secret).
			seen("condition", "%s", x.text).seen("a read has there", "%s or %s", j.s.Names.Secret, j.secretARN())
	}
	if x, ok := failed(func(x part) bool { return isIdentity(x.Selector) }); ok {
		return j.warn(codePinned, "metric filter %s counts the reads of certain callers only", f.Name).seen("condition", "%s", x.text)
	}
	x, ok := failed(func(part) bool { return true })
	finding := j.broken(codeFilterEvent, "the pattern of metric filter %s matches no read of %s", f.Name, j.s.Names.Secret)
	if ok {
		finding.seen("condition", "%s", x.text).seen("a read has there", "%s", x.got)
	}
	return finding
}

func partsOf(p *filter.Pattern, records []string) []part {
	var parts []part
	for _, c := range p.Comparisons() {
		parts = append(parts, part{Comparison: c})
	}
	for _, r := range records {
		for i, c := range p.Explain(r) {
			if i >= len(parts) {
				break
			}
			parts[i].text, parts[i].held = c.Text, parts[i].held || c.Held
			if parts[i].got == "" {
				parts[i].got = c.Got
			}
		}
	}
	return parts
}

func (j *judge) whyNotText(f monitor.MetricFilter, p *filter.Pattern, records []string) *Finding {
	for _, term := range p.Terms() {
		if !slices.ContainsFunc(records, func(r string) bool { return strings.Contains(r, term) }) {
			return j.broken(codeFilterEvent, "metric filter %s looks for %q, which the record of a read does not contain", f.Name, term).
				seen("a read is called", "GetSecretValue").seen("note", "matching tells upper and lower case apart")
		}
	}
	for _, term := range p.Excluded() {
		if !slices.ContainsFunc(records, func(r string) bool { return !strings.Contains(r, term) }) {
			return j.broken(codeFilterEvent, "metric filter %s leaves out what contains %q, and every read does", f.Name, term).
				seen("condition", "-%q", term)
		}
	}
	return j.broken(codeFilterEvent, "the pattern of metric filter %s matches no read of %s", f.Name, j.s.Names.Secret)
}

// inner reports that a plain selector stops at an object or a list.
func inner(record, selector string) bool {
	var at any
	if json.Unmarshal([]byte(record), &at) != nil {
		return false
	}
	for _, name := range strings.Split(strings.TrimPrefix(selector, "$."), ".") {
		m, ok := at.(map[string]any)
		if !ok {
			return false
		}
		at = m[name]
	}
	switch at.(type) {
	case map[string]any, []any:
		return true
	default:
		return false
	}
}
