package record

import (
	"strings"

	"github.com/tidwall/gjson"
)

// value is a member's value, as gjson understands it.
type value struct {
	kind gjson.Type
	raw  string // as it stands in the source
	text string // of a string, unescaped

	quoted bool // the source is
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
		return v.unquoted()
	default:
		return gjson.Parse(v.raw).String()
	}
}

// unquoted is the value as it stands in the record.
func (v value) unquoted() string {
	if !v.quoted {
		return v.raw
	}
	return quotes.Replace(v.raw)
}

// quotes takes away the escapes that a quoted source may have.
var quotes = strings.NewReplacer(`\"`, `"`, `\\`, `\`)

func (v value) isObject() bool { return v.kind == gjson.JSON && v.raw != "" && v.raw[0] == '{' }

// get is the first member of that name.
func (v value) get(name string) value {
	if found, plain := v.find(name); plain {
		return found
	}
	return valueOf(gjson.Get(v.unquoted(), name))
}

// find is get for an object with nothing unusual before that member.
func (v value) find(name string) (found value, plain bool) {
	if !v.isObject() {
		return value{}, false
	}
	s := source{v.raw, v.quoted}
	at := s.blanks(1)
	for {
		key, from := s.name(at)
		if from == 0 {
			return value{}, false
		}
		member, end := s.value(from)
		if end == 0 || key == name {
			return member, end != 0
		}
		if at = s.blanks(end); at == len(s.in) || s.in[at] != ',' {
			return value{}, at+1 == len(s.in) && s.in[at] == '}'
		}
		at = s.blanks(at + 1)
	}
}

// isTrue takes true and "true": CloudTrail writes both.
func (v value) isTrue() bool { return v.kind == gjson.True || strings.EqualFold(v.text, "true") }
