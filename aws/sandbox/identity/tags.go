package identity

import (
	"slices"
	"strconv"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/iam/types"

	"secretwatch/aws/sandbox/wire"
)

const maxTags = 50

// merged sets tags over old ones. Keys that differ only in case are one key in
// IAM.
func merged(old []tag, set []types.Tag) ([]tag, *wire.Error) {
	tags := slices.Clone(old)
	for _, t := range set {
		key := aws.ToString(t.Key)
		if key == "" || len(key) > 128 || len(aws.ToString(t.Value)) > 256 {
			return nil, invalid("1 validation error detected: Value at 'tags' failed to satisfy constraint: Member must satisfy the length limits of keys (1 to 128) and values (0 to 256)")
		}
		at := slices.IndexFunc(tags, func(have tag) bool { return have.key == key })
		if at < 0 {
			tags = append(tags, tag{key: key})
			at = len(tags) - 1
		}
		tags[at].value = aws.ToString(t.Value)
	}
	if len(tags) > maxTags {
		return nil, quota(maxTags, "TagsPerRole")
	}
	return tags, nil
}

func wireTags(tags []tag) []types.Tag {
	var out []types.Tag
	for _, t := range tags {
		out = append(out, types.Tag{Key: aws.String(t.key), Value: aws.String(t.value)})
	}
	return out
}

// page cuts a list as IAM does: MaxItems of 1 to 1000, 100 by default. The
// marker is where the next page starts.
func page[T any](items []T, marker *string, limit *int32) (shown []T, next *string, err *wire.Error) {
	from := 0
	if marker != nil {
		n, bad := strconv.Atoi(*marker)
		if bad != nil || n < 0 || n > len(items) {
			return nil, nil, invalid("Invalid Marker: %s", *marker)
		}
		from = n
	}
	size := 100
	if limit != nil {
		if *limit < 1 || *limit > 1000 {
			return nil, nil, invalid("1 validation error detected: Value '%d' at 'maxItems' failed to satisfy constraint: Member must have value between 1 and 1000", *limit)
		}
		size = int(*limit)
	}
	to := min(from+size, len(items))
	if to < len(items) {
		next = aws.String(strconv.Itoa(to))
	}
	// A list is there even when it is empty.
	return append([]T{}, items[from:to]...), next, nil
}
