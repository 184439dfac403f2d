package command

import (
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// From is a call's input, a pointer to one of the SDK's Input structures, as the
// AWS CLI's command for it: its operation and options are named after the API's
// operation and members. What is secret in it is left out: the value of a
// secret, and the tokens that stand for a person's consent.
// https://docs.aws.amazon.com/cli/latest/userguide/cli-usage-parameters.html
func From(in any) Command {
	v := reflect.ValueOf(in)
	if v.Kind() != reflect.Pointer || v.Elem().Kind() != reflect.Struct {
		return Command{}
	}
	v = v.Elem()
	c := &Command{
		Program: AWS, Service: serviceOf(v.Type().PkgPath()),
		Operation: kebab(strings.TrimSuffix(v.Type().Name(), "Input")),
	}
	for i := range v.NumField() {
		field := v.Type().Field(i)
		switch {
		case !field.IsExported() || field.Name == "ResultMetadata" || v.Field(i).IsZero():
		case slices.Contains(secrets(), field.Name):
			c.With(optionName(c.Service, field.Name), "file://"+kebab(field.Name)+".txt")
		default:
			c.add(optionName(c.Service, field.Name), v.Field(i))
		}
	}
	return *c
}

// secrets are the members whose values are never shown. A file stands in their
// place, from which the AWS CLI would read them.
func secrets() []string {
	return []string{"SecretString", "SecretBinary", "Token", "TokenCode", "WebIdentityToken", "SAMLAssertion", "Plaintext"}
}

func serviceOf(path string) string {
	name := path[strings.LastIndexByte(path, '/')+1:]
	switch name {
	case "s3":
		return "s3api"
	case "cloudwatchlogs":
		return "logs"
	case "eventbridge":
		return "events"
	default:
		return name
	}
}

// optionName is the option for a member. SNS's Endpoint has another name there,
// because --endpoint-url may be shortened.
// https://docs.aws.amazon.com/cli/latest/reference/sns/subscribe.html
func optionName(service, member string) string {
	if service == "sns" && member == "Endpoint" {
		return "--notification-endpoint"
	}
	return "--" + kebab(member)
}

func (c *Command) add(name string, v reflect.Value) {
	if v.Kind() == reflect.Pointer {
		v = v.Elem()
	}
	if at, ok := v.Interface().(time.Time); ok {
		c.With(name, at.UTC().Format(time.RFC3339))
		return
	}
	switch v.Kind() {
	case reflect.String:
		c.With(name, v.String())
	case reflect.Bool:
		if !v.Bool() {
			name = "--no-" + strings.TrimPrefix(name, "--")
		}
		c.With(name)
	case reflect.Int32, reflect.Int64:
		c.With(name, strconv.FormatInt(v.Int(), 10))
	case reflect.Float64:
		c.With(name, strconv.FormatFloat(v.Float(), 'g', -1, 64))
	default:
		if list, ok := v.Interface().([]string); ok {
			c.With(name, list...)
			return
		}
		// CloudWatch Logs' members begin with a small letter; the SDK's never do.
		c.JSON(name, members(v, c.Service == "logs"))
	}
}

// members is a structure's value with what is set in it alone.
func members(v reflect.Value, small bool) any {
	switch v.Kind() {
	case reflect.Pointer:
		return members(v.Elem(), small)
	case reflect.Slice:
		list := []any{}
		for i := range v.Len() {
			list = append(list, members(v.Index(i), small))
		}
		return list
	case reflect.Struct:
		if at, ok := v.Interface().(time.Time); ok {
			return at.UTC().Format(time.RFC3339)
		}
		set := map[string]any{}
		for i := range v.NumField() {
			field := v.Type().Field(i)
			if !field.IsExported() || v.Field(i).IsZero() {
				continue
			}
			name := field.Name
			if small {
				first, size := utf8.DecodeRuneInString(name)
				name = string(unicode.ToLower(first)) + name[size:]
			}
			set[name] = members(v.Field(i), small)
		}
		return set
	default:
		return v.Interface()
	}
}

// kebab writes S3BucketName as s3-bucket-name and OKActions as ok-actions.
func kebab(name string) string {
	var b strings.Builder
	for i := range len(name) {
		upper := name[i] >= 'A' && name[i] <= 'Z'
		if upper && i > 0 {
			before := name[i-1] >= 'A' && name[i-1] <= 'Z'
			small := i+1 < len(name) && name[i+1] >= 'a' && name[i+1] <= 'z'
			if !before || small {
				b.WriteByte('-')
			}
		}
		b.WriteByte(name[i])
	}
	return strings.ToLower(b.String())
}

// Words cuts a line into words as a POSIX shell does. Lines in which a shell
// would do more than that are refused.
func Words(line string) ([]string, error) { return split(line) }
