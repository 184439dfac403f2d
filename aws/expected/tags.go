package expected

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"secretwatch/aws/monitor"
)

// AWS's limits for tags.
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_TagResource.html
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_Tag.html
const (
	mostTags  = 50
	mostValue = 256 // characters
)

// ErrNoRoom says that an alarm cannot hold more: it has 50 tags, of 256
// characters each.
var ErrNoRoom = errors.New("the alarm's 50 tags of 256 characters have no room for it")

// From reads the readers out of an alarm's tags.
func From(tags map[string]string) Set {
	set := Set{}
	for key, value := range tags {
		if !isOurs(key) {
			continue
		}
		for text := range strings.FieldsSeq(value) {
			// Somebody may have written the tag by hand, with signs that we encode.
			set[Reader(safe(text))] = true
		}
	}
	return set
}

// safe keeps what is encoded already as it is, and encodes the rest.
func safe(text string) string {
	parts := strings.Split(text, "=")
	for i, p := range parts {
		parts[i] = string(encode(p))
	}
	return strings.Join(parts, "=")
}

// isOurs reports that a tag's key is one of ours: TagExpected, or that with a
// number from 2 on.
func isOurs(key string) bool {
	rest, ok := strings.CutPrefix(key, monitor.TagExpected)
	if !ok || rest == "" {
		return ok
	}
	n, err := strconv.Atoi(rest)
	return err == nil && n >= 2 && strconv.Itoa(n) == rest
}

// tagsOf puts the readers into as few tags as they need, beside so many others.
func tagsOf(set Set, others int) (map[string]string, error) {
	tags := map[string]string{}
	n, value := 1, ""
	put := func() {
		key := monitor.TagExpected
		if n > 1 {
			key += strconv.Itoa(n)
		}
		tags[key] = value
		n, value = n+1, ""
	}
	for _, r := range slices.Sorted(maps.Keys(set)) {
		switch {
		case len(r) > mostValue:
			return nil, fmt.Errorf("%w: it has %d characters", ErrNoRoom, len(r))
		case value == "":
		case len(value)+1+len(r) > mostValue:
			put()
		default:
			value += " "
		}
		value += string(r)
	}
	if value != "" {
		put()
	}
	if len(tags)+others > mostTags {
		return nil, ErrNoRoom
	}
	return tags, nil
}
