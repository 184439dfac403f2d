package wire

import (
	"encoding/base64"
	"encoding/json"
	"math"
	"reflect"
	"strconv"
	"time"
)

// fill sets dst, a part of an SDK input, from a decoded value: what JSON and
// CBOR decode to, or a *branch of a query. Unknown members are ignored, as AWS
// ignores them; a value of the wrong kind is an error.
func (s shapes) fill(dst reflect.Value, v any) *Error {
	if b, ok := v.(*branch); ok {
		if b == nil {
			return nil
		}
		if len(b.sub) == 0 {
			v = text(b.text)
		}
	}
	if v == nil {
		return nil
	}
	switch kind := dst.Kind(); {
	case kind == reflect.Pointer:
		target := reflect.New(dst.Type().Elem())
		if err := s.fill(target.Elem(), v); err != nil {
			return err
		}
		dst.Set(target)
		return nil
	case dst.Type() == timeType:
		return fillTime(dst, v)
	case kind == reflect.Struct:
		return s.fillStruct(dst, v)
	case kind == reflect.Slice && dst.Type().Elem().Kind() == reflect.Uint8:
		return fillBytes(dst, v)
	case kind == reflect.Slice:
		return s.fillList(dst, v)
	case kind == reflect.Map:
		return s.fillMap(dst, v)
	case kind == reflect.Interface:
		// A union: no operation of the sandbox reads one, and to pass over it
		// would pretend that it counts.
		return &Error{Code: "ValidationException", Query: "ValidationError", Message: "The sandbox does not simulate " + dst.Type().Name() + "."}
	default:
		return fillScalar(dst, v)
	}
}

func (s shapes) fillStruct(dst reflect.Value, v any) *Error {
	var get func(string) any
	switch from := v.(type) {
	case map[string]any:
		get = func(name string) any { return from[name] }
	case *branch:
		get = func(name string) any {
			if sub, ok := from.sub[name]; ok {
				return sub
			}
			return nil
		}
	default:
		return malformed("Expected a structure, found %s", kindOf(v))
	}
	for _, m := range s.of(dst.Type()) {
		found := get(m.name)
		if found == nil {
			found = get(m.lower)
		}
		if found == nil {
			continue
		}
		if err := s.fill(dst.Field(m.index), found); err != nil {
			return err
		}
	}
	return nil
}

func (s shapes) fillList(dst reflect.Value, v any) *Error {
	var items []any
	switch from := v.(type) {
	case []any:
		items = from
	case *branch:
		items = from.list()
	case text:
		// The query protocol's empty list is a name with an empty value.
		if from != "" {
			return malformed("Unexpected complex element termination")
		}
	default:
		return malformed("Expected list or null")
	}
	list := reflect.MakeSlice(dst.Type(), len(items), len(items))
	for i, item := range items {
		if err := s.fill(list.Index(i), item); err != nil {
			return err
		}
	}
	dst.Set(list)
	return nil
}

func (s shapes) fillMap(dst reflect.Value, v any) *Error {
	var entries map[string]any
	switch from := v.(type) {
	case map[string]any:
		entries = from
	case *branch:
		entries = from.entries()
	case text:
		if from != "" {
			return malformed("Unexpected complex element termination")
		}
	default:
		return malformed("Expected map or null")
	}
	filled := reflect.MakeMapWithSize(dst.Type(), len(entries))
	for k, item := range entries {
		value := reflect.New(dst.Type().Elem()).Elem()
		if err := s.fill(value, item); err != nil {
			return err
		}
		filled.SetMapIndex(reflect.ValueOf(k).Convert(dst.Type().Key()), value)
	}
	dst.Set(filled)
	return nil
}

func fillBytes(dst reflect.Value, v any) *Error {
	switch from := v.(type) {
	case []byte:
		dst.SetBytes(from)
		return nil
	case string:
		return fillBytes(dst, text(from))
	case text:
		b, err := base64.StdEncoding.DecodeString(string(from))
		if err != nil {
			return malformed("Invalid base64 in a blob")
		}
		dst.SetBytes(b)
		return nil
	default:
		return malformed("%s can not be converted to a Blob", kindOf(v))
	}
}

// farthest keeps seconds since 1970 within what time.Time can hold and print.
const farthest = 253402300799 // the end of the year 9999

func fillTime(dst reflect.Value, v any) *Error {
	var t time.Time
	switch from := v.(type) {
	case time.Time:
		t = from
	case string:
		return fillTime(dst, text(from))
	case text:
		parsed, err := time.Parse(time.RFC3339, string(from))
		if err != nil {
			seconds, failed := strconv.ParseFloat(string(from), 64)
			if failed != nil {
				return malformed("timestamp must follow ISO8601")
			}
			return fillTime(dst, seconds)
		}
		t = parsed
	default:
		seconds, ok := asFloat(v)
		if !ok {
			return malformed("%s can not be converted to a Timestamp", kindOf(v))
		}
		if math.IsNaN(seconds) || math.Abs(seconds) > farthest {
			return malformed("timestamp out of range")
		}
		whole, fraction := math.Modf(seconds)
		// A float of today's seconds is good to the microsecond, not beyond.
		t = time.Unix(int64(whole), int64(math.Round(fraction*1e6))*1e3)
	}
	dst.Set(reflect.ValueOf(t.UTC()))
	return nil
}

// asFloat is a number of any of the decoders' types.
func asFloat(v any) (float64, bool) {
	switch n := v.(type) {
	case json.Number:
		f, err := n.Float64()
		return f, err == nil
	case float64:
		return n, true
	case float32:
		return float64(n), true
	case int64:
		return float64(n), true
	case uint64:
		return float64(n), true
	}
	return 0, false
}
