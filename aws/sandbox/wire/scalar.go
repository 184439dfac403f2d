package wire

import (
	"encoding/json"
	"fmt"
	"math"
	"reflect"
	"strconv"
)

// text is a scalar of the query protocol, where everything is a string.
type text string

// fillScalar sets a string, boolean or number. JSON and CBOR are strict about
// kinds, as AWS is; a query's text becomes whatever is asked for.
func fillScalar(dst reflect.Value, v any) *Error {
	switch dst.Kind() {
	case reflect.String:
		return fillString(dst, v)
	case reflect.Bool:
		return fillBool(dst, v)
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		return fillInt(dst, v)
	case reflect.Float32, reflect.Float64:
		return fillFloat(dst, v)
	default:
		return malformed("the sandbox cannot read a %s", dst.Type())
	}
}

func fillString(dst reflect.Value, v any) *Error {
	switch s := v.(type) {
	case string:
		dst.SetString(s)
	case text:
		dst.SetString(string(s))
	default:
		return malformed("%s can not be converted to a String", kindOf(v))
	}
	return nil
}

func fillBool(dst reflect.Value, v any) *Error {
	switch b := v.(type) {
	case bool:
		dst.SetBool(b)
		return nil
	case text:
		switch b {
		case "true", "True", "TRUE", "1":
			dst.SetBool(true)
			return nil
		case "false", "False", "FALSE", "0":
			dst.SetBool(false)
			return nil
		}
	}
	return malformed("%s can not be converted to a Boolean", kindOf(v))
}

func fillInt(dst reflect.Value, v any) *Error {
	n, ok := asInt(v)
	if !ok {
		return malformed("%s can not be converted to an Integer", kindOf(v))
	}
	if dst.OverflowInt(n) {
		return malformed("%d is out of range", n)
	}
	dst.SetInt(n)
	return nil
}

// asInt is a whole number of any of the decoders' types. A fraction is cut off,
// as AWS does.
func asInt(v any) (int64, bool) {
	switch n := v.(type) {
	case int64:
		return n, true
	case uint64:
		if n > math.MaxInt64 {
			return 0, false
		}
		return int64(n), true
	case json.Number:
		if i, err := n.Int64(); err == nil {
			return i, true
		}
	case text:
		if i, err := strconv.ParseInt(string(n), 10, 64); err == nil {
			return i, true
		}
		f, err := strconv.ParseFloat(string(n), 64)
		return int64(f), err == nil && math.Abs(f) < math.MaxInt64/2
	}
	f, ok := asFloat(v)
	if !ok || math.IsNaN(f) || math.Abs(f) >= math.MaxInt64/2 {
		return 0, false
	}
	return int64(f), true
}

func fillFloat(dst reflect.Value, v any) *Error {
	f, ok := asFloat(v)
	if !ok {
		// Smithy writes what is no JSON number as a word: NaN, Infinity.
		word, isText := v.(text)
		if s, isString := v.(string); isString && (s == "NaN" || s == "Infinity" || s == "-Infinity") {
			word, isText = text(s), true
		}
		parsed, err := strconv.ParseFloat(string(word), 64)
		if !isText || err != nil {
			return malformed("%s can not be converted to a Double", kindOf(v))
		}
		f = parsed
	}
	dst.SetFloat(f)
	return nil
}

// kindOf names a value's kind in AWS's words.
func kindOf(v any) string {
	switch b := v.(type) {
	case string, text:
		return "STRING_VALUE"
	case json.Number, float64, float32, int64, uint64:
		return "NUMBER_VALUE"
	case bool:
		if b {
			return "TRUE_VALUE"
		}
		return "FALSE_VALUE"
	case []any:
		return "START_ARRAY"
	case map[string]any, *branch:
		return "START_OBJECT"
	case []byte:
		return "BLOB_VALUE"
	default:
		return fmt.Sprintf("%T", v)
	}
}
