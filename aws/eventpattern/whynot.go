package eventpattern

import (
	"bytes"
	"encoding/json"
	"slices"
	"strings"
)

// Miss is one part of a pattern that an event does not fulfil.
type Miss struct {
	Path   string // names joined by dots, such as detail.eventName
	Wanted string // the list of the pattern, as JSON
	Found  string // what the event has there, as JSON; "" for nothing
}

// WhyNot says which parts of the pattern keep it from taking an event, of the
// alternatives the one that comes nearest; nil where it takes the event. Where
// every part holds by itself, and not of one element of a list, it is all of
// them. The error is ErrEvent.
func (p *Pattern) WhyNot(event string) ([]Miss, error) {
	tree, err := decoded(event)
	if err != nil || p.Takes(tree) {
		return nil, err
	}
	var nearest []field
	for i, fields := range p.branches {
		failed := slices.DeleteFunc(slices.Clone(fields), func(f field) bool { return f.holdsAlone(tree) })
		if len(failed) == 0 {
			failed = fields
		}
		if i == 0 || len(failed) < len(nearest) {
			nearest = failed
		}
	}
	var misses []Miss
	for _, f := range nearest {
		misses = append(misses, Miss{Path: f.path, Wanted: f.wanted, Found: found(f.path, tree)})
	}
	return misses, nil
}

func (f field) holdsAlone(event map[string]any) bool {
	return f.absent && !reaches(f.path, event) || holds([]field{f}, event)
}

// found is what an event has at a path, as JSON, "" where it has nothing.
func found(path string, value any) string {
	if path == "" {
		return oneLine(value)
	}
	switch value := value.(type) {
	case map[string]any:
		for _, name := range namesOf(path, value) {
			if text := found(field{path: path}.below(name).path, value[name]); text != "" {
				return text
			}
		}
	case []any:
		for _, element := range value {
			if text := found(path, element); text != "" {
				return text
			}
		}
	}
	return ""
}

// oneLine is JSON without blanks, with <, > and & as they are.
func oneLine(value any) string {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if e.Encode(value) != nil {
		return "" // cannot happen: it was JSON
	}
	return strings.TrimSuffix(b.String(), "\n")
}

// compact is a part of a pattern's text without the blanks between its tokens.
func compact(part string) string {
	var b bytes.Buffer
	if json.Compact(&b, []byte(part)) != nil {
		return part
	}
	return b.String()
}
