package mend

import (
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"strconv"
	"strings"
	"time"

	"secretwatch/aws/command"
)

// fill sets the fields of an SDK's input from options as the AWS CLI takes
// them: --log-group-name is LogGroupName.
// https://docs.aws.amazon.com/cli/v1/userguide/cli-usage-parameters-types.html
func fill(input any, options []command.Option) error {
	in := reflect.ValueOf(input).Elem()
	for _, o := range options {
		if err := set(in, o); err != nil {
			return fmt.Errorf("option %s: %w", o.Name, err)
		}
	}
	return nil
}

func set(in reflect.Value, o command.Option) error {
	name := strings.TrimPrefix(o.Name, "--")
	field := fieldOf(in, name)
	if field.IsValid() {
		return value(field, o.Values)
	}
	if bare, ok := strings.CutPrefix(name, "no-"); ok && len(o.Values) == 0 {
		if field = fieldOf(in, bare); field.IsValid() && target(field.Type()).Kind() == reflect.Bool {
			return scalar(field, "false")
		}
	}
	return errors.New("the call has no such field")
}

// fieldOf finds a field by an option's name; the hyphens stand where words
// begin, and no two fields of an input differ in case alone.
func fieldOf(in reflect.Value, name string) reflect.Value {
	bare := strings.ReplaceAll(name, "-", "")
	return in.FieldByNameFunc(func(field string) bool { return strings.EqualFold(field, bare) })
}

// target is the type that a field holds, behind its pointer.
func target(t reflect.Type) reflect.Type {
	if t.Kind() == reflect.Pointer {
		return t.Elem()
	}
	return t
}

func value(field reflect.Value, values []string) error {
	switch t := target(field.Type()); {
	case t.Kind() == reflect.Slice && t.Elem().Kind() != reflect.Uint8:
		return list(field, values)
	case t.Kind() == reflect.Bool && len(values) == 0:
		return scalar(field, "true")
	case len(values) != 1:
		return fmt.Errorf("it takes one value, not %d", len(values))
	default:
		return one(field, values[0])
	}
}

// list takes the elements one by one, or all of them in one JSON document.
func list(field reflect.Value, values []string) error {
	if len(values) == 1 && strings.HasPrefix(strings.TrimSpace(values[0]), "[") {
		return document(field, values[0])
	}
	made := reflect.MakeSlice(field.Type(), len(values), len(values))
	for i, v := range values {
		if err := one(made.Index(i), v); err != nil {
			return err
		}
	}
	field.Set(made)
	return nil
}

func one(field reflect.Value, text string) error {
	t := target(field.Type())
	if t.Kind() != reflect.Map && (t.Kind() != reflect.Struct || t == reflect.TypeFor[time.Time]()) {
		return scalar(field, text)
	}
	if strings.HasPrefix(strings.TrimSpace(text), "{") {
		return document(field, text)
	}
	return shorthand(field, text)
}

// document reads JSON. Names match in any case: CloudWatch Logs' own begin
// with a small letter, the SDK's fields with a capital one.
func document(field reflect.Value, text string) error {
	d := json.NewDecoder(strings.NewReader(text))
	d.DisallowUnknownFields()
	if err := d.Decode(field.Addr().Interface()); err != nil {
		return fmt.Errorf("read the JSON document: %w", err)
	}
	if d.More() {
		return errors.New("there is more than one JSON document")
	}
	return nil
}

// shorthand reads A=b,C=d; commas and brackets inside of values are JSON's
// business.
// https://docs.aws.amazon.com/cli/v1/userguide/cli-usage-shorthand.html
func shorthand(field reflect.Value, text string) error {
	to := field
	if field.Kind() == reflect.Pointer {
		field.Set(reflect.New(field.Type().Elem()))
		to = field.Elem()
	}
	for pair := range strings.SplitSeq(text, ",") {
		name, text, ok := strings.Cut(pair, "=")
		if !ok || name == "" || strings.ContainsAny(text, "[]{}\"'") {
			return fmt.Errorf("%q is not shorthand of the form A=b,C=d: give it as JSON", pair)
		}
		if to.Kind() == reflect.Map {
			if to.IsNil() {
				to.Set(reflect.MakeMap(to.Type()))
			}
			element := reflect.New(to.Type().Elem()).Elem()
			if err := scalar(element, text); err != nil {
				return err
			}
			to.SetMapIndex(reflect.ValueOf(name).Convert(to.Type().Key()), element)
			continue
		}
		part := fieldOf(to, name)
		if !part.IsValid() {
			return fmt.Errorf("there is no field %s", name)
		}
		if err := value(part, []string{text}); err != nil {
			return fmt.Errorf("field %s: %w", name, err)
		}
	}
	return nil
}

// scalar reads text, a number, true or false, or a time in RFC 3339.
func scalar(field reflect.Value, text string) error {
	made := reflect.New(target(field.Type())).Elem()
	var err error
	switch kind := made.Kind(); {
	case made.Type() == reflect.TypeFor[time.Time]():
		var at time.Time
		at, err = time.Parse(time.RFC3339, text)
		made.Set(reflect.ValueOf(at))
	case kind == reflect.String:
		made.SetString(text)
	case kind == reflect.Bool:
		var b bool
		b, err = strconv.ParseBool(text)
		made.SetBool(b)
	case kind == reflect.Int32 || kind == reflect.Int64:
		var n int64
		n, err = strconv.ParseInt(text, 10, made.Type().Bits())
		made.SetInt(n)
	case kind == reflect.Float64:
		var n float64
		n, err = strconv.ParseFloat(text, 64)
		made.SetFloat(n)
	default:
		err = fmt.Errorf("a value of type %s cannot be given here", made.Type())
	}
	if err != nil {
		return err
	}
	if field.Kind() == reflect.Pointer {
		made = made.Addr()
	}
	field.Set(made)
	return nil
}
