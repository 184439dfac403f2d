package record

import (
	"strings"

	"github.com/tidwall/gjson"
)

// value is a member's value, as gjson understands it.
type value struct {
	kind gjson.Type
	raw  string // as it stands in the record
	text string // of a string, unescaped
}

func valueOf(v gjson.Result) value { return value{kind: v.Type, raw: v.Raw, text: v.Str} }

// string is the value as text, whatever its kind.
func (v value) string() string {
	switch v.kind {
	case gjson.String:
		return v.text
	case gjson.Null:
		return ""
	case gjson.JSON:
		return v.raw
	default:
		return gjson.Parse(v.raw).String()
	}
}

func (v value) isObject() bool { return v.kind == gjson.JSON && v.raw != "" && v.raw[0] == '{' }

// get is the first member of that name.
func (v value) get(name string) value {
	if found, plain := v.find(name); plain {
		return found
	}
	return valueOf(gjson.Get(v.raw, name))
}

// find is get for an object with nothing unusual before that member.
func (v value) find(name string) (found value, plain bool) {
	if !v.isObject() {
		return value{}, false
	}
	in, at := v.raw, blanks(v.raw, 1)
	for {
		key, from := nameAt(in, at)
		if from == 0 {
			return value{}, false
		}
		member, end := valueAt(in, from)
		if end == 0 || key == name {
			return member, end != 0
		}
		if at = blanks(in, end); at == len(in) || in[at] != ',' {
			return value{}, at+1 == len(in) && in[at] == '}'
		}
		at = blanks(in, at+1)
	}
}

// isTrue takes true and "true": CloudTrail writes both.
func (v value) isTrue() bool { return v.kind == gjson.True || strings.EqualFold(v.text, "true") }
