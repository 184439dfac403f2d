package wire

import (
	"reflect"
	"time"
)

// object is a struct, dict a map with the caller's own keys: JSON and CBOR
// write both alike, XML does not.
type (
	object map[string]any
	dict   map[string]any
)

// plainer turns SDK values into plain ones: object, dict, []any, string, bool,
// int64, float64, []byte and whatever time makes of a timestamp.
type plainer struct {
	shapes     shapes
	lowerCamel bool
	time       func(time.Time) any
}

// of is nil for what is absent: nil pointers, lists and maps, empty enums, and
// unions, which no answer of the sandbox has.
func (p plainer) of(v reflect.Value) any {
	switch v.Kind() {
	case reflect.Pointer:
		if v.IsNil() {
			return nil
		}
		return p.of(v.Elem())
	case reflect.Struct:
		if v.Type() == timeType {
			return p.time(v.Interface().(time.Time))
		}
		return p.object(v)
	case reflect.Slice:
		return p.list(v)
	case reflect.Map:
		return p.dict(v)
	case reflect.String:
		return v.String()
	case reflect.Bool:
		return v.Bool()
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		return v.Int()
	case reflect.Float32, reflect.Float64:
		return v.Float()
	default:
		return nil
	}
}

func (p plainer) object(v reflect.Value) object {
	o := object{}
	for _, m := range p.shapes.of(v.Type()) {
		field := v.Field(m.index)
		if field.Kind() == reflect.String && field.Len() == 0 {
			continue // an enum that was not set: other strings are pointers
		}
		if value := p.of(field); value != nil {
			o[m.wireName(p.lowerCamel)] = value
		}
	}
	return o
}

func (p plainer) list(v reflect.Value) any {
	if v.IsNil() {
		return nil
	}
	if v.Type().Elem().Kind() == reflect.Uint8 {
		return v.Bytes()
	}
	items := make([]any, 0, v.Len())
	for i := range v.Len() {
		items = append(items, p.of(v.Index(i)))
	}
	return items
}

func (p plainer) dict(v reflect.Value) any {
	if v.IsNil() {
		return nil
	}
	d := make(dict, v.Len())
	for _, k := range v.MapKeys() {
		d[k.String()] = p.of(v.MapIndex(k))
	}
	return d
}

// outputOf is an SDK output as an object; nil makes an empty one.
func (p plainer) outputOf(output any) object {
	if output == nil {
		return object{}
	}
	if o, ok := p.of(reflect.ValueOf(output)).(object); ok {
		return o
	}
	return object{}
}
