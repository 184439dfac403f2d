package wire

import (
	"reflect"
	"strings"
	"time"
)

// paramsOf is an input as CloudTrail shows it: names in lowerCamel, and no
// value of a secret, whatever the service. Nil where there is nothing to show.
// https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html
func paramsOf(input any) map[string]any {
	plain := plainer{shapes: shapes{}, lowerCamel: true, time: func(t time.Time) any {
		return t.UTC().Format("Jan 2, 2006, 3:04:05 PM")
	}}
	params := map[string]any(plain.of(reflect.ValueOf(input)).(object))
	hide(params)
	if len(params) == 0 {
		return nil
	}
	return params
}

// hide drops the members whose name says that they hold a secret. A map's keys
// are the caller's own words and stay.
func hide(v any) {
	switch value := v.(type) {
	case map[string]any:
		hideMembers(value)
	case object:
		hideMembers(value)
	case []any:
		for _, item := range value {
			hide(item)
		}
	}
}

func hideMembers(members map[string]any) {
	for name, value := range members {
		if secretive(name) {
			delete(members, name)
			continue
		}
		hide(value)
	}
}

func secretive(name string) bool {
	name = strings.ToLower(name)
	for _, word := range []string{"secretstring", "secretbinary", "password", "secretaccesskey", "sessiontoken", "plaintext", "ciphertextblob"} {
		if strings.Contains(name, word) {
			return true
		}
	}
	return false
}
